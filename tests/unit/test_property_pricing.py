"""Periods, parts of months, steps and shares of fees."""

import itertools
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from property_core import pricing, proration, sharing

D = Decimal
MARCH = (date(2026, 3, 1), date(2026, 3, 31))
cents = st.integers(-(10**9), 10**9).map(lambda count: D(count) / 100)
weights = st.lists(st.decimals(0, 10**4, places=2), min_size=1, max_size=60)
a_day = st.dates(date(2024, 1, 1), date(2027, 12, 31))
spans = st.tuples(a_day, st.integers(0, 400)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1])))


@given(cents, weights)
def test_shares_sum_to_the_pool_to_the_cent(total, weighing):
    if not any(weighing):
        with pytest.raises(ValueError, match="nobody") if total else pytest.MonkeyPatch.context():
            sharing.share(total, weighing)
        return
    parts = sharing.share(total, weighing)
    assert sum(parts) == total
    whole = sum(weighing)
    for part, weight in zip(parts, weighing, strict=True):
        assert abs(part - total * weight / whole) < D("0.01")
        assert weight or not part


@given(cents, weights, st.randoms())
def test_who_weighs_more_never_pays_less(total, weighing, _random):
    if total < 0 or not any(weighing):
        return
    pairs = sorted(zip(weighing, sharing.share(total, weighing), strict=True))
    assert all(later[1] >= earlier[1] - D("0.01") for earlier, later in itertools.pairwise(pairs))


def test_a_negative_weight_is_refused():
    with pytest.raises(ValueError, match="below zero"):
        sharing.share(D(1), [D(-1), D(2)])


@given(st.lists(st.decimals(0, 10**6, places=6), min_size=1, max_size=10))
def test_rounded_parts_sum_to_the_rounded_whole(parts):
    rounded = sharing.round_parts(parts)
    assert sum(rounded) == D(sum(parts)).quantize(D("0.01"), rounding="ROUND_HALF_UP")
    assert all(abs(new - old) <= D("0.01") for new, old in zip(rounded, parts, strict=True))


@given(spans, st.lists(spans, max_size=5))
def test_free_and_taken_days_make_up_the_span(span, taken):
    free = proration.without(span, taken)
    days_of = lambda parts: {  # noqa: E731
        date.fromordinal(day) for first, last in parts for day in range(first.toordinal(), last.toordinal() + 1)
    }
    assert days_of(free) | days_of(proration.within(span, taken)) == days_of([span])
    assert not days_of(free) & days_of(taken)


@given(st.sampled_from([1, 2, 3, 6, 12]), st.integers(1, 12), st.booleans(), st.integers(2024, 2026))
def test_monthly_runs_bill_each_day_of_a_year_once(months, first_month, arrears, year):
    cycle = proration.Cycle(months, first_month, arrears)
    billed = []
    for month in range(1, 25):
        first = proration.add_months(date(year, 1, 1), month - 1)
        billed += proration.periods(cycle, first, proration.month_end(first))
    ends = sorted(billed)
    assert all(after[0] - before[1] == timedelta(days=1) for before, after in itertools.pairwise(ends))


def test_a_flat_handed_over_within_a_quarter_is_billed_from_there():
    cycle = proration.Cycle(3, 1)
    assert list(proration.periods(cycle, *MARCH, begin=date(2026, 3, 10))) == [(date(2026, 1, 1), date(2026, 3, 31))]
    assert not list(proration.periods(cycle, *MARCH, begin=date(2026, 2, 10)))


@pytest.mark.parametrize(
    ("mode", "span", "part"),
    [
        ("days", (date(2026, 3, 11), date(2026, 3, 31)), Fraction(21, 31)),
        ("whole", (date(2026, 3, 11), date(2026, 3, 31)), 1),
        ("next", (date(2026, 3, 11), date(2026, 3, 31)), 0),
        ("next", MARCH, 1),
    ],
)
def test_part_of_a_month(mode, span, part):
    assert proration.part_of_month(span, mode) == part


