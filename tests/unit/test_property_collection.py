"""Months of figures follow each other without gaps, and what was open, came and went adds up."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from property_core.collection import Movement, month_ending, rate, whole

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
money = st.integers(-10_000_000, 10_000_000).map(lambda n: Decimal(n) / 100)
movements = st.builds(Movement, money, money, money, money, money, money)


def test_figures_of_a_month_go_from_the_25th_to_the_24th():
    assert month_ending(date(2026, 11, 24), 24) == (date(2026, 10, 25), date(2026, 11, 24))
    assert month_ending(date(2026, 11, 23), 24) == (date(2026, 9, 25), date(2026, 10, 24))
    assert month_ending(date(2026, 3, 5), 31) == (date(2026, 2, 1), date(2026, 2, 28))


def test_a_rate_is_rounded_half_up_and_nothing_due_has_none():
    assert rate(Decimal("2"), Decimal("3")) == Decimal("66.67")
    assert rate(Decimal("0.125"), Decimal("1")) == Decimal("12.50")
    assert rate(Decimal("5"), Decimal("0")) is None


@given(days, st.integers(1, 31))
def test_each_month_begins_the_day_after_the_one_before_ended(today, day):
    first, last = month_ending(today, day)
    assert first <= last <= today
    assert month_ending(first - timedelta(days=1), day)[1] == first - timedelta(days=1)
    assert 28 <= (last - first).days + 1 <= 31


@given(st.lists(movements, max_size=8))
def test_the_whole_is_the_sum_of_its_parts(parts):
    assert whole(parts).closing == sum((part.closing for part in parts), Decimal(0))
