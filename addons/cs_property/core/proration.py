"""Days and months: which periods a rule bills, and how much of a month somebody pays for.

Days are local days of the estate, both ends included.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

#: how a month is divided between those who are there for a part of it
MODES = ("days", "whole", "next")
_DAY = timedelta(days=1)

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Cycle:
    """How often a fee is billed.

    :param months: 1, 2, 3, 6 or 12.
    :param first_month: a month (1–12) with which a period begins.
    :param arrears: billed when the period is over, else before it begins.
    """

    months: int = 1
    first_month: int = 1
    arrears: bool = False


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """The first day of the month so many months after that of ``day``."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def period_of(day: date, cycle: Cycle) -> Span:
    """The period of the cycle in which a day lies."""
    inside = (day.year * 12 + day.month - cycle.first_month) % cycle.months
    first = add_months(day, -inside)
    return first, add_months(first, cycle.months) - _DAY


def periods(cycle: Cycle, first: date, last: date, begin: date = date.min) -> Iterator[Span]:
    """The periods that are billed in a run over these days.

    In advance that is the period that begins there – or, of a unit that begins within a
    period, the one in which it begins; in arrears the period that ends there.

    :param begin: before it nothing is charged.
    """
    period = period_of(first, cycle)
    while period[0] <= last:
        due = period[1] if cycle.arrears else max(period[0], begin)
        if first <= due <= last and begin <= period[1]:
            yield period
        period = period_of(period[1] + _DAY, cycle)


def months(first: date, last: date) -> Iterator[Span]:
    """These days, month by month."""
    while first <= last:
        end = min(month_end(first), last)
        yield first, end
        first = end + _DAY


def within(span: Span, others: Iterable[Span]) -> list[Span]:
    """The days of a span that lie in others too, in order."""
    found = [(max(span[0], first), min(span[1], last)) for first, last in others]
    return sorted(part for part in found if part[0] <= part[1])


def without(span: Span, taken: Iterable[Span]) -> list[Span]:
    """The days of a span that lie in none of the others."""
    left, start = [], span[0]
    for first, last in within(span, taken):
        if start < first:
            left.append((start, first - _DAY))
        start = max(start, last + _DAY)
    return [*left, (start, span[1])] if start <= span[1] else left


def days(spans: Iterable[Span]) -> int:
    return sum((last - first).days + 1 for first, last in spans)


def part_of_month(span: Span, mode: str) -> Fraction:
    """How much of a month is charged for days within it.

    :param mode: ``days``: by days; ``whole``: a month that was begun counts in full, for whoever is there on the
        first of these days (the caller hands over one span a month); ``next``: only for whoever is there on the 1st.
    :raises ValueError: for days of two months.
    """
    first, last = span
    if (first.year, first.month) != (last.year, last.month):
        raise ValueError("days of two months")
    if mode == "days":
        return Fraction((last - first).days + 1, monthrange(first.year, first.month)[1])
    if mode == "whole":
        return Fraction(1)
    return Fraction(1 if first.day == 1 else 0)


def cut(span: Span, borders: Sequence[date]) -> list[Span]:
    """A span, cut before each of these days (a new price begins there)."""
    parts, start = [], span[0]
    for border in sorted(set(borders)):
        if span[0] < border <= span[1]:
            parts.append((start, border - _DAY))
            start = border
    return [*parts, (start, span[1])]


def snapped(spans: Sequence[tuple[date, date, int]], mode: str, taken: Iterable[Span]) -> list[tuple[date, date, int]]:
    """Who is charged for which days.

    By days everybody pays for his own; else a month is one payer's: whoever is there on its first charged day
    (``whole``) or on the 1st (``next``), and none's of which a day was billed already.

    :param spans: (first day, last day, payer), in order.
    :param taken: days that are billed.
    """
    taken = list(taken)
    if mode == "days":
        return [(*free, payer) for first, last, payer in spans for free in without((first, last), taken)]
    found: list[tuple[date, date, int]] = []
    for first, last, payer in spans:
        for month in months(first, last):
            end = min(month_end(month[0]), spans[-1][1])
            full = (month[0].replace(day=1), month_end(month[0]))
            is_first = not found or found[-1][1] < month[0]
            if within(full, taken) or not is_first or (mode == "next" and month[0].day != 1):
                continue
            if found and found[-1][2] == payer and (month[0] - found[-1][1]) == _DAY:
                found[-1] = (found[-1][0], end, payer)
            else:
                found.append((month[0], end, payer))
    return found
