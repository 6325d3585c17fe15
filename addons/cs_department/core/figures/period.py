"""Periods of figures: which days one means, and which days they are compared with.

Days are local dates, both ends included. Source: issue 5, section 5 (monthly figures
beside last month and last year; trend against the period before).
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

#: names of periods that a reader may choose, in the order in which they are offered
PRESETS = ("month", "last_month", "days7", "days30", "quarter", "year", "custom")
_DAYS = {"days7": 7, "days30": 30}
MONTHS_OF_YEAR = 12


class Period(NamedTuple):
    """Local days from ``date_from`` to ``date_to``, both included."""

    date_from: date
    date_to: date

    @property
    def days(self) -> int:
        return (self.date_to - self.date_from).days + 1


def month_start(day: date, months: int = 0) -> date:
    """First day of the month that is ``months`` away from the month of ``day``."""
    index = day.year * MONTHS_OF_YEAR + day.month - 1 + months
    return date(index // MONTHS_OF_YEAR, index % MONTHS_OF_YEAR + 1, 1)


def month_end(day: date) -> date:
    return date(day.year, day.month, monthrange(day.year, day.month)[1])


def month_of(day: date) -> Period:
    """The whole calendar month of a day."""
    return Period(month_start(day), month_end(day))


def preset(name: str, today: date) -> Period:
    """The period of that name as of ``today``; a running month, quarter or year ends today.

    :raises KeyError: for a name without a period of its own ("custom", unknown ones).
    """
    if name in _DAYS:
        return Period(today - timedelta(days=_DAYS[name] - 1), today)
    if name == "last_month":
        return month_of(month_start(today, -1))
    quarter = (today.month - 1) % 3
    back = {"month": 0, "quarter": quarter, "year": today.month - 1}[name]
    return Period(month_start(today, -back), today)


def before(period: Period) -> Period:
    """What a period is compared with: as many whole months, else as many days, right before.

    A running month, the 1st to the 12th, is compared with the 1st to the 12th of the
    month before: a month that has just begun must not look bad for being short.
    """
    first, last = period
    if first.day != 1:
        return Period(first - timedelta(days=period.days), first - timedelta(days=1))
    months = (last.year - first.year) * MONTHS_OF_YEAR + last.month - first.month + 1
    return shifted(period, -months)


def year_before(period: Period) -> Period:
    """The same months, or the same days, a year earlier."""
    return shifted(period, -MONTHS_OF_YEAR)


def shifted(period: Period, months: int) -> Period:
    """The same days some months away; the end of a month stays the end of a month."""

    def move(day: date, is_end: bool) -> date:
        first = month_start(day, months)
        last = month_end(first)
        return last if is_end or day.day > last.day else first.replace(day=day.day)

    return Period(
        move(period.date_from, is_end=False),
        move(period.date_to, is_end=period.date_to == month_end(period.date_to)),
    )


def months_until(day: date, count: int) -> list[date]:
    """First days of ``count`` months, the last one that of ``day``."""
    return [month_start(day, place - count + 1) for place in range(count)]
