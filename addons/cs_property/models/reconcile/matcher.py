from odoo import fields, models

from ...core import matching, settling
from ..money import exact


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def _cs_open_payments(self, first, last):
        """Lines of our payments in this journal on these days that no movement of the bank is yet (in sudo)."""
        # sudo: what is open is asked by whoever imports a statement
        return (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("journal_id", "=", self.id),
                    ("payment_id", "!=", False),
                    ("parent_state", "=", "posted"),
                    ("account_id.reconcile", "=", True),
                    ("account_type", "!=", "asset_receivable"),
                    ("reconciled", "=", False),
                    ("date", ">=", first),
                    ("date", "<=", last),
                    # the side of the bank: in is a debit there, out a credit
                    "|",
                    "&",
                    ("payment_id.payment_type", "=", "inbound"),
                    ("debit", ">", 0),
                    "&",
                    ("payment_id.payment_type", "=", "outbound"),
                    ("credit", ">", 0),
                ],
                order="date, id",
            )
        )

    def _cs_settle(self, movements):
        """Which movements are payments of ours.

        :param movements: [(key, values)] of movements.
        :return: {key: (how it was found, lines of the payments)}.
        """
        if not movements:
            return {}
        days = [fields.Date.to_date(values["date"]) for _key, values in movements]
        lines = self._cs_open_payments(min(days) - settling.AROUND, max(days) + settling.AROUND)
        if not lines:
            return {}
        moneys = [self.env["account.bank.statement.line"]._cs_money(key, values) for key, values in movements]
        ours = [
            settling.Ours(
                key=line.id,
                day=line.date,
                amount=exact(line.amount_residual),
                numbers=tuple(line.payment_id._cs_numbers()),
                means=line.payment_id.cs_means_id.id,
            )
            for line in lines
        ]
        percent = exact(self.company_id.cs_reconcile_fee_percent)
        return {
            key: (settled, lines.browse(settled.payments))
            for key, settled in settling.settle(moneys, ours, percent).items()
        }


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def _cs_numbers(self) -> list[str]:
        """Numbers by which the bank or provider may call this payment: ours, and that of the transfer or code."""
        self.ensure_one()
        of_means = self.cs_receipt_id.means_ids.filtered(lambda one: one.means_id == self.cs_means_id)
        numbers = (self.name, self.memo, self.payment_reference, *of_means.mapped("reference"))
        return [number for number in numbers if number]


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _cs_money(self, key, values):
        """A movement as the matching knows it."""
        return matching.Money(
            key=key,
            day=fields.Date.to_date(values["date"]),
            amount=exact(values["amount"]),
            text=values.get("payment_ref") or "",
            partner=values.get("partner_name") or "",
            account=values.get("cs_account") or "",
            numbers=tuple(filter(None, (values.get("cs_order"), values.get("cs_reference"), values.get("ref")))),
        )

    def _cs_matches(self, company, movements):
        """Whose money these movements are.

        :param movements: [(key, values)] of money that came in.
        :return: {key: match}.
        """
        moneys = [self._cs_money(key, values) for key, values in movements]
        if not moneys:
            return {}
        return matching.match_all(moneys, self._cs_book(company, moneys), company.cs_reconcile_threshold)
