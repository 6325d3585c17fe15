"""Local days: time zones, clocks that are put forward and back."""

from datetime import date, datetime, timedelta

import pytest
import pytz
from cs_core.local_days import at_local, day_of, midnight, span
from hypothesis import given
from hypothesis import strategies as st

SHANGHAI, BERLIN, AUCKLAND = (pytz.timezone(name) for name in ("Asia/Shanghai", "Europe/Berlin", "Pacific/Auckland"))


@pytest.mark.parametrize(
    ("day", "hour", "zone", "utc"),
    [
        # a day that begins before it does in Greenwich, and one that ends after it
        (date(2026, 3, 4), 0, SHANGHAI, datetime(2026, 3, 3, 16)),
        (date(2026, 3, 4), 24, SHANGHAI, datetime(2026, 3, 4, 16)),
        (date(2026, 1, 1), 0, AUCKLAND, datetime(2025, 12, 31, 11)),
        # 2:30 is skipped on 2026-03-29: 3:30 summer time
        (date(2026, 3, 29), 2.5, BERLIN, datetime(2026, 3, 29, 1, 30)),
        # 2:30 comes twice on 2026-10-25: the later one
        (date(2026, 10, 25), 2.5, BERLIN, datetime(2026, 10, 25, 1, 30)),
        (date(2026, 3, 29), 17, BERLIN, datetime(2026, 3, 29, 15)),
        (date(2026, 3, 28), 17, BERLIN, datetime(2026, 3, 28, 16)),
    ],
)
def test_local_times(day, hour, zone, utc):
    assert at_local(day, hour, zone) == utc


def test_days_with_23_and_25_hours():
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 10, 26), 24)):
        start, end = span(day, day, BERLIN)
        assert end - start == timedelta(hours=hours)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sampled_from([SHANGHAI, BERLIN, AUCKLAND]))
def test_days_follow_each_other_without_gap(day, zone):
    assert span(day, day, zone)[1] == span(day + timedelta(days=1), day + timedelta(days=1), zone)[0]
    first, after = span(day, day, zone)
    assert day_of(first, zone) == day == day_of(after - timedelta(seconds=1), zone)
    assert first == midnight(day, zone)
