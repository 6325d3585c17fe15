"""Rosters of departments and of the public benchmark: how good, how soon, and what is proven.

    ./cs bench rosters                          departments of 20, 60, 120 and 200 people, three months of 60, the set
    ./cs bench rosters -- --people 60           one size
    ./cs bench rosters -- --part departments    one part: departments, months, same, conflict, curtois, scale
    ./cs bench rosters -- --quick               20 people and the smallest instances, for a build

Every roster is solved in the process that the product starts, watched through its folder, and scored by a checker of
its own that shares no code with the product's.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from math import floor
from pathlib import Path
from typing import Any

from tests.benchmarks.report import Table
from tests.benchmarks.roster import curtois_made
from tests.benchmarks.roster.curtois_table import SCALE_SECONDS, SECONDS, add_rows, scale_rows
from tests.benchmarks.roster.departments import KINDS, Department
from tests.benchmarks.roster.repair import answer_row, conflict_rows, repair_rows
from tests.roster_checker import check
from tests.unit.conftest import CORE

# isort: split
from cs_core.roster.problem import dumps

#: people → seconds to a roster without a gap, and how long the run goes on for the rest
TARGETS = {20: (10, 20), 60: (60, 60), 120: (120, 120), 200: (240, 180)}
MONTHS = 3
#: seconds for each month of the rolling ledger
MONTH = 40
RUNS = 20
PARTS = ["departments", "months", "same", "conflict", "curtois", "scale"]


def run(problem: Any, seconds: float, **options: Any) -> tuple[dict, list[dict]]:
    """The result of a run in a process of its own, and each better roster with the second it came at."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "problem.json").write_text(dumps(problem), "utf-8")
        asked = {"mode": "generate", "seed": 1, "seconds": seconds, "workers": os.cpu_count() or 4, **options}
        (folder / "options.json").write_text(json.dumps(asked))
        begin, bests = time.monotonic(), []
        process = subprocess.Popen(
            [sys.executable, "-m", "roster.worker", name], env={**os.environ, "PYTHONPATH": str(CORE)}
        )
        mark = None
        while process.poll() is None:
            time.sleep(0.1)
            path = folder / "best.json"
            if path.exists() and (now := path.stat().st_mtime_ns) != mark:
                mark = now
                bests.append({"at": time.monotonic() - begin, **json.loads(path.read_text("utf-8"))})
        return json.loads((folder / "result.json").read_text("utf-8")), bests


def missing(problem: Any, rows: Sequence[Sequence[int]]) -> int:
    """People that demand lacks."""
    counts = {}
    for person, days in zip(problem.people, rows, strict=True):
        for cell in enumerate(days):
            for skill in (None, *person.skills):
                counts[*cell, skill] = counts.get((*cell, skill), 0) + 1
    return sum(max(0, row.needed - counts.get((row.day, row.shift, row.skill), 0)) for row in problem.cover)


def away(problem: Any, rows: Sequence[Sequence[int]]) -> int:
    """How many shifts anybody is away from their share of the month's nights or weekend days at most."""
    weekend = {day for days in problem.weekends for day in days}
    worst = 0
    for person, days in zip(problem.people, rows, strict=True):
        nights = sum(shift >= 0 and problem.shifts[shift].night for shift in days)
        ends = sum(days[day] >= 0 for day in weekend)
        for kind, count in (("night", nights), ("weekend", ends)):
            if kind in person.shares:
                worst = max(worst, abs(count - person.shares[kind]))
    return worst


def one_department(table: Table, people: int, seconds: float | None, mended: bool) -> None:
    """From nothing to a roster: when nothing is uncovered, and what is proven at the end; then sick calls on it."""
    problem = Department(people).problem()
    limit, usual = TARGETS[people]
    result, bests = run(problem, seconds or usual)
    rows = result["assignment"]
    hard, cost = check(problem, rows)
    when = next((best["at"] for best in bests if not missing(problem, best["assignment"])), None)
    demand = sum(row.needed for row in problem.cover if row.skill is None)
    table.row(
        f"{people} people, {demand:,} shifts: nothing uncovered after",
        when,
        unit="s",
        target=f"<= {limit} s",
        met=when is not None and when <= limit,
    )
    left = missing(problem, rows)
    table.row("  uncovered at the end", left, target="0", met=left == 0)
    table.row("  hard rules broken (checker)", len(hard), target="0", met=not hard)
    said = {stage["name"]: stage["value"] for stage in result["stages"]}
    agreed = all(cost.get(name, 0) == value for name, value in said.items())
    table.row("  stages the checker prices otherwise", 0 if agreed else 1, target="0", met=agreed)
    worst = away(problem, rows)
    table.row("  nights or weekend days away from the share", worst, target="<= 1", met=worst <= 1)
    for stage in result["stages"]:
        proven = "proven" if stage["proven"] else "not proven"
        table.row(f"  {stage['name']}, {proven}", stage["value"], floor=stage["bound"])
    if mended:
        repair_rows(table, problem, rows)
        answer_row(table, problem, rows)


