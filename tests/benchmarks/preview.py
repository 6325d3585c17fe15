"""What it costs to try a change of a rule on the cases of the last days.

    ./cs bench preview                    25,000 cases, every book that acts on a case's life
    ./cs bench preview -- --cases 2000    another size

A few dozen cases live through a month by their verbs (answered, put to wait, classified anew, resolved, opened again,
with tasks of a department); then rows are copied until there are enough. Each preview is what a manager waits for:
both sides, the counts, and what becomes of every case.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.benchmarks.harness import environment
from tests.benchmarks.report import Table

CASES = 25_000
LIVES = 50
BEGIN = datetime(2026, 3, 2, 1, 0)
UNTIL = datetime(2026, 3, 31, 10, 0)
BOOKS = ("cs.sla.rule", "cs.closing.rule", "cs.repeat.rule", "cs.routing.rule", "cs.notice.rule")


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./cs bench preview --")
    parser.add_argument("--cases", type=int, default=CASES, metavar="N", help=f"cases (default {CASES:,})")
    return parser


def live(env: Any) -> Any:
    """Cases that people worked on, each another way."""
    from odoo.addons.cs_department.core.now import frozen

    kinds = env["cs.ticket.kind"].search([("is_product_complaint", "=", False)])
    category = env["cs.ticket.category"].create([{"name": "Leak"}, {"name": "Noise"}])
    customers = env["res.partner"].create([{"name": f"Customer {n}", "email": f"c{n}@example.com"} for n in range(20)])
    department = env["hr.department"].create({"name": "Engineering"})
    cause = env["cs.ticket.cause"].search([], limit=1)
    severities = env["cs.severity"].search([]) - env.ref("cs_department.severity_accident")
    stage = env.ref("cs_department.stage_waiting_customer")
    cases = env["cs.ticket"]
    for n in range(LIVES):
        begin = BEGIN + timedelta(hours=5 * n)
        with frozen(begin):
            case = cases.create(
                {
                    "name": f"Case {n}",
                    "kind_id": kinds[n % len(kinds)].id,
                    "category_id": category[n % 2].id,
                    "partner_id": customers[n % 20].id,
                    "description": "Since this morning.",
                    "place": f"Hall {n % 7}",
                    "order_ref": f"A{n}",
                }
            )
        cases |= case
        deeds = [
            lambda c: c.answer("We look into it"),
            lambda c: c.wait("For the key", stage=stage.id),
            lambda c, n=n: c.write({"severity_id": severities[n % len(severities)].id}),
            lambda c: c.resume(),
            lambda c: c.dispatch(department, steps=("verify", "do"), name="Look"),
            lambda c: c.task_ids[:1].done("Seen"),
            lambda c: c.task_ids.filtered(lambda t: t.state == "todo").done("Repaired"),
            lambda c: c.write({"validity": "valid", "cause_id": cause.id}),
            lambda c: c.resolve("Repaired"),
            lambda c: c.reopen("Again"),
            lambda c: c.resolve("Repaired again"),
        ]
        for number, deed in enumerate(deeds[: 4 + n % 8]):
            with frozen(begin + timedelta(hours=7 * number + n % 5)):
                deed(case)
    env.flush_all()
    return cases


def copy(env: Any, count: int) -> None:
    """The same lives again and again, with their timelines and tasks."""
    from odoo.tools import SQL

    times = max(0, count // LIVES - 1)
    # a department has many customers: each some cases a month
    customers = env["res.partner"].create([{"name": f"P{n}", "email": f"p{n}@example.com"} for n in range(count // 5)])
    for table, own in (("cs_ticket", "number"), ("cs_ticket_event", "ticket_id"), ("cs_ticket_task", "ticket_id")):
        rows = env.execute_query(
            SQL(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name NOT IN %s",
                table,
                ("id", own, "previous_id"),
            )
        )
        columns = SQL(", ").join(SQL.identifier("x", name) for (name,) in rows)
        targets = SQL(", ").join(SQL.identifier(name) for (name,) in rows)
        if own == "number":
            source = SQL("SELECT x.number || '/' || g, %s FROM cs_ticket x, generate_series(1, %s) g", columns, times)
        else:
            source = SQL(
                "SELECT n.id, %s FROM %s x JOIN cs_ticket o ON o.id = x.ticket_id"
                " JOIN cs_ticket n ON split_part(n.number, '/', 1) = o.number AND n.id != o.id ORDER BY n.id, x.id",
                columns,
                SQL.identifier(table),
            )
        env.cr.execute(SQL("INSERT INTO %s (%s, %s) %s", SQL.identifier(table), SQL.identifier(own), targets, source))
    env.cr.execute(
        SQL(
            "UPDATE cs_ticket SET partner_id = %s + id %% %s, place = 'Hall ' || id %% %s WHERE number LIKE '%%/%%'",
            min(customers.ids),
            len(customers),
            len(customers),
        )
    )
    env.cr.execute(SQL("ANALYZE cs_ticket, cs_ticket_event, cs_ticket_task"))
    env.invalidate_all()


def preview(env: Any, book: str) -> tuple[Any, float]:
    """Without the first rule of a book: a change that touches the most cases."""
    from odoo.addons.cs_department.core.now import frozen

    rule = env[book].search([], order="sequence desc", limit=1)
    start = time.perf_counter()
    with frozen(UNTIL):
        made = env["cs.rule.preview"].browse(rule.action_preview()["res_id"])
        while made.state == "running":
            made._run_batch()
    env.flush_all()
    return made, time.perf_counter() - start


def main(argv: Sequence[str]) -> int:
    table = Table("preview: a change of a rule tried on a month's cases", argv, options())
    with environment() as env:
        live(env)
        copy(env, table.options.cases)
        env.cr.commit()
        for book in BOOKS:
            queries = env.cr.sql_log_count
            made, seconds = preview(env, book)
            table.row(
                f"{env[book]._description}: {made.total:,} cases", seconds, unit="s", target="<= 60", met=seconds <= 60
            )
            table.note(f"{book}: {made.differ_count:,} cases differ, {env.cr.sql_log_count - queries:,} queries")
    return table.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
