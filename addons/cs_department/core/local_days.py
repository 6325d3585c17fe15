"""Local days and the moments at which they begin and end.

Moments are naive UTC, as they are stored; days are dates of a time zone.
"""

from datetime import date, datetime, time, timedelta

import pytz


def day_of(moment: datetime, zone: pytz.BaseTzInfo) -> date:
    """The local day of a moment."""
    return pytz.utc.localize(moment).astimezone(zone).date()


def at_local(day: date, hour: float, zone: pytz.BaseTzInfo) -> datetime:
    """A local time of day.

    24 is the end of the day. A time that clocks skip in spring is as much later; of one
    that comes twice in autumn the second is meant, so that nobody is late by the clock.
    """
    local = datetime.combine(day, time()) + timedelta(minutes=round(hour * 60))
    return zone.normalize(zone.localize(local, is_dst=False)).astimezone(pytz.utc).replace(tzinfo=None)


def midnight(day: date, zone: pytz.BaseTzInfo) -> datetime:
    """The beginning of a local day."""
    return at_local(day, 0, zone)


def span(first: date, last: date, zone: pytz.BaseTzInfo) -> tuple[datetime, datetime]:
    """Local days, both included: from … up to, not with."""
    return at_local(first, 0, zone), at_local(last, 24, zone)
