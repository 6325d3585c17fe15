"""A first roster, week after week: each with a few days of the next one in sight.

A whole month of a large department is too much for one model; a week is not. Limits of
the period count in proportion to the days so far, so that the last week is not left with
what the first ones used up.
"""

from dataclasses import replace
from math import ceil, floor

from ..problem import OFF, Assignment, Person, Problem, Rule
from .control import Control
from .linear import Lin
from .model import Model
from .stages import Best

__all__ = ["roll"]

#: days that are decided at a time, and days beyond them that are looked at
WEEK, SIGHT = 7, 2
#: how much more an earlier stage counts than the sum of the later ones, per unit of price
WEIGHTS = {"cover": 1000, "change": 100, "hours": 3, "fairness": 3, "comfort": 1}
#: seconds for each week and person
PACE = 0.012


def roll(problem: Problem, control: Control, best: Best):
    """Offer a first roster; where a week has no answer its people stay off and the search goes on from there."""
    rows = [[OFF] * problem.days for _person in problem.people]
    for person, days in zip(problem.people, rows, strict=True):
        for day, shift in person.pinned.items():
            days[day] = shift
    begin = 0
    while begin < problem.days and not control.over:
        end = min(begin + WEEK, problem.days)
        until = min(end + SIGHT, problem.days)
        if problem.days - end <= SIGHT:
            end = until = problem.days
        found = _week(problem, control, rows, begin, until)
        if found is not None:
            for days, new in zip(rows, found, strict=True):
                days[begin:until] = new[begin:until]
        begin = end
    best.offer(tuple(map(tuple, rows)))


def _week(problem: Problem, control: Control, rows, begin: int, until: int) -> Assignment | None:
    part = _until(problem, until)
    base = [days[:until] for days in rows]
    model = Model(part, base, dict.fromkeys(range(len(rows)), range(begin, until)))
    price = Lin()
    for stage, weight in WEIGHTS.items():
        price.plus(model.terms[stage], weight)
    model.minimize(price)
    control.progress("cover", "start", None, None)
    answer = control.run(model.cp, max(1.0, PACE * len(rows) * (until - begin) / WEEK), gap=0.01, seed=begin)
    return model.roster(answer.value) if answer.found else None


def _until(problem: Problem, until: int) -> Problem:
    """The problem of the first days."""
    if until == problem.days:
        return problem
    return replace(
        problem,
        days=until,
        people=tuple(_person(problem, person, until) for person in problem.people),
        cover=tuple(row for row in problem.cover if row.day < until),
        weeks=_cut(problem.weeks, until),
        weekends=_cut(problem.weekends, until),
        holidays=frozenset(day for day in problem.holidays if day < until),
    )


def _cut(groups, until):
    found = (tuple(day for day in days if day < until) for days in groups)
    return tuple(days for days in found if days and days[-1] >= 0)


def _person(problem: Problem, person: Person, until: int) -> Person:
    """Limits of the period in proportion to the days on which the person can work."""
    there = [_can_work(problem, person, day) for day in range(problem.days)]
    part = sum(there[:until]) / max(1, sum(there))
    longest = max((shift.minutes for shift in problem.shifts), default=0)
    rules = {}
    for name, rule in person.rules.items():
        if name == "target_minutes" or (name == "min_minutes" and rule.weight is not None):
            rules[name] = Rule(round(rule.value * part), rule.weight or 1, rule.slack)
        elif name == "max_minutes":
            rules[name] = Rule(floor(rule.value * part) + longest, rule.weight)
        elif name == "min_days_off":
            rules[name] = Rule(floor(rule.value * until / problem.days), rule.weight)
        elif name != "min_minutes":
            rules[name] = rule
    return replace(
        person,
        rules=rules,
        shares={kind: share * part for kind, share in person.shares.items()},
        max_of_shift={shift: min(most, ceil(most * part) + 1) for shift, most in person.max_of_shift.items()},
    )


def _can_work(problem: Problem, person: Person, day: int) -> bool:
    if day in person.pinned:
        return person.pinned[day] != OFF
    return any((day, shift) not in person.cannot for shift in range(len(problem.shifts)))
