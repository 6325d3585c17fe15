"""A statement whose recording is killed at any instant: no movement and no payment is lost or doubled."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from tools import odoo as launcher

ROOT = Path(__file__).parents[2]
KILLS = 20
UNITS = 400

pytestmark = pytest.mark.slow


class Recorder:
    """A process that records statements, and a look at what was really committed."""

    def __init__(self, conf, database):
        self.database = database
        command = [sys.executable, "-m", "tests.cs_property.reconcile_worker", str(conf), database]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.answer() == "ready"

    def answer(self):
        return json.loads(self.process.stdout.readline() or "null")

    def do(self, job, **values):
        self.process.stdin.write(json.dumps({"job": job, **values}) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)

    def row(self, sql):
        connection = psycopg2.connect(dbname=self.database)
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
