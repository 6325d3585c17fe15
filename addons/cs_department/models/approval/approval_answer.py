from odoo import fields, models


class CsApprovalAnswer(models.TransientModel):
    """The dialog for answers that need words or a name."""

    _name = "cs.approval.answer"
    _description = "Answer to an approval"

    verb = fields.Selection([("refuse", "Do not approve"), ("pass_on", "Pass on")], required=True)
    approval_ids = fields.Many2many("cs.approval", string="Approvals")
    reason = fields.Text()
    user_id = fields.Many2one("res.users", "Colleague", domain=[("share", "=", False)])

    def action_apply(self):
        """Give the answer."""
        self.ensure_one()
        if self.verb == "refuse":
            self.approval_ids.refuse(self.reason)
        else:
            self.approval_ids.pass_on(self.user_id)
        return {"type": "ir.actions.act_window_close"}