def months(table: Table, people: int, seconds: float) -> None:
    """Three months one after the other: what everybody still owes in the end."""
    department = Department(people)
    for _month in range(MONTHS):
        problem = department.problem()
        result, _bests = run(problem, seconds)
        hard, _cost = check(problem, result["assignment"])
        table.row(
            f"{people} people, month {department.month + 1}: uncovered",
            missing(problem, result["assignment"]),
            target="0, no rule broken",
            met=not hard and not missing(problem, result["assignment"]),
        )
        department.close(problem, result["assignment"])
    for kind in KINDS[:2]:
        owing, done = department.balance(kind), department.done(kind)
        whole = max(abs(done[key] - floor(done[key] + left + 0.5)) for key, left in owing.items())
        table.row(f"  {kind}s away from the share (whole) over {MONTHS} months", whole, target="<= 1", met=whole <= 1)
        table.row("    from the share before it is rounded", max(abs(left) for left in owing.values()))


def same(table: Table, people: int, seconds: float, runs: int) -> None:
    """The same roster, again and again; a run that the clock ends on a busy machine says so and is none of them."""
    problem = Department(people).problem()
    found = [run(problem, seconds, reproducible=True)[0] for _run in range(runs)]
    whole = [result for result in found if result["reproducible"]]
    texts = [json.dumps([result["assignment"], result["stages"]]) for result in whole]
    equal = texts.count(texts[0]) if texts else 0
    what = f"reproducible, {people} people: the same roster in {len(whole)} runs"
    table.row(what, equal, target=f"{len(whole)}", met=0 < equal == len(whole))
    table.row("  ended by the clock, and said so", runs - len(whole))
    longest, most = max(result["seconds"] for result in found), 2 * seconds + 5
    table.row(
        f"  the longest, {seconds:g} s asked for", longest, unit="s", target=f"<= {most:g} s", met=longest <= most
    )


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="rosters")
    parser.add_argument("--people", type=int, choices=TARGETS, help="one department only")
    parser.add_argument("--part", choices=PARTS, help="one part only")
    parser.add_argument("--seconds", type=float, help="for a department")
    parser.add_argument("--instances", type=int, nargs="*", metavar="N", help="of the benchmark set")
    parser.add_argument("--quick", action="store_true", help="20 people, short runs, instances 1 to 4")
    table = Table("rosters: departments and the benchmark set", argv, parser)
    options = table.options
    parts = [options.part] if options.part else PARTS[:-1] if options.quick else PARTS
    quick = options.quick
    if "departments" in parts:
        for people in [options.people] if options.people else [20] if quick else TARGETS:
            one_department(table, people, 10 if quick else options.seconds, mended=not quick)
    if "months" in parts:
        months(table, options.people or (20 if quick else 60), 8 if quick else options.seconds or MONTH)
    if "same" in parts:
        same(table, 20, 3, 2 if quick else RUNS)
    if "conflict" in parts:
        conflict_rows(table, Department(20).problem())
    if "curtois" in parts:
        numbers = options.instances or list(range(1, 5 if quick else 13))
        add_rows(table, numbers, 10 if quick else options.seconds or SECONDS, os.cpu_count() or 4)
    if "scale" in parts:
        scale_rows(table, list(curtois_made.KINDS), options.seconds or SCALE_SECONDS, os.cpu_count() or 4)
    table.note("Seconds count from the start of the process, OR-Tools' import included. Bounds stand under 'floor'.")
    return table.close()


if __name__ == "__main__":
    sys.exit(main())
