"""What quotes come to, who goes, how long warranty holds."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from property_core.repair import (
    Worker,
    exceeds,
    in_warranty,
    line_amount,
    price_on,
    ranked,
    total,
    warranty_until,
)

CENTS = st.decimals(min_value=0, max_value=100_000, places=2, allow_nan=False)


@pytest.mark.parametrize(
    ("quantity", "price", "amount"),
    [
        ("1", "50", "50.00"),
        ("0.5", "0.05", "0.03"),
        ("3", "33.33", "99.99"),
        ("0", "80", "0.00"),
        ("2.25", "6", "13.50"),
    ],
)
def test_a_line_is_rounded_half_up_to_cents(quantity, price, amount):
    assert line_amount(Decimal(quantity), Decimal(price)) == Decimal(amount)


def test_below_zero_is_no_line():
    with pytest.raises(ValueError, match="below zero"):
        line_amount(Decimal(-1), Decimal(5))


@given(st.lists(st.tuples(CENTS, CENTS), max_size=30))
def test_the_sum_is_that_of_the_lines_on_the_paper(lines):
    assert total(lines) == sum((line_amount(*line) for line in lines), Decimal(0))


def test_a_price_holds_from_its_day_on():
    prices = [(date(2026, 3, 1), Decimal(60)), (date(2025, 1, 1), Decimal(50))]
    assert price_on(prices, date(2026, 2, 28)) == 50
    assert price_on(prices, date(2026, 3, 1)) == 60
    assert price_on(prices, date(2024, 12, 31)) is None


def test_more_than_agreed_and_what_was_never_agreed_is_asked_anew():
    agreed = {1: Decimal(1), 2: Decimal(2)}
    assert exceeds(agreed, {1: Decimal(1), 2: Decimal(1)}) == frozenset()
    assert exceeds(agreed, {1: Decimal(2), 2: Decimal(2), 3: Decimal("0.5")}) == {1, 3}
    assert exceeds(agreed, {3: Decimal(0)}) == frozenset()


def test_warranty_counts_from_the_day_after_the_acceptance_its_last_day_included():
    until = warranty_until(date(2026, 1, 1), 90)
    assert until == date(2026, 4, 1)
    assert in_warranty(until, date(2026, 4, 1))
    assert not in_warranty(until, date(2026, 4, 2))


def test_without_days_there_is_no_warranty():
    assert warranty_until(date(2026, 1, 1), 0) is None
    assert not in_warranty(None, date(2026, 1, 1))
    with pytest.raises(ValueError, match="below zero"):
        warranty_until(date(2026, 1, 1), -1)


def test_who_is_on_duty_with_the_skill_and_least_in_hand_goes_first():
    needed = frozenset({7})
    workers = [
        Worker(1, on_duty=False, skills=needed),
        Worker(2, on_duty=True),
        Worker(3, on_duty=True, skills=needed, load=4),
        Worker(4, on_duty=True, skills=needed, load=1),
        Worker(5, on_duty=True, skills=needed, barred=True),
        Worker(6, on_duty=True, skills=needed, load=1),
    ]
    order = [one.user_id for one in ranked(workers, needed)]
    assert order[:3] == [4, 6, 3]
    assert set(order[3:]) == {1, 2, 5}
    assert [one.user_id for one in workers if one.fits(needed)] == [3, 4, 6]
