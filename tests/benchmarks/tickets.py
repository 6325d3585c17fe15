"""The desk beside a peer: OCA's helpdesk_mgmt with helpdesk_mgmt_sla, the same cases in a database of its own.

    ./cs bench tickets                       writes at 1,000 cases, reads at 1,000 and at 1,000,000
    ./cs bench tickets -- --size 50000       another size
    ./cs bench tickets -- --quick            20,000 cases and few rounds, for a build

Both sides take turns, piece by piece; every piece begins with cold record caches as a new request does, and ends with
its SQL flushed. Median of the rounds. The floor is the same rows by plain SQL on our tables.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from tests.benchmarks.desk import client, fill
from tests.benchmarks.desk.ours import Ours
from tests.benchmarks.desk.peer import Peer
from tests.benchmarks.desk.side import Side
from tests.benchmarks.harness import database, drop_database, environment, make_database, measure, measure_sql
from tests.benchmarks.report import Table

SMALL = 1000
NOISE_SHARE, NOISE_MS = 0.05, 0.5
PEER_ADDONS = ("helpdesk_mgmt", "helpdesk_mgmt_sla")


@dataclass
class Times:
    """Rounds of one piece of work on one side."""

    ms: list[float] = field(default_factory=list)
    queries: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.ms)


class Bench:
    def __init__(self, table: Table, ours: Ours, peer: Peer, rounds: int) -> None:
        self.table, self.ours, self.peer, self.rounds = table, ours, peer, rounds

    def turns(self, work: Callable[[Side, int], Any], rounds: int) -> tuple[Times, Times]:
        """Both sides in turn; the first round warms the caches of the registry and is not counted."""
        found = {self.ours: Times(), self.peer: Times()}
        for number in range(rounds + 1):
            for side, times in found.items():
                seen = measure(side.env, lambda side=side, number=number: work(side, number), rounds=1, warm=0)
                if number:
                    times.ms.append(seen.ms)
                    times.queries = seen.queries
        return found[self.ours], found[self.peer]

    def line(
        self,
        what: str,
        work: Callable[[Side, int], Any],
        *,
        floor: float | None = None,
        rounds: int | None = None,
        share: float = 1.0,
        over_floor: float | None = None,
    ) -> None:
        """Two rows: milliseconds and queries.

        :param share: what part of the peer's time is allowed.
        :param over_floor: instead, how many times the floor.
        """
        ours, peer = self.turns(work, rounds or self.rounds)
        if over_floor and floor:
            target, met = f"<= {over_floor:g} x floor", ours.median <= over_floor * floor
            ratio = ours.median / floor
        else:
            target = "<= peer" if share == 1 else f"<= {share:g} x peer"
            met, ratio = ours.median <= share * peer.median * (1 + NOISE_SHARE) + NOISE_MS, None
        self.table.row(what, ours.median, peer=peer.median, floor=floor, unit="ms", target=target, met=met, ratio=ratio)
        self.table.row("  queries", ours.queries, peer=peer.queries, target="<= peer", met=ours.queries <= peer.queries)

    def floor(self, name: str) -> float:
        return measure_sql(self.ours.env, self.ours.floors[name], rounds=self.rounds)

    # -- writes ------------------------------------------------------------------

    def writes(self) -> None:
        """Registering, moving and passing on."""
        made: dict[Side, list[Any]] = {self.ours: [], self.peer: []}
        several = max(2, self.rounds // 2)

        def create(side: Side, number: int) -> None:
            made[side].append(side.cases(side.agents[0]).create(side.values(number)))

        def create_many(side: Side, number: int) -> None:
            values = [side.values(1000 * number + place) for place in range(1000)]
            made[side].append(side.cases(side.agents[0]).create(values))

        self.line("create one", create, floor=self.insert_floor(1))
        singles = {side: list(cases) for side, cases in made.items()}
        for cases in made.values():
            cases.clear()
        self.line("create 1,000", create_many, floor=self.insert_floor(1000), rounds=several)
        self.line("change stage of one", lambda side, number: side.change_stage(singles[side][number]))
        self.line("change stage of 1,000", lambda side, number: side.change_stage(made[side][number]), rounds=several)
        self.line(
            "transfer one (ours: ask and accept)",
            lambda side, number: side.transfer(singles[side][number], side.agents[TEAM_MATE]),
        )
        for side in made:
            side.env.cr.commit()

    def insert_floor(self, count: int) -> float:
        """The rows of so many cases with two clocks and two steps each, by SQL; rolled back."""
        env = self.ours.env
        env.cr.execute("SELECT max(id) FROM cs_ticket WHERE number LIKE 'F%%'")
        last = env.cr.fetchone()[0]
        times = []
        for _turn in range(self.rounds):
            with env.cr.savepoint() as savepoint:
                begin = time.perf_counter()
                env.cr.execute(COPY_TICKETS, [last - count, last])
                env.cr.execute(COPY_CLOCKS, [last - count, last])
                env.cr.execute(COPY_EVENTS, [last - count, last])
                times.append((time.perf_counter() - begin) * 1000)
                savepoint.rollback()
        return statistics.median(times)

    # -- reads -------------------------------------------------------------------

    def reads(self, big: bool) -> None:
        specs = {
            (side, kind): client.specification(side.cases(), kind)
            for side in (self.ours, self.peer)
            for kind in ("list", "kanban", "form")
        }
        newest = {side: side.cases().search([], order="id desc", limit=1).id for side in (self.ours, self.peer)}
        grouped = {"over_floor": 1.5} if big else {}
        # what takes a few milliseconds needs more rounds against the noise of the machine
        self.rounds = self.table.options.rounds * (1 if big else 3)
        self.line(
            "list: page of 80, all cases, default order",
            lambda side, _n: client.open_list(side.cases(), specs[side, "list"], []),
            floor=self.floor("list"),
            share=0.2 if big else 1,
        )
        self.line(
            "list: page of 80, open cases",
            lambda side, _n: client.open_list(side.cases(), specs[side, "list"], side.open_domain),
            floor=self.floor("open list"),
        )
        self.line(
            "list: page of 80, as an agent of one team",
            lambda side, _n: client.open_list(side.cases(side.agents[0]), specs[side, "list"], []),
        )
        self.line(
            "kanban: open cases by stage",
            lambda side, _n: client.open_kanban(side.cases(), specs[side, "kanban"], side.open_domain, side.progress),
        )
        self.line(
            "kanban: all cases by stage",
            lambda side, _n: client.open_kanban(side.cases(), specs[side, "kanban"], [], side.progress),
        )
        for group_by in ("stage_id", "team_id", "user_id", "partner_id"):
            self.line(
                f"grouped by {group_by.removesuffix('_id')}",
                lambda side, _n, by=group_by: client.open_groups(side.cases(), [], by),
                floor=self.floor(group_by),
                **grouped,
            )
        self.line(
            "pivot: team by stage",
            lambda side, _n: client.open_pivot(side.cases(), [], ["team_id"], ["stage_id"], ["__count"]),
            floor=self.floor("pivot"),
            **grouped,
        )
        self.line("form", lambda side, _n: client.open_form(side.cases(), specs[side, "form"], newest[side]))
        self.line(
            "search box: a number",
            lambda side, _n: client.open_list(side.cases(), specs[side, "list"], side.search_for("F00000777")),
        )
        self.line(
            "search box: words that nothing has",
            lambda side, _n: client.open_list(side.cases(), specs[side, "list"], side.search_for("no such words")),
        )


TEAM_MATE = 5  # agents 0, 5, 10… are of one team
COPY_TICKETS = """
    INSERT INTO cs_ticket (
        number, name, active, company_id, kind_id,
        category_id, channel_id, team_id, user_id, partner_id, registered_by_id, registered_at,
        impact, urgency, priority, stage_id, state, description, next_due_at, next_clock, next_action_at, properties,
        create_uid, write_uid, create_date, write_date)
    SELECT
        'X' || id, name, active, company_id, kind_id,
        category_id, channel_id, team_id, user_id, partner_id, registered_by_id, registered_at,
        impact, urgency, priority, stage_id, state, description, next_due_at, next_clock, next_action_at, properties,
        create_uid, write_uid, create_date, write_date
      FROM cs_ticket WHERE id > %s AND id <= %s RETURNING id"""
COPY_CLOCKS = """
    INSERT INTO cs_clock (ticket_id, clock_type, state, target_minutes, started_at, running_since, due_at, pausable)
    SELECT ticket_id, clock_type, state, target_minutes, started_at, running_since, due_at, pausable
      FROM cs_clock WHERE ticket_id > %s AND ticket_id <= %s RETURNING id"""
COPY_EVENTS = """
    INSERT INTO cs_ticket_event (ticket_id, at, event_type, user_id, old, new, note)
    SELECT ticket_id, at, event_type, user_id, old, new, note
      FROM cs_ticket_event WHERE ticket_id > %s AND ticket_id <= %s AND event_type IN ('registered', 'assigned')
    RETURNING id"""


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./cs bench tickets --")
    parser.add_argument(
        "--size", type=int, default=1_000_000, metavar="N", help="cases of the big desk (default 1,000,000)"
    )
    parser.add_argument("--quick", action="store_true", help="20,000 cases and few rounds")
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="rounds of each piece (default 7)")
    return parser


def prepare(table: Table, ours: Side, peer: Side, names: Sequence[str], size: int) -> None:
    for side, name in zip((ours, peer), names, strict=True):
        begin = time.perf_counter()
        side.fill(size)
        fill.rest(name)
        table.note(f"{side.title}: filled with {size:,} cases in {time.perf_counter() - begin:.0f} s")


def main(argv: Sequence[str]) -> int:
    table = Table("tickets: ours beside helpdesk_mgmt + helpdesk_mgmt_sla", argv, options())
    if table.options.quick:
        table.options.size, table.options.rounds = min(table.options.size, 20_000), 3
    peer_name = make_database("peer", PEER_ADDONS)
    try:
        with ExitStack() as stack:
            ours = Ours(stack.enter_context(environment()))
            peer = Peer(stack.enter_context(environment(peer_name)))
            run(table, ours, peer, (database(), peer_name))
    finally:
        drop_database(peer_name)
    return table.close()


def run(table: Table, ours: Ours, peer: Peer, names: Sequence[str]) -> None:
    bench = Bench(table, ours, peer, table.options.rounds)
    ours.env.cr.execute("SHOW server_version")
    table.note(
        f"PostgreSQL {ours.env.cr.fetchone()[0]}. Reads as a supervisor here and as “User” (all tickets) there, "
        "writes as an agent. Ours keeps its clocks, routing, repeat detection and timeline; the peer keeps two "
        "promises a ticket and gives it to the one who registers it (no notification). Customers have no mail "
        "address: neither side mails them."
    )
    table.note(f"Lines within {NOISE_SHARE:.0%} and {NOISE_MS} ms of the peer count as no more: noise of the machine.")
    prepare(table, ours, peer, names, SMALL)
    table.row(f"— at {SMALL:,} cases", None)
    bench.writes()
    bench.reads(big=False)
    size = table.options.size
    if size > SMALL:
        prepare(table, ours, peer, names, size)
        table.row(f"— at {size:,} cases", None)
        bench.reads(big=size >= 200_000)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
