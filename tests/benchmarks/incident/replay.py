"""The log lived again: every row done by the verbs that users have, at its own time, by people of the department."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from tests.benchmarks.incident.department import STAGES, Department
from tests.benchmarks.incident.log import FACTS, MISSING, Case, Event, closer, passes, stream

#: a commit, as the requests of a working day would make; caches are cold after it
COMMIT_EVERY = 200
LIVE = ("new", "open", "waiting")
RESOLUTION = "Done, as the log says."


class Replay:
    """Plays cases into a database.

    What it counts while it plays is read back from the cases themselves after each row.
    """

    def __init__(self, env: Any, department: Department, cases: Sequence[Case], whole: Sequence[Case]) -> None:
        """:param whole: the log that the cases are of; it tells when its closer ran."""
        # ticket id → when the log's closer reached the case, or a person closed it; ours gets it then
        self.reached: dict[int, datetime] = {}
        self.prompt = False
        self.env = env
        self.department = department
        self.cases = cases
        self.closer = closer(whole)
        self.moments = passes(whole)
        self.tickets: dict[str, int] = {}
        self.rows: dict[str, Event] = {}
        self.stage_names = {stage: state for state, stage in department.stages.items()}
        self.desk_ids = set(department.desks.values())
        self.states: Counter[str] = Counter()
        self.unknown = 0  # rows in a state that no stage stands for
        self.held: dict[str, set[int]] = {name: set() for name in ("group", "assignee", "caller", "location")}
        self.categories: set[int] = set()
        self.deeds: Counter[str] = Counter()
        self.notes: Counter[str] = Counter()
        self.seconds = 0.0
        self.queries = 0

    # -- the course of time -----------------------------------------------------

    def play(self, tell: Callable[[int, int], None]) -> None:
        from odoo.addons.cs_department.core.now import frozen

        total = sum(len(case.events) for case in self.cases)
        begin, queries = time.perf_counter(), self.env.cr.sql_log_count
        done, waiting = 0, iter([*self.moments, None])
        next_pass = next(waiting)
        for at, kind, case, event in stream(self.cases):
            while next_pass and next_pass <= at:
                with frozen(next_pass):
                    self.pass_of_time()
                next_pass = next(waiting)
            with frozen(at):
                if kind == "register":
                    self.register(case, event)
                else:
                    self.row(case, event)
                    done += 1
            if done % COMMIT_EVERY == 0 and kind == "row":
                self.commit()
                tell(done, total)
        while next_pass:
            with frozen(next_pass):
                self.pass_of_time()
            next_pass = next(waiting)
        self.commit()
        self.seconds = time.perf_counter() - begin
        self.queries = self.env.cr.sql_log_count - queries

    def commit(self) -> None:
        self.env.cr.commit()
        self.env.invalidate_all()

    def pass_of_time(self) -> None:
        """What the scheduled action does; its commits are left to the replay."""
        from odoo.addons.cs_department.core.now import utcnow

        tickets = self.env["cs.ticket"]
        due = tickets.search(tickets._due_domain(), order="next_action_at, id")
        due -= due.filtered(lambda t: t.state == "resolved" and self.reached.get(t.id, utcnow()) > utcnow())
        for start in range(0, len(due), 200):
            due[start : start + 200]._act_on_time()
            self.deeds["pass"] += 1
        self.env.flush_all()

    # -- one case ----------------------------------------------------------------

    def ticket(self, case: Case, user_id: int | None = None) -> Any:
        ticket = self.env["cs.ticket"].browse(self.tickets[case.number])
        return ticket.with_user(user_id) if user_id else ticket

    def actor(self, ticket: Any) -> int:
        """Who works on the case: the responsible, or the desk where nobody is."""
        return ticket.user_id.id or self.department.desks[ticket.team_id.id]

    def register(self, case: Case, event: Event) -> None:
        """The one who opened the case registers it, with the group that he chose."""
        found = self.department
        values = {
            "name": f"{event.fact('subcategory')} ({case.number})",
            "kind_id": found.kind,
            "team_id": found.teams[event.group],
            **self.fact_values(event, FACTS),
        }
        if event.assignee != MISSING:
            values["user_id"] = found.agents[event.assignee]
        tickets = self.env["cs.ticket"].with_user(found.registrars[event.opened_by])
        self.tickets[case.number] = tickets.create(values).id
        if case.last.closed_at and not self.prompt:
            self.reached[self.tickets[case.number]] = case.last.closed_at
        self.rows[case.number] = event
        self.deeds["register"] += 1

    def fact_values(self, event: Event, names: Sequence[str]) -> dict:
        """Plain facts of a row as values of a case; what the log does not know stays open."""
        found, values = self.department, {}
        for name in names:
            value = event.fact(name)
            if name in ("impact", "urgency"):
                values[name] = value[:1]
            elif name == "caller_id":
                values["partner_id"] = found.customers.get(value, False)
            elif name == "location":
                values["area_id"] = found.areas.get(value, False)
            elif name == "contact_type":
                values["channel_id"] = found.channels[value]
            else:
                pair = (event.fact("category"), event.fact("subcategory"))
                values["category_id"] = found.categories.get(pair, False)
        return values

    def row(self, case: Case, event: Event) -> None:
        """What one row of the log changed, then a look at the case."""
        before = self.rows[case.number]
        ticket = self.ticket(case)
        changed = [name for name in FACTS if event.fact(name) != before.fact(name)]
        if changed:
            ticket.with_user(self.actor(ticket)).write(self.fact_values(event, changed))
            self.deeds["change facts"] += 1
        again = event.state not in ("Resolved", "Closed") and ticket.state in ("resolved", "closed")
        if again and before.state in ("Resolved", "Closed"):
            ticket.with_user(self.actor(ticket)).reopen("It came back.")
            self.deeds["reopen"] += 1
        self.pass_on(ticket, before, event)
        self.move(case, ticket, before, event)
        self.rows[case.number] = event
        self.look(case, ticket, event)

    def pass_on(self, ticket: Any, before: Event, event: Event) -> None:
        """Another group or another person: a transfer where the log counts one, else the desk assigns."""
        found = self.department
        team = found.teams[event.group]
        user = found.agents.get(event.assignee, False)
        if event.reassigned > before.reassigned and ticket.state in LIVE:
            self.transfer(ticket, team, user)
        elif (event.group, event.assignee) != (before.group, before.assignee):
            if event.reassigned > before.reassigned:
                self.notes["reassignments of resolved or closed cases, made by the supervisor's hand"] += 1
            desk = found.desks[ticket.team_id.id]
            ticket.with_user(desk).write({"team_id": team, "user_id": user})
            self.deeds["assign"] += 1
        elif event.reassigned > before.reassigned:
            self.notes["reassignments of resolved or closed cases to whom they had"] += 1

    def transfer(self, ticket: Any, team: int, user: int | bool) -> None:
        """The responsible asks, the one asked (or the desk of the group) accepts."""
        asker = self.actor(ticket)
        desk = self.department.desks[team]
        ticket.with_user(asker).transfer(user=user or None, team=team, reason="Reassigned, as the log says.")
        ticket.with_user(user or desk).accept()
        self.deeds["transfer"] += 1
        self.deeds["accept"] += 1

    def move(self, case: Case, ticket: Any, before: Event, event: Event) -> None:
        """The step to the state of the row, by its verb."""
        if event.state not in STAGES:
            self.notes[f"rows in the unknown state {event.state}, which leave the case where it is"] += 1
            return
        _name, target, _pauses = STAGES[event.state]
        stage = self.department.stages[event.state]
        worker = ticket.with_user(self.actor(ticket))
        if event.state == "Closed":
            self.close(case, ticket, worker)
        elif target == "resolved":
            # the log dates a resolution anew when it was put right
            again = ticket.state == "resolved" and before.state == "Resolved" and event.at == event.resolved_at
            if ticket.state in LIVE or again:
                worker.resolve(RESOLUTION)
                self.deeds["resolve"] += 1
        elif ticket.stage_id.id != stage and ticket.state in LIVE:
            if target == "waiting":
                worker.wait("As the log says.", stage=stage)
                self.deeds["wait"] += 1
            elif target == "open":
                self.deeds["resume" if ticket.state == "waiting" else "start"] += 1
                worker.resume() if ticket.state == "waiting" else worker.start()

    def close(self, case: Case, ticket: Any, worker: Any) -> None:
        """What the log's closer closed is left to the engine's own pass; people close by their verb."""
        if ticket.state == "closed":
            return
        if ticket.state in LIVE:
            worker.resolve(RESOLUTION)
            self.deeds["resolve"] += 1
            self.notes["cases closed without having been resolved: resolved and closed at once"] += 1
        elif case.closed_by() == self.closer:
            self.notes[
                "rows Closed of cases that the log closed once more later: ours closes when the log says it was closed"
            ] += 1
            return
        worker.close()
        self.deeds["close"] += 1

    def look(self, case: Case, ticket: Any, event: Event) -> None:
        """Read the case back, with the rights of the machine."""
        state = self.stage_names.get(ticket.stage_id.id, "?")
        if event.state in STAGES:
            self.states[state] += 1
        else:
            self.unknown += 1
        if state != event.state:
            self.notes[f"rows {event.state} that found the case {state}"] += 1
        self.held["group"].add(ticket.team_id.id)
        self.held["assignee"].add(ticket.user_id.id)
        self.held["caller"].add(ticket.partner_id.id)
        self.held["location"].add(ticket.area_id.id)
        self.categories.add(ticket.category_id.id)


def hours_between(start: datetime | bool, end: datetime | bool) -> float | None:
    return (end - start).total_seconds() / 3600 if start and end else None
