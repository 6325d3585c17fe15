from odoo import api, fields, models
from odoo.tools import split_every

from ...core.ownership import Party, merged, payer_spans

OCCUPANCIES = [
    ("vacant", "Vacant"),
    ("owner", "Owner lives here"),
    ("tenant", "Let"),
    ("shop", "Shop open"),
]
#: units looked at in one transaction by the daily refresh
REFRESH_UNITS = 1000


class CsEstateUnit(models.Model):
    """Who is in a unit and who pays for it: on any day, and today."""

    _inherit = "cs.estate.unit"

    vacancy_ids = fields.One2many("cs.unit.vacancy", "unit_id", "Vacancies")
    payer_id = fields.Many2one("res.partner", compute="_compute_people_today", store=True, index="btree_not_null")
    occupancy = fields.Selection(
        OCCUPANCIES, compute="_compute_people_today", store=True, index=True, help="Today, by its people and vacancies."
    )

    @api.depends(
        "party_ids.date_from",
        "party_ids.date_to",
        "party_ids.role",
        "party_ids.share",
        "party_ids.pays",
        "party_ids.item_ids",
        "party_ids.partner_id",
        "vacancy_ids.date_from",
        "vacancy_ids.date_to",
        "vacancy_ids.state",
        "handed_over_on",
        "company_id",
        "use",
    )
    def _compute_people_today(self):
        for values, units in self._people_today().items():
            units.payer_id, units.occupancy = values

    def _people_today(self) -> dict:
        """(id of the payer, occupancy) → the units of which that is true today."""
        found = {}
        for company, units in self.grouped("company_id").items():
            today = (company or self.env.company)._cs_today()
            payers, vacant, parties = (
                units._payer_spans(today, today),
                units._vacant_spans(today, today),
                units._parties(),
            )
            for unit in units:
                spans = payers[unit.id]
                values = (spans[0][2] if spans else False, unit._occupied(parties[unit.id], vacant[unit.id], today))
                found.setdefault(values, []).append(unit.id)
        return {values: self.browse(ids) for values, ids in found.items()}

    def _occupied(self, parties, vacant, today) -> str:
        roles = {one.role for one in parties if one.there(today)}
        if vacant or not roles or (self.handed_over_on and self.handed_over_on > today):
            return "vacant"
        if self.use == "shop" or "shopkeeper" in roles:
            return "shop"
        return "tenant" if "tenant" in roles else "owner"

    @api.model
    def _cron_people_today(self):
        """Who came or left with a new day: writes what differs, batch by batch, safe to run again."""
        commit = self.env["ir.cron"]._commit_progress
        # every unit is looked at: of each only its id is held
        units = self.with_context(active_test=False).search([], order="id")  # pylint: disable=no-search-all
        commit(remaining=len(units))
        for batch in split_every(REFRESH_UNITS, units.ids):
            self.browse(batch)._refresh_people()
            if not commit(len(batch)):
                break

    def _refresh_people(self):
        for (payer_id, occupancy), units in self._people_today().items():
            # one write per payer that changed: on an ordinary day a handful
            other = units.filtered(lambda u: u.payer_id.id != payer_id or u.occupancy != occupancy)  # noqa: B023
            if other:
                other.write({"payer_id": payer_id, "occupancy": occupancy})

    # -- on any day --------------------------------------------------------------

    def _parties(self) -> dict[int, list[Party]]:
        """Unit id → its people of all days, in a constant number of queries."""
        parties = self.party_ids
        parties.fetch(["unit_id", "partner_id", "role", "share", "date_from", "date_to", "pays", "item_ids"])
        return {
            unit.id: [one._as_party() for one in unit.party_ids if one.partner_id and one.date_from] for unit in self
        }

    def _payer_spans(self, date_from, date_to, item=None) -> dict:
        """Who owes what is charged for these days.

        :param item: ``cs.fee.item``, where somebody pays some fees only.
        :return: unit id → [(first day, last day, partner id)], the days without gaps that somebody pays for.
        """
        first, last = fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        item_id = item.id if item else None
        return {unit_id: payer_spans(parties, first, last, item_id) for unit_id, parties in self._parties().items()}

    def _vacant_spans(self, date_from, date_to) -> dict:
        """Unit id → [(first day, last day)] of approved vacancies within these days."""
        first, last = fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        return {
            unit.id: merged(
                [(one.date_from, one.date_to or None) for one in unit.vacancy_ids if one.state == "approved"],
                first,
                last,
            )
            for unit in self
        }
