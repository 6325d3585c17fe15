"""T11: several processes at once, with real commits, on a database of their own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psycopg2
import pytest

from tools import odoo as launcher

ROOT = Path(__file__).parents[2]
WORKERS = 4
ROUNDS = 4

pytestmark = pytest.mark.slow


class Worker:
    """One such process, spoken to line by line."""

    def __init__(self, conf, database):
        command = [sys.executable, "-m", "tests.cs_department.concurrent_worker", str(conf), database]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **job):
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()

    def answer(self):
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def kill(self):
        """As a power failure would: nothing is tidied up."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Department:
    """The database of their own, its workers, and a look at what was really committed."""

    def __init__(self, conf, database):
        self.conf, self.database = conf, database
        self.workers = [Worker(conf, database) for _ in range(WORKERS)]
        assert [worker.answer() for worker in self.workers] == ["ready"] * WORKERS

    def query(self, sql, *values):
        with psycopg2.connect(dbname=self.database) as connection, connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    def all_at_once(self, *jobs):
        """One job for each worker, begun at the same moment."""
        at = time.time() + 0.05
        pairs = list(zip(self.workers, jobs, strict=False))
        for worker, job in pairs:
            worker.ask(at=at, **job)
        return [worker.answer() for worker, _job in pairs]

    def one(self, **job):
        [answer] = self.all_at_once(job)
        assert not (isinstance(answer, dict) and "failed" in answer), answer
        return answer

    def register(self, **job):
        return self.one(job="register", **job)["id"]

    def events(self, ticket, event_type):
        sql = "SELECT count(*) FROM cs_ticket_event WHERE ticket_id = %s AND event_type = %s"
        return self.query(sql, ticket, event_type)[0][0]


@pytest.fixture(scope="module")
def department():
    where = launcher.site()
    database = f"{os.environ.get('CS_TEST_DB', 'cs')}_together_{os.getpid()}"
    launcher.copy_installed(where, database)
    conf = launcher.write_conf(where, database)
    here = Department(conf, database)
    yield here
    for worker in here.workers:
        worker.process.stdin.close()
        worker.process.wait(timeout=20)
    launcher.drop(where, database)


def outcome(answers):
    """How many succeeded; the others must have been refused in words."""
    for answer in answers:
        assert not (isinstance(answer, dict) and "failed" in answer), answer
    return sum(not (isinstance(answer, dict) and "refused" in answer) for answer in answers)


def test_one_case_closed_by_all_at_once_is_closed_once(department):
    for _ in range(ROUNDS):
        ticket = department.register()
        department.one(job="resolve", id=ticket, arguments={"resolution": "Done"})
        answers = department.all_at_once(*[{"job": "close", "id": ticket}] * WORKERS)
        assert outcome(answers) == 1
        assert department.events(ticket, "closed") == 1
        assert department.query("SELECT state FROM cs_ticket WHERE id = %s", ticket) == [("closed",)]


def test_closing_and_opening_again_at_once_leave_one_of_both(department):
    for _ in range(ROUNDS):
        ticket = department.register()
        department.one(job="resolve", id=ticket, arguments={"resolution": "Done"})
        close, reopen = {"job": "close", "id": ticket}, {"job": "reopen", "id": ticket, "arguments": {"reason": "x"}}
        outcome(department.all_at_once(close, reopen))
        [(state, closed_at, count)] = department.query(
            "SELECT state, closed_at, reopen_count FROM cs_ticket WHERE id = %s", ticket
        )
        assert (state, bool(closed_at), count) in {("closed", True, 0), ("open", False, 1)}
        assert department.events(ticket, "reopened") == count


def test_numbers_drawn_in_parallel_are_distinct(department):
    for _ in range(ROUNDS):
        answers = department.all_at_once(*[{"job": "register"}] * WORKERS)
        assert outcome(answers) == WORKERS
    numbers = [row[0] for row in department.query("SELECT number FROM cs_ticket")]
    assert len(numbers) == len(set(numbers))
    assert all(numbers)


def test_a_case_does_not_end_over_a_task_dispatched_at_the_same_moment(department):
    endings = Counter()
    for _ in range(2 * ROUNDS):
        ticket = department.register()
        department.one(job="start", id=ticket)
        resolve = {"job": "resolve", "id": ticket, "arguments": {"resolution": "Done"}}
        outcome(department.all_at_once({"job": "dispatch", "id": ticket}, resolve))
        [(state, tasks)] = department.query(
            "SELECT t.state, count(k.id) FROM cs_ticket t LEFT JOIN cs_ticket_task k ON k.ticket_id = t.id"
            " WHERE t.id = %s GROUP BY t.state",
            ticket,
        )
        endings[state, tasks] += 1
    assert ("resolved", 1) not in endings, endings


