"""An import of units that is killed at any instant leaves nothing by half, and the next run completes it."""

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
KILLS = 12
UNITS = 200

pytestmark = pytest.mark.slow


class Importer:
    """A process that imports, and a look at what was really committed."""

    def __init__(self, conf, database):
        self.settings = {"dbname": database}
        command = [sys.executable, "-m", "tests.cs_property.estate_worker", str(conf), database]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.answer() == "ready"

    def answer(self):
        return json.loads(self.process.stdout.readline() or "null")

    def do(self, job, **values):
        self.process.stdin.write(json.dumps({"job": job, **values}) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def row(self, sql):
        connection = psycopg2.connect(**self.settings)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchone()
        finally:
            connection.close()

    def check(self):
        """Every unit that is there is whole.

        :return: flats, and the rows that the import takes for done.
        """
        flats, places, owners, tenants, people = self.row(
            """SELECT (SELECT count(*) FROM cs_estate_unit WHERE parent_id IS NULL),
                      (SELECT count(*) FROM cs_estate_unit WHERE parent_id IS NOT NULL),
                      (SELECT count(*) FROM cs_unit_party WHERE role = 'owner'),
                      (SELECT count(*) FROM cs_unit_party WHERE role = 'tenant'),
                      (SELECT count(*) FROM res_partner WHERE name ~ '^(Owner|Tenant) [0-9]+$')"""
        )
        assert (owners, tenants, people) == (flats + places, flats, 2 * flats)
        (done,) = self.row("SELECT position FROM cs_estate_import")
        assert done == owners + tenants, "what is done is noted together with what came in"
        return flats, done

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)


@pytest.fixture
def importer():
    where = launcher.site()
    database = f"{os.environ.get('CS_TEST_DB', 'cs')}_brought_{os.getpid()}"
    launcher.copy_installed(where, database)
    here = None
    try:
        here = Importer(launcher.write_conf(where, database), database)
        yield here
    finally:
        if here:
            here.close()
        launcher.drop(where, database)


@pytest.mark.parametrize("whole", [True, False], ids=["all or nothing", "batch by batch"])
def test_an_import_killed_again_and_again_is_completed_by_the_next_run(importer, whole):
    rows = importer.do("prepare", units=UNITS, whole=whole)
    assert rows == 3 * UNITS
    killed, seen, pace, chance = 0, set(), 1.0, random.Random(12)
    for _turn in range(KILLS):
        killed += importer.do("kill", seconds=pace * chance.uniform(0.05, 0.5), workers=2)
        flats, done = importer.check()
        seen.add(done)
        if flats == UNITS:
            break
        # a busy machine needs longer for a batch
        pace *= 1.3
    assert killed, "no kill met an import that was under way"
    assert not whole or seen <= {0, rows}, "all or nothing"
    assert importer.do("finish", workers=2) == [0, 0]
    assert importer.check() == (UNITS, rows)
    assert importer.row("SELECT state FROM cs_estate_import") == ("done",)
    if not whole:
        assert len(seen) > 2, "it was killed in the middle"
