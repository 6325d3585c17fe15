"""When a report goes out: a day of the month or every day, at an hour of the company.

Moments are naive UTC; days and hours are local. Source: issue 5, section 5 (monthly
report scheduled to named people).
"""

from datetime import date, datetime, timedelta

import pytz

from ..local_days import at_local, day_of
from .period import month_start


def monthly(day: int, hour: int, zone: pytz.BaseTzInfo, after: datetime) -> datetime:
    """The first moment after ``after`` that is the ``day``-th of a month at ``hour``.

    :param day: 1 to 28, a day that every month has.
    """
    month = month_start(day_of(after, zone))
    return next(
        moment
        for moment in (at_local(month_start(month, away).replace(day=day), hour, zone) for away in range(3))
        if moment > after
    )


def daily(hour: int, zone: pytz.BaseTzInfo, after: datetime) -> datetime:
    """The first moment after ``after`` that is ``hour`` o'clock."""
    today = day_of(after, zone)
    days = (today + timedelta(days=away) for away in range(3))
    return next(moment for moment in (at_local(day, hour, zone) for day in days) if moment > after)


def month_before(moment: datetime, zone: pytz.BaseTzInfo) -> date:
    """First day of the month that had ended at a moment."""
    return month_start(day_of(moment, zone), -1)


def day_before(moment: datetime, zone: pytz.BaseTzInfo) -> date:
    """The day that had ended at a moment."""
    return day_of(moment, zone) - timedelta(days=1)
