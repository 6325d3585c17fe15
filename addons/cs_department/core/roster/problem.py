"""A roster to be made, as plain data: days, shifts, people, demand and rules (D16).

The one description that every part of the engine reads: the solvers, the account of
broken rules, repair and the explanation of conflicts. Days are counted from 0, the
first day of the roster; days before it are negative (history). Times are real minutes
since the first local midnight of the roster, so that a night in which clocks change is
as long as it really is and rest is rest. Durations are minutes.

A rule is hard (``weight is None``: no roster breaks it) or soft (broken at a price per
unit of the breach). Which unit a rule counts in is said in :data:`RULES`.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from hashlib import sha256

#: what a person's rules may be about → what one unit of a breach is; the price of a
#: breach is weight x amount, of fairness weight x amount squared (see account.py)
RULES = {
    "rest": "minute of rest missing between the end of a shift and the start of the next",
    "max_run": "working day too many in a row",
    "min_run": "working day missing in a row",
    "min_off_run": "day off missing in a row",
    "max_night_run": "night too many in a row",
    "max_minutes": "minute above the limit of the whole period",
    "min_minutes": "minute below the limit of the whole period",
    "max_week_minutes": "minute above the limit of a week (Problem.weeks)",
    "target_minutes": "minute away from the contract's hours, above or below, what is tolerated taken off",
    "min_days_off": "day off missing in the period",
    "week_days_off": "day off missing in a week (Problem.weeks)",
    "max_weekends": "weekend too many with work on it (Problem.weekends)",
    "isolated_work": "single working day between two days off",
    "isolated_off": "single day off between two working days",
    "pattern": "day that departs from the rotation",
    "change": "day that departs from the roster in force (Person.current)",
    "change_soon": "such a day inside the notice period (Problem.soon), on top of change",
    "change_off": "day off taken back, on top of change",
    "touched": "person whose roster changes at all",
    "fair_night": "night away from the entitled share",
    "fair_weekend": "weekend day away from the entitled share",
    "fair_holiday": "public holiday away from the entitled share",
    "fair_unpopular": "unpopular shift away from the entitled share",
}

#: stages of a department's objective, each kept while the next is improved
STAGES = (
    ("cover",),
    ("change",),
    ("hours",),
    ("fairness",),
    ("comfort",),
)
#: rule → the stage in which its price counts; wishes count as comfort
STAGE_OF = {
    "target_minutes": "hours",
    "min_minutes": "hours",
    "max_minutes": "hours",
    "max_week_minutes": "hours",
    # who follows a rotation departs from it where demand asks for it, not for an hour more or less
    "pattern": "change",
    "change": "change",
    "change_soon": "change",
    "change_off": "change",
    "touched": "change",
    "fair_night": "fairness",
    "fair_weekend": "fairness",
    "fair_holiday": "fairness",
    "fair_unpopular": "fairness",
}

#: a day off in an assignment
OFF = -1


@dataclass(frozen=True, slots=True)
class Shift:
    """A kind of shift: what a template is to the engine.

    :param minutes: paid working time, breaks taken off.
    :param times: for each day of the roster the real start and end in minutes since its
        first local midnight; the end of a night lies on the next day.
    :param unpopular: the shift counts as unpopular in fairness.
    """

    key: str
    minutes: int
    times: tuple[tuple[int, int], ...]
    night: bool = False
    unpopular: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit of one person: its value, and its price per unit (``None``: hard).

    :param slack: "target_minutes" only: so many minutes above or below do not count.
    """

    value: float = 0
    weight: int | None = None
    slack: float = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """For or against work on a day; ``shift is None`` means any shift."""

    day: int
    weight: int
    wanted: bool
    shift: int | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What somebody worked before the roster, or works in another one.

    :param start: and end: real minutes, negative before the roster's first midnight.
    """

    day: int
    start: int
    end: int
    minutes: int = 0
    night: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be put on the roster.

    :param rules: name out of :data:`RULES` → rule.
    :param cannot: (day, shift) that are impossible: leave, no contract, no
        qualification, work elsewhere; never a matter of price.
    :param pinned: day → shift or :data:`OFF`, not to be touched.
    :param pattern: day → shift or OFF as the rotation lays it down.
    :param current: day → shift or OFF of the roster in force (repair).
    :param past: known work before the roster; ``known_days`` says how far back it is
        complete (0: nothing known, a run at the edge may have begun before).
    :param shares: "night", "weekend", "holiday", "unpopular" → entitled number in this
        period, what is owed from the ledger included.
    :param max_of_shift: shift → most in the period.
    """

    key: str
    skills: frozenset[str] = frozenset()
    rules: Mapping[str, Rule] = field(default_factory=dict)
    cannot: frozenset[tuple[int, int]] = frozenset()
    pinned: Mapping[int, int] = field(default_factory=dict)
    wishes: tuple[Wish, ...] = ()
    pattern: Mapping[int, int] = field(default_factory=dict)
    current: Mapping[int, int] = field(default_factory=dict)
    past: tuple[Past, ...] = ()
    known_days: int = 0
    shares: Mapping[str, float] = field(default_factory=dict)
    max_of_shift: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cover:
    """How many people a shift needs on a day.

    :param skill: only people with the skill count; ``None``: everybody on the shift.
    :param under: price per person missing; over: price per person too many.
    :param spread: price of people too many that wants them shared out evenly: it is that
        times the square of their number, and counts as comfort.
    """

    day: int
    shift: int
    needed: int
    under: int
    over: int = 0
    skill: str | None = None
    spread: int = 0


