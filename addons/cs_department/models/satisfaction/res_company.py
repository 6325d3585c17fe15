from datetime import timedelta

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_link_days = fields.Integer("Customer's page open for (days after closing)", default=90)

    _cs_link_days_sane = models.Constraint(
        "CHECK (cs_link_days BETWEEN 0 AND 3650)", "The customer's page is open for up to ten years after the closing."
    )

    def _cs_link_life(self) -> timedelta:
        """How long after its closing a case can be opened by the customer's link."""
        return timedelta(days=self.cs_link_days)