def test_of_all_who_take_a_case_at_once_one_has_it(department):
    agents = department.one(job="hire", count=WORKERS)
    for _ in range(ROUNDS):
        ticket = department.register()
        department.one(job="write", id=ticket, arguments={"vals": {"user_id": False}})
        answers = department.all_at_once(*[{"job": "take", "id": ticket, "uid": uid} for uid in agents])
        assert outcome(answers) == 1
        [(owner,)] = department.query("SELECT user_id FROM cs_ticket WHERE id = %s", ticket)
        assert owner in agents


def test_work_begun_by_all_at_once_is_begun_once(department):
    for _ in range(ROUNDS):
        ticket = department.register()
        answers = department.all_at_once(*[{"job": "start", "id": ticket}] * WORKERS)
        assert outcome(answers) == 1
        assert department.events(ticket, "stage") == 1


def due_cases(department, count):
    """Cases whose first response is due long ago."""
    sql = "SELECT coalesce(max(id), 0) FROM cs_ticket"
    before = department.query(sql)[0][0]
    for _ in range(count // WORKERS):
        jobs = [{"job": "register", "now": "2026-03-04T02:00:00"}] * WORKERS
        assert outcome(department.all_at_once(*jobs)) == WORKERS
    return before


def missed_once(department, before):
    """How often each of the cases got each miss: cases, misses, most of one kind."""
    sql = """
        SELECT count(DISTINCT ticket_id), count(*), max(n) FROM (
            SELECT ticket_id, note, count(*) AS n FROM cs_ticket_event
            WHERE event_type = 'clock_missed' AND ticket_id > %s GROUP BY ticket_id, note
        ) AS missed
    """
    return department.query(sql, before)[0]


def test_two_crons_at_once_do_each_piece_of_work_once(department):
    before = due_cases(department, 40)
    job = {"job": "pass", "batch": 5, "now": "2026-03-20T02:00:00"}
    outcome(department.all_at_once(*[job] * WORKERS))
    outcome(department.all_at_once(job))
    cases, _misses, most = missed_once(department, before)
    assert (cases, most) == (40, 1)


def test_a_cron_killed_in_the_middle_and_run_again_loses_and_doubles_nothing(department):
    before = due_cases(department, 40)
    job = {"job": "pass", "batch": 5, "now": "2026-03-20T02:00:00"}
    for batches in (1, 2, 3):
        victim = Worker(department.conf, department.database)
        assert victim.answer() == "ready"
        victim.ask(slow=0.4, **job)
        for _ in range(batches):
            assert victim.answer() == "in the middle"
        victim.kill()
    cases, _misses, most = missed_once(department, before)
    assert cases < 40
    assert most == 1
    outcome(department.all_at_once(job))
    cases, _misses, most = missed_once(department, before)
    assert (cases, most) == (40, 1)


def test_cases_closed_by_all_at_once_are_drawn_in_one_row_without_gaps(department):
    rule = department.one(job="callback_rule", rate=30)
    cases = [department.register() for _ in range(40)]
    for case in cases:
        department.one(job="resolve", id=case, arguments={"resolution": "Done"})
    for at in range(0, len(cases), WORKERS):
        jobs = [{"job": "close", "id": case} for case in cases[at : at + WORKERS]]
        assert outcome(department.all_at_once(*jobs)) == WORKERS
    sql = "SELECT position, drawn FROM cs_callback_draw WHERE rule_id = %s ORDER BY position"
    draws = department.query(sql, rule)
    assert [position for position, _drawn in draws] == list(range(len(cases)))
    assert sum(drawn for _position, drawn in draws) == 12
    assert department.query("SELECT count(*) FROM cs_callback WHERE rule_id = %s", rule) == [(12,)]
    assert department.query("SELECT count(*) FROM cs_callback_key WHERE rule_id = %s", rule) == [(1,)]


def test_of_all_who_ask_for_the_next_call_at_once_each_gets_another(department):
    agents = department.one(job="hire", name="caller", count=WORKERS)
    before = department.query("SELECT count(*) FROM cs_callback WHERE user_id IS NOT NULL")[0][0]
    answers = department.all_at_once(*[{"job": "next_call", "uid": uid} for uid in agents])
    taken = [answer for answer in answers if isinstance(answer, int) and answer]
    assert len(taken) == len(set(taken)) == WORKERS, answers
    assert department.query("SELECT count(*) FROM cs_callback WHERE user_id IS NOT NULL")[0][0] == before + WORKERS
