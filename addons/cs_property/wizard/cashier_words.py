from odoo import fields, models
from odoo.addons.cs_department.models.answers import RELOAD


class CsReceiptWords(models.TransientModel):
    """Why a receipt is to be cancelled."""

    _name = "cs.receipt.words"
    _description = "Reason for cancelling a receipt"

    receipt_id = fields.Many2one(
        "cs.receipt", required=True, ondelete="cascade", default=lambda self: self.env.context.get("active_id")
    )
    reason = fields.Char(required=True)

    def action_ask(self):
        """Ask somebody else to cancel it."""
        self.ensure_one()
        self.receipt_id.ask_cancel(self.reason)
        return RELOAD


class CsCashierBank(models.TransientModel):
    """Where the cash of a closed till goes."""

    _name = "cs.cashier.bank"
    _description = "Cash of a till to the bank"

    shift_id = fields.Many2one(
        "cs.cashier.shift", required=True, ondelete="cascade", default=lambda self: self.env.context.get("active_id")
    )
    company_id = fields.Many2one(related="shift_id.company_id")
    currency_id = fields.Many2one(related="shift_id.currency_id")
    journal_id = fields.Many2one(
        "account.journal",
        "Bank",
        required=True,
        domain="[('type', '=', 'bank'), ('company_id', '=', company_id)]",
    )
    amount = fields.Monetary(required=True, default=lambda self: self._default_amount())

    def _default_amount(self):
        shift = self.env["cs.cashier.shift"].browse(self.env.context.get("active_id") or ())
        return shift.counted_cash - shift.float_amount

    def action_bank(self):
        """Book the cash into the bank."""
        self.ensure_one()
        self.shift_id.hand_over(self.journal_id.id, self.amount)
        return RELOAD
