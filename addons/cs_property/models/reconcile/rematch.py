from odoo import api, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import AccessError
from odoo.fields import Command

from ..billing.invoice import QUIET
from ..money import exact

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
        lines = self.sudo().filtered(lambda line: not line.is_reconciled and line.amount)
        matched = self.browse()
        for company, ours in lines.grouped("company_id").items():
            # companies are few
            matched |= ours.with_company(company)._cs_match_company(
                company, threshold or company.cs_reconcile_threshold
            )
        # what was a difference is cleared up by being matched
        differences = self.env["cs.reconcile.difference"].sudo()  # sudo: as above
        differences.search(
            [
                ("statement_line_id", "in", matched.ids),
                ("kind", "in", ("ours_missing", "refund")),
                ("state", "=", "open"),
            ]
        ).write({"state": "done", "cleared_by_id": self.env.uid, "cleared_at": utcnow()})
        return matched

    def _cs_match_company(self, company, threshold):
        values = {line.id: line._cs_values() for line in self}
        settled = {}
        for journal, lines in self.grouped("journal_id").items():
            # journals are few
            settled |= journal._cs_settle([(line.id, values[line.id]) for line in lines])
        came = self.filtered(lambda line: line.id not in settled and line.amount > 0)
        matches = came._cs_matches(company, [(line.id, values[line.id]) for line in came])
        receivable = self._cs_receivables(matches)
        tied, matched = {}, self.browse()
        for line in self:
            # each movement has its own owner: one write for each
            if line.id in settled:
                how, payments = settled[line.id]
                line.write(self._cs_settled_values(company, how, payments))
                if how.confidence >= threshold:
                    line._cs_complete(line._cs_settled_items(company, exact(line.amount), how, payments))
                    tied[line] = payments
            elif line.id in matches:
                match = matches[line.id]
                line.write(self._cs_suggestion(match))
                if match.parts and match.confidence >= threshold:
                    line._cs_complete(self._cs_match_items(match, receivable))
                    matched |= line
        matched._cs_pay_recorded()
        self._cs_tie(tied)
        return matched.union(*tied)

    def _cs_values(self) -> dict:
        """What the file said, as when it was imported."""
        names = ("amount", "payment_ref", "partner_name", "cs_account", "cs_order", "cs_reference", "ref")
        return {name: self[name] for name in names} | {"date": self.date, "journal_id": self.journal_id.id}

    def _cs_suggestion(self, match) -> dict:
        unit, payer = match.parts[0][:2] if match.parts else (False, False)
        return {
            "cs_confidence": match.confidence,
            "cs_reasons": match.reasons,
            "cs_suggested_unit_id": unit,
            "cs_suggested_partner_id": payer,
        }

    def _cs_match_items(self, match, receivable):
        """The other side of money of these units."""
        return [
            {"account_id": receivable[payer], "partner_id": payer, "cs_unit_id": unit, "balance": -float(amount)}
            for unit, payer, amount in match.parts
        ]

    def _cs_complete(self, items):
        """Say in the entry of a movement whose money it is, instead of the suspense account."""
        _liquidity, suspense, _other = self._seek_for_lines()
        commands = [Command.update(suspense[:1].id, items[0])]
        commands += [Command.delete(line.id) for line in suspense[1:]]
        commands += [Command.create({**values, "name": self.payment_ref}) for values in items[1:]]
        self.move_id.with_context(**QUIET, skip_account_move_synchronization=True, skip_readonly_check=True).write(
            {"line_ids": commands}
        )
        self.with_context(skip_account_move_synchronization=True).partner_id = items[0].get("partner_id")
