"""The event log of a service desk, read as it is, and its figures counted straight from it.

Nothing here knows the ticket mechanism: what :func:`figures` counts is the expectation that the replay is held to.
"""

from __future__ import annotations

import csv
import lzma
import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

NAME = "incident_event_log.csv"
MISSING = "?"
#: nobody closes a case for the customer earlier than this after its resolution
CLOSED_AFTER = timedelta(days=5)
#: fields that are plain facts of a case, in the words of the log
FACTS = ("caller_id", "location", "category", "subcategory", "impact", "urgency", "contact_type")


@dataclass(slots=True)
class Event:
    """One row: what a case looked like after it was touched at ``at`` (naive, taken as UTC)."""

    number: str
    at: datetime
    state: str
    opened_at: datetime
    opened_by: str
    updated_by: str
    reassigned: int
    reopened: int
    group: str
    assignee: str
    priority: str
    #: final values of the case, repeated on each of its rows
    resolved_at: datetime | None
    closed_at: datetime | None
    facts: tuple[str, ...]

    def fact(self, name: str) -> str:
        return self.facts[FACTS.index(name)]


@dataclass(slots=True)
class Case:
    """All rows of one number, in their order."""

    number: str
    events: list[Event]

    @property
    def last(self) -> Event:
        return self.events[-1]

    @property
    def resolved_at(self) -> datetime | None:
        return self.last.resolved_at

    def resolution_shown_at(self) -> datetime | None:
        """When the log last shows the case turn to Resolved, ``None`` if it never does."""
        shown = None
        before = ""
        for event in self.events:
            if event.state == "Resolved" != before:
                shown = event.at
            before = event.state
        return shown

    def closed_by(self) -> str:
        return next((event.updated_by for event in self.events if event.state == "Closed"), "")


@cache  # the rows of a case say the same moments again and again
def _moment(text: str) -> datetime | None:
    return None if text in (MISSING, "") else datetime.strptime(text, "%d/%m/%Y %H:%M")


def _open(folder: Path):
    for path in (folder / "incidents" / f"{NAME}.xz", folder / f"{NAME}.xz"):
        if path.is_file():
            return lzma.open(path, "rt", encoding="utf-8", newline="")
    for path in (folder / "incidents" / NAME, folder / NAME):
        if path.is_file():
            return path.open(encoding="utf-8", newline="")
    sys.exit(f"There is no {NAME} (or .xz) in {folder} or in its folder incidents: name the folder with --data DIR.")


def read(folder: Path) -> list[Case]:
    """The cases of a log in the order in which they appear."""
    cases: dict[str, Case] = {}
    with _open(folder) as file:
        for row in csv.DictReader(file):
            event = Event(
                number=row["number"],
                at=_moment(row["sys_updated_at"]),
                state=row["incident_state"],
                opened_at=_moment(row["opened_at"]),
                opened_by=row["opened_by"],
                updated_by=row["sys_updated_by"],
                reassigned=int(row["reassignment_count"]),
                reopened=int(row["reopen_count"]),
                group=row["assignment_group"],
                assignee=row["assigned_to"],
                priority=row["priority"],
                resolved_at=_moment(row["resolved_at"]),
                closed_at=_moment(row["closed_at"]),
                facts=tuple(row[name] for name in FACTS),
            )
            cases.setdefault(event.number, Case(event.number, [])).events.append(event)
    return list(cases.values())


