from odoo import api, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...core import scan_code
from ...core.unit_words import typed
from ..scan.scan import ScanRefused

#: who works at the counter
CLERK = "cs_property.group_cs_counter"
#: units that a search shows
FOUND = 12
#: a scanned code is the longest that comes in
LONGEST = 300


class CsDesk(models.AbstractModel):
    """The counter's one screen: whoever comes in is found, and everything about his unit is said.

    Areas hang in by three hooks: :meth:`_desk_finders`, :meth:`_desk_services` and
    ``cs.estate.unit._desk_sections``.
    """

    _name = "cs.desk"
    _description = "Counter desk"

    @api.model
    def _need_clerk(self):
        """
        :raises AccessError: for who does not work at the counter.
        """
        if not self.env.user.has_group(CLERK):
            raise AccessError(self.env._("The counter desk belongs to counter clerks."))

    # -- the screen ------------------------------------------------------------------------

    @api.model
    def find(self, words="") -> list[dict]:
        """Units that may be meant by what was typed or scanned, the best first.

        :param words: code, telephone, name, plate, card, label, number of a pass, or a scanned code.
        :return: ``{"id", "code", "estate", "payer", "why", "owed"}`` each.
        :raises AccessError: for who does not work at the counter.
        """
        self._need_clerk()
        words = typed(words, LONGEST)
        if not words:
            return []
        units = self.env["cs.estate.unit"]
        why = {row["unit_id"]: row["why"] for row in self._desk_finders(words)}
        if len(why) < FOUND:
            domain = Domain("company_id", "in", self.env.companies.ids)
            why |= {key: said for key, said in units._find(words, FOUND, domain).items() if key not in why}
        found = units.browse(list(why)[:FOUND]).exists()
        found = found.filtered(lambda unit: unit.company_id in self.env.companies)
        owed = self.env["cs.cashier.shift"]._owed(found)
        return [
            {
                "id": unit.id,
                "code": unit.code,
                "estate": unit.estate_id.name,
                "payer": unit.payer_id.name or "",
                "why": why[unit.id],
                "owed": owed.get(unit.id, 0),
            }
            for unit in found
        ]

    @api.model
    def card(self, unit_id=None) -> dict:
        """Everything the counter needs to know of one unit.

        :raises UserError: for a unit that the caller does not see; AccessError: for who is no clerk.
        """
        self._need_clerk()
        unit = self._unit(unit_id)
        uses = dict(unit._fields["use"]._description_selection(self.env))
        occupancies = dict(unit._fields["occupancy"]._description_selection(self.env))
        sections = sorted(unit._desk_sections(), key=lambda section: (section["sequence"], section["key"]))
        return {
            "id": unit.id,
            "code": unit.code,
            "estate": unit.estate_id.name,
            "type": unit.type_id.name,
            "use": uses.get(unit.use, ""),
            "area": unit.area,
            "occupancy": occupancies.get(unit.occupancy, ""),
            "steward": unit.steward_id.name or "",
            "renovating": unit.is_renovating,
            "payer_id": unit.payer_id.id,
            "note": unit.note or "",
            "people": unit._desk_people(),
            "sections": sections,
        }

    # -- hooks ---------------------------------------------------------------------------

    @api.model
    def _desk_finders(self, words: str) -> list[dict]:
        """Units found by codes of an area: a plate, a card, a key's label, a pass.

        :param words: what was typed or scanned, stripped, never empty.
        :return: ``{"unit_id", "why"}`` each; exact matches on indexed columns only. Here: scanned codes.
        """
        return self._scanned(words)

    @api.model
    def _scanned(self, words: str) -> list[dict]:
        """The unit of a scanned code; of one that does not hold any more, too, with the reason."""
        if not scan_code.is_code(words):
            return []
        try:
            record, refused = self.env["cs.scan"]._read(words), ""
        except ScanRefused as refusal:
            record, refused = refusal.record, str(refusal)
        unit = record.unit_id if record and "unit_id" in record._fields else None
        return [{"unit_id": unit.id, "why": refused or record.display_name}] if unit else []

    @api.model
    def _desk_services(self) -> list[dict]:
        """What can be started for a unit.

        :return: ``{"key", "name", "hotkey", "sequence", "action"}``: the action opens a new
            record; the screen adds ``default_unit_id`` and ``default_partner_id`` to its context.
        """
        return []

    @api.model
    def services(self) -> list[dict]:
        """The services that the caller may start, in their order.

        :raises AccessError: for who does not work at the counter.
        """
        self._need_clerk()
        return sorted(self._desk_services(), key=lambda service: (service["sequence"], service["key"]))

    @api.model
    @tools.ormcache("xml_id", "self.env.uid", "self.env.lang")
    def _action(self, xml_id: str) -> dict:
        """An action as the web client opens it; actions that are changed empty the cache. Copy it, never change it."""
        return self.env["ir.actions.actions"]._for_xml_id(xml_id)

    @api.model
    def _unit(self, unit_id):
        """
        :raises UserError: for a unit that the caller does not see.
        """
        unit = self.env["cs.estate.unit"].browse(unit_id if type(unit_id) is int else 0).exists()
        if not unit or unit.company_id not in self.env.companies:
            raise UserError(self.env._("There is no such unit."))
        unit.check_access("read")
        return unit
