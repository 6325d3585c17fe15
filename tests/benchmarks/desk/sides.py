"""The two desks: the same people, teams, customers and cases, each set up as its own manual says."""

from __future__ import annotations

from typing import Any

from odoo.tools import SQL

from tests.benchmarks.desk import fill

TEAMS = 5
AGENTS = 50
CATEGORIES = 20


class Side:
    """One desk in one database."""

    title = ""
    model = ""
    agent_groups = ""
    leader_groups = ""

    def __init__(self, env: Any) -> None:
        self.env = env
        company = env.company.id
        self.agents = self._users("agent", AGENTS, self.agent_groups)
        self.leader = self._users("leader", 1, self.leader_groups)[0]
        self.company = company
        self.customers = fill.customers(env)
        self.set_up()
        env.cr.commit()
        self.agent = env["res.users"].browse(self.agents[0])

    def _users(self, name: str, count: int, group: str) -> list[int]:
        users = self.env["res.users"].with_context(no_reset_password=True, tracking_disable=True)
        values = [
            {
                "name": f"{name.capitalize()} {number}",
                "login": f"bench_{name}{number}",
                "tz": "Asia/Shanghai",
                "group_ids": [(6, 0, [self.env.ref(group).id])],
            }
            for number in range(count)
        ]
        return users.create(values).ids

    def members(self, team: int) -> list[int]:
        """Agent n belongs to team n modulo the number of teams."""
        return [user for place, user in enumerate(self.agents) if place % TEAMS == team]

    def names(self, model: str, name: str, count: int, **values: Any) -> list[int]:
        return self.env[model].create([{"name": f"{name} {number}", **values} for number in range(count)]).ids

    def cases(self, user_id: int | None = None) -> Any:
        return self.env[self.model].with_user(user_id or self.leader)

    def customer(self, number: int) -> int:
        return self.customers[0] + number * 37 % fill.CUSTOMERS

    # what each side answers in its own words
    def set_up(self) -> None:
        raise NotImplementedError

    def values(self, number: int) -> dict:
        raise NotImplementedError

    #: cases filled in so far
    filled = 0

    def fill(self, size: int) -> None:
        """``size`` more cases by SQL, with all that hangs on them."""
        self.env.cr.execute(SQL("SELECT coalesce(max(id), 0) FROM %s", SQL.identifier(self.env[self.model]._table)))
        last = self.env.cr.fetchone()[0]
        self.insert(self.filled + 1, self.filled + size, last)
        self.filled += size
        self.env.cr.commit()

    def insert(self, first: int, last: int, after: int) -> None:
        """Cases numbered ``first`` to ``last``; their ids lie after ``after``."""
        raise NotImplementedError


