"""Our desk, with clocks, routing, legs and repeat detection on, as installed."""

from __future__ import annotations

from typing import Any

from odoo.tools import SQL

from tests.benchmarks.desk import fill
from tests.benchmarks.desk.side import CATEGORIES, TEAMS, Side

CASES = """
    INSERT INTO cs_ticket (
        number, name, active, company_id, kind_id, category_id, channel_id, team_id, user_id,
        partner_id, registered_by_id, registered_at, impact, urgency, priority, stage_id, state,
        description, first_response_at, resolved_at, closed_at,
        next_due_at, next_clock, next_action_at, clock_paused, breached, reopen_count, transfer_count, unread_reply,
        properties, create_uid, write_uid, create_date, write_date)
    SELECT
        'F' || lpad(i::text, 8, '0'), 'Case about something ' || i, true, %(company)s, %(kind)s, %(category)s,
        %(channel)s, %(team)s, %(user)s,
        %(customer)s + (i::bigint * 7919 %% %(customers)s)::int, %(registrar)s, at, '2', '2', priority, %(stage)s,
        %(state)s,
        '<p>What happened at ' || i || '</p>',
        CASE WHEN phase > 0 THEN at + interval '1 hour' END,
        CASE WHEN phase > 2 THEN at + interval '20 hours' END,
        CASE WHEN phase > 3 THEN at + interval '6 days' END,
        CASE WHEN phase < 2 THEN at + interval '3 days' END,
        CASE WHEN phase < 2 THEN 'resolution' END,
        CASE WHEN phase < 4 THEN at + interval '3 days' END,
        phase = 2, i %% 9 = 0, (i %% 50 = 0)::int, (i %% 4 = 0)::int, false,
        '{}', 1, 1, at, at
    FROM (SELECT i, %(phase)s AS phase, %(priority)s AS priority, %(moment)s AS at
            FROM generate_series(%(low)s, %(high)s) i) AS cases"""
#: two clocks a case, running where it is open
CLOCKS = """
    INSERT INTO cs_clock (
        ticket_id, clock_type, state, target_minutes, started_at, running_since, due_at, spent_minutes,
        pausable, warn_percent, warned, breached, stopped_at, overrun_minutes)
    SELECT t.id, c.type,
           CASE WHEN t.state = 'waiting' THEN 'paused' WHEN t.state IN ('new', 'open') THEN 'running'
                WHEN t.breached THEN 'missed' ELSE 'met' END,
           480, t.registered_at, CASE WHEN t.state IN ('new', 'open') THEN t.registered_at END,
           t.registered_at + interval '3 days', 60, true, 80, false, t.breached, t.resolved_at, 0
      FROM cs_ticket t CROSS JOIN (VALUES ('first_response'), ('resolution')) AS c (type)
     WHERE t.id > %s"""
#: four steps in the timeline of a case
EVENTS = """
    INSERT INTO cs_ticket_event (ticket_id, at, event_type, user_id, old, new, note)
    SELECT t.id, t.registered_at, e.type, t.user_id, '', e.new, ''
      FROM cs_ticket t
     CROSS JOIN (VALUES ('registered', ''), ('assigned', 'Agent'), ('stage', 'In progress'),
                        ('resolved', 'Resolved')) AS e (type, new)
     WHERE t.id > %s"""


