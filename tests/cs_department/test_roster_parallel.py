"""Several servers compute rosters: whatever they do at the same moment, nothing is begun twice (real commits)."""

import time

import pytest

from tests.cs_department.test_concurrency import WORKERS, department, outcome

__all__ = ["department"]

pytestmark = pytest.mark.slow

CRON = {"job": "roster", "make": "cron"}
LONGEST = 20
ROUNDS = 2


def states(where, ids):
    rows = where.query("SELECT state FROM cs_roster_run WHERE id = ANY(%s) ORDER BY id", ids)
    return [state for (state,) in rows]


def until(condition):
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < LONGEST
        time.sleep(0.1)


def stop_the_one_that_runs(where, ids):
    """It is taken in, and the other begins: by the scheduled actions of all servers and an open page at once."""
    running = ids[states(where, ids).index("running")]
    until(lambda: str(running) in where.one(job="roster", make="folders"))
    call = {"job": "call", "model": "cs.roster.run", "id": running, "arguments": {}}
    where.one(**call, method="action_stop")
    jobs = [*[CRON] * (WORKERS - 1), {**call, "method": "poll"}]
    until(lambda: outcome(where.all_at_once(*jobs)) and states(where, [running]) == ["stopped"])
    outcome(where.all_at_once(*[CRON] * WORKERS))


def test_a_roster_is_begun_once_and_ended_once_by_several_servers(department):
    for number in range(ROUNDS):
        ids = department.one(job="roster", make="ask", arguments={"months": [2 * number, 2 * number + 1]})
        outcome(department.all_at_once(*[CRON] * WORKERS))
        assert sorted(states(department, ids)) == ["queued", "running"]
        for _turn in ids:
            stop_the_one_that_runs(department, ids)
        assert states(department, ids) == ["stopped", "stopped"]
        begun = department.one(job="roster", make="folders")
        assert [begun.count(str(run)) for run in ids] == [1, 1]
    attempts = department.query("SELECT DISTINCT attempt FROM cs_roster_run")
    assert attempts == [(1,)]
    department.one(job="roster", make="clean")
