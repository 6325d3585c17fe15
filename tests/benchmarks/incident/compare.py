"""Expected and seen, side by side: the figures of the log against those that the engine's records give."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.incident.log import MISSING, spread
from tests.benchmarks.incident.replay import Replay, hours_between

#: priority of the engine → the log's word for it
PRIORITIES = {"0": "4 - Low", "1": "3 - Moderate", "2": "2 - High", "3": "1 - Critical"}
LEVELS = {"1": "1 - High", "2": "2 - Medium", "3": "3 - Low"}


def oracle(folder: Path) -> dict | None:
    """The published figures, where the folder has them."""
    for path in (folder / "incidents" / "oracle.json", folder / "oracle.json"):
        if path.is_file():
            return json.loads(path.read_text("utf-8"))
    return None


def seen(replay: Replay) -> dict:
    """The same figures, from the cases, clocks and timelines that the replay left in the database."""
    env, found = replay.env, replay.department
    tickets = env["cs.ticket"].browse(replay.tickets.values())
    by_number = dict(zip(replay.tickets, tickets, strict=True))
    stage_of = {stage: state for state, stage in found.stages.items()}
    channel_of = {channel: name for name, channel in found.channels.items()}
    cells: dict[str, Counter] = {}
    for ticket in tickets:
        cell = f"{LEVELS[ticket.impact]} | {LEVELS[ticket.urgency]}"
        cells.setdefault(cell, Counter())[PRIORITIES[ticket.priority]] += 1
    dated = {case.number for case in replay.cases if case.resolved_at}
    transfers = [ticket.transfer_count for ticket in tickets]
    pairs = {pair for pair, category in found.categories.items() if category in replay.categories}
    return {
        "events": sum(replay.states.values()) + replay.unknown,
        "incidents": len(tickets),
        "incident_state_events": dict(replay.states),
        "final_state": dict(Counter(stage_of[ticket.stage_id.id] for ticket in tickets)),
        "final_reopen_count": {str(n): count for n, count in Counter(t.reopen_count for t in tickets).items()},
        "reassign_total": sum(transfers),
        "reassign_zero": sum(not count for count in transfers),
        "reassign_max": max(transfers),
        "contact_type_final": dict(Counter(channel_of[ticket.channel_id.id] for ticket in tickets)),
        "priority_from_impact_urgency": {cell: dict(count) for cell, count in cells.items()},
        "resolve_hours": spread(
            hours
            for number, ticket in by_number.items()
            if number in dated and (hours := hours_between(ticket.registered_at, ticket.resolved_at)) is not None
        ),
        "close_hours": spread(
            hours for t in tickets if (hours := hours_between(t.registered_at, t.closed_at)) is not None
        ),
        "closed_by_themselves": _closed_by_pass(env, tickets),
        "groups": len(replay.held["group"] - {found.teams[MISSING]}),
        "assignees": len(replay.held["assignee"] - replay.desk_ids - {False}),
        "callers": len(replay.held["caller"] - {False}),
        "locations": len(replay.held["location"] - {False}),
        "categories": len({top for top, _sub in pairs} - {MISSING}),
        "subcategories": len({sub for _top, sub in pairs} - {MISSING}),
    }


def _closed_by_pass(env: Any, tickets: Any) -> int:
    """Cases that the machine closed, no person."""
    rows = env["cs.ticket.event"].search_fetch(
        [("ticket_id", "in", tickets.ids), ("event_type", "=", "closed"), ("user_id", "=", env.uid)], ["ticket_id"]
    )
    return len(rows.ticket_id)


# ------------------------------------------------------------------------------- the table


def lines(expected: dict, found: dict) -> Iterator[tuple[str, float | None, float | None]]:
    """(what, expected, seen), dictionaries opened up, in the order of the oracle."""
    for name, value in found.items():
        if name not in expected:
            continue
        if isinstance(value, dict):
            yield from _opened(name, expected[name], value)
        else:
            yield TITLES[name], expected[name], value


def _opened(name: str, expected: dict, found: dict) -> Iterator[tuple[str, float | None, float | None]]:
    title = TITLES[name]
    if name == "priority_from_impact_urgency":
        expected = {f"{cell} → {word}": n for cell, words in expected.items() for word, n in words.items()}
        found = {f"{cell} → {word}": n for cell, words in found.items() for word, n in words.items()}
    if name in ("resolve_hours", "close_hours"):
        keys = [key for key in ("count", "mean", "25%", "50%", "75%", "90%", "95%", "max") if key in expected]
    else:
        keys = sorted(expected.keys() | found.keys(), key=lambda key: (-expected.get(key, 0), key))
    for key in keys:
        yield f"{title}: {key}", expected.get(key, 0), found.get(key, 0)


TITLES = {
    "events": "events played",
    "incidents": "cases",
    "incident_state_events": "rows in state",
    "final_state": "final state",
    "final_reopen_count": "cases reopened, times",
    "reassign_total": "reassignments",
    "reassign_zero": "cases never reassigned",
    "reassign_max": "most reassignments of a case",
    "contact_type_final": "channel",
    "priority_from_impact_urgency": "impact | urgency → priority",
    "resolve_hours": "hours to resolve",
    "close_hours": "hours to close",
    "closed_by_themselves": "closed by themselves after five days",
    "groups": "groups",
    "assignees": "people who answered for a case",
    "callers": "callers",
    "locations": "locations",
    "categories": "categories",
    "subcategories": "subcategories",
}
