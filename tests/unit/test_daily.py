"""Deadlines of reports: weekdays, time zones, clocks that are put forward and back."""

from datetime import date, datetime, timedelta

import pytest
import pytz
from cs_core.daily import DAY, WEEK, Moments, Rule, at_local, length, monday, rule_for, span
from hypothesis import given
from hypothesis import strategies as st

SHANGHAI, BERLIN, AUCKLAND = (pytz.timezone(name) for name in ("Asia/Shanghai", "Europe/Berlin", "Pacific/Auckland"))


def rule(number=1, report=WEEK, days=5, hour=17.0, remind=24.0, grace=48.0, **more):
    return Rule(number, report, frozenset(more.pop("teams", ())), frozenset(more.pop("jobs", ())), days, hour, remind,
                grace, **more)  # fmt: skip


def test_saturday_five_in_shanghai_is_nine_in_the_morning_of_utc():
    moments = rule().moments(date(2026, 3, 2), SHANGHAI)
    assert moments == Moments(datetime(2026, 3, 6, 9), datetime(2026, 3, 7, 9), datetime(2026, 3, 9, 9))


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
    assert monday(day).weekday() == 0 and monday(day) <= day < monday(day) + timedelta(days=7)


def test_the_first_rule_that_is_for_somebody_holds():
    rules = [rule(1, teams=[7]), rule(2, jobs=[3]), rule(3, DAY), rule(4)]
    day = date(2026, 3, 2)
    assert rule_for(rules, WEEK, 7, 3, day).id == 1
    assert rule_for(rules, WEEK, 8, 3, day).id == 2
    assert rule_for(rules, WEEK, 8, 4, day).id == 4
    assert rule_for(rules, DAY, 8, 4, day).id == 3
    assert rule_for(rules[:3], WEEK, 8, 4, day) is None


def test_a_rule_holds_from_its_first_day_to_its_last():
    limited = rule(starts=date(2026, 3, 2), ends=date(2026, 3, 9))
    asked = [date(2026, 2, 23), date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)]
    assert [limited.serves(1, 1, day) for day in asked] == [False, True, True, False]


def test_time_looks_when_something_changes():
    moments = rule().moments(date(2026, 3, 2), SHANGHAI)
    second = timedelta(seconds=1)
    assert moments.next_look(datetime(2026, 3, 2)) == moments.remind
    assert moments.next_look(moments.remind) == moments.due + second
    assert moments.next_look(moments.due) == moments.due + second
    assert moments.next_look(moments.due + second) == moments.missing + second
    assert moments.next_look(moments.missing + second) is None


def test_a_deadline_that_is_put_off_keeps_its_distances():
    moments = Moments(datetime(2026, 3, 6, 9), datetime(2026, 3, 7, 9), datetime(2026, 3, 9, 9))
    later = moments.put_off(datetime(2026, 3, 8, 9))
    assert later == Moments(datetime(2026, 3, 7, 9), datetime(2026, 3, 8, 9), datetime(2026, 3, 10, 9))
    assert moments.put_off(datetime(2026, 3, 1)) == moments


def test_characters_that_say_something():
    assert length("本周 处理\n投诉", None, False, "ab c") == 9
