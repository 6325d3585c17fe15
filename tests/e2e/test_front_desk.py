"""The counter desk in the browser: somebody stands there, and the keyboard is enough."""

from tests.cs_property.cashier_case import CashierCase
from tests.e2e.pages import DESK, PagesCase


class TestFrontDesk(CashierCase, PagesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.clerk | cls.cashier).lang = "en_US"
        cls.unit1.payer_id.write({"name": "Wang Xiaoming", "phone": "13900001111"})
        cls.env["cs.parking.vehicle"].create(
            {"plate": "京A12345", "unit_id": cls.unit2.id, "partner_id": cls.unit2.payer_id.id}
        )

    def test_a_unit_is_found_and_a_case_registered_by_keyboard_alone(self):
        page = self.person(self.clerk, DESK)
        with self.online(page):
            self.open(page, "/odoo/cs-counter-desk")
            page.get_by_label("Who is at the counter").wait_for()
            # the field has the focus: nothing is clicked from here on
            page.keyboard.type("139 0000 1111")
            page.keyboard.press("Enter")
            page.locator("[data-section=people]", has_text="139****1111").wait_for()
            self.fits(page)
            page.keyboard.press("Alt+c")
            page.locator(".o_cs_register").wait_for()
            page.locator(".o_field_widget[name=unit_id] input").wait_for()
            self.assertEqual(page.locator(".o_field_widget[name=unit_id] input").input_value(), "1-1-101")

    def test_a_plate_and_a_short_address_find_their_units(self):
        page = self.person(self.clerk, DESK)
        with self.online(page):
            self.open(page, "/odoo/cs-counter-desk")
            search = page.get_by_label("Who is at the counter")
            for typed, code in (("京A 12345", "1-1-102"), ("1栋1单元103室", "1-1-103"), ("1-101", "1-1-101")):
                search.fill(typed)
                search.press("Enter")
                page.get_by_role("heading", name=code).wait_for()
            search.fill("nobody at all")
            page.get_by_text("Nothing is found.").wait_for()

    def test_the_cashier_goes_from_the_desk_to_the_money_of_the_unit(self):
        self.bill(self.unit1, 280)
        self.open_till()
        page = self.person(self.cashier, DESK)
        with self.online(page):
            self.open(page, "/odoo/cs-counter-desk")
            page.get_by_label("Who is at the counter").wait_for()
            page.keyboard.type("1-1-101")
            page.keyboard.press("Enter")
            page.locator("[data-section=debts]", has_text="280.00").wait_for()
            page.keyboard.press("Alt+m")
            page.locator(".o_cs_cashier_total", has_text="280.00").wait_for()
