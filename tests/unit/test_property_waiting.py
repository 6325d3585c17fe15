"""The order of a waiting list, and number plates as they are compared."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from property_core.waiting import Waiting, plate, ranked

NOW = datetime(2026, 3, 4)
FACTS = ("owner", "no_space", "disabled")
ROWS = st.lists(
    st.builds(
        Waiting,
        key=st.integers(1, 10_000),
        since=st.integers(0, 500).map(lambda hours: NOW - timedelta(hours=hours)),
        facts=st.frozensets(st.sampled_from(FACTS)),
    ),
    unique_by=lambda row: row.key,
    max_size=30,
)


def test_the_facts_of_the_rule_go_before_the_day():
    rows = [
        Waiting("tenant", NOW - timedelta(days=90)),
        Waiting("owner with a space", NOW - timedelta(days=30), {"owner"}),
        Waiting("owner without", NOW - timedelta(days=1), {"owner", "no_space"}),
    ]
    assert ranked(rows, ("no_space", "owner")) == ["owner without", "owner with a space", "tenant"]
    assert ranked(rows, ()) == ["tenant", "owner with a space", "owner without"]
    assert ranked(rows, (), needed={"owner"}) == ["owner with a space", "owner without"]


@given(ROWS, st.permutations(FACTS), st.randoms())
def test_the_order_does_not_depend_on_the_order_of_asking(rows, order, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert ranked(rows, order) == ranked(shuffled, order)


@given(ROWS, st.permutations(FACTS))
def test_nobody_is_passed_by_one_with_less_of_the_first_fact(rows, order):
    by_key = {row.key: row for row in rows}
    had = [order[0] in by_key[key].facts for key in ranked(rows, order)]
    assert had == sorted(had, reverse=True)


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("京A·12345", "京A12345"),
        (" 沪a d12345 ", "沪AD12345"),
        ("粤ｂ１２３４５", "粤B12345"),
        ("AB-123-CD", "AB123CD"),
        ("", ""),
        ("x", ""),
        ("<script>", ""),
        ("9" * 40, ""),
    ],
)
def test_a_plate_is_the_same_however_it_is_written(typed, known):
    assert plate(typed) == known
