from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from odoo import fields, models

from ...core import clock as core_clock
from ...core import replay as core_replay
from ..rulebook.clock_type import CLOCK_TYPES

#: set by our own code only: the past of a case is replayed, nobody is told of it
_in_the_past: ContextVar[bool] = ContextVar("cs_in_the_past", default=False)


@contextmanager
def in_the_past():
    """Inside the block, clocks move as they did long ago: no ladder tells anybody."""
    token = _in_the_past.set(True)
    try:
        yield
    finally:
        _in_the_past.reset(token)


def is_the_past() -> bool:
    return _in_the_past.get()


class CsClock(models.Model):
    """One clock of a case or of a department's leg, with what it has consumed.

    The arithmetic is :mod:`core.clock`; a row is its state between two moments.
    """

    _name = "cs.clock"
    _description = "Clock of a case"
    _order = "started_at, id"
    _log_access = False
    _allow_sudo_commands = False

    ticket_id = fields.Many2one("cs.ticket", "Case", required=True, index=True, ondelete="cascade")
    task_id = fields.Many2one("cs.ticket.task", "Department task", index="btree_not_null", ondelete="cascade")
    clock_type = fields.Selection(CLOCK_TYPES, "Clock", required=True)
    state = fields.Selection(
        [
            ("running", "Running"),
            ("paused", "Standing still"),
            ("met", "Met"),
            ("missed", "Missed"),
            ("cancelled", "No longer asked"),
        ],
        required=True,
        default="running",
    )
    rule_id = fields.Many2one("cs.sla.rule", "Because of the rule", ondelete="set null")
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Counted in",
        ondelete="restrict",
        help="Empty: around the clock.",
    )
    pausable = fields.Boolean("Pauses while waiting", default=True)
    warn_percent = fields.Integer()
    target_minutes = fields.Float("Target (min)", required=True)
    started_at = fields.Datetime(required=True)
    running_since = fields.Datetime()
    runs = fields.Json("Stretches that it ran in", help="Pairs of ISO moments (UTC) between start and last pause.")
    spent_minutes = fields.Float("Used before the last start (min)")
    due_at = fields.Datetime("Due")
    warn_at = fields.Datetime("Warning at")
    warned = fields.Boolean()
    breached = fields.Boolean("Target missed")
    stopped_at = fields.Datetime()
    overrun_minutes = fields.Float("Late by (min)", aggregator="avg")
    # sides of the case by which kept and missed targets are counted
    team_id = fields.Many2one(related="ticket_id.team_id")
    user_id = fields.Many2one(related="ticket_id.user_id")
    kind_id = fields.Many2one(related="ticket_id.kind_id")
    department_id = fields.Many2one(related="task_id.department_id")

    _live_idx = models.Index("(ticket_id) WHERE state IN ('running', 'paused')")

    def _time(self):
        """The time that this clock counts in."""
        return self.calendar_id._cs_working_time()

    def _core_state(self) -> core_clock.ClockState:
        self.ensure_one()
        return core_clock.ClockState(
            minutes=self.target_minutes,
            started_at=self.started_at,
            spent=self.spent_minutes,
            running_since=self.running_since or None,
            due_at=self.due_at or None,
            stopped_at=self.stopped_at or None,
            runs=tuple((datetime.fromisoformat(begin), datetime.fromisoformat(end)) for begin, end in self.runs or ()),
        )

    def _prepare_state_vals(self, state: core_clock.ClockState) -> dict:
        """Column values of a core state; what it costs to be late is left alone."""
        warn_at = core_clock.warn_at(state, self.warn_percent, self._time())
        return {
            "target_minutes": state.minutes,
            "spent_minutes": state.spent,
            "running_since": state.running_since or False,
            "runs": [[begin.isoformat(), end.isoformat()] for begin, end in state.runs] or False,
            "due_at": state.due_at or False,
            "warn_at": warn_at if self.warn_percent and warn_at else False,
            "stopped_at": state.stopped_at or False,
            "state": "running" if state.running_since else "paused",
        }

    def _pause(self, now):
        """Stand still from ``now`` on (clocks that may)."""
        for clock in self.filtered(lambda c: c.state == "running" and c.pausable):
            # each clock has figures of its own; the ORM flushes them as one statement
            state = core_clock.pause(clock._core_state(), now, clock._time())
            clock.write(clock._prepare_state_vals(state))

    def _leave_out_standstills(self):
        """Clocks that were asked for late did not run while their cases waited."""
        lives = self.ticket_id._lives() if self else {}
        for clock in self.filtered("pausable"):
            life, time = lives[clock.ticket_id.id], clock._time()
            stood = core_replay.standstills(life.registered_at, life.pauses, life.deeds)
            # each clock has figures of its own; the ORM flushes them as one statement
            try:
                state = core_clock.started_late(clock.target_minutes, clock.started_at, stood, time)
            except core_clock.NoWorkingTime as error:
                clock.ticket_id._raise_calendar_alarm({clock.ticket_id: str(error)})
                continue
            clock.write(clock._prepare_state_vals(state))

    def _resume(self, now):
        """Run again from ``now`` on."""
        for clock in self.filtered(lambda c: c.state == "paused"):
            # each clock has figures of its own; the ORM flushes them as one statement
            try:
                state = core_clock.resume(clock._core_state(), now, clock._time())
            except core_clock.NoWorkingTime as error:
                # no deadline can be told: an alarm, not a stop
                clock.ticket_id._raise_calendar_alarm({clock.ticket_id: str(error)})
                continue
            clock.write(clock._prepare_state_vals(state))

    def _stop(self, now):
        """End the clocks; each is met or missed by what it has consumed.

        :return: the clocks that turn out to be missed only now, between two passes of
            the time-driven work.
        """
        rows, late = [], self.browse()
        for clock in self.filtered(lambda c: c.state in ("running", "paused")):
            # each clock has figures of its own; the ORM flushes them as one statement
            time = clock._time()
            running = clock._core_state()
            missed = core_clock.missed(running, now)
            if missed and not clock.breached:
                late |= clock
                ticket = clock.ticket_id
                rows += ticket._prepare_event_vals("clock_missed", note=ticket._say_clock(clock.clock_type))
            state = core_clock.stop(running, now, time)
            clock.write(
                {
                    **clock._prepare_state_vals(state),
                    "state": "missed" if missed else "met",
                    "breached": missed,
                    "overrun_minutes": core_clock.overrun(running, time, now),
                }
            )
        self.env["cs.ticket"]._append_events(rows)
        return late

    def _retarget(self, minutes, now, **vals):
        """Move the target or the hours of one clock; the stretches it ran in stay.

        :param vals: what else changes with it (rule, calendar, pausable, warning).
        """
        self.ensure_one()
        self.write(vals)
        time = self._time()
        state = core_clock.retarget(self._core_state(), minutes, time)
        self.write(
            {
                **self._prepare_state_vals(state),
                "warned": False,
                "breached": core_clock.missed(state, now),
            }
        )

    def _tell_missed(self):
        """The targets of these clocks were missed: a leg's miss is the department's, not the case's."""
        legs = self.filtered("task_id")
        for event, clocks in (("clock_missed", self - legs), ("task_missed", legs)):
            if clocks:
                # sudo: rules act whoever stopped the clock
                clocks.sudo().ticket_id._happened(event)

    def _cancel(self, now):
        self.write({"state": "cancelled", "stopped_at": now, "due_at": False})
