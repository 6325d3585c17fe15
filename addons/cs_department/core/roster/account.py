"""The account of a roster: every rule it breaks, by whom, when, by how much and at what price.

The product's own reading of the rules, without a solver: it scores what the solvers
return and every edit by hand. Pure and quick, it runs on each keystroke in the grid.

The price of a breach is its amount times the rule's weight; fairness is priced by the
square of the distance from the entitled share, so that one person four nights away
costs more than four people one night away; so is a surplus of people, which is to be
shared out evenly over days and shifts. A hard breach has no price.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .account_rules import FAIR_SHARES, FINDERS, counted, entitled
from .problem import OFF, STAGE_OF, Problem
from .row import lay_out

__all__ = ["Account", "Breach", "Totals", "account", "account_of_demand", "coverage", "entitled", "totals"]

#: rules whose price grows with the square of the amount
_SQUARED = frozenset({*FAIR_SHARES, "surplus"})


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule that is broken.

    :param rule: a name out of RULES, or "cover" (people missing), "over" (people too
        many, each at a price), "surplus" (the same, to be shared out evenly), "wish",
        "cannot", "pinned", "forbidden", "max_of_shift".
    :param person: index of the person, ``None`` for demand.
    :param days: days of the roster concerned, ascending; empty: the whole period.
    :param shift: index of the shift, where the rule is about one; a day off is OFF.
    :param amount: in the unit of the rule (see RULES), people for demand, 1 for a wish.
    :param weight: price per unit, ``None`` for a hard rule.
    :param stage: the stage its price counts in, ``None`` for a hard rule.
    """

    rule: str
    person: int | None
    days: tuple[int, ...]
    shift: int | None
    skill: str | None
    amount: float
    weight: int | None
    stage: str | None

    @property
    def cost(self) -> int:
        """What the breach adds to its stage; 0 for a hard one."""
        if self.weight is None:
            return 0
        amount = self.amount**2 if self.rule in _SQUARED else self.amount
        return round(self.weight * amount)


