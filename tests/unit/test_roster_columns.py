"""Column generation end to end on the smallest instances of Curtois and Qu, confirmed from the text by the checker."""

import importlib
from pathlib import Path

import pytest
from cs_core.roster.problem import OFF, Cover, Person, Problem, Rule, Shift, dumps, loads
from cs_core.roster.solver.columns import bound_of, suits
from cs_core.roster.solver.control import Control
from cs_core.roster.solver.solve import solve

from tests.benchmarks.roster import curtois, curtois_checker
from tests.benchmarks.roster.curtois_table import best_known, named

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "rosters"
PROBLEM = importlib.import_module("cs_core.roster.problem")

with_data = pytest.mark.skipif(not FOLDER.is_dir(), reason="the instances are not here")


def _instance(number):
    path = FOLDER / f"Instance{number}.txt"
    return path, curtois.read(path, PROBLEM)


@with_data
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_smallest_instances_are_solved_and_the_checker_confirms_the_cost(number):
    path, problem = _instance(number)
    assert suits(problem)
    control = Control(seconds=30, workers=2)
    result = solve(problem, control)
    (stage,) = result.stages
    found = curtois_checker.score(path, named(problem, result.assignment))
    assert not found.broken
    assert found.cost == stage.value == best_known(FOLDER)[number][0]
    assert stage.bound <= stage.value


@with_data
def test_the_same_seed_gives_the_same_roster():
    _path, problem = _instance(2)
    runs = [solve(problem, Control(seconds=4, workers=2, seed=7, reproducible=True)) for _ in range(2)]
    assert runs[0].assignment == runs[1].assignment
    assert runs[0].stages == runs[1].stages


@with_data
def test_an_instance_survives_being_written_down():
    _path, problem = _instance(3)
    assert loads(dumps(problem)) == problem


@with_data
def test_the_checker_sees_what_is_wrong():
    path, problem = _instance(1)
    nobody = {person.key: [""] * problem.days for person in problem.people}
    found = curtois_checker.score(path, nobody)
    assert len(found.broken) == len(problem.people)  # nobody works the least that the contract says
    assert found.cost > best_known(FOLDER)[1][0]
    always = {person.key: [problem.shifts[0].key] * problem.days for person in problem.people}
    assert any("days in a row" in sentence for sentence in curtois_checker.score(path, always).broken)


def _department(days=7):
    shift = Shift("day", 480, tuple((day * 1440 + 480, day * 1440 + 960) for day in range(days)))
    rules = {"target_minutes": Rule(5 * 480, 1), "max_run": Rule(5), "week_days_off": Rule(1)}
    return Problem(
        days=days,
        shifts=(shift,),
        people=tuple(Person(str(number), rules=rules) for number in range(2)),
        cover=tuple(Cover(day, 0, 2, 10) for day in range(days)),
        weeks=(tuple(range(days)),),
    )


def test_a_department_has_a_bound_for_cover_and_for_hours_under_it():
    problem = _department()
    assert not suits(problem)  # five stages, and days off of a week are no matter of columns
    control = Control(seconds=10, workers=1)
    # at most 5 in a row: 6 of 7 days each, so two of 14 places stay empty; then 6 days are one more than agreed
    assert bound_of(problem, 0, 0, control, 5) == 20
    assert bound_of(problem, 2, 20, control, 5) == 2 * 480


def test_somebody_without_any_roster_leaves_no_bound():
    problem = _department()
    stuck = Person("stuck", rules={"min_minutes": Rule(480)}, pinned=dict.fromkeys(range(7), OFF))
    problem = Problem(**{**problem.__dict__, "people": (*problem.people, stuck)})
    assert bound_of(problem, 0, 0, Control(seconds=5, workers=1), 2) is None
