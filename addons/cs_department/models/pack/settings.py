from odoo import api, fields, models


class CsSettings(models.TransientModel):
    _inherit = "cs.settings"

    pack_name = fields.Char("Rule pack in use", compute="_compute_pack_name")

    @api.depends("company_id")
    @api.depends_context("lang")
    def _compute_pack_name(self):
        for page in self:
            # sudo: which rules a company chose is no secret from its managers
            key = page.company_id.sudo().cs_pack
            # one page is open at a time
            page.pack_name = key and (self.env["cs.pack"].search([("key", "=", key)]).name or key)
