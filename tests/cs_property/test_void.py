"""Charges that are taken back leave a trace; what was paid for them stays with the payer."""

from datetime import date

from odoo.exceptions import UserError

from tests.cs_property.billing_case import BillingCase


class TestVoid(BillingCase):
    def test_an_open_charge_is_settled_by_its_credit_note(self):
        charges = self.bill(self.unit1, 250, 30)
        note = charges[1]._void("Meter was read wrong")
        self.assertEqual((note.move_type, note.amount_total, note.state), ("out_refund", 30, "posted"))
        self.assertEqual((note.reversed_entry_id, note.cs_unit_id), (charges.move_id, self.unit1))
        self.assertEqual(charges.mapped("amount_residual"), [250, 0])
        self.assertEqual(charges.mapped("state"), ["billed", "void"])
        self.assertEqual(charges.move_id.amount_residual, 250)
        self.assertEqual(charges[1].allocation_ids.is_payment, False)
        self.assertEqual(charges[1].voided_by_id, self.env.user)

    def test_the_days_of_a_void_charge_can_be_billed_anew(self):
        self.bill(self.unit1, 250)._void("Wrong price")
        again = self.bill(self.unit1, 240)
        self.assertEqual(again.state, "billed")

    def test_what_was_paid_for_a_void_charge_stays_as_a_prepayment(self):
        charges = self.bill(self.unit1, 250, 30)
        charges._pay(self.pay(self.unit1, 280))
        note = charges[0]._void("Wrong price")
        self.assertEqual(charges.mapped("amount_residual"), [0, 0])
        credit = self.unit1._open_credits()
        self.assertEqual((credit.move_id, credit.amount_residual), (note, -250))
        again = self.bill(self.unit1, 240)
        self.unit1._use_credits()
        self.assertEqual(again.amount_residual, 0)
        self.assertEqual(self.unit1._open_credits().amount_residual, -10)

    def test_a_partly_paid_charge_gives_back_what_was_paid(self):
        charge = self.bill(self.unit1, 250)
        charge._pay(self.pay(self.unit1, 100))
        charge._void("Wrong price")
        self.assertEqual((charge.amount_paid, charge.amount_residual), (250, 0))
        self.assertEqual(charge.move_id.payment_state, "reversed")
        self.assertEqual(self.unit1._open_credits().amount_residual, -100)

    def test_a_void_charge_does_not_take_money_from_the_others_of_its_invoice(self):
        charges = self.bill(self.unit1, 250, 30)
        charges._pay(self.pay(self.unit1, 250), {charges[0].id: 250})
        charges[0]._void("Wrong price")
        self.assertEqual(charges.mapped("amount_residual"), [0, 30])

    def test_a_reason_is_needed(self):
        with self.assertRaises(UserError):
            self.bill(self.unit1, 250)._void(" ")

    def test_nothing_is_made_void_twice(self):
        charge = self.bill(self.unit1, 250)
        charge._void("Wrong price")
        with self.assertRaises(UserError):
            charge._void("Again")

    def test_invoices_of_charges_are_neither_reset_nor_cancelled(self):
        move = self.bill(self.unit1, 250).move_id
        for verb in (move.button_draft, move.button_cancel):
            with self.assertRaisesRegex(UserError, "document of charges"):
                verb()

    def test_the_oldest_prepayment_is_used_first_and_only_by_its_payer(self):
        newer = self.pay(self.unit1, 100, date(2026, 3, 3))
        older = self.pay(self.unit1, 100, date(2026, 2, 1))
        self.pay(self.unit2, 500)
        charge = self.bill(self.unit1, 150)
        self.assertEqual((self.unit1 | self.unit2)._use_credits(), {charge.id: 150})
        self.assertEqual((older.amount_residual, newer.amount_residual), (0, -50))
