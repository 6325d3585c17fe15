"""The run folder as the server reads it, and the process started away from it."""

import json
import os
import resource
import subprocess
import sys
import time

import cs_core.roster.detach
from cs_core.roster.folder import Folder, thinned

DETACH = cs_core.roster.detach.__file__


def point(at, stage, value, bound=None):
    return {"at": at, "stage": stage, "phase": "search", "value": value, "bound": bound}


def test_only_whole_lines_of_the_progress_are_read_and_each_once(tmp_path):
    folder = Folder(tmp_path)
    lines = [json.dumps(point(at, "cover", 10 - at)) for at in range(3)]
    (tmp_path / "progress.jsonl").write_text("\n".join(lines[:2]) + "\n" + lines[2][:9])
    points, offset = folder.progress(0)
    assert [one["value"] for one in points] == [10, 9]
    (tmp_path / "progress.jsonl").write_text("\n".join(lines) + "\n")
    points, offset = folder.progress(offset)
    assert [one["value"] for one in points] == [8]
    assert folder.progress(offset) == ([], offset)


def test_lines_that_say_nothing_are_passed_over(tmp_path):
    (tmp_path / "progress.jsonl").write_text('nothing\n{"at": 1}\n[]\n' + json.dumps(point(1, "cover", 3)) + "\n")
    assert [one["value"] for one in Folder(tmp_path).progress(0)[0]] == [3]


def test_the_best_roster_is_read_when_it_is_another(tmp_path):
    folder = Folder(tmp_path)
    assert folder.best(None) == (None, None)
    (tmp_path / "best.json").write_text('{"assignment": [[0]]}')
    best, mark = folder.best(None)
    assert best == {"assignment": [[0]]}
    assert folder.best(mark) == (None, mark)
    (tmp_path / "part").write_text('{"assignment": [[1]]}')
    (tmp_path / "part").replace(tmp_path / "best.json")
    assert folder.best(mark)[0] == {"assignment": [[1]]}


def test_half_a_result_is_no_result(tmp_path):
    (tmp_path / "result.json").write_text('{"state": "do')
    assert Folder(tmp_path).result() is None


def test_silence_is_counted_from_the_last_sign_of_life(tmp_path):
    folder = Folder(tmp_path / "run")
    assert folder.silent_seconds() == float("inf")
    folder.prepare("{}", {"seed": 1})
    assert folder.silent_seconds() < 5
    long_ago = time.time() - 100
    os.utime(tmp_path / "run" / "alive", (long_ago, long_ago))
    assert 95 < folder.silent_seconds() < 105


def test_a_curve_is_thinned_and_keeps_the_ends_of_every_stage():
    points = [point(at, "cover", 1000 - at) for at in range(900)] + [point(900 + at, "hours", at) for at in range(3)]
    kept = thinned(points, 100)
    assert len(kept) <= 110
    ends = [points[0], points[899], points[900], points[902]]
    assert [one for one in kept if one in ends] == ends


def test_a_curve_that_stands_still_is_a_line_of_two_points():
    kept = thinned([point(at, "cover", 5, 1) for at in range(50)])
    assert [one["at"] for one in kept] == [0, 49]


def test_the_process_is_away_from_its_starter_nice_and_free_of_its_limits(tmp_path):
    code = (
        "import json, os, resource, time; print(json.dumps([os.getpid(), os.getpgid(0), os.getsid(0), os.getppid(),"
        " os.nice(0), resource.getrlimit(resource.RLIMIT_CPU)[0]]), flush=True); time.sleep(30)"
    )
    log = tmp_path / "log"

    def as_a_web_worker():
        resource.setrlimit(resource.RLIMIT_CPU, (60, resource.getrlimit(resource.RLIMIT_CPU)[1]))

    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-I", DETACH, "7", str(log), sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=as_a_web_worker,
        timeout=20,
    )
    assert time.monotonic() - begun < 5
    pid = int(done.stdout)
    try:
        while not log.exists() or not log.read_text().endswith("\n"):
            assert time.monotonic() - begun < 20
            time.sleep(0.02)
        own, group, session, parent, niceness, cpu = json.loads(log.read_text())
        assert own == group == session == pid
        assert parent != os.getpid()
        assert niceness == os.nice(0) + 7
        assert cpu == resource.getrlimit(resource.RLIMIT_CPU)[1]
    finally:
        os.killpg(pid, 9)