class Ours(Side):
    """cs_department with clocks, routing, legs and repeat detection on, as installed."""

    title = "ours"
    model = "cs.ticket"
    agent_groups = "cs_department.group_cs_agent"
    leader_groups = "cs_department.group_cs_supervisor"
    open_domain = [("state", "in", ["new", "open", "waiting"])]
    progress = None

    def set_up(self) -> None:
        env = self.env
        env["cs.team"].search([]).write({"is_default": False})
        env.flush_all()  # one default team at a time: the old one first
        self.teams = (
            env["cs.team"]
            .create(
                [
                    {
                        "name": f"Team {number}",
                        "supervisor_id": self.leader,
                        "member_ids": [(6, 0, self.members(number))],
                        "is_default": number == 0,
                    }
                    for number in range(TEAMS)
                ]
            )
            .ids
        )
        calendar = env.company.resource_calendar_id.id
        env["hr.employee"].create(
            [
                {"name": f"Agent {place}", "user_id": user, "resource_calendar_id": calendar}
                for place, user in enumerate(self.agents)
            ]
        )
        self.categories = self.names("cs.ticket.category", "Category", CATEGORIES)
        self.kinds = [env.ref(f"cs_department.kind_{code}").id for code in ("complaint", "repair", "enquiry")]
        self.stages = {
            state: env["cs.ticket.stage"]._first_id(state) for state in ("new", "open", "waiting", "resolved", "closed")
        }
        self.working, self.channel = self.stages["open"], env["cs.ticket.channel"].search([], limit=1).id

    def values(self, number: int) -> dict:
        return {
            "name": f"Lift stands still {number}",
            "description": "<p>Since this morning.</p>",
            "partner_id": self.customer(number),
            "category_id": self.categories[number % CATEGORIES],
            "team_id": self.teams[0],
            "kind_id": self.kinds[0],
        }

    def search_for(self, words: str) -> list:
        return [("display_name", "ilike", words)]

    def change_stage(self, cases: Any) -> None:
        cases.write({"stage_id": self.working})

    def transfer(self, case: Any, user: int) -> None:
        """Two deeds: one asks, the other accepts."""
        case.transfer(user=user, reason="Knows the customer.")
        case.with_user(user).accept()

    def insert(self, first: int, last: int, after: int) -> None:
        states = ["new", "open", "waiting", "resolved", "closed"]
        cases = SQL(
            CASES,
            company=self.company,
            kind=fill.pick(self.kinds),
            category=fill.pick(self.categories, 3),
            channel=self.channel,
            team=fill.pick(self.teams),
            user=fill.pick(self.agents),
            customer=self.customers[0],
            customers=fill.CUSTOMERS,
            registrar=self.leader,
            stage=fill.by_phase(self.stages[state] for state in states),
            state=fill.by_phase(states),
            phase=fill.PHASES,
            priority=fill.PRIORITY,
            moment=fill.moment(first, last),
            low=first,
            high=last,
        )
        with fill.without_indexes(self.env, "cs_ticket", "cs_clock", "cs_ticket_event"):
            self.env.cr.execute(cases)
            self.env.cr.execute(CLOCKS, [after])
            self.env.cr.execute(EVENTS, [after])

    floors = {
        "list": "SELECT * FROM cs_ticket WHERE active IS TRUE ORDER BY priority DESC, id DESC LIMIT 80",
        "open list": "SELECT * FROM cs_ticket WHERE active IS TRUE AND state IN ('new', 'open', 'waiting') "
        "ORDER BY priority DESC, id DESC LIMIT 80",
        "stage_id": "SELECT stage_id, count(*) FROM cs_ticket WHERE active IS TRUE GROUP BY stage_id",
        "team_id": "SELECT team_id, count(*) FROM cs_ticket WHERE active IS TRUE GROUP BY team_id",
        "user_id": "SELECT user_id, count(*) FROM cs_ticket WHERE active IS TRUE GROUP BY user_id",
        "partner_id": "SELECT g.*, count(*) OVER () FROM (SELECT partner_id, count(*) FROM cs_ticket "
        "WHERE active IS TRUE GROUP BY partner_id) g JOIN res_partner p ON p.id = partner_id "
        "ORDER BY p.complete_name, p.id DESC LIMIT 80",
        "pivot": "SELECT team_id, stage_id, count(*) FROM cs_ticket WHERE active IS TRUE "
        "GROUP BY GROUPING SETS ((), (stage_id), (team_id), (team_id, stage_id))",
    }
