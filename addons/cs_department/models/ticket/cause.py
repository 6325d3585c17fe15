from odoo import fields, models


class CsTicketCause(models.Model):
    _name = "cs.ticket.cause"
    _description = "Cause found for a case"
    _inherit = ["cs.cached.name.mixin", "cs.book.mixin"]
    _book = "causes"
    _pack_row = "D7"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    department_id = fields.Many2one("hr.department", "Responsible department", help="Proposed with this cause.")
    treatment = fields.Text(
        "What is done about it",
        translate=True,
        help="Shown to the agent who finds this cause, e.g. to explain the policy.",
    )
