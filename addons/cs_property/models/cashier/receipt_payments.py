"""Payments of receipts, with nothing asked of the database that is known beforehand."""

from contextlib import contextmanager
from contextvars import ContextVar

from odoo import models

from ..billing.invoice import QUIET
from ..billing.quiet import batch
from ..ledger.quick import ENTRY, VALID

#: what the receivable side of a payment is for: charges and prepayments alike
OWED = "owed"
#: whether documents are being written with which nothing can be matched yet; a context variable, so that no request
#: says it
_fresh: ContextVar[bool] = ContextVar("cs_fresh_payments", default=False)


@contextmanager
def fresh(env):
    """Inside the block new payments and their entries are written, and nothing else.

    Odoo asks after each step which invoices they have paid: none, so long as they are not matched.
    """
    # what is under way with other documents is not asked less
    env.flush_all()
    token = _fresh.set(True)
    try:
        yield
    finally:
        _fresh.reset(token)


class CsReceipt(models.Model):
    _inherit = "cs.receipt"

    def _payments(self, parts):
        """Payments of receipts, posted in one go.

        :param parts: [(receipt, means id, ``OWED`` or deposit id, amount, ``inbound`` or ``outbound``)].
        """
        payments = self.env["account.payment"].with_context(**QUIET, **ENTRY)
        with fresh(self.env), batch():
            made = payments.create([self._payment_values(*part) for part in parts])
            made._generate_journal_entry()
            # the entries are in balance: that was looked at when they were made
            made.move_id.with_context(**VALID)._post(soft=False)
            # as Odoo's own verb has it: cash is there at once, the rest when its bank says so
            made.filtered(lambda payment: payment.outstanding_account_id.account_type == "asset_cash").state = "paid"
        return made.with_env(self.env)

    def _payment_values(self, receipt, means_id, purpose, amount, direction) -> dict:
        company = receipt.company_id
        journal = self.env["cs.payment.means"].browse(means_id).journal_id
        values = {
            "payment_type": direction,
            "partner_type": "customer",
            "partner_id": receipt.partner_id.id,
            "amount": float(amount),
            "currency_id": company.currency_id.id,
            "journal_id": journal.id,
            "payment_method_line_id": journal._get_available_payment_method_lines(direction)[:1].id,
            "partner_bank_id": False,
            "date": receipt.date,
            "memo": receipt.number,
            "company_id": company.id,
            "cs_receipt_id": receipt.id,
            "cs_means_id": means_id,
            "cs_unit_id": receipt.unit_id.id,
        }
        if purpose != OWED:
            values["destination_account_id"] = company.cs_deposit_account_id.id
        return values


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def _search_reconciled_invoice_ids(self, operator, value):
        if _fresh.get():
            return [("id", "in", [])]
        return super()._search_reconciled_invoice_ids(operator, value)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _search_reconciled_payment_ids(self, operator, value):
        if _fresh.get():
            return [("id", "in", [])]
        return super()._search_reconciled_payment_ids(operator, value)
