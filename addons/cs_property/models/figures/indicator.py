from odoo import api, models


class CsIndicator(models.Model):
    """Fees can be counted: what fell due and what of it was received, per steward and month; rounds of meters."""

    _inherit = "cs.indicator"

    @api.model
    def _permitted_models(self):
        counted = ("cs.property.figure", "cs.meter.round")
        return {**super()._permitted_models(), **dict.fromkeys(counted, "company_id")}
