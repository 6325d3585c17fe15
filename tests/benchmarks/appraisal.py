"""A whole run of the monthly appraisal beside the same facts by hand-written SQL.

    ./cs bench appraisal                                  1,000 people, 100,000 cases, 20 indicators
    ./cs bench appraisal -- --people 100 --cases 5000     another size

Both sides take turns on the same rows, each rolled back: the run takes the people in, reads the indicators, computes
the points and writes a score with its records for each person and criterion; the floor is three statements that insert
and update the same rows. What both wrote is compared, figure by figure and record by record.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from tests.benchmarks.appraisals import fill
from tests.benchmarks.appraisals.floor import APPRAISALS, INDICATORS, SCORES, TOTALS
from tests.benchmarks.desk.fill import rest
from tests.benchmarks.harness import database, environment
from tests.benchmarks.report import Table

PEOPLE, CASES, ALLOWED = 1_000, 100_000, 3.0
WRITTEN = """
    SELECT employee_id, position, value, good, counted, evidence FROM cs_appraisal_score
     WHERE period_id = %s ORDER BY employee_id, position"""


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./cs bench appraisal --")
    parser.add_argument("--people", type=int, default=PEOPLE, metavar="N", help=f"people (default {PEOPLE:,})")
    parser.add_argument("--cases", type=int, default=CASES, metavar="N", help=f"cases (default {CASES:,})")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds of each side (default 5)")
    return parser


class Bench:
    def __init__(self, env: Any, employees: Any) -> None:
        self.env, self.employees = env, employees
        known = env["cs.indicator"]._of_company(env.company)
        self.indicators = [known[code] for code in INDICATORS]
        self.scheme = env["cs.appraisal.scheme"].create(
            {
                "name": "Twenty indicators",
                "company_id": env.company.id,
                "criterion_ids": [
                    (0, 0, {
                        "sequence": 10 * place,
                        "name": indicator.name,
                        "source": "indicator",
                        "indicator_id": indicator.id,
                        "weight": 5,
                        "curve": "linear",
                        "best_value": best,
                        "worst_value": worst,
                    })
                    for place, (indicator, (best, worst)) in enumerate(
                        zip(self.indicators, INDICATORS.values(), strict=True)
                    )
                ],
            }
        )  # fmt: skip
        self.period = env["cs.appraisal.period"].create(
            {
                "company_id": env.company.id,
                "date_from": fill.BEGIN,
                "date_to": fill.END,
                "scheme_id": self.scheme.id,
                "extra_ids": [(6, 0, employees.ids)],
            }
        )
        self.period._edit(dict.fromkeys(employees, self.scheme))
        env.flush_all()
        env.cr.commit()

    def values(self) -> dict[str, Any]:
        return {
            "period": self.period.id,
            "company": self.env.company.id,
            "scheme": self.scheme.id,
            "edition": self.period.edition_ids.id,
            "employees": self.employees.ids,
            "begin": fill.BEGIN,
            "end": fill.END,
            # the month in Shanghai
            "first": datetime(2026, 1, 31, 16),
            "last": datetime(2026, 2, 28, 16),
            **{indicator.code: indicator.id for indicator in self.indicators},
        }

    def ours(self) -> None:
        period = self.period
        period.with_user(self.env.ref("base.user_admin")).action_run()
        appraisals = self.env["cs.appraisal"]
        while due := appraisals.search(appraisals._due_domain(), limit=1000):
            due._act_on_time()
        if period.state != "open":
            sys.exit("The run has not come to its end.")

    def again(self) -> None:
        """Computed before: only what the second run costs is counted."""
        self.ours()

    def floor(self) -> None:
        values = self.values()
        for statement in (APPRAISALS, SCORES, TOTALS):
            self.env.cr.execute(statement, values)

    def facts(self) -> None:
        asked = self.env["cs.indicator"].union(*self.indicators)
        asked._read(fill.BEGIN, fill.END, self.env.company, people=self.employees, evidence=True)

    def take(self, work: Callable[[], None], first: Callable[[], None] | None = None) -> tuple[float, int, list[Any]]:
        """Milliseconds, queries and written rows of one turn, rolled back."""
        env = self.env
        with env.cr.savepoint(flush=False) as savepoint:
            if first:
                first()
            env.flush_all()
            env.invalidate_all()
            count, begin = env.cr.sql_log_count, time.perf_counter()
            work()
            env.flush_all()
            passed = (time.perf_counter() - begin) * 1000
            queries = env.cr.sql_log_count - count
            env.cr.execute(WRITTEN, [self.period.id])
            rows = env.cr.fetchall()
            env.invalidate_all()
            savepoint.rollback()
        return passed, queries, rows


def plain(rows: list[Any]) -> list[Any]:
    """Rows with their records in one order."""

    def sorted_ids(evidence: dict[str, Any]) -> Any:
        if "parts" in evidence:
            return (
                [(part["id"], part["value"], sorted_ids({**part, "parts": ()})) for part in evidence["parts"]]
                if (evidence["parts"])
                else (evidence.get("model"), sorted(evidence.get("ids", ())), sorted(evidence.get("bad", ())))
            )
        return evidence["model"], sorted(evidence["ids"]), sorted(evidence["bad"])

    return [(*row[:5], sorted_ids(row[5])) for row in rows]


def measure(bench: Bench, table: Table, rounds: int) -> None:
    seen: dict[str, list[float]] = {"ours": [], "floor": [], "again": [], "facts": []}
    queries: dict[str, int] = {}
    written: dict[str, list[Any]] = {}
    for turn in range(rounds + 1):
        for name, work, first in (
            ("floor", bench.floor, None),
            ("ours", bench.ours, None),
            ("again", bench.again, bench.ours),
            ("facts", bench.facts, None),
        ):
            passed, count, rows = bench.take(work, first)
            queries[name], written[name] = count, rows
            if turn:
                seen[name].append(passed)
    median = {name: statistics.median(times) for name, times in seen.items()}
    floor = median["floor"]
    ratio = median["ours"] / floor
    table.row(
        "a whole run", median["ours"], floor=floor, unit="ms", ratio=ratio, target=f"<= {ALLOWED:g} x floor",
        met=ratio <= ALLOWED,
    )  # fmt: skip
    table.row("  queries", queries["ours"], floor=queries["floor"])
    table.row("a second run, with what changed", median["again"], floor=floor, unit="ms", ratio=median["again"] / floor)
    table.row("  queries", queries["again"], floor=queries["floor"])
    table.row("reading the facts alone", median["facts"], floor=floor, unit="ms", ratio=median["facts"] / floor)
    table.row("  queries", queries["facts"])
    same = sum(one == other for one, other in zip(plain(written["ours"]), plain(written["floor"]), strict=True))
    table.row("scores written", len(written["ours"]), floor=len(written["floor"]))
    table.row(
        "  with the same figure and records", same, floor=len(written["floor"]), target="all",
        met=same == len(written["floor"]),
    )  # fmt: skip


def main(argv: Sequence[str]) -> int:
    table = Table("appraisal: a month of a large department", argv, options())
    chosen = table.options
    with environment() as env:
        from odoo.addons.cs_department.core.now import frozen

        env.company.resource_calendar_id.tz = "Asia/Shanghai"
        with frozen(datetime.fromisoformat(fill.TODAY)):
            few = Bench(env, fill.fill(env, 50, 1000, "S"))
            few.take(few.ours)  # caches of the registry
            queries_of_few = few.take(few.ours)[1]
            few.period.unlink()
            employees = fill.fill(env, chosen.people, chosen.cases, "B")
            rest(database())
            table.note(
                f"{chosen.people:,} people, {chosen.cases:,} cases, {len(INDICATORS)} indicators in February 2026."
            )
            bench = Bench(env, employees)
            measure(bench, table, chosen.rounds)
            queries = bench.take(bench.ours)[1]
            # Odoo inserts a hundred rows at a time, scores go in by thousands; large runs wake the cron
            batches = chosen.people // 100 + chosen.people * len(INDICATORS) // 5000 + 6
            table.row(
                "queries; floor: 50 people, 1,000 cases", queries, floor=queries_of_few, target="+ batches of rows",
                met=queries <= queries_of_few + batches,
            )  # fmt: skip
    return table.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
