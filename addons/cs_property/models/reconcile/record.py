from contextlib import contextmanager
from contextvars import ContextVar

from odoo import api, fields, models
from odoo.fields import Command

from ...core.allocation import fit
from ..billing.invoice import QUIET
from ..billing.quiet import batch
from ..money import exact

#: while movements are recorded nothing else looks for their counterpart; a context variable, so that no request says it
_recording: ContextVar[bool] = ContextVar("cs_recording", default=False)


@contextmanager
def recording():
    token = _recording.set(True)
    try:
        yield
    finally:
        _recording.reset(token)


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _auto_reconcile(self):
        # our own matching has said whose money it is, or leaves it to people
        return None if _recording.get() else super()._auto_reconcile()

    def _retrieve_partner(self):
        # as above: a name alone does not say who the payer is
        return None if _recording.get() else super()._retrieve_partner()

    @api.model
    def _cs_record(self, statement, journal, movements):
        """Record movements of a statement and match those that are sure, in one transaction.

        Movements that are recorded already are left out.

        :param movements: values of statement lines, with ``unique_import_id`` and days as text.
        :return: the lines.
        """
        fresh = self._cs_fresh(movements)
        company = journal.company_id
        came = [
            (place, values)
            for place, values in enumerate(fresh)
            if values["amount"] > 0 and values.get("cs_kind", "payment") == "payment"
        ]
        receipts = journal._cs_match_payments(came)
        matches = self._cs_matches(company, [(place, values) for place, values in came if place not in receipts])
        receivable = self._cs_receivables(matches)
        vals_list = []
        for place, values in enumerate(fresh):
            more = {}
            if place in receipts:
                more = self._cs_receipt_values(receipts[place])
            elif place in matches:
                more = self._cs_match_values(company, values, matches[place], receivable)
            elif values.get("cs_kind") == "fee":
                more = {"counterpart_account_id": company._cs_bank_fee_account().id}
            vals_list.append({**values, **more, "journal_id": journal.id, "statement_id": statement.id})
        with recording(), batch():
            lines = self.with_context(**QUIET).create(vals_list).with_env(self.env)
        lines._cs_settle_recorded({lines[place]: line for place, line in receipts.items()})
        self._cs_note_differences(lines)
        return lines

    def _cs_fresh(self, movements):
        """Movements that are not recorded yet."""
        keys = [values["unique_import_id"] for values in movements]
        # sudo: the number is unique over all companies
        known = self.sudo().search_fetch([("unique_import_id", "in", keys)], ["unique_import_id"])
        taken = set(known.mapped("unique_import_id"))
        return [values for values in movements if values["unique_import_id"] not in taken]

    def _cs_receivables(self, matches):
        """Payer id → receivable account, for all payers of these matches."""
        payers = self.env["res.partner"].browse({part[1] for match in matches.values() for part in match.parts})
        return {payer.id: payer.property_account_receivable_id.id for payer in payers}

    def _cs_receipt_values(self, line):
        return {
            "partner_id": line.partner_id.id,
            "counterpart_account_id": line.account_id.id,
            "cs_unit_id": line.payment_id.cs_unit_id.id,
            "cs_suggested_unit_id": line.payment_id.cs_unit_id.id,
            "cs_suggested_partner_id": line.partner_id.id,
            "cs_confidence": 100,
            "cs_reasons": [("receipt", line.payment_id.name)],
        }

    def _cs_match_values(self, company, values, match, receivable):
        """What a match says about a movement; its counterpart too, if it is sure."""
        found = {"cs_confidence": match.confidence, "cs_reasons": match.reasons}
        if not match.parts:
            return found
        unit, payer, _amount = match.parts[0]
        found |= {"cs_suggested_unit_id": unit, "cs_suggested_partner_id": payer}
        if match.confidence < company.cs_reconcile_threshold:
            return found
        found["partner_id"] = payer
        if len(match.parts) == 1:
            return {**found, "counterpart_account_id": receivable[payer], "cs_unit_id": unit}
        return {**found, "line_ids": self._cs_split(values, match, receivable)}

    def _cs_split(self, values, match, receivable):
        """The items of an entry whose money is of several units."""
        # the journal's own account is filled in by whoever records
        text = values["payment_ref"]
        journal = self.env["account.journal"].browse(values["journal_id"])
        shares = fit({part[0]: part[2] for part in match.parts}, exact(values["amount"]))
        items = [
            Command.create(
                {"name": text, "account_id": journal.default_account_id.id, "debit": values["amount"], "credit": 0}
            )
        ]
        for unit, payer, _amount in match.parts:
            items.append(
                Command.create(
                    {
                        "name": text,
                        "account_id": receivable[payer],
                        "partner_id": payer,
                        "cs_unit_id": unit,
                        "credit": float(shares[unit]),
                        "debit": 0,
                    }
                )
            )
        return items

    def _cs_settle_recorded(self, receipts):
        """Use the money of these lines for what is open, and tie receipts to their movements, each in one go.

        :param receipts: line of the statement → line of our payment.
        """
        # sudo: matching settles debts; whoever imports statements may match them
        env = self.sudo().env
        credits_ = self.sudo().move_id.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable" and item.cs_unit_id and item.amount_residual < 0
        )
        charges = env["cs.billing.line"].search(
            [("unit_id", "in", credits_.cs_unit_id.ids), ("amount_residual", ">", 0)]
        )
        if charges:
            charges._pay(credits_.sorted(lambda item: (item.date, item.id)))
        pairs = []
        for line, ours in receipts.items():
            item = line.sudo().move_id.line_ids.filtered(lambda one, ours=ours: one.account_id == ours.account_id)
            pairs.append(item | ours.sudo())
        if pairs:
            env["account.move.line"]._reconcile_plan(pairs)

    def _cs_note_differences(self, lines):
        """Movements that need somebody: money of nobody known, money given back, amounts that do not fit."""
        refunds = lines.filtered(lambda line: line.cs_kind == "refund")
        paid = self._cs_originals(refunds)
        vals_list = []
        for line in lines:
            reasons = dict(line.cs_reasons or ())
            kind, ours = line._cs_difference(reasons)
            if kind:
                vals_list.append(
                    {
                        "kind": kind,
                        "date": line.date,
                        "company_id": line.company_id.id,
                        "journal_id": line.journal_id.id,
                        "statement_line_id": line.id,
                        "unit_id": (line.cs_suggested_unit_id or paid.get(line.cs_reference, line.cs_unit_id)).id,
                        "amount_bank": line.amount,
                        "amount_ours": ours,
                        "amount_difference": line.amount - ours,
                        "text": line.payment_ref,
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

    def _cs_difference(self, reasons) -> tuple[str | None, float]:
        """Which difference a line is, and what our books say of it."""
        if self.cs_kind == "refund":
            return "refund", 0
        if self.cs_kind != "payment" or self.amount < 0:
            return None, 0
        if not self.cs_suggested_unit_id and not self.is_reconciled:
            return "ours_missing", 0
        if "reference" in reasons and reasons.keys() & {"part", "over"}:
            # sudo: what the bill named in the text was, whoever imports
            bill = (
                self.sudo()
                .env["account.move"]
                .search([("name", "=", reasons["reference"]), ("company_id", "=", self.company_id.id)], limit=1)
            )
            ours = bill.amount_total
            short = ours - self.amount
            fee = 0 < short <= ours * self.company_id.cs_reconcile_fee_percent / 100
            return ("fee" if fee else "amount"), ours
        return None, 0


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """Money matched by hand is about the unit of what it pays: so the payer is known the next time."""
        partials = super().create(vals_list)
        for unit, ours in partials.grouped(lambda one: one.debit_move_id.cs_unit_id).items():
            items = ours.credit_move_id.filtered(lambda item: item.statement_line_id and not item.cs_unit_id)
            if unit and items:
                # sudo: the unit is the system's to say; one write per unit that was matched by hand
                items.sudo().cs_unit_id = unit
        return partials


class AccountBankStatement(models.Model):
    _inherit = "account.bank.statement"

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
