from odoo import fields, models

from ..rulebook.recipient import ROLES


class CsApprovalStep(models.Model):
    """One tier of one request: who may answer, and what he said."""

    _name = "cs.approval.step"
    _description = "Step of an approval"
    _order = "approval_id, sequence, id"
    _allow_sudo_commands = False

    approval_id = fields.Many2one("cs.approval", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer()
    role = fields.Selection(ROLES, "As", required=True)
    user_ids = fields.Many2many("res.users", string="Asked")
    answer = fields.Selection([("approved", "Approved"), ("refused", "Not approved")])
    user_id = fields.Many2one("res.users", "Answered by", index=True)
    at = fields.Datetime("Answered on")
    note = fields.Text("Words")
