from odoo import fields, models


class CsFeeAllocation(models.Model):
    """How much of a charge a payment or credit note settled.

    Follows Odoo's reconciliation: made with each partial reconciliation of an invoice of fees,
    gone with it. The sums over an invoice equal what Odoo says is paid of it.
    """

    _name = "cs.fee.allocation"
    _description = "Payment of a charge"
    _order = "date, id"
    _allow_sudo_commands = False

    line_id = fields.Many2one(
        "cs.billing.line", "Charge", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partial_id = fields.Many2one(
        "account.partial.reconcile", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, readonly=True, index=True, help="Accounting day of the payment.")
    amount = fields.Monetary(required=True, readonly=True)
    is_payment = fields.Boolean(readonly=True, help="Money came in; otherwise a credit note took it away.")

    _once = models.UniqueIndex("(line_id, partial_id)", "A payment settles a charge once.")
