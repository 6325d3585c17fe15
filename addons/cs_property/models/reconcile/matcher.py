from collections import defaultdict
from datetime import timedelta

from odoo import fields, models

from ...core import matching
from ..money import exact

#: days by which the bank may be later or earlier than our receipt
AROUND = timedelta(days=3)


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def _cs_open_payments(self, first, last):
        """Lines of our receipts in this journal on these days that no movement of the bank is yet (in sudo)."""
        # sudo: what is open is asked by whoever imports a statement
        return (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("journal_id", "=", self.id),
                    ("payment_id", "!=", False),
                    ("payment_id.payment_type", "=", "inbound"),
                    ("parent_state", "=", "posted"),
                    ("account_id.reconcile", "=", True),
                    ("account_type", "!=", "asset_receivable"),
                    ("reconciled", "=", False),
                    ("debit", ">", 0),
                    ("date", ">=", first),
                    ("date", "<=", last),
                ],
                order="date, id",
            )
        )

    def _cs_match_payments(self, movements):
        """Which movement is which receipt of ours: by its number, else the only one of that amount in those days.

        :param movements: [(key, values)] of movements that came in.
        :return: {key: line of the payment}.
        """
        if not movements:
            return {}
        days = [fields.Date.to_date(values["date"]) for _key, values in movements]
        lines = self._cs_open_payments(min(days) - AROUND, max(days) + AROUND)
        if not lines:
            return {}
        by_number, by_amount = {}, defaultdict(list)
        for line in lines:
            for number in (line.payment_id.name, line.payment_id.memo, line.payment_id.payment_reference):
                if number:
                    by_number[matching.squeezed(number)] = line
            by_amount[exact(line.amount_residual)].append(line)
        found, used = {}, set()
        for key, values in movements:
            numbers = (values.get("cs_order"), values.get("cs_reference"), values.get("payment_ref"))
            line = next(
                (by_number[one] for one in map(matching.squeezed, filter(None, numbers)) if one in by_number), None
            )
            if line and line.id not in used:
                found[key] = line
                used.add(line.id)
        for key, values in movements:
            day = fields.Date.to_date(values["date"])
            near = [
                line
                for line in by_amount[exact(values["amount"])]
                if line.id not in used and abs(line.date - day) <= AROUND
            ]
            if key not in found and len(near) == 1:
                found[key] = near[0]
                used.add(near[0].id)
        return found


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
