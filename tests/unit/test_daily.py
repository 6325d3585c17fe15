"""Deadlines of reports: weekdays and time zones."""

from datetime import date, datetime, timedelta

import pytz
from cs_core.daily import DAY, WEEK, Moments, Rule, length, monday, rule_for
from hypothesis import given
from hypothesis import strategies as st

SHANGHAI, BERLIN, AUCKLAND = (pytz.timezone(name) for name in ("Asia/Shanghai", "Europe/Berlin", "Pacific/Auckland"))


def rule(number=1, report=WEEK, days=5, hour=17.0, remind=24.0, grace=48.0, **more):
    return Rule(number, report, frozenset(more.pop("teams", ())), frozenset(more.pop("jobs", ())), days, hour, remind,
                grace, **more)  # fmt: skip


def test_saturday_five_in_shanghai_is_nine_in_the_morning_of_utc():
    moments = rule().moments(date(2026, 3, 2), SHANGHAI)
    assert moments == Moments(datetime(2026, 3, 6, 9), datetime(2026, 3, 7, 9), datetime(2026, 3, 9, 9))


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_weeks_begin_on_monday(day):
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
