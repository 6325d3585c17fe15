from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize

from ...core.masking import normalise_phone
from .gate import FIELD_GROUPS, reads_clear

#: what anybody may search a contact by, with parts of a text
OPEN_NAMES = ("complete_name", "ref")


class ResPartner(models.Model):
    """Finding a contact by the whole number, mail address or ID number.

    Whoever does not read personal data finds nobody by a part of it, so that nobody
    can spell a number out by searching.
    """

    _inherit = "res.partner"

    cs_phone_key = fields.Char(
        "Phone key",
        compute="_compute_cs_phone_key",
        store=True,
        index="btree_not_null",
        groups=FIELD_GROUPS,
        export_string_translation=False,
        help="International form of the number, by which callers are found.",
    )

    @api.depends("phone", "country_id", "company_id")
    def _compute_cs_phone_key(self):
        default = self._cs_phone_country()
        for partner in self:
            country = partner.country_id.code or partner.company_id.country_id.code
            partner.cs_phone_key = normalise_phone(partner.phone, country or default)

    @api.model
    def _cs_phone_country(self) -> str:
        """ISO code of the country in which a number without country code lies."""
        return self.env.company._cs_country_code()

    @api.model
    def _cs_find_by_phone(self, text):
        """The contacts with exactly this number, however it is written.

        :param text: the whole number: spaces, +86, 0086, area code, extension.
        :return: those of them that the user may read, the youngest first.
        """
        key = normalise_phone(text, self._cs_phone_country())
        return self._cs_find_exact(Domain("cs_phone_key", "=", key)) if key else self

    @api.model
    def _cs_find_exact(self, domain):
        # sudo: the value is only compared; the second search applies the user's rights
        known = self.sudo().search(domain, order="id desc", limit=80)
        return self.browse(self.search([("id", "in", known.ids)], order="id desc").ids)

    @api.model
    def _cs_exact_domain(self, text: str) -> Domain:
        """Who has exactly this number, mail address or ID number."""
        text = (text or "").strip()
        if len(text) < 5:
            return Domain.FALSE
        wanted = [Domain("vat", "=", text), Domain("company_registry", "=", text)]
        if key := normalise_phone(text, self._cs_phone_country()):
            wanted.append(Domain("cs_phone_key", "=", key))
        if "@" in text and (address := email_normalize(text)):
            wanted.append(Domain("email_normalized", "=", address))
        return Domain.OR(wanted)

    @api.model
    def _search_display_name(self, operator, value):
        texts = [value] if isinstance(value, str) else []
        if operator == "in" and not isinstance(value, str):
            texts = [text for text in value if isinstance(text, str)]
        clear = reads_clear(self.env)
        if operator in Domain.NEGATIVE_OPERATORS and not clear:
            return NotImplemented  # the ORM negates the positive search
        if clear and (operator in Domain.NEGATIVE_OPERATORS or not texts):
            return super()._search_display_name(operator, value)
        exact = Domain.OR(self._cs_exact_domain(text) for text in texts)
        # sudo: whole values are compared, parts are not, and no value is given back
        ids = [] if exact.is_false() else self.sudo().search(exact, limit=80).ids
        if clear:
            named = Domain(super()._search_display_name(operator, value))
        else:
            named = Domain.OR(Domain(name, operator, value) for name in OPEN_NAMES)
        return named | Domain("id", "in", ids) if ids else named

    def _search_phone_mobile_search(self, operator, value):
        """The contacts' search field for numbers: whole numbers only, if masked."""
        if reads_clear(self.env):
            return super()._search_phone_mobile_search(operator, value)
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        texts = [value] if isinstance(value, str) else list(value or [])
        found = self.browse()
        for text in texts:
            # one lookup by an indexed key per number that was typed
            found |= self._cs_find_by_phone(text) if isinstance(text, str) else found
        return Domain("id", "in", found.ids)
