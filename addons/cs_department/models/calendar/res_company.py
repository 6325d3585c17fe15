from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_calendar_warning_days = fields.Integer(
        "Holiday warning (days ahead)",
        default=60,
        help="Warn when deadlines so many days ahead reach a year whose public holidays are not loaded.",
    )

    _cs_calendar_warning_days_sane = models.Constraint(
        "CHECK (cs_calendar_warning_days BETWEEN 0 AND 730)",
        "The holiday warning comes between 0 and 730 days ahead.",
    )
