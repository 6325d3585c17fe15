from odoo import fields, models


class CsTicketChannel(models.Model):
    _name = "cs.ticket.channel"
    _description = "Channel that cases come in by"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    unattended = fields.Boolean(
        "Nobody asks back",
        help="Cases arrive by themselves (mail, web form, webhook): what the kind "
        "demands is checked when an agent resolves the case, not on arrival.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Two channels cannot share a code.")
