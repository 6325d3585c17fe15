from odoo import api, models


class CsIndicator(models.Model):
    """Sessions, exams and signatures are facts of people's work."""

    _inherit = "cs.indicator"

    @api.model
    def _permitted_models(self):
        return {
            **super()._permitted_models(),
            "cs.training.attendance": "company_id",
            "cs.training.record": "company_id",
            "cs.reading.receipt": "company_id",
        }
