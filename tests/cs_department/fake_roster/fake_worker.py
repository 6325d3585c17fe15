"""A worker that computes nothing: it follows the protocol of ``roster.worker``, and breaks it when asked to.

Which part it plays stands in the seed, see the constants.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

#: ends at once with a result; goes on until it is stopped; finds a contradiction; does not
#: hear a stop; dies saying why; ends with a roster of another shape; has a child of its own;
#: is ended by its solver as long as it is to be repeatable
DONE, ENDLESS, INFEASIBLE, DEAF, DYING, WRONG, FAMILY, FAILING = range(1, 9)
LONGEST = 60


def write(path, data):
    part = path.with_suffix(".part")
    part.write_text(json.dumps(data), encoding="utf-8")
    part.replace(path)


def roster(problem, shift):
    """Everybody works the shift on the first day, and is off after."""
    return [[shift, *[-1] * (problem["days"] - 1)] for _person in problem["people"]]


def main(folder):
    problem = json.loads((folder / "problem.json").read_text(encoding="utf-8"))
    options = json.loads((folder / "options.json").read_text(encoding="utf-8"))
    part, begun = options["seed"], time.monotonic()
    write(
        folder / "about.json",
        {
            "pid": os.getpid(),
            "group": os.getpgid(0),
            "session": os.getsid(0),
            "nice": os.nice(0),
            "cpu": resource.getrlimit(resource.RLIMIT_CPU)[0],
            "environment": sorted(os.environ),
            "options": options,
        },
    )
    if part == FAMILY and os.fork() == 0:
        time.sleep(LONGEST)
        return
    with (folder / "progress.jsonl").open("a", encoding="utf-8") as progress:
        for value, bound in ((40, None), (20, 5), (10, 10)):
            at = round(time.monotonic() - begun, 3)
            line = {"at": at, "stage": "cover", "phase": "search", "value": value, "bound": bound}
            progress.write(json.dumps(line) + "\n")
        progress.write('{"at": 1, "sta')  # a line that is being written
    write(folder / "best.json", {"assignment": roster(problem, 0), "costs": {"cover": 10}})
    (folder / "alive").touch()
    if part == DYING:
        sys.exit("out of memory, says the fake")
    if part == FAILING and options["reproducible"]:
        sys.exit("Check failed: the fake was here")
    while part in (ENDLESS, DEAF, FAMILY) and time.monotonic() - begun < LONGEST:
        (folder / "alive").touch()
        if part != DEAF and (folder / "stop").exists():
            break
        time.sleep(0.05)
    write(folder / "result.json", result(problem, part, options))


def result(problem, part, options):
    row = {"person": 0, "rule": "pinned", "days": [0], "shift": 0, "skill": None}
    conflict = {"rules": [row, {**row, "rule": "rest"}], "relaxation": [row]}
    state = {INFEASIBLE: "infeasible", ENDLESS: "stopped", FAMILY: "stopped"}.get(part, "done")
    assignment = roster(problem, 0)[:-1] if part == WRONG else roster(problem, 0)
    alternatives = []
    if options["mode"] == "repair":
        # somebody else takes the first day instead of who is away, another one each time
        for person in (1, 2):
            rows = [[*row] for row in options["start"]]
            rows[person][0] = 0
            alternatives.append({"assignment": rows, "proven": person == 1})
    return {
        "alternatives": alternatives,
        "state": state,
        "assignment": None if part == INFEASIBLE else assignment,
        "stages": [{"name": "cover", "value": 10, "bound": 10, "proven": True}],
        "seconds": 1.5,
        "solver": "fake 1.0",
        "digest": "",
        "seed": part,
        "conflict": conflict if part == INFEASIBLE else None,
        "error": None,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
