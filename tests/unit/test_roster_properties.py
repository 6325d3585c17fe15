"""D16, on random departments: the account agrees with an independent checker, no roster made breaks a hard rule.

Departments have every rule, history, splits, nights across midnight and real time zones,
many of them around a change of the clock.
"""

import random
from collections import Counter
from functools import cache

import pytest
from cs_core.roster.account import account
from cs_core.roster.changed import absent
from cs_core.roster.problem import OFF, STAGES, dumps, loads
from cs_core.roster.solver.control import Control
from cs_core.roster.solver.model import Model
from cs_core.roster.solver.repair import repair
from cs_core.roster.solver.solve import solve

from tests.roster_checker import check

from .departments import anything, department

#: departments per test, so that a failure says which
BUNDLE = 50
BUNDLES = range(10)


def as_checked(broken):
    """An account in the form of the checker's answer."""
    hard = Counter()
    for breach in broken.hard:
        hard[breach.rule, breach.person] += breach.amount
    return dict(hard), {stage: price for stage, price in broken.cost.items() if price}


def seeds(bundle):
    return range(bundle * BUNDLE, (bundle + 1) * BUNDLE)


@cache
def made(seed):
    """A small department, a roster for it (``None``: its hard rules leave none), and whether it is proven best."""
    problem = department(seed, people=2 + seed % 4, days=6 + seed % 5)
    model = Model(problem)
    price = model.price_of([stage for group in STAGES for stage in group])
    model.minimize(price)
    answer = Control(seconds=0.02, workers=1, reproducible=True).run(model.cp, 0.02, workers=1)
    rows = model.roster(answer.value) if answer.found else None
    return problem, rows, answer.proven and round(answer.solver.objective_value)


@pytest.mark.parametrize("bundle", range(12))
def test_the_account_says_what_an_independent_checker_finds(bundle):
    for seed in seeds(bundle):
        problem = department(seed)
        for turn in range(3):
            rows = anything(problem, seed + turn)
            assert as_checked(account(problem, rows)) == check(problem, rows), seed


@pytest.mark.parametrize("bundle", BUNDLES)
def test_no_roster_made_breaks_a_hard_rule_and_its_price_is_the_checkers(bundle):
    rosters = 0
    for seed in seeds(bundle):
        problem, rows, proven = made(seed)
        if rows is None:
            continue
        rosters += 1
        hard, price = check(problem, rows)
        assert not hard, seed
        if proven is not False:
            assert sum(price.values()) == proven, seed
    assert rosters > BUNDLE * 0.9


@pytest.mark.parametrize("bundle", BUNDLES)
def test_no_repaired_roster_breaks_a_hard_rule_or_leaves_more_uncovered(bundle):
    for seed in seeds(bundle):
        problem, before, _proven = made(seed)
        if before is None:
            continue
        rng = random.Random(seed)
        who, day = rng.randrange(len(problem.people)), rng.randrange(problem.days)
        ill = absent(problem, who, [day])
        control = Control(seconds=0.5, workers=1, reproducible=True)
        answer = repair(ill, control, before, before, most=1).alternatives[0]
        hard, price = check(ill, answer.assignment)
        assert not hard, seed
        assert answer.assignment[who][day] == OFF
        gone = tuple(
            tuple(OFF if (one, on) == (who, day) else shift for on, shift in enumerate(row))
            for one, row in enumerate(before)
        )
        assert price.get("cover", 0) <= check(ill, gone)[1].get("cover", 0), seed
        assert all(person != who for person, *_move in answer.changes), seed


@pytest.mark.parametrize("seed", range(500, 512))
def test_the_whole_engine_keeps_every_hard_rule(seed):
    problem = department(seed)
    result = solve(problem, Control(seconds=0.4, workers=1))
    if result.assignment is not None:
        hard, price = check(problem, result.assignment)
        assert not hard
        assert {stage.name: stage.value for stage in result.stages if stage.value} == price


@pytest.mark.parametrize("seed", range(20))
def test_a_problem_written_down_and_read_again_is_the_same(seed):
    problem = department(seed)
    assert loads(dumps(problem)) == problem
    assert loads(dumps(problem)).digest == problem.digest
