"""The pictures of the documents, taken from a running demo in Chinese: nothing on them is made up.

    ./cs run
    eval "$(./cs env)"; python -m tools.screenshots [NAME …] [--db NAME]

Each picture is a function below; the names given on the command line are theirs. What they look for (a case that was
urged, a preview, a customer to call) is in the demo; they change nothing but who holds a call, and give it back.
"""

from __future__ import annotations

import argparse
import io
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools.base import ROOT, load_state, say, which
from tools.demo import demo_logins

FOLDER = ROOT / "docs" / "images"
DESK = {"width": 1440, "height": 900}
TELEPHONE = {"width": 390, "height": 800}
#: no picture is larger
LARGEST = 200_000
CALM = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
#: the page of the customer who was promised a date, in the demo's shell
LINK = """
from datetime import datetime
promised = [("state", "=", "open"), ("promise_told_at", "!=", False), ("promised_at", ">", datetime.now())]
ticket = env["cs.ticket"].search(promised, order="registered_at", limit=1)
print("LINK", ticket._link_path + ticket._token())
"""


class Demo:
    """A browser for each person of the demo, and its records."""

    def __init__(self, browser: Browser, address: str, name: str):
        self.browser, self.address, self.name = browser, address, name
        self.passwords = {row["login"]: row["password"] for row in demo_logins()}

    def person(self, login: str, viewport: dict = DESK) -> Page:
        page = self.stranger(viewport)
        page.goto(f"{self.address}/web/login")
        page.fill("#login", login)
        page.fill("#password", self.passwords[login])
        page.click("button[type=submit]")
        page.wait_for_selector(".o_main_navbar")
        return page

    def stranger(self, viewport: dict) -> Page:
        context = self.browser.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai")
        return context.new_page()

    def at(self, login: str, path: str, ready: str, viewport: dict = DESK) -> Page:
        """What somebody sees at a path, when it is there."""
        page = self.person(login, viewport)
        page.goto(f"{self.address}/odoo/{path}")
        page.wait_for_selector(ready)
        settle(page)
        return page

    def find(self, page: Page, model: str, domain: list, order: str) -> int:
        """The first record that somebody finds."""
        found = page.evaluate(
            """async ([model, domain, order]) => {
                const params = {model, method: "search", args: [domain], kwargs: {order, limit: 1}};
                const body = JSON.stringify({jsonrpc: "2.0", method: "call", params});
                const headers = {"Content-Type": "application/json"};
                const answer = await fetch(`/web/dataset/call_kw/${model}/search`, {method: "POST", headers, body});
                return (await answer.json()).result;
            }""",
            [model, domain, order],
        )
        return found[0]


def settle(page: Page) -> None:
    """Wait until nothing is being fetched or moving; the web client never stops talking to the bus."""
    page.wait_for_timeout(1500)
    page.wait_for_selector(".o_loading_indicator", state="detached")


# --- the pictures -----------------------------------------------------------------


def rule_book(demo: Demo) -> Page:
    """The book as a text, at the ladders."""
    page = demo.at("manager", "cs-rule-book", ".o_cs_book_contents")
    page.locator(".o_cs_book_contents a").nth(3).click()
    settle(page)
    return page


def preview(demo: Demo) -> Page:
    """A change of a ladder, tried on the last days' cases."""
    page = demo.person("manager")
    done = demo.find(page, "cs.rule.preview", [["state", "=", "done"], ["differ_count", ">", 0]], "id")
    page.goto(f"{demo.address}/odoo/cs-rule-previews/{done}")
    page.wait_for_selector(".o_form_view")
    settle(page)
    return page


def promises(demo: Demo) -> Page:
    """The line of time of the case that was urged most often."""
    page = demo.person("supervisor")
    case = demo.find(page, "cs.ticket", [["urge_count", ">", 0]], "urge_count desc, id")
    page.goto(f"{demo.address}/odoo/cs-tickets/{case}")
    page.locator(".o_notebook a[name=promises]").click()
    settle(page)
    page.locator(".o_notebook").evaluate("(tabs) => tabs.scrollIntoView({block: 'start'})")
    return page


def callback_desk(demo: Demo) -> Page:
    """A customer to call, before the number is fetched."""
    page = demo.at("agent1", "cs-callbacks", ".o_cs_next_call:enabled")
    page.locator(".o_cs_next_call").click()
    page.wait_for_selector(".o_cs_call_head")
    settle(page)
    return page


def satisfaction(demo: Demo) -> Page:
    return demo.at("manager", "cs-satisfaction", ".o_pivot table")


def board(demo: Demo) -> Page:
    page = demo.at("supervisor", "cs-board", ".o_kanban_record")
    for news in page.locator(".o_notification_close").all():
        news.click()
    settle(page)
    return page


