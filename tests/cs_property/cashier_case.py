"""A counter with an open till, that tests of the cashier start from."""

from tests.cs_property.billing_case import BillingCase


class CashierCase(BillingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        means = cls.env["cs.payment.means"].search([("company_id", "=", cls.company.id)])
        cls.cash = means.filtered("is_cash")
        cls.wechat = means.filtered(lambda one: one.journal_id.code == "CSWX")
        cls.deposit_item = cls.env.ref("cs_property.fee_renovation_deposit")
        cls.service_item = cls.env.ref("cs_property.fee_waste")

    def open_till(self, user=None, amount=500):
        shifts = self.env["cs.cashier.shift"].with_user(user or self.cashier)
        return shifts.browse(shifts.open_till(amount))

    def close(self, shift, counts):
        """Counted and signed by both."""
        mine = shift.with_user(shift.user_id)
        mine.count_cash(counts)
        mine.sign()
        shift.with_user(self.accountant).sign_second()

    def take(self, unit, paid=None, means=None, user=None, **more):
        receipts = self.env["cs.receipt"].with_user(user or self.cashier)
        answer = receipts.take(
            unit.id, {str(charge.id): amount for charge, amount in (paid or {}).items()}, means, **more
        )
        return self.env["cs.receipt"].browse(answer["id"]), answer

    def in_cash(self, amount):
        return [{"means_id": self.cash.id, "amount": amount}]

    def by_wechat(self, amount):
        return [{"means_id": self.wechat.id, "amount": amount, "reference": "4200002345"}]

    def balance(self, account):
        lines = self.env["account.move.line"].search([("account_id", "=", account.id), ("parent_state", "=", "posted")])
        return sum(lines.mapped("balance"))
