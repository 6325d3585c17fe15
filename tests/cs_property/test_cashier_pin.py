"""The second person signs the closing at the cashier's screen, by PIN."""

from odoo.exceptions import AccessError, UserError

from tests.cs_property.cashier_case import CashierCase

RIGHT = {"100": 7, "50": 1, "10": 3}


class TestSecondSignatureByPin(CashierCase):
    def setUp(self):
        super().setUp()
        self.shift = self.open_till()
        rent = self.bill(self.unit1, 280)
        self.take(self.unit1, {rent: 280}, self.in_cash(300))
        self.mine = self.shift.with_user(self.cashier)
        self.person = self.env["hr.employee"].create(
            {"name": "Second", "user_id": self.accountant.id, "company_id": self.company.id, "pin": "4711"}
        )

    def signed(self, counts=None):
        self.mine.count_cash(counts or RIGHT)
        self.mine.sign()

    def test_a_colleague_signs_with_his_pin(self):
        self.signed()
        screen = self.env["cs.cashier.shift"].with_user(self.cashier).screen()
        self.assertEqual(screen["shift"]["seconds"], [{"id": self.accountant.id, "name": self.accountant.name}])
        refused = self.mine.sign_second_here(self.accountant.id, "0000")
        self.assertEqual((refused["refused"], self.shift.state), ("The PIN is wrong.", "counted"))
        self.assertEqual(self.mine.sign_second_here(self.accountant.id, "4711"), {"refused": False})
        self.assertEqual((self.shift.state, self.shift.second_by_id), ("signed", self.accountant))
        self.assertTrue(self.shift.second_by_pin)
        self.assertIn(self.accountant.name, "".join(self.shift.message_ids.mapped("body")))

    def test_a_difference_is_booked_then_too(self):
        self.mine.count_cash({**RIGHT, "10": 2})
        self.mine.explain_difference("Wrong change")
        self.mine.sign()
        self.mine.sign_second_here(self.accountant.id, "4711")
        self.assertEqual(self.shift.difference_move_id.state, "posted")

    def test_pins_are_not_guessed(self):
        self.signed()
        for _try in range(self.company.cs_handover_pin_tries):
            self.mine.sign_second_here(self.accountant.id, "0000")
        self.assertIn("Too many", self.mine.sign_second_here(self.accountant.id, "4711")["refused"])
        self.assertEqual(self.shift.state, "counted")

    def test_only_colleagues_who_take_money_sign_and_never_the_cashier_himself(self):
        self.env["hr.employee"].create(
            [
                {"name": user.name, "user_id": user.id, "company_id": self.company.id, "pin": "4711"}
                for user in (self.cashier, self.clerk)
            ]
        )
        self.signed()
        for user_id in (self.cashier.id, self.clerk.id, str(self.accountant.id), True, None, []):
            with self.assertRaises(AccessError):
                self.mine.sign_second_here(user_id, "4711")
        for pin in ("", None, 4711, ["4711"]):
            self.assertTrue(self.mine.sign_second_here(self.accountant.id, pin)["refused"])

    def test_nobody_signs_before_the_cashier_nor_at_the_till_of_somebody_else(self):
        self.mine.count_cash(RIGHT)
        with self.assertRaisesRegex(UserError, "has not signed"):
            self.mine.sign_second_here(self.accountant.id, "4711")
        self.mine.sign()
        with self.assertRaisesRegex(AccessError, "somebody else"):
            self.shift.with_user(self.accountant).sign_second_here(self.accountant.id, "4711")

    def test_without_a_pin_he_signs_with_his_login(self):
        self.person.pin = False
        self.signed()
        self.assertFalse(self.env["cs.cashier.shift"].with_user(self.cashier).screen()["shift"]["seconds"])
        self.shift.with_user(self.accountant).sign_second()
        self.assertFalse(self.shift.second_by_pin)
