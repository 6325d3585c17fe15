"""Who must approve what, in which order."""

from decimal import Decimal

import pytest
from cs_core.approval import Tier, candidates, chain, fingerprint, gap, standing
from hypothesis import given
from hypothesis import strategies as st

SUPERVISOR = Tier(1, 10)
MANAGER = Tier(2, 20, above=Decimal(200))
DIRECTOR = Tier(3, 30, above=Decimal(1000))
LADDER = (DIRECTOR, SUPERVISOR, MANAGER)

tiers = st.lists(
    st.builds(
        Tier,
        st.integers(1, 9),
        st.integers(0, 3),
        st.integers(0, 6).map(Decimal),
        st.integers(0, 6).map(Decimal),
    ),
    max_size=5,
)


@pytest.mark.parametrize(
    ("amount", "asked"),
    [("0.01", [1]), ("200", [1]), ("200.01", [1, 2]), ("1000", [1, 2]), ("1000.01", [1, 2, 3])],
)
def test_the_higher_the_amount_the_more_tiers_in_order(amount, asked):
    assert [tier.id for tier in chain(LADDER, Decimal(amount))] == asked


def test_a_tier_up_to_an_amount_leaves_the_rest_to_the_next():
    alone = (Tier(1, 10, up_to=Decimal(200)), Tier(2, 20, above=Decimal(200)))
    assert [tier.id for tier in chain(alone, Decimal(200))] == [1]
    assert [tier.id for tier in chain(alone, Decimal("200.01"))] == [2]


def test_what_costs_nothing_is_asked_of_the_tiers_without_a_lower_bound():
    assert [tier.id for tier in chain(LADDER)] == [1]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([Tier(1)], None),
        ([Tier(1, up_to=Decimal(200)), MANAGER], None),
        ([Tier(1, up_to=Decimal(200))], Decimal(200)),
        ([Tier(1, up_to=Decimal(200)), Tier(2, above=Decimal(300))], Decimal(200)),
        ([MANAGER], Decimal(0)),
        ([], Decimal(0)),
    ],
)
def test_the_amount_that_nobody_would_be_asked_about_is_found(rows, found):
    assert gap(rows) == found


@given(tiers, st.decimals("0.01", 20, places=2))
def test_where_no_gap_is_found_every_amount_has_somebody_to_ask(rows, amount):
    hole = gap(rows)
    if hole is None or amount <= hole:
        assert chain(rows, amount)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], ("approved", None)),
        ([None, None], ("asked", 0)),
        (["approved", None], ("asked", 1)),
        (["approved", "approved"], ("approved", None)),
        (["refused", None], ("refused", None)),
        (["approved", "refused"], ("refused", None)),
    ],
)
def test_one_tier_after_the_other_and_one_refusal_ends_it(answers, expected):
    assert standing(list(enumerate(answers))) == expected


def test_nobody_approves_his_own_proposal_unless_the_rule_says_so():
    assert candidates([5, 7], 5, False, [9]) == (7,)
    assert candidates([5, 7], 5, True, [9]) == (5, 7)


def test_where_the_proposer_is_the_only_one_asked_the_fallback_is():
    assert candidates([5], 5, False, [5, 9]) == (9,)
    assert candidates([], None, False, [9, 9]) == (9,)


def test_other_words_are_another_thing_and_blanks_are_not():
    assert fingerprint("We repair  it\n tomorrow ") == fingerprint("We repair it tomorrow")
    assert fingerprint("We repair it tomorrow") != fingerprint("We repair it today")
    assert fingerprint(None) == fingerprint(" ")
