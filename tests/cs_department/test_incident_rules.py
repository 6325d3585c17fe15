"""The proof of the rule books over real cases: what is owed is counted from the event log alone, and all of it is told.

Two hundred varied cases live in a database of their own, over New Year and the Spring Festival of 2026, in Shanghai by
day and by night and in a zone that changes its clocks, with outages, passes killed in the middle and passes made by
two workers at once. ``./cs bench incidents -- --rules`` does the same with thousands.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import odoo as launcher

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
CASES, KILLS = 200, 4

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def proof():
    if not (DATA / "incidents").is_dir():
        pytest.skip(f"The real cases are not there: put the project's shared data into {DATA}.")
    where = launcher.site()
    database = f"{os.environ.get('CS_TEST_DB', 'cs')}_incidents_{os.getpid()}"
    launcher.copy_installed(where, database)
    try:
        conf = launcher.write_conf(where, database)
        command = [sys.executable, "-m", "tests.benchmarks.incident.rules", conf, database, CASES, KILLS, DATA]
        done = subprocess.run(list(map(str, command)), cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    finally:
        launcher.drop(where, database)
    return json.loads(done.stdout.splitlines()[-1])


def test_every_notice_owed_is_told_once_in_time_and_never_while_paused(proof):
    assert proof["differences"] == []
    owed, told = (sum(pair[side] for pair in proof["levels"].values()) for side in (0, 1))
    assert owed == told > 1000


def test_every_level_of_the_ladders_was_reached(proof):
    assert len(proof["levels"]) == 21
    assert all(owed == told > 0 for owed, told in proof["levels"].values()), proof["levels"]


def test_closings_notices_and_callbacks_are_as_many_as_the_rules_say(proof):
    assert all(wanted == seen > 0 for wanted, seen in proof["figures"].values()), proof["figures"]


def test_passes_were_killed_and_doubled_meanwhile(proof):
    assert proof["killed"] == KILLS
    assert proof["doubled"] > KILLS
    assert proof["most_due"] > 4
