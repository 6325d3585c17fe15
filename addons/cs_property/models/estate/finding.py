from odoo import api, models
from odoo.fields import Domain

from ...core.unit_words import typed, wanted

#: shorter words are looked for at the beginning only: anywhere they would find half the estate
SHORTEST_INSIDE = 3
LONGEST = 60
#: units offered to choose from, and units that a search box goes through
CHOSEN, SEARCHED = 100, 1000


class CsEstateUnit(models.Model):
    """One way to find a unit, wherever one is typed: by code as people write it, by telephone, by name."""

    _inherit = "cs.estate.unit"

    _code_idx = models.Index("(code text_pattern_ops)")
    _number_idx = models.Index("(name)")

    @api.model
    def _find(self, words, limit=12, domain=Domain.TRUE) -> dict[int, str]:
        """Units that may be meant by what was typed, the best first.

        Looks by what an index answers, and for parts inside a code only when that found nothing.

        :param words: code or the beginning of one, building and number, number of the door, a whole
            telephone number, a name or the beginning of one.
        :param domain: which units are possible.
        :return: id of the unit → whose name or telephone led there, or nothing; those that the user may read.
        """
        words = typed(words, LONGEST)
        found = {}
        for way in (self._by_code, self._by_person, self._by_part):
            if not words or len(found) >= limit or (found and way == self._by_part):
                break
            for unit, why in way(words, domain, limit):
                found.setdefault(unit.id, why)
        return dict(list(found.items())[:limit])

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """The best first, as at the counter, wherever a unit is chosen."""
        self.browse().check_access("read")
        plain = isinstance(domain, list | tuple | Domain | None) and (limit is None or type(limit) is int)
        if operator != "ilike" or not name or not isinstance(name, str) or not plain:
            return super().name_search(name, domain, operator, limit)
        found = self.browse(self._find(name, limit or CHOSEN, Domain(domain or Domain.TRUE)))
        return [(unit.id, unit.display_name) for unit in found]

    @api.model
    def _search_display_name(self, operator, value):
        if operator != "ilike" or not isinstance(value, str) or not value.strip():
            return super()._search_display_name(operator, value)
        return Domain("id", "in", list(self._find(value, SEARCHED)))

    @api.model
    def _by_code(self, words, domain, limit):
        meant = wanted(words)
        if not meant:
            return []
        units = self.search(Domain("code", "=", meant.code) & domain, limit=limit)
        if meant.building:
            short = Domain("building_id.code", "=", meant.building) & Domain("name", "=", meant.number)
            units |= self.search(short & domain, limit=limit)
        elif "-" not in meant.code:
            units |= self.search(Domain("name", "=", meant.code) & domain, limit=limit)
        if len(units) < limit:
            units |= self.search(Domain("code", "=like", f"{_plain(meant.code)}%") & domain, limit=limit)
        return [(unit, "") for unit in units]

    @api.model
    def _by_person(self, words, domain, limit):
        people = self.env["res.partner"]._cs_find_by_phone(words)
        if not people and not words.isdigit():
            people = self.env["res.partner"].search([("name", "=like", f"{_plain(words)}%")], limit=4 * limit)
        if not people:
            return []
        today = self.env.company._cs_today()
        there = Domain("partner_id", "in", people.ids) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        )
        parties = self.env["cs.unit.party"].search(there, limit=4 * limit)
        possible = self.search(Domain("id", "in", parties.unit_id.ids) & domain)
        return [(party.unit_id, party.partner_id.name) for party in parties if party.unit_id in possible]

    @api.model
    def _by_part(self, words, domain, limit):
        if len(words) < SHORTEST_INSIDE:
            return []
        return [(unit, "") for unit in self.search(Domain("code", "ilike", _plain(words)) & domain, limit=limit)]


def _plain(words: str) -> str:
    """Words in which the signs of a pattern mean themselves."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