@dataclass(frozen=True)
class Problem:
    """Everything that decides a roster.

    :param weeks: days of each week, for weekly limits; a week may be cut by the edges.
    :param weekends: days of each weekend.
    :param holidays: days that are public holidays.
    :param soon: days so near that a change of the roster in force is felt as hard.
    :param forbidden: (shift, next) that must not follow each other on consecutive
        days, beside what rest forbids.
    :param cover_is_hard: uncovered demand is never allowed (else it has its price).
    :param stages: groups of terms ("cover", "change", "hours", "fairness", "comfort"),
        optimised one after the other; the benchmark has a single one.
    """

    days: int
    shifts: tuple[Shift, ...]
    people: tuple[Person, ...]
    cover: tuple[Cover, ...]
    weeks: tuple[tuple[int, ...], ...] = ()
    weekends: tuple[tuple[int, ...], ...] = ()
    holidays: frozenset[int] = frozenset()
    soon: frozenset[int] = frozenset()
    forbidden: frozenset[tuple[int, int]] = frozenset()
    cover_is_hard: bool = False
    stages: tuple[tuple[str, ...], ...] = STAGES

    @cached_property
    def digest(self) -> str:
        """The same for the same problem: what a run records of its input."""
        return sha256(dumps(self).encode()).hexdigest()


#: person → day → shift or :data:`OFF`
Assignment = tuple[tuple[int, ...], ...]


# ---------------------------------------------------------------- as a file


def _plain(value):
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{type(value)} cannot be written down")


def dumps(problem: Problem) -> str:
    """The problem as JSON, the same text for the same problem."""
    return json.dumps(asdict(problem), default=_plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Problem:
    """The problem from :func:`dumps`.

    :raises ValueError: where the text is no problem.
    """
    data = json.loads(text)
    try:
        return Problem(
            days=data["days"],
            shifts=tuple(Shift(**{**row, "times": _pairs(row["times"])}) for row in data["shifts"]),
            people=tuple(_person(row) for row in data["people"]),
            cover=tuple(Cover(**row) for row in data["cover"]),
            weeks=tuple(map(tuple, data["weeks"])),
            weekends=tuple(map(tuple, data["weekends"])),
            holidays=frozenset(data["holidays"]),
            soon=frozenset(data["soon"]),
            forbidden=frozenset(_pairs(data["forbidden"])),
            cover_is_hard=data["cover_is_hard"],
            stages=tuple(map(tuple, data["stages"])),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"This is no roster problem: {error}") from error


def _pairs(rows):
    return tuple(tuple(row) for row in rows)


def _by_number(data) -> dict[int, int]:
    return {int(key): value for key, value in data.items()}


def _person(row) -> Person:
    return Person(
        key=row["key"],
        skills=frozenset(row["skills"]),
        rules={name: Rule(**rule) for name, rule in row["rules"].items()},
        cannot=frozenset(_pairs(row["cannot"])),
        pinned=_by_number(row["pinned"]),
        wishes=tuple(Wish(**wish) for wish in row["wishes"]),
        pattern=_by_number(row["pattern"]),
        current=_by_number(row["current"]),
        past=tuple(Past(**past) for past in row["past"]),
        known_days=row["known_days"],
        shares=row["shares"],
        max_of_shift=_by_number(row["max_of_shift"]),
    )
