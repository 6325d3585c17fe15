"""Arithmetic on working hours and local days.

All moments are naive UTC datetimes, as Odoo stores them; durations are minutes. Sums
are kept in whole seconds, so that results are exact and do not depend on the way a
span of time is cut up.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from math import isfinite
from typing import Protocol

_EPOCH = datetime(1970, 1, 1)
_DAY = timedelta(days=1)
#: months in a row without any working time after which the search gives up
_EMPTY_MONTHS = 36
#: months that one deadline may span at the very most
_SPAN_MONTHS = 1200


class NoWorkingTime(ValueError):
    """A calendar has no working time where a deadline would have to lie."""


class Time(Protocol):
    """What a clock needs to know about time: working hours or around the clock."""

    def minutes_between(self, start: datetime, end: datetime) -> float: ...

    def add(self, start: datetime, minutes: float) -> datetime: ...

    def end_of_day(self, start: datetime, days: int) -> datetime: ...

    def next_open(self, start: datetime) -> datetime: ...


# ---------------------------------------------------------------- seconds and days


def _seconds(moment: datetime) -> int:
    """Whole seconds since 1970; what is below a second is dropped."""
    delta = moment - _EPOCH
    return delta.days * 86400 + delta.seconds


def _moment(seconds: int) -> datetime:
    return _EPOCH + timedelta(seconds=seconds)


def whole_seconds(minutes: float) -> int:
    """Minutes as whole seconds.

    :raises ValueError: for a negative or infinite duration.
    """
    if not isfinite(minutes) or minutes < 0:
        raise ValueError(f"A duration cannot be {minutes} minutes.")
    return round(minutes * 60)


@lru_cache(maxsize=4096)
def _day_start(day: date, tz: tzinfo) -> datetime:
    """First moment (naive UTC) of a local day.

    Midnight may happen twice (the first one counts) or not at all (the moment of the
    jump counts; a day that a zone skipped entirely gets the length 0).
    """
    midnight = datetime.combine(day, time.min)
    before, after = (_local(midnight + shift, tz) - (midnight + shift) for shift in (-_DAY, _DAY))
    for moment in sorted((midnight - before, midnight - after)):
        if _local(moment, tz) == midnight:
            return moment
    return midnight - before


def _local(moment: datetime, tz: tzinfo) -> datetime:
    """A naive UTC moment as naive local time (any kind of tzinfo, pytz included)."""
    return moment.replace(tzinfo=UTC).astimezone(tz).replace(tzinfo=None)


def _local_day(moment: datetime, tz: tzinfo) -> date:
    """The local day that a moment belongs to, in step with :func:`_day_start`."""
    day = _local(moment, tz).date()
    # A zone that leaves summer time around midnight shows yesterday's date again for
    # a while: that hour belongs to the day that has begun already.
    while moment >= _day_start(day + _DAY, tz):
        day += _DAY
    while moment < _day_start(day, tz):
        day -= _DAY
    return day


# ------------------------------------------------------------------- working time


class _Month:
    """Working intervals of a UTC month with running totals, in seconds."""

    __slots__ = ("ends", "starts", "total", "worked")

    def __init__(self, intervals: Sequence[tuple[datetime, datetime]]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.worked: list[int] = []
        self.total = 0
        # Odoo writes midnight at the end of a day as 23:59:59.999999.
        half = timedelta(microseconds=500_000)
        for opening, closing in intervals:
            first, last = _seconds(opening + half), _seconds(closing + half)
            if last > first:
                self.total += last - first
                self.starts.append(first)
                self.ends.append(last)
                self.worked.append(self.total)

    def worked_before(self, moment: int) -> int:
        """Working seconds of the month that lie before a moment."""
        index = bisect_right(self.starts, moment) - 1
        if index < 0:
            return 0
        return self.worked[index] - max(0, self.ends[index] - moment)

    def moment_of(self, worked: int) -> int:
        """When ``worked`` seconds (0 < worked ≤ total) of the month are used up."""
        index = bisect_left(self.worked, worked)
        return self.ends[index] - (self.worked[index] - worked)

    def next_open(self, moment: int) -> int | None:
        """The first working second at or after a moment, ``None`` if there is none."""
        index = bisect_right(self.ends, moment)
        return max(moment, self.starts[index]) if index < len(self.ends) else None

    def last_close(self, low: int, high: int) -> int | None:
        """End of the working time inside ``low``…``high``, ``None`` if there is none."""
        index = bisect_left(self.starts, high) - 1
        if index < 0 or self.ends[index] <= low:
            return None
        return min(self.ends[index], high)


class WorkingTime:
    """Arithmetic on the working hours of one calendar.

    :param fetch_month: (year, month) → the sorted, disjoint working intervals of that
        **UTC** month, clipped to it, as naive UTC pairs. Asked once for each month,
        and only when it is needed.
    :param tz: the zone whose midnights part the working days.
    """

    def __init__(
        self,
        fetch_month: Callable[[int, int], Sequence[tuple[datetime, datetime]]],
        tz: tzinfo,
    ) -> None:
        self.tz = tz
        self._fetch = fetch_month
        self._months: dict[int, _Month] = {}

    def _month(self, index: int) -> _Month:
        if (month := self._months.get(index)) is None:
            year, offset = divmod(index, 12)
            if not 1 < year < 9999:
                raise NoWorkingTime(f"The calendar does not reach the year {year}.")
            month = self._months[index] = _Month(self._fetch(year, offset + 1))
        return month

    @staticmethod
    def _index(moment: datetime) -> int:
        return moment.year * 12 + moment.month - 1

    def _worked_between(self, start: datetime, end: datetime) -> int:
        """Working seconds from ``start`` to a later ``end``."""
        first, last = self._index(start), self._index(end)
        return (
            sum(self._month(index).total for index in range(first, last))
            + self._month(last).worked_before(_seconds(end))
            - self._month(first).worked_before(_seconds(start))
        )

    def minutes_between(self, start: datetime, end: datetime) -> float:
        """Working minutes between two moments, 0 when ``end`` is not later."""
        return self._worked_between(start, end) / 60 if end > start else 0.0

    def add(self, start: datetime, minutes: float) -> datetime:
        """The moment when so many working minutes after ``start`` are used up.

        Time used up exactly at closing time is due then, not at the next opening.
        Nothing to use up is due at ``start`` itself.

        :raises NoWorkingTime: when three years in a row bring no working time.
        :raises ValueError: for a negative or infinite duration.
        """
        left = whole_seconds(minutes)
        if not left:
            return start
        first = self._index(start)
        left += self._month(first).worked_before(_seconds(start))
        empty = 0
        for index in range(first, first + _SPAN_MONTHS):
            month = self._month(index)
            if left <= month.total:
                return _moment(month.moment_of(left))
            left -= month.total
            empty = 0 if month.total else empty + 1
            if empty >= _EMPTY_MONTHS:
                break
        raise NoWorkingTime(f"The calendar has not enough working time after {start:%Y-%m-%d} for {minutes:g} minutes.")

    def next_open(self, start: datetime) -> datetime:
        """``start`` itself inside the working hours, else the next opening.

        :raises NoWorkingTime: when three years bring no opening.
        """
        first, low = self._index(start), _seconds(start)
        for index in range(first, first + _EMPTY_MONTHS + 1):
            opening = self._month(index).next_open(low)
            if opening is not None:
                return start if opening == low else _moment(opening)
        raise NoWorkingTime(f"The calendar has no working time in the three years after {start:%Y-%m-%d}.")

    def end_of_day(self, start: datetime, days: int) -> datetime:
        """End of the working time of the ``days``-th working day after today.

        Today is the local day of ``start``. 0 days is the same day, or the next
        working day when nothing of today's working time is left.

        :raises NoWorkingTime: when three years bring no working day.
        :raises ValueError: for a negative number of days.
        """
        if days < 0:
            raise ValueError(f"A target cannot lie {days} days ahead.")
        day = _local_day(start, self.tz)
        if not days:
            end = self._close(start, _day_start(day + _DAY, self.tz))
            if end is not None:
                return end
            days = 1
        for _step in range(days):
            day = _local_day(self.next_open(_day_start(day + _DAY, self.tz)), self.tz)
        end = self._close(_day_start(day, self.tz), _day_start(day + _DAY, self.tz))
        assert end is not None  # the day was found by its opening
        return end

    def _close(self, low: datetime, high: datetime) -> datetime | None:
        """End of the working time between two moments of one local day."""
        for index in range(self._index(high), self._index(low) - 1, -1):
            end = self._month(index).last_close(_seconds(low), _seconds(high))
            if end is not None:
                return _moment(end)
        return None


class AroundTheClock:
    """The same arithmetic where every minute counts; a day ends at local midnight."""

    def __init__(self, tz: tzinfo) -> None:
        self.tz = tz

    def minutes_between(self, start: datetime, end: datetime) -> float:
        """Minutes between two moments, 0 when ``end`` is not later."""
        return (_seconds(end) - _seconds(start)) / 60 if end > start else 0.0

    def add(self, start: datetime, minutes: float) -> datetime:
        """``minutes`` after ``start``.

        :raises NoWorkingTime: beyond the end of all calendars.
        :raises ValueError: for a negative or infinite duration.
        """
        try:
            return start + timedelta(seconds=whole_seconds(minutes))
        except OverflowError as error:
            raise NoWorkingTime(f"{minutes:g} minutes lie beyond the calendar.") from error

    def next_open(self, start: datetime) -> datetime:
        """``start``: it is always open."""
        return start

    def end_of_day(self, start: datetime, days: int) -> datetime:
        """Midnight that ends the ``days``-th local day after that of ``start``.

        :raises ValueError: for a negative number of days.
        """
        if days < 0:
            raise ValueError(f"A target cannot lie {days} days ahead.")
        day = _local_day(start, self.tz)
        end = _day_start(day + _DAY, self.tz)
        while days:
            day += _DAY
            days -= _day_start(day + _DAY, self.tz) > end  # not a day the zone skipped
            end = _day_start(day + _DAY, self.tz)
        return end
