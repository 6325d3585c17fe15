"""A roster in force that something happened to: what is to be mended, and what may be changed for it.

Somebody falls ill, leaves, is granted leave: the shifts they had are holes. Only those
are to be filled: gaps that were there before are nobody's reason to lose a day off, and
what is far away in time stays as it was published. Pure; the solver's side is
``solver/repair.py``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .account import account, coverage
from .problem import OFF, Assignment, Person, Problem, Rule

__all__ = ["Case", "Move", "lay_case", "moves"]

#: prices of a change where the department has none of its own: fewest people first, then
#: fewest days, and days off taken back or changes at short notice count twice
CHANGE_RULES = {
    "touched": Rule(0, 100),
    "change": Rule(0, 10),
    "change_soon": Rule(0, 10),
    "change_off": Rule(0, 10),
}
#: days around a hole that may change: those that share a week with it
AROUND = 6

#: (person, day, shift before, shift after)
Move = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Case:
    """What a repair works on.

    :param problem: the department with the prices of changes, its demand lowered to
        what was covered before.
    :param base: the roster in force without what is impossible now.
    :param free: person → days that may change.
    :param holes: (day, shift) that lack people.
    """

    problem: Problem
    base: Assignment
    free: Mapping[int, tuple[int, ...]]
    holes: tuple[tuple[int, int], ...]


def lay_case(
    problem: Problem,
    start: Sequence[Sequence[int]],
    before: Sequence[Sequence[int]] | None = None,
    window: tuple[int, int] | None = None,
    mend: bool = False,
) -> Case:
    """What is to be mended.

    :param start: the roster in force; shifts in it that are impossible now are taken off.
    :param before: the roster before the event, the absent person's shifts still in it;
        ``None``: ``start``, and where nothing in it is impossible all gaps are mended.
    :param window: first and last day that may change; ``None``: around the holes.
    :param mend: fill old gaps too.
    """
    told = before is not None
    before = tuple(map(tuple, before if told else start))
    base = tuple(_possible(person, row) for person, row in zip(problem.people, start, strict=True))
    absent = {index for index, row in enumerate(base) if row != before[index]}
    demand, holes = _demand(problem, base, before if not mend and (told or absent) else None)
    days = _days(problem, holes, window)
    rested = replace(
        problem,
        people=tuple(_priced(person, row) for person, row in zip(problem.people, base, strict=True)),
        cover=demand,
        cover_is_hard=False,
    )
    # who is absent is left alone; so is a row that breaks what must be kept already
    stuck = absent | {breach.person for breach in account(rested, base).hard}
    stuck |= {index for index, person in enumerate(rested.people) if _must_not_change(person)}
    free = {index: days for index in range(len(base)) if index not in stuck} if days else {}
    return Case(rested, base, free, holes)


def moves(before: Sequence[Sequence[int]], after: Sequence[Sequence[int]]) -> tuple[Move, ...]:
    """The cells in which two rosters differ, person by person."""
    return tuple(
        (person, day, old, new)
        for person, (one, two) in enumerate(zip(before, after, strict=True))
        for day, (old, new) in enumerate(zip(one, two, strict=True))
        if old != new
    )


def _possible(person: Person, row: Sequence[int]) -> tuple[int, ...]:
    """A row with what is pinned, and without what has become impossible."""
    pinned = (person.pinned.get(day, shift) for day, shift in enumerate(row))
    return tuple(OFF if (day, shift) in person.cannot else shift for day, shift in enumerate(pinned))


def _demand(problem, base, before):
    """The demand to be met, and what it lacks now."""
    now = coverage(problem, base)
    then = coverage(problem, before) if before is not None else [row.needed for row in problem.cover]
    rows, holes = [], set()
    for row, here, earlier in zip(problem.cover, now, then, strict=True):
        needed = min(row.needed, earlier)
        if here < needed:
            holes.add((row.day, row.shift))
        less = needed < row.needed
        rows.append(replace(row, needed=needed, over=0, spread=0) if less else row)
        if less and (row.over or row.spread):
            # what is too many is counted from what is needed, not from what there was
            rows.append(replace(row, under=0))
    return tuple(rows), tuple(sorted(holes))


def _days(problem, holes, window) -> tuple[int, ...]:
    if window is not None:
        return tuple(range(max(0, window[0]), min(problem.days, window[1] + 1)))
    near = {day + away for day, _shift in holes for away in range(-AROUND, AROUND + 1)}
    return tuple(sorted(day for day in near if 0 <= day < problem.days))


def _must_not_change(person: Person) -> bool:
    return any(person.rules[name].weight is None for name in ("touched", "change"))


def _priced(person: Person, row: tuple[int, ...]) -> Person:
    """Somebody whose changes are counted against the roster in force."""
    return replace(person, rules={**CHANGE_RULES, **person.rules}, current=dict(enumerate(row)))
