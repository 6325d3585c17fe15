from odoo import fields, models

from ...core import escalation as core_escalation
from ...core.now import utcnow
from ..ticket.clock import is_the_past


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _cs_day_minutes(self) -> float:
        """How long a day is in these hours; of no calendar: around the clock."""
        # sudo: a ladder is the same whoever asks
        return self.sudo().hours_per_day * 60 if self else 1440.0


class CsClock(models.Model):
    """The ladder beside a clock: what of it has been told, and when the next level is reached.

    Before a clock is paused, moved or ended, what it reached until then is told: so what is
    told depends on the life of the case alone, not on when somebody came to look.
    """

    _inherit = "cs.clock"

    ladder_id = fields.Many2one("cs.escalation.rule", index="btree_not_null", ondelete="set null")
    next_level_at = fields.Datetime()
    levels_done = fields.Json("Levels told", help="Keys of the levels that are not told (again) for this target.")
    levels_from = fields.Datetime(help="The ladder was changed then: what is new in it speaks from then on.")
    arming = fields.Integer(help="How often levels were armed anew, because the target moved.")

    def _ladder(self) -> core_escalation.Ladder:
        """What watches over this clock, as plain data."""
        return self.env["cs.escalation.rule"]._clock_ladder(self.ladder_id.id, self.clock_type, self.calendar_id)

    def _prepare_state_vals(self, state):
        return {**super()._prepare_state_vals(state), **self._prepare_ladder_vals(state)}

    def _prepare_ladder_vals(self, state) -> dict:
        """When the next level is reached, as the clock stands now."""
        if not self.ladder_id:
            return {"next_level_at": False}
        moment = core_escalation.next_at(state, self._ladder(), self.levels_done or (), self._time())
        return {"next_level_at": moment or False}

    # -- told in time ------------------------------------------------------------

    def _pause(self, now):
        self._tell_reached(now)
        return super()._pause(now)

    def _resume(self, now):
        self._settle_changes()
        return super()._resume(now)

    def _stop(self, now):
        self._tell_reached(now)
        return super()._stop(now)

    def _cancel(self, now):
        self._tell_reached(now)
        result = super()._cancel(now)
        self.write({"next_level_at": False})
        return result

    def _retarget(self, minutes, now, **vals):
        self._tell_reached(now)
        result = super()._retarget(minutes, now, **vals)
        self._rearm(now)
        return result

    def _climb(self, ladder_id, now):
        """Put the clock beside another ladder, the same target before it."""
        self.ensure_one()
        self._tell_reached(now)
        self.write({"ladder_id": ladder_id})
        self._rearm(now)

    def _rearm(self, now):
        """After the target, the hours or the ladder changed: what lies ahead is told again."""
        self.ensure_one()
        told, state = frozenset(self.levels_done or ()), self._core_state()
        done = core_escalation.rearmed(state, self._ladder(), told, now, self._time())
        if done != told:
            self.write({"levels_done": sorted(done), "arming": self.arming + 1})
        self.write(self._prepare_ladder_vals(state))

    def _tell_reached(self, now):
        """Before the clocks change: tell what they reached until now (no owner, no severity changes)."""
        late = self.filtered(lambda c: c.state == "running" and c.next_level_at and c.next_level_at <= now)
        if late and not is_the_past():
            self.env["cs.ticket"]._tell_levels(late, now)

    # -- what is reached ---------------------------------------------------------

    def _levels_reached(self, now) -> list[tuple]:
        """The levels to be told now: (clock, level), noted on the clocks as told."""
        self._settle_changes()
        found, times = [], {}
        for clock in self:
            # each clock has figures of its own; the ORM flushes them as one statement
            if clock.calendar_id not in times:
                times[clock.calendar_id] = clock._time()
            time, state, ladder = times[clock.calendar_id], clock._core_state(), clock._ladder()
            done = clock.levels_done or []
            levels = core_escalation.due(state, ladder, done, now, time)
            if levels:
                found += [(clock, level) for level in levels]
                done = sorted({*done, *(level.key for level in levels)})
            moment = core_escalation.next_at(state, ladder, done, time)
            clock.write({"levels_done": done or False, "next_level_at": moment or False})
        return found

    def _settle_changes(self):
        """Levels that a change put behind a clock are not told: a ladder speaks from its change on."""
        for clock in self.filtered("levels_from"):
            # a change of a ladder under running clocks is rare
            clock._pass_over(clock.levels_from)
        self.filtered("levels_from").write({"levels_from": False})

    def _pass_over(self, at):
        """What was reached until ``at`` counts as told."""
        for clock in self:
            # as above: flushed as one statement
            state, ladder = clock._core_state(), clock._ladder()
            done = {*(clock.levels_done or ()), *core_escalation.passed(state, ladder, at, clock._time())}
            clock.write({"levels_done": sorted(done) or False})
            clock.write(clock._prepare_ladder_vals(state))

    def _remember_told(self):
        """A clock that is asked for again knows what the one before it has told."""
        before = self.search(
            [("ticket_id", "in", self.ticket_id.ids), ("state", "=", "cancelled"), ("levels_done", "!=", False)],
            order="id",
        )
        told = {(c.ticket_id, c.task_id, c.clock_type, c.started_at): c.levels_done for c in before}
        now = utcnow()
        for clock in self:
            # as above: flushed as one statement
            done = told.get((clock.ticket_id, clock.task_id, clock.clock_type, clock.started_at))
            if done:
                clock.write({"levels_done": done})
                clock._rearm(now)
