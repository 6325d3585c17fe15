"""A day at the counter, as its cashier and whoever signs with him see it."""

from tests.cs_property.cashier_case import CashierCase
from tests.e2e.pages import DESK, PagesCase


class TestCounter(CashierCase, PagesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.cashier | cls.accountant).lang = "en_US"

    def test_money_is_taken_from_the_keyboard_and_the_till_is_closed_by_two(self):
        rent, water = self.bill(self.unit1, 280, 31.5)
        page = self.person(self.cashier, DESK)
        with self.online(page):
            self.open(page, "/odoo/cs-counter-cashier")
            page.get_by_label("Cash in the till").fill("500")
            page.keyboard.press("Enter")
            search = page.get_by_label("Search a unit")
            search.wait_for()
            # the field has the focus: a unit is typed, nothing is clicked
            page.keyboard.type("1-1-101")
            page.locator(".o_cs_cashier_found").wait_for()
            page.keyboard.press("Enter")
            page.locator(".o_cs_cashier_total", has_text="311.50").wait_for()
            page.get_by_label(self.cash.name, exact=True).fill("320")
            page.get_by_text("8.50").wait_for()
            self.fits(page)
            page.keyboard.press("F9")
            page.locator(".alert-success", has_text="SJ").wait_for()
            page.get_by_text("Nothing is open.").wait_for()
            self._close(page, {"100": 8, "10": 1})
        self.assertEqual((rent.amount_residual, water.amount_residual), (0, 0))
        shift = self.env["cs.cashier.shift"].search([("user_id", "=", self.cashier.id)])
        receipt = shift.receipt_ids
        self.assertEqual((receipt.amount, receipt.cash_given, receipt.change_given), (311.5, 320, 8.5))
        self.assertEqual((shift.state, shift.difference, shift.signed_by_id), ("counted", -1.5, self.cashier))
        second = self.person(self.accountant, DESK)
        with self.online(second):
            self.open(second, f"/odoo/cs-day-closings/{shift.id}")
            second.get_by_role("button", name="Sign as second person").click()
            second.locator(".o_arrow_button_current", has_text="Signed").wait_for()
        self.assertEqual((shift.state, shift.second_by_id), ("signed", self.accountant))
        self.assertEqual(shift.difference_move_id.state, "posted")

    def _close(self, page, counts):
        """Counted with a difference: it cannot be signed before it has a reason."""
        page.get_by_role("button", name="Close the till").click()
        for note, pieces in counts.items():
            page.locator(f"#note_{note}").fill(str(pieces))
        dialog = page.get_by_role("dialog")
        sign = dialog.get_by_role("button", name="Sign", exact=True)
        dialog.get_by_role("button", name="Compare").click()
        dialog.get_by_text("811.50 ").first.wait_for()
        self.assertTrue(sign.is_disabled())
        dialog.get_by_placeholder("Reason for the difference").fill("Coins were missing")
        dialog.get_by_role("button", name="Explain").click()
        dialog.get_by_text("Cash, receipts and accounts agree.").wait_for()
        sign.click()
        page.get_by_text("Your till was counted").wait_for()

    def test_the_closing_is_signed_by_a_colleague_at_the_same_screen(self):
        person = {"name": "Second", "user_id": self.accountant.id, "company_id": self.company.id, "pin": "4711"}
        self.env["hr.employee"].create(person)
        shift = self.open_till()
        page = self.person(self.cashier, DESK)
        with self.online(page):
            self.open(page, "/odoo/cs-counter-cashier")
            page.get_by_role("button", name="Close the till").click()
            page.locator("#note_100").fill("5")
            dialog = page.get_by_role("dialog")
            dialog.get_by_role("button", name="Compare").click()
            dialog.get_by_text("Cash, receipts and accounts agree.").wait_for()
            dialog.get_by_role("button", name="Sign", exact=True).click()
            sign = page.get_by_role("button", name="Sign as second person")
            sign.wait_for()
            self.assertTrue(sign.is_disabled(), "nobody is chosen yet")
            page.get_by_label("Second person").select_option(label=self.accountant.name)
            page.locator(".o_cs_cashier_second button:enabled").wait_for()
            page.get_by_label("PIN").fill("0000")
            page.keyboard.press("Enter")
            page.get_by_text("The PIN is wrong.").wait_for()
            page.get_by_label("PIN").fill("4711")
            sign.click()
            page.get_by_text("Your till is closed").wait_for()
        self.assertEqual((shift.state, shift.second_by_id, shift.second_by_pin), ("signed", self.accountant, True))

    def test_two_means_on_one_receipt_and_a_prepayment_that_goes_back(self):
        rent = self.bill(self.unit2, 200)
        self.open_till()
        page = self.person(self.cashier, DESK)
        with self.online(page):
            self.open(page, "/odoo/cs-counter-cashier")
            page.get_by_label("Search a unit").fill("Owner of 1-1-102")
            page.locator(".o_cs_cashier_found .dropdown-item").first.click()
            page.get_by_label("Prepayment").fill("100")
            page.get_by_label(self.wechat.name, exact=True).fill("150")
            # money by the wallet needs its number
            take = page.locator(".o_cs_cashier_take")
            self.assertTrue(take.is_disabled())
            page.get_by_placeholder("Number of the payment").fill("4200001")
            page.get_by_role("button", name=self.cash.name, exact=True).click()
            take.click()
            page.get_by_text("Prepaid:").wait_for()
            page.get_by_placeholder("Why money goes back or is kept").fill("Moves out")
            page.get_by_label("Amount given back").fill("60")
            page.get_by_role("button", name=f"Back by {self.cash.name}").first.click()
            page.locator("strong", has_text="40.00").first.wait_for()
        self.assertEqual(rent.amount_residual, 0)
        self.assertEqual(sum(self.unit2._open_credits().mapped("amount_residual")), -40)
        self.assertEqual(self.balance(self.cash.journal_id.default_account_id), 90)

    def test_a_deposit_is_taken_and_pays_for_rubble(self):
        fine = self.bill(self.unit3, 300)
        self.open_till()
        page = self.person(self.cashier, DESK)
        with self.online(page):
            self.open(page, "/odoo/cs-counter-cashier")
            page.get_by_label("Search a unit").fill("1-1-103")
            page.locator(".o_cs_cashier_found .dropdown-item").first.click()
            page.get_by_label("Everything").check()
            page.get_by_label("Everything").uncheck()
            page.get_by_role("button", name=f"+ {self.deposit_item.name}").click()
            page.get_by_label(self.deposit_item.name, exact=True).fill("2000")
            page.get_by_role("button", name=self.cash.name, exact=True).click()
            page.locator(".o_cs_cashier_take").click()
            page.get_by_text("Held for the unit").wait_for()
            page.get_by_label(self.rent.name, exact=True).first.check()
            page.get_by_placeholder("Why money goes back or is kept").fill("Rubble on the stairs")
            page.get_by_role("button", name="Pay what is ticked").click()
            page.get_by_text("1,700.00").wait_for()
            page.get_by_text("Nothing is open.").wait_for()
        deposit = self.env["cs.deposit"].search([("unit_id", "=", self.unit3.id)])
        self.assertEqual((fine.amount_residual, deposit.amount_used, deposit.amount_held), (0, 300, 1700))