def sample(cases: Sequence[Case], count: int) -> list[Case]:
    """About ``count`` cases spread evenly over the log."""
    if count >= len(cases):
        return list(cases)
    return [cases[position * len(cases) // count] for position in range(count)]


# ------------------------------------------------------------------ the closer of the log


def closer(cases: Iterable[Case]) -> str:
    """Who closes on schedule: whoever closed most cases."""
    counts = Counter(case.closed_by() for case in cases if case.closed_by())
    return counts.most_common(1)[0][0] if counts else ""


def passes(cases: Sequence[Case]) -> list[datetime]:
    """The moments at which the log's own closer ran: the replay's engine gets to act at the same moments."""
    who = closer(cases)
    return sorted({case.last.closed_at for case in cases if case.closed_by() == who and case.last.closed_at})


def reached_late(cases: Iterable[Case], moments: Sequence[datetime], who: str) -> int:
    """Cases that were due at an earlier pass than the one at which the log's closer closed them."""
    late = 0
    for case in cases:
        shown = case.resolved_at or case.resolution_shown_at()
        if shown and case.closed_by() == who:
            place = bisect_left(moments, shown + CLOSED_AFTER)
            late += place < len(moments) and moments[place] < case.last.closed_at
    return late


# ------------------------------------------------------------------------------ figures


def quantile(values: Sequence[float], share: float) -> float:
    """Linear between neighbours, as pandas and numpy do."""
    position = (len(values) - 1) * share
    below = int(position)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (position - below)


def spread(hours: Iterable[float]) -> dict[str, float]:
    """Count, mean and quantiles under the names that ``oracle.json`` uses."""
    values = sorted(hours)
    if not values:
        return {"count": 0}
    return {
        "count": len(values),
        "mean": round(sum(values) / len(values), 3),
        "25%": round(quantile(values, 0.25), 3),
        "50%": round(quantile(values, 0.5), 3),
        "75%": round(quantile(values, 0.75), 3),
        "90%": round(quantile(values, 0.9), 3),
        "95%": round(quantile(values, 0.95), 3),
        "max": round(values[-1], 3),
    }


def hours(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 3600


def _distinct(events: Iterable[Event], name: str) -> int:
    values = {getattr(event, name) if hasattr(event, name) else event.fact(name) for event in events}
    return len(values - {MISSING})


def figures(cases: Sequence[Case]) -> dict:
    """The figures of ``oracle.json``, counted from the rows."""
    events = [event for case in cases for event in case.events]
    last = [case.last for case in cases]
    cells: dict[str, Counter] = defaultdict(Counter)
    for event in last:
        cells[f"{event.fact('impact')} | {event.fact('urgency')}"][event.priority] += 1
    automatic = closer(cases)
    return {
        "events": len(events),
        "incidents": len(cases),
        "incident_state_events": dict(Counter(event.state for event in events)),
        "final_state": dict(Counter(event.state for event in last)),
        "final_reopen_count": {str(count): n for count, n in Counter(event.reopened for event in last).items()},
        "reassign_total": sum(event.reassigned for event in last),
        "reassign_zero": sum(not event.reassigned for event in last),
        "reassign_max": max(event.reassigned for event in last),
        "contact_type_final": dict(Counter(event.fact("contact_type") for event in last)),
        "priority_from_impact_urgency": {cell: dict(found) for cell, found in cells.items()},
        "resolve_hours": spread(hours(event.opened_at, event.resolved_at) for event in last if event.resolved_at),
        "close_hours": spread(hours(event.opened_at, event.closed_at) for event in last if event.closed_at),
        "closed_by_themselves": sum(_by_itself(case, automatic) for case in cases),
        "groups": _distinct(events, "group"),
        "assignees": _distinct(events, "assignee"),
        "callers": _distinct(events, "caller_id"),
        "locations": _distinct(events, "location"),
        "categories": _distinct(events, "category"),
        "subcategories": _distinct(events, "subcategory"),
    }


def _by_itself(case: Case, automatic: str) -> bool:
    """Whether the log's closer closed the case, five days or more after its resolution."""
    shown = case.resolved_at or case.resolution_shown_at()
    return bool(shown and case.closed_by() == automatic and case.last.closed_at >= shown + CLOSED_AFTER)


def stream(cases: Iterable[Case]) -> Iterator[tuple[datetime, str, Case, Event | None]]:
    """Registrations and rows of all cases in the order of time, as the desk lived them."""
    steps = []
    for case in cases:
        opened = case.events[0].opened_at
        steps.append((opened, len(steps), "register", case, case.events[0]))
        latest = opened
        for event in case.events:
            # a few rows carry a time before the one they follow: they keep their place
            latest = max(latest, event.at)
            steps.append((latest, len(steps), "row", case, event))
    steps.sort(key=lambda step: step[:2])
    for at, _place, kind, case, event in steps:
        yield at, kind, case, event
