"""Column generation's paths: the cheapest roster of a person is found, and it keeps the rules (against enumeration)."""

import random
from itertools import product

import numpy as np
import pytest
from cs_core.roster.account import account
from cs_core.roster.problem import OFF, Past, Person, Problem, Rule, Shift, Wish
from cs_core.roster.solver.columns_pricing import HOPELESS, Pricer
from cs_core.roster.solver.columns_terms import terms_of

DAYS = 6
STAGES = (("cover", "hours", "comfort"),)


def _shift(key, start, minutes):
    return Shift(key, minutes, tuple((day * 1440 + start, day * 1440 + start + minutes) for day in range(DAYS)))


def _person(rng, number):
    limits = {
        "max_run": (1, 4),
        "min_run": (1, 3),
        "min_off_run": (1, 3),
        "max_weekends": (0, 1),
        "max_minutes": (900, 3000),
        "min_minutes": (0, 900),
        "rest": (0, 700),
    }
    rules = {name: Rule(rng.randint(*ends)) for name, ends in limits.items() if rng.random() < 0.7}
    if rng.random() < 0.5:
        rules["target_minutes"] = Rule(1440, 1)
    known = rng.choice((0, 0, 3))
    past = tuple(Past(day, day * 1440 + 480, day * 1440 + 960, 480) for day in range(-known, 0) if rng.random() < 0.5)
    return Person(
        key=str(number),
        rules=rules,
        cannot=frozenset((rng.randrange(DAYS), rng.randrange(2)) for _ in range(rng.randrange(3))),
        pinned={rng.randrange(DAYS): rng.choice((OFF, 0, 1))} if rng.random() < 0.3 else {},
        wishes=tuple(
            Wish(rng.randrange(DAYS), rng.randint(1, 200), rng.random() < 0.5, rng.choice((None, 0, 1)))
            for _ in range(3)
        ),
        past=past,
        max_of_shift={rng.randrange(2): rng.randint(1, 3)} if rng.random() < 0.5 else {},
        known_days=known,
    )


def _problem(seed):
    rng = random.Random(seed)
    return Problem(
        days=DAYS,
        shifts=(_shift("a", 480, 480), _shift("b", 900, 600)),
        people=tuple(_person(rng, number) for number in range(3)),
        cover=(),
        weekends=((1, 2), (4, 5)) if rng.random() < 0.7 else ((0,), (3, 4)),
        forbidden=frozenset({(1, 0)} if rng.random() < 0.5 else ()),
        stages=STAGES,
    )


def _cheapest(problem, person, prices):
    """By trying every roster."""
    alone = Problem(**{**problem.__dict__, "people": (problem.people[person],)})
    best = None
    for days in product((0, 1, OFF), repeat=DAYS):
        found = account(alone, (days,))
        if any(breach.weight is None for breach in found.breaches):
            continue
        cost = sum(found.cost.values()) + sum(prices[day, shift] for day, shift in enumerate(days))
        best = cost if best is None else min(best, cost)
    return best


@pytest.mark.parametrize("seed", range(12))
def test_the_path_is_the_cheapest_roster_that_keeps_the_rules(seed):
    problem = _problem(seed)
    terms = terms_of(problem)
    assert terms.exact
    prices = np.random.default_rng(seed).integers(-300, 300, size=(3, DAYS, 3)).astype(float)
    values, rosters = Pricer(terms, np.float64).price(terms.cost + prices)
    for person in range(3):
        best = _cheapest(problem, person, prices[person])
        if best is None:
            assert values[person] >= HOPELESS
            continue
        assert values[person] == pytest.approx(best), f"person {person}"
        days = tuple(OFF if shift == 2 else int(shift) for shift in rosters[person])
        alone = Problem(**{**problem.__dict__, "people": (problem.people[person],)})
        found = account(alone, (days,))
        assert not any(breach.weight is None for breach in found.breaches)
        assert sum(found.cost.values()) + sum(
            prices[person, day, shift] for day, shift in enumerate(days)
        ) == pytest.approx(best)
