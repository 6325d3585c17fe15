from odoo import fields, models


class CsTicketKind(models.Model):
    _inherit = "cs.ticket.kind"

    asks_accident = fields.Boolean(
        "People may be hurt",
        help="The forms ask for dead and injured people and the suspected grade of the accident.",
    )


class CsSeverity(models.Model):
    _inherit = "cs.severity"

    asks_accident = fields.Boolean(
        "An accident",
        help="A case of this severity asks for dead and injured people and the suspected grade.",
    )
