from odoo import api, models


class CsIndicator(models.Model):
    """Arrears and promises can be counted for each steward."""

    _inherit = "cs.indicator"

    @api.model
    def _permitted_models(self):
        return {
            **super()._permitted_models(),
            "cs.arrears.case": "company_id",
            "cs.arrears.promise": "company_id",
            "cs.arrears.step": "company_id",
        }
