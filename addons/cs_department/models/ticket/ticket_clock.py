from odoo import models

from ...core import clock as core_clock
from ...core.flow import LIVE
from ...core.now import utcnow
from ..rulebook.clock_type import TICKET_CLOCKS

#: clocks that end when the case is resolved
ENDED_BY_RESOLUTION = ("first_response", "next_update", "verification", "resolution")
STARTED_AT_ONCE = ("first_response", "verification", "resolution", "regulator")


class CsTicket(models.Model):
    """The clocks of a case: which targets apply, and the sums shown on lists."""

    _inherit = "cs.ticket"

    # -- which target --------------------------------------------------------

    def _rule_facts(self) -> dict:
        """What rules look at, as plain values (see ``core.rules``)."""
        self.ensure_one()
        return {
            "kind_id": self.kind_id.id,
            "category_id": self.category_id.id,
            "severity_id": self.severity_id.id,
            "priority": self.priority,
            "customer_class_id": self.customer_class_id.id,
            "area_id": self.area_id.id,
            "team_id": self.team_id.id,
        }

    def _rule_day(self, moment=None):
        """The local day on which a rule must be in force, in the team's time zone."""
        self.ensure_one()
        moment = moment or utcnow()
        return self.team_id._local_day(moment) if self.team_id else moment.date()

    def _target(self, clock_type, rule_cache):
        """The target that applies to one clock of this case, possibly empty.

        :param rule_cache: facts already answered in this batch.
        """
        facts = self._rule_facts()
        day = self._rule_day(self.registered_at)
        key = (self.company_id.id, clock_type, day, *facts.values())
        if key not in rule_cache:
            rules = self.env["cs.sla.rule"]
            rule = rules._rule_for(self.company_id.id, facts, day, clock_type)
            rule_cache[key] = rule.target_ids.filtered(
                lambda target: target.clock_type == clock_type
            )
        return rule_cache[key]

    def _target_calendar(self, target):
        if target.basis == "elapsed":
            return self.env["resource.calendar"]
        return self.team_id.resource_calendar_id

    def _prepare_clock_vals(self, target, started_at, task=None) -> dict:
        """A new running clock for a target."""
        calendar = self._target_calendar(target)
        time = calendar._cs_working_time()
        spec = core_clock.Target(target.amount, target.unit)
        minutes = core_clock.target_minutes(spec, started_at, time)
        state = core_clock.start(minutes, started_at, time)
        clock = {
            "ticket_id": self.id,
            "task_id": task.id if task else False,
            "clock_type": target.clock_type,
            "rule_id": target.rule_id.id,
            "calendar_id": calendar.id,
            "pausable": target.pausable,
            "warn_percent": target.warn_percent,
            "started_at": started_at,
            "target_minutes": minutes,
            "running_since": started_at,
            "due_at": state.due_at,
            "state": "running",
        }
        if target.warn_percent:
            clock["warn_at"] = core_clock.warn_at(state, target.warn_percent, time)
        return clock

    # -- starting, moving, ending (called in sudo, in batch) ------------------

    def _clocks_start(self, types=STARTED_AT_ONCE, at=None):
        """Start the clocks for which a rule has a target."""
        rows, cache = [], {}
        for ticket in self:
            begin = at or ticket.registered_at
            for clock_type in types:
                target = ticket._target(clock_type, cache)
                if target:
                    rows += ticket._clock_rows_or_alarm(target, begin)
        self.env["cs.clock"].create(rows)
        self._refresh_due()

    def _clock_rows_or_alarm(self, target, begin, task=None) -> list[dict]:
        """The new clock; a calendar without working time is an alarm, not a stop."""
        try:
            return [self._prepare_clock_vals(target, begin, task)]
        except core_clock.NoWorkingTime as error:
            self._system_write({"alarm": "calendar"})
            self._log_event("alarm", note=str(error))
            return []

    def _clocks_start_tasks(self, tasks):
        """Start the clock of a leg when the leg begins."""
        now = utcnow()
        rows, cache = [], {}
        for task in tasks:
            ticket = task.ticket_id
            target = ticket._target(f"task_{task.step}", cache)
            if target:
                rows += ticket._clock_rows_or_alarm(target, now, task)
        for clock in self.env["cs.clock"].create(rows):
            clock.task_id._system_write({"due_at": clock.due_at})
        self._refresh_due()

    def _clocks_rematch(self):
        """Look the targets up again after the facts of the cases changed.

        A running clock keeps what it has consumed and gets the new target; a clock
        that no rule asks for any more ends; one that is newly asked for starts at
        the registration.
        """
        now, cache, rows = utcnow(), {}, []
        live = self.filtered(lambda ticket: ticket.state in LIVE)
        clocks = live._live_clocks()
        by_ticket = clocks.filtered(lambda c: not c.task_id).grouped("ticket_id")
        for ticket in live:
            own = by_ticket.get(ticket, self.env["cs.clock"]).grouped("clock_type")
            for clock_type, _label in TICKET_CLOCKS:
                target = ticket._target(clock_type, cache)
                clock = own.get(clock_type)
                if clock and target:
                    ticket._move_clock(clock, target, now)
                elif clock:
                    clock._cancel(now)
                elif target and ticket._clock_still_wanted(clock_type):
                    rows += ticket._clock_rows_or_alarm(target, ticket.registered_at)
        new = self.env["cs.clock"].create(rows)
        new.filtered(lambda c: c.ticket_id.stage_id.pauses_clock)._pause(now)
        live._refresh_due()

    def _move_clock(self, clock, target, now):
        spec = core_clock.Target(target.amount, target.unit)
        calendar = self._target_calendar(target)
        if clock.calendar_id != calendar:
            # another calendar counts other minutes: begin anew from the same start
            restarted = self._prepare_clock_vals(target, clock.started_at)
            paused = clock.state == "paused"
            clock.write(restarted)
            if paused:
                clock._pause(now)
        else:
            minutes = core_clock.target_minutes(spec, clock.started_at, clock._time())
            same = (
                clock.rule_id == target.rule_id
                and clock.target_minutes == minutes
                and clock.pausable == target.pausable
                and clock.warn_percent == target.warn_percent
            )
            if same:
                return
            clock._retarget(
                minutes, target.rule_id, target.pausable, target.warn_percent, now
            )
        self._log_event("clock_moved", note=target.display_name)

    def _clock_still_wanted(self, clock_type) -> bool:
        """Whether a clock that a new rule asks for still has something to wait for."""
        if clock_type == "first_response":
            return not self.first_response_at
        if clock_type == "next_update":
            return bool(self.first_response_at)
        if clock_type == "verification":
            return not self.validity
        if clock_type == "regulator":
            return not self.regulator_reported_at
        return True

    def _clocks_answered(self, now):
        """The customer heard from us: the first response is given, the next due."""
        live = self.filtered(lambda ticket: ticket.state in LIVE)
        clocks = live._live_clocks()
        clocks.filtered(
            lambda c: c.clock_type in ("first_response", "next_update")
        )._stop(now)
        live._clocks_start(("next_update",), at=now)

    def _clocks_stop(self, types):
        self._live_clocks().filtered(lambda c: c.clock_type in types)._stop(utcnow())
        self._refresh_due()

    def _clocks_cancel(self):
        self._live_clocks()._cancel(utcnow())
        self._refresh_due()

    def _clocks_follow_stage(self, stage, was_over, now):
        """Stop, pause, resume or start again what the new stage asks for."""
        clocks = self._live_clocks()
        own = clocks.filtered(lambda clock: not clock.task_id)
        if stage.state == "resolved":
            own.filtered(lambda c: c.clock_type in ENDED_BY_RESOLUTION)._stop(now)
        elif stage.state == "closed":
            own._stop(now)
        elif stage.state == "cancelled":
            clocks._cancel(now)
        elif stage.pauses_clock:
            own._pause(now)
        else:
            own._resume(now)
        if was_over and stage.state in LIVE:
            was_over._clocks_start(("resolution", "next_update"), at=now)
            if stage.pauses_clock:
                was_over._live_clocks()._pause(now)
        self._refresh_due()

    def _live_clocks(self):
        return self.env["cs.clock"].search(
            [("ticket_id", "in", self.ids), ("state", "in", ("running", "paused"))]
        )

    # -- sums for lists and boards ------------------------------------------

    def _refresh_due(self):
        """Recompute what is due next, and when time itself must act on the cases."""
        by_ticket = self._live_clocks().grouped("ticket_id")
        for ticket in self:
            # figures differ from case to case; the ORM flushes them as one statement
            own = by_ticket.get(ticket, self.env["cs.clock"])
            ticket._system_write(ticket._prepare_due_vals(own))

    def _prepare_due_vals(self, clocks) -> dict:
        """Figures of one case from its live clocks."""
        running = clocks.filtered(lambda c: c.state == "running")
        own = running.filtered(lambda c: not c.task_id).sorted("due_at")
        moments = [
            moment
            for clock in running
            for moment in (
                clock.warn_at if not clock.warned else None,
                clock.due_at if not clock.breached else None,
            )
            if moment
        ]
        moments += [moment for moment in self._closing_moments() if moment]
        vals = {
            "next_due_at": own[:1].due_at,
            "next_clock": own[:1].clock_type,
            "clock_paused": bool(clocks - running) and not own,
            "next_action_at": min(moments, default=False),
            "breached": self.breached or any(clocks.mapped("breached")),
        }
        return {name: value for name, value in vals.items() if self[name] != value}
