"""D16: shares of nights and weekends follow availability and the rolling ledger, and add up."""

import pytest
from cs_core.roster.fairness import Month, owed, shares
from hypothesis import given, settings
from hypothesis import strategies as st


def test_equal_people_share_equally():
    assert shares(9, {"a": 1, "b": 1, "c": 1}) == {"a": 3, "b": 3, "c": 3}


def test_half_time_is_entitled_to_half():
    assert shares(10, {"a": 2, "b": 2, "c": 1, "d": 0}) == {"a": 4, "b": 4, "c": 2, "d": 0}


def test_who_did_more_last_month_does_less_in_this_one():
    month = Month({"a": 1, "b": 1}, {"a": 6, "b": 2})
    assert owed([month], ["a", "b"]) == {"a": -2, "b": 2}
    assert shares(8, {"a": 1, "b": 1}, owed([month], ["a", "b"])) == {"a": 2, "b": 6}


def test_a_newcomer_and_somebody_back_from_leave_owe_nothing():
    months = [Month({"a": 1, "b": 1}, {"a": 5, "b": 5}), Month({"a": 1}, {"a": 4})]
    assert owed(months, ["a", "b", "new"]) == {"a": 0, "b": 0, "new": 0}


def test_what_somebody_who_left_did_is_not_charged_to_those_who_stay():
    month = Month({"gone": 1, "a": 1, "b": 1}, {"gone": 0, "a": 3, "b": 3})
    balance = owed([month], ["a", "b"])
    assert balance == {"a": -1, "b": -1}
    assert shares(6, {"a": 1, "b": 1}, balance) == {"a": 3, "b": 3}


def test_a_debt_larger_than_the_period_never_makes_a_share_negative():
    assert shares(4, {"a": 1, "b": 1, "c": 1}, {"a": -20, "b": 10, "c": 10}) == {"a": 0, "b": 2, "c": 2}


def test_limits_push_the_rest_to_the_others():
    assert shares(10, {"a": 1, "b": 1, "c": 1}, most={"a": 1}) == {"a": 1, "b": 5, "c": 4}
    assert shares(10, {"a": 1, "b": 1}, most={"a": 1, "b": 2}) == {"a": 1, "b": 2}


def test_nobody_available_means_no_shares():
    assert shares(5, {"a": 0, "b": 0}) == {"a": 0, "b": 0}
    assert shares(0, {"a": 1}) == {"a": 0}
    assert owed([Month({}, {"a": 3})], ["a"]) == {"a": 0}


@settings(max_examples=200, deadline=None)
@given(
    total=st.integers(0, 400),
    available=st.lists(st.integers(0, 10000), min_size=1, max_size=30),
    data=st.data(),
)
def test_shares_add_up_and_keep_their_limits(total, available, data):
    names = range(len(available))
    owing = {name: data.draw(st.floats(-30, 30)) for name in names}
    most = {name: data.draw(st.integers(0, 31)) for name in names if data.draw(st.booleans())}
    there = dict(enumerate(available))
    found = shares(total, there, owing, most)
    can = sum(most.get(name, total) for name in names if there[name])
    assert sum(found.values()) == min(total, can)
    assert all(0 <= found[name] <= most.get(name, total) for name in names)
    assert all(found[name] == 0 for name in names if not there[name])


@pytest.mark.parametrize("availability", [(1, 1, 1, 1, 1), (2, 2, 1, 1, 2)])
def test_over_months_the_sum_stays_within_one_of_the_entitled_share(availability):
    names = range(len(availability))
    available = dict(enumerate(availability))
    months = []
    for total in (7, 11, 8, 13, 6, 9):
        months.append(Month(available, shares(total, available, owed(months, names))))
    assert all(abs(balance) <= 1 for balance in owed(months, names).values())
