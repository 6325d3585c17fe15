"""The proof of the rule books over real cases: replay, oracle, verdict, in a database of its own.

``python -m tests.benchmarks.incident.rules CONF DATABASE CASES KILLS DATA`` prints the verdict as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmarks.incident import log, rulebook, rules_department, verdict
from tests.benchmarks.incident.log import Case
from tests.benchmarks.incident.rules_replay import Crew, RulesReplay

SEED = 3


class Proof(NamedTuple):
    verdict: verdict.Verdict
    replay: RulesReplay
    crew: Crew


def varied(cases: Sequence[Case], count: int) -> list[Case]:
    """Cases for a small sample: those in which much happens, of every sort, and ordinary ones beside them."""
    features: dict[str, int] = {}
    wild = []
    for case in cases:
        marks = {f"{a.state}→{b.state}" for a, b in zip(case.events, case.events[1:], strict=False)}
        marks |= {f"{a.priority}→{b.priority}" for a, b in zip(case.events, case.events[1:], strict=False)}
        marks |= {f"hours {rulebook.hours_of(event.group)}" for event in case.events}
        marks |= {f"reopened {case.last.reopened}", f"passed on {min(case.last.reassigned, 5)}"}
        if any(features.get(mark, 0) < 4 for mark in marks) and len(wild) < 2 * count // 3:
            wild.append(case)
            for mark in marks:
                features[mark] = features.get(mark, 0) + 1
    names = {case.number for case in wild}
    rest = [case for case in cases if case.number not in names]
    return sorted(wild + log.sample(rest, count - len(wild)), key=lambda case: case.number)


def prove(
    env: Any,
    conf: str,
    whole: Sequence[Case],
    cases: Sequence[Case],
    kills: int,
    tell: Callable[[int, int], None] = lambda done, total: None,
    notices: bool = False,
) -> Proof:
    """Live the cases in the database of ``env``, and judge."""
    cases = rulebook.onto_2026(cases)
    found = rules_department.build(env, cases, notices)
    env.cr.commit()
    passes = rulebook.Passes(tuple(rulebook.outages(cases, SEED)))
    crew = Crew(conf, env.cr.dbname, kills)
    try:
        replay = RulesReplay(env, found, cases, whole, passes, crew, SEED)
        replay.notices = notices
        replay.play(tell)
    finally:
        crew.end()
    owed = verdict.lives(cases, list(whole), passes, SEED)
    return Proof(verdict.judge(replay, owed), replay, crew)


def main(conf: str, database: str, count: str, kills: str, data: str) -> int:
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-c", conf, "-d", database, "--log-level", "error"])
    whole = log.read(Path(data))
    with Registry(database).cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        proof = prove(env, conf, whole, varied(whole, int(count)), int(kills), notices=True)
        print(json.dumps(summary(proof)))
    return 0


def fill(table: Any, proof: Proof, cases: int) -> None:
    """The table of the benchmark: told beside owed, level by level."""
    judged, replay = proof.verdict, proof.replay
    for level in {**judged.expected, **judged.told}:
        owed, told = judged.expected[level], judged.told[level]
        table.row(named(level), told, target=f"= {owed:,}", met=told == owed)
    owed, told = judged.expected.total(), judged.told.total()
    table.row("all levels", told, target=f"= {owed:,}", met=told == owed)
    for what, (wanted, seen) in judged.figures.items():
        table.row(what, seen, target=f"= {wanted:,}", met=seen == wanted)
    for what, found in (
        ("notices lost", judged.lost),
        ("notices not owed, or told twice", judged.idle),
        ("notices too early, too late, or while the clock stood still", judged.untimely),
        ("other differences", judged.other),
    ):
        table.row(what, len(found), target="0", met=not found)
        for line in found[:20]:
            table.note(f"{what}: {line}")
    table.row("latest notice after its moment (an outage)", judged.latest.total_seconds() / 3600, unit="h")
    table.row("replay", replay.seconds / 60, unit="min")
    done = ", ".join(f"{count:,} {deed}" for deed, count in sorted(replay.deeds.items(), key=lambda d: -d[1]))
    table.note(f"{cases:,} cases: {done}")
    table.note(
        f"{proof.crew.killed} passes killed in the middle, {proof.crew.doubled} made by two workers at once,"
        f" {len(replay.passes.outages)} outages; at most {replay.most_due} cases were due at once"
    )


def named(level: rulebook.Level) -> str:
    parts = [level.clock, level.when, f"{level.amount:g} {level.unit}" if level.amount else "", f"→ {level.role}"]
    return " ".join(filter(None, parts))


def summary(proof: Proof) -> dict:
    said = {
        named(level): (proof.verdict.expected[level], proof.verdict.told[level])
        for level in {**proof.verdict.expected, **proof.verdict.told}
    }
    return {
        "levels": said,
        "figures": proof.verdict.figures,
        "differences": proof.verdict.differences,
        "latest": proof.verdict.latest.total_seconds() / 60,
        "killed": proof.crew.killed,
        "doubled": proof.crew.doubled,
        "most_due": proof.replay.most_due,
        "deeds": proof.replay.deeds,
        "notes": proof.replay.notes,
        "seconds": proof.replay.seconds,
    }


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
