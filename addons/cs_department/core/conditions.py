"""Conditions that a manager puts before an action: "… if the subject contains 漏水 and it was reopened twice".

A condition compares one known fact of a case with a value. Facts come as plain data
(the model reads them in batch); nothing here is ever evaluated as code. Every condition
on what a case *is* can also be said as a search (:func:`domain`), so that a manager can
look at the cases that fit today; a condition on the moment (working hours) cannot.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

Kind = Literal["choice", "choices", "text", "number", "moment", "yesno"]

#: kind of fact → the comparisons that it allows
OPERATORS: dict[Kind, tuple[str, ...]] = {
    "choice": ("is", "is_not", "is_set", "is_not_set"),
    "choices": ("is", "is_not", "is_set", "is_not_set"),
    "text": ("contains", "contains_not", "is_set", "is_not_set"),
    "number": ("at_least", "at_most", "equals"),
    "moment": ("longer_ago", "less_ago", "is_set", "is_not_set"),
    "yesno": ("yes", "no"),
}
#: between the words of a text condition, as Chinese and Western writers put them
SEPARATORS = re.compile(r"[,，、;；|\n]+")


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison.

    :param field: name of the fact, and of the field that :func:`domain` searches.
    :param kind: what sort of fact it is.
    :param operator: one of ``OPERATORS[kind]``.
    :param value: the record ids of a choice (frozenset), the words of a text (tuple), the
        number, or the hours ago of a moment; nothing for the rest.
    """

    field: str
    kind: Kind
    operator: str
    value: Any = None

    def __post_init__(self) -> None:
        if self.operator not in OPERATORS[self.kind]:
            raise ValueError(f"a {self.kind} cannot be compared by {self.operator}")


def words(text: str | None) -> tuple[str, ...]:
    """The words of a text condition: any of them is enough.

    >>> words("漏水、 跑水,gas")
    ('漏水', '跑水', 'gas')
    """
    return tuple(word for part in SEPARATORS.split(text or "") if (word := part.strip()))


def _any_of(value: Any) -> frozenset[Any]:
    """A single choice or several, as a set; nothing chosen is the empty set."""
    if isinstance(value, frozenset):
        return value
    return frozenset({value} if value else ())


def _contains(fact: Any, condition: Condition) -> bool:
    text = (fact or "").casefold()
    return any(word.casefold() in text for word in condition.value)


def _hours(condition: Condition) -> timedelta:
    return timedelta(hours=condition.value)


#: comparison → (fact, condition, now) → whether it holds
_HOLDS: dict[str, Callable[[Any, Condition, datetime], bool]] = {
    "is": lambda fact, condition, now: bool(_any_of(fact) & condition.value),
    "is_not": lambda fact, condition, now: not _any_of(fact) & condition.value,
    "is_set": lambda fact, condition, now: bool(fact),
    "is_not_set": lambda fact, condition, now: not fact,
    "contains": lambda fact, condition, now: _contains(fact, condition),
    "contains_not": lambda fact, condition, now: not _contains(fact, condition),
    "at_least": lambda fact, condition, now: (fact or 0) >= condition.value,
    "at_most": lambda fact, condition, now: (fact or 0) <= condition.value,
    "equals": lambda fact, condition, now: (fact or 0) == condition.value,
    # a moment that never was is neither long nor short ago
    "longer_ago": lambda fact, condition, now: bool(fact) and fact <= now - _hours(condition),
    "less_ago": lambda fact, condition, now: bool(fact) and fact > now - _hours(condition),
    "yes": lambda fact, condition, now: bool(fact),
    "no": lambda fact, condition, now: not fact,
}


def holds(condition: Condition, facts: Mapping[str, Any], now: datetime) -> bool:
    """Whether one condition holds.

    :param facts: name → fact; one that is not known counts as empty.
    :param now: the moment that is looked from (naive UTC, as the facts).
    """
    return _HOLDS[condition.operator](facts.get(condition.field), condition, now)


def fits(conditions: Iterable[Condition], match: str, facts: Mapping[str, Any], now: datetime) -> bool:
    """Whether all conditions hold (``match`` is ``all``), or any of them; none ask for nothing."""
    answers = [holds(condition, facts, now) for condition in conditions]
    return not answers or (all(answers) if match == "all" else any(answers))


# --- the same as a search -------------------------------------------------------

Domain = list[Any]


def _domain_of(condition: Condition, now: datetime) -> Domain:
    name, operator, value = condition.field, condition.operator, condition.value
    if operator in ("is", "is_not"):
        return [(name, "in" if operator == "is" else "not in", sorted(value))]
    if operator in ("contains", "contains_not"):
        found = [(name, "ilike", _literal(word)) for word in value]
        either: Domain = ["|"] * (len(found) - 1) + found if found else [(0, "=", 1)]
        return either if operator == "contains" else ["!", *either]
    if operator in ("longer_ago", "less_ago"):
        return [(name, "<=" if operator == "longer_ago" else ">", now - _hours(condition))]
    simple: dict[str, tuple[str, Any]] = {
        "is_set": ("!=", False),
        "is_not_set": ("=", False),
        "at_least": (">=", value),
        "at_most": ("<=", value),
        "equals": ("=", value),
        # also for a fact that is a record: is there any?
        "yes": ("!=", False),
        "no": ("=", False),
    }
    return [(name, *simple[operator])]


def _literal(word: str) -> str:
    """A word that a search takes as it is written: no wildcards."""
    return re.sub(r"([\\%_])", r"\\\1", word)


def domain(conditions: Iterable[Condition], match: str, now: datetime, momentary: Iterable[str] = ()) -> Domain:
    """The conditions as an Odoo search domain.

    :param momentary: facts of the moment of the event, which no case keeps: left out.
    """
    unsaid = frozenset(momentary)
    parts = [_domain_of(condition, now) for condition in conditions if condition.field not in unsaid]
    sign = "&" if match == "all" else "|"
    return [sign] * (len(parts) - 1) + [item for part in parts for item in part]
