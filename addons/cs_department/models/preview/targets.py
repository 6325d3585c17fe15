from odoo import api, models

from ...core import preview
from ...core.now import utcnow
from ...core.preview import Measure
from ...core.replay import Life
from ...core.replay_clocks import Replay, Replayed
from ...core.rules import DIMENSIONS
from ..rulebook.clock_type import CLOCK_TYPES

_CLOCKS = [clock_type for clock_type, _label in CLOCK_TYPES]


class CsSlaRule(models.Model):
    """What the clocks of real cases would have done under the service targets."""

    _inherit = "cs.sla.rule"

    @api.model
    def _preview_measures(self):
        measures = [Measure("late", self.env._("Late cases"))]
        for clock_type, clock in self.env["cs.sla.target"]._fields["clock_type"]._description_selection(self.env):
            measures += [
                Measure(f"{clock_type}_late", self.env._("%(clock)s: late", clock=clock), "minutes"),
                Measure(f"{clock_type}_warned", self.env._("%(clock)s: warned", clock=clock)),
                Measure(f"{clock_type}_due", self.env._("%(clock)s: promised until", clock=clock)),
            ]
        return measures

    @api.model
    def _preview_outcomes(self, tickets):
        """The clocks of each case, from its life, the targets that apply and the hours as they are."""
        lives, now, found = tickets._lives(), utcnow(), {}
        known = preview.notes().setdefault("clocks", {})
        hours = {}
        for company, group in tickets.grouped("company_id").items():
            book = _Targets(self, company, hours)
            for ticket_id in group.ids:
                life = lives[ticket_id]
                asked = book.asked_of(life)
                before = known.get(ticket_id)
                if before and before[0] == asked:
                    found[ticket_id] = before[1]
                    continue
                found[ticket_id] = _outcome(Replay(life, book.targets, book.hours).run(now))
                known[ticket_id] = (asked, found[ticket_id])
        return found


class _Targets:
    """What the book says for the cases of one company; equal facts ask once."""

    def __init__(self, book, company, hours):
        self.book, self.company = book, company
        self._asked, self._hours = {}, hours

    def targets(self, facts):
        key = tuple([facts.get(name) for name in DIMENSIONS])
        if key not in self._asked:
            # the day says nothing: rules of a preview come without dates
            targets = self.book._targets_for(self.company.id, facts, utcnow().date(), _CLOCKS)
            self._asked[key] = {target.clock_type: target for target in targets}
        return self._asked[key]

    def asked_of(self, life: Life) -> list:
        """The targets for every constellation of facts that a case ever had."""
        return [self.targets(facts) for facts in life.all_facts()]

    def hours(self, target, facts):
        """Calendar id and arithmetic of the hours that a target counts in."""
        elapsed = target.basis == "elapsed"
        # never True for a team: team 1 would be the same key
        key = (self.company.id, "elapsed" if elapsed else facts["team_id"])
        if key not in self._hours:
            calendar = self.book.env["resource.calendar"]
            if not elapsed:
                # sudo: deadlines count in the team's hours, whoever looks at a preview
                company, team = self.company.sudo(), self.book.env["cs.team"].sudo().browse(facts["team_id"] or ())
                calendar = (team or company).resource_calendar_id
            self._hours[key] = calendar.id, calendar.with_company(self.company)._cs_working_time()
        return self._hours[key]


def _outcome(clocks: list[Replayed]) -> dict:
    """The measures of one case; what would say 0 is left out."""
    found = {}
    for clock in clocks:
        if clock.state == "cancelled":
            continue
        kind = clock.clock_type
        if clock.missed:
            # out of hours a target is missed with the second in which the hours end
            found[f"{kind}_late"] = found.get(f"{kind}_late", 0) + max(clock.overrun, 1 / 60)
            if not clock.leg:
                found["late"] = found.get("late", 0) + 1
        if clock.warned:
            found[f"{kind}_warned"] = found.get(f"{kind}_warned", 0) + 1
        if clock.core.due_at:
            found[f"{kind}_due"] = clock.core.due_at
    return found
