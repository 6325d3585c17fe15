"""D16: what of an account a supervisor is told: few matters, counted as people count."""

from cs_core.roster.account import account
from cs_core.roster.problem import OFF, Cover, Problem
from cs_core.roster.told import told

from .departments import person, shift

X, E, N = OFF, 0, 1


def of(one, row, **more):
    problem = Problem(len(row), (shift("早", len(row)), shift("夜", len(row))), (one,), more.pop("cover", ()), **more)
    return [(each.rule, each.days, each.amount, each.price) for each in told(problem, account(problem, [row]).breaches)]


def test_one_night_more_or_less_is_a_fair_share():
    one = person(rules={"fair_night": (0, 5)}, shares={"night": 2})
    assert of(one, (N, N, N)) == []
    assert of(one, (N, N, N, N)) == [("fair_night", (0, 1, 2, 3), 2, 20)]
    assert of(one, (X, X, E)) == [("fair_night", (), -2, 20)]


def test_the_single_days_of_a_person_are_one_matter():
    one = person(rules={"isolated_work": (0, 3)}, known_days=1)
    assert of(one, (E, X, E, X, X, E, E)) == [("isolated_work", (0, 2), 2, 6)]


def test_hours_are_told_whole_with_what_is_tolerated():
    one = person(rules={"target_minutes": (960, 1, 240)})
    assert of(one, (E, X)) == [("target_minutes", (), 480, 240)]


def test_a_surplus_is_told_where_it_is_more_than_even():
    people = tuple(map(person, "甲乙丙丁"))
    cover = tuple(Cover(day, E, 1, 100, spread=1) for day in range(3))
    problem = Problem(3, (shift("早", 3),), people, cover)
    heaped = [(E, E, E), (E, X, X), (E, X, X), (E, X, X)]
    assert [(each.days, each.amount) for each in told(problem, account(problem, heaped).breaches)] == [((0,), 3)]
    even = [(E, E, E), (E, X, X), (X, E, X), (X, X, E)]
    assert told(problem, account(problem, even).breaches) == []


def test_what_must_be_kept_is_always_told():
    one = person(rules={"fair_night": (0, None)}, shares={"night": 2})
    assert of(one, (N, N, N)) == [("fair_night", (0, 1, 2), 1, 0)]
