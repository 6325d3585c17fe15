"""The rule book of the proof as plain numbers, and what the log does not have: urging, answers, the passes of time.

Read by both sides: the replay writes it into the rule books of the addon, the oracle counts with it. Nothing here knows
the addon.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from tests.benchmarks.incident.log import MISSING, Case, Event

#: Monday of the log's first case → a Monday before New Year, so that its busy months have the Spring Festival in them
SHIFT = datetime(2025, 12, 29) - datetime(2016, 2, 29)
#: the log's times are those on the wall of a desk in Shanghai
SHANGHAI = timedelta(hours=8)

# ------------------------------------------------------------------------------- hours


class Hours(NamedTuple):
    """Working hours of a team: every one of ``weekdays`` from full hour to full hour."""

    zone: str
    weekdays: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    public: bool  # follows the public holidays of China

    @property
    def day_minutes(self) -> int:
        return 60 * sum(end - begin for begin, end in self.spans)


WEEK = (0, 1, 2, 3, 4)
HOURS = {
    "office": Hours("Asia/Shanghai", WEEK, ((9, 12), (14, 18)), True),
    # midnight in Shanghai lies in the middle of a shift, and of a day in UTC
    "night": Hours("Asia/Shanghai", WEEK, ((0, 6), (20, 24)), True),
    # 2026-03-29 loses an hour of the early shift, 2026-10-25 has one more
    "overseas": Hours("Europe/Berlin", (*WEEK, 5, 6), ((1, 5), (8, 16)), False),
}
#: notice of the General Office of the State Council on 2026; 2025-12 has no such day
OFF = frozenset(
    date(2026, month, day)
    for month, first, last in (
        (1, 1, 3),
        (2, 15, 23),
        (4, 4, 6),
        (5, 1, 5),
        (6, 19, 21),
        (9, 25, 27),
        (10, 1, 7),
    )
    for day in range(first, last + 1)
)
#: worked like a Monday
MADE_UP = frozenset(date(2026, *day) for day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)))


def hours_of(group: str) -> str:
    """In which hours a group of the log works."""
    number = 2 if group == MISSING else int(group.split()[-1])
    return {0: "night", 1: "overseas"}.get(number % 4, "office")


# ----------------------------------------------------------------------------- targets


class Target(NamedTuple):
    amount: float
    unit: str  # minute, hour, day (ends with the working day)
    elapsed: bool = False  # around the clock
    pausable: bool = True


FIRST, UPDATE, SOLVED, URGED = "first_response", "next_update", "resolution", "urged"


class TargetRule(NamedTuple):
    """In this order; the first rule that speaks of a clock sets it."""

    name: str
    targets: dict[str, Target]
    priority_from: int = 0
    categories: bool = False  # only those of :func:`is_special`


TARGETS = (
    TargetRule(
        "Critical",
        {
            FIRST: Target(30, "minute", elapsed=True, pausable=False),
            UPDATE: Target(2, "hour"),
            SOLVED: Target(8, "hour", elapsed=True),
        },
        priority_from=3,
    ),
    TargetRule(
        "High",
        {FIRST: Target(1, "hour"), UPDATE: Target(4, "hour"), SOLVED: Target(2, "day")},
        priority_from=2,
    ),
    TargetRule(
        "Special categories",
        {FIRST: Target(2, "hour"), SOLVED: Target(20, "hour", pausable=False)},
        categories=True,
    ),
    TargetRule("Kept posted", {UPDATE: Target(1, "day")}, priority_from=1),
    TargetRule("Every case", {FIRST: Target(4, "hour"), SOLVED: Target(3, "day")}),
)


def is_special(category: str) -> bool:
    return category != MISSING and int(category.split()[-1]) % 5 == 0


def priority_number(word: str) -> int:
    """The log counts from 1 - Critical to 4 - Low, a rule from 0 to 3."""
    return 4 - int(word[:1])


# ----------------------------------------------------------------------------- ladders


class Level(NamedTuple):
    clock: str
    when: str  # start, before, at, after, urged
    amount: float
    unit: str  # minute, hour, day, percent, time
    role: str


class Ladder(NamedTuple):
    name: str
    levels: tuple[Level, ...]
    priority_from: int = 0


#: these stand in both ladders: told under one, they are not told again under the other
SHARED = (
    Level(UPDATE, "before", 30, "minute", "agent"),
    Level(UPDATE, "at", 0, "", "supervisor"),
    Level(SOLVED, "after", 1, "day", "manager"),
)
LADDERS = (
    Ladder(
        "Grave",
        (
            Level(FIRST, "start", 0, "", "supervisor"),
            Level(FIRST, "before", 50, "percent", "agent"),
            Level(FIRST, "at", 0, "", "manager"),
            Level(SOLVED, "before", 50, "percent", "supervisor"),
            Level(SOLVED, "at", 0, "", "manager"),
            Level(SOLVED, "after", 2, "hour", "manager"),
            *SHARED,
            Level(URGED, "urged", 1, "time", "supervisor"),
            Level(URGED, "urged", 2, "time", "manager"),
        ),
        priority_from=2,
    ),
    Ladder(
        "Every case",
        (
            Level(FIRST, "before", 20, "percent", "agent"),
            Level(FIRST, "at", 0, "", "supervisor"),
            Level(FIRST, "after", 2, "hour", "manager"),
            Level(SOLVED, "before", 20, "percent", "agent"),
            Level(SOLVED, "before", 2, "hour", "agent"),
            Level(SOLVED, "at", 0, "", "supervisor"),
            *SHARED,
            Level(SOLVED, "after", 5, "day", "manager"),
            Level(URGED, "urged", 1, "time", "agent"),
            Level(URGED, "urged", 2, "time", "supervisor"),
            Level(URGED, "urged", 3, "time", "manager"),
        ),
    ),
)
#: one worried call is one urging
URGE_PAUSE = timedelta(minutes=30)

# ------------------------------------------------------------------- closing, callbacks

CLOSE_AFTER = timedelta(days=5)
ANNOUNCED_BEFORE = timedelta(days=1)
#: kind → so many of each so many closed cases are called back, each team's and each month's in a row of their own
KINDS = {"Incident": (3, 10), "Complaint": (1, 1)}


def kind_of(number: str) -> str:
    return "Complaint" if number[-1] in "012" else "Incident"


# ----------------------------------------------------- what the log does not have itself


def onto_2026(cases: Iterable[Case]) -> list[Case]:
    """The same cases (naive UTC), the log's dates moved by whole weeks."""
    found = []
    for case in cases:
        events = []
        for event in case.events:
            moved = copy.copy(event)
            for name in ("at", "opened_at", "resolved_at", "closed_at"):
                moment = getattr(event, name)
                setattr(moved, name, moment and moment + SHIFT - SHANGHAI)
            events.append(moved)
        found.append(Case(case.number, events))
    return found


