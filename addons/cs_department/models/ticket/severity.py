from odoo import fields, models


class CsSeverity(models.Model):
    _name = "cs.severity"
    _description = "Severity of a case"
    _inherit = ["cs.cached.name.mixin", "cs.book.mixin"]
    _book = "severities"
    _pack_row = "D3"
    _order = "level, id"

    name = fields.Char(required=True, translate=True)
    level = fields.Integer(required=True, help="The higher, the graver.")
    active = fields.Boolean(default=True)
    color = fields.Integer()
    description = fields.Text("When it applies", translate=True)
    alert_supervisor = fields.Boolean(
        "Supervisor alerted at once",
        help="Registering a case of this severity raises an alarm on the board.",
    )
