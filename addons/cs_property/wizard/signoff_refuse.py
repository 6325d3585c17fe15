from odoo import fields, models
from odoo.exceptions import UserError


class CsSignoffRefuse(models.TransientModel):
    """Why something is not signed off."""

    _name = "cs.signoff.refuse"
    _description = "Do not sign off"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference("Not signed off", model_field="res_model", required=True, readonly=True)
    words = fields.Char("Why not", required=True)

    def action_confirm(self):
        """Refuse, with the reason.

        :raises UserError: for anything that is not signed off.
        """
        self.ensure_one()
        model = self.env.get(self.res_model)
        record = model.browse(self.res_id).exists() if hasattr(model, "_signoff_hindrance") else None
        if not record:
            raise UserError(self.env._("There is nothing to sign off."))
        record.action_refuse(self.words)
        return {"type": "ir.actions.act_window_close"}
