"""Who can fill one hole alone: ranked at once, without a solver (a sick call at six in the morning).

Whoever would break a rule that must be kept is not asked. Of the others first who leaves
no other shift bare, then who breaks the fewest soft rules, then the gentlest change,
then who is furthest below the entitled share of what the shift is (a night, a weekend
day, a holiday, an unpopular one), or below the contract's hours where it is none.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .account import Breach, account, coverage
from .account_rules import FAIR_SHARES, counted, entitled
from .compare import Difference, difference_of_accounts
from .problem import OFF, STAGE_OF, Problem

__all__ = ["Answer", "answers"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One person who takes the hole.

    :param before: what the person has on the day: OFF (is called in) or another shift
        (is moved).
    :param leaves: people missing anew on the shift the person is moved from.
    :param broken: soft rules broken anew, wishes included; prices of hours, fairness
        and change are not among them.
    :param change: price of the change itself (rules change, change_soon, change_off,
        touched).
    :param due: how many of such shifts the person is below the entitled share before
        taking it (negative: above); where it is no night, weekend day, holiday or
        unpopular shift: how many shifts below the contract's hours.
    :param cost: stage → change of the price of the person's own row.
    """

    person: int
    before: int
    leaves: int
    broken: tuple[Breach, ...]
    change: int
    due: float
    cost: dict[str, int]


def answers(
    problem: Problem,
    assignment: Sequence[Sequence[int]],
    day: int,
    shift: int,
    skill: str | None = None,
    *,
    but: Collection[int] = (),
) -> tuple[Answer, ...]:
    """Everybody who can take a shift on a day, who is to be asked first comes first.

    :param assignment: the roster with the hole in it.
    :param skill: only people with it.
    :param but: people not to be asked (who gives the shift away, who has refused).
    """
    counts = coverage(problem, assignment)
    found = []
    for index, row in enumerate(assignment):
        if index in but or not _may(problem, index, row, day, shift, skill):
            continue
        after = list(assignment)
        after[index] = (*row[:day], shift, *row[day + 1 :])
        change = difference_of_accounts(account(problem, assignment, [index]), account(problem, after, [index]))
        if not change.hard:
            leaves = _leaves(problem, counts, index, day, row[day])
            found.append(_answer(problem, index, row, day, shift, leaves, change))
    return tuple(sorted(found, key=_rank))


def _rank(answer: Answer):
    gentle = (answer.change, answer.before == OFF)
    return answer.leaves, len(answer.broken), gentle, -answer.due, sum(answer.cost.values()), answer.person


def _may(problem, index, row, day, shift, skill) -> bool:
    person = problem.people[index]
    return (
        row[day] != shift
        and (skill is None or skill in person.skills)
        and (day, shift) not in person.cannot
        and person.pinned.get(day, shift) == shift
    )


def _leaves(problem, counts, index, day, left) -> int:
    """How many more people the shift that is left lacks, the worst of its rows of demand."""
    if left == OFF:
        return 0
    skills = problem.people[index].skills
    return max(
        (
            1
            for row, count in zip(problem.cover, counts, strict=True)
            if (row.day, row.shift) == (day, left)
            and count <= row.needed
            and (row.skill is None or row.skill in skills)
        ),
        default=0,
    )


def _answer(problem, index, row, day, shift, leaves, change: Difference) -> Answer:
    soft = tuple(breach for breach in change.new if STAGE_OF.get(breach.rule, "comfort") == "comfort")
    due = _due(problem, index, row, day, shift)
    return Answer(index, row[day], leaves, soft, change.cost["change"], due, change.cost)


def _due(problem, index, row, day, shift) -> float:
    person, kind_of = problem.people[index], problem.shifts[shift]
    taken = (*row[:day], shift, *row[day + 1 :])
    kinds = [kind for kind in FAIR_SHARES.values() if kind in person.shares and day in counted(problem, taken, kind)]
    if kinds:
        return sum(entitled(person, kind) - len(counted(problem, row, kind)) for kind in kinds)
    target = person.rules.get("target_minutes")
    if target is None or not kind_of.minutes:
        return 0
    worked = sum(problem.shifts[one].minutes for one in row if one != OFF)
    return (target.value - worked) / kind_of.minutes
