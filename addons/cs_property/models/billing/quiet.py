from contextlib import contextmanager
from contextvars import ContextVar

from odoo import models

#: formats of numbers found while a batch is posted; a context variable, so that no request says it
_batch: ContextVar[dict | None] = ContextVar("cs_billing_batch", default=None)


@contextmanager
def batch():
    """Inside the block many documents of one journal are posted: what is the same for all is found once."""
    token = _batch.set({})
    try:
        yield
    finally:
        _batch.reset(token)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_next_sequence_format(self):
        """How numbers of the journal look is read for the first document of a batch only.

        The number itself is taken under Odoo's lock as ever; documents of one batch follow each other.
        """
        known = _batch.get()
        if known is None:
            return super()._get_next_sequence_format()
        like = (self.journal_id.id, self.move_type, self.date)
        if like not in known:
            known[like] = super()._get_next_sequence_format()
        pattern, values = known[like]
        return pattern, dict(values)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _increase_rank(self, field, n=1):
        # a bill each month says nothing about how often a customer is chosen; who gets one is a customer
        if _batch.get() is not None:
            return None
        return super()._increase_rank(field, n)
