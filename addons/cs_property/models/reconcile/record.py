from contextlib import contextmanager
from contextvars import ContextVar

from odoo import api, models
from odoo.fields import Command

from ...core.allocation import fit
from ..billing.invoice import QUIET
from ..billing.quiet import batch
from ..money import exact

#: while movements are recorded nothing else looks for their counterpart; a context variable, so that no request says it
_recording: ContextVar[dict | None] = ContextVar("cs_recording", default=None)


@contextmanager
def recording():
    """Inside the block movements are recorded: what is the same for all of them is found once."""
    token = _recording.set({})
    try:
        yield
    finally:
        _recording.reset(token)


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _auto_reconcile(self):
        # our own matching has said whose money it is, or leaves it to people
        return None if _recording.get() is not None else super()._auto_reconcile()

    def _retrieve_partner(self):
        # as above: a name alone does not say who the payer is
        return None if _recording.get() is not None else super()._retrieve_partner()

    @api.model
    def _cs_record(self, statement, journal, movements):
        """Record movements of a statement and match those that are sure, in one transaction.

        Movements that are recorded already are left out.

        :param movements: values of statement lines, with ``unique_import_id`` and days as text.
        :return: the lines.
        """
        fresh = self._cs_fresh(movements)
        company = journal.company_id
        moved = [
            (place, values)
            for place, values in enumerate(fresh)
            if values.get("cs_kind", "payment") in ("payment", "refund")
        ]
        settled = journal._cs_settle(moved)
        came = [
            (place, values)
            for place, values in moved
            if place not in settled and values["amount"] > 0 and values.get("cs_kind", "payment") == "payment"
        ]
        matches = self._cs_matches(company, came)
        receivable = self._cs_receivables(matches)
        vals_list = []
        for place, values in enumerate(fresh):
            more = {}
            if place in settled:
                more = self._cs_record_settled(journal, values, *settled[place])
            elif place in matches:
                more = self._cs_match_values(company, values, matches[place], receivable)
            elif values.get("cs_kind") == "fee":
                more = {"counterpart_account_id": company._cs_bank_fee_account().id}
            vals_list.append({**values, **more, "journal_id": journal.id, "statement_id": statement.id})
        # read in one go: each entry asks its partner for country and address
        self.env["res.partner"].browse({values.get("partner_id") for values in vals_list} - {None, False}).fetch()
        with recording(), batch():
            # said whole: nothing of an entry is worked out back into its movement
            creating = self.with_context(**QUIET, skip_account_move_synchronization=True)
            lines = creating.create(vals_list).with_env(self.env)
            self.env["account.move.line"].flush_model()
        found = {lines[place]: value for place, value in settled.items()}
        lines._cs_pay_recorded()
        sure = {one: ours for one, (how, ours) in found.items() if how.confidence >= company.cs_reconcile_threshold}
        lines._cs_tie(sure)
        lines._cs_note_differences(found)
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

    def _cs_record_settled(self, journal, values, settled, payments):
        """What is known of a movement that is payments of ours; its counterpart too, if it is sure."""
        company = journal.company_id
        found = self._cs_settled_values(company, settled, payments)
        if settled.confidence < company.cs_reconcile_threshold:
            return found
        found |= {"partner_id": found["cs_suggested_partner_id"], "cs_unit_id": found["cs_suggested_unit_id"]}
        items = self._cs_settled_items(company, exact(values["amount"]), settled, payments)
        if len(items) == 1:
            return {**found, "counterpart_account_id": items[0]["account_id"]}
        return {**found, "line_ids": self._cs_settled_lines(journal, values, items)}

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

    def _cs_pay_recorded(self):
        """Use the money of these lines for what is open, in one go."""
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
        self.env["cs.reconcile.difference"]._found(partials.credit_move_id.statement_line_id)
        return partials


class AccountAnalyticDistributionModel(models.Model):
    _inherit = "account.analytic.distribution.model"

    @api.model
    def _get_applicable_models(self, vals):
        """Where nobody has made a model, none is looked for by each item of each movement."""
        known = _recording.get()
        if known is None:
            return super()._get_applicable_models(vals)
        if "models" not in known:
            known["models"] = bool(self.search([], limit=1))
        return super()._get_applicable_models(vals) if known["models"] else self.browse()
