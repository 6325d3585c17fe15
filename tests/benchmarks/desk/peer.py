"""The peer's desk: OCA helpdesk_mgmt with helpdesk_mgmt_sla."""

from __future__ import annotations

from typing import Any

from odoo.tools import SQL

from tests.benchmarks.desk import fill
from tests.benchmarks.desk.side import CATEGORIES, TEAMS, Side

CASES = """
    INSERT INTO helpdesk_ticket (
        number, name, active, company_id, category_id, team_id, user_id, partner_id, commercial_partner_id,
        partner_name, priority, sequence, stage_id, unattended, description,
        last_stage_update, assigned_date, closed_date,
        properties, create_uid, write_uid, create_date, write_date)
    SELECT
        'F' || lpad(i::text, 8, '0'), 'Case about something ' || i, true, %(company)s, %(category)s, %(team)s, %(user)s,
        customer, customer, 'Customer', priority, 10, %(stage)s, phase = 0, '<p>What happened at ' || i || '</p>',
        at, at, CASE WHEN phase > 3 THEN at + interval '6 days' END,
        '{}', 1, 1, at, at
    FROM (SELECT i, %(phase)s AS phase, %(priority)s AS priority, %(moment)s AS at,
                 %(customer)s + (i::bigint * 7919 %% %(customers)s)::int AS customer
            FROM generate_series(%(low)s, %(high)s) i) AS cases"""
#: two promises a ticket
PROMISES = """
    INSERT INTO helpdesk_ticket_sla (
        ticket_id, sla_id, state, deadline, last_state_date, hours, consumed_time,
        create_uid, write_uid, create_date, write_date)
    SELECT t.id, sla, CASE WHEN t.closed_date IS NULL THEN 'in_progress' ELSE 'accomplished' END,
           t.create_date + interval '3 days', t.create_date, 8, 1,
           1, 1, t.create_date, t.create_date
      FROM helpdesk_ticket t CROSS JOIN unnest(%s) AS sla
     WHERE t.id > %s"""


class Peer(Side):
    """OCA helpdesk_mgmt with helpdesk_mgmt_sla: two promises per case, assigned to the one who registers it."""

    title = "helpdesk_mgmt + helpdesk_mgmt_sla"
    model = "helpdesk.ticket"
    agent_groups = "helpdesk_mgmt.group_helpdesk_user_team"
    leader_groups = "helpdesk_mgmt.group_helpdesk_user"
    open_domain = [("stage_id.closed", "=", False)]
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
        phases = ["new", "open", "waiting", "open", "closed"]
        cases = SQL(
            CASES,
            company=self.company,
            category=fill.pick(self.categories, 3),
            team=fill.pick(self.teams),
            user=fill.pick(self.agents),
            customer=self.customers[0],
            customers=fill.CUSTOMERS,
            stage=fill.by_phase(self.stages[phase] for phase in phases),
            phase=fill.PHASES,
            priority=fill.PRIORITY,
            moment=fill.moment(first, last),
            low=first,
            high=last,
        )
        with fill.without_indexes(self.env, "helpdesk_ticket", "helpdesk_ticket_sla"):
            self.env.cr.execute(cases)
            self.env.cr.execute(PROMISES, [self.slas, after])