@dataclass(frozen=True, slots=True)
class Account:
    """All breaches, people first, then demand; and the price of each stage."""

    breaches: tuple[Breach, ...]
    cost: dict[str, int]

    @property
    def hard(self) -> tuple[Breach, ...]:
        """The breaches that no roster may have."""
        return tuple(breach for breach in self.breaches if breach.weight is None)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a person works on a roster.

    :param minutes: paid minutes, work in another roster on these days included.
    :param target: minutes of the contract (the value of "target_minutes"), or ``None``.
    :param days: working days of this roster.
    :param nights: and weekend days, public holidays, unpopular shifts of this roster.
    :param weekends: weekends with work on them, of this roster.
    :param shares: "night", "weekend", "holiday", "unpopular" → entitled number, for the
        kinds that the person has a share of.
    """

    minutes: int
    target: float | None
    days: int
    nights: int
    weekend_days: int
    weekends: int
    holidays: int
    unpopular: int
    shares: dict[str, int]


def account(problem: Problem, assignment: Sequence[Sequence[int]], people: Iterable[int] | None = None) -> Account:
    """What a roster breaks.

    :param people: only what these people's own rows break, demand left out (an edit of
        the grid; for demand see :func:`coverage`). ``None``: everything.
    """
    chosen = range(len(problem.people)) if people is None else people
    breaches = [breach for person in chosen for breach in _row_breaches(problem, person, assignment[person])]
    if people is None:
        breaches += _cover_breaches(problem, coverage(problem, assignment))
    return _summed(breaches)


def account_of_demand(problem: Problem, assignment: Sequence[Sequence[int]]) -> Account:
    """The part of the account that is about demand: what :func:`account` of some people leaves out."""
    return _summed(_cover_breaches(problem, coverage(problem, assignment)))


def _summed(breaches: Iterable[Breach]) -> Account:
    breaches = tuple(breaches)
    cost = dict.fromkeys(("cover", "change", "hours", "fairness", "comfort"), 0)
    for breach in breaches:
        if breach.stage is not None:
            cost[breach.stage] += breach.cost
    return Account(breaches, cost)


def coverage(problem: Problem, assignment: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """How many people count for each row of ``problem.cover``."""
    present: dict[tuple[int, int], list[int]] = {}
    for person, days in enumerate(assignment):
        for cell in enumerate(days):
            if cell[1] != OFF:
                present.setdefault(cell, []).append(person)
    people = problem.people
    counts = []
    for row in problem.cover:
        there = present.get((row.day, row.shift), ())
        counts.append(len(there) if row.skill is None else sum(row.skill in people[one].skills for one in there))
    return tuple(counts)


def totals(
    problem: Problem, assignment: Sequence[Sequence[int]], people: Iterable[int] | None = None
) -> dict[int, Totals]:
    """Hours, nights, weekends, holidays and unpopular shifts of each person (index), beside their shares."""
    chosen = range(len(problem.people)) if people is None else people
    return {person: _totals(problem, person, assignment[person]) for person in chosen}


def _totals(problem: Problem, index: int, days: Sequence[int]) -> Totals:
    person = problem.people[index]
    target = person.rules.get("target_minutes")
    counts = {kind: len(counted(problem, days, kind)) for kind in FAIR_SHARES.values()}
    worked = [problem.shifts[shift].minutes for shift in days if shift != OFF]
    elsewhere = sum(past.minutes for past in person.past if 0 <= past.day < problem.days)
    return Totals(
        minutes=sum(worked) + elsewhere,
        target=target.value if target else None,
        days=len(worked),
        nights=counts["night"],
        weekend_days=counts["weekend"],
        weekends=sum(any(0 <= day < problem.days and days[day] != OFF for day in one) for one in problem.weekends),
        holidays=counts["holiday"],
        unpopular=counts["unpopular"],
        shares={kind: entitled(person, kind) for kind in person.shares},
    )


def _row_breaches(problem: Problem, index: int, days: Sequence[int]) -> Iterator[Breach]:
    person = problem.people[index]
    yield from _impossible(problem, index, days)
    row = lay_out(problem, person, days)
    for name, rule in person.rules.items():
        stage = None if rule.weight is None else STAGE_OF.get(name, "comfort")
        for where, amount in FINDERS[name](problem, person, row, rule.value):
            shift = days[where[0]] if len(where) == 1 else None
            yield Breach(name, index, where, shift, None, amount, rule.weight, stage)
    for wish in person.wishes:
        worked = days[wish.day]
        granted = worked != OFF if wish.shift is None else worked == wish.shift
        if granted != wish.wanted:
            yield Breach("wish", index, (wish.day,), wish.shift, None, 1, wish.weight, "comfort")


def _impossible(problem: Problem, index: int, days: Sequence[int]) -> Iterator[Breach]:
    """What a row has that is no matter of price: work that is impossible, a pin moved, a forbidden succession."""
    person = problem.people[index]
    for day, shift in enumerate(days):
        if (day, shift) in person.cannot:
            yield Breach("cannot", index, (day,), shift, None, 1, None, None)
    for day, shift in sorted(person.pinned.items()):
        if days[day] != shift:
            yield Breach("pinned", index, (day,), shift, None, 1, None, None)
    for day, pair in enumerate(pairwise(days)):
        if pair in problem.forbidden:
            yield Breach("forbidden", index, (day, day + 1), pair[1], None, 1, None, None)
    for shift, most in sorted(person.max_of_shift.items()):
        worked = tuple(day for day, one in enumerate(days) if one == shift)
        if len(worked) > most:
            yield Breach("max_of_shift", index, worked, shift, None, len(worked) - most, None, None)


def _cover_breaches(problem: Problem, counts: Sequence[int]) -> Iterator[Breach]:
    for row, count in zip(problem.cover, counts, strict=True):
        if count < row.needed:
            weight = None if problem.cover_is_hard else row.under
            stage = None if weight is None else "cover"
            yield Breach("cover", None, (row.day,), row.shift, row.skill, row.needed - count, weight, stage)
        elif count > row.needed:
            many = count - row.needed
            if row.over:
                yield Breach("over", None, (row.day,), row.shift, row.skill, many, row.over, "cover")
            if row.spread:
                yield Breach("surplus", None, (row.day,), row.shift, row.skill, many, row.spread, "comfort")
