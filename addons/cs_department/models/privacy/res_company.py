from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_identity_required = fields.Boolean(
        "Identity check before disclosure",
        default=True,
        help="Agents confirm who is calling before they tell a caller personal data.",
    )
