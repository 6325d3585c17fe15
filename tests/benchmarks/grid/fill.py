"""A department with a full roster: people, shifts, demand, rules, leave and wishes."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾"
GIVEN = "伟芳娜敏静丽强磊军洋艳勇杰娟涛明超兰霞平刚桂英华玉萍红建文辉玲梅鹏云莲"
#: code, name, from, until, colour, share of the people who are there
SHIFTS = (
    ("早", "早班", 8.0, 16.0, 3, 0.26),
    ("中", "中班", 12.0, 20.0, 4, 0.16),
    ("晚", "晚班", 16.0, 24.0, 2, 0.16),
    ("夜", "夜班", 0.0, 8.0, 8, 0.1),
)
RULES = (
    ("rest", 11, "must", 1),
    ("max_run", 6, "must", 1),
    ("max_night_run", 4, "must", 1),
    ("target_minutes", 0, "should", 1),
    ("isolated_work", 0, "should", 5),
    ("isolated_off", 0, "should", 5),
    ("fair_night", 0, "should", 10),
    ("fair_weekend", 0, "should", 10),
    ("cover", 0, "should", 100),
    ("wish", 0, "should", 10),
)
#: days of a turn: two of each shift, two off
TURN = (0, 0, 1, 1, 2, 2, -1, -1, 0, 0, 3, 3, -1, -1)


def department(env: Any, people: int, first: date, seed: int = 4) -> Any:
    """A roster of one month with every cell of the turns filled, and some things wrong in it."""
    dice = Random(seed)
    company = env.company
    names = [f"{dice.choice(SURNAMES)}{dice.choice(GIVEN)}{dice.choice(GIVEN)}" for _one in range(people)]
    skills = _skills(env)
    employees = env["hr.employee"].create(
        [
            {
                "name": name,
                "company_id": company.id,
                "tz": "Asia/Shanghai",
                "employee_skill_ids": [
                    (0, 0, {"skill_id": skill.id, "skill_type_id": skill.skill_type_id.id, "skill_level_id": level.id})
                    for number, (skill, level) in enumerate(skills)
                    if dice.random() < (0.6, 0.25)[number]
                ],
            }
            for name in names
        ]
    )
    team = env["cs.team"].create({"name": "客服中心", "tz": "Asia/Shanghai", "employee_ids": [(6, 0, employees.ids)]})
    templates = _templates(env, team)
    _demand(env, team, templates, people, skills[0][0])
    env["cs.roster.rule"].create(
        [
            {"name": kind, "kind": kind, "value": value, "strength": strength, "weight": weight}
            | {"team_ids": [(6, 0, team.ids)]}
            for kind, value, strength, weight in RULES
        ]
    )
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    roster = env["cs.roster"].create({"team_id": team.id, "date_from": first, "date_to": last})
    _wishes(env, employees, first, templates, dice)
    _shifts(env, roster, employees, templates, dice)
    return roster


def _skills(env: Any) -> list:
    kind = env["hr.skill.type"].create(
        {
            "name": "客服",
            "skill_ids": [(0, 0, {"name": name}) for name in ("普通话热线", "英语")],
            "skill_level_ids": [(0, 0, {"name": "会", "level_progress": 100, "default_level": True})],
        }
    )
    return [(skill, kind.skill_level_ids[0]) for skill in kind.skill_ids]


def _templates(env: Any, team: Any) -> Any:
    post = env["cs.duty.post"].create({"name": "热线", "team_id": team.id})
    return env["cs.shift.template"].create(
        [
            {
                "name": name,
                "code": code,
                "color": color,
                "team_ids": [(6, 0, team.ids)],
                "post_id": post.id,
                "span_ids": [(0, 0, {"start": start, "end": end % 24 if end < 24 else 24})],
            }
            for code, name, start, end, color, _share in SHIFTS
        ]
    )


def _demand(env: Any, team: Any, templates: Any, people: int, skill: Any) -> None:
    rows = [
        {"team_id": team.id, "template_id": template.id, "needed": max(1, round(people * row[-1]))}
        for template, row in zip(templates, SHIFTS, strict=True)
    ]
    rows.append({**rows[0], "skill_id": skill.id, "needed": max(1, round(people * 0.12))})
    env["cs.roster.demand"].create(rows)


def _wishes(env: Any, employees: Any, first: date, templates: Any, dice: Random) -> None:
    env["cs.shift.wish"].create(
        [
            {
                "employee_id": employee.id,
                "date_from": first + timedelta(days=dice.randrange(28)),
                "wish": wish,
                "template_id": dice.choice(templates).id if wish != "off" else False,
            }
            for employee in employees
            for wish in dice.choices(("off", "on", "not", None), k=2)
            if wish
        ]
    )


def _shifts(env: Any, roster: Any, employees: Any, templates: Any, dice: Random) -> None:
    days = (roster.date_to - roster.date_from).days + 1
    rows = []
    for place, employee in enumerate(employees):
        for day in range(days):
            shift = TURN[(day + place * 3) % len(TURN)]
            if shift < 0 or dice.random() < 0.04:
                continue
            rows.append(
                {
                    "roster_id": roster.id,
                    "employee_id": employee.id,
                    "template_id": templates[shift].id,
                    "date": roster.date_from + timedelta(days=day),
                    "is_pinned": dice.random() < 0.02,
                    "origin": "generated",
                }
            )
    env["cs.shift"].create(rows)
