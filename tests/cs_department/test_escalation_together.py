"""Ladders with several processes at once and kills in between, with real commits, on a database of their own."""

import pytest

from tests.cs_department.test_concurrency import WORKERS, Worker, department, due_cases, outcome

__all__ = ["department"]

pytestmark = pytest.mark.slow
LATE = "2026-03-20T02:00:00"


def told(department, before):
    """Cases told of, steps in the ledger, the same in the timelines, most of one level per case and arming."""
    sql = """
        SELECT count(DISTINCT ticket_id), count(*),
               (SELECT count(*) FROM cs_ticket_event WHERE event_type = 'escalated' AND ticket_id > %s),
               (SELECT max(n) FROM (SELECT count(*) AS n FROM cs_escalation_step WHERE ticket_id > %s
                                     GROUP BY ticket_id, clock_type, level_key, arming) AS equal)
          FROM cs_escalation_step WHERE ticket_id > %s
    """
    return department.query(sql, before, before, before)[0]


def todos(department, before):
    """To-dos made by ladders, and the steps that make one."""
    sql = """
        SELECT (SELECT count(*) FROM mail_activity WHERE res_model = 'cs.ticket' AND res_id > %s),
               (SELECT count(*) FROM cs_escalation_step WHERE ticket_id > %s AND level_key LIKE '%%activity%%')
    """
    return department.query(sql, before, before)[0]


def test_several_passes_at_once_tell_each_level_once(department):
    before = due_cases(department, 40)
    job = {"job": "pass", "batch": 5, "now": LATE}
    outcome(department.all_at_once(*[job] * WORKERS))
    outcome(department.all_at_once(*[job] * WORKERS))
    cases, steps, events, most = told(department, before)
    assert (cases, most) == (40, 1)
    assert steps == events == 40 * (steps // 40)
    made, wanted = todos(department, before)
    assert made == wanted > 0


def test_restarts_in_the_middle_lose_and_double_no_level(department):
    before = due_cases(department, 40)
    job = {"job": "pass", "batch": 5, "now": LATE}
    for batches in (1, 2, 3):
        victim = Worker(department.conf, department.database)
        assert victim.answer() == "ready"
        victim.ask(slow=0.4, **job)
        for _ in range(batches):
            assert victim.answer() == "in the middle"
        victim.kill()
    assert told(department, before)[0] < 40
    outcome(department.all_at_once(job))
    cases, steps, events, most = told(department, before)
    assert (cases, most) == (40, 1)
    assert steps == events
    made, wanted = todos(department, before)
    assert made == wanted > 0


def test_people_act_on_cases_while_they_are_escalated(department):
    """Reclassifying, pausing and urging at the very moment of the pass: each level once, nothing lost."""
    before = due_cases(department, 20)
    tickets = [row[0] for row in department.query("SELECT id FROM cs_ticket WHERE id > %s ORDER BY id", before)]
    severe = department.query("SELECT id FROM cs_severity ORDER BY level DESC LIMIT 1")[0][0]
    deeds = (
        {"job": "write", "arguments": {"vals": {"severity_id": severe}}},
        {"job": "wait", "arguments": {"reason": "The customer looks for it"}},
        {"job": "urge", "arguments": {"words": "Well?"}},
    )
    for number, ticket in enumerate(tickets):
        deed = {**deeds[number % 3], "id": ticket, "now": LATE}
        outcome(department.all_at_once({"job": "pass", "batch": 3, "now": LATE}, deed, deed))
    outcome(department.all_at_once({"job": "pass", "batch": 3, "now": LATE}))
    cases, steps, events, most = told(department, before)
    assert (cases, most) == (20, 1)
    assert steps == events


def test_of_all_who_note_the_same_urging_one_is_counted(department):
    ticket = department.register()
    answers = department.all_at_once(*[{"job": "urge", "id": ticket}] * WORKERS)
    assert outcome(answers) == 1
    assert department.query("SELECT urge_count FROM cs_ticket WHERE id = %s", ticket) == [(1,)]
    assert department.events(ticket, "urged") == 1
