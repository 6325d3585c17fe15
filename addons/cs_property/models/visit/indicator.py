from odoo import api, models


class CsIndicator(models.Model):
    """Home visits can be counted: what was made of what was planned, per steward."""

    _inherit = "cs.indicator"

    @api.model
    def _permitted_models(self):
        return {**super()._permitted_models(), "cs.visit": "company_id"}