class Ours(Side):
    """cs_department with clocks, routing, legs and repeat detection on, as installed."""

    title = "ours"
    model = "cs.ticket"
    agent_groups = "cs_department.group_cs_agent"
    leader_groups = "cs_department.group_cs_supervisor"
    open_domain = [("state", "in", ["new", "open", "waiting"])]
    number = "number"
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

    def change_stage(self, cases: Any) -> None:
        cases.write({"stage_id": self.working})

    def transfer(self, case: Any, user: int) -> None:
        """Two deeds: one asks, the other accepts."""
        case.transfer(user=user, reason="Knows the customer.")
        case.with_user(user).accept()

    def insert(self, first: int, last: int, after: int) -> None:
        env, cr = self.env, self.env.cr
        states = ["new", "open", "waiting", "resolved", "closed"]
        order = SQL("(ARRAY[%s])[1 + phase]", SQL(", ").join(SQL("%s", state) for state in states))
        stages = SQL("(ARRAY[%s])[1 + phase]", SQL(", ").join(SQL("%s", self.stages[state]) for state in states))
        with fill.without_indexes(env, "cs_ticket", "cs_clock", "cs_ticket_event"):
            cr.execute(
                SQL(
                    """INSERT INTO cs_ticket (
                        number, name, active, company_id, kind_id, category_id, channel_id, team_id, user_id, partner_id,
                        registered_by_id, registered_at, impact, urgency, priority, stage_id, state, description,
                        first_response_at, resolved_at, closed_at, next_due_at, next_clock, next_action_at, clock_paused,
                        breached, reopen_count, transfer_count, unread_reply, properties, create_uid, write_uid, create_date,
                        write_date)
                    SELECT 'F' || lpad(i::text, 8, '0'), 'Case about something ' || i, true, %(company)s, %(kind)s, %(category)s,
                        %(channel)s, %(team)s, %(user)s, %(customer)s + (i::bigint * 7919 %% %(customers)s)::int, %(registrar)s,
                        at, '2', '2', priority, %(stage)s, %(state)s, '<p>What happened at ' || i || '</p>',
                        CASE WHEN phase > 0 THEN at + interval '1 hour' END, CASE WHEN phase > 2 THEN at + interval '20 hours' END,
                        CASE WHEN phase > 3 THEN at + interval '6 days' END, CASE WHEN phase < 2 THEN at + interval '3 days' END,
                        CASE WHEN phase < 2 THEN 'resolution' END, CASE WHEN phase < 4 THEN at + interval '3 days' END,
                        phase = 2, i %% 9 = 0, (i %% 50 = 0)::int, (i %% 4 = 0)::int, false, '{}', 1, 1, at, at
                    FROM (SELECT i, %(phase)s AS phase, %(priority)s AS priority, %(moment)s AS at
                            FROM generate_series(%(low)s, %(high)s) i) AS cases""",
                    company=self.company,
                    kind=fill.pick(self.kinds),
                    category=fill.pick(self.categories, 3),
                    channel=self.channel,
                    team=fill.pick(self.teams),
                    user=fill.pick(self.agents),
                    customer=self.customers[0],
                    customers=fill.CUSTOMERS,
                    registrar=self.leader,
                    stage=stages,
                    state=order,
                    phase=fill.PHASES,
                    priority=fill.PRIORITY,
                    moment=fill.moment(first, last),
                    low=first,
                    high=last,
                )
            )
            # two clocks a case, running where it is open; four steps in its timeline
            cr.execute(
                """INSERT INTO cs_clock (ticket_id, clock_type, state, target_minutes, started_at, running_since, due_at,
                                         spent_minutes, pausable, warn_percent, warned, breached, stopped_at, overrun_minutes)
                   SELECT t.id, c.type,
                          CASE WHEN t.state = 'waiting' THEN 'paused' WHEN t.state IN ('new', 'open') THEN 'running'
                               WHEN t.breached THEN 'missed' ELSE 'met' END,
                          480, t.registered_at, CASE WHEN t.state IN ('new', 'open') THEN t.registered_at END,
                          t.registered_at + interval '3 days', 60, true, 80, false, t.breached, t.resolved_at, 0
                     FROM cs_ticket t CROSS JOIN (VALUES ('first_response'), ('resolution')) AS c (type)
                    WHERE t.id > %s""",
                [after],
            )
            cr.execute(
                """INSERT INTO cs_ticket_event (ticket_id, at, event_type, user_id, old, new, note)
                   SELECT t.id, t.registered_at, e.type, t.user_id, '', e.new, ''
                     FROM cs_ticket t
                    CROSS JOIN (VALUES ('registered', ''), ('assigned', 'Agent'), ('stage', 'In progress'), ('resolved', 'Resolved'))
                          AS e (type, new)
                    WHERE t.id > %s""",
                [after],
            )

    floors = {
        "list": "SELECT * FROM cs_ticket WHERE active IS TRUE ORDER BY priority DESC, id DESC LIMIT 80",
        "open list": "SELECT * FROM cs_ticket WHERE active IS TRUE AND state IN ('new', 'open', 'waiting') "
        "ORDER BY priority DESC, id DESC LIMIT 80",
        "stage_id": "SELECT stage_id, count(*) FROM cs_ticket WHERE active IS TRUE GROUP BY stage_id",
        "team_id": "SELECT team_id, count(*) FROM cs_ticket WHERE active IS TRUE GROUP BY team_id",
        "user_id": "SELECT user_id, count(*) FROM cs_ticket WHERE active IS TRUE GROUP BY user_id",
        "partner_id": "SELECT partner_id, count(*) FROM cs_ticket WHERE active IS TRUE GROUP BY partner_id ORDER BY partner_id LIMIT 80",
        "pivot": "SELECT team_id, stage_id, count(*) FROM cs_ticket WHERE active IS TRUE "
        "GROUP BY GROUPING SETS ((), (stage_id), (team_id), (team_id, stage_id))",
    }


