"""Two people trade shifts, one gives or takes one: what it would break, and what is there to take."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .account import account, coverage
from .compare import Difference, difference
from .problem import Assignment, Problem

__all__ = ["Move", "judge", "moved", "open_shifts"]

#: what rosters are mended by; people who agree with each other are not being mended
_REPAIR = frozenset({"change", "change_soon", "change_off", "touched"})


@dataclass(frozen=True, slots=True)
class Move:
    """One cell as it would be: a person's day with a shift, or OFF."""

    person: int
    day: int
    shift: int


def moved(assignment: Sequence[Sequence[int]], moves: Iterable[Move]) -> Assignment:
    """The roster after the moves."""
    rows = [list(row) for row in assignment]
    for move in moves:
        rows[move.person][move.day] = move.shift
    return tuple(map(tuple, rows))


def judge(problem: Problem, assignment: Sequence[Sequence[int]], moves: Sequence[Move]) -> Difference:
    """Hold moves to the rules: demand and the rows of those concerned before and after.

    That a shift was fixed, or that the roster in force changes, is no objection: they
    agree with each other, and the supervisor decides. Of a soft rule about the whole
    period the amount is told by which it is broken more than before.
    """
    people = {move.person for move in moves}
    free = _free(problem, people)
    found = difference(free, assignment, moved(assignment, moves))
    was = account(free, assignment, sorted(people)).breaches
    before = {(one.rule, one.person): one.amount for one in was if not one.days}
    new = tuple(
        one
        if one.weight is None or one.days
        else replace(one, amount=one.amount - before.get((one.rule, one.person), 0))
        for one in found.new
    )
    return replace(found, new=new)


def _free(problem: Problem, people: Iterable[int]) -> Problem:
    rows = list(problem.people)
    for index in people:
        rules = {name: rule for name, rule in rows[index].rules.items() if name not in _REPAIR}
        rows[index] = replace(rows[index], pinned={}, current={}, rules=rules)
    return replace(problem, people=tuple(rows))


def open_shifts(problem: Problem, assignment: Sequence[Sequence[int]]) -> dict[tuple[int, int], int]:
    """(day, shift) → how many people are missing; of several demands for it the greatest."""
    missing: dict[tuple[int, int], int] = {}
    for row, count in zip(problem.cover, coverage(problem, assignment), strict=True):
        if count < row.needed:
            place = (row.day, row.shift)
            missing[place] = max(missing.get(place, 0), row.needed - count)
    return missing
