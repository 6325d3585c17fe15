from odoo import fields, models


class CsFeeDiscountRefuse(models.TransientModel):
    """Why a discount is not granted."""

    _name = "cs.fee.discount.refuse"
    _description = "Do not grant a discount"

    discount_ids = fields.Many2many("cs.fee.discount", string="Requests", required=True)
    words = fields.Char("Why not", required=True)

    def action_confirm(self):
        self.ensure_one()
        self.discount_ids.refuse(self.words)
        return {"type": "ir.actions.act_window_close"}
