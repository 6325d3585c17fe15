"""Between facts and stored scores: results of facts, evidence, and what changed since the last run."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .evidence import Fact
from .scoring import Result


@dataclass(frozen=True, slots=True)
class Row:
    """One score as it is stored; ``points`` and ``value`` are ``None`` where there are none.

    :param evidence: ``None``: what is stored stays.
    """

    appraisal_id: int
    criterion_id: int
    position: int
    value: Decimal | None
    good: int
    counted: int
    points: Decimal | None
    weight: Decimal
    how: str
    error: str | None
    evidence: dict | None
    previous_points: Decimal | None
    is_changed: bool
    changes: dict | None


@dataclass(frozen=True, slots=True)
class Before:
    """What is compared with the next run."""

    points: Decimal | None
    how: str
    evidence: dict | None


def result_of(criterion: Mapping[str, Any], fact: Fact, given: Decimal | None, previous: Decimal | None) -> Result:
    """What is known of a criterion.

    Merit that nobody recorded is none: 0 points. Numbers of cases matter to indicators only.

    :param criterion: its content, see ``cs.appraisal.scheme``.
    """
    if criterion["source"] == "merit":
        value = Decimal(0) if fact.value is None else fact.value
        return Result(value=value, error=fact.error, given=given)
    if criterion["source"] != "indicator":
        return Result(given=given)
    return Result(value=fact.value, counted=fact.counted, error=fact.error, given=given, previous=previous)


def records_of(evidence: Mapping[str, Any] | None) -> dict[str, dict[int, bool]]:
    """Model → record id → whether it speaks against the person.

    :param evidence: ``{"model", "ids", "bad"}``, or ``{"parts": [evidence, …]}`` of a figure made of others.
    """
    found: dict[str, dict[int, bool]] = {}
    if not evidence:
        return found
    for part in evidence.get("parts", ()):
        for model, records in records_of(part).items():
            found.setdefault(model, {}).update(records)
    if evidence.get("model"):
        bad = frozenset(evidence["bad"])
        found.setdefault(evidence["model"], {}).update({record: record in bad for record in evidence["ids"]})
    return found


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> dict[str, list[int]] | None:
    """Model → records that came, went, or are judged otherwise; ``None``: nothing is different."""
    if before == after:
        return None
    old, new = records_of(before), records_of(after)
    found = {}
    for model in sorted(old.keys() | new.keys()):
        was, now = old.get(model, {}), new.get(model, {})
        moved = sorted(record for record in was.keys() | now.keys() if was.get(record) != now.get(record))
        if moved:
            found[model] = moved
    return found or None
