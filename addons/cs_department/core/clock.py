"""The clocks of a case (D3): targets, pauses, changes of the target.

Pure functions on plain data: each takes the state of a clock and the moment (naive
UTC) of what happened and returns the new state. Replaying the same events gives the
same deadline to the second.

When a case moves to a team with other working hours, pause its clock on the old hours
and resume it on the new ones. When the hours themselves are changed, :func:`retarget`
with the same minutes counts the present run anew.
"""

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
    "overrun",
    "pause",
    "resume",
    "retarget",
    "start",
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
    """

    minutes: float
    started_at: datetime
    spent: float = 0.0
    running_since: datetime | None = None
    due_at: datetime | None = None
    stopped_at: datetime | None = None

    @property
    def used_up(self) -> bool:
        """Whether the target was used up before the present run began."""
        return whole_seconds(self.spent) >= whole_seconds(self.minutes)


def start(minutes: float, at: datetime, time: Time) -> ClockState:
    """A new clock, running from ``at``.

    :raises NoWorkingTime: when the calendar cannot hold the target.
    """
    return ClockState(minutes, at, 0.0, at, time.add(at, minutes))


def _spent(state: ClockState, at: datetime, time: Time) -> float:
    """Minutes used up until ``at``, exact to the second."""
    if state.running_since is None:
        return state.spent
    run = time.minutes_between(state.running_since, at)
    return (whole_seconds(state.spent) + whole_seconds(run)) / 60


def pause(state: ClockState, at: datetime, time: Time) -> ClockState:
    """Stand still from ``at``; a clock that does not run stays as it is."""
    if state.running_since is None:
        return state
    halted = replace(state, spent=_spent(state, at, time), running_since=None)
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
    return replace(state, spent=_spent(state, at, time), running_since=None, stopped_at=at)


def retarget(state: ClockState, minutes: float, at: datetime, time: Time) -> ClockState:
    """Give a clock another target; what has been used up stays used up.

    Where the new target was passed in an earlier run, that moment is not known any
    more: an earlier breach of a target no shorter stands, else the target counts as
    broken ``at`` the change. A clock that has ended stays as it is.
    """
    if state.stopped_at is not None:
        return state
    changed = replace(state, minutes=minutes)
    if changed.used_up:
        broken = state.used_up and minutes <= state.minutes and state.due_at
        return replace(changed, due_at=broken or at)
    if state.running_since is None:
        return replace(changed, due_at=None)
    left = (whole_seconds(minutes) - whole_seconds(state.spent)) / 60
    return replace(changed, due_at=time.add(state.running_since, left))


def overrun(state: ClockState, time: Time, at: datetime) -> float:
    """Minutes used up beyond the target until ``at`` (or until it paused or ended)."""
    beyond = whole_seconds(_spent(state, at, time)) - whole_seconds(state.minutes)
    return max(0, beyond) / 60


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
