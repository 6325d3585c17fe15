from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, formatLang

from ...core import compensation as core_compensation


class CsCompensation(models.Model):
    """Never more is given back than was invoiced, and never more money than was paid."""

    _inherit = "cs.compensation"

    def _amount_for(self, invoice) -> Decimal:
        """The amount of one compensation in the currency of an invoice, or of its company."""
        currency = invoice.currency_id or self.currency_id
        today = fields.Date.context_today(self)
        value = self.currency_id._convert(self.amount, currency, self.company_id, today)
        return Decimal(str(currency.round(value)))

    def _refuse_too_much(self):
        """Look at the amount beside what the invoice still allows (in sudo).

        :raises UserError: where it is more than what may still be given back.
        """
        for compensation in self:
            invoice = compensation.invoice_id
            if not invoice:
                if compensation.settle_by == "credit_note":
                    raise UserError(self.env._("A credit note needs the invoice: enter its number, or give money."))
                continue
            limit = self._still_refundable(invoice, money=compensation.settle_by == "expense", but=compensation)
            if compensation._amount_for(invoice) > limit:
                raise UserError(
                    self.env._(
                        "Of %(invoice)s only %(limit)s can still be given back, not %(amount)s.",
                        invoice=invoice.name,
                        limit=formatLang(self.env, float(limit), currency_obj=invoice.currency_id),
                        amount=formatLang(self.env, compensation.amount, currency_obj=compensation.currency_id),
                    )
                )

    @api.model
    def _hold_invoice(self, invoice):
        """Let two credit notes at once collide.

        A lock alone would not do: the second would go on with a snapshot that does not
        show the first. A touched row makes it begin anew.
        """
        if invoice:
            invoice.flush_recordset()
            self.env.cr.execute(SQL("UPDATE account_move SET state = state WHERE id = %s", invoice.id))
            invoice.invalidate_recordset()

    @api.model
    def _still_refundable(self, invoice, money=False, but=None) -> Decimal:
        """What may still be given back of an invoice, in its currency (in sudo).

        :param money: only what the customer has really paid.
        :param but: a compensation that does not count against itself.
        """
        # sudo: what was given back counts, whoever looks
        invoice = invoice.sudo()
        credits, against = self._credits_of(invoice)
        # drafts count, too: they will be posted
        given = self.sudo().search([("invoice_id", "=", invoice.id), ("move_id", "!=", False)]) - (but or self.browse())
        expenses = [
            _exact(move.currency_id._convert(move.amount_total, invoice.currency_id, move.company_id, move.date))
            for move in given.move_id
            if move.move_type == "in_receipt" and move.state != "cancel"
        ]
        credited = [_exact(move.amount_total) for move in credits]
        limit = core_compensation.refundable(_exact(invoice.amount_total), credited + expenses)
        if not money:
            return limit
        paid = _exact(invoice.amount_total) - _exact(invoice.amount_residual) - against
        # of a credit note only what went beyond the open invoice is money
        in_money = [max(sum(credited, Decimal(0)) - against, Decimal(0))]
        return min(limit, core_compensation.refundable(paid, in_money + expenses))

    @api.model
    def _credits_of(self, invoice):
        """The credit notes of an invoice, and how much of it they have paid."""
        receivable = invoice.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        partials = receivable.matched_credit_ids.filtered(
            lambda partial: partial.credit_move_id.move_id.move_type == "out_refund"
        )
        against = sum((_exact(partial.debit_amount_currency) for partial in partials), Decimal(0))
        reversing = invoice.search(
            [
                ("reversed_entry_id", "=", invoice.id),
                ("move_type", "=", "out_refund"),
                ("state", "!=", "cancel"),
            ]
        )
        return reversing | partials.credit_move_id.move_id, against


def _exact(value: float) -> Decimal:
    return Decimal(str(value))
