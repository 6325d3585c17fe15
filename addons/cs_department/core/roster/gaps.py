"""Why a shift has not its people: for each person who is not on it, what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass

from .account import account
from .problem import OFF, Cover, Problem

__all__ = ["Obstacle", "obstacles"]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps a person from a shift.

    :param why: "skill" (has not the skill that is needed), "cannot" (leave, no
        qualification, work elsewhere), "working" (another shift that day), "pinned"
        (fixed otherwise), "rule" (a rule that must be kept), "dear" (could be put on,
        at the price of other rules).
    :param rule: the rule, where there is one.
    :param shift: the other shift of the day, where there is one.
    """

    person: int
    why: str
    rule: str | None = None
    shift: int | None = None


#: whoever comes nearest to being on the shift is named first
_NEAREST = ("dear", "rule", "pinned", "working", "cannot", "skill")


def obstacles(problem: Problem, assignment: Sequence[Sequence[int]], gap: Cover) -> tuple[Obstacle, ...]:
    """For everybody who does not count for the gap, why, the nearest first."""
    found = [
        _obstacle(problem, assignment, gap, index)
        for index, row in enumerate(assignment)
        if not (row[gap.day] == gap.shift and (gap.skill is None or gap.skill in problem.people[index].skills))
    ]
    return tuple(sorted(found, key=lambda one: (_NEAREST.index(one.why), one.person)))


def _obstacle(problem, assignment, gap, index) -> Obstacle:
    person, there = problem.people[index], assignment[index][gap.day]
    if gap.skill is not None and gap.skill not in person.skills:
        return Obstacle(index, "skill")
    if (gap.day, gap.shift) in person.cannot:
        return Obstacle(index, "cannot")
    if gap.day in person.pinned and person.pinned[gap.day] != gap.shift:
        return Obstacle(index, "pinned", shift=None if there == OFF else there)
    if there != OFF:
        return Obstacle(index, "working", shift=there)
    row = list(assignment[index])
    row[gap.day] = gap.shift
    tried = [*assignment]
    tried[index] = tuple(row)
    before = {breach.rule for breach in account(problem, assignment, [index]).hard}
    hard = [breach for breach in account(problem, tried, [index]).hard if breach.rule not in before]
    if hard:
        return Obstacle(index, "rule", rule=hard[0].rule)
    return Obstacle(index, "dear")
