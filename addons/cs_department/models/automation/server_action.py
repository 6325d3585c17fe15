from odoo import api, fields, models


class IrActionsServer(models.Model):
    """What managers' rules can do, administrators' server actions can do as well."""

    _inherit = "ir.actions.server"

    state = fields.Selection(
        selection_add=[("cs_action", "Act on Case"), ("webhook",)], ondelete={"cs_action": "cascade"}
    )
    cs_action_ids = fields.One2many("cs.automation.action", "server_action_id", string="Do with the case", copy=True)

    @api.depends("model_id")
    def _compute_allowed_states(self):
        result = super()._compute_allowed_states()
        for action in self.filtered(lambda action: action.model_id.model != "cs.ticket"):
            action.allowed_states = [state for state in action.allowed_states if state != "cs_action"]
        return result

    @api.depends("state")
    def _compute_available_model_ids(self):
        ours = self.filtered(lambda action: action.state == "cs_action")
        ours.available_model_ids = self.env["ir.model"]._get("cs.ticket")
        return super(IrActionsServer, self - ours)._compute_available_model_ids()

    def _generate_action_name(self):
        # no dependency on the lines: fields of ir.cron would hang on it, and go with our addon
        if self.state == "cs_action":
            return self.cs_action_ids._say() or self.env._("Act on the case")
        return super()._generate_action_name()

    def _run_action_cs_action_multi(self, eval_context=None):
        """Do to the cases what the lines say; whoever runs it must be allowed to change them."""
        tickets = (eval_context or {}).get("records") or (eval_context or {}).get("record")
        if tickets:
            tickets.check_access("write")
            # sudo: as a rule acts; the right to change the cases was checked
            self.sudo().cs_action_ids._act(tickets.sudo())
        return False
