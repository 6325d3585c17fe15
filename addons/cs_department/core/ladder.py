"""Progressive ladders of rewards and penalties (D14): which step an event takes.

Events of one rule and one person are counted inside a window of the calendar: the third
event of a month takes the third step, the first one of the next month the first again.
Days are local days; a window is a stretch of them. Behind the last step people stay at it.

What was told somebody is never made worse by what becomes known later: events keep the
order in which they were told, those not told yet follow by their days. What is final
keeps its place for good; everything else moves down when one before it is cancelled.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from .decimals import rounded

MONTH, QUARTER, YEAR, EVER = "month", "quarter", "year", "ever"
WINDOWS = (MONTH, QUARTER, YEAR, EVER)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder.

    :param key: whatever the caller calls the step.
    :param amount: money, in the currency of the company; not negative.
    :param times: > 0: so many times the money of the step before (“doubled” is 2);
        ``amount`` is left out then.
    :param points: not negative.
    """

    key: int
    amount: Decimal = Decimal(0)
    times: Decimal = Decimal(0)
    points: Decimal = Decimal(0)


class Outcome(NamedTuple):
    """What an event brings: its step, and the money and points of it."""

    key: int
    amount: Decimal
    points: Decimal


class Entry(NamedTuple):
    """An event as its window sees it.

    :param told: when the person was told (naive UTC), ``None``: not yet.
    :param live: not cancelled.
    :param final: taken over by the payroll: it keeps ``nth``.
    :param nth: the place that it has had so far; 0: none.
    """

    id: int
    day: date
    told: datetime | None = None
    live: bool = True
    final: bool = False
    nth: int = 0


def window(day: date, kind: str) -> tuple[date, date]:
    """First and last local day of the window that a day lies in.

    :raises ValueError: for a kind of window that there is none of.
    """
    if kind == EVER:
        return date.min, date.max
    if kind == YEAR:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    if kind == QUARTER:
        first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
        return first, _month_end(date(day.year, first.month + 2, 1))
    if kind == MONTH:
        return day.replace(day=1), _month_end(day)
    raise ValueError(f"no kind of window: {kind}")


def _month_end(day: date) -> date:
    # the 28th exists in every month; four days on it is the next one
    following = day.replace(day=28) + timedelta(days=4)
    return following - timedelta(days=following.day)


def outcomes(steps: Sequence[Step]) -> tuple[Outcome, ...]:
    """The steps with their money worked out: “100, doubled” is 100 and 200."""
    found: list[Outcome] = []
    for step in steps:
        before = found[-1].amount if found else Decimal(0)
        amount = before * step.times if step.times else step.amount
        found.append(Outcome(step.key, rounded(amount), step.points))
    return tuple(found)


def outcome(steps: Sequence[Step], nth: int) -> Outcome | None:
    """What the ``nth`` event (from 1) of a window brings; ``None`` on a ladder without steps, or for no event."""
    if nth < 1 or not steps:
        return None
    return outcomes(steps)[min(nth, len(steps)) - 1]


def places(entries: Iterable[Entry]) -> dict[int, int]:
    """Event → its place in the window, from 1; 0 for cancelled ones.

    :param entries: all events of one rule, person and window.
    """
    found, before = {}, 0
    for entry in sorted(entries, key=_order):
        if not entry.live:
            found[entry.id] = 0
            continue
        before += 1
        found[entry.id] = entry.nth if entry.final and entry.nth else before
    return found


def _order(entry: Entry) -> tuple:
    return (entry.told is None, entry.told or datetime.min, entry.day, entry.id)
