from contextlib import contextmanager
from contextvars import ContextVar

from odoo import api, models

from ..ledger.quick import MATCH, USUAL

#: how much of which debit which credit settles just now: (debit line, credit line) → {charge: amount};
#: a context variable, so that no request says it
_settling: ContextVar[dict | None] = ContextVar("cs_settling", default=None)


def settling_parts() -> dict:
    """(debit line id, credit line id) → {charge id: amount}, while exactly that is being settled."""
    return _settling.get() or {}


@contextmanager
def settling(parts: dict):
    """Inside the block these pairs are matched for exactly these amounts, and nothing by itself."""
    token = _settling.set(parts)
    try:
        yield
    finally:
        _settling.reset(token)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model
    def _cs_settle(self, matches):
        """Match credits with invoices for exact amounts, all in one reconciliation.

        :param matches: (credit line id, receivable line id, amount, {charge id: amount}), each pair once;
            the amounts are decimals, those of the charges add up to the amount.
        """
        if not matches:
            return
        # sudo: matching settles debts, it changes no entry; the verb was asked for its right
        lines = self.sudo()
        pairs = {(debit, credit): parts for credit, debit, _amount, parts in matches}
        if not any(lines.browse(one for pair in pairs for one in pair).company_id.mapped("tax_exigibility")):
            # taxes that are due with the payment would be entries of their own, which Odoo writes on the way
            lines = lines.with_context(**MATCH)
        with settling(pairs):
            lines._reconcile_plan([lines.browse(pair) for pair in pairs])

    @api.model
    def _prepare_reconciliation_single_partial(self, debit_values, credit_values, shadowed_aml_values=None):
        """A pair that is being settled takes what was said, not as much as it could."""
        parts = settling_parts().get((debit_values["aml"].id, credit_values["aml"].id))
        if parts is None:
            return super()._prepare_reconciliation_single_partial(debit_values, credit_values, shadowed_aml_values)
        cap, currency = float(sum(parts.values())), debit_values["aml"].company_currency_id
        capped = []
        for values, sign in ((debit_values, 1), (credit_values, -1)):
            least = min(sign * values["amount_residual"], cap) * sign
            capped.append({**values, "amount_residual": least, "amount_residual_currency": least})
        res = super()._prepare_reconciliation_single_partial(*capped, shadowed_aml_values)
        booked = res["partial_values"]["amount"]
        for values, sign in ((debit_values, 1), (credit_values, -1)):
            left = currency.round(values["amount_residual"] - sign * booked)
            values.update(amount_residual=left, amount_residual_currency=left)
        # the pair is done, whatever is left of either side
        res["debit_values"] = res["credit_values"] = None
        return res

    def _reconcile_post_hook(self, data):
        if _settling.get() is not None:
            data = {name: moves.with_context(**USUAL) for name, moves in data.items()}
        return super()._reconcile_post_hook(data)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _reconcile_reversed_moves(self, reverse_moves, move_reverse_cancel):
        if _settling.get() is not None:
            # a credit note of charges settles what is open of them, not all it can
            return reverse_moves
        return super()._reconcile_reversed_moves(reverse_moves, move_reverse_cancel)
