"""Rewards and penalties by several processes at once: real transactions, real commits."""

import pytest

from tests.cs_department.test_concurrency import ROUNDS, WORKERS, department, outcome

__all__ = ["department"]

pytestmark = pytest.mark.slow

#: the moment at which the facts are looked at
AT = "2026-03-10T02:00:00"


def made(department, make, **job):
    """What a job has made; nothing of it may be refused."""
    answer = department.one(job="merit", make=make, **job)
    assert not isinstance(answer, dict), answer
    return answer


def call(event, method, **arguments):
    return {
        "job": "call",
        "model": "cs.merit.event",
        "id": event,
        "method": method,
        "arguments": arguments,
        "now": AT,
    }


def test_each_fact_leads_to_one_event_and_each_takes_a_step_of_its_own(department):
    for _ in range(ROUNDS):
        rule = made(department, "facts", arguments={"count": 4})
        department.all_at_once(*[{"job": "merit", "make": "pass_once", "now": AT}] * WORKERS)
        sql = "SELECT nth, amount::int FROM cs_merit_event WHERE rule_id = %s ORDER BY date"
        assert department.query(sql, rule) == [(1, 30), (2, 50), (3, 80), (4, 100)]


def test_cancelling_several_at_once_leaves_the_steps_in_order(department):
    for _ in range(ROUNDS):
        rule = made(department, "facts", arguments={"count": 5})
        made(department, "pass_once", now=AT)
        ids = made(department, "events", arguments={"rule": rule})
        answers = department.all_at_once(
            call(ids[0], "cancel_event", reason="Wrong"), call(ids[2], "cancel_event", reason="Wrong too")
        )
        assert outcome(answers) == 2, answers
        sql = "SELECT nth, amount::int FROM cs_merit_event WHERE rule_id = %s AND state <> 'cancelled' ORDER BY date"
        assert department.query(sql, rule) == [(1, 30), (2, 50), (3, 80)]


def test_of_approving_and_cancelling_at_once_both_are_in_order(department):
    for _ in range(ROUNDS):
        rule = made(department, "facts", arguments={"count": 1})
        made(department, "pass_once", now=AT)
        [event] = made(department, "events", arguments={"rule": rule})
        answers = department.all_at_once(call(event, "approve"), *[call(event, "cancel_event", reason="No")] * 2)
        assert outcome(answers) in (1, 2), answers
        assert department.query("SELECT state FROM cs_merit_event WHERE id = %s", event) == [("cancelled",)]
