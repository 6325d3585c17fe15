from odoo import fields, models, tools


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_identity_required = fields.Boolean(
        "Identity check before disclosure",
        default=True,
        help="Agents confirm who is calling before they tell a caller personal data.",
    )

    @tools.ormcache("self.id")
    def _cs_country_code(self) -> str:
        """ISO code of the company's country; every telephone number on a screen asks."""
        # sudo: the country of a company is no secret, its address may be
        return self.sudo().country_id.code or "CN"

    @tools.ormcache("self.id")
    def _cs_identity_required(self) -> bool:
        # sudo: whether to ask is known to every agent
        return self.sudo().cs_identity_required

    def write(self, vals):
        result = super().write(vals)
        if {"country_id", "cs_identity_required", "partner_id"} & vals.keys():
            self.env.registry.clear_cache()
        return result


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        # sudo: only whether it is the address of a company
        if "country_id" in vals and self.sudo().ref_company_ids:
            self.env.registry.clear_cache()
        return result
