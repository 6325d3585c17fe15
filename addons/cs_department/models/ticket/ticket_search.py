from odoo import api, fields, models
from odoo.fields import Domain

from .ticket_caller import looks_like_phone

#: customers of one name that the search box brings up
SAME_NAME = 20


class CsTicket(models.Model):
    """The search box: a number is found at once, words in subjects, customers by name or number."""

    _inherit = "cs.ticket"

    # used where PostgreSQL has pg_trgm; elsewhere words are looked for one by one
    name = fields.Char(index="trigram")

    @api.model
    def _search_display_name(self, operator, value):
        """A whole case number is that one case; a customer's whole name or number brings his cases.

        Words without a digit are in no number. Customers are looked up first, so that
        the cases are found by index.
        """
        if operator != "ilike" or not isinstance(value, str):
            return super()._search_display_name(operator, value)
        words = value.strip()
        if any(sign.isdigit() for sign in words):
            if self._has_number(words.upper()):
                return Domain("number", "=", words.upper())
            found = super()._search_display_name(operator, value)
        else:
            found = Domain("name", "ilike", words)
        customers = self._find_customers(words)
        return found | Domain("partner_id", "in", customers.ids) if customers else found

    @api.model
    def _find_customers(self, words: str):
        """Customers of exactly this telephone number or name, by index."""
        partners = self.env["res.partner"]
        if looks_like_phone(words):
            return partners._cs_find_by_phone(words)
        # sudo: it spares the rules of contacts; the cases found are those he may see
        return partners.sudo().search([("name", "=", words)], limit=SAME_NAME) if words else partners

    @api.model
    def _has_number(self, words: str) -> bool:
        # sudo: whether the reader may see the case is up to his search
        cases = self.sudo().with_context(active_test=False)
        return " " not in words and bool(cases.search_count([("number", "=", words)], limit=1))
