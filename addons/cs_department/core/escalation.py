"""The ladder of a clock (D6): when each of its levels is reached.

A level is a point on the clock's own scale: so much of its time used up. So it is
counted in the time that the clock counts in, lies still while the clock does, and moves
with the target. Pure functions on plain data; moments are naive UTC.

What has been told is remembered as the keys of the levels that are *done*. A level that
is not done and whose point lies behind is told with the next look at the running clock:
however late the look comes, none is lost. When the target moves, a level that was told
and now lies ahead again is no longer done (:func:`rearmed`); one that still lies behind
stays done.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from .clock import ClockState
from .working_time import NoWorkingTime, Time, whole_seconds

__all__ = ["Ladder", "Level", "due", "mark", "moment_of", "next_at", "passed", "rearmed"]

When = Literal["start", "before", "at", "after"]
Unit = Literal["minute", "hour", "day", "percent"]


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a ladder.

    :param key: what it says, as a short text: two levels with one key are the same
        level, also when they stand in different ladders.
    :param when: at the start of the clock, before its target, at it, or after it.
    :param amount: how much before or after.
    :param unit: ``day`` is a working day of the clock's hours; ``percent`` a share of
        the target.
    """

    key: str
    when: When
    amount: float = 0.0
    unit: Unit = "minute"


@dataclass(frozen=True, slots=True)
class Ladder:
    """The levels that watch over one clock.

    :param day_minutes: length of a day in the time that the clock counts in.
    """

    levels: tuple[Level, ...] = ()
    day_minutes: float = 1440.0


def mark(level: Level, minutes: float, day_minutes: float) -> int:
    """The point of a level on the clock's scale: seconds used up when it is reached.

    A level further before the target than the target is long is reached at the start.

    :param minutes: the target of the clock.
    :raises ValueError: for an unknown point or unit, or a negative amount.
    """
    target = whole_seconds(minutes)
    if level.when == "start":
        return 0
    if level.when == "at":
        return target
    if level.unit == "percent":
        if level.amount < 0:
            raise ValueError(f"A share cannot be {level.amount} %.")
        offset = round(target * level.amount / 100)
    else:
        lengths = {"minute": 1, "hour": 60, "day": day_minutes}
        if level.unit not in lengths:
            raise ValueError(f"There is no unit {level.unit!r}.")
        offset = whole_seconds(level.amount * lengths[level.unit])
    if level.when == "before":
        return max(0, target - offset)
    if level.when == "after":
        return target + offset
    raise ValueError(f"There is no point {level.when!r}.")


def _used(state: ClockState, at: datetime, time: Time) -> int:
    """Seconds that the clock has used up until ``at``."""
    spent = whole_seconds(state.spent)
    if state.running_since is None:
        return spent
    return spent + whole_seconds(time.minutes_between(state.running_since, at))


def moment_of(state: ClockState, point: int, time: Time) -> datetime | None:
    """When the clock reaches (or reached) a point, ``None`` if not while it stands still.

    :raises NoWorkingTime: when the calendar does not reach so far.
    """
    used = 0
    for begin, end in state.runs:
        run = whole_seconds(time.minutes_between(begin, end))
        if used + run >= point:
            return time.add(begin, (point - used) / 60)
        used += run
    if state.running_since is None:
        return None
    return time.add(state.running_since, max(0, point - used) / 60)


def _behind(state: ClockState, ladder: Ladder, at: datetime, time: Time) -> list[tuple[int, Level]]:
    """The levels whose point lies behind, in the order in which they were reached."""
    so_far = _used(state, at, time)
    marked = [(mark(level, state.minutes, ladder.day_minutes), level) for level in ladder.levels]
    return sorted((pair for pair in marked if pair[0] <= so_far), key=lambda pair: pair[0])


def due(state: ClockState, ladder: Ladder, done: Iterable[str], at: datetime, time: Time) -> list[Level]:
    """The levels to be told at ``at``, in the order in which they were reached.

    A clock that stands still or has ended tells nothing.
    """
    if state.running_since is None:
        return []
    told = set(done)
    return [level for _point, level in _behind(state, ladder, at, time) if level.key not in told]


def next_at(state: ClockState, ladder: Ladder, done: Iterable[str], time: Time) -> datetime | None:
    """When the next level is to be told; it lies in the past where that is late already.

    ``None`` while the clock stands still, when no level is left, and where the calendar
    has no working time that far ahead.
    """
    if state.running_since is None:
        return None
    told = set(done)
    points = [mark(level, state.minutes, ladder.day_minutes) for level in ladder.levels if level.key not in told]
    if not points:
        return None
    left = max(0, min(points) - whole_seconds(state.spent))
    try:
        return time.add(state.running_since, left / 60)
    except NoWorkingTime:
        return None


def rearmed(state: ClockState, ladder: Ladder, done: Iterable[str], at: datetime, time: Time) -> frozenset[str]:
    """What counts as told after the target, the hours or the ladder changed.

    :param state: the clock as it is now.
    :return: ``done`` without the levels of this ladder that lie ahead (again).
    """
    told = frozenset(done)
    behind = {level.key for _point, level in _behind(state, ladder, at, time)}
    ahead = {level.key for level in ladder.levels} - behind
    return told - ahead


def passed(state: ClockState, ladder: Ladder, at: datetime, time: Time) -> frozenset[str]:
    """The levels that lie behind: not told any more where a ladder is put up late."""
    return frozenset(level.key for _point, level in _behind(state, ladder, at, time))
