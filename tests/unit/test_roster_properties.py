"""D16, on random departments: the account agrees with an independent checker, no roster made breaks a hard rule."""

from collections import Counter

import pytest
from cs_core.roster.account import account
from cs_core.roster.problem import dumps, loads

from tests.roster_checker import check

from .departments import anything, department

#: departments per test, so that a failure says which
BUNDLE = 50


def as_checked(broken):
    """An account in the form of the checker's answer."""
    hard = Counter()
    for breach in broken.hard:
        hard[breach.rule, breach.person] += breach.amount
    return dict(hard), {stage: price for stage, price in broken.cost.items() if price}


@pytest.mark.parametrize("bundle", range(12))
def test_the_account_says_what_an_independent_checker_finds(bundle):
    for seed in range(bundle * BUNDLE, (bundle + 1) * BUNDLE):
        problem = department(seed)
        for turn in range(3):
            rows = anything(problem, seed + turn)
            assert as_checked(account(problem, rows)) == check(problem, rows), seed


@pytest.mark.parametrize("seed", range(20))
def test_a_problem_written_down_and_read_again_is_the_same(seed):
    problem = department(seed)
    assert loads(dumps(problem)) == problem
    assert loads(dumps(problem)).digest == problem.digest
