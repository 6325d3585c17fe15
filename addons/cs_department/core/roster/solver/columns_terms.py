"""A problem in the terms of column generation: each person's month as a path, demand as rows.

A *column* is one person's whole roster. What concerns one person only is the business of
the paths (:mod:`.columns_pricing`), what people share is a row of the master
(:mod:`.columns_master`). Rules that neither can express are left out and named in
``Terms.relaxed``: a bound holds without them all the same, a roster may break them.
"""

from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from math import gcd

import numpy as np

from ..problem import OFF, STAGE_OF, Person, Problem

__all__ = ["NEVER", "Demand", "Terms", "terms_of"]

#: the price of what must not be; far above all real prices, small enough for float32
NEVER = 1e7
#: hard rules that paths keep
PATHS = {"rest", "max_run", "min_run", "min_off_run", "max_minutes", "min_minutes", "target_minutes", "max_weekends"}
#: rules whose price is a price per day
DAILY = {"pattern": "pattern", "change": "current", "change_soon": "current", "change_off": "current"}
#: rules whose price depends on the minutes of the period
HOURS = ("max_minutes", "min_minutes", "target_minutes")
#: paths count a limited shift up to this number; looser limits are rows of the master
MOST_COUNTED = 6


@dataclass(frozen=True, slots=True)
class Demand:
    """One row of cover: how many of ``members`` a shift needs on a day, and the prices of too few and too many."""

    day: int
    shift: int
    needed: int
    under: float
    over: float
    members: np.ndarray


@dataclass(slots=True)
class Terms:
    """The problem of one stage, as arrays over people (P), days (D), shifts (S) and units of time.

    :param cost: P × D × (S + 1): price of a shift on a day, of a day off in the last place.
    :param minutes_cost: P × units: price of a total of working time.
    :param units: S: length of each shift.
    :param max_run: and min_run, min_off, max_weekends: P.
    :param worked_before: and off_before: P, days in a row at the end of the history.
    :param open_work: and open_off: P, whether a run of work (of days off) at the first day of the roster may have
        begun before what is known.
    :param weekend: D: 0 no weekend, 1 its first or only day, 2 the day after its first.
    :param groups: people who share one table of what may follow what → D × S × S, and the shift that is counted.
    :param counted: P, the shift whose number paths keep within ``counted_most`` (-1: none); the tightest limit.
    :param limits: (person, shift, most) of the period for the others: rows of the master.
    :param relaxed: rules that are left out.
    """

    problem: Problem
    cost: np.ndarray
    minutes_cost: np.ndarray
    units: np.ndarray
    max_run: np.ndarray
    min_run: np.ndarray
    min_off: np.ndarray
    max_weekends: np.ndarray
    worked_before: np.ndarray
    off_before: np.ndarray
    open_work: np.ndarray
    open_off: np.ndarray
    weekend: np.ndarray
    groups: list[tuple[np.ndarray, np.ndarray]]
    demand: list[Demand]
    counted: np.ndarray
    counted_most: np.ndarray
    limits: list[tuple[int, int, int]]
    relaxed: frozenset[str]

    @property
    def exact(self) -> bool:
        """Whether a roster of columns keeps every rule of the problem and pays every price of it."""
        return not self.relaxed


