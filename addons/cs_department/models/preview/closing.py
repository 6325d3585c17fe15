from dataclasses import replace

from odoo import api, models
from odoo.tools import SQL

from ...core import preview, replay
from ...core.flow import LIVE
from ...core.now import utcnow
from ...core.preview import Measure
from ...core.replay import Deed
from ...core.replay_closing import Closing


class CsClosingRule(models.Model):
    """When real cases would have closed by themselves."""

    _inherit = "cs.closing.rule"

    @api.model
    def _preview_measures(self):
        return [
            Measure("announced", self.env._("Closing announced")),
            Measure("closed", self.env._("Closed by the rule")),
            Measure("days", self.env._("Days until the rule closed"), "days"),
        ]

    @api.model
    def _preview_outcomes(self, tickets):
        found = {}
        for ticket_id, endings in self._preview_endings(tickets).items():
            announced = [ending.announced_at for ending in endings if ending.announced_at]
            closed = [ending for ending in endings if ending.closed_at]
            found[ticket_id] = {
                "announced": announced[-1] if announced else False,
                "closed": closed[-1].closed_at if closed else False,
                "days": sum((e.closed_at - e.resolved_at).total_seconds() for e in closed) / 86400,
            }
        return found

    @api.model
    def _preview_endings(self, tickets) -> dict[int, list]:
        """Ticket id → its resolutions and what the rules make of them."""
        lives, now, asked = tickets._lives(), utcnow(), {}
        holds = tickets._closing_holds()
        companies = {ticket.id: ticket.company_id.id for ticket in tickets}

        def plans_of(company_id):
            def plans(facts, moment):
                key = (company_id, *facts.items())
                if key not in asked:
                    # the day says nothing: rules of a preview come without dates
                    rule_id = self._rule_id_for(company_id, facts, moment.date())
                    asked[key] = self._plan(rule_id) if rule_id else None
                return asked[key]

            return plans

        found = {}
        for ticket_id, life in lives.items():
            whole = replace(life, deeds=replay.merged(life.deeds, holds.get(ticket_id, ())))
            found[ticket_id] = Closing(whole, plans_of(companies[ticket_id])).run(now)
        return found


class CsTicket(models.Model):
    """What held the automatic closing of cases up, from the record."""

    _inherit = "cs.ticket"

    def _closing_holds(self) -> dict[int, list[Deed]]:
        """Ticket id → when parts were open and reports owed (in sudo, in batch)."""
        known = preview.notes().setdefault("holds", {})
        missing = self.browse([ticket_id for ticket_id in self.ids if ticket_id not in known])
        if missing:
            held = {ticket_id: [] for ticket_id in missing.ids}
            missing._hold_for_reports(held)
            missing._hold_for_parts(held)
            known |= held
        return {ticket_id: known[ticket_id] for ticket_id in self.ids if known[ticket_id]}

    def _hold_for_reports(self, held):
        self.env["cs.clock"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT ticket_id, id, started_at, stopped_at FROM cs_clock"
                " WHERE ticket_id IN %s AND clock_type = 'regulator'",
                tuple(self.ids),
            )
        )
        for ticket_id, clock_id, begin, end in rows:
            held[ticket_id].append(Deed(begin, replay.HELD, leg=("report", clock_id)))
            if end:
                held[ticket_id].append(Deed(end, replay.RELEASED, leg=("report", clock_id)))

    def _hold_for_parts(self, held):
        parts = self.search([("parent_id", "in", self.ids)])
        for part_id, life in parts._lives().items():
            # the parts were read at once; each has a life of its own
            whole, key = self.browse(part_id).parent_id.id, ("part", part_id)
            held[whole].append(
                Deed(life.registered_at, replay.HELD if life.state in LIVE else replay.RELEASED, leg=key)
            )
            held[whole] += [
                Deed(deed.at, replay.HELD if deed.state in LIVE else replay.RELEASED, leg=key)
                for deed in life.deeds
                if deed.what == replay.STAGE
            ]
