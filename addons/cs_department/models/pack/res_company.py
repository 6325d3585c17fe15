from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_pack = fields.Char("Rule pack", readonly=True, help="Key of the rule pack that was taken in last.")
    cs_pack_version = fields.Integer("Version of the rule pack", readonly=True)
    cs_pack_at = fields.Datetime("Rule pack taken in", readonly=True)
