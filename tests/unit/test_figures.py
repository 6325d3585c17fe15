"""Periods of figures, shapes of distributions, charts on paper: whatever is put in is counted once."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
import pytz
from cs_core.figures import period, schedule, shapes, svg
from cs_core.figures.period import Period
from hypothesis import given
from hypothesis import strategies as st

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("month", date(2026, 3, 1), date(2026, 3, 4)),
        ("last_month", date(2026, 2, 1), date(2026, 2, 28)),
        ("days7", date(2026, 2, 26), date(2026, 3, 4)),
        ("days30", date(2026, 2, 3), date(2026, 3, 4)),
        ("quarter", date(2026, 1, 1), date(2026, 3, 4)),
        ("year", date(2026, 1, 1), date(2026, 3, 4)),
    ],
)
def test_a_period_ends_today_unless_it_is_over(name, first, last):
    assert period.preset(name, date(2026, 3, 4)) == Period(first, last)


@pytest.mark.parametrize(
    ("this", "that"),
    [
        # a whole month beside a whole month, whatever their lengths
        (Period(date(2026, 3, 1), date(2026, 3, 31)), Period(date(2026, 2, 1), date(2026, 2, 28))),
        # a running month beside as many days of the month before
        (Period(date(2026, 3, 1), date(2026, 3, 12)), Period(date(2026, 2, 1), date(2026, 2, 12))),
        (Period(date(2026, 3, 1), date(2026, 3, 30)), Period(date(2026, 2, 1), date(2026, 2, 28))),
        (Period(date(2026, 1, 1), date(2026, 3, 31)), Period(date(2025, 10, 1), date(2025, 12, 31))),
        (Period(date(2026, 1, 1), date(2026, 12, 31)), Period(date(2025, 1, 1), date(2025, 12, 31))),
        # any days: as many right before
        (Period(date(2026, 3, 3), date(2026, 3, 9)), Period(date(2026, 2, 24), date(2026, 3, 2))),
    ],
)
def test_what_a_period_is_compared_with(this, that):
    assert period.before(this) == that


def test_the_year_before_keeps_the_end_of_february():
    assert period.year_before(period.month_of(date(2025, 2, 5))) == Period(date(2024, 2, 1), date(2024, 2, 29))


@given(days, st.integers(0, 400))
def test_the_period_before_ends_before_the_period_begins(first, length):
    this = Period(first, first + timedelta(days=length))
    that = period.before(this)
    assert that.date_from <= that.date_to < this.date_from


@given(days, st.integers(1, 36))
def test_months_follow_each_other(day, count):
    months = period.months_until(day, count)
    assert len(months) == count and months[-1] == day.replace(day=1)
    assert all(period.month_start(a, 1) == b for a, b in pairwise(months))


@given(st.lists(st.floats(0, 1e6), max_size=60))
def test_every_value_falls_into_one_bin(values):
    bounds = [5, 15, 30, 60, 240]
    laid = shapes.bins(bounds)
    for value in values:
        inside = [p for p, one in enumerate(laid) if one.low <= value and (one.high is None or value < one.high)]
        assert len(inside) == 1


@given(st.dictionaries(st.integers(0, 50), st.integers(1, 1000), max_size=20))
def test_the_pareto_line_falls_never_and_ends_at_all(counts):
    bars = shapes.pareto(counts)
    assert {bar.key: bar.count for bar in bars} == counts
    assert [bar.count for bar in bars] == sorted(counts.values(), reverse=True)
    if bars:
        assert bars[-1].cumulative == 100.0


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 23), st.integers(1, 99)), max_size=40))
def test_the_week_keeps_the_sum_and_begins_on_monday(rows):
    grid = shapes.week_grid(rows)
    assert sum(map(sum, grid)) == sum(count for _day, _hour, count in rows)
    for place in range(7):
        day = shapes.database_weekday(place)
        assert sum(grid[place]) == sum(count for weekday, _hour, count in rows if weekday == day)
    assert shapes.database_weekday(0) == 1


def test_a_change_is_good_or_bad_by_what_one_wants():
    two, three = Decimal(2), Decimal(3)
    assert shapes.verdict(three, two, "higher") == "better"
    assert shapes.verdict(three, two, "lower") == "worse"
    assert shapes.verdict(two, two, "lower") == "same"
    assert shapes.verdict(None, two, "lower") == ""
    assert shapes.on_target(two, three, "higher") is False
    assert shapes.on_target(two, three, "lower") is True
    assert shapes.on_target(None, three, "lower") is None


def charts():
    values = [None, 95.0, 88.5, 100.0]
    labels = ["八月", "九月", "十月", "<十一月>"]
    yield svg.lines(labels, [svg.Series("按时率", values), svg.Series("目标", [90] * 4, dashed=True)])
    yield svg.stacked(labels, [svg.Series("投诉", [1, 0, 3, 2]), svg.Series("咨询", [4, 0, 1, 900])])
    yield svg.pareto(labels, [9, 5, 2, 1], [52.9, 82.4, 94.1, 100.0])
    yield svg.week(["一", "二"], [[0] * 24, list(range(24))])
    yield svg.lines([], [])
    yield svg.stacked([], [])
    yield svg.pareto([], [], [])


def test_charts_are_well_formed_and_stay_inside():
    for drawing in charts():
        root = ElementTree.fromstring(drawing)
        _x, _y, width, height = map(float, root.get("viewBox").split())
        for node in root.iter():
            x, y = node.get("x"), node.get("y")
            assert x is None or -1 <= float(x) <= width, drawing
            assert y is None or -1 <= float(y) <= height + 1, drawing
            assert not str(node.get("height", "")).startswith("-")


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=13))
def test_any_figures_can_be_drawn(values):
    ElementTree.fromstring(svg.lines([str(place) for place in range(len(values))], [svg.Series("a", values)]))


SHANGHAI = pytz.timezone("Asia/Shanghai")


@given(st.integers(1, 28), st.integers(0, 23), st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)))
def test_a_report_goes_out_next_on_its_day_and_hour(day, hour, after):
    moment = schedule.monthly(day, hour, SHANGHAI, after)
    local = pytz.utc.localize(moment).astimezone(SHANGHAI)
    assert (local.day, local.hour, local.minute) == (day, hour, 0)
    assert after < moment <= after + timedelta(days=31)
    # the one after that is a month later, and reports the month after
    later = schedule.monthly(day, hour, SHANGHAI, moment)
    first = schedule.month_before(moment, SHANGHAI)
    assert schedule.month_before(later, SHANGHAI) == period.month_start(first, 1)


@given(st.integers(0, 23), st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)))
def test_figures_of_a_day_go_out_every_day(hour, after):
    moment = schedule.daily(hour, SHANGHAI, after)
    assert after < moment <= after + timedelta(days=1)
    assert schedule.daily(hour, SHANGHAI, moment) == moment + timedelta(days=1)


def test_before_eight_in_shanghai_it_is_yesterday_in_utc():
    # 2026-03-01 07:30 in Shanghai: the month that has ended is February, the day is its last
    moment = datetime(2026, 2, 28, 23, 30)
    assert schedule.month_before(moment, SHANGHAI) == date(2026, 2, 1)
    assert schedule.day_before(moment, SHANGHAI) == date(2026, 2, 28)
