from odoo import api, fields, models
from odoo.fields import Command


class CsCallbackVerb(models.TransientModel):
    """The dialog that asks who calls, or why no further call is made."""

    _name = "cs.callback.verb"
    _description = "Dialog of a callback"

    verb = fields.Selection([("assign", "Let somebody call"), ("sign_off", "Sign off")], required=True)
    callback_ids = fields.Many2many("cs.callback", string="Callbacks")
    user_id = fields.Many2one("res.users", "Who calls", domain=[("share", "=", False)])
    words = fields.Text("Reason")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "cs.callback":
            values.setdefault("callback_ids", [Command.set(self.env.context.get("active_ids", []))])
        return values

    def action_apply(self):
        """Do what the dialog was opened for."""
        self.ensure_one()
        if self.verb == "assign":
            self.callback_ids.assign(self.user_id)
        else:
            self.callback_ids.sign_off(self.words)
        return {"type": "ir.actions.act_window_close"}