def terms_of(problem: Problem, stage: int = 0) -> Terms:
    """The terms of one stage: its prices, and every hard rule that columns can keep.

    Where cover is the matter of an earlier stage its prices are given all the same: they make up the budget.
    """
    counted = set(problem.stages[stage])
    covered = any("cover" in group for group in problem.stages[: stage + 1])
    relaxed: set[str] = set()
    people = problem.people
    unit, minutes_cost = _minutes(problem, counted)
    weekend = _weekend_days(problem, relaxed)
    before = [_before(person) for person in people]
    tight, limits = _shift_limits(problem)
    for person in people:
        relaxed |= _left_out(person)
    if any(row.spread for row in problem.cover):
        relaxed.add("surplus")
    if _reaches_over(problem, max((_hard(person, "rest") or 0 for person in people), default=0)):
        relaxed.add("rest")
    return Terms(
        problem=problem,
        cost=np.stack([_daily(problem, person, counted) for person in people]),
        minutes_cost=minutes_cost,
        units=np.array([shift.minutes // unit for shift in problem.shifts]),
        max_run=_limits(people, "max_run", problem.days + 31),
        min_run=_limits(people, "min_run", 1),
        min_off=_limits(people, "min_off_run", 1),
        max_weekends=_limits(people, "max_weekends", len(problem.weekends) if weekend.any() else 0),
        worked_before=np.array([row[0] for row in before]),
        off_before=np.array([row[1] for row in before]),
        open_work=np.array([row[2] for row in before]),
        open_off=np.array([row[3] for row in before]),
        weekend=weekend,
        groups=_groups(problem, [shift for shift, _most in tight]),
        demand=_demand(problem, covered),
        counted=np.array([shift for shift, _most in tight]),
        counted_most=np.array([most for _shift, most in tight]),
        limits=limits,
        relaxed=frozenset(relaxed),
    )


def _hard(person: Person, name: str) -> float | None:
    rule = person.rules.get(name)
    return rule.value if rule and rule.weight is None else None


def _elsewhere(person: Person) -> bool:
    """Work in another roster during this one: runs are not known from the path alone."""
    return any(past.day >= 0 for past in person.past)


def _limits(people, name: str, none: int) -> np.ndarray:
    values = [none if _elsewhere(person) else _hard(person, name) for person in people]
    return np.array([none if value is None else int(value) for value in values])


def _left_out(person: Person) -> set[str]:
    """The rules of a person that columns do not keep or price."""
    names = {
        name
        for name, rule in person.rules.items()
        if (name not in PATHS and name not in DAILY) or (rule.weight is not None and name not in (*HOURS, *DAILY))
    }
    names |= {name for name in DAILY if _hard(person, name) is not None}
    if _elsewhere(person):
        names |= {"elsewhere"}
    return names


# ---------------------------------------------------------------- prices per day


def _daily(problem: Problem, person: Person, counted: set[str]) -> np.ndarray:
    """D × (S + 1): what each day's choice costs a person by itself."""
    days, shifts = problem.days, len(problem.shifts)
    cost = np.zeros((days, shifts + 1))
    if "comfort" in counted:
        for wish in person.wishes:
            mine = slice(0, shifts) if wish.shift is None else slice(wish.shift, wish.shift + 1)
            if wish.wanted:
                cost[wish.day] += wish.weight
                cost[wish.day, mine] -= wish.weight
            else:
                cost[wish.day, mine] += wish.weight
    for name, source in DAILY.items():
        rule = person.rules.get(name)
        if rule and rule.weight and STAGE_OF.get(name, "comfort") in counted:
            _departures(problem, name, getattr(person, source), rule.weight, cost)
    for day, shift in person.cannot:
        cost[day, shift] = NEVER
    for day, shift in person.pinned.items():
        cost[day, [other for other in range(shifts + 1) if other != shift % (shifts + 1)]] = NEVER
    _rest_from_past(problem, person, cost)
    return cost


def _departures(problem: Problem, name: str, wanted, weight: int, cost: np.ndarray) -> None:
    for day, shift in wanted.items():
        if (name == "change_soon" and day not in problem.soon) or (name == "change_off" and shift != OFF):
            continue
        cost[day] += weight
        cost[day, shift] -= weight


def _reaches_over(problem: Problem, rest: float) -> bool:
    """Whether so much rest can be missing with a day off between two shifts: paths look at neighbours only."""
    return any(
        min(shift.times[day + 2][0] for shift in problem.shifts) - max(shift.times[day][1] for shift in problem.shifts)
        < rest
        for day in range(problem.days - 2)
    )


def _rest_from_past(problem: Problem, person: Person, cost: np.ndarray) -> None:
    rest = _hard(person, "rest")
    if rest is None:
        return
    for past in person.past:
        for index, shift in enumerate(problem.shifts):
            for day in range(max(0, past.day - 2), min(problem.days, past.day + 4)):
                start, end = shift.times[day]
                if start < past.end + rest and past.start < end + rest:
                    cost[day, index] = NEVER


# ---------------------------------------------------------------- working time


def _minutes(problem: Problem, counted: set[str]) -> tuple[int, np.ndarray]:
    """The unit of time, and P × units: what each total costs; NEVER where a hard rule forbids it."""
    lengths = [shift.minutes for shift in problem.shifts if shift.minutes]
    unit = reduce(gcd, lengths, 0) or 1
    here = [sum(past.minutes for past in person.past if 0 <= past.day < problem.days) for person in problem.people]
    longest = max(lengths, default=0) * problem.days
    tops = [_hard(person, "max_minutes") for person in problem.people]
    most = longest if None in tops else min(longest, max(0, int(max(tops))))
    if not any(name in person.rules for person in problem.people for name in HOURS):
        most, unit = 0, max(lengths, default=0) * problem.days + 1
    totals = np.arange(most // unit + 1) * unit
    return unit, np.stack(
        [_minutes_cost(person, totals + extra, counted) for person, extra in zip(problem.people, here, strict=True)]
    )


def _minutes_cost(person: Person, totals: np.ndarray, counted: set[str]) -> np.ndarray:
    cost = np.zeros(len(totals))
    for name, rule in person.rules.items():
        if name not in HOURS:
            continue
        away = {"max_minutes": totals - rule.value, "min_minutes": rule.value - totals}.get(
            name, np.abs(totals - rule.value) - rule.slack
        )
        if rule.weight is None:
            cost[away > 0] = NEVER
        elif STAGE_OF[name] in counted:
            cost = np.minimum(cost + np.round(rule.weight * np.maximum(away, 0)), NEVER)
    return cost


# ---------------------------------------------------------------- days


def _weekend_days(problem: Problem, relaxed: set[str]) -> np.ndarray:
    """Which day of its weekend each day is; weekends of three days and more are not told apart by paths."""
    kind = np.zeros(problem.days, dtype=int)
    if not any("max_weekends" in person.rules for person in problem.people):
        return kind
    for days in problem.weekends:
        inside = sorted(day for day in days if 0 <= day < problem.days)
        if len(days) > 2 or any(after - day != 1 for day, after in pairwise(sorted(days))) or len(inside) < len(days):
            relaxed.add("max_weekends")
            continue
        for place, day in enumerate(inside):
            kind[day] = place + 1
    return kind


def _before(person: Person) -> tuple[int, int, bool, bool]:
    """Days of work and days off in a row before the roster, and whether either may be longer than known."""
    if _elsewhere(person) or not person.known_days:
        return 0, 0, True, True
    worked = {past.day for past in person.past}
    is_work = -1 in worked
    length = 1
    while length < person.known_days and (-length - 1 in worked) == is_work:
        length += 1
    is_open = length == person.known_days
    return (length, 0, is_open, False) if is_work else (0, length, False, is_open)


def _groups(problem: Problem, counted: list[int]) -> list[tuple[np.ndarray, np.ndarray]]:
    """People who need the same rest and count the same shift, and what may follow what on each day."""
    rests = [_hard(person, "rest") or 0 for person in problem.people]
    kinds = list(zip(rests, counted, strict=True))
    shifts = len(problem.shifts)
    base = np.ones((shifts, shifts), dtype=bool)
    for first, then in problem.forbidden:
        base[first, then] = False
    start = np.array([[shift.times[day][0] for shift in problem.shifts] for day in range(problem.days)])
    end = np.array([[shift.times[day][1] for shift in problem.shifts] for day in range(problem.days)])
    found = []
    for kind in sorted(set(kinds)):
        rest = kind[0]
        follows = np.repeat(base[None], problem.days, axis=0)
        if rest:
            follows[1:] &= start[1:, None, :] - end[:-1, :, None] >= rest
        found.append((np.array([index for index, mine in enumerate(kinds) if mine == kind]), follows))
    return found


# ---------------------------------------------------------------- what people share


def _demand(problem: Problem, priced: bool) -> list[Demand]:
    everybody = np.ones(len(problem.people), dtype=bool)
    return [
        Demand(
            row.day,
            row.shift,
            row.needed,
            (NEVER / 100 if problem.cover_is_hard else row.under) if priced or problem.cover_is_hard else 0,
            row.over if priced else 0,
            everybody
            if row.skill is None
            else np.array([row.skill in person.skills for person in problem.people], dtype=bool),
        )
        for row in problem.cover
    ]


def _shift_limits(problem: Problem) -> tuple[list[tuple[int, int]], list[tuple[int, int, int]]]:
    """Limits of a shift in the period that somebody could break: the one that paths count per person, and the rest."""
    counted, rows = [], []
    for index, person in enumerate(problem.people):
        top = _hard(person, "max_minutes")
        mine = []
        for shift, most in person.max_of_shift.items():
            length = problem.shifts[shift].minutes
            possible = problem.days if top is None or not length else min(problem.days, int(top // length))
            if most < possible:
                mine.append((most, shift))
        mine.sort()
        tight = mine and mine[0][0] <= MOST_COUNTED
        counted.append((mine[0][1], mine[0][0]) if tight else (-1, 0))
        rows += [(index, shift, most) for most, shift in mine[1 if tight else 0 :]]
    return counted, rows
