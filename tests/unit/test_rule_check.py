"""Rules that never apply, clashes and gaps, against every case and day tried one by one."""

from datetime import date, timedelta
from itertools import product

from cs_core.rule_check import Book, Clash, Hidden
from cs_core.rules import DIMENSIONS, Rule, explain, pick
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.test_rules import DAY, books, days, facts

#: small enough that every case can be tried
UNIVERSE = {name: frozenset({False, 1, 2}) if name in DIMENSIONS[:3] else frozenset({False}) for name in DIMENSIONS}
CASES = [dict(zip(DIMENSIONS, case, strict=True)) for case in product(*(UNIVERSE[name] for name in DIMENSIONS))]
#: from today to a day after which nothing changes
DAYS = [DAY + timedelta(days=n) for n in range(6)]


@st.composite
def small_books(draw):
    """Rules over three dimensions of three values."""
    values = st.frozensets(st.sampled_from([False, 1, 2]), min_size=1)
    scopes = st.dictionaries(st.sampled_from(DIMENSIONS[:3]), values)
    return [
        Rule(
            id=number + 1,
            sequence=draw(st.integers(1, 2)),
            scope=draw(scopes),
            date_from=draw(days),
            date_to=draw(days),
            topics=frozenset(draw(st.sets(st.sampled_from("ab")))),
        )
        for number in range(draw(st.integers(0, 6)))
    ]


def never_applies(rule, rules, topic):
    return not any(pick(rules, case, day, topic) == rule for case in CASES for day in DAYS)


@settings(max_examples=150, deadline=None)
@given(small_books())
def test_exactly_the_rules_that_no_case_ever_meets_are_told(rules):
    book = Book(rules, UNIVERSE, DAY)
    found = {(hidden.rule_id, hidden.topic) for hidden in book.hidden()}
    current = [rule for rule in rules if not rule.date_to or rule.date_to >= DAY]
    sane = [rule for rule in current if not (rule.date_from and rule.date_to and rule.date_to < rule.date_from)]
    for rule in sane:
        for topic in book.topics:
            if not topic or topic in rule.topics:
                assert ((rule.id, topic) in found) == never_applies(rule, sane_book(rules), topic)


def sane_book(rules):
    """Rules that end before they begin are refused by the record."""
    return [rule for rule in rules if not (rule.date_from and rule.date_to and rule.date_to < rule.date_from)]


@settings(max_examples=100, deadline=None)
@given(small_books())
def test_whoever_hides_a_rule_stands_before_it_and_takes_cases_of_it(rules):
    rules = sane_book(rules)
    by_id = {rule.id: rule for rule in rules}
    for hidden in Book(rules, UNIVERSE, DAY).hidden():
        rule = by_id[hidden.rule_id]
        takers = [by_id[rule_id] for rule_id in hidden.by]
        assert all(taker.precedence < rule.precedence for taker in takers)
        assert never_applies(rule, [rule, *takers], hidden.topic)


@settings(max_examples=100, deadline=None)
@given(small_books(), st.sampled_from(["", "a", "b"]))
def test_gaps_are_the_kinds_and_severities_for_which_a_case_finds_no_rule(rules, topic):
    rules = sane_book(rules)
    gaps = {(gap.kind_id, gap.severity_id): gap.whole for gap in Book(rules, UNIVERSE, DAY).gaps([topic])}
    for kind, severity in product(UNIVERSE["kind_id"], UNIVERSE["severity_id"]):
        cases = [case for case in CASES if case["kind_id"] == kind and case["severity_id"] == severity]
        answers = [pick(rules, case, DAY, topic) for case in cases]
        expected = None if all(answers) else not any(answers)
        assert gaps.get((kind, severity)) is expected


@settings(max_examples=100, deadline=None)
@given(small_books())
def test_rules_clash_where_some_case_fits_both_and_only_their_age_decides(rules):
    rules = sane_book(rules)
    found = {frozenset((clash.rule_id, clash.other_id)) for clash in Book(rules, UNIVERSE, DAY).clashes()}
    for one, other in product(rules, rules):
        if one.id >= other.id:
            continue
        alike = one.precedence[:2] == other.precedence[:2]
        common = one.topics & other.topics or not one.topics | other.topics
        meet = any(one.fits(case, day) and other.fits(case, day) for case in CASES for day in DAYS)
        assert (frozenset((one.id, other.id)) in found) == bool(alike and common and meet)


def test_two_rules_can_hide_a_third_together():
    book = Book(
        [
            Rule(1, 1, {"kind_id": frozenset({2})}),
            Rule(2, 2, {"kind_id": frozenset({False, 1})}),
            Rule(3, 3),
        ],
        UNIVERSE,
        DAY,
    )
    assert book.hidden() == [Hidden(3, (1, 2))]


def test_a_rule_that_names_only_what_is_gone_is_told_without_a_culprit():
    assert Book([Rule(1, 1, {"kind_id": frozenset({99})})], UNIVERSE, DAY).hidden() == [Hidden(1, ())]


def test_a_rule_hidden_until_the_other_one_ends_does_apply():
    rules = [Rule(1, 1, date_to=DAY + timedelta(days=3)), Rule(2, 2)]
    assert Book(rules, UNIVERSE, DAY).hidden() == []


def test_what_has_ended_hides_nothing_and_clashes_with_nothing():
    rules = [Rule(1, 1, date_to=DAY - timedelta(days=1)), Rule(2, 1)]
    book = Book(rules, UNIVERSE, DAY)
    assert (book.hidden(), book.clashes()) == ([], [])


def test_equal_rules_clash():
    assert Book([Rule(1, 1), Rule(2, 1)], UNIVERSE, DAY).clashes() == [Clash(1, 2)]


def test_a_large_book_is_checked_at_once():
    universe = {**UNIVERSE, "category_id": frozenset(range(3000)), "area_id": frozenset(range(500))}
    rules = [
        Rule(n, n, {"category_id": frozenset(range(n, n + 60)), "area_id": frozenset(range(n % 40, n % 40 + 9))})
        for n in range(40)
    ]
    assert Book(rules, universe, date(2026, 1, 1)).hidden() == []


@given(books(), facts, days.map(lambda day: day or DAY), st.sampled_from(["", "resolution", "first_response"]))
def test_the_rule_that_is_explained_to_apply_is_the_one_that_was_picked(rules, case, day, topic):
    verdicts = explain(rules, case, day, topic)
    assert [verdict.rule for verdict in verdicts if verdict.applies] == list(
        filter(None, [pick(rules, case, day, topic)])
    )
    assert {verdict.rule.id for verdict in verdicts} == {rule.id for rule in rules if not topic or topic in rule.topics}


@given(books(), facts, days.map(lambda day: day or DAY))
def test_each_reason_given_is_true(rules, case, day):
    winner = pick(rules, case, day)
    for verdict in explain(rules, case, day):
        rule = verdict.rule
        assert ("not_yet" in verdict.why) == bool(rule.date_from and day < rule.date_from)
        assert ("ended" in verdict.why) == bool(rule.date_to and day > rule.date_to)
        for name in DIMENSIONS:
            assert (name in verdict.why) == (name in rule.scope and case[name] not in rule.scope[name])
        if "earlier" in verdict.why:
            assert verdict.why == ("earlier",)
            assert winner.precedence < rule.precedence
