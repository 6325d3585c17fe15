from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_urge_minutes = fields.Integer(
        "Time between two urgings (min)",
        default=10,
        help="Urging the same case again counts only after so many minutes. 0: every time.",
    )

    _cs_urge_minutes_sane = models.Constraint(
        "CHECK (cs_urge_minutes BETWEEN 0 AND 10080)",
        "The time between two urgings is between nothing and a week.",
    )