def heard(case: Case) -> frozenset[int]:
    """The rows at which the customer hears from us: work begins, or he is asked for something."""
    rows, before, begun = set(), "", False
    for place, event in enumerate(case.events):
        if event.state == "Awaiting User Info" != before or (event.state == "Active" and not begun):
            rows.add(place)
        begun |= event.state == "Active"
        before = event.state
    return frozenset(rows)


def urges(case: Case, seed: int) -> list[datetime]:
    """When the customer calls and asks where his case stays, also when that is refused."""
    dice = Random(f"{seed} {case.number}")
    begin, end = case.events[0].opened_at, max(event.at for event in case.events)
    span = min((end - begin) // timedelta(minutes=1), 30 * 24 * 60)
    calls = []
    for _call in range(dice.choice((0, 0, 0, 0, 1, 2, 4)) if span > 0 else 0):
        # between the minutes of the rows
        calls.append(begin + timedelta(minutes=dice.randrange(span), seconds=30))
        if dice.random() < 0.3:
            calls.append(calls[-1] + timedelta(minutes=dice.choice((10, 30, 45))))
    return sorted(calls)


@dataclass(frozen=True)
class Passes:
    """The passes of the time-driven work: each quarter of an hour, but for the outages of the machine."""

    outages: tuple[tuple[datetime, datetime], ...] = ()
    every: timedelta = timedelta(minutes=15)

    def next(self, moment: datetime) -> datetime:
        """The first pass at or after a moment."""
        tick = datetime.min + -((datetime.min - moment) // self.every) * self.every
        for begin, end in self.outages:
            if begin <= tick < end:
                return end
        return tick


def outages(cases: Sequence[Case], seed: int) -> Iterator[tuple[datetime, datetime]]:
    """A machine that stands still for two hours to a day, about every fourth day."""
    dice = Random(seed)
    moment = min(case.events[0].opened_at for case in cases).replace(minute=0)
    end = max(event.at for case in cases for event in case.events)
    while moment < end:
        moment += timedelta(hours=dice.randrange(48, 144))
        back = moment + timedelta(hours=dice.randrange(2, 25))
        yield moment, back
        moment = back


def stream(cases: Iterable[Case], seed: int) -> list[tuple[datetime, int, str, Case, Event | None]]:
    """What people do, in the order of time: registrations, rows, urges."""
    steps = []
    for case in cases:
        opened = latest = case.events[0].opened_at
        steps.append((opened, len(steps), "register", case, case.events[0]))
        for event in case.events:
            latest = max(latest, event.at)
            steps.append((latest, len(steps), "row", case, event))
        steps += [(at, len(steps) + n, "urge", case, None) for n, at in enumerate(urges(case, seed))]
    return sorted(steps, key=lambda step: step[:2])
