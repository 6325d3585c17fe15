"""Late facts: what a frozen score would be today, line by line, so that it can be carried over.

Rule: a frozen period does not move; what becomes known later counts in the next one
(systems.md D13).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .scoring import ZERO, Total

#: the line of what limits the whole total (a fatal criterion, the full score)
WHOLE = -1


@dataclass(frozen=True)
class Kept:
    """A frozen score.

    :param how: how it came to its points, see :mod:`scoring`.
    :param points: with what was carried over from it since.
    :param own_points: as frozen, at the criterion's own weight; ``None``: it had none.
    :param failed: whether it was a fatal criterion that was failed.
    """

    how: str
    points: Decimal
    own_points: Decimal | None
    failed: bool = False


def adjust(kept: Sequence[Kept], renewed: Total, total: Decimal) -> dict[int, tuple[Decimal, Decimal]]:
    """Place of a criterion → (points until now, points today) where they differ.

    All differences together are exactly what the total differs by: where limits of the
    total keep it from following its criteria, the line :data:`WHOLE` says so.

    :param total: the frozen total with what was carried over since.
    """
    if renewed.score is None:
        return {}
    found = {}
    for place, (before, after) in enumerate(zip(kept, renewed.lines, strict=True)):
        points = ZERO if after.points is None else after.points
        if points != before.points:
            found[place] = (before.points, points)
    moved = sum((after - before for before, after in found.values()), ZERO)
    rest = renewed.score - total - moved
    if rest:
        found[WHOLE] = (ZERO, rest)
    return found
