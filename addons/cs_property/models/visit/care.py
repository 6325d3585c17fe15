from odoo import fields, models


class CsEstateUnit(models.Model):
    """Who is looked in on more often."""

    _inherit = "cs.estate.unit"

    needs_care = fields.Boolean("Needs looking after", help="Like: elderly people, or somebody who lives alone.")
