"""What people look at and what time does, in a department with three years behind it.

    ./cs bench figures                        1,000,000 cases over 36 months, 200 people
    ./cs bench figures -- --quick             100,000 cases
    ./cs bench figures -- --only dashboard    some of the pieces

Every piece begins with cold record caches, as a new request does. The floor is hand-written SQL for the same figures in
the same run, for one of them where a piece reads many: it says what the machine can do just now.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch

from tests.benchmarks.desk import client
from tests.benchmarks.desk.fill import rest
from tests.benchmarks.harness import database, environment, measure, measure_sql
from tests.benchmarks.history import floors
from tests.benchmarks.history.fill import NOW, Department
from tests.benchmarks.report import Table

SIZE, QUICK = 1_000_000, 100_000
MONTHS_APPRAISED = 60
PAGE, CARDS, PASS = 300, 500, 20  # milliseconds


@contextmanager
def one_transaction(env: Any) -> Any:
    """What a scheduled action commits stays in the transaction of the benchmark."""
    with (
        patch.object(type(env["ir.cron"]), "_commit_progress", lambda *_args, **_kwargs: float("inf")),
        patch.object(env.cr, "commit", lambda: None),
    ):
        yield


class Bench:
    def __init__(self, env: Any, table: Table) -> None:
        self.env, self.table, self.rounds = env, table, table.options.rounds
        user = env["res.users"].search([("login", "=", "history_leader")])
        self.leader = env(user=user.id)
        self.agent = env(user=env["res.users"].search([("login", "=", "history_7")]).id)
        people = env["hr.employee"].search([("user_id.login", "=like", "history_%")])
        self.people = people.filtered(lambda one: one.user_id != user)
        self.company = env.company

    def line(
        self,
        what: str,
        work: Callable[[], Any],
        *,
        floor: str = "",
        most: float | None = None,
        env: Any = None,
        parameters: dict[str, Any] | None = None,
    ) -> None:
        """Two rows: milliseconds with the target, and queries."""
        if self.table.options.only and not any(word in what for word in self.table.options.only):
            return
        asked = {"company": self.company.id, "user": self.agent.uid, "leader": self.leader.uid, "now": NOW}
        least = measure_sql(self.env, floor, asked | (parameters or {}), rounds=self.rounds) if floor else None
        env = env or self.env
        with env.cr.savepoint(flush=False) as savepoint:
            seen = measure(env, work, rounds=self.rounds, warm=1)
            env.invalidate_all()
            savepoint.rollback()
        target = f"<= {most:g} ms" if most else ""
        met = seen.ms <= most if most else None
        self.table.row(what, seen.ms, floor=least, unit="ms", target=target, met=met)
        self.table.row("  queries", seen.queries)

    # -- the pieces --------------------------------------------------------------

    def dashboard(self) -> None:
        board = self.leader["cs.dashboard"]
        year = {"period": "custom", "date_from": "2025-03-01", "date_to": "2026-02-28"}
        for words, values, span, most in (
            ("this month", {"period": "month"}, (date(2026, 3, 1), date(2026, 3, 19)), CARDS),
            ("last month", {"period": "last_month"}, (date(2026, 2, 1), date(2026, 3, 1)), CARDS),
            ("this year", {"period": "year"}, (date(2026, 1, 1), date(2026, 3, 19)), None),
            ("12 months", year, (date(2025, 3, 1), date(2026, 3, 1)), None),
        ):
            asked = {"first": local(span[0]), "last": local(span[1]), "trend": local(date(2025, 2, 1))}
            self.line(
                f"dashboard: cards with trend, {words}",
                lambda values=values: board.cards(values),
                env=self.leader,
                most=most,
                floor=floors.CARDS,
                parameters=asked,
            )
            self.line(
                f"dashboard: charts, {words}",
                lambda values=values: board.charts(values),
                env=self.leader,
                most=PAGE if most else None,
                floor=floors.CHARTS,
                parameters=asked,
            )

    def indicators(self) -> None:
        known = self.env["cs.indicator"]._of_company(self.company)
        month = (date(2026, 2, 1), date(2026, 2, 28))
        asked = {"first": local(month[0]), "last": local(date(2026, 3, 1))}
        self.line(
            "indicator: a month by person, with evidence",
            lambda: known["first_response_in_time"]._read(*month, self.company, people=self.people, evidence=True),
            floor=floors.INDICATOR,
            parameters=asked,
            most=PAGE,
        )
        board = self.env["cs.dashboard"]
        self.line(
            "monthly report: its content",
            lambda: board._report_content(self.company, month[0], self.env["cs.team"]),
            floor=floors.CHARTS,
            parameters=asked | {"trend": local(date(2025, 2, 1))},
        )

    def own_pages(self) -> None:
        appraisals = self.agent["cs.appraisal"]
        self.line(
            "my appraisals", lambda: appraisals.my_appraisals(False), env=self.agent, most=PAGE, floor=floors.MINE
        )
        scores = self.leader["cs.appraisal.score"]
        spec = client.specification(scores, "list")
        self.line(
            "scores: page of 80",
            lambda: client.open_list(scores, spec, []),
            env=self.leader,
            most=PAGE,
            floor=floors.SCORES,
        )
        self.line(
            "scores: pivot, criterion by period",
            lambda: client.open_pivot(scores, [], ["criterion_id"], ["period_id"], ["points:avg"]),
            env=self.leader,
            most=PAGE,
            floor=floors.PIVOT,
        )
        shown = self.leader["cs.appraisal"]
        shown_spec = client.specification(shown, "list")
        self.line("appraisals: page of 80", lambda: client.open_list(shown, shown_spec, []), env=self.leader, most=PAGE)
        appeals = self.leader["cs.appeal"]
        appeal_spec = client.specification(appeals, "list")
        self.line(
            "appeals: to decide",
            lambda: client.open_list(appeals, appeal_spec, [("state", "=", "open")]),
            env=self.leader,
            most=PAGE,
            floor=floors.APPEALS,
        )

    def daily(self) -> None:
        reports = self.env["cs.day.report"]
        mixin = self.env["cs.figures.mixin"]
        one = reports.search([("user_id", "=", self.agent.uid)], limit=1)
        first = local(date(2026, 3, 17))
        scope = one._figure_scope()._replace(start=first, end=first + timedelta(days=1))

        def draw(scope: Any) -> None:
            for model, domain in mixin._figure_domains(scope).values():
                self.env[model].search(domain).ids  # noqa: B018  (read)

        self.line("day report: figures of an agent", lambda: draw(scope), most=PAGE, floor=floors.DAY)
        week = scope._replace(user_id=False, employee_id=False, start=first - timedelta(days=7))
        self.line("meeting: figures of a team and week", lambda: draw(week), most=PAGE)
        plans = self.env["cs.check.plan"].search([])
        for plan in plans.filtered(lambda plan: plan.source in ("ticket", "call"))[:2]:
            self.line(
                f"check plan: a month of {plan.source}s",
                lambda plan=plan: plan._population(self.company, date(2026, 2, 1), date(2026, 2, 28)),
            )
        case = self.leader["cs.ticket"].search([("state", "=", "open")], limit=1)
        users = frozenset(self.people.user_id.ids)
        self.line("training gate: one case, 200 people", lambda: case.sudo()._barred_from(users), most=PASS)

    def passes(self) -> None:
        """Scheduled actions that find nothing: what was new is worked off first."""
        crons = {
            "rewards and penalties": ("cs.merit.event", "_cron_merit"),
            "day reports": ("cs.day.report", "_cron_reports"),
            "weekly summaries": ("cs.week.summary", "_cron_reports"),
            "samples of checks": ("cs.check.plan", "_cron_draw"),
            "reports that are due": ("cs.report.schedule", "_cron_due"),
            "training": ("cs.training.record", "_cron_training"),
            "readings": ("cs.reading.receipt", "_cron_readings"),
            "appraisals": ("cs.appraisal", "_cron_compute"),
            "appraisals confirmed": ("cs.appraisal", "_cron_confirm"),
        }
        with one_transaction(self.env):
            for words, (model, method) in crons.items():
                self.line(f"pass: {words}, nothing new", getattr(self.env[model], method), most=PASS)

    def run_of_a_month(self, department: Department | None) -> None:
        if department is None:
            return
        period = department.period(0)
        self.env.flush_all()

        def work() -> None:
            period.with_user(self.leader.uid).action_run()
            while due := self.env["cs.appraisal"].search(self.env["cs.appraisal"]._due_domain(), limit=1000):
                due._act_on_time()

        rounds, self.rounds = self.rounds, 1
        self.line("appraisal: a run of 200 people, 20 criteria", work)
        self.rounds = rounds


def local(day: date) -> datetime:
    """When a day of Shanghai begins, naive UTC."""
    return datetime(day.year, day.month, day.day) - timedelta(hours=8)


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./cs bench figures --")
    parser.add_argument("--size", type=int, default=SIZE, metavar="N", help=f"cases (default {SIZE:,})")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK:,} cases and few rounds")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="rounds of each piece (default 3)")
    parser.add_argument("--only", nargs="*", default=[], metavar="WORD", help="only pieces with one of these words")
    return parser


def main(argv: Sequence[str]) -> int:
    table = Table("figures: a department with three years behind it", argv, options())
    if table.options.quick:
        table.options.size, table.options.rounds = min(table.options.size, QUICK), 3
    with environment() as env:
        from odoo.addons.cs_department.core.now import frozen

        with frozen(NOW):
            begin = time.perf_counter()
            department = Department(env, MONTHS_APPRAISED)
            department.fill(table.options.size)
            rest(database())
            table.note(f"Filled with {table.options.size:,} cases in {time.perf_counter() - begin:.0f} s.")
            measure_all(env, table, department)
    return table.close()


def measure_all(env: Any, table: Table, department: Department | None) -> None:
    bench = Bench(env, table)
    bench.dashboard()
    bench.indicators()
    bench.own_pages()
    bench.daily()
    with one_transaction(env):
        # what was new is worked off first
        for model, method in (("cs.merit.event", "_cron_merit"), ("cs.day.report", "_cron_reports"),
                              ("cs.week.summary", "_cron_reports"), ("cs.check.plan", "_cron_draw"),
                              ("cs.training.record", "_cron_training")):  # fmt: skip
            getattr(env[model], method)()
            env.flush_all()
    bench.passes()
    bench.run_of_a_month(department)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
