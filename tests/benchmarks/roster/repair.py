"""Sick calls in a department whose roster is made, and input that contradicts itself: how long an answer takes.

As a part of ``rosters`` it is given rosters; alone it makes its own:
``python -m tests.benchmarks.roster.repair 20 60`` (sizes).
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

import tests.unit.conftest  # noqa: F401  (loads the engine as cs_core)

# isort: split
from cs_core.roster.answers import answers
from cs_core.roster.changed import absent
from cs_core.roster.problem import OFF, Assignment, Cover, Problem, Rule
from cs_core.roster.solver.conflict import explain
from cs_core.roster.solver.control import Control
from cs_core.roster.solver.repair import repair
from cs_core.roster.solver.solve import solve

from tests.benchmarks.report import Table
from tests.benchmarks.roster.departments import department
from tests.roster_checker import check

#: seconds in which a repair of a department is to be proven; larger ones are to be answered
PROVEN_IN = {20: 3, 60: 3}
ANSWER_IN = 10
#: people changed beside the one who is ill, and in how many calls no more than that
FEW, OFTEN = 2, 0.9


def sick_calls(problem: Problem, roster: Assignment, calls: int, days: int = 1) -> list[tuple[int, int]]:
    """(person, day) of people who work on the day; the same for the same roster."""
    rng = random.Random(f"calls {len(problem.people)} {days}")
    worked = [
        (person, day)
        for person, row in enumerate(roster)
        for day, shift in enumerate(row[: problem.days - days + 1])
        if shift != OFF
    ]
    return rng.sample(worked, min(calls, len(worked)))


def repair_rows(table: Table, problem: Problem, roster: Assignment, calls: int = 20, days: int = 1) -> None:
    """Measure sick calls of so many days, each by itself."""
    people = len(problem.people)
    seconds, firsts, few, proven, wrong = [], [], 0, 0, 0
    before = set(check(problem, roster)[0])
    for person, day in sick_calls(problem, roster, calls, days):
        ill = absent(problem, person, range(day, day + days))
        began = time.perf_counter()
        first: list[float] = []
        control = Control(
            seconds=ANSWER_IN,
            reproducible=True,
            better=lambda *_news, first=first, began=began: first.append(time.perf_counter() - began),
        )
        found = repair(ill, control, roster, roster, most=1)
        seconds.append(time.perf_counter() - began)
        firsts.append(first[0] if first else seconds[-1])
        best = found.alternatives[0]
        proven += best.proven
        few += len({move[0] for move in best.changes}) <= FEW
        wrong += bool({key for key in check(ill, best.assignment)[0] if key[1] != person} - before)
    share, limit = proven / len(seconds), PROVEN_IN.get(people, ANSWER_IN)
    name = f"{people} people, ill for {days} day{'s' if days > 1 else ''}"
    met = max(seconds) <= limit and (share == 1 or people not in PROVEN_IN)
    table.row(f"{name}: slowest answer", ours=max(seconds), unit="s", target=f"<= {limit} s", met=met)
    table.row(f"{name}: median", ours=statistics.median(seconds), unit="s")
    table.row(f"{name}: proven minimal", ours=100 * share, unit="%", target="all" if people in PROVEN_IN else "", met=(
        share == 1 if people in PROVEN_IN else None))  # fmt: skip
    often = few / len(seconds)
    if days == 1:
        table.row(
            f"{name}: at most {FEW} others changed", ours=100 * often, unit="%", target=">= 90 %", met=often >= OFTEN
        )
    table.row(f"{name}: rules broken (checker)", ours=wrong, unit="calls", target="0", met=not wrong)


def answer_row(table: Table, problem: Problem, roster: Assignment) -> None:
    """The ranked people for one hole, without a solver."""
    (person, day), *_others = sick_calls(problem, roster, 1)
    ill = absent(problem, person, [day])
    rows = [*roster]
    rows[person] = (*rows[person][:day], OFF, *rows[person][day + 1 :])
    began = time.perf_counter()
    answers(ill, rows, day, roster[person][day])
    passed = time.perf_counter() - began
    table.row(f"{len(rows)} people: who can step in alone", ours=passed, unit="s", target="<= 1 s", met=passed <= 1)


def conflict_rows(table: Table, problem: Problem) -> None:
    """Input that leaves no roster: the cause, proven and minimal."""
    size = len(problem.people)
    one = problem.people[1]
    fixed = replace(one, pinned=dict.fromkeys(range(5, 13), 0), cannot=frozenset())
    hours = replace(one, rules={**one.rules, "min_minutes": Rule(28 * 480)}, cannot=frozenset())
    night = frozenset({(7, len(problem.shifts) - 1)})
    guards = tuple(
        replace(person, skills=person.skills | {"guard"}, cannot=person.cannot | night) if number < 3 else person
        for number, person in enumerate(problem.people)
    )
    demand = Cover(7, len(problem.shifts) - 1, 1, 100, 0, "guard")
    cases = {
        "eight fixed days in a row": replace(problem, people=(problem.people[0], fixed, *problem.people[2:])),
        "hours out of reach": replace(problem, people=(problem.people[0], hours, *problem.people[2:])),
        "a night nobody may work": replace(problem, people=guards, cover=(demand,), cover_is_hard=True),
    }
    for name, case in cases.items():
        began = time.perf_counter()
        found = explain(case, Control(seconds=10))
        passed = time.perf_counter() - began
        named = len(found.rules) if found else 0
        met = passed <= 2 and bool(found and found.rules and found.relaxation)
        table.row(f"{size} people, {name}: {named} rules named", ours=passed, unit="s", target="<= 2 s", met=met)


def main(argv: Sequence[str]) -> int:
    table = Table("repair of rosters", [one for one in argv if not one.isdigit()])
    for people in [int(one) for one in argv if one.isdigit()] or [20, 60]:
        problem = department(people)
        roster = solve(problem, Control(seconds=people)).assignment
        repair_rows(table, problem, roster)
        repair_rows(table, problem, roster, calls=10, days=3)
        answer_row(table, problem, roster)
        conflict_rows(table, problem)
    return table.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
