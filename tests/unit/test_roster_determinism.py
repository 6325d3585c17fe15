"""D16, reproducible runs: the same roster for the same seed and input, whatever the machine is doing beside it."""

from cs_core.roster.solver.control import Control
from cs_core.roster.solver.solve import solve

from tests.benchmarks.roster.departments import department

from .departments import department as anything

#: processors of the runs; the benchmark makes 20 runs
WORKERS = (1, 3)


def rosters(problem, seconds, **options):
    found = []
    for workers in WORKERS:
        control = Control(seconds=seconds, workers=workers, reproducible=True, **options)
        result = solve(problem, control)
        assert not control.cut_short
        found.append((result.state, result.assignment))
    return found


def test_a_department_has_the_same_roster_however_many_processors_there_are():
    found = rosters(department(20), 1.5)
    assert found[0][0] == "done"
    assert len(set(found)) == 1


def test_a_small_one_with_every_rule_too():
    assert len(set(rosters(anything(1, people=6, days=10), 1))) == 1
