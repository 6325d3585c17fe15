from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.masking import is_masked, mask_email, mask_id, mask_phone
from .gate import FIELD_GROUPS, by_server, is_privileged, reads_clear, server_reads

#: personal field → the field that shows its mask (nothing is shown where it is False)
MASKS = {
    "phone": "phone_masked",
    "phone_sanitized": "phone_masked",
    "cs_phone_key": False,
    "email": "email_masked",
    "email_normalized": "email_masked",
    "email_formatted": "email_masked",
    "vat": "vat_masked",
    "company_registry": "company_registry_masked",
    "same_vat_partner_id": False,
    "same_company_registry_partner_id": False,
}
#: personal field → the write-only field through which a new value is entered
ENTRIES = {
    "phone": "phone_entry",
    "email": "email_entry",
    "vat": "vat_entry",
    "company_registry": "company_registry_entry",
}


class ResPartner(models.Model):
    """Telephone, mail and ID number of a contact, masked for most of the staff.

    The personal fields carry groups, so that every view, domain, grouping and related
    field of other models loses them by Odoo's own rules; the interface answers reads
    with masks (see the mixin).
    """

    _name = "res.partner"
    _inherit = ["res.partner", "cs.personal.data.mixin"]

    _cs_personal = MASKS

    phone = fields.Char(groups=FIELD_GROUPS)
    phone_sanitized = fields.Char(groups=FIELD_GROUPS)
    email = fields.Char(groups=FIELD_GROUPS)
    email_normalized = fields.Char(groups=FIELD_GROUPS)
    email_formatted = fields.Char(groups=FIELD_GROUPS)
    vat = fields.Char(groups=FIELD_GROUPS)
    company_registry = fields.Char(groups=FIELD_GROUPS)
    same_vat_partner_id = fields.Many2one(groups=FIELD_GROUPS)
    same_company_registry_partner_id = fields.Many2one(groups=FIELD_GROUPS)

    phone_masked = fields.Char("Phone (masked)", compute="_compute_masks")
    email_masked = fields.Char("Email (masked)", compute="_compute_masks")
    vat_masked = fields.Char("ID number (masked)", compute="_compute_masks")
    company_registry_masked = fields.Char("Company ID (masked)", compute="_compute_masks")
    phone_entry = fields.Char("New phone", compute="_compute_entries", inverse="_inverse_phone_entry")
    email_entry = fields.Char("New email", compute="_compute_entries", inverse="_inverse_email_entry")
    vat_entry = fields.Char("New ID number", compute="_compute_entries", inverse="_inverse_vat_entry")
    company_registry_entry = fields.Char(
        "New company ID",
        compute="_compute_entries",
        inverse="_inverse_company_registry_entry",
    )

    # Compute

    @api.depends("phone", "email", "vat", "company_registry", "country_id")
    def _compute_masks(self):
        default = self.env.company._cs_country_code()
        # sudo: a mask is made of the value that the user may not see
        for partner, row in zip(self, self.sudo(), strict=True):
            country = row.country_id.code or default
            partner.phone_masked = mask_phone(row.phone, country)
            partner.email_masked = mask_email(row.email)
            partner.vat_masked = mask_id(row.vat)
            partner.company_registry_masked = mask_id(row.company_registry)

    def _compute_entries(self):
        """Always blank: what is stored cannot be read back through an entry."""
        for name in ENTRIES.values():
            self[name] = False

    def _inverse_phone_entry(self):
        self._cs_take_entry("phone")

    def _inverse_email_entry(self):
        self._cs_take_entry("email")

    def _inverse_vat_entry(self):
        self._cs_take_entry("vat")

    def _inverse_company_registry_entry(self):
        self._cs_take_entry("company_registry")

    def _cs_take_entry(self, name):
        """Store what was entered; a blank entry changes nothing."""
        for partner in self:
            if value := (partner[ENTRIES[name]] or "").strip():
                # one write per contact: each has a value of its own
                partner[name] = value

    # Access

    def _cs_secret(self):
        """Customers: neither staff, nor an own company.

        A record that is just being typed in shows nothing but what was typed.
        """
        # sudo: whose data it is must be known before the data may be read
        shared = self._origin.sudo().filtered("partner_share")
        secret = shared.filtered(lambda p: not (p.ref_company_ids or p.employee_ids))
        return self.filtered(lambda p: p._origin.id in secret._ids)

    def _cs_shielded(self):
        own = self.env.user.sudo().partner_id.id  # sudo: everybody knows himself
        return self._cs_secret().filtered(lambda p: p._origin.id != own)

    # CRUD

    @api.model_create_multi
    @by_server
    def create(self, vals_list):
        for vals in vals_list:
            self._cs_refuse_masks(vals)
        return super().create(vals_list)

    @by_server
    def write(self, vals):
        self._cs_refuse_masks(vals)
        return super().write(vals)

    @by_server
    def unlink(self):
        return super().unlink()

    @by_server
    def copy(self, default=None):
        return super().copy(default)

    def copy_data(self, default=None):
        if reads_clear(self.env):
            return super().copy_data(default)
        with server_reads():
            rows = super().copy_data(default)
        given = default or {}
        for row in rows:
            for name in MASKS.keys() - given.keys():
                row.pop(name, None)
        return rows

    def _cs_refuse_masks(self, vals):
        """A mask is never stored over the value that it hides."""
        for name in (*ENTRIES, *ENTRIES.values()):
            if is_masked(vals.get(name)):
                raise ValidationError(
                    self.env._(
                        "%(value)s is a masked value. Enter the whole value, or leave the field as it is.",
                        value=vals[name],
                    )
                )

    @by_server
    def _track_finalize(self):
        return super()._track_finalize()

    # Names show no mail address and no ID number

    def _compute_display_name(self):
        asked = self.env.context.get("show_email") or self.env.context.get("show_vat")
        # by user and not by sudo(): the web client's names are read in sudo
        if not asked or is_privileged(self.env):
            super()._compute_display_name()
            return
        plain = self.with_context(show_email=False, show_vat=False)
        for partner, named in zip(self, plain, strict=True):
            partner.display_name = named.display_name
