from typing import NamedTuple

from odoo import api, models, tools

from ...core import escalation as core_escalation
from ...core.working_time import NoWorkingTime
from ..ticket.ticket_promises import AHEAD, DONE


class CsTicket(models.Model):
    """The levels of a case's ladders in its line of time: those told, and what comes next."""

    _inherit = "cs.ticket"

    def _promise_entries(self):
        entries = super()._promise_entries()
        book = self.env["cs.escalation.rule"]
        for step in self.escalation_ids:
            spoken = book._spoken(step.rule_id.id)
            point, _who = spoken.levels.get(step.level_id.id) or (step.said, "")
            entries[step.ticket_id.id].append(
                self._promise_entry("level", point, step.at, DONE, spoken.name, step.told)
            )
        for clock in self.clock_ids.filtered(lambda c: c.state == "running" and c.next_level_at):
            spoken = book._spoken(clock.ladder_id.id)
            for level_id, moment in clock._levels_ahead():
                point, who = spoken.levels[level_id]
                entries[clock.ticket_id.id].append(self._promise_entry("level", point, moment, AHEAD, spoken.name, who))
        return entries


class Spoken(NamedTuple):
    """A ladder in words: its name, and when each level (id) is reached and who is told."""

    name: str
    levels: dict[int, tuple[str, str]]


class CsEscalationRule(models.Model):
    _inherit = "cs.escalation.rule"

    @tools.ormcache("rule_id", "self.env.lang")
    @api.model
    def _spoken(self, rule_id: int | bool) -> Spoken:
        """The words of a ladder in the reader's language, for every case that shows them."""
        # sudo: a ladder says the same to whoever reads the case
        rule = self.sudo().browse(rule_id or ())
        return Spoken(rule.name or "", {level.id: (level._say_point(), level._say_who()) for level in rule.level_ids})


class CsClock(models.Model):
    _inherit = "cs.clock"

    def _levels_ahead(self) -> list[tuple]:
        """The levels that this clock reaches if nothing happens: (level id, moment), the next one first."""
        state, ladder, time = self._core_state(), self._ladder(), self._time()
        ids, done, found = self.env["cs.escalation.rule"]._ladder(self.ladder_id.id).ids, self.levels_done or (), []
        for level in ladder.levels:
            if level.key not in done:
                point = core_escalation.mark(level, state.minutes, ladder.day_minutes)
                try:
                    found.append((ids[level.key], core_escalation.moment_of(state, point, time)))
                except NoWorkingTime:
                    continue
        return sorted(found, key=lambda pair: pair[1])
