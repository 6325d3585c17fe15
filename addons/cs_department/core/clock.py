"""The clocks of a case (D3): targets, pauses, changes of the target.

Pure functions on plain data: each takes the state of a clock and the moment (naive
UTC) of what happened and returns the new state. Replaying the same events gives the
same deadline to the second.

A clock remembers the stretches in which it ran. So :func:`retarget` counts it anew from
its start, and is exact also when a case moves to a team with other working hours, or
when the hours themselves are changed under a running clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from .working_time import (
    AroundTheClock,
    NoWorkingTime,
    Time,
    WorkingTime,
    whole_seconds,
)

__all__ = [
    "AroundTheClock",
    "ClockState",
    "NoWorkingTime",
    "Target",
    "Time",
    "WorkingTime",
    "missed",
    "overrun",
    "pause",
    "resume",
    "retarget",
    "start",
    "started_late",
    "stop",
    "target_minutes",
    "warn_at",
]


@dataclass(frozen=True, slots=True)
class Target:
    """How long something may take; a target in days ends with the working day."""

    amount: float
    unit: Literal["minute", "hour", "day"]


def target_minutes(target: Target, start: datetime, time: Time) -> float:
    """A target as minutes of ``time`` counted from ``start`` (naive UTC).

    A part of a day (1.5 days) is that part of the following working day.

    :raises NoWorkingTime: when the calendar has no day left for it.
    :raises ValueError: for an unknown unit or a negative amount.
    """
    if target.unit == "minute":
        return whole_seconds(target.amount) / 60
    if target.unit == "hour":
        return whole_seconds(target.amount * 60) / 60
    if target.unit != "day":
        raise ValueError(f"There is no unit {target.unit!r}.")
    days = int(target.amount)
    end = time.end_of_day(start, days)
    minutes = time.minutes_between(start, end)
    part = target.amount - days
    if part:
        following = time.minutes_between(end, time.end_of_day(end, 0))
        minutes += whole_seconds(part * following) / 60
    return minutes


# ------------------------------------------------------------------------- clocks


@dataclass(frozen=True, slots=True)
class ClockState:
    """One clock of a case or of a department's leg, as plain data.

    :param minutes: the target.
    :param spent: minutes used up until ``running_since`` (or until the pause or end).
    :param running_since: start of the present run, ``None`` while paused or stopped.
    :param due_at: running: when the target is used up. Paused: ``None``, or when it
        was broken if that has happened already. Stopped: as it stood then.
    :param runs: the finished stretches in which the clock ran, in order.
    """

    minutes: float
    started_at: datetime
    spent: float = 0.0
    running_since: datetime | None = None
    due_at: datetime | None = None
    stopped_at: datetime | None = None
    runs: tuple[tuple[datetime, datetime], ...] = ()

    @property
    def used_up(self) -> bool:
        """Whether the target was used up before the present run began."""
        return whole_seconds(self.spent) >= whole_seconds(self.minutes)


def start(minutes: float, at: datetime, time: Time) -> ClockState:
    """A new clock, running from ``at``.

    :raises NoWorkingTime: when the calendar cannot hold the target.
    """
    return ClockState(minutes, at, 0.0, at, time.add(at, minutes))


def started_late(
    minutes: float, at: datetime, standstills: Iterable[tuple[datetime, datetime | None]], time: Time
) -> ClockState:
    """A clock that is asked for only now, as if it had run from ``at``.

    :param standstills: from when until when the case waited, in order; the last may go on.
    :raises NoWorkingTime: when the calendar cannot hold the target.
    """
    state = start(minutes, at, time)
    for begin, end in standstills:
        if end is None or end > at:
            state = pause(state, max(begin, at), time)
            state = state if end is None else resume(state, end, time)
    return state


def _spent(state: ClockState, at: datetime, time: Time) -> float:
    """Minutes used up until ``at``, exact to the second."""
    if state.running_since is None:
        return state.spent
    run = time.minutes_between(state.running_since, at)
    return (whole_seconds(state.spent) + whole_seconds(run)) / 60


def _halt(state: ClockState, at: datetime, time: Time) -> ClockState:
    """The clock with its present run finished at ``at``."""
    if state.running_since is None:
        return state
    runs = state.runs
    begin = state.running_since
    if at > begin:
        if runs and runs[-1][1] == begin:
            begin, runs = runs[-1][0], runs[:-1]
        runs = (*runs, (begin, at))
    return replace(state, spent=_spent(state, at, time), running_since=None, runs=runs)


def pause(state: ClockState, at: datetime, time: Time) -> ClockState:
    """Stand still from ``at``; a clock that does not run stays as it is."""
    if state.running_since is None:
        return state
    halted = _halt(state, at, time)
    return halted if halted.used_up else replace(halted, due_at=None)


def resume(state: ClockState, at: datetime, time: Time) -> ClockState:
    """Run on from ``at``; a clock that runs or has ended stays as it is.

    A broken target stays broken at the same moment.
    """
    if state.running_since is not None or state.stopped_at is not None:
        return state
    if state.used_up:
        return replace(state, running_since=at, due_at=state.due_at or at)
    left = (whole_seconds(state.minutes) - whole_seconds(state.spent)) / 60
    return replace(state, running_since=at, due_at=time.add(at, left))


def stop(state: ClockState, at: datetime, time: Time) -> ClockState:
    """End the clock; ``due_at`` stays, so that it can be told whether it was kept."""
    if state.stopped_at is not None:
        return state
    at = max(at, state.running_since or state.started_at)
    return replace(_halt(state, at, time), stopped_at=at)


def retarget(state: ClockState, minutes: float, time: Time) -> ClockState:
    """The same clock with another target or on other hours, counted anew from its runs.

    What was used up stays used up, as the hours in ``time`` count it; where the target
    was passed, ``due_at`` is the moment when that happened. A clock that has ended
    stays as it is.
    """
    if state.stopped_at is not None:
        return state
    target, used, due = whole_seconds(minutes), 0, None
    for begin, end in state.runs:
        run = whole_seconds(time.minutes_between(begin, end))
        if due is None and used + run >= target:
            due = time.add(begin, (target - used) / 60)
        used += run
    if due is None and state.running_since is not None:
        due = time.add(state.running_since, (target - used) / 60)
    return replace(state, minutes=minutes, spent=used / 60, due_at=due)


def overrun(state: ClockState, time: Time, at: datetime) -> float:
    """Minutes used up beyond the target until ``at`` (or until it paused or ended)."""
    beyond = whole_seconds(_spent(state, at, time)) - whole_seconds(state.minutes)
    return max(0, beyond) / 60


def missed(state: ClockState, at: datetime) -> bool:
    """Whether the clock has run beyond its deadline by ``at`` (or when it paused or ended).

    Used up to the second is kept. A target that ends with the working day is missed
    right after it, though the night uses up no working time: the deadline is what people
    were told.
    """
    if state.due_at is None:
        return False
    end = at if state.running_since is not None else state.runs[-1][1] if state.runs else state.started_at
    return end > state.due_at


def warn_at(state: ClockState, warn_percent: float, time: Time) -> datetime | None:
    """When ``warn_percent`` % of the target are used up; it may lie in the past.

    ``None`` when no warning is wanted (0 %) or the clock does not run. Where the share
    was used up in an earlier run, the warning is due with the present one.
    """
    if state.running_since is None or warn_percent <= 0:
        return None
    share = round(whole_seconds(state.minutes) * warn_percent / 100)
    left = share - whole_seconds(state.spent)
    if left > 0:
        return time.add(state.running_since, left / 60)
    return min(state.running_since, state.due_at or state.running_since)
