import logging
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.cs_department.core import local_days
from odoo.addons.cs_department.core.now import utcnow
from odoo.fields import Domain
from psycopg2.extensions import TransactionRollbackError
from pytz import timezone

from ...core import inspection

_logger = logging.getLogger(__name__)

#: so far back rounds are made up for when nothing ran: what nobody did must show as missed
CATCH_UP = timedelta(days=31)


class CsInspectionPlan(models.Model):
    """How rounds come about: each period's quota, once, however often and late this runs."""

    _inherit = "cs.inspection.plan"

    @api.model
    def _cron_rounds(self):
        """Make the rounds of every plan, then act on those whose time has come; safe to kill and to run twice."""
        estates = self.env["cs.estate"]._read_group([("active", "=", True)], ["company_id"])
        pairs = [(plan, company) for (company,) in estates for plan in self._of_company(company)]
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(pairs))
        for plan, company in pairs:
            # few dozens of plans: each makes its own rounds in batch, and what is made stays made
            plan._make_safely(company)
            if not commit(1):
                return
        self.env["cs.inspection.round"]._cron_due()

    @api.model
    def _of_company(self, company):
        """The plans that a company goes by: its own before a shared one of the same key (in sudo)."""
        found = self.search([("company_id", "in", (company.id, False))])
        own = set(found.filtered("company_id").mapped("key"))
        return found.filtered(lambda plan: plan.company_id or plan.key not in own)

    def _make_safely(self, company):
        """A plan whose rounds cannot be made does not hold up the others (in sudo)."""
        try:
            with self.env.cr.savepoint():
                self._make(company)
        except TransactionRollbackError:
            raise
        except Exception:
            _logger.exception("The rounds of plan %s were not made for %s", self.id, company.id)

    def action_make(self):
        """Make what is due of this plan now, without waiting for the hour.

        :raises AccessError: for whoever does not write plans.
        """
        self.check_access("write")
        self.ensure_one()
        # sudo: the plan makes its rounds, whoever presses the button: he chooses nothing
        self.sudo()._make(self.company_id or self.env.company)
        return self.action_rounds()

    def _make(self, company):
        """The rounds of this plan in a company up to the current period of each estate (in sudo).

        :return: the new ones.
        """
        self.ensure_one()
        places = self._places(company)
        known, since = self._known(company)
        rows = []
        for estate, by_building in places.items():
            for slot, first, opens_at, closes_at in self._open_slots(estate, since.get(estate)):
                for building, found in by_building.items():
                    there = [place for place, made_at in found if made_at < closes_at]
                    if there and (estate.id, building.id, first, slot.number) not in known:
                        rows.append((self._round_vals(estate, building, slot, first, opens_at, closes_at), there))
        return self._make_rounds(rows)

    def _known(self, company):
        """Rounds that are there already, and the last period of each estate."""
        domain = Domain("plan_id", "=", self.id) & Domain("company_id", "=", company.id)
        recent = Domain("period_on", ">=", company._cs_today() - CATCH_UP - timedelta(days=31))
        known, since = set(), {}
        for one in self.env["cs.inspection.round"].search(domain & recent):
            known.add((one.estate_id.id, one.building_id.id, one.period_on, one.number))
            since[one.estate_id] = max(one.period_on, since.get(one.estate_id, one.period_on))
        return known, since

    def _open_slots(self, estate, since):
        """(slot, first day of its period, from, until) of an estate, the oldest first."""
        zone, now = timezone(estate.tz), utcnow()
        today = local_days.day_of(now, zone)
        since = max(since or today, today - CATCH_UP)
        for first in inspection.periods(self.period, since, today):
            for slot in self._slots(first):
                opens_at = local_days.at_local(slot.first_day, slot.hour_from, zone)
                closes_at = local_days.at_local(slot.last_day, slot.hour_to, zone)
                begun = not self.date_from or slot.last_day >= self.date_from
                ended = self.date_to and slot.first_day > self.date_to
                # a plan counts from when it was last decided on: nobody misses what was not asked for then
                if begun and not ended and closes_at > self.write_date:
                    yield slot, first, opens_at, closes_at

    def _round_vals(self, estate, building, slot, first, opens_at, closes_at) -> dict:
        person = {"person": self.user_id, "steward": building.steward_id}.get(self.who)
        at_post = self.who == "post"
        return {
            "plan_id": self.id,
            "estate_id": estate.id,
            "building_id": building.id,
            "company_id": estate.company_id.id,
            "period_on": first,
            "number": slot.number,
            "day": slot.last_day,
            "opens_at": opens_at,
            "closes_at": closes_at,
            "user_id": person.id if person else False,
            "post_id": self.post_id.id if at_post else False,
            # who is on duty is known when the round may begin
            "next_action_at": opens_at if at_post else closes_at + timedelta(minutes=self.grace_minutes),
        }

    def _make_rounds(self, rows):
        """Rounds and a check for each of their places, all at once."""
        rounds = self.env["cs.inspection.round"].with_context(tracking_disable=True)
        rounds = rounds.create([values for values, _places in rows])
        self.env["cs.check"]._give(
            [
                {
                    **place,
                    "checklist_id": self.checklist_id.id,
                    "company_id": one.company_id.id,
                    "round_id": one.id,
                    "inspector_id": one.user_id.id,
                    "date": one.day,
                    "due": one.day,
                }
                for one, (_values, places) in zip(rounds, rows, strict=True)
                for place in places
            ]
        )
        return rounds

    # -- what is looked at ---------------------------------------------------------------

    def _places(self, company) -> dict:
        """Estate → building → [(values of a check, since when it is there)], in the order of the route."""
        within = Domain("estate_id.company_id", "=", company.id) & Domain("estate_id.active", "=", True)
        if self.estate_ids:
            within &= Domain("estate_id", "in", self.estate_ids.ids)
        if self.source == "vacant":
            units = self.env["cs.estate.unit"].search(
                within & Domain("occupancy", "=", "vacant") & Domain("parent_id", "=", False),
                order="building_id, code, id",
            )
            return self._sorted_out(
                units, lambda unit: ({"unit_id": unit.id}, fields.Datetime.to_datetime("2000-01-01"))
            )
        spots = self.env["cs.spot"]
        if self.source == "route":
            spots = self.stop_ids.sorted("sequence").spot_id.filtered_domain(within & Domain("active", "=", True))
        else:
            spots = spots.search(within & Domain("category", "=", self.category))
        return self._sorted_out(spots, lambda spot: ({"spot_id": spot.id}, spot.create_date))

    def _sorted_out(self, records, values_of) -> dict:
        nowhere = self.env["cs.estate.building"]
        found = defaultdict(lambda: defaultdict(list))
        for record in records:
            building = record.building_id if self._per_building() else nowhere
            found[record.estate_id][building].append(values_of(record))
        return found
