"""Agreement of two raters: worked by hand, and what holds always."""

from cs_core import agreement
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1)


def test_worked_by_hand():
    # 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: 70 %; chance 25/50·30/50 + 25/50·20/50 = 0.5; (0.7−0.5)/0.5
    pairs = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    found = agreement.compare(pairs)
    assert (found.pairs, found.agreed, found.percent) == (50, 35, 70)
    assert found.kappa == approx(0.4)


def test_no_better_than_chance():
    pairs = [("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")]
    assert agreement.compare(pairs).kappa == 0


def test_always_the_opposite():
    assert agreement.compare([(0, 1), (1, 0)]).kappa == -1


def test_nothing_rated_twice():
    found = agreement.compare([])
    assert (found.percent, found.kappa) == (None, None)


def test_chance_alone_would_agree():
    found = agreement.compare([(1, 1), (1, 1)])
    assert (found.percent, found.kappa) == (100, None)


@given(PAIRS)
def test_kappa_lies_between_minus_one_and_one(pairs):
    found = agreement.compare(pairs)
    assert 0 <= found.percent <= 100
    assert found.kappa is None or -1 <= found.kappa <= 1


@given(PAIRS)
def test_it_does_not_matter_who_rated_first(pairs):
    turned = [(second, first) for first, second in pairs]
    assert agreement.compare(pairs).kappa == agreement.compare(turned).kappa


@given(PAIRS)
def test_kappa_is_one_exactly_when_all_is_equal(pairs):
    found = agreement.compare(pairs)
    if found.kappa is not None:
        assert (found.kappa == 1) == all(first == second for first, second in pairs)
