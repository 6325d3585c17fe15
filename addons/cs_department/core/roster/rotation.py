"""Rotations: a cycle of shifts that crews work one behind the other, laid down by arithmetic.

四班三运转 is the cycle of eight days 早早中中夜夜休休 with four crews two days apart. A
cycle is a list with one entry per day; what an entry is (a shift's index, a code, a
record's id, :data:`.problem.OFF`) is the caller's. A cycle bound to weekdays has a
multiple of seven days and is anchored on a Monday.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

__all__ = ["cycle_cover", "entry_on", "even_offsets", "lay_down"]

Entry = TypeVar("Entry")


def entry_on(cycle: Sequence[Entry], anchor: date, offset: int, day: date) -> Entry:
    """What a crew has on a day, before the anchor as well as after it.

    :param anchor: the day on which a crew of offset 0 is at the first day of the cycle.
    :param offset: at which day of the cycle (0 the first) the crew is on the anchor.
    :raises ValueError: on an empty cycle.
    """
    if not cycle:
        raise ValueError("A rotation needs at least one day.")
    return cycle[((day - anchor).days + offset) % len(cycle)]


def lay_down(
    cycle: Sequence[Entry],
    anchor: date,
    offset: int,
    first: date,
    days: int,
    replaced: Mapping[date, Entry] | None = None,
    skipped: Collection[date] = (),
) -> dict[int, Entry]:
    """What a crew has on each day of a roster (0 is ``first``): the pattern of its people.

    :param replaced: days that do not follow the cycle, as public holidays that are off
        for an office rotation; the cycle goes on beneath them.
    :param skipped: days without a pattern, as those of somebody's leave.
    """
    replaced = replaced or {}
    dates = ((day, first + timedelta(days=day)) for day in range(days))
    return {
        day: replaced[on] if on in replaced else entry_on(cycle, anchor, offset, on)
        for day, on in dates
        if on not in skipped
    }


def cycle_cover(cycle: Sequence[Entry], offsets: Sequence[int]) -> list[Counter]:
    """For each day of the cycle, how many crews have which entry: shows at once which shift is bare."""
    return [Counter(cycle[(day + offset) % len(cycle)] for offset in offsets) for day in range(len(cycle))]


def even_offsets(length: int, crews: int) -> tuple[int, ...]:
    """Offsets of crews spread evenly over a cycle, the first at its first day: 8 days, 4 crews → 0, 2, 4, 6."""
    return tuple(length * crew // crews for crew in range(crews))
