"""Nobody signs two tiers: whether each tier can have a signer of its own."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st
from property_core.signing import can_sign_all

PEOPLE = st.integers(1, 5)
TIERS = st.lists(st.sets(PEOPLE, max_size=4), max_size=4)


def by_trying(tiers, gone):
    everybody = sorted(set().union(*tiers) - gone) if tiers else []
    return any(
        all(person in tier for person, tier in zip(row, tiers, strict=True))
        for row in permutations(everybody, len(tiers))
    )


@given(tiers=TIERS, gone=st.sets(PEOPLE, max_size=3))
def test_it_finds_signers_exactly_where_trying_everybody_finds_them(tiers, gone):
    assert can_sign_all(tiers, gone) == by_trying(tiers, gone)


def test_the_only_manager_leaves_the_lower_tier_to_others():
    tiers = [{1, 2}, {1}]
    assert can_sign_all(tiers)
    assert can_sign_all(tiers[1:], gone={2})
    assert not can_sign_all(tiers[1:], gone={1})
