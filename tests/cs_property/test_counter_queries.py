"""A receipt costs less than Odoo's own payment, and books the same."""

from odoo.fields import Command

from tests.cs_property.cashier_case import CashierCase

#: what a receipt of one charge may ask the database, with the checks of the cashier's rights
RECEIPT_QUERIES = 135
#: what another charge on the same receipt may add
CHARGE_QUERIES = 2
#: what Odoo works out or is told of a payment, its entry and the lines of it
PAYMENT = (
    *("amount", "state", "is_matched", "is_reconciled", "payment_type", "partner_type", "partner_id", "currency_id"),
    *("destination_account_id", "outstanding_account_id", "payment_method_line_id", "partner_bank_id", "journal_id"),
    *("amount_signed", "amount_company_currency_signed", "reconciled_invoices_count", "date"),
)
MOVE = ("state", "move_type", "currency_id", "company_id", "journal_id", "amount_total", "amount_total_signed", "date")
LINE = (
    *("account_id", "debit", "credit", "balance", "amount_currency", "currency_id", "amount_residual", "reconciled"),
    *("display_type", "parent_state", "date", "partner_id", "tax_ids", "analytic_distribution", "payment_id"),
)


class TestReceiptAndOdoosPayment(CashierCase):
    def odoos(self, charge, means, amount):
        """The same money by Odoo's own verbs."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": charge.partner_id.id,
                "amount": amount,
                "journal_id": means.journal_id.id,
                "date": self.company._cs_today(),
            }
        )
        payment.action_post()
        (charge.move_id.line_ids | payment.move_id.line_ids).filtered(
            lambda line: line.account_type == "asset_receivable"
        ).reconcile()
        return payment

    def seen(self, records, names, but=()):
        found = [{name: record[name] for name in names if name not in but} for record in records]
        return sorted(found, key=lambda row: -row.get("debit", 0))

    def queries(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_what_is_booked_is_what_odoo_books(self):
        self.open_till()
        for means, given in ((self.cash, self.in_cash), (self.wechat, self.by_wechat)):
            for amount in (100, 280):
                with self.subTest(means=means.name, amount=amount):
                    ours, theirs = self.bill(self.unit1, 280), self.bill(self.unit1, 280, month=4)
                    receipt, _answer = self.take(self.unit1, {ours: amount}, given(amount))
                    mine, plain = receipt.payment_ids, self.odoos(theirs, means, amount)
                    self.assertEqual(self.seen(mine, PAYMENT), self.seen(plain, PAYMENT))
                    self.assertEqual(self.seen(mine.move_id, MOVE), self.seen(plain.move_id, MOVE))
                    lines, others = mine.move_id.line_ids, plain.move_id.line_ids
                    self.assertEqual(self.seen(lines, LINE, {"payment_id"}), self.seen(others, LINE, {"payment_id"}))
                    self.assertEqual(lines.payment_id, mine)
                    self.assertEqual(ours.move_id.payment_state, theirs.move_id.payment_state)
                    self.assertTrue(mine.name and mine.name != "/")
                    (ours | theirs)._void("only looked at")

    def test_the_rest_of_a_bill_settles_both_payments(self):
        rent = self.bill(self.unit1, 280)
        self.open_till()
        first, _answer = self.take(self.unit1, {rent: 100}, self.by_wechat(100))
        self.assertEqual(first.payment_ids.state, "in_process")
        self.take(self.unit1, {rent: 180}, self.in_cash(180))
        plain = self.bill(self.unit1, 280, month=4)
        half = self.odoos(plain, self.wechat, 100)
        self.odoos(plain, self.cash, 180)
        self.assertEqual(first.payment_ids.state, half.state)
        self.assertEqual(rent.move_id.payment_state, plain.move_id.payment_state)

    def test_lines_of_a_receipt_are_analysed_as_odoo_would(self):
        plan = self.env["account.analytic.plan"].create({"name": "Buildings"})
        account = self.env["account.analytic.account"].create({"name": "Counter", "plan_id": plan.id})
        self.env["account.analytic.distribution.model"].create(
            {
                "account_prefix": self.cash.journal_id.default_account_id.code,
                "analytic_distribution": {str(account.id): 100},
                "company_id": self.company.id,
                "partner_category_id": False,
                "analytic_precision": 2,
            }
        )
        ours, theirs = self.bill(self.unit1, 280), self.bill(self.unit1, 280, month=4)
        self.open_till()
        receipt, _answer = self.take(self.unit1, {ours: 280}, self.in_cash(280))
        plain = self.odoos(theirs, self.cash, 280)
        mine, others = (payment.move_id.line_ids.analytic_line_ids for payment in (receipt.payment_ids, plain))
        self.assertEqual(mine.mapped("amount"), others.mapped("amount"))
        self.assertEqual(mine.mapped("amount"), [-280])

    def test_a_receipt_asks_less_than_odoos_own_payment(self):
        first, ours, theirs = (self.bill(self.unit1, 280, month=month) for month in (3, 4, 5))
        many = self.bill(self.unit2, 10, 20, 30)
        self.open_till()
        # what a server knows after its first receipt
        self.take(self.unit1, {first: 280}, self.in_cash(280))
        theirs_asked = self.queries(lambda: self.odoos(theirs, self.cash, 280))
        ours_asked = self.queries(lambda: self.take(self.unit1, {ours: 280}, self.in_cash(280)))
        paid = {charge: charge.amount_total for charge in many}
        many_asked = self.queries(lambda: self.take(self.unit2, paid, self.in_cash(60)))
        self.assertLess(ours_asked, theirs_asked)
        self.assertLessEqual(ours_asked, RECEIPT_QUERIES)
        self.assertLessEqual(many_asked, ours_asked + CHARGE_QUERIES * (len(many) - 1))

    def test_taxes_due_with_the_payment_still_become_entries(self):
        tax = self.env["account.tax"].create(
            {
                "name": "VAT when paid",
                "amount": 6,
                "type_tax_use": "sale",
                "tax_exigibility": "on_payment",
                "cash_basis_transition_account_id": self.env["account.account"]
                .create(
                    {
                        "name": "VAT not due yet",
                        "code": "222199",
                        "account_type": "liability_current",
                        "reconcile": True,
                        "company_ids": [Command.set(self.company.ids)],
                    }
                )
                .id,
            }
        )
        self.company.tax_exigibility = True
        self.company.tax_cash_basis_journal_id = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.company.id)], limit=1
        )
        product = self.rent._products(self.company)[self.rent.id]
        product.taxes_id = tax
        charge = self.bill(self.unit1, 280)
        self.open_till()
        self.take(self.unit1, {charge: charge.amount_total}, self.in_cash(charge.amount_total))
        due = self.env["account.move"].search([("tax_cash_basis_origin_move_id", "=", charge.move_id.id)])
        self.assertEqual((due.state, len(due)), ("posted", 1))
