"""Which work a sampling plan may draw from, in groups, and how many of each group.

A plan looks at what was done in a period that is over. At random, work is grouped (by
person, team, kind, channel) and drawn from each group; targeted, only what has one of the
reasons asked for is looked at, and it is grouped by the first reason that holds.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil


@dataclass(frozen=True, slots=True)
class Size:
    """How much is drawn.

    :param kind: ``each`` (so many of each group), ``percent`` (of all), ``total``.
    :param amount: people or percent.
    :param least: at least so many of each group, as far as it has them.
    """

    kind: str
    amount: float
    least: int = 0


def period_before(period: str, today: date) -> tuple[str, date, date]:
    """The last period that is over on a local day: its name, first and last day (inclusive).

    :param period: ``day``, ``week`` (Monday to Sunday, ISO) or ``month``.
    """
    if period == "day":
        last = today - timedelta(days=1)
        return last.isoformat(), last, last
    if period == "week":
        last = today - timedelta(days=today.isoweekday())
        year, week, _day = last.isocalendar()
        return f"{year}-W{week:02}", last - timedelta(days=6), last
    if period == "month":
        last = today.replace(day=1) - timedelta(days=1)
        return f"{last:%Y-%m}", last.replace(day=1), last
    raise ValueError(f"there is no period {period}")


def wanted(size: Size, groups: Mapping[Hashable, Sequence[int]]) -> tuple[int, int]:
    """How many to draw in all, and at least of each group: arguments of ``core.sample.draw``.

    A percentage is rounded up, so that a little work is looked at, too.
    """
    sizes = [len(ids) for ids in groups.values()]
    if size.kind == "each":
        each = int(size.amount)
        return sum(min(each, count) for count in sizes), each
    if size.kind == "percent":
        return ceil(Fraction(str(size.amount)) * sum(sizes) / 100), size.least
    return int(size.amount), size.least


def first_reason(reasons: Sequence[tuple[str, bool]]) -> str | None:
    """The first reason that holds, ``None``: the work is not looked at."""
    return next((name for name, holds in reasons if holds), None)
