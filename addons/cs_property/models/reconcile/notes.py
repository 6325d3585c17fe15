from odoo import models

from ...core.statement_cn import PENDING


class AccountBankStatementLine(models.Model):
    """Movements that need somebody: money of nobody known, given back, of another amount or in another state."""

    _inherit = "account.bank.statement.line"

    def _cs_note_differences(self, settled):
        """Write down what bank and books say differently of new movements.

        :param settled: line → (how it was found, lines of our payments).
        """
        refunds = self.filtered(lambda line: line.cs_kind == "refund")
        paid = self._cs_originals(refunds)
        came = self.filtered(lambda line: line.cs_kind == "payment" and line.amount > 0 and line not in settled)
        cancelled = came._cs_status_payments()
        numbered = came._cs_named_bills()
        vals_list = []
        for line in self:
            if line in settled:
                found = line._cs_settled_difference(*settled[line])
            elif line in cancelled:
                found = {"kind": "status", "payment_id": cancelled[line].id}
            else:
                found = line._cs_difference(numbered)
            if not found:
                continue
            ours = found.get("amount_ours", 0)
            unit = line.cs_suggested_unit_id or paid.get(line.cs_reference) or line.cs_unit_id
            vals_list.append(
                {
                    "date": line.date,
                    "company_id": line.company_id.id,
                    "journal_id": line.journal_id.id,
                    "statement_line_id": line.id,
                    "unit_id": unit.id,
                    "amount_bank": line.amount,
                    "amount_difference": line.amount - ours,
                    "text": line.payment_ref,
                    **found,
                }
            )
        self.env["cs.reconcile.difference"]._note(vals_list)

    def _cs_originals(self, refunds):
        """Number at the provider → unit of the payment that is given back."""
        numbers = [number for number in refunds.mapped("cs_reference") if number]
        if not numbers:
            return {}
        lines = self.search([("cs_reference", "in", numbers), ("cs_kind", "=", "payment")])
        return {line.cs_reference: line.cs_unit_id or line.cs_suggested_unit_id for line in lines}

    def _cs_named_bills(self):
        """Number of a bill → the bill, for all that these movements name (in sudo)."""
        names = {dict(line.cs_reasons or ()).get("reference") for line in self} - {None}
        if not names:
            return {}
        # sudo: what the bill named in the text was, whoever imports
        moves = self.env["account.move"].sudo()
        bills = moves.search([("name", "in", list(names)), ("company_id", "in", self.company_id.ids)])
        return {(bill.company_id, bill.name): bill for bill in bills}

    def _cs_settled_difference(self, settled, payments) -> dict:
        """A payment of ours of which the bank says another amount, less a fee, or that it is on its way back."""
        ours = sum(payments.mapped("amount_residual")) if settled.differs else self.amount + float(settled.fee)
        found = {"payment_id": payments.payment_id[:1].id, "amount_ours": ours}
        if settled.differs:
            return {**found, "kind": "amount"}
        if self._cs_is_pending():
            return {**found, "kind": "status"}
        if not settled.fee:
            return {}
        # what was kept within the limit is booked with it: nobody has to do anything
        return {**found, "kind": "fee", "state": "done" if self.is_reconciled else "open"}

    def _cs_is_pending(self) -> bool:
        """Whether the provider does not know itself yet if the money arrives."""
        return (self.cs_status or "").upper() in PENDING

    def _cs_difference(self, numbered) -> dict:
        """Which difference a movement is that is no payment of ours, and what our books say of it."""
        if self.cs_kind == "refund":
            return {"kind": "status" if self._cs_is_pending() else "refund"}
        if self.cs_kind != "payment" or self.amount < 0:
            return {}
        if not self.cs_suggested_unit_id and not self.is_reconciled:
            return {"kind": "ours_missing"}
        reasons = dict(self.cs_reasons or ())
        bill = numbered.get((self.company_id, reasons.get("reference")))
        if bill and reasons.keys() & {"part", "over"}:
            ours = bill.amount_total
            fee = 0 < ours - self.amount <= ours * self.company_id.cs_reconcile_fee_percent / 100
            return {"kind": "fee" if fee else "amount", "amount_ours": ours}
        return {}
