from odoo import api, fields, models

from .gate import by_server, is_privileged
from .res_partner import MASKS


class ResUsers(models.Model):
    """The contact's data seen through a user: staff's is open, customers' is masked."""

    _name = "res.users"
    _inherit = ["res.users", "cs.personal.data.mixin"]

    # a portal user's login is his mail address
    _cs_personal = {**MASKS, "login": "email_masked"}

    # without groups here: everybody's own preferences show and change them
    email = fields.Char(groups="base.group_user,base.group_portal,base.group_public")
    phone = fields.Char(groups="base.group_user,base.group_portal,base.group_public")

    def _cs_secret(self):
        # sudo: whose data it is must be known before the data may be read
        secret = self._origin.sudo().filtered("share")
        return self.filtered(lambda user: user._origin.id in secret._ids)

    def _cs_shielded(self):
        return self._cs_secret().filtered(lambda u: u._origin.id != self.env.uid)

    @api.model
    def _has_field_access(self, field, operation):
        if not self and field.name in ("email", "phone", "login"):
            return True  # of the model: records decide for themselves
        return super()._has_field_access(field, operation)

    @api.model
    def _search(self, domain, *args, **kwargs):
        # nobody spells out a customer's mail address by searching for logins
        if not self.env.su and not is_privileged(self.env):
            named = {"login", "email", "phone"} & {
                condition.field_expr.split(".")[0] for condition in fields.Domain(domain).iter_conditions()
            }
            if named:
                domain = fields.Domain(domain) & fields.Domain("share", "=", False)
        return super()._search(domain, *args, **kwargs)

    @api.model_create_multi
    @by_server
    def create(self, vals_list):
        return super().create(vals_list)

    @by_server
    def write(self, vals):
        return super().write(vals)

    @by_server
    def action_reset_password(self):
        return super().action_reset_password()


class ResPartner(models.Model):
    _inherit = "res.partner"

    def signup_get_auth_param(self):
        """Links to the portal do not carry a customer's login, which is his address."""
        found = super().signup_get_auth_param()
        if not is_privileged(self.env):
            for partner in self._cs_shielded():
                found[partner.id].pop("auth_login", None)
        return found


class ResCompany(models.Model):
    """An own company's address and number are printed on every letter."""

    _inherit = "res.company"

    email = fields.Char(groups=None)
    phone = fields.Char(groups=None)
    vat = fields.Char(groups=None)
    company_registry = fields.Char(groups=None)
