"""A statement whose recording is killed at any instant: no movement and no payment is lost or doubled."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest

from tools import odoo as launcher

ROOT = Path(__file__).parents[2]
KILLS = 20
UNITS = 400
CRASHED = 200

pytestmark = pytest.mark.slow


class Recorder:
    """A process that records statements, and a look at what was really committed."""

    def __init__(self, conf, database, **settings):
        self.settings = {"dbname": database, **settings}
        names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
        env = os.environ | {names[name]: str(value) for name, value in settings.items()}
        command = [sys.executable, "-m", "tests.cs_property.reconcile_worker", str(conf), database]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
        )
        assert self.answer() == "ready"

    def answer(self):
        return json.loads(self.process.stdout.readline() or "null")

    def ask(self, job, **values):
        self.process.stdin.write(json.dumps({"job": job, **values}) + "\n")
        self.process.stdin.flush()

    def do(self, job, **values):
        self.ask(job, **values)
        return self.answer()

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)

    def row(self, sql):
        connection = psycopg2.connect(**self.settings)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchone()
        finally:
            connection.close()

    def check(self):
        """Each movement once, and what is allocated is what came in, as the ledger has it.

        :return: movements recorded.
        """
        lines, numbers, moves, came = self.row(
            """SELECT count(*), count(DISTINCT unique_import_id), count(DISTINCT move_id), COALESCE(sum(amount), 0)
                 FROM account_bank_statement_line"""
        )
        assert lines == numbers == moves
        (allocated,) = self.row("SELECT COALESCE(sum(amount), 0) FROM cs_fee_allocation")
        (matched,) = self.row("SELECT COALESCE(sum(amount), 0) FROM account_partial_reconcile")
        (paid,) = self.row("SELECT COALESCE(sum(amount_paid), 0) FROM cs_billing_line")
        assert allocated == matched == paid == came
        (unposted,) = self.row(
            """SELECT count(*) FROM account_bank_statement_line s JOIN account_move m ON m.id = s.move_id
                WHERE m.state <> 'posted'"""
        )
        assert not unposted
        return lines


@pytest.fixture
def recorder():
    where = launcher.site()
    database = f"{os.environ.get('CS_TEST_DB', 'cs')}_recorded_{os.getpid()}"
    launcher.copy_installed(where, database)
    try:
        here = Recorder(launcher.write_conf(where, database), database)
        yield here
        here.close()
    finally:
        launcher.drop(where, database)


def test_a_statement_killed_twenty_times_loses_and_doubles_no_payment(recorder):
    total, chance = recorder.do("prepare", units=UNITS), random.Random(20)
    assert recorder.do("load") == [0]
    killed, seen = 0, []
    for turn in range(KILLS):
        # by turns one worker and two at once; sooner or later within what some batches take
        codes = recorder.do("run", seconds=chance.uniform(0.25, 0.9), workers=1 + turn % 2)
        killed += sum(code < 0 for code in codes)
        seen.append(recorder.check())
    assert killed >= KILLS, "recording was killed before it was through"
    assert 0 < seen[-1] < UNITS, seen
    assert recorder.do("run", workers=2) == [0, 0]
    assert recorder.check() == UNITS
    assert recorder.row("SELECT sum(amount_paid), sum(amount_residual) FROM cs_billing_line") == (total, 0)


def test_a_statement_whose_database_crashes_in_the_middle_loses_and_doubles_no_payment(own_server):
    where = launcher.site()
    source = f"{os.environ.get('CS_TEST_DB', 'cs')}_recrash_{os.getpid()}"
    launcher.copy_installed(where, source)
    try:
        own_server.take_over(source)
        conf = launcher.write_conf(where, source)
    finally:
        launcher.drop(where, source)
    recorder = Recorder(conf, source, **own_server.settings)
    try:
        total = recorder.do("prepare", units=CRASHED)
        for seconds in (0.3, 0.8):
            # the file itself: all of it or nothing
            recorder.ask("load", at_once=True)
            time.sleep(seconds)
            own_server.stop()
            assert all(recorder.answer()), "the import notices that the database is gone"
            own_server.start()
            assert recorder.check() == 0
            assert recorder.row("SELECT count(*) FROM account_bank_statement") == (0,)
        assert recorder.do("load") == [0]
        for seconds in (0.4, 0.9, 0.6):
            recorder.ask("run", workers=2)
            time.sleep(seconds)
            own_server.stop()
            assert all(recorder.answer()), "the workers notice that the database is gone"
            own_server.start()
            assert recorder.check() < CRASHED
        assert recorder.do("run", workers=2) == [0, 0]
        assert recorder.check() == CRASHED
        assert recorder.row("SELECT sum(amount_paid), sum(amount_residual) FROM cs_billing_line") == (total, 0)
        assert recorder.do("load") == [1], "the same file again is refused"
        assert recorder.check() == CRASHED
    finally:
        recorder.close()
