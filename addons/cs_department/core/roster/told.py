"""What of an account is told to whoever makes the roster, so that the few things that matter stand out.

The account prices every minute and every shift away from a share. A person reads
differently: a share is a whole number of shifts, so that one more or less is fair; two
people too many are spread evenly if no shift has many more than others; ten single days
off of one colleague are one matter.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from .account import Breach
from .account_rules import FAIR_SHARES, entitled
from .problem import Problem

__all__ = ["Told", "amount_told", "is_fair_enough", "told"]

#: nobody's share can be met more exactly than by so many shifts
FAIR_ENOUGH = 1
#: rules about single days, told once for each person
_BY_DAY = frozenset({"isolated_work", "isolated_off", "pattern", "change", "change_soon", "change_off", "wish"})


@dataclass(frozen=True, slots=True)
class Told:
    """One matter: a breach, or several of one person that are alike; see :class:`.account.Breach`.

    :param amount: as people count it, see :func:`amount_told`.
    :param shift: ``None`` where it is about several.
    :param price: of all of them together.
    """

    rule: str
    person: int | None
    days: tuple[int, ...]
    shift: int | None
    skill: str | None
    amount: float
    price: int
    weight: int | None
    stage: str | None


def amount_told(problem: Problem, breach: Breach) -> float:
    """By how much a rule is broken, as people count it.

    Of fairness below 0 where somebody has less than the share; of contract hours the
    whole distance, what is tolerated included.
    """
    if breach.rule in FAIR_SHARES:
        share = entitled(problem.people[breach.person], FAIR_SHARES[breach.rule])
        return breach.amount if len(breach.days) > share else -breach.amount
    if breach.rule == "target_minutes":
        return breach.amount + problem.people[breach.person].rules["target_minutes"].slack
    return breach.amount


def is_fair_enough(breach: Breach) -> bool:
    """Whether it is about a share that could not be met more exactly."""
    return breach.rule in FAIR_SHARES and breach.weight is not None and breach.amount <= FAIR_ENOUGH


def told(problem: Problem, breaches: Iterable[Breach]) -> list[Told]:
    """The matters worth telling, in the order of the account."""
    breaches = list(breaches)
    even = _even(problem, breaches)
    groups: dict[tuple, list[Breach]] = {}
    for place, breach in enumerate(breaches):
        if _is_as_good_as_it_gets(breach, even):
            continue
        alike = breach.rule in _BY_DAY and breach.weight is not None
        key = (breach.rule, breach.person, breach.weight) if alike else place
        groups.setdefault(key, []).append(breach)
    return [_as_one(problem, group) for group in groups.values()]


def _even(problem: Problem, breaches: list[Breach]) -> int:
    """How many people too many every shift would have if they were spread evenly."""
    rows = sum(row.spread > 0 for row in problem.cover)
    many = sum(breach.amount for breach in breaches if breach.rule == "surplus")
    return ceil(many / rows) if rows else 0


def _is_as_good_as_it_gets(breach: Breach, even: int) -> bool:
    if breach.weight is None:
        return False
    if breach.rule == "surplus":
        return breach.amount <= even
    return is_fair_enough(breach)


def _as_one(problem: Problem, group: list[Breach]) -> Told:
    first, shifts = group[0], {breach.shift for breach in group}
    return Told(
        first.rule,
        first.person,
        tuple(sorted({day for breach in group for day in breach.days})),
        first.shift if len(shifts) == 1 else None,
        first.skill,
        amount_told(problem, first) if len(group) == 1 else sum(breach.amount for breach in group),
        sum(breach.cost for breach in group),
        first.weight,
        first.stage,
    )
