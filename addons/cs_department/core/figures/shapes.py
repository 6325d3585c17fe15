"""Shapes of distributions: bins, the Pareto line, the grid of a week, better or worse.

Counts are numbers of records; nothing here knows what they count. Every function keeps
the sum: what is put in comes out, however it is laid out.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

WEEKDAYS, HOURS = 7, 24
#: shares of a Pareto line are percent
ALL = 100.0


class Bin(NamedTuple):
    """``low`` ≤ value < ``high``; without ``high`` there is no end."""

    low: float
    high: float | None


class Bar(NamedTuple):
    """One bar of a Pareto chart: count and what it and all before it come to, in percent."""

    key: Hashable
    count: int
    cumulative: float


def bins(bounds: Sequence[float]) -> list[Bin]:
    """The bins between rising bounds: from 0 to the first one … from the last one on."""
    lows = (0.0, *bounds)
    return [Bin(low, high) for low, high in zip(lows, (*bounds, None), strict=True)]


def pareto(counts: Mapping[Hashable, int]) -> list[Bar]:
    """Bars from the highest to the lowest, with the share that they reach together."""
    total, reached, bars = sum(counts.values()), 0, []
    for key, count in sorted(counts.items(), key=lambda item: (-item[1], str(item[0]))):
        reached += count
        bars.append(Bar(key, count, ALL * reached / total if total else 0.0))
    return bars


def week_grid(rows: Iterable[tuple[int, int, int]]) -> list[list[int]]:
    """Counts by weekday (Monday first) and hour.

    :param rows: weekday as databases say it (0 is Sunday), hour, count.
    """
    grid = [[0] * HOURS for _day in range(WEEKDAYS)]
    for weekday, hour, count in rows:
        grid[(weekday - 1) % WEEKDAYS][hour] += count
    return grid


def database_weekday(place: int) -> int:
    """The weekday of a row of :func:`week_grid` as databases say it."""
    return (place + 1) % WEEKDAYS


def verdict(now: Decimal | None, then: Decimal | None, better: str) -> str:
    """What a change means: "better", "worse", "same", or nothing where a side has no value.

    :param better: "higher" or "lower", what one wants of the figure.
    """
    if now is None or then is None:
        return ""
    if now == then:
        return "same"
    return "better" if (now > then) == (better == "higher") else "worse"


def on_target(value: Decimal | None, target: Decimal | None, better: str) -> bool | None:
    """Whether a target is reached; None where there is none, or no value."""
    if value is None or target is None:
        return None
    return value >= target if better == "higher" else value <= target
