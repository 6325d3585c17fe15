"""Grades: free by score, forced by share; runs of excellent and failed months."""

from decimal import Decimal

import pytest
from cs_core.grades import Grade, by_score, distribute, in_a_row, scale
from hypothesis import given
from hypothesis import strategies as st


def grade(key, from_score, share=0, **marks):
    return Grade(key, Decimal(from_score), Decimal(share), **marks)


FREE = [grade("A", 90), grade("B", 80), grade("C", 60), grade("D", 0)]
#: the best fifth at most, the last twentieth always
FORCED = [grade("A", 90, 20), grade("B", 80), grade("C", 60), grade("D", 0, 5)]
FULL = [grade("A", 30, 20), grade("B", 20, 50), grade("C", 10, 25), grade("D", 0, 5)]

points = st.integers(0, 10000).map(lambda cents: Decimal(cents) / 100)
departments = st.dictionaries(st.integers(), points, max_size=60)
scales = st.sampled_from([FREE, FORCED, FULL])


def keys(scores, grades):
    return {person: found.key for person, found in distribute(scores, grades).items()}


@pytest.mark.parametrize(
    ("score", "expected"),
    [("100", "A"), ("90", "A"), ("89.99", "B"), ("80", "B"), ("60", "C"), ("0", "D"), ("-3", "D")],
)
def test_a_score_alone(score, expected):
    assert FREE[by_score(Decimal(score), FREE)].key == expected


def test_without_grades_there_is_none():
    assert distribute({1: Decimal(80)}, []) == {1: None}
    assert by_score(Decimal(80), []) is None


def test_the_best_fifth_of_ten_are_two_even_where_four_reached_it():
    scores = {n: Decimal(score) for n, score in enumerate([99, 97, 95, 92, 88, 85, 82, 75, 70, 65])}
    assert [*keys(scores, FORCED).values()] == ["A", "A", "B", "B", "B", "B", "B", "C", "C", "C"]


def test_the_last_twentieth_of_twenty_is_one_who_would_have_done_well():
    scores = {n: Decimal(100 - n / 4) for n in range(20)}
    found = keys(scores, FORCED)
    assert found[19] == "D"
    assert [*found.values()].count("A") == 4
    assert [*found.values()].count("B") == 15


def test_nobody_gets_a_grade_that_he_has_not_reached():
    assert keys({1: Decimal(70), 2: Decimal(65), 3: Decimal(61)}, FORCED) == {1: "C", 2: "C", 3: "C"}


def test_equals_stand_in_the_middle_of_their_places():
    # ten people with one score: the middle of the scale, neither all best nor all worst
    assert set(keys(dict.fromkeys(range(10), Decimal(50)), FULL).values()) == {"B"}


@pytest.mark.parametrize(("people", "best"), [(1, 0), (2, 0), (3, 1), (5, 1), (7, 1), (8, 2), (10, 2), (100, 20)])
def test_a_share_counts_whose_middle_is_inside(people, best):
    scores = {n: Decimal(100) - Decimal(n) / 10 for n in range(people)}
    assert [*keys(scores, FULL).values()].count("A") == best


@pytest.mark.parametrize(
    "wrong",
    [
        [grade("A", 90), grade("B", 90)],
        [grade("A", 90, 60), grade("B", 80, 60)],
        [grade("A", 90, 20), grade("B", 0, 20)],
        [grade("A", 90, -1), grade("B", 0)],
    ],
)
def test_a_scale_that_contradicts_itself_is_refused(wrong):
    with pytest.raises(ValueError):
        scale(wrong)


@given(departments, scales)
def test_everybody_gets_one_grade_of_the_scale(scores, grades):
    found = distribute(scores, grades)
    assert found.keys() == scores.keys()
    assert set(found.values()) <= set(grades)


@given(departments, scales)
def test_a_higher_score_never_gets_a_worse_grade_and_equals_the_same(scores, grades):
    found = distribute(scores, grades)
    order = {one.key: place for place, one in enumerate(scale(grades))}
    for one, score in scores.items():
        for other, more in scores.items():
            if score <= more:
                assert order[found[other].key] <= order[found[one].key]


@given(departments, scales)
def test_no_grade_above_the_score(scores, grades):
    lowest = scale(grades)[-1]
    assert all(one == lowest or scores[person] >= one.from_score for person, one in distribute(scores, grades).items())


@given(st.integers(1, 80), scales)
def test_where_all_differ_a_share_is_kept_to_the_half_of_a_person(count, grades):
    scores = {n: Decimal(100) - Decimal(n) / 1000 for n in range(count)}
    best = scale(grades)[0]
    got = sum(1 for found in distribute(scores, grades).values() if found == best)
    if best.share:
        assert abs(got - best.share * count / 100) <= Decimal("0.5")
    else:
        assert got == count


@given(departments)
def test_without_shares_others_do_not_matter(scores):
    together = distribute(scores, FREE)
    assert together == {person: distribute({person: score}, FREE)[person] for person, score in scores.items()}


@given(departments, scales, st.randoms())
def test_the_order_of_people_and_grades_does_not_matter(scores, grades, dice):
    people, mixed = [*scores.items()], [*grades]
    dice.shuffle(people)
    dice.shuffle(mixed)
    assert distribute(dict(people), mixed) == distribute(scores, grades)


@pytest.mark.parametrize(
    ("marks", "run"), [([], 0), ([True], 1), ([False, True, True], 2), ([True, True, False], 0), ([True] * 4, 4)]
)
def test_in_a_row_counts_back_from_the_newest(marks, run):
    assert in_a_row(marks) == run
