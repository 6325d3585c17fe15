from odoo import fields, models
from odoo.exceptions import UserError


class CsRepairDeed(models.TransientModel):
    """One dialog for what needs a reason."""

    _name = "cs.repair.deed"
    _description = "Repair: say why"

    deed = fields.Selection(
        [
            ("cancel", "Cancel the Order"),
            ("decline_warranty", "No Warranty"),
            ("do_again", "Have It Done Again"),
        ],
        required=True,
        readonly=True,
    )
    order_id = fields.Many2one("cs.repair.order", "Repair order", required=True, readonly=True)
    words = fields.Char("Why", required=True)

    def action_confirm(self):
        """Do it.

        :raises UserError: without what it is about.
        """
        self.ensure_one()
        if not self.order_id or self.deed not in dict(self._fields["deed"].selection):
            raise UserError(self.env._("Choose what it is about."))
        getattr(self.order_id, self.deed)(self.words)
        return {"type": "ir.actions.act_window_close"}
