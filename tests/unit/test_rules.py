"""Which rule applies: precedence, dates, scopes."""

from datetime import date, timedelta

from cs_core.rules import DIMENSIONS, Rule, pick
from hypothesis import given
from hypothesis import strategies as st

DAY = date(2026, 3, 4)

values = st.integers(0, 3)
facts = st.fixed_dictionaries(dict.fromkeys(DIMENSIONS, values))
scopes = st.dictionaries(st.sampled_from(DIMENSIONS), st.frozensets(values, min_size=1), max_size=4)
days = st.none() | st.integers(-3, 3).map(lambda n: DAY + timedelta(days=n))
topics = st.frozensets(st.sampled_from(["resolution", "first_response"]))


@st.composite
def books(draw):
    """A handful of rules with distinct ids."""
    size = draw(st.integers(0, 6))
    return [
        Rule(
            id=number + 1,
            sequence=draw(st.integers(1, 3)),
            scope=draw(scopes),
            date_from=draw(days),
            date_to=draw(days),
            topics=draw(topics),
        )
        for number in range(size)
    ]


def test_a_rule_without_scope_fits_every_case():
    assert Rule(1).fits({}, DAY)


def test_first_and_last_day_belong_to_the_rule():
    rule = Rule(1, date_from=DAY, date_to=DAY)
    assert rule.fits({}, DAY)
    assert not rule.fits({}, DAY - timedelta(days=1))
    assert not rule.fits({}, DAY + timedelta(days=1))


def test_every_dimension_must_agree():
    rule = Rule(1, scope={"kind_id": frozenset({1}), "team_id": frozenset({2})})
    assert rule.fits({"kind_id": 1, "team_id": 2}, DAY)
    assert not rule.fits({"kind_id": 1, "team_id": 3}, DAY)
    assert not rule.fits({"kind_id": 1}, DAY)


def test_the_manager_s_order_comes_before_the_narrower_scope():
    wide, narrow = Rule(1, sequence=1), Rule(2, sequence=2, scope={"kind_id": frozenset({1})})
    assert pick([narrow, wide], {"kind_id": 1}, DAY) is wide


def test_at_one_place_in_the_order_the_narrower_wins_then_the_older():
    wide, narrow = Rule(1), Rule(2, scope={"kind_id": frozenset({1})})
    assert pick([wide, narrow], {"kind_id": 1}, DAY) is narrow
    assert pick([Rule(4), Rule(3)], {}, DAY).id == 3


def test_a_rule_is_only_asked_about_its_topics():
    silent, speaks = Rule(1, sequence=1), Rule(2, topics=frozenset({"resolution"}))
    assert pick([silent, speaks], {}, DAY, "resolution") is speaks
    assert pick([silent], {}, DAY, "resolution") is None


@given(books(), facts, st.sampled_from(["", "resolution"]))
def test_what_is_picked_fits_and_nothing_that_fits_comes_before_it(book, case, topic):
    found = pick(book, case, DAY, topic)
    fitting = [r for r in book if r.fits(case, DAY) and (not topic or topic in r.topics)]
    if not fitting:
        assert found is None
    else:
        assert found in fitting
        assert all(found.precedence <= other.precedence for other in fitting)


@given(books(), facts, st.randoms())
def test_the_order_in_which_rules_are_read_does_not_matter(book, case, random):
    mixed = list(book)
    random.shuffle(mixed)
    assert pick(mixed, case, DAY) == pick(book, case, DAY)


@given(books(), facts)
def test_a_rule_that_does_not_fit_changes_nothing(book, case):
    stranger = Rule(99, sequence=0, scope={"kind_id": frozenset({77})})
    assert pick([*book, stranger], case, DAY) == pick(book, case, DAY)
