from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from ..billing.invoice import QUIET

#: movements of the last days that are looked at again
AGAIN = 500


class AccountBankStatementLine(models.Model):
    """Movements that nobody was found for: looked at again when bills have come, or when the accountant asks."""

    _inherit = "account.bank.statement.line"

    def action_cs_match(self):
        """Look again whose money it is, and match what is sure."""
        self._cs_check_accountant()
        self._cs_match_again()

    def action_cs_accept(self):
        """Match the movements with what is suggested, however sure it is."""
        self._cs_check_accountant()
        self._cs_match_again(threshold=1)

    def _cs_check_accountant(self):
        """
        :raises AccessError: for whoever does not keep the accounts of fees.
        """
        self.check_access("write")
        if not self.env.user.has_group("cs_property.group_cs_fee_accountant"):
            raise AccessError(self.env._("Only who keeps the accounts of fees matches money."))

    @api.model
    def _cron_cs_match(self):
        """Look at the movements that wait, journal by journal."""
        waiting = self.search(
            [("is_reconciled", "=", False), ("amount", ">", 0), ("cs_kind", "=", "payment")], order="id", limit=AGAIN
        )
        for lines in waiting.grouped("company_id").values():
            # companies are few
            lines.with_company(lines.company_id)._cs_match_again()

    def _cs_match_again(self, threshold=None):
        """Match these movements, as far as they are open, in one reconciliation.

        :param threshold: confidence from which it is done; without, that of the company.
        :return: the lines that were matched.
        """
        # sudo: the entry is ours to complete, the verb was asked for its right
        lines = self.sudo().filtered(lambda line: not line.is_reconciled and line.amount > 0)
        matched = self.browse()
        for company, ours in lines.grouped("company_id").items():
            # companies are few
            matched |= ours.with_company(company)._cs_match_company(
                company, threshold or company.cs_reconcile_threshold
            )
        # what was a difference is cleared up by being matched
        differences = self.env["cs.reconcile.difference"].sudo()  # sudo: as above
        differences.search([("statement_line_id", "in", matched.ids), ("kind", "=", "ours_missing")]).write(
            {"state": "done"}
        )
        return matched

    def _cs_match_company(self, company, threshold):
        values = {
            line.id: {
                name: line[name] for name in ("date", "amount", "payment_ref", "partner_name", "cs_account", "cs_order")
            }
            | {"cs_reference": line.cs_reference, "ref": line.ref, "journal_id": line.journal_id.id}
            for line in self
        }
        matches = self._cs_matches(company, list(values.items()))
        receivable = self._cs_receivables(matches)
        matched = self.browse()
        for line in self:
            match = matches[line.id]
            unit, payer = match.parts[0][:2] if match.parts else (False, False)
            # each movement has its own owner: one write for each
            line.write(
                {
                    "cs_confidence": match.confidence,
                    "cs_reasons": match.reasons,
                    "cs_suggested_unit_id": unit,
                    "cs_suggested_partner_id": payer,
                }
            )
            if match.parts and match.confidence >= threshold:
                line._cs_complete(match, receivable)
                matched |= line
        matched._cs_settle_recorded({})
        return matched

    def _cs_complete(self, match, receivable):
        """Say in the entry of a movement whose money it is, instead of the suspense account."""
        _liquidity, suspense, _other = self._seek_for_lines()
        items = []
        for place, (unit, payer, amount) in enumerate(match.parts):
            values = {
                "account_id": receivable[payer],
                "partner_id": payer,
                "cs_unit_id": unit,
                "credit": float(amount),
                "debit": 0,
            }
            if place == 0:
                items.append(Command.update(suspense.id, values))
            else:
                items.append(Command.create({**values, "name": self.payment_ref}))
        self.move_id.with_context(**QUIET, skip_account_move_synchronization=True, skip_readonly_check=True).write(
            {"line_ids": items}
        )
        self.with_context(skip_account_move_synchronization=True).partner_id = match.parts[0][1]
