"""The rule book of :mod:`rulebook` written into the books of the addon, and the teams' hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.benchmarks.incident import department, rulebook
from tests.benchmarks.incident.department import Department
from tests.benchmarks.incident.log import MISSING, Case

#: books whose shipped rules would speak, too
SILENT = (
    "cs.sla.rule",
    "cs.escalation.rule",
    "cs.callback.rule",
    "cs.survey.rule",
    "cs.repeat.rule",
    "cs.notice.rule",
    "cs.automation.rule",
    "cs.compensation.rule",
    "cs.approval.rule",
    "cs.closing.rule",
)


class RulesDepartment(Department):
    """Ids of the records that stand for the names of the log, and for the rule book."""

    kinds: dict[str, int]
    #: id of a level → the same in the rule book
    levels: dict[int, rulebook.Level]
    #: team → group of the log
    groups: dict[int, str]


def build(env: Any, cases: Sequence[Case], notices: bool = False) -> RulesDepartment:
    """:param notices: whether customers are told by mail that a case will be closed."""
    found = department.build(env, cases)
    found.__class__ = RulesDepartment
    for model in SILENT:
        env[model].search([]).action_archive()
    env.company.cs_urge_minutes = rulebook.URGE_PAUSE.seconds // 60
    _hours(env, found)
    kinds = env["cs.ticket.kind"].browse(found.kind)
    kinds |= kinds.create({"name": "Complaint of the log", "code": "complaint_log", "sequence": 2})
    found.kinds = dict(zip(rulebook.KINDS, kinds.ids, strict=True))
    special = [
        category for (top, sub), category in found.categories.items() if sub == MISSING and rulebook.is_special(top)
    ]
    _targets(env, special)
    _ladders(env, found)
    _closing(env, found, notices)
    return found


def _hours(env: Any, found: RulesDepartment) -> None:
    """Each team works in the hours of its group and has a manager of its own."""
    calendars = {
        name: env["resource.calendar"].create(
            {
                "name": name,
                "tz": hours.zone,
                "cs_public_calendar": hours.public,
                "attendance_ids": [(5, 0, 0)]
                + [
                    (
                        0,
                        0,
                        {
                            "name": f"{day} {begin}",
                            "dayofweek": str(day),
                            "hour_from": begin,
                            "hour_to": end,
                            "day_period": "morning" if begin < 12 else "afternoon",
                        },
                    )
                    for day in hours.weekdays
                    for begin, end in hours.spans
                ],
            }
        )
        for name, hours in rulebook.HOURS.items()
    }
    managers = department._users(
        env["res.users"].with_context(no_reset_password=True, tracking_disable=True),
        env,
        {f"Manager of {name}" for name in calendars},
        "cs_department.group_cs_manager",
    )
    found.groups = {team: group for group, team in found.teams.items()}
    for name, calendar in calendars.items():
        teams = env["cs.team"].browse(
            [team for team, group in found.groups.items() if rulebook.hours_of(group) == name]
        )
        teams.write(
            {
                "resource_calendar_id": calendar.id,
                "tz": calendar.tz,
                "manager_id": managers[f"Manager of {name}"],
            }
        )


def _priority(number: int) -> dict:
    return {"priority_from": str(number)} if number else {}


def _targets(env: Any, special: list[int]) -> None:
    env["cs.sla.rule"].create(
        [
            {
                "name": rule.name,
                "sequence": place,
                **_priority(rule.priority_from),
                **({"category_ids": [(6, 0, special)]} if rule.categories else {}),
                "target_ids": [
                    (
                        0,
                        0,
                        {
                            "clock_type": clock,
                            "amount": target.amount,
                            "unit": target.unit,
                            "basis": "elapsed" if target.elapsed else "working",
                            "pausable": target.pausable,
                        },
                    )
                    for clock, target in rule.targets.items()
                ],
            }
            for place, rule in enumerate(rulebook.TARGETS)
            if special or not rule.categories
        ]
    )


def _ladders(env: Any, found: RulesDepartment) -> None:
    """Every level makes a to-do: those are counted as the notices that were sent."""
    ladders = env["cs.escalation.rule"].create(
        [
            {
                "name": ladder.name,
                "sequence": place,
                **_priority(ladder.priority_from),
                "level_ids": [
                    (
                        0,
                        0,
                        {
                            "sequence": step,
                            "clock_type": level.clock,
                            "when": level.when,
                            "amount": level.amount,
                            "unit": level.unit or False,
                            "role": level.role,
                            "by_activity": True,
                            "by_screen": level.role == "supervisor",
                        },
                    )
                    for step, level in enumerate(ladder.levels)
                ],
            }
            for place, ladder in enumerate(rulebook.LADDERS)
        ]
    )
    found.levels = {}
    for record, ladder in zip(ladders, rulebook.LADDERS, strict=True):
        found.levels |= dict(zip(record.level_ids.sorted("sequence").ids, ladder.levels, strict=True))


def _closing(env: Any, found: RulesDepartment, notices: bool) -> None:
    day = 24 * 3600
    env["cs.closing.rule"].create(
        {
            "name": "Announced, then closed",
            "sequence": 1,
            "close_after": rulebook.CLOSE_AFTER.total_seconds() / day,
            "warn_before": rulebook.ANNOUNCED_BEFORE.total_seconds() / day,
        }
    )
    env["cs.callback.rule"].create(
        [
            {
                "name": f"{kind} called back",
                "event_id": env.ref("cs_department.callback_event_closed").id,
                "kind_ids": [(6, 0, [found.kinds[kind]])],
                "rate": 100 * drawn / size,
                "by_team": True,
                "sequence": place,
            }
            for place, (kind, (drawn, size)) in enumerate(rulebook.KINDS.items())
        ]
    )
    if notices:
        env.ref("cs_department.notice_rule_closing_soon").action_unarchive()
        for partner in env["res.partner"].browse(found.customers.values()):
            partner.email = f"customer{partner.id}@example.com"
