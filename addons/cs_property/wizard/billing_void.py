from odoo import fields, models
from odoo.exceptions import UserError


class CsBillingVoid(models.TransientModel):
    """Why charges are taken back, and whether they are billed anew."""

    _name = "cs.billing.void"
    _description = "Make charges void"

    line_ids = fields.Many2many("cs.billing.line", string="Charges", required=True)
    reason = fields.Char(required=True)
    is_rebilled = fields.Boolean(
        "Bill these days anew", help="By the rules, readings and people as they are now, with new invoices."
    )

    def action_confirm(self):
        """Make the charges void, and perhaps bill their days again."""
        self.ensure_one()
        self.line_ids._check_may_bill()
        charges = self.line_ids.filtered(lambda charge: charge.state == "billed")
        if not charges:
            raise UserError(self.env._("None of these charges is billed."))
        charges.check_access("read")
        if self.is_rebilled:
            charges._again(self.reason)
        else:
            charges._void(self.reason)
        return {"type": "ir.actions.act_window_close"}
