"""Points that people give."""

from decimal import Decimal

import pytest
from cs_core.ratings import Limits, combine, needs_reason, shown_average
from hypothesis import given
from hypothesis import strategies as st

SHARES = {"self": Decimal(10), "peer": Decimal(30), "manager": Decimal(60)}
points = st.integers(0, 2000).map(lambda cents: Decimal(cents) / 100)
ratings = st.fixed_dictionaries({}, optional={side: st.lists(points, max_size=5) for side in SHARES})


def test_each_side_counts_by_its_average():
    # 10 % of 20, 30 % of the average of 10, 12 and 14, 60 % of 15
    found = combine({"self": [Decimal(20)], "peer": [*map(Decimal, (10, 12, 14))], "manager": [Decimal(15)]}, SHARES)
    assert found == Decimal("14.6")


def test_the_share_of_a_side_without_ratings_goes_to_the_others():
    # 30 of 90 for the colleagues, 60 of 90 for the superior
    assert combine({"peer": [Decimal(9)], "manager": [Decimal(15)]}, SHARES) == 13
    assert combine({"self": []}, SHARES) is None
    assert combine({"self": [Decimal(5)]}, {"manager": Decimal(100)}) is None


@pytest.mark.parametrize(("given_points", "needed"), [(11, True), (12, False), (18, False), (19, True)])
def test_points_outside_need_a_reason(given_points, needed):
    assert needs_reason(Decimal(given_points), Limits(Decimal(20), Decimal(60), Decimal(90))) is needed


def test_full_points_need_none_where_nothing_is_above():
    assert not needs_reason(Decimal(20), Limits(Decimal(20)))


@given(ratings)
def test_a_combined_rating_lies_between_those_that_were_given(found):
    combined = combine(found, SHARES)
    everything = [one for side in found.values() for one in side]
    if not everything:
        assert combined is None
    else:
        slack = Decimal("1e-20")
        assert min(everything) - slack <= combined <= max(everything) + slack


@given(st.lists(points, max_size=6), st.integers(0, 5))
def test_of_one_colleague_nothing_is_shown(found, least):
    shown = shown_average(found, least)
    assert (shown is None) == (len(found) < max(least, 2))
