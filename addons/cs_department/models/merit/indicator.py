from odoo import api, models


class CsIndicator(models.Model):
    """Rewards and penalties can be counted and their points be summed."""

    _inherit = "cs.indicator"

    @api.model
    def _permitted_models(self):
        return {**super()._permitted_models(), "cs.merit.event": "company_id"}
