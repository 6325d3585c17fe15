"""D16, reproducible runs: the same roster for the same seed and input, whatever the machine is doing beside it."""

import time

from cs_core.roster.solver.control import Control
from cs_core.roster.solver.solve import solve

from tests.benchmarks.roster.departments import department

from .departments import department as anything

#: processors of the runs; the benchmark makes 20 runs
WORKERS = (1, 3)
#: seconds: the machine may be busy with other tests
PATIENCE = 60


def rosters(problem, seconds, **options):
    found = []
    for workers in WORKERS:
        control = Control(seconds=seconds, workers=workers, reproducible=True, most=PATIENCE, **options)
        result = solve(problem, control)
        assert not control.cut_short
        found.append((result.state, result.assignment))
    return found


def test_a_department_has_the_same_roster_however_many_processors_there_are():
    found = rosters(department(20), 1.5)
    assert found[0][0] == "done"
    assert len(set(found)) == 1


def test_a_run_on_a_busy_machine_ends_by_the_clock_and_says_so():
    control = Control(seconds=20, workers=2, reproducible=True, most=1.5)
    begin = time.monotonic()
    result = solve(department(60), control)
    assert time.monotonic() - begin < 4
    assert result.state in ("done", "failed")
    assert control.cut_short


def test_a_reproducible_run_takes_at_most_twice_its_seconds_and_five_more():
    for seconds in (1, 60, 600):
        assert Control(seconds=seconds, reproducible=True).left <= 2 * seconds + 5


def test_a_small_one_with_every_rule_too():
    assert len(set(rosters(anything(1, people=6, days=10), 1))) == 1
