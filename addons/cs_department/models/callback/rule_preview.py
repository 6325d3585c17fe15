from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...core import draw as core_draw
from ...core import preview
from ...core.preview import Measure
from .draw import start_of_calls, stratum_name
from .event import OF_THE_CASE
from .key import MONTHS, period_of


class Ending(NamedTuple):
    """A case was resolved or closed; what rules looked at then."""

    ticket_id: int
    company_id: int
    event: str
    at: object
    day: object
    facts: dict


class Look(NamedTuple):
    """A rule would look at a case, at its place in a row."""

    ending: Ending
    plan: object
    name: str
    row: tuple


class CsCallbackRule(models.Model):
    """Whom the rules would have called back.

    How many are drawn is exact for every full block. Which ones is an example where the
    row is not the one that was really drawn: the true draw hangs on the secret key.
    """

    _inherit = "cs.callback.rule"

    @api.model
    def _preview_measures(self):
        return [
            Measure("called", self.env._("Customers called back")),
            Measure("due_at", self.env._("Called until")),
            Measure("caller", self.env._("Who calls")),
        ]

    @api.model
    def _preview_outcomes(self, tickets):
        callers = dict(self._fields["caller"]._description_selection(self.env))
        callbacks, cases = self.env["cs.callback"], self.env["cs.ticket"]
        found = {}
        for look in self._preview_drawn(tickets):
            plan, ticket_id = look.plan, look.ending.ticket_id
            ready_at = start_of_calls(plan, look.ending.at)
            team = self.env["cs.team"].browse(plan.pool_team_id) or cases.browse(ticket_id).team_id
            calendar = (team or cases.browse(ticket_id).company_id).resource_calendar_id
            found[ticket_id] = {
                "called": found.get(ticket_id, {}).get("called", 0) + 1,
                "due_at": callbacks._due_moment(plan, ready_at, calendar),
                "caller": callers[plan.caller],
            }
        return found

    @api.model
    def _preview_drawn(self, tickets) -> list[Look]:
        """The looks at these cases that draw them, by the rules of this side."""
        rows = defaultdict(list)
        for look in self._preview_looks(tickets):
            rows[look.row].append(look)
        recorded, wanted, drawn = self._preview_recorded(tickets), set(tickets.ids), []
        for row, looks in rows.items():
            real = all((look.ending.ticket_id, look.name) in recorded for look in looks)
            key = core_draw.fingerprint(repr(row))
            for position, look in enumerate(looks):
                if look.ending.ticket_id not in wanted:
                    continue
                was = recorded.get((look.ending.ticket_id, look.name)) if real else None
                if core_draw.is_drawn(key, look.name, position, look.plan.scheme) if was is None else was:
                    drawn.append(look)
        return drawn

    @api.model
    def _preview_looks(self, tickets) -> list[Look]:
        """The looks at these cases and at all that stand in a row with them, in their order."""
        endings, asked, seen, looks = self._preview_endings(tickets), {}, set(), []
        for ending in endings:
            key = (ending.company_id, ending.event, *ending.facts.items())
            if key not in asked:
                asked[key] = self._rule_id_for(ending.company_id, ending.facts, ending.day, ending.event)
            rule_id = asked[key]
            if rule_id and (rule_id, ending.ticket_id) not in seen:
                seen.add((rule_id, ending.ticket_id))
                plan = self._plan(rule_id)
                name = stratum_name(plan, ending.facts)
                looks.append(Look(ending, plan, name, (ending.company_id, rule_id, period_of(plan, ending.day), name)))
        return looks

    # -- what the record says, the same for both sides --------------------------------

    @api.model
    def _preview_endings(self, tickets) -> list[Ending]:
        """All endings of the periods in which these cases ended, in their order."""
        notes = preview.notes()
        if "callback_endings" not in notes:
            notes["callback_endings"] = self._read_endings(tickets)
        return notes["callback_endings"]

    @api.model
    def _read_endings(self, tickets) -> list[Ending]:
        self.env["cs.ticket.event"].flush_model()
        [(first, last)] = self.env.execute_query(
            SQL(
                "SELECT min(at), max(at) FROM cs_ticket_event WHERE ticket_id IN %s AND event_type IN %s",
                tuple(tickets.ids) or (0,),
                OF_THE_CASE,
            )
        )
        if not first:
            return []
        longest = self.with_context(active_test=False).search([("period", "!=", False)]).mapped("period") or ["month"]
        months = max(MONTHS[period] for period in longest)
        # local days lie a day around the UTC ones at most: one period more is read, never one less
        begin = f"{first.year}-{(first.month - 1) // months * months + 1:02}-01"
        rows = self.env.execute_query(
            SQL(
                """
                SELECT e.ticket_id, e.event_type, e.at, EXISTS (
                           SELECT 1 FROM cs_ticket_event c
                            WHERE c.ticket_id = e.ticket_id AND c.event_type = 'classified' AND c.id > e.id
                       )
                  FROM cs_ticket_event e JOIN cs_ticket t ON t.id = e.ticket_id
                 WHERE e.event_type IN %s AND e.at >= %s::timestamp - interval '1 day' AND e.at <= %s
                   AND t.company_id IN %s
                 ORDER BY e.at, e.id
                """,
                *(OF_THE_CASE, begin, last, tuple(tickets.company_id.ids)),
            )
        )
        cases = self.env["cs.ticket"].with_context(active_test=False)
        lives = cases.browse({row[0] for row in rows if row[3]})._lives()
        endings = []
        for ticket_id, event, at, changed in rows:
            ticket = cases.browse(ticket_id).with_prefetch([row[0] for row in rows])
            facts = lives[ticket_id].facts_at(at) if changed else ticket._rule_facts()
            endings.append(Ending(ticket_id, ticket.company_id.id, event, at, ticket._rule_day(at), facts))
        return endings

    @api.model
    def _preview_recorded(self, tickets) -> dict:
        """(Ticket id, row) → whether it was drawn there, of all in a row with these cases."""
        notes = preview.notes()
        if "callback_draws" not in notes:
            ids = {ending.ticket_id for ending in self._preview_endings(tickets)}
            draws = self.env["cs.callback.draw"].search_fetch(
                Domain("ticket_id", "in", list(ids)) & Domain("occasion", "=", ""), ["ticket_id", "stratum_id", "drawn"]
            )
            notes["callback_draws"] = {(d.ticket_id.id, d.stratum_id.name): d.drawn for d in draws}
        return notes["callback_draws"]
