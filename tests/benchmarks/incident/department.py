"""A department set up for the log the way a manager would: stages, kind, categories, areas, teams, people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.benchmarks.incident.log import MISSING, Case

#: state of the log → the stage for it: name, what it means, whether clocks stand still
STAGES = {
    "New": ("New", "new", False),
    "Active": ("In progress", "open", False),
    "Awaiting User Info": ("Awaiting User Info", "waiting", True),
    "Awaiting Vendor": ("Awaiting Vendor", "waiting", False),
    "Awaiting Problem": ("Awaiting Problem", "waiting", False),
    "Awaiting Evidence": ("Awaiting Evidence", "waiting", False),
    "Resolved": ("Resolved", "resolved", False),
    "Closed": ("Closed", "closed", False),
}
#: the team of cases that stand in no group
NO_GROUP = "No group"


@dataclass
class Department:
    """Ids of the records that stand for the names of the log."""

    stages: dict[str, int] = field(default_factory=dict)
    kind: int = 0
    channels: dict[str, int] = field(default_factory=dict)
    categories: dict[tuple[str, str], int] = field(default_factory=dict)
    areas: dict[str, int] = field(default_factory=dict)
    customers: dict[str, int] = field(default_factory=dict)
    teams: dict[str, int] = field(default_factory=dict)
    #: the dispatcher of each team, who takes over what is sent to the team and hands it on
    desks: dict[int, int] = field(default_factory=dict)
    agents: dict[str, int] = field(default_factory=dict)
    registrars: dict[str, int] = field(default_factory=dict)


def create_by_name(model: Any, names: Sequence[str], **values: Any) -> dict[str, int]:
    ordered = sorted(names)
    records = model.create([{"name": name, **values} for name in ordered])
    return dict(zip(ordered, records.ids, strict=True))


def build(env: Any, cases: Sequence[Case]) -> Department:
    """Everything that the log names, as a manager enters it before the first case comes in."""
    events = [event for case in cases for event in case.events]
    found = Department()
    _stages(env, found)
    found.kind = env["cs.ticket.kind"].create({"name": "Incident", "code": "incident", "sequence": 1}).id
    found.channels = _channels(env, {event.fact("contact_type") for event in events})
    _categories(env, found, {(event.fact("category"), event.fact("subcategory")) for event in events})
    found.areas = create_by_name(env["cs.area"], {event.fact("location") for event in events} - {MISSING})
    found.customers = create_by_name(env["res.partner"], {event.fact("caller_id") for event in events} - {MISSING})
    _people(env, found, cases)
    _rules(env)
    return found


def _stages(env: Any, found: Department) -> None:
    stages = env["cs.ticket.stage"]
    have = {stage.name: stage.id for stage in stages.with_context(lang="en_US").search([])}
    for position, (state, (name, meaning, pauses)) in enumerate(STAGES.items()):
        if name not in have:
            values = {"name": name, "state": meaning, "pauses_clock": pauses, "sequence": 30 + position}
            have[name] = stages.create(values).id
        found.stages[state] = have[name]


def _channels(env: Any, names: set[str]) -> dict[str, int]:
    channels = env["cs.ticket.channel"].create(
        [{"name": name, "code": f"log {name}", "sequence": 100} for name in sorted(names)]
    )
    return dict(zip(sorted(names), channels.ids, strict=True))


def _categories(env: Any, found: Department, pairs: set[tuple[str, str]]) -> None:
    """A tree of two levels; the same name may lie under several branches, as in the log."""
    model = env["cs.ticket.category"]
    tops = create_by_name(model, {category for category, _sub in pairs} - {MISSING})
    lone = sorted(sub for category, sub in pairs if category == MISSING != sub)
    inner = sorted((category, sub) for category, sub in pairs if MISSING not in (category, sub))
    leaves = model.create(
        [{"name": sub, "parent_id": tops[category]} for category, sub in inner] + [{"name": sub} for sub in lone]
    )
    found.categories = {(category, MISSING): top for category, top in tops.items()}
    keys = inner + [(MISSING, sub) for sub in lone]
    found.categories |= dict(zip(keys, leaves.ids, strict=True))


def _people(env: Any, found: Department, cases: Sequence[Case]) -> None:
    """A team for each group, its members, its desk; an ordinary employee for each who opened cases."""
    users = env["res.users"].with_context(no_reset_password=True, tracking_disable=True)
    members: dict[str, set[str]] = defaultdict(set)
    registrars, groups = set(), {MISSING}
    for case in cases:
        registrars.add(case.events[0].opened_by)
        for event in case.events:
            groups.add(event.group)
            if event.assignee != MISSING:
                members[event.group].add(event.assignee)
    found.agents = _users(users, env, set().union(*members.values()), "cs_department.group_cs_agent")
    found.registrars = _users(users, env, registrars, "base.group_user")
    desks = _users(users, env, {f"Desk of {_team(group)}" for group in groups}, "cs_department.group_cs_supervisor")
    env["cs.team"].search([]).write({"is_default": False})
    env.flush_all()  # one default team at a time: the old one first
    ordered = sorted(groups)
    teams = env["cs.team"].create(
        [
            {
                "name": _team(group),
                "tz": "UTC",
                "supervisor_id": desks[f"Desk of {_team(group)}"],
                "member_ids": [(6, 0, [found.agents[name] for name in sorted(members[group])])],
                "is_default": group == MISSING,
            }
            for group in ordered
        ]
    )
    found.teams = dict(zip(ordered, teams.ids, strict=True))
    found.desks = {found.teams[group]: desks[f"Desk of {_team(group)}"] for group in ordered}


def _team(group: str) -> str:
    return NO_GROUP if group == MISSING else group


def _users(model: Any, env: Any, names: set[str], group: str) -> dict[str, int]:
    ordered = sorted(names)
    records = model.create(
        [
            {
                "name": name,
                "login": f"log {name}",
                "tz": "UTC",
                "notification_type": "inbox" if group != "base.group_user" else "email",
                "group_ids": [(6, 0, [env.ref(group).id])],
            }
            for name in ordered
        ]
    )
    return dict(zip(ordered, records.ids, strict=True))


def _rules(env: Any) -> None:
    """New cases go to the desk of their group; resolved ones close after five days, as shipped."""
    env["cs.routing.rule"].create(
        {"name": "To the desk of the group", "sequence": 1, "step_ids": [(0, 0, {"step": "supervisor"})]}
    )
    env["cs.closing.rule"].create({"name": "Five days", "sequence": 1, "close_after": 5, "warn_before": 0})
