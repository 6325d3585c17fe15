from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_preview_days = fields.Integer(
        "Rule changes are tried on (days)",
        default=30,
        help="A preview of a rule change looks at the cases of so many last days, unless one asks for others.",
    )

    _cs_preview_days_sane = models.Constraint(
        "CHECK (cs_preview_days BETWEEN 1 AND 3660)", "A preview looks back over 1 to 3,660 days."
    )
