from odoo import api, models


class CsTicket(models.Model):
    _inherit = "cs.ticket"

    @api.model
    def _load_demo_rules(self):
        """Choose the rules of the demo's department; called once, by the demo data."""
        # imported here: production never loads it
        from ...demo.loader import choose_rules

        choose_rules(self.env)

    @api.model
    def _load_demo(self):
        """Play the demo's month; called once, by the demo data."""
        # imported here: production never loads it
        from ...demo.loader import load

        load(self.env)
