"""From the local hours of a shift to moments, across midnight and changes of the clock."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: hours of a day on the clock on the wall
_DAY_HOURS = 24.0

#: (start, end) in local hours; an end at or before the start lies on the next day
LocalSpan = tuple[float, float]
#: (start, end) as naive UTC
Span = tuple[datetime, datetime]


def moment(day: date, hour: float, tz: str) -> datetime:
    """The naive UTC moment of a local hour of a day; 26.5 is half past two the day after.

    An hour that the clock skips is taken as if it had not been put forward yet; of an
    hour that comes twice the first counts.
    """
    days, rest = divmod(round(hour * 60), 24 * 60)
    local = datetime.combine(day + timedelta(days=days), time(*divmod(rest, 60)), ZoneInfo(tz))
    return local.astimezone(UTC).replace(tzinfo=None)


def length(span: LocalSpan) -> float:
    """Hours on the clock of a span: 22:00–06:00 has 8, 08:00–08:00 has 24."""
    start, end = span
    return end - start if end > start else end + _DAY_HOURS - start


def spans_of(day: date, spans: Sequence[LocalSpan], tz: str) -> tuple[Span, ...]:
    """The moments of a shift that begins on a local day, in order.

    A span that starts before the one before it ended belongs to the next day, so that
    a split shift 20:00–23:00 / 03:00–06:00 is one night.
    """
    found, floor = [], 0.0
    for start, end in spans:
        begin = start if start >= floor else start + _DAY_HOURS
        floor = begin + length((start, end))
        found.append((moment(day, begin, tz), moment(day, floor, tz)))
    return tuple(found)


def night_hours(spans: Sequence[LocalSpan], night: LocalSpan) -> float:
    """Hours of a shift that lie in the night, by the clock.

    :param night: when night begins and ends, as (22.0, 6.0).
    """
    total, floor = 0.0, 0.0
    for start, end in spans:
        begin = start if start >= floor else start + _DAY_HOURS
        floor = begin + length((start, end))
        for days in (-1, 0, 1, 2):
            dusk = night[0] + days * _DAY_HOURS
            total += max(0.0, min(floor, dusk + length(night)) - max(begin, dusk))
    return total
