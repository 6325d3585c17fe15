"""Working hours for tests, made from a weekly plan without the code under test."""

from datetime import UTC, date, datetime, time, timedelta

import pytz
from cs_core.clock import WorkingTime

SHANGHAI = pytz.timezone("Asia/Shanghai")
#: an office week with lunch breaks: 8 hours on five days
OFFICE = {day: ["08:30-12:00", "13:30-18:00"] for day in range(5)}
#: State Council's notice for 2026, as far as the tests need it: date → model weekday
SPRING_FESTIVAL = {date(2026, 2, day): None for day in range(15, 24)} | {
    date(2026, 2, 14): 0,
    date(2026, 2, 28): 0,
}
NATIONAL_DAY = {date(2026, 10, day): None for day in range(1, 8)} | {
    date(2026, 9, 20): 0,
    date(2026, 10, 10): 0,
}
NEW_YEAR = {date(2026, 1, day): None for day in (1, 2, 3)} | {date(2026, 1, 4): 0}


def utc(text: str, tz=SHANGHAI) -> datetime:
    """A local wall-clock time ``2026-02-13 17:00`` as naive UTC."""
    local = datetime.fromisoformat(text)
    return tz.localize(local).astimezone(UTC).replace(tzinfo=None)


def local(moment: datetime, tz=SHANGHAI) -> str:
    """Naive UTC as wall-clock text; seconds only when there are any."""
    text = moment.replace(tzinfo=UTC).astimezone(tz).strftime("%Y-%m-%d %H:%M:%S")
    return text.removesuffix(":00")


def _time(text: str) -> tuple[int, time]:
    return (1, time()) if text == "24:00" else (0, time.fromisoformat(text))


def _spans(plan, day: date, tz, exceptions):
    noon = tz.normalize(tz.localize(datetime.combine(day, time(12))))
    if noon.date() != day:
        return  # a day that the zone skipped (Apia, 30 December 2011)
    weekday = exceptions.get(day, day.weekday())
    for span in plan.get(weekday, ()):
        ends = []
        for text in span.split("-"):
            shift, clock = _time(text)
            moment = datetime.combine(day + timedelta(days=shift), clock)
            ends.append(tz.localize(moment).astimezone(UTC).replace(tzinfo=None))
        if ends[0] < ends[1]:
            yield tuple(ends)


def office(plan=OFFICE, tz=SHANGHAI, exceptions=None, asked=None) -> WorkingTime:
    """Working time of a weekly plan (weekday → spans) with exceptional days.

    :param asked: list that collects the months that were asked for.
    """

    def fetch(year, month):
        if asked is not None:
            asked.append((year, month))
        first = datetime(year, month, 1)
        last = datetime(year + month // 12, month % 12 + 1, 1)
        days = ((first + timedelta(days=n)).date() for n in range(-2, 34))
        spans = (span for day in days for span in _spans(plan, day, tz, exceptions or {}))
        return [(max(first, a), min(last, b)) for a, b in spans if a < last and b > first]

    return WorkingTime(fetch, tz)