class Peer(Side):
    """OCA helpdesk_mgmt with helpdesk_mgmt_sla: two promises per case, assigned to the one who registers it."""

    title = "helpdesk_mgmt + helpdesk_mgmt_sla"
    model = "helpdesk.ticket"
    agent_groups = "helpdesk_mgmt.group_helpdesk_user_team"
    leader_groups = "helpdesk_mgmt.group_helpdesk_user"
    open_domain = [("stage_id.closed", "=", False)]
    number = "number"
    progress = {
        "field": "activity_state",
        "colors": {"planned": "success", "today": "warning", "overdue": "danger"},
    }

    def set_up(self) -> None:
        env = self.env
        self.teams = (
            env["helpdesk.ticket.team"]
            .create(
                [
                    {
                        "name": f"Team {number}",
                        "user_ids": [(6, 0, [*self.members(number), self.leader])],
                        "use_sla": True,
                    }
                    for number in range(TEAMS)
                ]
            )
            .ids
        )
        self.categories = self.names("helpdesk.ticket.category", "Category", CATEGORIES)
        stages = env["helpdesk.ticket.stage"].search([], order="sequence")
        self.stages = dict(zip(("new", "open", "waiting", "closed"), stages.ids, strict=False))
        self.working = self.stages["open"]
        env["helpdesk.sla"].create(
            [
                {"name": "First response", "hours": 4, "stage_id": self.stages["open"]},
                {"name": "Resolution", "days": 5, "stage_id": self.stages["closed"]},
            ]
        )
        self.slas = env["helpdesk.sla"].search([]).ids

    def values(self, number: int) -> dict:
        return {
            "name": f"Lift stands still {number}",
            "description": "<p>Since this morning.</p>",
            "partner_id": self.customer(number),
            "category_id": self.categories[number % CATEGORIES],
            "team_id": self.teams[0],
            "user_id": self.agents[0],
        }

    def change_stage(self, cases: Any) -> None:
        cases.write({"stage_id": self.working})

    def transfer(self, case: Any, user: int) -> None:
        case.write({"user_id": user})

    def insert(self, first: int, last: int, after: int) -> None:
        env, cr = self.env, self.env.cr
        phases = ["new", "open", "waiting", "open", "closed"]
        stages = SQL("(ARRAY[%s])[1 + phase]", SQL(", ").join(SQL("%s", self.stages[phase]) for phase in phases))
        with fill.without_indexes(env, "helpdesk_ticket", "helpdesk_ticket_sla"):
            cr.execute(
                SQL(
                    """INSERT INTO helpdesk_ticket (
                        number, name, active, company_id, category_id, team_id, user_id, partner_id, commercial_partner_id,
                        partner_name, priority, sequence, stage_id, unattended, description, last_stage_update, assigned_date,
                        closed_date, properties, create_uid, write_uid, create_date, write_date)
                    SELECT 'F' || lpad(i::text, 8, '0'), 'Case about something ' || i, true, %(company)s, %(category)s, %(team)s,
                        %(user)s, customer, customer, 'Customer', priority, 10, %(stage)s, phase = 0,
                        '<p>What happened at ' || i || '</p>', at, at, CASE WHEN phase > 3 THEN at + interval '6 days' END,
                        '{}', 1, 1, at, at
                    FROM (SELECT i, %(phase)s AS phase, %(priority)s AS priority, %(moment)s AS at,
                                 %(customer)s + (i::bigint * 7919 %% %(customers)s)::int AS customer
                            FROM generate_series(%(low)s, %(high)s) i) AS cases""",
                    company=self.company,
                    category=fill.pick(self.categories, 3),
                    team=fill.pick(self.teams),
                    user=fill.pick(self.agents),
                    customer=self.customers[0],
                    customers=fill.CUSTOMERS,
                    stage=stages,
                    phase=fill.PHASES,
                    priority=fill.PRIORITY,
                    moment=fill.moment(first, last),
                    low=first,
                    high=last,
                )
            )
            cr.execute(
                """INSERT INTO helpdesk_ticket_sla (ticket_id, sla_id, state, deadline, last_state_date, hours, consumed_time,
                                                    create_uid, write_uid, create_date, write_date)
                   SELECT t.id, sla, CASE WHEN t.closed_date IS NULL THEN 'in_progress' ELSE 'accomplished' END,
                          t.create_date + interval '3 days', t.create_date, 8, 1, 1, 1, t.create_date, t.create_date
                     FROM helpdesk_ticket t CROSS JOIN unnest(%s) AS sla
                    WHERE t.id > %s""",
                [self.slas, after],
            )
