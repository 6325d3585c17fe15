from collections import defaultdict

from markupsafe import Markup
from odoo import api, fields, models


class CsUnitParty(models.Model):
    """Whoever comes, goes or pays otherwise than before stands in the history of the unit."""

    _inherit = "cs.unit.party"

    @api.model_create_multi
    def create(self, vals_list):
        parties = super().create(vals_list)
        parties._note_on_units({party.id: (party.unit_id, "", party._in_words()) for party in parties._noted()})
        return parties

    def write(self, vals):
        before = {party.id: party._in_words() for party in self._noted()}
        res = super().write(vals)
        changed = {party.id: (party.unit_id, before.get(party.id, ""), party._in_words()) for party in self._noted()}
        self._note_on_units({key: row for key, row in changed.items() if row[1] != row[2]})
        return res

    def unlink(self):
        gone = {party.id: (party.unit_id, party._in_words(), "") for party in self._noted()}
        res = super().unlink()
        self._note_on_units(gone)
        return res

    def _noted(self):
        """These, or none where a whole register comes in at once: its import is the history."""
        return self.browse() if self.env.context.get("tracking_disable") else self

    def _in_words(self) -> str:
        """Who it is, as what, from when to when, and what he pays."""
        self.ensure_one()
        roles = dict(self._fields["role"]._description_selection(self.env))
        days = f"{fields.Date.to_string(self.date_from)} – {fields.Date.to_string(self.date_to) or ''}".strip()
        pays = ", ".join(self.item_ids.mapped("name")) or self._fields["pays"]._description_string(self.env)
        parts = [
            f"{roles[self.role]} {self.partner_id.name or ''}",
            f"{self.share:g} %" if self.role == "owner" else "",
            days,
            pays if self.pays else "",
        ]
        return " · ".join(filter(None, parts))

    def _note_on_units(self, changes):
        """
        :param changes: party id → (unit, what was, what is); empty: was or is not there.
        """
        found = defaultdict(list)
        for unit, old, new in changes.values():
            found[unit.id].append(Markup("%s → %s") % (old or "–", new or "–"))
        if found:
            # sudo: the history of a unit is written by the system
            units = self.env["cs.estate.unit"].sudo().browse(found).exists()
            units._message_log_batch({unit.id: Markup("<br/>").join(found[unit.id]) for unit in units})
