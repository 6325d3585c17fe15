"""Training as decisions: days, re-sits, validity, the gate."""

from datetime import date
from decimal import Decimal

import pytest
from cs_core.training import (
    Line,
    Stand,
    add_months,
    barred,
    has_passed,
    joining_days,
    lacking,
    may_resit,
    month_day,
    monthly_days,
    next_day,
    steps_due,
    valid_until,
)
from hypothesis import given
from hypothesis import strategies as st

LINES = (Line(1, "joining", 0), Line(2, "joining", 4), Line(3, "monthly", 31))
TODAY = date(2026, 3, 4)


def test_the_first_day_is_day_zero():
    assert joining_days(LINES, TODAY) == {1: TODAY, 2: date(2026, 3, 8)}


def test_who_came_to_the_company_long_ago_needs_no_induction():
    lines = (Line(1, "joining", 0, induction=True), Line(2, "joining", 3, induction=True), Line(3, "joining", 5))
    assert joining_days(lines, TODAY, date(2020, 1, 1)) == {3: date(2026, 3, 9)}
    assert joining_days(lines, TODAY, date(2026, 3, 2)) == {2: date(2026, 3, 5), 3: date(2026, 3, 9)}
    assert joining_days(lines, TODAY) == {1: TODAY, 2: date(2026, 3, 7), 3: date(2026, 3, 9)}


def test_the_monthly_training_is_due_on_the_last_day_of_any_month():
    assert monthly_days(LINES, date(2026, 1, 1), date(2026, 2, 3)) == {3: date(2026, 2, 28)}
    assert month_day(date(2028, 2, 1), 31) == date(2028, 2, 29)


def test_the_month_in_which_somebody_joins_is_the_inductions():
    assert monthly_days(LINES, date(2026, 3, 2), TODAY) == {}
    assert monthly_days(LINES, date(2026, 3, 1), TODAY) == {3: date(2026, 3, 31)}
    assert monthly_days(LINES, date(2026, 4, 1), TODAY) == {}


def test_the_pass_mark_itself_passes():
    assert has_passed(Decimal("80"), Decimal("80"))
    assert not has_passed(Decimal("79.99"), Decimal("80"))


def test_a_limit_of_zero_is_none():
    assert may_resit(99, 0)
    assert may_resit(2, 3)
    assert not may_resit(3, 3)


def test_a_year_ends_on_the_day_before():
    assert valid_until(date(2026, 3, 4), 12) == date(2027, 3, 3)
    assert valid_until(date(2024, 2, 29), 12) == date(2025, 2, 27)
    assert valid_until(TODAY, 0) is None


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 240))
def test_months_on_is_so_many_months_later(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day


def test_time_reminds_then_tells_then_ends():
    stand = Stand(is_open=True, due_on=TODAY)
    assert next_day(stand, 3) == date(2026, 3, 1)
    assert steps_due(stand, date(2026, 2, 28), 3) == []
    assert steps_due(stand, date(2026, 3, 1), 3) == ["remind"]
    assert steps_due(stand, date(2026, 3, 5), 3) == ["overdue"]
    assert next_day(Stand(is_open=True, due_on=TODAY, reminded=True, told_overdue=True), 3) is None


def test_monthly_training_that_was_not_attended_is_missed():
    stand = Stand(is_open=True, due_on=TODAY, closes=True, reminded=True)
    assert steps_due(stand, date(2026, 3, 5), 3) == ["missed"]


def test_what_counts_for_a_time_is_renewed_and_runs_out():
    stand = Stand(is_open=False, last_day=date(2026, 3, 31), renew_days=30)
    assert next_day(stand, 3) == date(2026, 3, 1)
    assert steps_due(stand, date(2026, 3, 1), 3) == ["renew"]
    assert steps_due(stand, date(2026, 4, 1), 3) == ["renew", "expire"]


@given(st.sets(st.integers(1, 9)), st.dictionaries(st.integers(1, 5), st.sets(st.integers(1, 9))))
def test_whoever_is_not_barred_has_passed_all_that_is_needed(needed, done):
    out = barred(needed, done, range(1, 6))
    for user in range(1, 6):
        assert (user in out) == bool(lacking(needed, done.get(user, ())))


@pytest.mark.parametrize("count", [0, 1])
def test_where_nothing_is_needed_nobody_is_barred(count):
    assert barred((), {}, range(count)) == frozenset()
