"""T12: a billing run that is killed at any instant, and whose database restarts, loses and doubles nothing."""

import json
import os
import random
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest

from tools import odoo as launcher

ROOT = Path(__file__).parents[2]
KILLS = 20
UNITS = 130

pytestmark = pytest.mark.slow


class Biller:
    """A process that bills, and a look at what was really committed."""

    def __init__(self, conf, database, **settings):
        self.settings = {"dbname": database, **settings}
        names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
        env = os.environ | {names[name]: str(value) for name, value in settings.items()}
        command = [sys.executable, "-m", "tests.cs_property.billing_worker", str(conf), database]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
        )
        assert self.answer() == "ready"

    def ask(self, job, **values):
        self.process.stdin.write(json.dumps({"job": job, **values}) + "\n")
        self.process.stdin.flush()

    def answer(self):
        return json.loads(self.process.stdout.readline() or "null")

    def do(self, job, **values):
        self.ask(job, **values)
        return self.answer()

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)

    def row(self, sql, *values):
        connection = psycopg2.connect(**self.settings)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.fetchone()
        finally:
            connection.close()

    def check(self, run):
        """Whatever happened: every charge that is billed stands on exactly one posted invoice, and the reverse.

        :return: invoices there are.
        """
        charges, moves, lines, units = self.row(
            """SELECT count(*), count(DISTINCT move_id), count(DISTINCT move_line_id), count(DISTINCT unit_id)
                 FROM cs_billing_line WHERE run_id = %s AND state = 'billed'""",
            run,
        )
        posted, drafts, amount = self.row(
            """SELECT count(*) FILTER (WHERE state = 'posted'), count(*) FILTER (WHERE state <> 'posted'),
                      COALESCE(sum(amount_total), 0) FROM account_move WHERE move_type = 'out_invoice'"""
        )
        assert (charges, lines, units) == (moves * 3, moves * 3, moves)
        assert (posted, drafts) == (moves, 0)
        owed = self.row("SELECT COALESCE(sum(amount_total), 0) FROM cs_billing_line WHERE state = 'billed'")
        assert owed == (amount,)
        first, last, numbers = self.row(
            """SELECT COALESCE(min(sequence_number), 1), COALESCE(max(sequence_number), 0),
                      count(DISTINCT sequence_number) FROM account_move WHERE move_type = 'out_invoice'"""
        )
        assert (first, last, numbers) == (1, moves, moves), "numbers follow each other without a hole"
        return moves

    def state(self, run):
        return self.row("SELECT state FROM cs_billing_run WHERE id = %s", run)[0]


@contextmanager
def biller_on(database, conf, **settings):
    here = Biller(conf, database, **settings)
    try:
        yield here
    finally:
        here.close()


@pytest.fixture
def biller():
    where = launcher.site()
    database = f"{os.environ.get('CS_TEST_DB', 'cs')}_killed_{os.getpid()}"
    launcher.copy_installed(where, database)
    try:
        with biller_on(database, launcher.write_conf(where, database)) as here:
            yield here
    finally:
        launcher.drop(where, database)


def test_a_run_killed_twenty_times_loses_and_doubles_no_invoice(biller):
    run, chance = biller.do("prepare", units=UNITS), random.Random(20)
    killed, seen, pace = 0, [], 1.0
    for turn in range(KILLS):
        # by turns one worker and two at once; sooner or later within what a batch takes
        killed += biller.do("kill", seconds=pace * chance.uniform(0.05, 0.6), workers=1 + turn % 2)
        seen.append(biller.check(run))
        # a busy machine needs longer for a batch, a quick one is caught earlier
        pace = pace * 1.5 if len(seen) > 1 and seen[-1] == seen[-2] else max(pace / 1.5, 1.0)
    assert killed >= KILLS, "the run was killed before it was through"
    assert len(set(seen)) > 2, seen  # it was killed in the middle, again and again
    assert biller.do("finish", workers=2) == [0, 0]
    assert biller.check(run) == UNITS
    assert biller.state(run) == "done"


def test_a_run_whose_database_crashes_in_the_middle_loses_and_doubles_no_invoice(own_server):
    where = launcher.site()
    source = f"{os.environ.get('CS_TEST_DB', 'cs')}_crash_{os.getpid()}"
    launcher.copy_installed(where, source)
    try:
        own_server.take_over(source)
        conf = launcher.write_conf(where, source)
    finally:
        launcher.drop(where, source)
    with biller_on(source, conf, **own_server.settings) as biller:
        run = biller.do("prepare", units=60)
        for seconds in (0.4, 0.9, 0.7):
            biller.ask("finish", workers=2)
            time.sleep(seconds)
            own_server.stop()
            assert all(biller.answer()), "the workers notice that the database is gone"
            own_server.start()
            assert biller.check(run) < 60
        assert biller.do("finish", workers=2) == [0, 0]
        assert biller.check(run) == 60
        assert biller.state(run) == "done"
