"""The same customer or place with the same trouble again."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cs_core.repeat import Case, Sameness, index_cases, latest_repeat
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 3, 4, 2)
LEAK, NOISE = 1, 2

cases = st.builds(
    Case,
    st.integers(1, 50),
    st.integers(0, 40).map(lambda days: NOW - timedelta(days=days)),
    customer_id=st.integers(0, 2),
    place=st.sampled_from(["", "B2", "C3"]),
    category_id=st.integers(0, 2),
    cause_id=st.integers(0, 2),
)
rules = st.builds(Sameness, st.integers(1, 40), st.booleans(), st.booleans())


def case(number, days_ago=0, **values):
    values = {"customer_id": 7, "category_id": LEAK, **values}
    return Case(number, NOW - timedelta(days=days_ago), **values)


THIRTY = Sameness(30)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"days_ago": 30}, True),
        ({"days_ago": 31}, False),
        ({"days_ago": -1}, False),  # the future repeats nothing
        ({"customer_id": 8}, False),
        ({"category_id": NOISE}, False),
        ({"category_id": 0}, False),
    ],
)
def test_window_customer_and_trouble_must_agree(values, expected):
    assert THIRTY(case(2), case(1, **values)) is expected


def test_unknown_customer_and_place_repeat_nothing():
    nobody = case(2, customer_id=0, place="")
    assert not THIRTY(nobody, case(1, customer_id=0, place=""))


def test_two_causes_found_decide_over_the_category():
    assert THIRTY(case(2, category_id=NOISE, cause_id=5), case(1, cause_id=5))
    assert not THIRTY(case(2, cause_id=6), case(1, cause_id=5))


def test_the_place_counts_only_where_the_rule_says_so():
    here, there = case(2, customer_id=1, place="B2"), case(1, customer_id=2, place="B2")
    assert THIRTY(here, there)
    assert not Sameness(30, by_place=False)(here, there)


@given(cases, st.lists(cases, max_size=12, unique_by=lambda c: c.id), rules)
def test_the_index_finds_what_looking_at_every_case_finds(new, earlier, same):
    found = latest_repeat(new, index_cases(earlier), same)
    every = [other for other in earlier if same(new, other)]
    best = max(every, key=lambda c: (c.registered_at, c.id), default=None)
    assert found == best


@given(cases, rules)
def test_a_case_never_repeats_itself(one, same):
    assert not same(one, one)
    assert not same(one, replace(one))


@given(cases, cases, rules)
def test_two_cases_do_not_repeat_each_other_unless_of_one_moment(one, other, same):
    if same(one, other) and same(other, one):
        assert one.registered_at == other.registered_at
