"""Conditions of if-this-then-that rules: what holds, for any facts."""

from datetime import datetime, timedelta

import pytest
from cs_core.conditions import OPERATORS, Condition, domain, fits, holds, words
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 3, 4, 2, 0)
OPPOSITES = [
    ("choice", "is", "is_not", frozenset({1, 2})),
    ("choices", "is", "is_not", frozenset({1, 2})),
    ("choice", "is_set", "is_not_set", None),
    ("text", "contains", "contains_not", ("漏水", "gas")),
    ("yesno", "yes", "no", None),
]
FACTS = {
    "choice": st.sampled_from([False, 1, 2, 3]),
    "choices": st.frozensets(st.sampled_from([1, 2, 3])),
    "text": st.sampled_from([False, "", "厨房漏水了", "GAS smell", "noise"]),
    "yesno": st.booleans(),
}


@pytest.mark.parametrize(("kind", "yes", "no", "value"), OPPOSITES)
@given(data=st.data())
def test_a_comparison_and_its_opposite_never_agree(kind, yes, no, value, data):
    facts = {"x": data.draw(FACTS[kind])}
    assert holds(Condition("x", kind, yes, value), facts, NOW) != holds(Condition("x", kind, no, value), facts, NOW)


def test_a_text_condition_asks_for_any_of_its_words_in_any_case():
    condition = Condition("name", "text", "contains", words("漏水、跑水, Gas"))
    assert holds(condition, {"name": "厨房漏水"}, NOW)
    assert holds(condition, {"name": "smell of gas"}, NOW)
    assert not holds(condition, {"name": "noise"}, NOW)
    assert not holds(condition, {}, NOW)


@pytest.mark.parametrize(
    ("operator", "value", "fact", "expected"),
    [
        ("at_least", 2, 2, True),
        ("at_least", 2, 1, False),
        ("at_most", 2, None, True),
        ("at_most", 2, 3, False),
        ("equals", 0, None, True),
        ("equals", 1, 2, False),
    ],
)
def test_numbers(operator, value, fact, expected):
    assert holds(Condition("n", "number", operator, value), {"n": fact}, NOW) is expected


@pytest.mark.parametrize(
    ("operator", "hours", "expected"),
    [("longer_ago", 24, True), ("longer_ago", 25, False), ("less_ago", 25, True), ("less_ago", 24, False)],
)
def test_moments_count_to_the_second(operator, hours, expected):
    facts = {"at": NOW - timedelta(hours=24)}
    assert holds(Condition("at", "moment", operator, hours), facts, NOW) is expected


@pytest.mark.parametrize("operator", ["longer_ago", "less_ago"])
def test_what_never_was_is_neither_long_nor_short_ago(operator):
    assert not holds(Condition("at", "moment", operator, 1), {"at": False}, NOW)


def test_all_or_any_and_no_condition_asks_for_nothing():
    yes, no = Condition("a", "yesno", "yes"), Condition("b", "yesno", "yes")
    facts = {"a": True, "b": False}
    assert not fits([yes, no], "all", facts, NOW)
    assert fits([yes, no], "any", facts, NOW)
    assert fits([], "all", facts, NOW) and fits([], "any", facts, NOW)


def test_a_comparison_that_does_not_suit_the_fact_is_refused():
    for kind, operators in OPERATORS.items():
        for other in {name for names in OPERATORS.values() for name in names} - set(operators):
            with pytest.raises(ValueError, match="cannot be compared"):
                Condition("x", kind, other, 1)


def test_a_search_leaves_out_what_belongs_to_the_moment():
    conditions = [Condition("hours", "yesno", "yes"), Condition("n", "number", "at_least", 2)]
    assert domain(conditions, "all", NOW, momentary=("hours",)) == [("n", ">=", 2)]


def test_words_of_a_search_are_taken_as_written():
    assert domain([Condition("name", "text", "contains", ("50%_a",))], "all", NOW) == [("name", "ilike", "50\\%\\_a")]
