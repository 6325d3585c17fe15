from odoo import api, models


class CsEstate(models.Model):
    _inherit = "cs.estate"

    @api.model
    def _load_demo(self):
        """Build the demo's estate and play its fees; called once, by the demo data."""
        # imported here: production never loads it
        from ...demo.loader import load

        load(self.env)
