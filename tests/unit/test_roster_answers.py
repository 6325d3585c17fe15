"""D16: who can fill a hole alone, and who is asked first; what a change breaks anew."""

import time

import pytest
from cs_core.roster.account import account
from cs_core.roster.answers import answers
from cs_core.roster.compare import difference
from cs_core.roster.problem import OFF, Cover, Problem, Wish

from .departments import anything, department, person, shift

X = OFF
E, L, N = 0, 1, 2


def roster(days, people, cover=(), **kw):
    return Problem(days, (shift("早", days), shift("晚", days), shift("夜", days)), tuple(people), cover, **kw)


def asked(problem, rows, day, what, skill=None, **kw):
    return [answer.person for answer in answers(problem, rows, day, what, skill, **kw)]


def test_whoever_would_break_a_rule_that_must_be_kept_is_not_asked():
    people = [
        person("rest", rules={"rest": (660, None)}),
        person("run", rules={"max_run": (2, None)}),
        person("leave", cannot=frozenset({(1, E)})),
        person("fixed", pinned={1: OFF}),
        person("free"),
        person("unskilled"),
        person("refused"),
    ]
    rows = [(L, X, X), (E, X, E), (X, X, X), (X, X, X), (X, X, X), (X, X, X), (X, X, X)]
    people[4:5] = [person("free", ["lead"])]
    assert asked(roster(3, people), rows, 1, E) == [4, 5, 6]
    assert asked(roster(3, people), rows, 1, E, but=[6]) == [4, 5]
    assert asked(roster(3, people), rows, 1, E, "lead") == [4]


def test_who_breaks_no_soft_rule_comes_before_who_breaks_one():
    people = [person("wish", wishes=(Wish(1, 1, False),)), person("alone", rules={"isolated_work": (0, 1)}), person()]
    found = answers(roster(3, people), [(X, X, X)] * 3, 1, E)
    assert [answer.person for answer in found] == [2, 0, 1]
    assert [[breach.rule for breach in answer.broken] for answer in found] == [[], ["wish"], ["isolated_work"]]


def test_who_is_at_work_anyway_and_leaves_nothing_bare_comes_before_who_is_called_in():
    cover = (Cover(0, E, 1, 100), Cover(0, L, 1, 100), Cover(0, N, 1, 100))
    people = [person(str(n)) for n in range(4)]
    rows = [(X,), (L,), (L,), (N,)]
    found = answers(roster(1, people, cover), rows, 0, E)
    assert [(answer.person, answer.before, answer.leaves) for answer in found] == [
        (1, L, 0),
        (2, L, 0),
        (0, X, 0),
        (3, N, 1),
    ]


def test_the_gentlest_change_comes_first():
    rules = {"change": (0, 10), "change_off": (0, 30)}
    people = [person(str(n), rules=rules, current={0: what}) for n, what in enumerate((X, L, X))]
    found = answers(roster(1, people), [(X,), (L,), (X,)], 0, E)
    assert [(answer.person, answer.change) for answer in found] == [(1, 10), (0, 40), (2, 40)]


def test_the_ledger_decides_who_is_asked_first_for_a_night():
    people = [person(str(n), shares={"night": share}) for n, share in enumerate((1, 3, 2))]
    found = answers(roster(3, people), [(N, X, X), (X, X, X), (N, X, X)], 2, N)
    assert [(answer.person, answer.due) for answer in found] == [(1, 3), (2, 1), (0, 0)]


def test_where_the_shift_is_no_burden_hours_decide():
    people = [person(str(n), rules={"target_minutes": (target, 1)}) for n, target in enumerate((480, 960, 1440))]
    found = answers(roster(3, people), [(E, X, X)] * 3, 2, E)
    assert [(answer.person, answer.due) for answer in found] == [(2, 2), (1, 1), (0, 0)]


def test_answers_come_at_once_for_a_large_department():
    one = department(11, people=200, days=31)
    rows = anything(one, 1)
    began = time.process_time()
    answers(one, rows, 10, 0)
    assert time.process_time() - began < 1


def test_a_swap_shows_what_it_breaks_and_what_it_mends():
    people = [
        person("a", rules={"rest": (660, None)}, wishes=(Wish(0, 3, False, E),)),
        person("b", rules={"rest": (660, None)}),
    ]
    problem = roster(2, people, (Cover(0, E, 1, 100), Cover(1, E, 1, 50)))
    before = [(E, X), (L, E)]
    swapped = difference(problem, before, [(L, X), (E, E)])
    assert [breach.rule for breach in swapped.gone] == ["wish", "rest"]
    assert (swapped.new, swapped.hard, swapped.cost["comfort"]) == ((), (), -3)
    given = difference(problem, before, [(E, X), (L, X)])
    assert [(breach.rule, breach.days) for breach in given.new] == [("cover", (1,))]
    assert given.cost["cover"] == 50
    taken = difference(problem, before, [(L, E), (E, X)])
    assert [(breach.rule, breach.person) for breach in taken.hard] == [("rest", 0)]


@pytest.mark.parametrize("seed", range(40))
def test_a_difference_costs_what_the_whole_accounts_differ_by(seed):
    problem = department(seed)
    before, after = anything(problem, seed), anything(problem, seed + 1)
    found = difference(problem, before, after)
    one, two = account(problem, before), account(problem, after)
    assert found.cost == {stage: two.cost[stage] - one.cost[stage] for stage in one.cost}
    assert not difference(problem, before, before).new
    assert set(found.new) <= set(two.breaches)


@pytest.mark.parametrize("seed", range(40))
def test_no_answer_breaks_what_must_be_kept(seed):
    problem = department(seed)
    off = tuple((OFF,) * problem.days for _person in problem.people)
    for answer in answers(problem, off, 2, 0):
        rows = [list(row) for row in off]
        rows[answer.person][2] = 0
        assert not set(account(problem, rows).hard) - set(account(problem, off).hard)


def test_a_hard_rule_that_is_broken_already_keeps_nobody_from_a_hole():
    people = [person(rules={"max_run": (1, None), "rest": (660, None)})]
    problem = roster(5, people)
    assert asked(problem, [(E, E, X, X, X)], 4, E) == [0]
    assert asked(problem, [(E, E, X, X, X)], 2, E) == []
