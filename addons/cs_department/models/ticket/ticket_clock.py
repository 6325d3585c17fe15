from collections import defaultdict
from datetime import timedelta

from odoo import api, models

from ...core import clock as core_clock
from ...core import replay as core_replay
from ...core.flow import LIVE
from ...core.now import utcnow
from ..rulebook.clock_type import CLOCK_TYPES, TICKET_CLOCKS
from .clock import in_the_past

#: clocks that end when the case is resolved
ENDED_BY_RESOLUTION = ("first_response", "next_update", "verification", "resolution")
SECOND = timedelta(seconds=1)
LIVE_STATES = ("running", "paused")
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
            "channel_id": self.channel_id.id,
        }

    def _rule_day(self, moment=None):
        """The local day on which a rule must be in force, in the team's time zone."""
        self.ensure_one()
        moment = moment or utcnow()
        if self.team_id:
            return self.team_id._local_day(moment)
        return self.company_id._cs_local_day(moment)

    def _ask_rules(self, question, moment=""):
        """What a rule book answers for each case; cases with equal facts ask once.

        :param question: (company id, facts, day) → answer.
        :param moment: field with the moment on whose local day a rule must be in
            force; empty: now.
        :return: ticket id → answer.
        """
        now, days, asked, answers = utcnow(), {}, {}, {}
        for ticket in self:
            facts, at = ticket._rule_facts(), ticket[moment] if moment else now
            # a batch has few teams, and often one moment
            place = (ticket.company_id.id, facts["team_id"], at)
            if place not in days:
                days[place] = ticket._rule_day(at)
            day = days[place]
            key = (ticket.company_id.id, day, *facts.values())
            if key not in asked:
                asked[key] = question(ticket.company_id.id, facts, day)
            answers[ticket.id] = asked[key]
        return answers

    def _targets(self, types) -> dict:
        """Ticket id → the targets that apply to it, at most one for each clock."""
        book = self.env["cs.sla.rule"]
        return self._ask_rules(
            lambda company_id, facts, day: book._targets_for(company_id, facts, day, types),
            "registered_at",
        )

    def _target_calendar(self, target):
        if target.basis == "elapsed":
            return self.env["resource.calendar"]
        return (self.team_id or self.company_id).resource_calendar_id

    def _prepare_clock_vals(self, target, started_at) -> dict:
        """A new running clock for a target, of no case yet."""
        calendar = self._target_calendar(target)
        time = calendar._cs_working_time()
        minutes = core_clock.target_minutes(core_clock.Target(target.amount, target.unit), started_at, time)
        state = core_clock.start(minutes, started_at, time)
        return {
            "clock_type": target.clock_type,
            "rule_id": target.rule_id,
            "calendar_id": calendar.id,
            "pausable": target.pausable,
            "warn_percent": target.warn_percent,
            "started_at": started_at,
            "target_minutes": minutes,
            "running_since": started_at,
            "due_at": state.due_at,
            "warn_at": core_clock.warn_at(state, target.warn_percent, time),
            "state": "running",
        }

    # -- starting, moving, ending (called in sudo, in batch) ------------------

    def _clocks_start(self, types=STARTED_AT_ONCE, at=None):
        """Start the clocks for which a rule has a target.

        :param at: their start, default each case's registration.
        :return: the new clocks; the caller refreshes the sums.
        """
        targets = self._targets(types)
        return self._create_clocks(
            (ticket, target, at or ticket.registered_at, None) for ticket in self for target in targets[ticket.id]
        )

    def _create_clocks(self, wanted):
        """Clocks for (case, target, start, task or none); equal ones are computed once.

        A calendar without working time is an alarm, not a stop.
        """
        plans, rows, timeless = {}, [], {}
        for ticket, target, begin, task in wanted:
            key = (target, begin, ticket._target_calendar(target))
            if key not in plans:
                try:
                    plans[key] = ticket._prepare_clock_vals(target, begin)
                except core_clock.NoWorkingTime as error:
                    plans[key] = None
                    timeless[ticket] = str(error)
            if plans[key]:
                rows.append({**plans[key], "ticket_id": ticket.id, "task_id": task.id if task else False})
            else:
                timeless.setdefault(ticket, "")
        self._raise_calendar_alarm(timeless)
        clocks = self.env["cs.clock"].create(rows)
        # e.g. an answer while the case waits: what it starts stands still, too
        with in_the_past():
            clocks.filtered(lambda c: c.ticket_id.stage_id._facts().pauses_clock)._pause(utcnow())
        return clocks

    def _raise_calendar_alarm(self, timeless):
        for ticket, note in timeless.items():
            # a calendar that has run out is rare: one supervisor's alarm per case
            ticket._system_write({"alarm": "calendar"})
            ticket._log_event("alarm", note=note)

    def _clocks_start_tasks(self, tasks):
        """Start the clock of a leg when the leg begins."""
        now = utcnow()
        steps = {f"task_{task.step}" for task in tasks}
        targets = tasks.ticket_id._targets(sorted(steps))
        self._create_clocks(
            (task.ticket_id, target, now, task)
            for task in tasks
            for target in targets[task.ticket_id.id]
            if target.clock_type == f"task_{task.step}"
        )
        self._refresh_due()

    def _clocks_rematch(self):
        """Look the targets up again after the facts of the cases changed.

        A running clock keeps what it has consumed and gets the new target; a clock
        that no rule asks for any more ends; one that is newly asked for counts from
        where its promise does, without the time in which the case stood still.
        """
        now, wanted, late = utcnow(), [], []
        live = self.filtered(lambda ticket: ticket.state in LIVE)
        clocks = live._live_clocks()
        targets = live._targets([clock_type for clock_type, _label in CLOCK_TYPES])
        own = {(clock.ticket_id.id, clock.clock_type): clock for clock in clocks if not clock.task_id}
        for ticket in live:
            asked = {target.clock_type: target for target in targets[ticket.id]}
            for clock_type, _label in TICKET_CLOCKS:
                target, clock = asked.get(clock_type), own.get((ticket.id, clock_type))
                if clock and target:
                    ticket._move_clock(clock, target, now)
                elif clock:
                    clock._cancel(now)
                elif target and ticket._clock_still_wanted(clock_type):
                    late.append((ticket, target))
            wanted += ticket._rematch_legs(clocks.filtered("task_id"), asked, now)
        new = self._create_clocks(wanted + self._asked_late(late))
        new._leave_out_standstills()
        new._remember_told()
        clocks |= new
        live._forgive(clocks)
        live._refresh_due(clocks)

    @api.model
    def _asked_late(self, late) -> list[tuple]:
        """Clocks to be created (see ``_create_clocks``) for (case, target) newly asked for."""
        lives = self.browse([ticket.id for ticket, _target in late])._lives() if late else {}
        wanted = []
        for ticket, target in late:
            life = lives[ticket.id]
            begin = core_replay.began(life.registered_at, life.state, life.deeds, target.clock_type)
            wanted.append((ticket, target, begin, None))
        return wanted

    def _rematch_legs(self, clocks, asked, now) -> list[tuple]:
        """The legs of one case get their targets as they stand now.

        :param asked: clock type → target.
        :return: clocks to be created, see ``_create_clocks``.
        """
        wanted = []
        for task in self.task_ids.filtered(lambda task: task.state in ("todo", "doing")):
            target = asked.get(f"task_{task.step}")
            clock = clocks.filtered(lambda c, t=task: c.task_id == t)
            if clock and target:
                self._move_clock(clock, target, now)
            elif clock:
                clock._cancel(now)
            elif target:
                wanted.append((self, target, task.started_at or now, task))
        return wanted

    def _forgive(self, clocks):
        """Take the mark of a missed target away where no clock that still counts has missed."""
        marked = self.filtered("breached")
        if marked:
            missed = self.env["cs.clock"].search(
                [
                    ("ticket_id", "in", marked.ids),
                    ("task_id", "=", False),
                    ("breached", "=", True),
                    ("state", "!=", "cancelled"),
                ]
            )
            (marked - missed.ticket_id)._system_write({"breached": False})

    def _move_clock(self, clock, target, now):
        """Give a live clock its target as it stands now; the same one changes nothing."""
        calendar = self._target_calendar(target)
        vals = {
            "rule_id": target.rule_id,
            "calendar_id": calendar.id,
            "pausable": target.pausable,
            "warn_percent": target.warn_percent,
        }
        held = {name: clock[name].id if name.endswith("_id") else clock[name] for name in vals}
        ladder_id = target.ladder_id or False
        spec = core_clock.Target(target.amount, target.unit)
        try:
            minutes = core_clock.target_minutes(spec, clock.started_at, calendar._cs_working_time())
            if held == vals and clock.target_minutes == minutes:
                if clock.ladder_id.id != ladder_id:
                    clock._climb(ladder_id, now)
                return
            clock._retarget(minutes, now, ladder_id=ladder_id, **vals)
        except core_clock.NoWorkingTime as error:
            self._raise_calendar_alarm({self: str(error)})
            return
        if self.stage_id._facts().pauses_clock and target.pausable:
            # what the new target puts behind a clock that stands still is told when it runs again
            with in_the_past():
                clock._pause(now)
        else:
            clock._resume(now)
        # sudo: the words of the target go into the timeline of every case
        said = self.env["cs.sla.target"].sudo().browse(target.id).display_name
        self._log_event("clock_moved", note=said)

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
        late = clocks.filtered(lambda c: c.clock_type in ("first_response", "next_update"))._stop(now)
        live._refresh_due(clocks | live._clocks_start(("next_update",), at=now))
        late._tell_missed()

    def _clocks_stop(self, types):
        clocks = self._live_clocks()
        late = clocks.filtered(lambda c: c.clock_type in types)._stop(utcnow())
        self._refresh_due(clocks)
        late._tell_missed()

    def _clocks_cancel(self):
        clocks = self._live_clocks()
        clocks._cancel(utcnow())
        self._refresh_due(clocks)

    def _clocks_follow_stage(self, stage, was_over, now):
        """Stop, pause, resume or start again what the new stage asks for.

        :param stage: facts of the stage that the cases are in now.
        :return: the clocks that turned out to be missed.
        """
        clocks = self._live_clocks()
        late = clocks.browse()
        own = clocks.filtered(lambda clock: not clock.task_id)
        # legs stand still with the case where their targets say so
        if stage.state == "resolved":
            late = own.filtered(lambda c: c.clock_type in ENDED_BY_RESOLUTION)._stop(now)
        elif stage.state == "closed":
            late = own._stop(now)
        elif stage.state == "cancelled":
            clocks._cancel(now)
        elif stage.pauses_clock:
            clocks._pause(now)
        else:
            clocks._resume(now)
        if was_over and stage.state in LIVE:
            clocks |= was_over._clocks_start(("resolution", "next_update"), at=now)
        self._refresh_due(clocks)
        return late

    def _live_clocks(self):
        """The clocks of the cases that run or stand still, read in one query."""
        clocks = self.env["cs.clock"]
        return clocks.search_fetch(
            [("ticket_id", "in", self.ids), ("state", "in", LIVE_STATES)],
            [name for name, field in clocks._fields.items() if field.store and field.column_type],
        )

    # -- sums for lists and boards ------------------------------------------

    def _refresh_due(self, clocks=None):
        """Recompute what is due next, and when time itself must act on the cases.

        :param clocks: clocks of the cases, where they are at hand: every live one,
            and those that just ended.
        """
        if clocks is None:
            clocks = self._live_clocks()
        by_ticket = defaultdict(list)
        for clock in clocks:
            by_ticket[clock.ticket_id.id].append(clock)
        closing = self._closing_moments()
        self._system_write_each(
            {ticket: ticket._prepare_due_vals(by_ticket[ticket.id], closing.get(ticket.id, ())) for ticket in self}
        )

    def _prepare_due_vals(self, clocks: list, closing: tuple) -> dict:
        """Figures of one case that change, from its clocks and closing moments."""
        running = [clock for clock in clocks if clock.state == "running"]
        paused = any(clock.state == "paused" for clock in clocks if not clock.task_id)
        own = min(
            (clock for clock in running if clock.due_at and not clock.task_id),
            key=lambda clock: (clock.due_at, clock.started_at, clock.id),
            default=self.env["cs.clock"],
        )
        moments = [clock.warn_at for clock in running if clock.warn_at and not clock.warned]
        # used up to the second is still kept: missed is what lies beyond
        moments += [clock.due_at + SECOND for clock in running if clock.due_at and not clock.breached]
        moments += [clock.next_level_at for clock in running if clock.next_level_at]
        moments += [moment for moment in (*closing, self._promise_moment()) if moment]
        # a department's late leg is the department's, not the case's
        missed = any(clock.breached for clock in clocks if not clock.task_id and clock.state != "cancelled")
        vals = {
            "next_due_at": own.due_at,
            "next_clock": own.clock_type,
            "next_warn_at": own._at_risk_from(),
            "clock_paused": paused and not own,
            "next_action_at": min(moments, default=False),
            "breached": self.breached or missed,
        }
        return {name: value for name, value in vals.items() if self[name] != value}
