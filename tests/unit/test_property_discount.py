"""What is granted less of a charge."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from property_core.discount import Grant, reductions

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
CENT = Decimal("0.01")
grants = st.builds(
    Grant,
    st.sampled_from(["percent", "amount", "waiver"]),
    st.decimals(0, 100, places=2),
    st.tuples(st.dates(date(2026, 1, 1), date(2026, 3, 15)), st.dates(date(2026, 3, 16), date(2026, 5, 1))),
)


@given(st.decimals(0, 100000, places=2), st.lists(grants, max_size=4))
def test_never_more_than_the_charge_is_taken_off(amount, given_grants):
    found = reductions(amount, MARCH, given_grants, CENT)
    assert len(found) == len(given_grants)
    assert all(taken >= 0 and taken == taken.quantize(CENT) for taken in found)
    assert sum(found) <= amount


def test_per_cent_count_for_the_days_they_were_granted():
    half = Grant("percent", Decimal(50), (date(2026, 3, 17), date(2026, 12, 31)))
    assert reductions(Decimal(310), MARCH, [half], CENT) == [Decimal(75)]


def test_other_days_take_nothing_off():
    april = Grant("waiver", Decimal(0), (date(2026, 4, 1), date(2026, 4, 30)))
    assert reductions(Decimal(310), MARCH, [april], CENT) == [Decimal(0)]


def test_what_is_waived_leaves_nothing_for_others():
    all_of_it = Grant("waiver", Decimal(0), MARCH)
    some = Grant("amount", Decimal(20), MARCH)
    assert reductions(Decimal(310), MARCH, [all_of_it, some], CENT) == [Decimal(310), Decimal(0)]


def test_charges_below_zero_are_refused():
    with pytest.raises(ValueError, match="below zero"):
        reductions(Decimal(-1), MARCH, [], CENT)
