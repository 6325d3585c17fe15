"""The log lived again with the rule book in force, time going on in passes that are killed and doubled."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.benchmarks.incident import rulebook
from tests.benchmarks.incident.log import Case, Event
from tests.benchmarks.incident.replay import LIVE, Replay
from tests.benchmarks.incident.rules_department import RulesDepartment
from tests.benchmarks.report import ROOT

WORKER = "tests.benchmarks.incident.pass_worker"


class Worker:
    """A process that makes passes in the database, spoken to line by line."""

    def __init__(self, conf: str, database: str) -> None:
        command = [sys.executable, "-m", WORKER, conf, database]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.is_ready = False

    def ask(self, **job: Any) -> None:
        if not self.is_ready:
            self.answer("ready")
            self.is_ready = True
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()

    def answer(self, wanted: str) -> None:
        said = json.loads(self.process.stdout.readline() or '"died"')
        if said != wanted:
            raise RuntimeError(f"A worker said {said!r}, not {wanted!r}.")

    def kill(self) -> None:
        """As a power failure would: nothing is tidied up."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=30)


class Crew:
    """Two workers side by side, and those that will be killed."""

    def __init__(self, conf: str, database: str, kills: int) -> None:
        self.conf, self.database, self.kills = conf, database, kills
        self.pair = [self._hire() for _ in range(2)]
        self.victims = [self._hire() for _ in range(min(2, kills))]
        self.killed = self.doubled = 0

    def _hire(self) -> Worker:
        return Worker(self.conf, self.database)

    def killed_pass(self, now: datetime, batch: int) -> None:
        """A pass that dies after it did a batch, before it commits it."""
        victim = self.victims.pop(0)
        victim.ask(now=now.isoformat(), batch=batch, slow=True)
        victim.answer("in the middle")
        victim.kill()
        self.killed += 1
        if self.killed + len(self.victims) < self.kills:
            self.victims.append(self._hire())

    def doubled_pass(self, now: datetime, batch: int) -> None:
        """Two workers make the same pass at the same time."""
        for worker in self.pair:
            worker.ask(now=now.isoformat(), batch=batch)
        for worker in self.pair:
            worker.answer("done")
        self.doubled += 1

    def end(self) -> None:
        for worker in [*self.pair, *self.victims]:
            worker.end()


class RulesReplay(Replay):
    """Plays cases while time acts on them every quarter of an hour; passes with nothing due are left out."""

    department: RulesDepartment

    def __init__(
        self,
        env: Any,
        department: RulesDepartment,
        cases: Sequence[Case],
        whole: Sequence[Case],
        passes: rulebook.Passes,
        crew: Crew,
        seed: int,
    ) -> None:
        super().__init__(env, department, cases, whole)
        self.prompt = True
        self.passes, self.crew, self.seed = passes, crew, seed
        self.dice = Random(seed)
        self.heard = {case.number: rulebook.heard(case) for case in cases}
        self.place: Counter[str] = Counter()
        self.now = self.last_pass = datetime.min
        self.backs = {back for _begin, back in passes.outages}
        self.most_due = 0
        #: whether customers are told that their case will be closed
        self.notices = False

    def play(self, tell: Callable[[int, int], None]) -> None:
        from odoo.addons.cs_department.core.now import frozen

        total = sum(len(case.events) for case in self.cases)
        begin, queries, done = time.perf_counter(), self.env.cr.sql_log_count, 0
        for at, _place, kind, case, event in rulebook.stream(self.cases, self.seed):
            self.time_until(at)
            self.now = at
            with frozen(at):
                if kind == "register":
                    self.register(case, event)
                elif kind == "urge":
                    self.urge(case)
                else:
                    self.row(case, event)
                    done += 1
                    tell(done, total)
            self.env.flush_all()
        self.time_until(datetime.max)
        self.seconds = time.perf_counter() - begin
        self.queries = self.env.cr.sql_log_count - queries

    # -- time ----------------------------------------------------------------

    def time_until(self, at: datetime) -> None:
        """Every pass until then at which something is due."""
        while due := self.next_due():
            # what is owed from before (a shorter target, the end of a pause) waits for the next pass, too
            tick = self.passes.next(max(due, self.now, self.last_pass + timedelta(seconds=1)))
            if tick > at:
                return
            self.last_pass = tick
            self.env.flush_all()
            self.pass_at(tick)

    def next_due(self) -> datetime | None:
        self.env.cr.execute("SELECT min(next_action_at) FROM cs_ticket")
        return self.env.cr.fetchone()[0]

    def pass_at(self, now: datetime) -> None:
        """After an outage a worker dies over the work, and two go on side by side; else one does it."""
        from odoo.addons.cs_department.core.now import frozen

        self.env.cr.execute("SELECT count(*) FROM cs_ticket WHERE next_action_at <= %s", [now])
        due = self.env.cr.fetchone()[0]
        self.most_due = max(self.most_due, due)
        batch = max(1, due // 4)
        trouble = due > 2 and (now in self.backs or self.dice.random() < 0.05)
        if trouble:
            self.commit()
            if self.crew.victims:
                self.crew.killed_pass(now, batch)
            self.crew.doubled_pass(now, batch)
            self.commit()
        else:
            with frozen(now):
                self.env["cs.ticket"]._cron_due()
        self.deeds["pass"] += 1

    # -- people --------------------------------------------------------------

    def register(self, case: Case, event: Event) -> None:
        self.department.kind = self.department.kinds[rulebook.kind_of(case.number)]
        super().register(case, event)

    def urge(self, case: Case) -> None:
        from odoo.exceptions import UserError

        ticket = self.ticket(case)
        try:
            with self.env.cr.savepoint():
                ticket.with_user(self.actor(ticket)).urge("Well?")
            self.deeds["urge"] += 1
        except UserError:
            self.deeds["urge refused"] += 1

    def move(self, case: Case, ticket: Any, before: Event, event: Event) -> None:
        """The customer hears from us before the case goes on."""
        place = self.place[case.number]
        self.place[case.number] += 1
        if place in self.heard[case.number] and ticket.state in LIVE:
            ticket.with_user(self.actor(ticket)).answer("As the log says.")
            self.deeds["answer"] += 1
        super().move(case, ticket, before, event)
