from odoo import api, fields, models


class ResCompany(models.Model):
    """How appraisals are made."""

    _inherit = "res.company"

    cs_appraisal_late_periods = fields.Integer("Late facts are looked for (periods back)", default=1)
    cs_appraisal_day = fields.Integer("Last month is computed on the day", default=3)

    _cs_appraisal_sane = models.Constraint(
        "CHECK (cs_appraisal_late_periods BETWEEN 0 AND 24 AND cs_appraisal_day BETWEEN 0 AND 28)",
        "Late facts are looked for in up to 24 periods, and the day of a month is 1 to 28 (0: by hand).",
    )


class CsSettings(models.TransientModel):
    _inherit = "cs.settings"

    appraisal_late_periods = fields.Integer(
        "Late facts are looked for (periods back)",
        help="What becomes known of frozen periods moves the score of the next one. 0: never.",
    )
    appraisal_day = fields.Integer(
        "Last month is computed on the day",
        help="On this day of the month the appraisals of the month before are computed. 0: by hand.",
    )

    @api.model
    def _company_fields(self):
        return {
            **super()._company_fields(),
            "appraisal_late_periods": "cs_appraisal_late_periods",
            "appraisal_day": "cs_appraisal_day",
        }
