"""From the rules on record to the limits of one person on one roster.

A rule on record speaks of hours, of months and of groups of people; the engine knows
minutes, the period of the roster and persons.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from .problem import RULES, Rule

__all__ = ["HOURLY", "MONTHLY", "Limit", "Limits", "limits_of"]

#: kinds whose value is in hours: on the roster in minutes
HOURLY = frozenset(
    {"rest", "max_minutes", "min_minutes", "max_week_minutes", "max_day_minutes", "overtime", "target_minutes"}
)
#: kinds whose value is that of a month: a roster of two weeks has its part of it
MONTHLY = frozenset({"max_minutes", "min_minutes", "overtime", "min_days_off", "max_weekends", "max_of_shift"})
#: kinds of which every rule counts that is for a person, not only the first
_ALL_COUNT = frozenset({"never", "max_of_shift", "max_day_minutes"})


@dataclass(frozen=True, slots=True)
class Limit:
    """One rule on record, in the order in which rules are asked.

    :param kind: a name of :data:`.problem.RULES`, or "overtime" (hours above the
        contract's), "max_day_minutes", "max_of_shift", "never".
    :param weight: price per unit, ``None``: must be kept.
    :param teams: and jobs, employees: whom the rule is for, empty: everybody.
    :param shifts: indices of the shifts that the rule is about.
    """

    id: int
    kind: str
    value: float = 0
    weight: int | None = None
    employees: frozenset[int] = frozenset()
    jobs: frozenset[int] = frozenset()
    shifts: frozenset[int] = frozenset()
    date_from: date | None = None
    date_to: date | None = None

    def is_for(self, employee: int, job: int | None) -> bool:
        """Whether somebody has to keep the rule."""
        return (not self.employees or employee in self.employees) and (not self.jobs or job in self.jobs)

    def on_roster(self, months: float) -> float:
        """The value for a roster that is so many months long, in the engine's unit."""
        value = self.value * 60 if self.kind in HOURLY else self.value
        if self.kind not in MONTHLY:
            return value
        # a short roster is not stricter than its month
        return int(value * months + 1e-6) if self.kind.startswith("min_") else ceil(value * months - 1e-6)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the rules are for one person.

    :param rules: name of :data:`.problem.RULES` → rule, and id of the rule on record.
    :param never: shift → id of the rule by which it is impossible.
    :param max_of_shift: shift → most in the period.
    """

    rules: Mapping[str, Rule]
    sources: Mapping[str, int]
    never: Mapping[int, int]
    max_of_shift: Mapping[int, int]


def limits_of(
    limits: Iterable[Limit],
    employee: int,
    job: int | None,
    months: float,
    target: int | None,
    minutes: Sequence[int],
    skip: Collection[str] = (),
) -> Limits:
    """The limits of one person: of each kind the first rule that is for them.

    :param target: minutes of the contract in this period; ``None``: no hours are agreed,
        and what builds on them does not hold.
    :param minutes: paid minutes of each shift.
    :param skip: kinds that do not matter for this roster.
    """
    rules: dict[str, Rule] = {}
    sources: dict[str, int] = {}
    never: dict[int, int] = {}
    most: dict[int, int] = {}
    asked = set()
    for limit in limits:
        if limit.kind in skip or (limit.kind in asked and limit.kind not in _ALL_COUNT):
            continue
        if not limit.is_for(employee, job) or (target is None and limit.kind in ("overtime", "target_minutes")):
            continue
        asked.add(limit.kind)
        value = limit.on_roster(months)
        if limit.kind == "never":
            never.update(dict.fromkeys(limit.shifts - never.keys(), limit.id))
        elif limit.kind == "max_day_minutes":
            longer = {shift for shift, length in enumerate(minutes) if length > value}
            never.update(dict.fromkeys(longer - never.keys(), limit.id))
        elif limit.kind == "max_of_shift":
            most.update({shift: min(int(value), most.get(shift, int(value))) for shift in limit.shifts})
        elif limit.kind == "overtime":
            _tighter(rules, sources, "max_minutes", Rule(target + value, limit.weight), limit.id)
        elif limit.kind == "max_minutes":
            _tighter(rules, sources, "max_minutes", Rule(value, limit.weight), limit.id)
        elif limit.kind == "target_minutes":
            rules[limit.kind] = Rule(target, limit.weight, value)
            sources[limit.kind] = limit.id
        elif limit.kind in RULES:
            rules[limit.kind] = Rule(value, limit.weight)
            sources[limit.kind] = limit.id
    return Limits(rules, sources, never, most)


def _tighter(rules: dict, sources: dict, name: str, rule: Rule, source: int) -> None:
    """Of two limits of one thing the one that must be kept, then the smaller one."""
    known = rules.get(name)
    if known is None or (rule.weight is not None, rule.value) < (known.weight is not None, known.value):
        rules[name], sources[name] = rule, source
