from odoo import api, models


class CsIndicator(models.Model):
    """Rounds and site inspections can be counted: what was made of what was owed, per person."""

    _inherit = "cs.indicator"

    @api.model
    def _permitted_models(self):
        counted = ("cs.inspection.round", "cs.renovation.slot")
        return {**super()._permitted_models(), **dict.fromkeys(counted, "company_id")}
