"""D16, the CP-SAT model: it counts as the account and an independent checker do, on random departments."""

import pytest
from cs_core.roster.account import account
from cs_core.roster.problem import OFF
from cs_core.roster.solver.linear import Lin
from cs_core.roster.solver.model import Model
from ortools.sat.python import cp_model

from tests.roster_checker import check

from .departments import anything, department

BUNDLE = 20


def solve(model, seconds=10, seed=1):
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = seconds
    return solver, solver.solve(model.cp)


def everything(model):
    return model.price_of(model.terms)


@pytest.mark.parametrize("bundle", range(2))
def test_a_roster_costs_in_the_model_what_it_costs_in_the_account(bundle):
    for seed in range(bundle * BUNDLE, (bundle + 1) * BUNDLE):
        problem = department(seed)
        model = Model(problem)
        for turn in range(2):
            rows = anything(problem, seed + turn)
            if not account(problem, rows).hard:
                assert model.cost_of(rows) == account(problem, rows).cost, seed


@pytest.mark.parametrize("bundle", range(2))
def test_what_the_model_answers_breaks_no_hard_rule_and_costs_what_it_says(bundle):
    answered = 0
    for seed in range(bundle * BUNDLE, (bundle + 1) * BUNDLE):
        problem = department(seed)
        model = Model(problem)
        model.minimize(everything(model))
        solver, state = solve(model, 0.3)
        if state not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            continue
        answered += 1
        roster = model.roster(solver.value)
        hard, price = check(problem, roster)
        assert not hard, seed
        if state == cp_model.OPTIMAL:
            assert sum(price.values()) == solver.objective_value, seed
        assert model.cost_of(roster) == account(problem, roster).cost, seed
    assert answered > BUNDLE / 2


@pytest.mark.parametrize("bundle", range(2))
def test_the_model_forbids_no_roster_that_the_rules_allow(bundle):
    for seed in range(bundle * BUNDLE, (bundle + 1) * BUNDLE):
        problem = department(seed)
        for turn in range(2):
            rows = anything(problem, seed + turn)
            model = Model(problem)
            for person, days in enumerate(model.cells):
                for day, terms in enumerate(days):
                    for shift, term in terms.items():
                        wanted = rows[person][day] == shift
                        if isinstance(term, int):
                            if term != wanted:
                                model.sheet.never(None)
                        else:
                            model.sheet.limit(Lin().add(term), int(wanted), int(wanted))
            impossible = any(
                shift != OFF and shift not in (model.cells[person][day])
                for person, days in enumerate(rows)
                for day, shift in enumerate(days)
            )
            _solver, state = solve(model)
            allowed = state in (cp_model.OPTIMAL, cp_model.FEASIBLE) and not impossible
            assert allowed == (not account(problem, rows).hard), (seed, turn, account(problem, rows).hard)
