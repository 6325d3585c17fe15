"""D16, the search in departments as in life: all covered, shares kept, never worse, no hard rule broken."""

from dataclasses import replace

import pytest
from cs_core.roster.account import account
from cs_core.roster.problem import OFF, Cover, Rule
from cs_core.roster.solver.control import Control
from cs_core.roster.solver.ladder import climb
from cs_core.roster.solver.search import Search
from cs_core.roster.solver.solve import solve
from cs_core.roster.solver.stages import Best
from cs_core.roster.solver.start import roll
from ortools.sat.python import cp_model

from tests.benchmarks.roster.departments import department
from tests.roster_checker import check

from .departments import department as anything


class Heard:
    """What a run told."""

    def __init__(self):
        self.costs, self.points = [], []

    def better(self, _rows, costs):
        self.costs.append(costs)

    def progress(self, *point):
        self.points.append(point)

    def control(self, seconds=8, **options):
        return Control(seconds=seconds, workers=2, better=self.better, progress=self.progress, **options)


@pytest.fixture(scope="module")
def found():
    problem, heard = department(20), Heard()
    return problem, heard, solve(problem, heard.control(12))


def test_a_department_of_twenty_is_covered_and_its_hours_are_proven(found):
    problem, _heard, result = found
    hard, cost = check(problem, result.assignment)
    assert result.state == "done" and not hard
    assert {stage.name: stage.value for stage in result.stages} == {
        stage: cost.get(stage, 0) for (stage,) in problem.stages
    }
    stages = {stage.name: stage for stage in result.stages}
    assert stages["cover"].value == 0 and stages["cover"].proven
    assert stages["hours"].proven


def test_every_roster_told_is_better_than_the_one_before(found):
    _problem, heard, _result = found
    assert heard.costs
    order = [[costs[stage] for stage in ("cover", "change", "hours")] for costs in heard.costs]
    assert order == sorted(order, reverse=True)


def test_a_bound_is_never_above_the_value(found):
    _problem, heard, result = found
    assert all(stage.bound is None or stage.bound <= stage.value for stage in result.stages)
    assert all(value is None or bound is None or bound <= value for _s, _p, value, bound in heard.points)


def test_nobody_is_more_than_one_away_from_their_share(found):
    problem, _heard, result = found
    for breach in account(problem, result.assignment).breaches:
        assert not breach.rule.startswith("fair_") or breach.amount <= 1


def test_demand_that_nobody_can_meet_leaves_a_roster_with_a_gap():
    problem = department(20)
    more = replace(problem, cover=(*problem.cover, Cover(3, 0, 30, 100)))
    result = solve(more, Heard().control())
    hard, cost = check(more, result.assignment)
    assert result.state == "done" and not hard and cost["cover"] > 0
    gaps = [breach for breach in account(more, result.assignment).breaches if breach.rule == "cover"]
    assert (3,) in {breach.days for breach in gaps}
    stage = result.stages[0]
    assert 0 < stage.bound <= stage.value


def test_a_roster_rolled_out_week_by_week_keeps_the_hard_rules():
    problem = department(20)
    best = Best(problem, Heard().control(20))
    roll(problem, best.control, best)
    assert best.usable
    assert not check(problem, best.rows)[0]


def test_the_search_goes_on_from_people_who_are_all_off():
    problem = department(20)
    control = Heard().control(40)
    best = Best(problem, control)
    best.offer(tuple((OFF,) * problem.days for _person in problem.people))
    before = best.value(0)
    Search(problem, control, best).improve(0, 40, least=before - 1)
    assert best.value(0) < before
    assert not check(problem, best.rows)[0]


def test_a_pinned_day_and_a_hard_hour_are_kept_by_every_way_to_a_roster():
    problem = department(20)
    one = problem.people[0]
    free = [day for day in range(31) if (day, 1) not in one.cannot]
    pinned = replace(one, pinned={free[0]: 1, free[9]: OFF}, rules={**one.rules, "max_minutes": Rule(4800)})
    problem = replace(problem, people=(pinned, *problem.people[1:]))
    best = Best(problem, Heard().control(20))
    assert climb(problem, best.control, best)
    assert not check(problem, best.rows)[0] and best.rows[0][free[0]] == 1 and best.rows[0][free[9]] == OFF


def test_a_solver_that_fails_leaves_one_part_as_it_was(monkeypatch):
    problem = anything(1, people=6, days=10)
    solved = cp_model.CpSolver.solve
    calls = iter(range(10**6))

    def fails(solver, *args):
        if next(calls) % 3 == 2:
            raise IndexError("absl::btree_map::at")
        return solved(solver, *args)

    monkeypatch.setattr(cp_model.CpSolver, "solve", fails)
    result = solve(problem, Control(seconds=1, workers=1))
    assert result.state == "done"
    assert not check(problem, result.assignment)[0]


def test_a_stop_ends_a_search_at_once():
    problem, heard = department(20), Heard()
    control = heard.control(60)
    control.stop()
    result = solve(problem, control)
    assert result.state == "stopped" and control.passed < 5
