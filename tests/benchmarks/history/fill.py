"""A department with years behind it: people by the ORM, everything that happened by SQL."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from odoo.tools import SQL

from tests.benchmarks.appraisals.floor import INDICATORS
from tests.benchmarks.desk import fill as desk
from tests.benchmarks.history import statements

NOW = datetime(2026, 3, 18, 2)
BEGIN = datetime(2023, 3, 18, 2)
PEOPLE, TEAMS = 200, 10
TABLES = (
    "cs_ticket", "cs_clock", "cs_ticket_task", "cs_ticket_event", "cs_callback", "cs_survey_invitation",
    "cs_shift_attendance", "cs_day_report", "cs_check", "cs_call", "cs_merit_window", "cs_merit_event", "cs_appraisal",
    "cs_appraisal_score", "cs_appeal",
)  # fmt: skip


@contextlib.contextmanager
def without_keys(env: Any) -> Iterator[None]:
    """Rows come in without looking up what they refer to: it is there."""
    env.cr.execute(
        """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])""",
        [list(TABLES)],
    )
    keys = env.cr.fetchall()
    for table, name, _definition in keys:
        env.cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL.identifier(table), SQL.identifier(name)))
    yield
    for table, name, definition in keys:
        add = SQL("ALTER TABLE %s ADD CONSTRAINT %s", SQL.identifier(table), SQL.identifier(name))
        env.cr.execute(SQL("%s %s NOT VALID", add, SQL(definition.replace(" NOT VALID", ""))))


class Department:
    """People, teams and rules of the department; ``fill`` gives it its past."""

    def __init__(self, env: Any, months: int) -> None:
        self.env = env
        env.company.resource_calendar_id.tz = "Asia/Shanghai"
        env.company.cs_merit_from = BEGIN.date()
        users = env["res.users"].with_context(no_reset_password=True, mail_create_nosubscribe=True)
        names = [(f"Agent {n}", f"history_{n}", "agent") for n in range(PEOPLE)]
        made = users.create(
            [
                {
                    "name": name,
                    "login": login,
                    "tz": "Asia/Shanghai",
                    "email": False,
                    "group_ids": [(4, env.ref(f"cs_department.group_cs_{role}").id)],
                }
                for name, login, role in [*names, ("Leader", "history_leader", "manager")]
            ]
        )
        self.users, self.leader = made[:-1], made[-1]
        calendar = env.company.resource_calendar_id.id
        self.employees = env["hr.employee"].create(
            [{"name": user.name, "user_id": user.id, "resource_calendar_id": calendar} for user in self.users]
        )
        self.teams = env["cs.team"].create(
            [
                {
                    "name": f"Team {n}",
                    "supervisor_id": self.leader.id,
                    "member_ids": [(6, 0, self.users[n::TEAMS].ids)],
                }
                for n in range(TEAMS)
            ]
        )
        self.scheme = self._scheme()
        self._periods(months)

    def _scheme(self) -> Any:
        known = self.env["cs.indicator"]._of_company(self.env.company)
        return self.env["cs.appraisal.scheme"].create(
            {
                "name": "Twenty indicators",
                "company_id": self.env.company.id,
                "criterion_ids": [
                    (0, 0, {
                        "sequence": 10 * place,
                        "name": known[code].name,
                        "source": "indicator",
                        "indicator_id": known[code].id,
                        "weight": 5,
                        "curve": "linear",
                        "best_value": best,
                        "worst_value": worst,
                    })
                    for place, (code, (best, worst)) in enumerate(INDICATORS.items())
                ],
            }
        )  # fmt: skip

    def period(self, months: int) -> Any:
        """The period so many months before the last one; the people are in it by the scheme."""
        index = NOW.year * 12 + NOW.month - 2 - months
        first, after = (date(i // 12, i % 12 + 1, 1) for i in (index, index + 1))
        period = self.env["cs.appraisal.period"].create(
            {
                "company_id": self.env.company.id,
                "date_from": first,
                "date_to": date.fromordinal(after.toordinal() - 1),
                "scheme_id": self.scheme.id,
                "extra_ids": [(6, 0, self.employees.ids)],
            }
        )
        period._edit(dict.fromkeys(self.employees, self.scheme))
        return period

    def _periods(self, months: int) -> None:
        for place in range(months, 0, -1):
            self.period(place)
        self.env.flush_all()

    def values(self, size: int) -> dict[str, Any]:
        env, lists = self.env, {}
        for name, ids in (
            ("kinds", [env.ref(f"cs_department.kind_{code}").id for code in ("enquiry", "repair", "complaint")]),
            ("channels", env["cs.ticket.channel"].search([]).ids),
            ("causes", env["cs.ticket.cause"].search([]).ids),
            ("teams", self.teams.ids),
            ("categories", env["cs.ticket.category"].create([{"name": f"Category {n}"} for n in range(20)]).ids),
            ("departments", env["hr.department"].create([{"name": f"Department {n}"} for n in range(8)]).ids),
        ):
            lists[name] = ids
            lists[f"{name.removesuffix('ies') + 'y' if name == 'categories' else name[:-1]}_count"] = len(ids)
        first, last = desk.customers(env)
        states = ("new", "open", "waiting", "closed", "cancelled")
        template = {"name": "Early", "code": "HE", "span_ids": [(0, 0, {"start": 8, "end": 16})]}
        rules = env["cs.report.rule"]
        rule = rules.search([("report", "=", "day")], limit=1) or rules.search([], limit=1)
        return {
            **lists,
            "company": env.company.id,
            "customer": first,
            "customers": last - first + 1,
            "stages": [env["cs.ticket.stage"]._first_id(state) for state in states],
            "users": self.users.ids,
            "employees": self.employees.ids,
            "people": PEOPLE,
            "leader": self.leader.id,
            "now": NOW,
            "today": NOW.date(),
            "begin": BEGIN,
            "days": (NOW - BEGIN).days,
            "size": size,
            "template": env["cs.shift.template"].create(template).id,
            "callback_rule": env["cs.callback.rule"].search([], limit=1).id,
            "survey": env["survey.survey"].create({"title": "Short form"}).id,
            "report_rule": rule.id,
            "checklist": env["cs.checklist"].search([], limit=1).id,
            "merit_rule": env["cs.merit.rule"].search([("source", "=", "late")], limit=1).id,
            "scheme": self.scheme.id,
        }

    def fill(self, size: int) -> None:
        """So many cases with all that hangs on them."""
        values = self.values(size)
        self.env.flush_all()
        with without_keys(self.env), desk.without_indexes(self.env, *TABLES):
            for statement in statements.ALL:
                self.env.cr.execute(statement, values)
        self.env.invalidate_all()
        self.env.cr.commit()
