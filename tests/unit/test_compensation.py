"""How much a customer is offered, and how much may be given back."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from cs_core.compensation import Offer, amount, lateness, money, refundable, started_units
from hypothesis import given
from hypothesis import strategies as st

DUE = datetime(2026, 3, 4, 2)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

cents = st.integers(0, 10**7).map(lambda number: Decimal(number) / 100)
offers = st.builds(Offer, st.sampled_from(["fixed", "percent", "per_day", "per_hour"]), cents, cents, cents)


@pytest.mark.parametrize(
    ("late", "days", "hours"),
    [
        (timedelta(0), 0, 0),
        (-HOUR, 0, 0),
        (timedelta(seconds=1), 1, 1),
        (HOUR, 1, 1),
        (HOUR + timedelta(seconds=1), 1, 2),
        (DAY, 1, 24),
        (DAY + timedelta(seconds=1), 2, 25),
    ],
)
def test_a_started_day_or_hour_counts_whole(late, days, hours):
    assert (started_units(late, DAY), started_units(late, HOUR)) == (days, hours)


@pytest.mark.parametrize(
    ("offer", "base", "late", "expected"),
    [
        (Offer("fixed", Decimal(50)), 0, DAY, "50.00"),
        (Offer("percent", Decimal(10)), "99.99", DAY, "10.00"),
        (Offer("percent", Decimal("0.5")), "101", DAY, "0.51"),  # 0.505 half up
        (Offer("percent", Decimal(10)), 0, DAY, "0.00"),
        (Offer("percent", Decimal(10), minimum=Decimal(20)), 100, DAY, "20.00"),
        (Offer("percent", Decimal(30), cap=Decimal(500)), 10000, DAY, "500.00"),
        (Offer("per_day", Decimal(20)), 0, 2 * DAY + HOUR, "60.00"),
        (Offer("per_day", Decimal(20), cap=Decimal(50)), 0, 9 * DAY, "50.00"),
        (Offer("per_day", Decimal(20), minimum=Decimal(50)), 0, timedelta(0), "0.00"),
        (Offer("per_hour", Decimal("3.35")), 0, 3 * HOUR, "10.05"),
        (Offer("fixed", Decimal(50), minimum=Decimal(80), cap=Decimal(60)), 0, DAY, "60.00"),
    ],
)
def test_the_amount_of_a_rule(offer, base, late, expected):
    assert amount(offer, Decimal(base), late) == Decimal(expected)


def test_lateness_is_the_calendar_s_and_never_negative():
    assert lateness(DUE, DUE + 3 * DAY) == 3 * DAY
    assert lateness(DUE, DUE - HOUR) == timedelta(0)


def test_money_is_rounded_half_up_to_the_smallest_coin():
    assert money(Decimal("0.005")) == Decimal("0.01")
    assert money(Decimal("10.4"), Decimal(1)) == Decimal(10)
    assert money(Decimal("0.12"), Decimal("0.05")) == Decimal("0.10")


@given(offers, cents, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_an_amount_is_whole_cents_never_negative_and_never_above_the_cap(offer, base, late):
    value = amount(offer, base, late)
    assert value >= 0
    assert value == money(value)
    if offer.cap:
        assert value <= offer.cap


@given(offers, cents, st.timedeltas(timedelta(0), timedelta(days=40)), st.timedeltas(timedelta(0), timedelta(days=40)))
def test_being_later_never_costs_less(offer, base, late, more):
    assert amount(offer, base, late + more) >= amount(offer, base, late)


@given(cents, st.lists(cents, max_size=5))
def test_all_that_is_given_back_never_exceeds_the_whole(total, wishes):
    given_back = []
    for wish in wishes:
        given_back.append(min(wish, refundable(total, given_back)))
    assert sum(given_back) <= total
