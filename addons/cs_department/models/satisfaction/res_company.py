from datetime import timedelta

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_link_days = fields.Integer("Customer's page open for (days after closing)", default=90)

    def _cs_link_life(self) -> timedelta:
        """How long after its closing a case can be opened by the customer's link."""
        return timedelta(days=self.cs_link_days)
