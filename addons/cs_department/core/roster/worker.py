"""The process that computes a roster: ``python -m roster.worker RUN_DIR``, with ``core`` on the path.

It knows one folder and no database. There it reads ``problem.json`` and
``options.json`` and writes

* ``alive``: touched every second;
* ``progress.jsonl``: a line for every news of a stage;
* ``best.json``: the best roster so far and what it costs;
* ``result.json``: how it ended.

Everything but ``progress.jsonl`` is written aside and renamed, so that a process killed
at any instant leaves whole files. A file ``stop`` ends it within two seconds, the
best roster found kept, even where a solver does not listen.
"""

import json
import os
import sys
import threading
import time
import traceback
from dataclasses import asdict, dataclass, fields
from importlib.metadata import version
from pathlib import Path

from .problem import Assignment, Problem, loads

#: how often somebody's wish to stop is looked for, and how long the solvers may take to heed it (seconds)
LOOK, PATIENCE = 0.1, 1.0


@dataclass(frozen=True)
class Options:
    """What is asked of a run.

    :param mode: "generate" a roster, "repair" the one in force with the fewest changes,
        "explain" why there is none.
    :param seconds: how long it may take.
    :param start: a roster to begin with; for a repair the one in force.
    :param before: and window, mend: see :func:`.repair_case.lay_case`.
    :param alternatives: how many answers a repair looks for.
    """

    mode: str = "generate"
    seed: int = 1
    seconds: float = 60
    workers: int = 4
    reproducible: bool = False
    start: Assignment | None = None
    before: Assignment | None = None
    window: tuple[int, int] | None = None
    mend: bool = False
    alternatives: int = 3

    @classmethod
    def read(cls, data: dict) -> "Options":  # pylint: disable=method-required-super  # no model
        """:raises ValueError: where they are not understood."""
        known = {field.name for field in fields(cls)}
        options = cls(**{name: value for name, value in data.items() if name in known})
        if options.mode not in ("generate", "repair", "explain"):
            raise ValueError(f"There is no mode {options.mode!r}.")
        return options


class Run:
    """The folder from the worker's side."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.begin = time.monotonic()
        self.head: dict = {"seed": None, "digest": None}
        self.best: dict | None = None
        self.stages: dict[str, dict] = {}
        self.control = None
        self._lock = threading.Lock()
        self._ended = False

    # -------------------------------------------------------------- writing

    def write(self, name: str, data: dict):  # pylint: disable=method-required-super  # no model
        part = self.folder / f".{name}.part"
        part.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        part.replace(self.folder / name)

    def progress(self, stage: str, phase: str, value: int | None, bound: int | None):
        """News of a stage; what was said last is said again when the worker is cut off."""
        at = round(time.monotonic() - self.begin, 2)
        line = {"at": at, "stage": stage, "phase": phase, "value": value, "bound": bound}
        with self._lock:
            proven = value is not None and bound is not None and bound >= value
            self.stages[stage] = {"name": stage, "value": value, "bound": bound, "proven": proven}
            if not self._ended:
                with (self.folder / "progress.jsonl").open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line) + "\n")

    def better(self, rows: Assignment, costs: dict[str, int]):
        with self._lock:
            self.best = {"assignment": rows, "costs": costs}
            if not self._ended:
                self.write("best.json", self.best)

    def end(self, state: str, assignment: Assignment | None, stages: list[dict], **more):
        """The last word; only the first one counts."""
        with self._lock:
            if self._ended:
                return
            self._ended = True
            result = {
                "state": state,
                "assignment": assignment,
                "stages": stages,
                "seconds": round(time.monotonic() - self.begin, 2),
                "solver": _solver_version(),
                **self.head,
                "conflict": None,
                "error": None,
                **more,
            }
            self.write("result.json", result)

    def cut_off(self):
        """The end where the solvers do not listen: what was found so far."""
        rows = self.best["assignment"] if self.best else None
        self.end("stopped", rows, list(self.stages.values()))

    # ---------------------------------------------------------------- alive

    def watch(self):
        """Show that the worker lives, and hand on the wish to stop, until the process ends."""
        asked = touched = None
        while True:
            now = time.monotonic()
            if touched is None or now - touched >= 1:
                touched = now
                (self.folder / "alive").touch()
            if asked is None and (self.folder / "stop").exists():
                asked = now
            if asked is not None:
                if self.control is not None:
                    self.control.stop()
                if now - asked > PATIENCE:
                    self.cut_off()
                    os._exit(0)
            time.sleep(LOOK)


def _solver_version() -> str:
    """From what is installed: to import it may take longer than a stop may."""
    return f"OR-Tools {version('ortools')}"


def work(run: Run):
    """Do what the folder says."""
    threading.Thread(target=run.watch, daemon=True).start()
    problem = loads((run.folder / "problem.json").read_text(encoding="utf-8"))
    options = Options.read(json.loads((run.folder / "options.json").read_text(encoding="utf-8")))
    run.head = {"seed": options.seed, "digest": problem.digest}
    from .solver.control import Control

    control = Control(
        seconds=options.seconds,
        seed=options.seed,
        workers=options.workers,
        reproducible=options.reproducible,
        better=run.better,
        progress=run.progress,
    )
    run.control = control
    {"generate": _generate, "repair": _repair, "explain": _explain}[options.mode](run, problem, options, control)


def _generate(run: Run, problem: Problem, options: Options, control):
    from .solver.solve import solve

    result = solve(problem, control, options.start)
    stages = [{**asdict(stage), "proven": stage.proven} for stage in result.stages]
    same = options.reproducible and not (control.cut_short or control.stopped)
    run.end(result.state, result.assignment, stages, conflict=result.conflict, reproducible=same)


def _repair(run: Run, problem: Problem, options: Options, control):
    from .solver.repair import repair

    window = options.window and tuple(options.window)
    found = repair(problem, control, options.start, options.before, window, options.mend, options.alternatives)
    answers = [one.as_dict() for one in found.alternatives]
    best = answers[0] if answers else {"assignment": None, "stages": []}
    run.end(found.state, best["assignment"], best["stages"], alternatives=answers, holes=found.holes)


def _explain(run: Run, problem: Problem, _options: Options, control):
    from .solver.conflict import explain

    found = explain(problem, control)
    state = "stopped" if control.stopped else "infeasible" if found else "done"
    run.end(state, None, [], conflict=found.as_dict() if found else None)


def main(argv: list[str]) -> int:
    run = Run(Path(argv[0]))
    try:
        work(run)
    except Exception as error:
        traceback.print_exc()
        run.end("failed", None, [], error=f"{type(error).__name__}: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
