"""When people may come: slots of a day, and how much room is left in each.

All times are local wall-clock times of the estate, without a zone; the caller converts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """When appointments are given on one day of the week.

    :param weekday: 0 is Monday.
    :param first: hour at which the first slot begins, like 8.5.
    :param last: hour at which the last slot is over.
    """

    weekday: int
    first: float
    last: float


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which people may come.

    :param begins: local.
    :param free: how many more may come then; 0: it is full.
    """

    begins: datetime
    free: int


def begins_on(day: date, hours: Iterable[Hours], minutes: int) -> list[datetime]:
    """When the slots of a day begin, in order; a slot that would end too late is none.

    :raises ValueError: for slots of no length.
    """
    if minutes <= 0:
        raise ValueError("a slot takes some minutes")
    found = set()
    for one in hours:
        if one.weekday != day.weekday():
            continue
        begins = _at(day, one.first)
        while begins + timedelta(minutes=minutes) <= _at(day, one.last):
            found.add(begins)
            begins += timedelta(minutes=minutes)
    return sorted(found)


def slots(
    days: tuple[date, date],
    hours: Iterable[Hours],
    minutes: int,
    room: int,
    taken: Mapping[datetime, int],
    now: datetime,
) -> Iterator[Slot]:
    """The slots of these days (both included) that are still to come, full ones too.

    :param room: how many may come at once.
    :param taken: begin of a slot → how many come then already.
    :param now: local; what has begun is no longer offered.
    """
    hours, day = list(hours), days[0]
    while day <= days[1]:
        for begins in begins_on(day, hours, minutes):
            if begins > now:
                yield Slot(begins, max(room - taken.get(begins, 0), 0))
        day += _DAY


def _at(day: date, hour: float) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=round(hour * 60))
