"""Which charge a payment settles."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from property_core.allocation import Open, Order, arranged, fit, match, spread


def open_(key, due, amount, sequence=1, late=False, document=None):
    return Open(key, document or key, date(2026, *due), sequence, late, Decimal(amount))


RENT = open_("rent", (1, 10), "100", sequence=1)
WATER = open_("water", (1, 10), "30.50", sequence=2)
LATE = open_("late", (2, 10), "5", sequence=9, late=True)
NEW = open_("new", (2, 10), "100", sequence=1)
ALL = [NEW, LATE, WATER, RENT]


@pytest.mark.parametrize(
    ("by", "late", "expected"),
    [
        ("oldest", "same", "rent water new late"),
        ("oldest", "first", "late rent water new"),
        ("oldest", "last", "rent water new late"),
        ("current", "same", "new late rent water"),
        ("current", "last", "new rent water late"),
        ("fee", "same", "rent new water late"),
        ("fee", "first", "late rent new water"),
    ],
)
def test_the_rule_says_what_is_paid_first(by, late, expected):
    assert " ".join(one.key for one in arranged(ALL, Order(by, late))) == expected


def test_a_part_payment_stops_in_the_middle_of_a_charge():
    assert spread(Decimal(120), ALL, Order("oldest", "same")) == [("rent", Decimal(100)), ("water", Decimal(20))]


def test_what_is_over_settles_nothing():
    assert sum(part for _key, part in spread(Decimal(1000), ALL, Order())) == Decimal("235.50")


def test_nothing_is_settled_by_less_than_nothing():
    with pytest.raises(ValueError, match="below zero"):
        spread(Decimal(-1), ALL, Order())


def test_several_credits_are_used_one_after_the_other():
    used = match([("a", Decimal(110)), ("b", Decimal(500))], ALL, Order("oldest", "same"))
    assert used == {
        ("a", "rent"): {"rent": Decimal(100)},
        ("a", "water"): {"water": Decimal(10)},
        ("b", "water"): {"water": Decimal("20.50")},
        ("b", "new"): {"new": Decimal(100)},
        ("b", "late"): {"late": Decimal(5)},
    }


def test_a_cent_of_rounding_goes_to_the_largest_part():
    parts = {"a": Decimal("10.01"), "b": Decimal("3.00")}
    assert fit(parts, Decimal("13.00")) == {"a": Decimal("10.00"), "b": Decimal("3.00")}
    assert fit(parts, Decimal("13.01")) == parts


cents = st.integers(1, 100_000).map(lambda number: Decimal(number) / 100)
opens = st.lists(
    st.builds(
        Open,
        key=st.uuids(),
        document=st.integers(1, 4),
        due=st.dates(date(2025, 1, 1), date(2026, 12, 31)),
        sequence=st.integers(1, 5),
        late=st.booleans(),
        amount=cents,
    ),
    max_size=12,
)
orders = st.builds(Order, st.sampled_from(["oldest", "current", "fee"]), st.sampled_from(["first", "last", "same"]))


@given(opens, st.lists(cents, max_size=5), orders)
def test_no_charge_is_overpaid_and_no_credit_is_used_twice(charges, amounts, order):
    credits_ = list(enumerate(amounts))
    used = match(credits_, charges, order)
    paid = {}
    for parts in used.values():
        for key, part in parts.items():
            paid[key] = paid.get(key, Decimal(0)) + part
    assert all(paid.get(one.key, 0) <= one.amount for one in charges)
    for credit, amount in credits_:
        assert sum(sum(parts.values()) for (mine, _document), parts in used.items() if mine == credit) <= amount
    # as much as possible is settled
    assert sum(paid.values()) == min(sum(amounts, Decimal(0)), sum((one.amount for one in charges), Decimal(0)))


@given(opens, cents, orders)
def test_a_later_charge_gets_nothing_while_an_earlier_one_is_open(charges, amount, order):
    paid = dict(spread(amount, charges, order))
    places = arranged(charges, order)
    open_still = False
    for one in places:
        assert not (open_still and one.key in paid)
        open_still = open_still or paid.get(one.key, 0) < one.amount