def registration(demo: Demo) -> Page:
    """A caller who is known."""
    page = demo.at("agent1", "cs-register", ".o_form_view")
    partner = page.locator("[name=caller] input, .o_cs_caller input").first
    partner.type("董建国", delay=60)
    page.locator(".o-autocomplete--dropdown-item, .o_cs_caller_choice").first.click()
    settle(page)
    return page


def roster(demo: Demo) -> Page:
    """The month of the control room, in force."""
    page = demo.at("supervisor", "cs-rosters", ".o_data_row")
    page.locator(".o_data_row", has_text="监控中心").filter(has_text="已发布").first.click()
    page.wait_for_selector(".o_cs_roster_main")
    settle(page)
    return page


def roster_run(demo: Demo) -> Page:
    """What came out for the next month."""
    page = demo.person("supervisor")
    run = demo.find(page, "cs.roster.run", [["state", "=", "done"]], "id")
    page.goto(f"{demo.address}/odoo/cs-roster-runs/{run}")
    page.wait_for_selector("canvas")
    settle(page)
    return page


def my_shifts_phone(demo: Demo) -> Page:
    return quiet(demo.at("guard", "cs-my-shifts", ".o_action_manager", TELEPHONE))


def handover_phone(demo: Demo) -> Page:
    """A post that is being handed over, at the counter."""
    page = quiet(demo.at("agent1", "cs-handover", ".o_cs_hand_post", TELEPHONE))
    page.locator(".o_cs_hand_post").first.click()
    settle(page)
    return page


def dashboard(demo: Demo) -> Page:
    """This month so far, beside as many days of the month before."""
    return quiet(demo.at("manager", "customer-service-dashboard", ".o_cs_dash_heads"))


def scheme(demo: Demo) -> Page:
    """The criteria of hotline agents, each curve in words."""
    page = demo.at("manager", "cs-appraisal-schemes", ".o_data_row")
    page.locator(".o_data_row td[name=name]").first.click()
    page.wait_for_selector(".o_field_widget[name=criterion_ids] .o_data_row")
    settle(page)
    return quiet(page)


def appraisal_period(demo: Demo) -> Page:
    """The last month that was appraised."""
    page = demo.at("manager", "cs-appraisal-periods", ".o_data_row")
    page.locator(".o_data_row").first.click()
    page.wait_for_selector(".o_form_view .o_data_row")
    settle(page)
    return quiet(page)


def check_desk(demo: Demo) -> Page:
    """A check with its evidence; nothing is answered."""
    page = quiet(demo.at("quality", "cs-check-desk", ".o_cs_check_queue .btn-primary:enabled"))
    page.locator(".o_cs_check_queue .btn-primary").click()
    page.wait_for_selector(".o_cs_check_columns")
    settle(page)
    return page


def merit_queue(demo: Demo) -> Page:
    """Rewards and penalties that facts and people propose."""
    return quiet(demo.at("manager", "cs-merit-to-approve", ".o_data_row"))


def appraisal_phone(demo: Demo) -> Page:
    """An agent's own score, line by line."""
    return quiet(demo.at("agent1", "cs-my-appraisals", ".o_action_manager", TELEPHONE))


def training_phone(demo: Demo) -> Page:
    return quiet(demo.at("agent1", "cs-my-training", ".o_action_manager", TELEPHONE))


# --- property management ------------------------------------------------------------


def building_board(demo: Demo) -> Page:
    """A building as a board of its units."""
    return quiet(demo.at("accountant", "cs-building-board", ".o_cs_unit_tile"))


def billing_sheet(demo: Demo) -> Page:
    """The charges of the last run, each with how it is worked out."""
    page = demo.person("accountant")
    run = demo.find(page, "cs.billing.run", [["state", "=", "done"]], "id desc")
    page.goto(f"{demo.address}/odoo/cs-billing-runs/{run}")
    page.locator("button[name=action_sheet]").click()
    page.wait_for_selector(".o_list_view .o_data_row, .o_list_view .o_group_header")
    settle(page)
    return quiet(page)


def cash_desk(demo: Demo) -> Page:
    """Somebody in arrears at the counter; nothing is taken, the till stays open as it was."""
    page = quiet(demo.at("cashier", "cs-counter-cashier", ".o_cs_cashier"))
    page.wait_for_selector(".o_cs_cashier_bar input")
    page.locator(".o_cs_cashier_bar input").type("1-1-604", delay=60)
    page.locator(".o_cs_cashier_found button").first.click()
    page.wait_for_selector(".o_cs_cashier_open tbody tr")
    page.locator(".o_cs_cashier_open thead input").check()
    settle(page)
    return page


