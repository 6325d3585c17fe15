"""Rules that cannot all be kept: how a conflict is told, and those that arithmetic finds without a solver.

A department whose demand is soft always has a roster, with named gaps, unless somebody's
own rules, leave and fixed days contradict each other; demand that must be met can be
more than the people who are there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace

from .account import Breach, account
from .problem import OFF, Problem

__all__ = ["Conflict", "Part", "clashes"]

#: rules that work alone can break: no other work puts right what these pinned days break
_BROKEN_BY_WORK = {"rest", "max_run", "max_night_run", "max_minutes", "max_week_minutes", "min_days_off"}
_BROKEN_BY_WORK |= {"week_days_off", "max_weekends", "cannot", "forbidden", "max_of_shift"}


@dataclass(frozen=True, slots=True)
class Part:
    """One rule of a conflict.

    :param rule: a name out of RULES, "cover", "pinned" (a fixed day), "cannot" (leave,
        no contract, no qualification), "forbidden" or "max_of_shift".
    :param person: index, ``None`` for demand and for what holds for everybody.
    :param days: days on which it takes part in the conflict; empty: the whole period.
    """

    rule: str
    person: int | None = None
    days: tuple[int, ...] = ()
    shift: int | None = None
    skill: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that no roster keeps together.

    :param rules: all of them together cannot be kept, but any of them left out the others can.
    :param relaxation: which rules to let give way so that there is a roster, the
        cheapest way found; more than ``rules`` where there are other conflicts too.
    """

    rules: tuple[Part, ...]
    relaxation: tuple[Part, ...] = ()

    def as_dict(self) -> dict:
        """As the worker writes it down."""
        return {"rules": [asdict(part) for part in self.rules], "relaxation": [asdict(one) for one in self.relaxation]}


def clashes(problem: Problem) -> tuple[Conflict, ...]:
    """The conflicts that need no solver to be found, minimal each; there may be others.

    Fixed days that break a rule that must be kept; hours that cannot be reached on the
    days somebody is there; demand that must be met by more people than can come.
    """
    found = []
    for person in range(len(problem.people)):
        found += _of_pins(problem, person)
        found += _of_hours(problem, person)
    if problem.cover_is_hard:
        found += _of_demand(problem)
    return tuple(found)


# ------------------------------------------------------------- fixed days


def _of_pins(problem: Problem, index: int) -> Iterator[Conflict]:
    pins = problem.people[index].pinned
    for breach in _broken(problem, index, pins):
        fixed = _fewest(problem, index, breach, dict(pins))
        parts = [Part("pinned", index, (day,), shift) for day, shift in sorted(fixed.items())]
        rule = Part(breach.rule, index, breach.days, _shift_of(breach))
        if breach.rule == "forbidden":
            rule = replace(rule, person=None, shift=None)
        yield Conflict((rule, *parts), tuple(parts[:1]))


def _shift_of(breach: Breach) -> int | None:
    return breach.shift if breach.rule in ("cannot", "max_of_shift") else None


def _broken(problem: Problem, index: int, pins) -> list[Breach]:
    """What a row of nothing but fixed days breaks that no other day can mend."""
    row = [pins.get(day, OFF) for day in range(problem.days)]
    broken = account(problem, {index: row}, [index]).hard
    return [
        breach
        for breach in broken
        if breach.rule in _BROKEN_BY_WORK and (breach.rule != "cannot" or breach.days[0] in pins)
    ]


def _fewest(problem: Problem, index: int, breach: Breach, pins: dict[int, int]) -> dict[int, int]:
    """Of the fixed days those without which the rule would not be broken there."""
    for day, shift in sorted(pins.items()):
        fewer = {other: what for other, what in pins.items() if other != day}
        if shift == OFF or any(
            one.rule == breach.rule and set(one.days) <= set(breach.days) for one in _broken(problem, index, fewer)
        ):
            pins = fewer
    return pins


# ------------------------------------------------------------------ hours


def _of_hours(problem: Problem, index: int) -> Iterator[Conflict]:
    """Least hours that even work on every possible day does not reach."""
    person = problem.people[index]
    longest = [
        max((s.minutes for n, s in enumerate(problem.shifts) if (day, n) not in person.cannot), default=0)
        if person.pinned.get(day) != OFF
        else 0
        for day in range(problem.days)
    ]
    whole = max((shift.minutes for shift in problem.shifts), default=0)
    elsewhere = sum(past.minutes for past in person.past if 0 <= past.day < problem.days)
    for name in ("min_minutes", "target_minutes"):
        rule = person.rules.get(name)
        if rule is None or rule.weight is not None or sum(longest) + elsewhere >= rule.value - rule.slack:
            continue
        lost = {day for day, most in enumerate(longest) if most < whole}
        for day in sorted(lost):
            reached = elsewhere + sum(longest[one] if one in lost - {day} else whole for one in range(problem.days))
            if reached < rule.value - rule.slack:
                lost.discard(day)
        fixed = tuple(day for day in sorted(lost) if person.pinned.get(day) == OFF)
        away = tuple(day for day in sorted(lost) if day not in fixed)
        parts = [Part("pinned", index, (day,), OFF) for day in fixed]
        parts += [Part("cannot", index, (day,)) for day in away]
        rule_part = Part(name, index)
        yield Conflict((rule_part, *parts), (rule_part,))


# ----------------------------------------------------------------- demand


def _of_demand(problem: Problem) -> Iterator[Conflict]:
    for row in problem.cover:
        skilled = [n for n, one in enumerate(problem.people) if row.skill is None or row.skill in one.skills]
        away = [n for n in skilled if (row.day, row.shift) in problem.people[n].cannot]
        fixed = [n for n in skilled if n not in away and problem.people[n].pinned.get(row.day, row.shift) != row.shift]
        missing = row.needed - (len(skilled) - len(away) - len(fixed))
        if missing <= 0:
            continue
        surplus = missing - 1
        parts = [Part("cannot", n, (row.day,), row.shift) for n in away]
        parts += [Part("pinned", n, (row.day,), problem.people[n].pinned[row.day]) for n in fixed]
        kept = tuple(parts[min(surplus, len(parts)) :])
        demand = Part("cover", None, (row.day,), row.shift, row.skill)
        yield Conflict((demand, *kept), (demand,))


def merged(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Parts that differ by nothing but the day as one."""
    days: dict[Part, set[int]] = {}
    for part in parts:
        days.setdefault(replace(part, days=()), set()).update(part.days)
    return tuple(replace(part, days=tuple(sorted(found))) for part, found in days.items())
