"""The table of Curtois and Qu's instances: cost, bound and seconds beside the best known, confirmed by the checker.

Each instance runs in a child as the product runs it: a folder with the problem, the worker, its result.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.report import Table
from tests.benchmarks.roster import curtois, curtois_checker, curtois_made
from tests.unit.conftest import CORE

#: the engine's description of a roster, under the name that the unit tests load it by
problem_module = importlib.import_module("cs_core.roster.problem")
FOLDER = "rosters"
#: instance → share above the best known that is required in 60 seconds; absolute where a cost is
REQUIRED: dict[int, float] = {**dict.fromkeys((1, 2, 3, 4, 5, 9, 10, 11), 0.0), 6: 0.003, 7: 0.015, 12: 0.001}
REQUIRED_COST = {8: 1404}
SECONDS = 60
#: how long a larger instance is given, and how far above its bound the cost may be
SCALE_SECONDS, SCALE_GAP = 300, 0.1


@dataclass(frozen=True)
class Run:
    """What came of one instance: the checker's cost, the engine's bound, and when the cost was first reached."""

    cost: int
    bound: int | None
    broken: list[str]
    reached: float
    seconds: float


def run(path: Path, seconds: float = SECONDS, workers: int = 4, seed: int = 1, reproducible: bool = False) -> Run:
    """Solve an instance in a child process and score what it returns from the text."""
    problem = curtois.read(path, problem_module)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "problem.json").write_text(problem_module.dumps(problem), "utf-8")
        options = {"mode": "generate", "seed": seed, "seconds": seconds, "workers": workers}
        (folder / "options.json").write_text(json.dumps({**options, "reproducible": reproducible}), "utf-8")
        begin = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "roster.worker", name],
            env={**os.environ, "PYTHONPATH": str(CORE)},
            check=True,
        )
        took = time.monotonic() - begin
        result = json.loads((folder / "result.json").read_text("utf-8"))
        lines = [json.loads(line) for line in (folder / "progress.jsonl").read_text("utf-8").splitlines()]
    if result["assignment"] is None:
        raise RuntimeError(f"{path.name}: no roster, {result['state']} {result['error'] or ''}")
    found = curtois_checker.score(path, named(problem, result["assignment"]))
    stage = result["stages"][0]
    if stage["value"] != found.cost:
        found.broken.append(f"said to cost {stage['value']}, costs {found.cost}")
    reached = min((line["at"] for line in lines if line["value"] == stage["value"]), default=took)
    return Run(found.cost, stage["bound"], found.broken, reached, took)


def named(problem, assignment: Sequence[Sequence[int]]) -> dict[str, list[str]]:
    """A roster in the words of the text: name → the shift's name or "" per day."""
    return {
        person.key: ["" if shift < 0 else problem.shifts[shift].key for shift in days]
        for person, days in zip(problem.people, assignment, strict=True)
    }


def best_known(folder: Path) -> dict[int, tuple[int, int]]:
    """Instance → (best known cost, best known bound)."""
    with (folder / "best_known.csv").open(newline="") as file:
        return {
            int(row["instance"]): (int(row["best_known_solution"]), int(row["best_known_lower_bound"]))
            for row in csv.DictReader(file)
        }


def add_rows(table: Table, numbers: Sequence[int], seconds: float = SECONDS, workers: int = 4) -> None:
    """A row for each instance: our cost beside the best known."""
    folder = table.data / FOLDER
    known = best_known(folder)
    for number in numbers:
        found = run(folder / f"Instance{number}.txt", seconds, workers)
        best = known[number][0]
        limit = REQUIRED_COST.get(number, best * (1 + REQUIRED.get(number, 0.1)))
        table.row(
            f"instance {number}",
            found.cost,
            peer=best,
            unit="cost",
            target=f"≤ {limit:,.0f} in {seconds:.0f} s",
            met=not found.broken and found.cost <= limit,
        )
        gap = "proven" if found.bound == found.cost else f"bound {found.bound}"
        table.note(f"instance {number}: {gap}, reached at {found.reached:.1f} s of {found.seconds:.1f} s")
        for sentence in found.broken[:3]:
            table.note(f"instance {number}: {sentence}")


def scale_rows(table: Table, names: Sequence[str], seconds: float = SCALE_SECONDS, workers: int = 4) -> None:
    """A row for each larger instance that is made here: our cost above the bound, as nobody knows the best."""
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            path = Path(folder) / f"Like{name}.txt"
            curtois_made.write(curtois_made.KINDS[name], path)
            found = run(path, seconds, workers)
            title = f"made like instance {name} ({curtois_made.KINDS[name].title})"
            limit = None if found.bound is None else found.bound * (1 + SCALE_GAP)
            table.row(
                title,
                found.cost,
                floor=found.bound,
                unit="cost",
                target=f"<= {SCALE_GAP:.0%} above the bound in {seconds:.0f} s",
                met=not found.broken and limit is not None and found.cost <= limit,
            )
            gap = "no bound" if not found.bound else f"gap {found.cost / found.bound - 1:.1%} above bound {found.bound}"
            load = os.getloadavg()[0]
            table.note(f"{title}: {gap}, reached at {found.reached:.1f} s of {found.seconds:.1f} s, load {load:.1f}")
            for sentence in found.broken[:3]:
                table.note(f"{title}: {sentence}")


def main(argv: Sequence[str] | None = None) -> int:
    """The instances alone: ``python -m tests.benchmarks.roster.curtois_table [numbers]``."""
    table = Table("duty rosters: instances of Curtois and Qu", argv, _parser())
    add_rows(table, table.options.instances, table.options.seconds, table.options.workers)
    return table.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    parser.add_argument("--instances", type=int, nargs="*", default=list(range(1, 13)))
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--workers", type=int, default=4)
    return parser


if __name__ == "__main__":
    sys.exit(main())