def arrears_case(demo: Demo) -> Page:
    """What is owed, which step comes next, what was said."""
    page = demo.person("steward1")
    case = demo.find(page, "cs.arrears.case", [["state", "=", "open"]], "amount_due desc, id")
    page.goto(f"{demo.address}/odoo/cs-arrears/{case}")
    page.wait_for_selector(".o_form_view")
    settle(page)
    return quiet(page)


def reconcile_workbench(demo: Demo) -> Page:
    """A movement that is not sure enough: suggested unit, confidence and reason."""
    page = demo.at("accountant", "fee-workbench", ".o_kanban_record")
    page.locator(".o_kanban_record").first.click()
    page.wait_for_timeout(1500)
    settle(page)
    return quiet(page)


def arrears_phone(demo: Demo) -> Page:
    """Who is to be called and visited today, on the steward's telephone."""
    return quiet(demo.at("steward1", "cs-arrears-today", ".o_action_manager", TELEPHONE))


def counter_desk(demo: Demo) -> Page:
    """A unit at the counter: people, debts, cases, and everything that can be started."""
    page = quiet(demo.at("agent4", "cs-counter-desk", ".o_cs_desk_search input"))
    page.locator(".o_cs_desk_search input").type("1-1-604", delay=60)
    page.locator(".o_cs_desk_found button").first.click()
    page.wait_for_selector(".o_cs_desk_body")
    settle(page)
    return page


def renovation_sites(demo: Demo) -> Page:
    """The sites at work: what was looked at today, what was missed, what is to be put right."""
    return quiet(demo.at("agent4", "cs-renovation-sites", ".o_kanban_record"))


def repairs(demo: Demo) -> Page:
    """Repair orders by state: what each waits for, and who has it in hand."""
    page = quiet(demo.at("agent4", "cs-repairs?view_type=kanban", ".o_kanban_record"))
    settle(page)
    return page


def gate_phone(demo: Demo) -> Page:
    """The guard's telephone: scan, type, and who should have left."""
    page = demo.person("guard", TELEPHONE)
    page.goto(f"{demo.address}/cs/gate")
    page.wait_for_selector("[data-form=typed]")
    return page


def quiet(page: Page) -> Page:
    """Without the window in which Odoo greets people, and what has just been told."""
    page.add_style_tag(content=".o-mail-ChatWindow, .o_notification_manager { display: none !important; }")
    return page


def desk_phone(demo: Demo) -> Page:
    return demo.at("agent1", "cs-desk", ".o_kanban_record", TELEPHONE)


def customer_phone(demo: Demo) -> Page:
    """What a customer sees on his telephone, without a login."""
    shell = subprocess.run(
        [ROOT / "cs", "shell", "--db", demo.name], input=LINK, capture_output=True, text=True, check=True
    )
    page = demo.stranger(TELEPHONE)
    page.goto(demo.address + re.search(r"LINK (\S+)", shell.stdout)[1])
    settle(page)
    return page


PICTURES: dict[str, Callable[[Demo], Page]] = {
    function.__name__.replace("_", "-"): function
    for function in (
        rule_book,
        preview,
        promises,
        callback_desk,
        satisfaction,
        board,
        registration,
        roster,
        roster_run,
        my_shifts_phone,
        handover_phone,
        dashboard,
        scheme,
        appraisal_period,
        check_desk,
        merit_queue,
        appraisal_phone,
        training_phone,
        desk_phone,
        customer_phone,
        building_board,
        billing_sheet,
        cash_desk,
        arrears_case,
        reconcile_workbench,
        arrears_phone,
        renovation_sites,
        repairs,
        gate_phone,
        counter_desk,
    )
}


def keep(name: str, page: Page) -> None:
    """A picture of few colours is small, and as sharp as before."""
    shot = Image.open(io.BytesIO(page.screenshot()))
    path = FOLDER / f"{name}.png"
    shot.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > LARGEST:
        sys.exit(f"{path.name} is larger than {LARGEST:,} bytes.")
    say(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots")
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[[], *PICTURES], help=", ".join(PICTURES))
    parser.add_argument("--db", default="cs_demo", metavar="NAME", help="the demo database (default cs_demo)")
    options = parser.parse_args()
    port = load_state().get("servers", {}).get(options.db, {}).get("port")
    if not port:
        sys.exit(f"No server runs for {options.db}: ./cs run --db {options.db}")
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=which("chromium", "chromium-browser"), args=list(CALM))
        demo = Demo(browser, f"http://127.0.0.1:{port}", options.db)
        for name in options.names or PICTURES:
            keep(name, PICTURES[name](demo))
        browser.close()


if __name__ == "__main__":
    main()
