"""Who is on duty now: 1,000 people and a million past shifts, beside a department of the same people without a past.

    ./cs bench on_duty                     1,000 people, 1,000,000 past shifts
    ./cs bench on_duty -- --past 100000    fewer past shifts, for a build

The floor is the look-up of the same rows by plain SQL over an index; the answer must not cost more when the past grows.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

from tests.benchmarks.harness import environment, measure
from tests.benchmarks.report import Table

#: Wednesday 10:00 in Shanghai
NOW = datetime(2026, 3, 4, 2, 0)
PEOPLE, TEAMS, SKILLS = 1000, 20, 10


class Department:
    """A thousand people in twenty teams; a third of them is at work at any moment."""

    def __init__(self, env: Any) -> None:
        self.env = env
        group = env.ref("cs_department.group_cs_agent")
        users = env["res.users"].create(
            [{"name": f"Agent {n}", "login": f"agent{n}", "group_ids": [(6, 0, group.ids)]} for n in range(PEOPLE)]
        )
        self.people = env["hr.employee"].create([{"name": user.name, "user_id": user.id} for user in users])
        self.teams = env["cs.team"].create(
            [
                {"name": f"Team {n}", "tz": "Asia/Shanghai", "member_ids": [(6, 0, users[n::TEAMS].ids)]}
                for n in range(TEAMS)
            ]
        )
        self.give_skills()
        self.template = env["cs.shift.template"].create(
            {"name": "Early", "code": "E", "span_ids": [(0, 0, {"start": 8, "end": 16})]}
        )
        self.teams_of = {person.id: self.teams[n % TEAMS] for n, person in enumerate(self.people)}

    def give_skills(self) -> None:
        kind = self.env["hr.skill.type"].create(
            {
                "name": "Desk",
                "skill_ids": [(0, 0, {"name": f"Skill {n}"}) for n in range(SKILLS)],
                "skill_level_ids": [(0, 0, {"name": "Good", "level_progress": 100, "default_level": True})],
            }
        )
        self.skills, level = kind.skill_ids, kind.skill_level_ids
        self.env["hr.employee.skill"].create(
            [
                {
                    "employee_id": person.id,
                    "skill_type_id": kind.id,
                    "skill_id": self.skills[n % SKILLS].id,
                    "skill_level_id": level.id,
                }
                for n, person in enumerate(self.people)
            ]
        )

    def roster_today(self) -> None:
        """Rosters in force, a third of the people on the early shift of the day."""
        rosters = self.env["cs.roster"].create(
            [{"team_id": team.id, "date_from": "2026-03-01", "date_to": "2026-03-31"} for team in self.teams]
        )
        of_team = dict(zip(self.teams.ids, rosters, strict=True))
        shifts = self.env["cs.shift"].create(
            [
                {
                    "roster_id": of_team[self.teams_of[person.id].id].id,
                    "employee_id": person.id,
                    "template_id": self.template.id,
                    "date": "2026-03-04",
                }
                for person in self.people[::3]
            ]
        )
        rosters.write({"state": "published"})
        shifts.write({"state": "published"})
        self.env.cr.commit()

    def live_the_past(self, count: int) -> None:
        """Shifts of the days before, as many as asked, copied from today's."""
        days = count // PEOPLE + 1
        cr = self.env.cr
        cr.execute(
            """
            INSERT INTO cs_shift (employee_id, user_id, team_id, company_id, template_id, date, start_at, end_at,
                                  minutes, layer, state, origin)
            SELECT e.id, e.user_id, s.team_id, s.company_id, s.template_id, s.date - d,
                   s.start_at - d * interval '1 day', s.end_at - d * interval '1 day',
                   s.minutes, s.layer, 'published', 'generated'
              FROM hr_employee e, generate_series(1, %s) d, (SELECT * FROM cs_shift ORDER BY id LIMIT 1) s
             WHERE e.id = ANY(%s) LIMIT %s
            """,
            [days, self.people.ids, count],
        )
        cr.execute(
            """
            INSERT INTO cs_shift_span (shift_id, employee_id, user_id, company_id, team_id, layer, start_at, end_at,
                                       in_force)
            SELECT id, employee_id, user_id, company_id, team_id, layer, start_at, end_at, true
              FROM cs_shift WHERE date < '2026-03-04'
            """
        )
        cr.execute("ANALYZE cs_shift; ANALYZE cs_shift_span")
        cr.commit()


def ask(env: Any, department: Department) -> Any:
    """What routing asks of one case: who is on duty, with the skill, for the area, with what load."""
    presence = env["cs.ticket"]._presence(frozenset(department.people.user_id.ids), department.teams[0].id, PLANS)
    user_ids = [duty.user_id for duty in presence._duties]
    return env["cs.ticket"]._skills_of(user_ids), env["cs.ticket"]._open_loads(user_ids)


class Plan:
    steps, presence = ("skilled", "duty_officer"), "roster"


PLANS = [Plan()]


def floor(env: Any) -> None:
    env.cr.execute(
        "SELECT user_id FROM cs_shift_span WHERE in_force AND company_id = %s AND start_at > %s AND start_at <= %s"
        " AND end_at > %s",
        [env.company.id, NOW - timedelta(hours=26), NOW, NOW],
    )
    env.cr.fetchall()


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="on_duty")
    parser.add_argument("--past", type=int, default=1_000_000, metavar="N", help="past shifts")
    table = Table("who is on duty now", argv, parser)
    past = table.options.past
    with environment() as env, ExitStack() as stack:
        # our addon is found once the configuration is read
        from odoo.addons.cs_department.core.now import frozen

        stack.enter_context(frozen(NOW))
        department = Department(env)
        department.roster_today()
        spans, company = env["cs.shift.span"], env.company.id
        on_duty = len(spans._on_duty(company, NOW))
        young = measure(env, lambda: spans._on_duty(company, NOW))
        case = measure(env, lambda: ask(env, department))
        department.live_the_past(past)
        old = measure(env, lambda: spans._on_duty(company, NOW))
        raw = measure(env, lambda: floor(env))
        late_case = measure(env, lambda: ask(env, department))
        found = len(spans._on_duty(company, NOW))
    table.row("on duty now", ours=float(found), unit="people", target=f"{on_duty} as before", met=found == on_duty)
    table.row(
        f"answer with {past:,} past shifts, beside none", ours=old.ms, peer=young.ms, floor=raw.ms, unit="ms",
        target="<= 2 x without a past", met=old.ms <= 2 * young.ms,
    )  # fmt: skip
    table.row("queries of the answer", ours=float(old.queries), unit="", target="1", met=old.queries == 1)
    table.row(
        "all that routing asks: duty, skills, loads", ours=late_case.ms, peer=case.ms, unit="ms",
        target="<= 2 x without a past", met=late_case.ms <= 2 * case.ms,
    )  # fmt: skip
    return table.close()


if __name__ == "__main__":
    sys.exit(main())
