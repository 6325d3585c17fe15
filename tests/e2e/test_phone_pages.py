"""Staff's pages by telephone in a cellar: what was typed without a connection arrives once there is one."""

from odoo import fields

from tests.cs_property.test_inspections import InspectionCase
from tests.cs_property.test_meters import MeterCase
from tests.e2e.pages import PagesCase


class PhoneCase(PagesCase):
    def person(self, user=None, **values):
        user.lang = "en_US"
        page = super().person(user, **values)
        self.addCleanup(self.complaints.clear)
        return page

    def cellar(self, page):
        """No connection; what the browser says about it is no complaint."""
        page.route("**/take", lambda route: route.abort())

    def daylight(self, page):
        page.unroute("**/take")
        self.complaints[:] = [one for one in self.complaints if "ERR_FAILED" not in one]
        page.evaluate("window.dispatchEvent(new Event('online'))")


class TestMeterPage(MeterCase, PhoneCase):
    def test_a_value_waits_on_the_phone_even_when_the_page_is_closed(self):
        round_ = self.env["cs.meter.round"].create({"estate_id": self.estate.id, "date": "2026-02-28"})
        page = self.person(self.steward)
        with self.online(page):
            self.open(page, f"/cs/meters/{round_.id}")
            self.cellar(page)
            row = page.locator(f"[data-meter='{self.meter1.id}']")
            row.locator("input[type=text]").fill("120")
            row.locator("input[type=text]").blur()
            row.get_by_text("kept on this phone").wait_for()
            page.get_by_text("1 waiting for a connection").wait_for()
            page.reload()
            row.get_by_text("kept on this phone").wait_for()
            self.assertEqual(row.locator("input[type=text]").input_value(), "120")
            self.fits(page)
            self.daylight(page)
            row.get_by_text("usage 20").wait_for()
            row.locator("input[type=text]").fill("999999")
            row.locator("input[type=text]").blur()
            page.locator(".failed .said", has_text="W001").wait_for()
            row.locator("input[type=text]").fill("121,5")
            row.locator("input[type=text]").blur()
            row.get_by_text("usage 21.5").wait_for()
        self.assertEqual(self.meter1.reading_ids.value, 121.5)
        self.assertEqual(self.meter1.reading_ids.source, "phone")


class TestRoundPage(InspectionCase, PhoneCase):
    def test_a_round_is_walked_without_a_connection(self):
        round_, *_others = self.make(fields.Datetime.now())
        round_.user_id = self.inspector
        check = round_.check_ids.filtered(lambda one: one.spot_id == self.hall)
        check.answer_ids.needs_photo = False
        page = self.person(self.inspector)
        with self.online(page):
            self.open(page, f"/cs/checks/{check.id}")
            self.cellar(page)
            items = page.locator(".item")
            for place in range(items.count()):
                if items.nth(place).get_attribute("data-kind") == "yes_no":
                    items.nth(place).get_by_text("Yes", exact=True).click()
            page.get_by_role("button", name="Finished here").click()
            page.get_by_text("1 waiting for a connection").wait_for()
            page.reload()
            page.locator(".check.ended").wait_for()
            self.daylight(page)
            page.locator(".check.done").wait_for()
            page.get_by_text("all right").wait_for()
        self.assertEqual(check.state, "done")
        self.assertTrue(check.passed)
