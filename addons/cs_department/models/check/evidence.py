from odoo import api, models


class CsIndicator(models.Model):
    """Checks and their answers are evidence for figures and appraisals."""

    _inherit = "cs.indicator"

    @api.model
    def _permitted_models(self):
        return {
            **super()._permitted_models(),
            "cs.call": "company_id",
            "cs.check": "company_id",
            "cs.check.answer": "check_id.company_id",
            "cs.coaching": "company_id",
        }
