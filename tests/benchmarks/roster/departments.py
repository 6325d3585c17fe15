"""Departments of a customer service as they are in life: 20 to 200 people, a month, four shifts, a load of 92 %.

The same for the same seed. 15 % work part time, 10 % do no nights, one in three is on
leave for some days; skills are phone, chat and lead, with demand of their own. A month
begins where the one before ended: its last days are history, its nights and weekends
are in the ledger that the next one's shares come from.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import tests.unit.conftest  # noqa: F401  (loads the engine as cs_core)

# isort: split
from cs_core.roster.fairness import Month, owed, shares
from cs_core.roster.problem import OFF, Cover, Past, Person, Problem, Rule, Shift, Wish

DAYS = 31
LOAD = 0.92
FIRST = date(2026, 6, 1)
#: name → start, end (minutes since midnight), paid minutes, part of the day's people
SHIFTS = {
    "早": (8 * 60, 16 * 60 + 30, 480, 0.30),
    "中": (12 * 60, 21 * 60, 480, 0.25),
    "晚": (15 * 60 + 30, 24 * 60, 480, 0.28),
    "夜": (23 * 60 + 30, 32 * 60, 480, 0.17),
}
NIGHT = 3
WEEKEND_LOAD = 0.8
#: of a shift's people so many must have the skill
SKILLED = {"phone": 0.5, "chat": 0.4}
#: the shifts that get a lead first, as far as there are leads for them
LEADS_ON = (0, 2, 3, 1)
KINDS = ("night", "weekend", "holiday")
#: minutes above or below the contract that do not count; price of a surplus that is not spread evenly
TOLERATED, SPREAD = 240, 1


@dataclass(frozen=True)
class Staff:
    """Somebody of the department, whatever the month."""

    key: str
    skills: frozenset[str]
    part: float
    nights: bool


@dataclass
class Department:
    """A department over several months."""

    people: int
    seed: int = 1
    staff: list[Staff] = field(default_factory=list)
    ledger: dict[str, list[Month]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    past: dict[str, tuple[Past, ...]] = field(default_factory=dict)
    month: int = 0

    def __post_init__(self) -> None:
        rng = random.Random(f"staff {self.people} {self.seed}")
        for number in range(self.people):
            skills = {name for name, part in (("phone", 0.85), ("chat", 0.7)) if rng.random() < part}
            if number % 8 == 0:
                skills.add("lead")
            part = 0.6 if rng.random() < 0.15 else 1.0
            self.staff.append(Staff(f"p{number:03}", frozenset(skills), part, rng.random() >= 0.1))

    @property
    def first(self) -> date:
        return FIRST + timedelta(days=DAYS * self.month)

    def problem(self) -> Problem:
        """The month that comes."""
        rng = random.Random(f"month {self.people} {self.seed} {self.month}")
        dates = [self.first + timedelta(days=day) for day in range(DAYS)]
        weekend = [day for day in range(DAYS) if dates[day].weekday() >= 5]
        holidays = frozenset(rng.sample([day for day in range(DAYS) if day not in weekend], 1))
        absent = {one.key: _absence(rng) for one in self.staff}
        worked = {one.key: self._contract(one, absent[one.key], dates) for one in self.staff}
        cover = _demand(rng, self.staff, worked, dates)
        entitled = self._entitled(cover, absent, set(weekend), holidays)
        return Problem(
            days=DAYS,
            shifts=tuple(
                Shift(
                    name,
                    minutes,
                    tuple((begin + 1440 * day, end + 1440 * day) for day in range(DAYS)),
                    night=number == NIGHT,
                )
                for number, (name, (begin, end, minutes, _part)) in enumerate(SHIFTS.items())
            ),
            people=tuple(self._person(rng, one, absent[one.key], worked[one.key], entitled) for one in self.staff),
            cover=tuple(cover),
            weeks=_groups(dates, lambda day: True),
            weekends=_groups(dates, lambda day: day.weekday() >= 5),
            holidays=holidays,
        )

    def _contract(self, one: Staff, absent: set[int], dates: Sequence[date]) -> int:
        """Minutes of the contract in the month, leave taken off."""
        return round(sum(480 for day, on in enumerate(dates) if on.weekday() < 5 and day not in absent) * one.part)

    def _available(self, one: Staff, kind: str, absent: set[int], days: Sequence[int]) -> float:
        there = sum(day not in absent for day in days)
        return there * one.part if one.nights or kind != "night" else 0

    def _entitled(self, cover, absent, weekend, holidays) -> dict[str, dict[str, int]]:
        """Kind → person → share of this month, what is owed from the months before included."""
        days = {"night": range(DAYS), "weekend": sorted(weekend), "holiday": sorted(holidays)}
        people = [row for row in cover if row.skill is None]
        total = {
            "night": sum(row.needed for row in people if row.shift == NIGHT),
            "weekend": sum(row.needed for row in people if row.day in weekend),
            "holiday": sum(row.needed for row in people if row.day in holidays),
        }
        found = {}
        for kind in KINDS:
            self.available = getattr(self, "available", {})
            available = {one.key: self._available(one, kind, absent[one.key], days[kind]) for one in self.staff}
            self.available[kind] = available
            owing = owed(self.ledger[kind], list(available))
            most = {one.key: sum(day not in absent[one.key] for day in days[kind]) for one in self.staff}
            found[kind] = shares(total[kind], available, owing, most)
        return found

    def _person(self, rng, one: Staff, absent: set[int], minutes: int, entitled) -> Person:
        cannot = {(day, shift) for day in absent for shift in range(len(SHIFTS))}
        if not one.nights:
            cannot |= {(day, NIGHT) for day in range(DAYS)}
        rules = {
            "rest": Rule(660),
            "max_run": Rule(6),
            "max_night_run": Rule(4),
            "max_week_minutes": Rule(2880),
            "week_days_off": Rule(1),
            "target_minutes": Rule(minutes, 1, TOLERATED),
            "isolated_work": Rule(0, 6),
            "isolated_off": Rule(0, 4),
            "max_weekends": Rule(3, 8),
        }
        fair = {kind: entitled[kind][one.key] for kind in KINDS if self.available[kind][one.key]}
        rules |= {f"fair_{kind}": Rule(0, 10) for kind in fair}
        return Person(
            one.key,
            one.skills,
            rules,
            frozenset(cannot),
            wishes=tuple(
                Wish(rng.randrange(DAYS), rng.choice((2, 3, 5)), rng.random() < 0.25, rng.choice((None, 0, 2, NIGHT)))
                for _wish in range(rng.randint(0, 4))
            ),
            past=self.past.get(one.key, ()),
            known_days=7 if self.past else 0,
            shares=fair,
        )

    def close(self, problem: Problem, rows: Sequence[Sequence[int]]) -> None:
        """The month is worked as planned: into the ledger, and on to the next one."""
        weekend = {day for days in problem.weekends for day in days}
        counts = {
            "night": lambda day, shift: shift == NIGHT,
            "weekend": lambda day, _shift: day in weekend,
            "holiday": lambda day, _shift: day in problem.holidays,
        }
        for kind, counting in counts.items():
            done = {
                one.key: sum(shift != OFF and counting(day, shift) for day, shift in enumerate(days))
                for one, days in zip(self.staff, rows, strict=True)
            }
            self.ledger[kind].append(Month(self.available[kind], done))
        for one, days in zip(self.staff, rows, strict=True):
            self.past[one.key] = tuple(
                Past(
                    day - DAYS,
                    problem.shifts[shift].times[day][0] - DAYS * 1440,
                    problem.shifts[shift].times[day][1] - DAYS * 1440,
                    problem.shifts[shift].minutes,
                    problem.shifts[shift].night,
                )
                for day, shift in enumerate(days)
                if shift != OFF and day >= DAYS - 7
            )
        self.month += 1

    def balance(self, kind: str) -> dict[str, float]:
        """What everybody owes (or is owed) over all months, of those who take part in it."""
        there = {key for month in self.ledger[kind] for key, amount in month.available.items() if amount}
        return owed(self.ledger[kind], sorted(there))

    def done(self, kind: str) -> dict[str, int]:
        """How many everybody worked over all months."""
        return {one.key: sum(month.done[one.key] for month in self.ledger[kind]) for one in self.staff}


def department(people: int, seed: int = 1) -> Problem:
    """The first month of a department."""
    return Department(people, seed).problem()


def _absence(rng: random.Random) -> set[int]:
    """Days of leave."""
    if rng.random() > 0.35:
        return set()
    first, length = rng.randrange(DAYS), rng.randint(2, 5)
    return set(range(first, min(DAYS, first + length)))


def _groups(dates: Sequence[date], chosen) -> tuple[tuple[int, ...], ...]:
    found: dict[tuple[int, int], list[int]] = {}
    for day, on in enumerate(dates):
        if chosen(on):
            found.setdefault(on.isocalendar()[:2], []).append(day)
    return tuple(tuple(days) for days in found.values())


def _demand(rng: random.Random, staff, worked: dict[str, int], dates: Sequence[date]) -> list[Cover]:
    """People per day and shift: so many that 92 % of the contract hours are needed."""
    per_person = sum(minutes * part for _begin, _end, minutes, part in SHIFTS.values())
    total = LOAD * sum(worked.values()) / per_person
    weights = [WEEKEND_LOAD if on.weekday() >= 5 else 1.0 for on in dates]
    cells, rest = [], 0.0
    for day, weight in enumerate(weights):
        for shift, (_begin, _end, _minutes, part) in enumerate(SHIFTS.values()):
            rest += total * weight / sum(weights) * part
            needed = int(rest + 0.5)
            rest -= needed
            cells.append((day, shift, needed))
    rows = [Cover(day, shift, needed, 100, spread=SPREAD) for day, shift, needed in cells if needed]
    for skill, part in SKILLED.items():
        rows += [
            Cover(day, shift, int(needed * part), 60, 0, skill) for day, shift, needed in cells if needed * part >= 1
        ]
    leads = sum(worked[one.key] for one in staff if "lead" in one.skills) / 480
    rows += [
        Cover(day, shift, 1, 60, 0, "lead")
        for shift in LEADS_ON[: int(0.7 * leads / len(dates))]
        for day in range(len(dates))
    ]
    return rows
