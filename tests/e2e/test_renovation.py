"""A renovation in the browser: taken in at the counter, signed off by superiors, inspected by phone."""

import base64

from odoo.addons.cs_property.demo.look import photo
from playwright.sync_api import expect

from tests.cs_property.renovation_case import DAY, RenovationCase
from tests.e2e.pages import DESK, PagesCase

PICTURE = {"name": "wire.png", "mimeType": "image/png", "buffer": base64.b64decode(photo())}


class TestRenovationDesk(RenovationCase, PagesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.clerk | cls.inspector).lang = "en_US"
        cls.today = cls.company._cs_today()

    def choose(self, page, name, words):
        """Pick what a field offers for these words."""
        field = page.locator(f".o_field_widget[name={name}] input").first
        field.click()
        field.press_sequentially(words)
        page.locator(".o-autocomplete--dropdown-item", has_text=words).first.click()

    def press(self, page, name):
        page.get_by_role("button", name=name, exact=True).click()

    def at_state(self, page, words):
        expect(page.locator(".o_statusbar_status .o_arrow_button_current")).to_have_text(words)

    def test_from_the_application_to_the_permit_at_the_counter(self):
        clerk = self.person(self.clerk, DESK)
        chief, head = self.person(self.chief, DESK), self.person(self.head, DESK)
        with self.online(clerk, chief, head):
            self.open(clerk, "/odoo/cs-renovations/new")
            self.choose(clerk, "unit_id", "1-1-101")
            self.choose(clerk, "contractor_id", "Good Builders")
            clerk.locator(".o_field_widget[name=responsible] input").fill("Master Li")
            until = clerk.locator("input[data-field=date_to]")
            until.fill(f"{self.today + 60 * DAY:%m/%d/%Y}")
            until.press("Escape")
            self.choose(clerk, "work_ids", "Painting and ceilings")
            clerk.locator(".o_form_button_save").click()
            self.press(clerk, "Which Papers Are Needed")
            rows = clerk.locator("[name=document_ids] .o_data_row")
            rows.first.wait_for()
            self.fits(clerk)
            # one of them as a file, the others as paper
            rows.first.locator("td[name=attachment_ids]").click()
            rows.first.locator("input[type=file]").set_input_files(PICTURE)
            rows.first.locator(".o_attachment").wait_for()
            clerk.locator(".o_form_button_save").click()
            for place in range(rows.count()):
                button = rows.nth(place).get_by_role("button", name="Is Right")
                button.click()
                button.wait_for(state="detached")
            self.press(clerk, "Apply")
            self.at_state(clerk, "Being signed off")
            path = clerk.url.removeprefix(self.base_url())
            for page in (chief, head):
                self.open(page, path)
                self.press(page, "Sign Off")
                page.get_by_role("button", name="Sign Off", exact=True).wait_for(state="detached")
            clerk.reload()
            self.at_state(clerk, "Signed off")
            clerk.locator(".alert", has_text="Not paid").wait_for()
            self.press(clerk, "Issue Permit")
            clerk.locator(".modal", has_text="No permit yet").get_by_role("button", name="Close").first.click()
        site = self.env["cs.renovation"].search([])
        self.assertEqual(site.signoff_ids.decided_by_id, self.chief | self.head)
        self.assertEqual(len(site.document_ids.attachment_ids), 1)
        self.pay(site.with_user(self.clerk))
        with self.online(clerk):
            self.open(clerk, path)
            with clerk.expect_download() as paper:
                self.press(clerk, "Issue Permit")
            self.assertTrue(paper.value.suggested_filename.endswith(".pdf"), paper.value.suggested_filename)
            clerk.reload()
            self.at_state(clerk, "Permit issued")
            clerk.locator(".alert", has_text="posted on the door").wait_for()
        self.assertEqual((site.state, bool(site.permit_number)), ("permitted", True))

    def answer(self, page, wrong=""):
        """Everything is right, but for the item with these words."""
        items = page.locator(".item")
        for place in range(items.count()):
            item = items.nth(place)
            if wrong and wrong in item.inner_text():
                item.get_by_text("No", exact=True).click()
                item.locator("textarea[data-name=note]").fill("A wire lies in the water")
                item.locator("textarea[data-name=note]").blur()
                item.locator("input[type=file]").set_input_files(PICTURE)
                item.locator(".photo.taken").wait_for()
            else:
                item.get_by_text("Yes", exact=True).click()
        page.get_by_role("button", name="Finished here").click()
        page.locator(".check.done").wait_for()

    def test_the_inspector_finds_a_violation_by_phone_and_looks_again(self):
        site = self.working()
        page = self.person(self.inspector)
        with self.online(page):
            self.open(page, "/odoo/cs-renovation-sites")
            card = page.locator(".o_kanban_record", has_text="1-1-101").first
            card.get_by_text("0 of 2").wait_for()
            self.fits(page)
            card.get_by_role("button", name="Inspect").click()
            page.wait_for_url("**/cs/checks/*")
            self.answer(page, wrong="Wires")
            self.fits(page)
            page.get_by_text("not in order").wait_for()

            self.open(page, "/odoo/cs-violations")
            page.locator(".o_data_row, .o_kanban_record", has_text="1-1-101").first.click()
            page.locator(".o_form_view").wait_for()
            self.fits(page)
            with page.expect_download() as paper:
                self.more(page, "Print Notice")
            self.assertTrue(paper.value.suggested_filename.endswith(".pdf"))
            self.more(page, "Look Again")
            page.locator("[data-value=claimed][aria-checked=true]").wait_for(state="attached")

            self.open(page, "/cs/rounds")
            page.locator("a.card", has_text="1-1-101").first.wait_for()
            self.fits(page)
        violation = site.violation_ids
        self.assertEqual((violation.state, len(violation.photo_ids)), ("claimed", 1))
        self.assertTrue(violation.noticed_on)
        with self.online(page):
            self.open(page, f"/cs/checks/{violation.recheck_id.id}")
            self.assertEqual(page.locator(".item").count(), 1, "what was found, nothing else")
            self.answer(page)
        self.assertEqual(violation.state, "settled")
        self.assertEqual(site.slot_ids.mapped("state").count("done"), 1)

    def more(self, page, name):
        """A button of the header; on a phone it stands in a menu."""
        button = page.get_by_role("button", name=name, exact=True)
        if not button.is_visible():
            page.locator(
                ".o_statusbar_buttons button.o-dropdown, .o_statusbar_buttons .o-dropdown button"
            ).first.click()
        page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("menuitem", name=name)).first.click()
