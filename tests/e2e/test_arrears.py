"""A steward works on arrears with the telephone."""

from datetime import timedelta

from odoo import fields

from tests.cs_property.arrears_case import ArrearsCase
from tests.e2e.pages import PagesCase


class TestTheStewardChases(ArrearsCase, PagesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.steward.lang = "en_US"
        (cls.sms | cls.call).active = False

    def test_a_promise_is_recorded_and_a_visit_reported(self):
        today = self.company._cs_today()
        due = today - timedelta(days=40)
        for unit, amount in ((self.unit1, 300), (self.unit2, 120)):
            (charge,) = self.propose(unit, amount, due=(due.year, due.month, due.day))
            charge._invoice(due)
        self.look()
        page = self.person(self.steward)
        with self.online(page):
            self.open(page, "/odoo/cs-arrears-today")
            card = page.locator(".o_kanban_record", has_text="1-1-101")
            card.get_by_text("300.00").wait_for()
            self.fits(page)
            card.click()
            page.get_by_role("button", name="Promise").click()
            page.locator(".modal [name=day] input").fill(fields.Date.to_string(today + timedelta(days=7)))
            page.keyboard.press("Tab")
            page.locator(".modal [name=words] textarea").fill("Next week, after pay day")
            page.get_by_role("button", name="Save").click()
            page.locator("[name=promised_on]").wait_for()
            self.fits(page)
            self.open(page, "/odoo/cs-arrears-today")
            page.locator(".o_kanban_record", has_text="1-1-102").click()
            page.get_by_text("Chased so far").click()
            page.locator("button[name=action_report]").first.click()
            page.locator(".modal [name=words] textarea").fill("The owner was at home")
            page.get_by_role("button", name="Save").click()
            page.get_by_text("The owner was at home").first.wait_for()
        promised, visited = self.case_of(self.unit1), self.case_of(self.unit2)
        self.assertEqual(promised.promise_ids.mapped("amount"), [300])
        self.assertEqual((visited.step_ids[0].state, visited.step_ids[0].outcome), ("done", "The owner was at home"))
