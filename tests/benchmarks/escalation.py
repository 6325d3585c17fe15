"""What a pass of the time-driven work costs: what is due, however many are open; and a hundred thousand due at once.

    ./cs bench escalation                    10,000 beside 100,000 open cases, 1,000 of them due; then all of them due
    ./cs bench escalation -- --open 20000    another size of the greater department
    ./cs bench escalation -- --quick         2,000 beside 10,000 open, for a build

Both departments take turns in databases of their own. Each case has one clock running beside the shipped ladder; a
case that is due has used 80 % of its time, so that its agent is told. The floor is the same rows by plain SQL: a step
in the ledger, a step in the timeline, the clock and the case.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

from tests.benchmarks.desk import fill
from tests.benchmarks.harness import database, drop_database, environment, make_database
from tests.benchmarks.report import Table

#: Wednesday 10:00 in Shanghai
START = datetime(2026, 3, 4, 2, 0)
AGENTS, TEAMS = 40, 8
#: cases that are not due are so much younger
YOUNGER = timedelta(days=42)
MOMENTS = {
    "cs_ticket": ("registered_at", "next_due_at", "next_warn_at", "next_action_at"),
    "cs_clock": ("started_at", "running_since", "due_at", "warn_at", "next_level_at"),
}
BATCH = 200


class Desk:
    """A department in a database of its own, with so many open cases of which none is due."""

    def __init__(self, env: Any, count: int) -> None:
        self.env, self.count = env, count
        self.template = self.prepare()
        self.moment = self.template.clock_ids.filtered(lambda clock: clock.state == "running").next_level_at
        self.ids = self.copy(count)
        env.cr.commit()
        fill.rest(env.cr.dbname)

    def prepare(self) -> Any:
        """People, and one answered case as the addon makes it."""
        from odoo.addons.cs_department.core.now import frozen

        env = self.env
        group = env.ref("cs_department.group_cs_agent")
        users = env["res.users"].create(
            [{"name": f"Agent {n}", "login": f"agent{n}", "group_ids": [(6, 0, group.ids)]} for n in range(AGENTS)]
        )
        calendar = env.company.resource_calendar_id
        teams = env["cs.team"].create(
            [
                {
                    "name": f"Team {n}",
                    "tz": "Asia/Shanghai",
                    "resource_calendar_id": calendar.id,
                    "supervisor_id": users[n].id,
                    "member_ids": [(6, 0, users[n::TEAMS].ids)],
                }
                for n in range(TEAMS)
            ]
        )
        self.users, self.teams = users, teams
        with frozen(START):
            case = env["cs.ticket"].create(
                {
                    "name": "Where is my parcel?",
                    "description": "x",
                    "kind_id": env.ref("cs_department.kind_enquiry").id,
                    "team_id": teams[0].id,
                    "user_id": users[0].id,
                }
            )
            case.answer("On its way.")
        env.cr.commit()
        return case

    def columns(self, table: str, without: Sequence[str]) -> str:
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND NOT column_name = ANY(%s)"
            " ORDER BY ordinal_position",
            [table, list(without)],
        )
        return ", ".join(f'"{name}"' for (name,) in self.env.cr.fetchall())

    def copy(self, count: int) -> list[int]:
        """Cases like the first one, of all agents, so young that nothing of them is due."""
        cr = self.env.cr
        same = self.columns("cs_ticket", ["id", "number", "user_id", "team_id"])
        users = [user.id for user in self.users]
        teams = [self.teams[n % TEAMS].id for n in range(AGENTS)]
        cr.execute(
            f"INSERT INTO cs_ticket (number, user_id, team_id, {same})"
            f" SELECT 'E' || lpad(i::text, 8, '0'), (%s)[1 + i %% {AGENTS}], (%s)[1 + i %% {AGENTS}], {same}"
            " FROM cs_ticket, generate_series(1, %s) i WHERE id = %s RETURNING id",
            [users, teams, count, self.template.id],
        )
        ids = [row[0] for row in cr.fetchall()]
        same = self.columns("cs_clock", ["id", "ticket_id"])
        cr.execute(
            f"INSERT INTO cs_clock (ticket_id, {same})"
            f" SELECT i, {same} FROM cs_clock, unnest(%s) i WHERE ticket_id = %s",
            [ids, self.template.id],
        )
        self.shift([*ids, self.template.id], YOUNGER)
        return ids

    def shift(self, ids: list[int], span: timedelta) -> None:
        for table, names in MOMENTS.items():
            key = "id" if table == "cs_ticket" else "ticket_id"
            moves = ", ".join(f"{name} = {name} + %s" for name in names)
            self.env.cr.execute(f"UPDATE {table} SET {moves} WHERE {key} = ANY(%s)", [*[span] * len(names), ids])

    def make_due(self, ids: list[int]) -> None:
        """These cases used up 80 % of their time at the moment that is looked at."""
        self.shift(ids, -YOUNGER)
        self.env.cr.commit()
        self.env.invalidate_all()

    def run(self) -> tuple[float, int]:
        """One pass as the scheduler does it: milliseconds, queries."""
        from odoo.addons.cs_department.core.now import frozen

        cr = self.env.cr
        self.env.invalidate_all()
        cr.commit()
        queries, begin = cr.sql_log_count, time.perf_counter()
        with frozen(self.moment):
            self.env["cs.ticket"]._cron_due(batch=BATCH)
        cr.commit()
        return (time.perf_counter() - begin) * 1000, cr.sql_log_count - queries

    def told(self) -> tuple[int, int]:
        """Cases told of, and steps."""
        self.env.cr.execute("SELECT count(DISTINCT ticket_id), count(*) FROM cs_escalation_step")
        return self.env.cr.fetchone()

    def floor(self, ids: list[int]) -> float:
        """The same rows by plain SQL, rolled back."""
        cr = self.env.cr
        with cr.savepoint() as savepoint:
            begin = time.perf_counter()
            for query in FLOOR:
                cr.execute(query, [self.moment, ids])
            passed = (time.perf_counter() - begin) * 1000
            savepoint.rollback()
        return passed


FLOOR = (
    """INSERT INTO cs_escalation_step (
           ticket_id, clock_id, clock_type, rule_id, level_key, arming, at, said, told)
       SELECT c.ticket_id, c.id, c.clock_type, c.ladder_id, 'floor', 0, %s,
              'Resolution: when 80 %% of the time is used', 'Agent'
         FROM cs_clock c WHERE c.state = 'running' AND c.ticket_id = ANY(%s)""",
    """INSERT INTO cs_ticket_event (ticket_id, at, event_type, user_id, old, new, note)
       SELECT t.id, %s, 'escalated', 1, '', 'Agent', 'Resolution: when 80 %% of the time is used'
         FROM cs_ticket t WHERE t.id = ANY(%s)""",
    """INSERT INTO cs_ticket_event (ticket_id, at, event_type, user_id, old, new, note)
       SELECT t.id, %s, 'clock_warned', 1, '', '', 'Resolution' FROM cs_ticket t WHERE t.id = ANY(%s)""",
    """UPDATE cs_clock SET warned = true, next_level_at = %s, levels_done = '["floor"]'
        WHERE state = 'running' AND ticket_id = ANY(%s)""",
    "UPDATE cs_ticket SET next_action_at = %s WHERE id = ANY(%s)",
)


def compare(table: Table, small: Desk, big: Desk, due: int, rounds: int) -> None:
    """The same number of due cases in both departments, in turns."""
    seen: dict[Desk, list[float]] = {small: [], big: []}
    queries: dict[Desk, int] = {}
    floors = []
    for number in range(rounds + 1):
        for desk in (small, big):
            ids = desk.ids[number * due : (number + 1) * due]
            desk.make_due(ids)
            if desk is big and number:
                floors.append(desk.floor(ids))
            passed, queries[desk] = desk.run()
            if number:  # the first round warms the caches of the registry
                seen[desk].append(passed)
            assert desk.told() == ((number + 1) * due,) * 2, desk.told()
    ours, other, floor = (statistics.median(times) for times in (seen[big], seen[small], floors))
    title = f"a pass with {due:,} due of {big.count:,} open"
    table.row(
        f"{title}, beside {small.count:,} open",
        ours,
        peer=other,
        unit="ms",
        target="<= 1.25 x the smaller",
        met=ours <= 1.25 * other,
    )
    table.row("  queries", queries[big], peer=queries[small], target="the same", met=queries[big] == queries[small])
    table.row(
        "  the same rows by plain SQL", ours, floor=floor, unit="ms", target="<= 12 x floor", met=ours <= 12 * floor
    )
    table.row("  queries per due case", queries[big] / due, target="<= 0.2", met=queries[big] / due <= 0.2)
    idle = statistics.median(big.run()[0] for _turn in range(rounds))
    table.row(f"a pass with nothing due of {big.count:,} open", idle, unit="ms", target="<= 20 ms", met=idle <= 20)


def drain(table: Table, desk: Desk) -> None:
    """Everything due at once: a worker is killed in the middle, the next one goes on."""
    told = desk.told()[0]
    desk.make_due(desk.ids[told:])
    fill.rest(desk.env.cr.dbname)
    left = desk.count - told
    begin = time.perf_counter()
    victim = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.escalation", "--pass-in", desk.env.cr.dbname, desk.moment.isoformat()],
        stdout=subprocess.DEVNULL,
    )
    while desk.told()[0] < told + left // 3:
        desk.env.cr.commit()
        time.sleep(0.05)
        assert victim.poll() is None, "the worker that is to be killed ended by itself"
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait()
    desk.env.cr.commit()
    killed_at = desk.told()[0] - told
    desk.run()
    passed = time.perf_counter() - begin
    cases, steps = desk.told()
    table.row(
        f"all {left:,} due at once, in batches of {BATCH}, killed after {killed_at:,}",
        passed,
        unit="s",
        target="<= 2 ms a case",
        met=passed * 1000 <= 2 * left,
    )
    table.row("  cases not told", desk.count - cases, target="0", met=cases == desk.count)
    table.row("  told twice", steps - cases, target="0", met=steps == cases)


def pass_in(name: str, moment: str) -> None:
    """One pass in a process of its own, to be killed."""
    from odoo.addons.cs_department.core.now import frozen

    with environment(name) as env, frozen(datetime.fromisoformat(moment)):
        env["cs.ticket"]._cron_due(batch=BATCH)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="escalation")
    parser.add_argument("--open", type=int, default=100_000, metavar="N", help="open cases of the greater department")
    parser.add_argument("--due", type=int, default=1000, metavar="N", help="cases that are due in a pass")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--quick", action="store_true", help="10,000 open, 200 due, two rounds")
    parser.add_argument("--pass-in", nargs=2, metavar=("DATABASE", "MOMENT"), help=argparse.SUPPRESS)
    table = Table("escalation: what is due is what it costs", argv, parser)
    options = table.options
    if options.pass_in:
        # our addon is found once the configuration is read
        with environment(options.pass_in[0]):
            pass_in(*options.pass_in)
        return 0
    if options.quick:
        options.open, options.due, options.rounds = 10_000, 200, 2
    other = make_database("small", ours=True)
    with ExitStack() as stack:
        stack.callback(drop_database, other)
        big = Desk(stack.enter_context(environment(database())), options.open)
        small = Desk(
            stack.enter_context(environment(other)), max(options.open // 10, options.due * (options.rounds + 1))
        )
        compare(table, small, big, options.due, options.rounds)
        drain(table, big)
        small.env.cr.rollback()
    table.note("Queries are those of the whole pass, its search and its commits included.")
    return table.close()


if __name__ == "__main__":
    sys.exit(main())
