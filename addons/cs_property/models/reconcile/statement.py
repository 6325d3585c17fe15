from odoo import fields, models

from ...core import matching, settling


class AccountBankStatement(models.Model):
    _inherit = "account.bank.statement"

    cs_is_provider = fields.Boolean(
        "Of a payment provider", readonly=True, help="What was paid on a day is in the bill of that day."
    )
    cs_unmoved = fields.Json("Rows that moved no money", readonly=True)
    cs_waiting_count = fields.Integer("Batches that wait", compute="_compute_cs_waiting_count")

    def _compute_cs_waiting_count(self):
        counts = dict(
            # sudo: how far the background is, for whoever reads the statement
            self.env["cs.statement.batch"]
            .sudo()
            ._read_group([("statement_id", "in", self.ids), ("is_done", "=", False)], ["statement_id"], ["__count"])
        )
        for statement in self:
            statement.cs_waiting_count = counts.get(statement, 0)

    def _cs_compare(self):
        """Our payments of these days that are not on the statement, or failed there."""
        for statement in self:
            # few statements end at once
            days = statement.line_ids.mapped("date")
            days += [fields.Date.to_date(row["date"]) for row in statement.cs_unmoved or ()]
            if days:
                statement._cs_note_unpaid(*statement._cs_days(days))

    def _cs_days(self, days):
        """The days on which our payments should have arrived with this statement.

        From where the statement before it ended; a bank may take some days, a provider none.
        """
        # sudo: what was imported before, whoever imports now
        lines = self.env["account.bank.statement.line"].sudo()
        earlier = lines.search(
            [("journal_id", "=", self.journal_id.id), ("date", "<", min(days)), ("statement_id", "!=", self.id)],
            order="date desc",
            limit=1,
        )
        late = settling.AROUND if not self.cs_is_provider else settling.AROUND * 0
        return (earlier.date or min(days)) - late, max(days) - late

    def _cs_note_unpaid(self, first, last):
        lines = self.journal_id._cs_open_payments(first, last)
        failed = self._cs_failed(lines.payment_id)
        # sudo: differences are the system's
        differences = self.env["cs.reconcile.difference"].sudo()
        known = differences.search([("payment_id", "in", lines.payment_id.ids)])
        for difference in known.filtered(lambda one: one.kind == "bank_missing" and one.payment_id in failed):
            # seldom one: it was missing in an earlier file, now it is known why
            difference.write({"kind": "status", "text": failed[difference.payment_id]})
        vals_list = []
        for line in lines:
            payment, amount = line.payment_id, line.balance
            if payment in known.payment_id:
                continue
            vals_list.append(
                {
                    "kind": "status" if payment in failed else "bank_missing",
                    "date": payment.date,
                    "company_id": self.company_id.id,
                    "journal_id": self.journal_id.id,
                    "payment_id": payment.id,
                    "unit_id": payment.cs_unit_id.id,
                    "amount_ours": amount,
                    "amount_difference": -amount,
                    "text": failed.get(payment) or payment.memo,
                }
            )
        differences._note(vals_list)

    def _cs_failed(self, payments):
        """Which of these payments failed at the provider or were closed: payment → what the file says."""
        by_number = {
            (payment.payment_type, matching.squeezed(number)): payment
            for payment in payments
            for number in payment._cs_numbers()
        }
        failed = {}
        for row in self.cs_unmoved or ():
            direction = "outbound" if row["kind"] == "refund" else "inbound"
            for number in map(matching.squeezed, row["numbers"]):
                if (direction, number) in by_number:
                    failed[by_number[direction, number]] = row["text"]
        return failed
