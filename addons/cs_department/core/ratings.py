"""Points that people give: 360° ratings made one number, reasons, and what may be shown of them.

Rule books: systems.md D13 (manual and 360 criteria with reasons).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

SELF, PEER, MANAGER = "self", "peer", "manager"
_ALL = Decimal(100)


@dataclass(frozen=True)
class Limits:
    """Between which points no reason is asked for.

    :param weight: full points of the criterion.
    :param below: points below this percent of the weight need a reason.
    :param above: points above this percent need one.
    """

    weight: Decimal
    below: Decimal = Decimal(0)
    above: Decimal = _ALL


def needs_reason(points: Decimal, limits: Limits) -> bool:
    """Whether whoever gives these points says why."""
    percent = points * _ALL
    return percent < limits.below * limits.weight or percent > limits.above * limits.weight


def average(points: Sequence[Decimal]) -> Decimal | None:
    """The plain average; ``None`` of nothing."""
    return sum(points, Decimal(0)) / len(points) if points else None


def combine(given: Mapping[str, Sequence[Decimal]], shares: Mapping[str, Decimal]) -> Decimal | None:
    """Ratings of several sides as one number, in the points of the criterion, not rounded.

    Each side counts by its average. The share of a side from which nobody has rated goes to
    the others in proportion.

    :param given: side → points that its people gave.
    :param shares: side → percent of the whole.
    :return: ``None`` while no side that counts has rated.
    """
    averages = {side: average(points) for side, points in given.items() if points and shares.get(side)}
    whole = sum((shares[side] for side in averages), Decimal(0))
    if not whole:
        return None
    return sum((shares[side] * found for side, found in averages.items() if found is not None), Decimal(0)) / whole


def shown_average(points: Sequence[Decimal], least: int) -> Decimal | None:
    """What the rated person sees of his colleagues' ratings: their average, of so many at least.

    :param least: with fewer ratings one could tell whose they are; below 2 it is 2.
    """
    return average(points) if len(points) >= max(least, 2) else None
