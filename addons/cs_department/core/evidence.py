"""What an indicator found: a figure with the records that it was counted from.

Plain data between whoever reads the facts (one grouped query per indicator) and whoever
makes something of them (scores, fees, dashboards). What is shown is what is used further:
a value is rounded to the digits of its indicator, half up, once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from .decimals import rounded

Aggregate = Literal["share", "count", "sum", "average"]

#: a share is told in percent
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Fact:
    """One cell of an indicator: of a person, a team, a month, or of all.

    :param good: records that fulfil the further condition of the indicator.
    :param counted: records counted: the size of the sample.
    :param total: sum of what is added up; ``None`` where nothing is.
    :param ids: the records counted, where the evidence was asked for.
    :param bad_ids: those of them that speak against the person.
    :param value: the figure; ``None``: there was nothing to count.
    :param error: why there is no figure, as a sentence.
    :param parts: of a formula: what it was computed from, by the id of the indicator.
    """

    good: int = 0
    counted: int = 0
    total: Decimal | None = None
    ids: tuple[int, ...] = ()
    bad_ids: tuple[int, ...] = ()
    value: Decimal | None = None
    error: str = ""
    parts: tuple[tuple[int, "Fact"], ...] = ()


def value_of(aggregate: Aggregate, fact: Fact, digits: int) -> Decimal | None:
    """The figure of what was counted.

    Nothing counted is a count (and a sum) of nought, but neither a share nor an average.

    >>> value_of("share", Fact(good=2, counted=3), 1)
    Decimal('66.7')
    """
    if aggregate == "count":
        return Decimal(fact.counted)
    if aggregate == "sum":
        return rounded(fact.total or Decimal(0), digits)
    if not fact.counted:
        return None
    if aggregate == "share":
        return rounded(HUNDRED * fact.good / fact.counted, digits)
    return rounded((fact.total or Decimal(0)) / fact.counted, digits)


def valued(aggregate: Aggregate, fact: Fact, digits: int) -> Fact:
    """The fact with its figure."""
    return replace(fact, value=value_of(aggregate, fact, digits))


def together(facts: Iterable[Fact]) -> Fact:
    """Several cells as one, without a figure: what was counted is added up."""
    facts = list(facts)
    if len(facts) == 1:
        return facts[0]
    totals = [fact.total for fact in facts if fact.total is not None]
    return Fact(
        good=sum(fact.good for fact in facts),
        counted=sum(fact.counted for fact in facts),
        total=sum(totals, Decimal(0)) if totals else None,
        ids=tuple(record for fact in facts for record in fact.ids),
        bad_ids=tuple(record for fact in facts for record in fact.bad_ids),
    )


def order(needs: Mapping[str, Iterable[str]]) -> tuple[list[str], frozenset[str]]:
    """In which order figures are computed that are made of each other.

    :param needs: code → codes of the same mapping that it is computed from; others are given.
    :return: the codes, each after what it needs; and those that go round in a circle, or
        need one that does.
    """
    waiting = {code: {need for need in found if need in needs} for code, found in needs.items()}
    ordered: list[str] = []
    while ready := sorted(code for code, left in waiting.items() if not left):
        ordered += ready
        for code in ready:
            del waiting[code]
        for left in waiting.values():
            left.difference_update(ready)
    return ordered, frozenset(waiting)
