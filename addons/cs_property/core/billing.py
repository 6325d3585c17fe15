"""How a billing run is cut into batches and what in its sheet deserves a look.

Amounts are decimals of the company's currency. Days are local dates of the estate, both ends included.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
HUNDRED = Decimal(100)


def batches(documents: Iterable[tuple[int, int]], size: int) -> list[list[int]]:
    """Cut units into batches that are committed one by one.

    :param documents: (unit, number of its documents), in order.
    :param size: so many documents a batch may hold; a unit is never split.
    :return: lists of units.
    """
    found: list[list[int]] = []
    room = 0
    for unit, count in documents:
        if not found or count > room:
            found.append([])
            room = size
        found[-1].append(unit)
        room -= count
    return found


@dataclass(frozen=True)
class Comparison:
    """What changed since the last time.

    :param difference: amount now less amount then; ``None``: there was none.
    :param percent: of the amount then, one decimal; ``None``: nothing to compare with.
    :param outlier: whether somebody should look.
    """

    difference: Decimal | None
    percent: Decimal | None
    outlier: bool


def compare(amount: Decimal, previous: Decimal | None, limit: Decimal) -> Comparison:
    """
    :param previous: amount of the period before, ``None``: the fee was not charged then.
    :param limit: from a change of so many percent somebody looks; 0: never.
    """
    if previous is None:
        return Comparison(None, None, False)
    difference = amount - previous
    if not previous:
        return Comparison(difference, None, bool(limit and difference))
    percent = (difference / abs(previous) * HUNDRED).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Comparison(difference, percent, bool(limit) and abs(percent) >= limit)


def overlap(first: date, last: date, taken: Iterable[tuple[date, date]]) -> tuple[date, date] | None:
    """The first days of a span that are taken already."""
    hits = [(max(first, begin), min(last, end)) for begin, end in taken if begin <= last and end >= first]
    return min(hits, default=None)


def free(first: date, last: date, taken: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """The days of a span that nothing has taken, as spans."""
    spans, day = [], first
    for begin, end in sorted(taken):
        if end < day or begin > last:
            continue
        if begin > day:
            spans.append((day, begin - timedelta(days=1)))
        day = max(day, end + timedelta(days=1))
    if day <= last:
        spans.append((day, last))
    return spans