def test_in_whole_months_a_month_has_one_payer():
    here = [(date(2026, 3, 1), date(2026, 3, 9), 1), (date(2026, 3, 10), date(2026, 5, 31), 2)]
    assert proration.snapped(here, "whole", []) == [
        (date(2026, 3, 1), date(2026, 3, 31), 1),
        (date(2026, 4, 1), date(2026, 5, 31), 2),
    ]
    assert proration.snapped(here, "whole", [(date(2026, 3, 20), date(2026, 3, 20))]) == [
        (date(2026, 4, 1), date(2026, 5, 31), 2)
    ]
    moved_in = [(date(2026, 3, 10), date(2026, 4, 30), 2)]
    assert proration.snapped(moved_in, "next", []) == [(date(2026, 4, 1), date(2026, 4, 30), 2)]
    assert proration.snapped(here, "days", [MARCH]) == [(date(2026, 4, 1), date(2026, 5, 31), 2)]


def area(price):
    return D("128.6"), D("128.6") * price.price


def test_a_new_price_within_a_month_counts_from_its_day():
    prices = [pricing.Price(date(2020, 1, 1), D("2.80")), pricing.Price(date(2026, 3, 16), D("3.10"))]
    charge = pricing.monthly(MARCH, area, prices, "days")
    # 128.6 × 2.80 × 15/31 + 128.6 × 3.10 × 16/31
    assert charge.amount.quantize(D("0.01")) == D("379.99")
    assert [part.price for part in charge.parts] == [D("2.80"), D("3.10")]


def test_a_vacant_unit_pays_a_part():
    prices = [pricing.Price(date(2020, 1, 1), D("2.80"))]
    vacant = [(date(2026, 3, 11), date(2026, 12, 31))]
    charge = pricing.monthly(MARCH, area, prices, "days", vacant, D(70))
    # 360.08 × (10 + 21 × 0.7) / 31
    assert charge.amount.quantize(D("0.01")) == D("286.90")


def test_no_price_on_a_day_is_said():
    with pytest.raises(pricing.NoPrice) as error:
        pricing.monthly(MARCH, area, [pricing.Price(date(2026, 3, 2), D(1))], "days")
    assert error.value.day == date(2026, 3, 1)


@given(st.decimals(0, 1000, places=3))
def test_steps_take_the_whole_usage(usage):
    steps = [pricing.Step(D(15), D("3.45")), pricing.Step(D(22), D("4.83")), pricing.Step(None, D("5.83"))]
    rows = pricing.stepped(usage, steps)
    assert sum((quantity for quantity, _price in rows), D(0)) == usage


def test_steps_of_water():
    steps = (pricing.Step(D(15), D("3.45")), pricing.Step(D(22), D("4.83")), pricing.Step(None, D("5.83")))
    charge = pricing.metered(MARCH, D(25), [pricing.Price(date(2020, 1, 1), D("3.45"), steps)])
    # 15 × 3.45 + 7 × 4.83 + 3 × 5.83
    assert charge.amount == D("103.05")
    assert len(charge.parts) == 3


@given(spans, st.sampled_from(["days", "whole", "next"]), st.integers(1, 40))
def test_two_payers_pay_what_one_would(span, mode, cut_after):
    border = span[0] + timedelta(days=cut_after)
    if border > span[1]:
        return
    prices = [pricing.Price(date(2020, 1, 1), D("2.80"))]
    alone = proration.snapped([(*span, 1)], mode, [])
    both = proration.snapped([(span[0], border - timedelta(days=1), 1), (border, span[1], 2)], mode, [])
    total = lambda found: sum((pricing.monthly((a, b), area, prices, mode).amount for a, b, _p in found), D(0))  # noqa: E731
    assert abs(total(alone) - total(both)) < D("0.00000001") * 100
