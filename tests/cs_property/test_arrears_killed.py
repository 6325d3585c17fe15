"""A night of chasing that is killed at any instant sends nothing twice and forgets nobody."""

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
UNITS = 120

pytestmark = pytest.mark.slow


class Chaser:
    """A process that chases, and a look at what was really committed."""

    def __init__(self, conf, database, settings):
        self.settings = {"dbname": database, **settings}
        command = [sys.executable, "-m", "tests.cs_property.arrears_worker", str(conf), database]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.answer() == "ready"

    def answer(self):
        return json.loads(self.process.stdout.readline() or "null")

    def do(self, job, **values):
        self.process.stdin.write(json.dumps({"job": job, **values}) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def counts(self):
        """Cases, payers in them, steps, and messages in the queue."""
        connection = psycopg2.connect(**self.settings)
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    """SELECT (SELECT count(*) FROM cs_arrears_case),
                              (SELECT count(DISTINCT partner_id) FROM cs_arrears_case),
                              (SELECT count(*) FROM cs_arrears_step), (SELECT count(*) FROM sms_sms),
                              (SELECT count(DISTINCT partner_id) FROM sms_sms)"""
                )
                return cursor.fetchone()
        finally:
            connection.close()

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)


@pytest.fixture
def chaser():
    where = launcher.site()
    database = f"{os.environ.get('CS_TEST_DB', 'cs')}_chased_{os.getpid()}"
    launcher.copy_installed(where, database)
    here = None
    try:
        here = Chaser(launcher.write_conf(where, database), database, {})
        yield here
    finally:
        if here:
            here.close()
        launcher.drop(where, database)


def test_nothing_is_sent_twice_however_often_the_chase_is_killed(chaser):
    assert chaser.do("prepare", units=UNITS) == UNITS
    killed = 0
    for _kill in range(KILLS):
        killed += chaser.do("kill", seconds=random.uniform(0.02, 0.35), workers=2)
        cases, payers, steps, messages, addressed = chaser.counts()
        assert cases == payers, "each payer has one case"
        assert steps == messages == addressed, "a step and its message are written down together, once"
    assert chaser.do("finish", workers=2) == [0, 0]
    assert killed, "no kill met a chase that was under way"
    assert chaser.counts() == (UNITS, UNITS, UNITS, UNITS, UNITS)
    assert chaser.do("finish", workers=1) == [0]
    assert chaser.counts() == (UNITS, UNITS, UNITS, UNITS, UNITS), "another night of the same day adds nothing"
