"""Deposits that something asks for, and charges that no period brings."""

from odoo.exceptions import AccessError, UserError

from tests.cs_property.cashier_case import CashierCase


class TestDepositClaims(CashierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env.ref("cs_property.fee_tool_deposit")
        cls.builder = cls.env["res.partner"].create({"name": "Builder", "lang": "en_US"})

    def claim(self, amount=200.0, partner=None):
        return self.env["cs.deposit.claim"]._claim(
            [
                {
                    "unit_id": self.unit1.id,
                    "partner_id": (partner or self.unit1.payer_id).id,
                    "item_id": self.kind.id,
                    "amount": amount,
                }
            ]
        )

    def test_what_is_asked_for_stands_at_the_cash_desk_and_is_paid_by_its_amount(self):
        claim = self.claim()
        self.open_till()
        desk = self.env["cs.cashier.shift"].with_user(self.cashier)
        self.assertEqual([row["amount"] for row in desk.unit_account(self.unit1.id)["claims"]], [200])
        other, _answer = self.take(
            self.unit1, means=self.in_cash(50), deposits=[{"item_id": self.kind.id, "amount": 50}]
        )
        self.assertEqual(claim.state, "open", "another amount is another deposit")
        receipt, _answer = self.take(
            self.unit1, means=self.in_cash(200), deposits=[{"item_id": self.kind.id, "amount": 200}]
        )
        self.assertEqual((claim.state, claim.deposit_id), ("paid", receipt.line_ids.deposit_id))
        self.assertFalse(desk.unit_account(self.unit1.id)["claims"])
        self.assertNotEqual(other.line_ids.deposit_id, claim.deposit_id)

    def test_who_borrows_pays_though_he_lives_elsewhere(self):
        claim = self.claim(partner=self.builder)
        self.open_till()
        receipt, _answer = self.take(
            self.unit1,
            means=self.in_cash(200),
            deposits=[{"item_id": self.kind.id, "amount": 200}],
            partner_id=self.builder.id,
        )
        self.assertEqual(receipt.partner_id, self.builder)
        self.assertEqual(claim.deposit_id.partner_id, self.builder)

    def test_a_stranger_without_a_claim_pays_nothing(self):
        self.open_till()
        receipt, _answer = self.take(
            self.unit1,
            means=self.in_cash(10),
            deposits=[{"item_id": self.kind.id, "amount": 10}],
            partner_id=self.builder.id,
        )
        self.assertEqual(receipt.partner_id, self.unit1.payer_id)

    def test_a_claim_is_dropped_by_the_cashier_and_only_while_it_is_open(self):
        claim = self.claim()
        with self.assertRaises(AccessError):
            claim.with_user(self.clerk).action_void()
        claim.with_user(self.cashier).action_void()
        self.assertEqual(claim.state, "void")
        with self.assertRaises(UserError):
            claim.with_user(self.cashier).action_void()

    def test_one_charge_each_and_an_invoice_for_each_payer(self):
        fine = self.env.ref("cs_property.fee_fine")
        rows = [
            {"unit_id": self.unit1.id, "item_id": fine.id, "amount": 100, "explanation": "Balcony closed"},
            {"unit_id": self.unit1.id, "item_id": fine.id, "amount": 50, "explanation": "Waste on the stairs"},
            {"unit_id": self.unit2.id, "item_id": fine.id, "amount": 30, "partner_id": self.builder.id},
        ]
        charges = self.env["cs.billing.line"]._bill_once(rows)
        self.assertEqual(charges.mapped("state"), ["billed"] * 3)
        self.assertEqual(len(charges.move_id), 2)
        self.assertEqual(charges[2].partner_id, self.builder)
        self.assertEqual(sum(charges.mapped("amount_residual")), 180)
