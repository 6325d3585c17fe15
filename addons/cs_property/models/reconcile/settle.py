from odoo import models
from odoo.fields import Command
from odoo.tools import formatLang

from ..money import exact


class AccountBankStatementLine(models.Model):
    """Movements that are payments of ours: at the counter, refunds, and what a provider pays out in one sum."""

    _inherit = "account.bank.statement.line"

    def _cs_settled_values(self, company, settled, payments):
        """What is said about a movement that is payments of ours, before any of it is booked."""
        names = ", ".join(payments.payment_id.mapped("name"))
        reasons = [("receipt", names)]
        if len(payments) > 1:
            reasons = [("sum", str(len(payments)))]
        if settled.fee:
            shown = formatLang(self.env, float(settled.fee), currency_obj=company.currency_id)
            reasons.append(("kept", shown))
        if settled.differs:
            reasons.append(("differs", ""))
        units, partners = payments.payment_id.cs_unit_id, payments.partner_id
        return {
            "cs_suggested_unit_id": units.id if len(units) == 1 else False,
            "cs_suggested_partner_id": partners.id if len(partners) == 1 else False,
            "cs_confidence": settled.confidence,
            "cs_reasons": reasons,
        }

    def _cs_settled_items(self, company, amount, settled, payments):
        """The other side of a movement that is payments of ours: their accounts, and what the provider kept.

        :return: values of items without the name; their balances sum to the movement's, seen from the other side.
        """
        items = []
        for account, ours in payments.grouped("account_id").items():
            units, partners = ours.payment_id.cs_unit_id, ours.partner_id
            # what the bank says of another amount: the rest stays open
            balance = -amount if settled.differs else -sum(map(exact, ours.mapped("amount_residual")))
            items.append(
                {
                    "account_id": account.id,
                    "partner_id": partners.id if len(partners) == 1 else False,
                    "cs_unit_id": units.id if len(units) == 1 else False,
                    "balance": float(balance),
                }
            )
            if settled.differs:
                break
        if settled.fee:
            fee = {"account_id": company._cs_bank_fee_account().id, "balance": float(settled.fee)}
            items.append(fee)
        return items

    def _cs_settled_lines(self, journal, values, items):
        """A new movement's entry with these items: its own account first."""
        own = {"account_id": journal.default_account_id.id, "balance": values["amount"]}
        return [Command.create({"name": values["payment_ref"], **item}) for item in (own, *items)]

    def _cs_tie(self, settled):
        """Reconcile movements with our payments in one go; that these were missing on the bank is over.

        :param settled: line of the statement → lines of our payments.
        """
        if not settled:
            return
        pairs = []
        for line, payments in settled.items():
            items = line.sudo().move_id.line_ids  # sudo: matching settles; whoever imports statements may match them
            for account, ours in payments.grouped("account_id").items():
                pairs.append(items.filtered(lambda one, account=account: one.account_id == account) | ours)
        self.env["account.move.line"].sudo()._reconcile_plan(pairs)  # sudo: as above
        payments = self.env["account.payment"].union(*(lines.payment_id for lines in settled.values()))
        self.env["cs.reconcile.difference"]._arrived(payments)

    def _cs_status_payments(self):
        """Movements that arrived although we hold their payment as cancelled.

        :return: {line: payments}.
        """
        numbers = {number for line in self for number in (line.cs_order, line.cs_reference) if number}
        if not numbers:
            return {}
        # sudo: what was cancelled at the counter is asked by whoever imports a statement
        payments = (
            self.env["account.payment"]
            .sudo()
            .search(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("journal_id", "in", self.journal_id.ids),
                    ("payment_type", "=", "inbound"),
                    "|",
                    ("state", "in", ("canceled", "rejected")),
                    ("cs_receipt_id.state", "=", "cancelled"),
                    "|",
                    "|",
                    ("memo", "in", list(numbers)),
                    ("payment_reference", "in", list(numbers)),
                    ("cs_receipt_id.means_ids.reference", "in", list(numbers)),
                ]
            )
        )
        by_number = {number: payment for payment in payments for number in payment._cs_numbers()}
        return {
            line: by_number[number]
            for line in self
            for number in (line.cs_order, line.cs_reference)
            if number in by_number
        }
