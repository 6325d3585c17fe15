"""A problem with something else in it for this roster only: a rule relaxed, somebody absent."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from .account import account
from .problem import OFF, RULES, Problem, Rule

__all__ = ["absent", "relaxed", "without"]

#: price per unit of a rule that gives way: above every price that people set (they set up to 1,000)
GIVING_WAY = 5_000
#: rules whose value is a most, and those whose value is a least
_AT_MOST = frozenset({"max_run", "max_night_run", "max_minutes", "max_week_minutes", "max_weekends"})
_AT_LEAST = frozenset({"rest", "min_run", "min_off_run", "min_minutes", "min_days_off", "week_days_off"})


def relaxed(
    problem: Problem,
    rule: str,
    person: int | None = None,
    days: Iterable[int] = (),
    shift: int | None = None,
    skill: str | None = None,
) -> Problem:
    """The problem in which a rule that must be kept gives way where nothing else helps.

    :param rule: as in an account's breach: a name out of RULES, "cover", "pinned",
        "forbidden", "max_of_shift" or "cannot".
    :param person: whose rule; ``None``: everybody's.
    :param days: of a fixed shift or of demand; empty: the whole period.
    """
    days = frozenset(days)
    if rule == "cover":
        return _relaxed_cover(problem, days, shift, skill)
    if rule == "forbidden":
        return replace(problem, forbidden=frozenset())
    people = list(problem.people)
    for index in range(len(people)) if person is None else (person,):
        if rule in RULES:
            people[index] = _relaxed_rule(problem, index, rule)
        else:
            people[index] = _relaxed_person(people[index], rule, days, shift)
    return replace(problem, people=tuple(people))


def _relaxed_cover(problem, days, shift, skill):
    """Demand that cannot be met is no demand any more; elsewhere it stays as hard as it was."""
    if not problem.cover_is_hard:
        return problem
    kept = tuple(
        row
        for row in problem.cover
        if (days and row.day not in days) or shift not in (None, row.shift) or skill not in (None, row.skill)
    )
    return replace(problem, cover=kept)


def _relaxed_person(person, rule, days, shift):
    if rule == "pinned":
        return replace(person, pinned={day: what for day, what in person.pinned.items() if days and day not in days})
    if rule == "cannot":
        kept = frozenset(
            cell for cell in person.cannot if (days and cell[0] not in days) or shift not in (None, cell[1])
        )
        return replace(person, cannot=kept)
    if rule == "max_of_shift":
        return replace(
            person, max_of_shift={key: n for key, n in person.max_of_shift.items() if shift not in (None, key)}
        )
    return person


def _relaxed_rule(problem, index, rule):
    """The person's rule gives way by as much as the fixed shifts need; it stays a rule that must be kept.

    Where the fixed shifts alone do not break it, nobody knows by how much it must give
    way: then it is broken where nothing else helps, at a price above all others.
    """
    person = problem.people[index]
    old = person.rules.get(rule)
    if old is None or old.weight is not None:
        return person
    row = tuple(person.pinned.get(day, OFF) for day in range(problem.days))
    rows = [(OFF,) * problem.days] * len(problem.people)
    rows[index] = row
    needed = max((breach.amount for breach in account(problem, rows, [index]).hard if breach.rule == rule), default=0)
    if not needed or rule not in _AT_MOST | _AT_LEAST:
        new = Rule(old.value, GIVING_WAY)
    else:
        new = Rule(old.value + (needed if rule in _AT_MOST else -needed))
    return replace(person, rules={**person.rules, rule: new})


def absent(problem: Problem, person: int, days: Iterable[int]) -> Problem:
    """The problem in which somebody cannot work on some days, and nobody is to blame for it.

    What was planned for the days counts as taken off, so that only what others do in
    place of it is a change.
    """
    days = frozenset(days)
    one = problem.people[person]
    gone = frozenset((day, shift) for day in days for shift in range(len(problem.shifts)))
    people = list(problem.people)
    people[person] = replace(
        one,
        cannot=one.cannot | gone,
        pinned={day: what for day, what in one.pinned.items() if day not in days or what == OFF},
        wishes=tuple(wish for wish in one.wishes if wish.day not in days),
        pattern={day: what for day, what in one.pattern.items() if day not in days},
        current={day: OFF if day in days else what for day, what in one.current.items()},
    )
    return replace(problem, people=tuple(people))


def without(assignment: Sequence[Sequence[int]], person: int, days: Iterable[int]) -> tuple[tuple[int, ...], ...]:
    """The roster with these days of a person taken off."""
    days = frozenset(days)
    rows = [tuple(row) for row in assignment]
    rows[person] = tuple(OFF if day in days else what for day, what in enumerate(rows[person]))
    return tuple(rows)
