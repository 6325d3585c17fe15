"""When rounds of inspections are due: a quota of a period becomes slots.

Days are local dates of the estate, hours are local hours of the day (24 is its end).
"""

from datetime import date, timedelta
from typing import NamedTuple

PERIODS = ("day", "week", "month")
#: a round of a week or month lasts a day at least
MOST = {"day": 24, "week": 7, "month": 28}


class Slot(NamedTuple):
    """One round of a period: its number from 1, when it may begin and when it must be done."""

    number: int
    first_day: date
    hour_from: float
    last_day: date
    hour_to: float


def period_of(period: str, day: date) -> tuple[date, date]:
    """First and last day of the period in which a day lies; weeks begin on Monday."""
    if period == "day":
        return day, day
    if period == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return first, following - timedelta(days=1)


def next_period(period: str, day: date) -> date:
    """The first day of the period after the one in which a day lies."""
    return period_of(period, day)[1] + timedelta(days=1)


def periods(period: str, since: date, until: date) -> list[date]:
    """First days of all periods from the one of ``since`` up to the one of ``until``."""
    found, first = [], period_of(period, since)[0]
    while first <= until:
        found.append(first)
        first = next_period(period, first)
    return found


def slots(period: str, times: int, first: date, hour_from: float, hour_to: float) -> list[Slot]:
    """The rounds of one period, spread evenly over it.

    Several rounds of a day share its hours; those of a week or month share its days.

    :param first: first day of the period.
    :raises ValueError: for a quota that no period has room for, or hours without length.
    """
    if not 1 <= times <= MOST[period] or not 0 <= hour_from < hour_to <= 24:
        raise ValueError(f"{times} rounds a {period} from {hour_from} to {hour_to}")
    if period == "day":
        part = (hour_to - hour_from) / times
        return [
            Slot(number + 1, first, hour_from + number * part, first, hour_from + (number + 1) * part)
            for number in range(times)
        ]
    days = (period_of(period, first)[1] - first).days + 1
    edges = [days * number // times for number in range(times + 1)]
    return [
        Slot(
            number + 1,
            first + timedelta(days=edges[number]),
            hour_from,
            first + timedelta(days=edges[number + 1] - 1),
            hour_to,
        )
        for number in range(times)
    ]
