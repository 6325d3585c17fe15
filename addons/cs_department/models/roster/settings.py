from odoo import api, fields, models


class ResCompany(models.Model):
    """How far back fairness looks."""

    _inherit = "res.company"

    cs_fair_months = fields.Integer("Fairness looks back (months)", default=3)
    cs_fair_holiday_months = fields.Integer("… of public holidays (months)", default=12)

    _cs_fair_months_sane = models.Constraint(
        "CHECK (cs_fair_months BETWEEN 0 AND 36 AND cs_fair_holiday_months BETWEEN 0 AND 36)",
        "Fairness looks back for up to three years.",
    )


class CsSettings(models.TransientModel):
    _inherit = "cs.settings"

    night_from = fields.Float("Night begins")
    night_to = fields.Float("Night ends")
    night_hours = fields.Float(
        "Hours of night in a night shift",
        help="A shift with at least so many hours between the beginning and the end of night is a night shift. "
        "Shifts that exist already stay what they are.",
    )
    fair_months = fields.Integer(
        "Fairness looks back (months)",
        help="Who had more nights, weekends or unpopular shifts than colleagues in these months gets fewer now.",
    )
    fair_holiday_months = fields.Integer(
        "Public holidays are looked back upon for (months)", help="There are few of them: a year is usual."
    )

    @api.model
    def _company_fields(self):
        return {
            **super()._company_fields(),
            "night_from": "cs_night_from",
            "night_to": "cs_night_to",
            "night_hours": "cs_night_hours",
            "fair_months": "cs_fair_months",
            "fair_holiday_months": "cs_fair_holiday_months",
        }
