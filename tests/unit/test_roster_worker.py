"""D16, the process that computes a roster: what it leaves in its folder, also when it is stopped or killed."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from cs_core.roster.account import account
from cs_core.roster.problem import OFF, dumps, loads

from tests.roster_checker import check

from .conftest import CORE
from .departments import department, person

#: a department that no solver is done with in the seconds of a test
HARD = {"people": 40, "days": 31}


def start(folder, problem, **options):
    (folder / "problem.json").write_text(dumps(problem), encoding="utf-8")
    asked = {"mode": "generate", "seed": 1, "seconds": 20, "workers": 2, "reproducible": False, "start": None}
    (folder / "options.json").write_text(json.dumps({**asked, **options}))
    environment = {**os.environ, "PYTHONPATH": str(CORE)}
    with (folder / "log").open("w") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "roster.worker", str(folder)],
            env=environment,
            cwd=folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def until(condition, seconds=40):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.05)


def read(folder, name):
    return json.loads((folder / name).read_text(encoding="utf-8"))


def result_of(folder, problem, **options):
    process = start(folder, problem, **options)
    assert process.wait(60) == 0, (folder / "log").read_text()
    return read(folder, "result.json")


def test_a_run_leaves_its_roster_its_proof_and_its_progress(tmp_path):
    problem = department(3, people=6, days=7)
    result = result_of(tmp_path, problem)
    assert result["state"] == "done" and result["error"] is None
    hard, price = check(problem, result["assignment"])
    assert not hard
    assert {stage["name"]: stage["value"] for stage in result["stages"]} == {
        "cover": price.get("cover", 0),
        "change": price.get("change", 0),
        "hours": price.get("hours", 0),
        "fairness": price.get("fairness", 0),
        "comfort": price.get("comfort", 0),
    }
    assert all(stage["proven"] == (stage["bound"] == stage["value"]) for stage in result["stages"])
    assert result["digest"] == problem.digest and result["seed"] == 1
    assert result["solver"].startswith("OR-Tools 9.")
    best = read(tmp_path, "best.json")
    assert best["assignment"] == result["assignment"]
    assert best["costs"] == account(problem, result["assignment"]).cost
    points = [json.loads(line) for line in (tmp_path / "progress.jsonl").read_text().splitlines()]
    assert {point["stage"] for point in points} == set(best["costs"])
    assert all(set(point) == {"at", "stage", "phase", "value", "bound"} for point in points)
    assert (tmp_path / "alive").exists()
    assert not list(tmp_path.glob(".*.part"))


def test_a_stop_ends_the_run_within_two_seconds_and_keeps_the_best_roster(tmp_path):
    problem = department(7, **HARD)
    process = start(tmp_path, problem, seconds=300)
    until((tmp_path / "best.json").exists)
    asked = time.monotonic()
    (tmp_path / "stop").touch()
    assert process.wait(20) == 0
    assert time.monotonic() - asked < 2.5
    result = read(tmp_path, "result.json")
    assert result["state"] == "stopped"
    assert not account(problem, result["assignment"]).hard
    assert len(result["stages"]) == len(problem.stages)


def test_a_killed_process_leaves_the_last_roster_whole(tmp_path):
    problem = department(7, **HARD)
    process = start(tmp_path, problem, seconds=300)
    until((tmp_path / "best.json").exists)
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    best = read(tmp_path, "best.json")
    assert not account(problem, best["assignment"]).hard
    assert best["costs"] == account(problem, best["assignment"]).cost
    assert not (tmp_path / "result.json").exists()


def test_the_sign_of_life_is_never_older_than_two_seconds(tmp_path):
    process = start(tmp_path, department(7, **HARD), seconds=300)
    until((tmp_path / "alive").exists)
    oldest = 0
    for _look in range(60):
        time.sleep(0.1)
        oldest = max(oldest, time.time() - (tmp_path / "alive").stat().st_mtime)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert oldest < 2


def test_a_run_goes_on_from_a_roster_it_is_given(tmp_path):
    problem = department(7, **HARD)
    process = start(tmp_path, problem, seconds=300)
    until((tmp_path / "best.json").exists)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = read(tmp_path, "best.json")
    (tmp_path / "again").mkdir()
    result = result_of(tmp_path / "again", problem, start=before["assignment"], seconds=3)
    stages = [stage for group in problem.stages for stage in group]
    costs = account(problem, result["assignment"]).cost
    assert [costs[name] for name in stages] <= [before["costs"][name] for name in stages]


def test_where_no_roster_keeps_the_rules_it_says_so(tmp_path):
    problem = department(3, people=3, days=5)
    torn = person("x", rules={"min_minutes": (99999, None)})
    result = result_of(tmp_path, replace(problem, people=(*problem.people, torn)))
    assert result["state"] == "infeasible" and result["assignment"] is None


@pytest.mark.parametrize("text", ["", "{", '{"days": 3}'])
def test_what_is_no_problem_fails_in_words(tmp_path, text):
    process = start(tmp_path, department(1))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    (tmp_path / "problem.json").write_text(text)
    from cs_core.roster import worker

    assert worker.main([str(tmp_path)]) == 1
    result = read(tmp_path, "result.json")
    assert result["state"] == "failed" and result["error"]


def test_options_are_read_with_their_defaults():
    from cs_core.roster.worker import Options

    assert Options.read({"mode": "explain", "unknown": 1}).mode == "explain"
    with pytest.raises(ValueError, match="mode"):
        Options.read({"mode": "guess"})
    problem = department(5)
    assert loads(dumps(problem)) == problem and OFF == -1
