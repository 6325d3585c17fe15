from odoo import api, models


class CsIndicator(models.Model):
    """Rounds can be counted: what was made of what was owed, per person and post."""

    _inherit = "cs.indicator"

    @api.model
    def _permitted_models(self):
        return {**super()._permitted_models(), "cs.inspection.round": "company_id"}
