"""Replay of a service desk's event log through the ticket mechanism.

Every row is done by the verbs that users have, at its own time; what is due by itself is done by the time-driven pass
of the engine. Afterwards the figures of the engine's own records stand beside those of the log.

    ./cs bench incidents                    a sample of 1,500 cases
    ./cs bench incidents -- --all           the whole log
    ./cs bench incidents -- --data DIR      another log with the same columns
    ./cs bench incidents -- --rules         the proof of the rule books: every notice that the cases are owed, counted
                                            from the rows alone, is told once and in time; workers are killed meanwhile
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence

from tests.benchmarks.harness import environment
from tests.benchmarks.incident import compare, department, log, rules
from tests.benchmarks.incident.replay import Replay
from tests.benchmarks.report import Table

CASES = 1500
#: why a row may differ, shown only where it does
WHY = {
    "rows in state": "a row whose state our case did not have: see the notes on rows",
    "cases never reassigned": "see reassignments",
    "reassignments": "the log counts those of resolved cases; ours are corrections of a supervisor, no transfers",
    "hours to resolve": "a case whose rows are not in the order of time",
    "hours to close": "cases closed by hand that the log closed once more later keep their first closing here; with "
    "--prompt also the cases that the log's closer reached late",
}


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./cs bench incidents --")
    parser.add_argument("--all", action="store_true", help="the whole log")
    parser.add_argument("--cases", type=int, default=CASES, metavar="N", help=f"cases of the sample (default {CASES})")
    parser.add_argument(
        "--prompt",
        action="store_true",
        help="every pass closes all that is due, also the cases that the log's own closer reached later",
    )
    parser.add_argument("--rules", action="store_true", help="with escalation, urging, closing and callbacks in force")
    parser.add_argument("--kills", type=int, default=20, metavar="N", help="passes killed in the middle (with --rules)")
    return parser


def tell(done: int, total: int) -> None:
    """Progress on one line of the terminal, nothing in a log file."""
    if sys.stderr.isatty():
        print(f"\r  {done:,} of {total:,} events", end="", file=sys.stderr, flush=True)


def main(argv: Sequence[str]) -> int:
    table = Table("incidents: the log lived again through the verbs", argv, options())
    whole = log.read(table.data)
    cases = whole if table.options.all else log.sample(whole, table.options.cases)
    if table.options.rules:
        with environment() as env:
            proof = rules.prove(env, os.environ["CS_CONF"], whole, cases, table.options.kills, tell)
            rules.fill(table, proof, len(cases))
        return table.close()
    expected = log.figures(cases)
    published = compare.oracle(table.data) if len(cases) == len(whole) else None
    with environment() as env:
        begin = time.perf_counter()
        found = department.build(env, cases)
        env.cr.commit()
        ready = time.perf_counter() - begin
        replay = Replay(env, found, cases, whole)
        replay.prompt = table.options.prompt
        replay.play(tell)
        seen = compare.seen(replay)
    fill(table, {**expected, **(published or {})}, seen)
    cost(table, replay, len(cases), ready)
    late = log.reached_late(cases, replay.moments, replay.closer)
    fate = "ours closed them at once (--prompt)" if replay.prompt else "ours saw them at the same pass, and closed them"
    table.note(
        f"{late:,} cases were due at a pass before the one at which the log's closer closed them (an outage of its "
        f"own, or skipped without a trace): {fate}"
    )
    table.note(
        "expected: "
        + ("oracle.json" if published else "counted from the csv by the benchmark itself, without our code")
    )
    for note, count in sorted(replay.notes.items()):
        table.note(f"{count:,} × {note}")
    return table.close()


def fill(table: Table, expected: dict, seen: dict) -> None:
    differs = set()
    for what, wanted, got in compare.lines(expected, seen):
        same = abs((wanted or 0) - (got or 0)) < 0.001
        table.row(what, got, target=f"= {wanted:,.10g}", met=same)
        if not same:
            table.note(f"{what}: {wanted:,.10g} expected, {got:,.10g} seen")
            differs |= {f"{start}: {why}" for start, why in WHY.items() if what.startswith(start)}
    for why in sorted(differs):
        table.note(f"why {why}")


def cost(table: Table, replay: Replay, cases: int, ready: float) -> None:
    events, deeds = sum(replay.states.values()) + replay.unknown, sum(replay.deeds.values())
    minutes = replay.seconds / 60
    whole = {"target": "<= 30", "met": minutes <= 30} if table.options.all else {}
    table.row("whole replay" if whole else "replay", minutes, unit="min", **whole)
    table.row("an event", replay.seconds / events * 1000, unit="ms")
    table.row("queries of an event", replay.queries / events)
    table.row("a deed (verb, write or pass)", replay.seconds / deeds * 1000, unit="ms")
    table.row("queries of a deed", replay.queries / deeds)
    done = ", ".join(f"{count:,} {deed}" for deed, count in sorted(replay.deeds.items(), key=lambda d: -d[1]))
    table.note(f"{deeds:,} deeds for {cases:,} cases: {done}; department set up in {ready:.0f} s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
