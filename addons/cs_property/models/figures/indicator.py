from odoo import api, models


class CsIndicator(models.Model):
    """Fees can be counted: what fell due and what of it was received, per steward and month."""

    _inherit = "cs.indicator"

    @api.model
    def _permitted_models(self):
        return {**super()._permitted_models(), "cs.property.figure": "company_id"}
