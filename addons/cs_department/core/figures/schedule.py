"""When a report goes out: a day of the month or every day, at an hour of the company.

Moments are naive UTC; days and hours are local. Source: issue 5, section 5 (monthly
report scheduled to named people).
"""

from datetime import date, datetime, time, timedelta

import pytz

from .period import month_start


def monthly(day: int, hour: int, zone: pytz.BaseTzInfo, after: datetime) -> datetime:
    """The first moment after ``after`` that is the ``day``-th of a month at ``hour``.

    :param day: 1 to 28, a day that every month has.
    """
    month = month_start(_local(after, zone).date())
    return next(
        moment
        for moment in (_moment(month_start(month, away).replace(day=day), hour, zone) for away in range(3))
        if moment > after
    )


def daily(hour: int, zone: pytz.BaseTzInfo, after: datetime) -> datetime:
    """The first moment after ``after`` that is ``hour`` o'clock."""
    today = _local(after, zone).date()
    days = (today + timedelta(days=away) for away in range(3))
    return next(moment for moment in (_moment(day, hour, zone) for day in days) if moment > after)


def month_before(moment: datetime, zone: pytz.BaseTzInfo) -> date:
    """First day of the month that had ended at a moment."""
    return month_start(_local(moment, zone).date(), -1)


def day_before(moment: datetime, zone: pytz.BaseTzInfo) -> date:
    """The day that had ended at a moment."""
    return _local(moment, zone).date() - timedelta(days=1)


def _local(moment: datetime, zone: pytz.BaseTzInfo) -> datetime:
    return pytz.utc.localize(moment).astimezone(zone)


def _moment(day: date, hour: int, zone: pytz.BaseTzInfo) -> datetime:
    local = zone.localize(datetime.combine(day, time(hour)))
    return local.astimezone(pytz.utc).replace(tzinfo=None)
