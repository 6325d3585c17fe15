"""What a checklist comes to: points of its items, the score out of 100, what is fatal.

Figures are exact decimals; the score is rounded once, at the end, half up to hundredths.
An item that does not apply is left out with its points, so that nobody gains or loses by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .decimals import rounded

#: kinds of items that bring points
SCORED = ("yes_no", "points", "scale", "count")
HUNDRED = Decimal(100)
_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist.

    :param kind: ``yes_no``, ``points``, ``scale``, ``count`` (each one found costs points) or ``text``.
    :param points: what the item brings at most.
    :param top: best step of a scale, the worst being 1.
    :param per_unit: points that each one counted costs.
    :param is_fatal: whether a failed item decides the whole.
    """

    kind: str
    points: Decimal = _NONE
    top: int = 0
    per_unit: Decimal = _NONE
    is_fatal: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found. ``value``: 1/0 for yes and no, points, step or count; ``None``: nothing yet."""

    value: Decimal | None = None
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What one answer comes to. ``failed``: below the share of its points that passes."""

    points: Decimal
    most: Decimal
    failed: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Score:
    """What a whole check comes to.

    :param score: 0 to 100, ``None`` when no item applied.
    :param fatal: a fatal item failed, and the score is that of fatal ones.
    """

    score: Decimal | None
    points: Decimal
    most: Decimal
    fatal: bool
    passed: bool


def bounds(item: Item) -> tuple[Decimal, Decimal | None]:
    """The least and the greatest value that answers an item; ``None``: no limit."""
    if item.kind == "yes_no":
        return _NONE, Decimal(1)
    if item.kind == "points":
        return _NONE, item.points
    if item.kind == "scale":
        return Decimal(1), Decimal(item.top)
    return _NONE, None


def is_possible(item: Item, value: Decimal) -> bool:
    """Whether a value answers an item at all: no half of a yes, of a step or of a count."""
    least, greatest = bounds(item)
    if not value.is_finite() or value < least or (greatest is not None and value > greatest):
        return False
    return item.kind == "points" or value == value.to_integral_value()


def item_points(item: Item, value: Decimal) -> Decimal:
    """Points of an answer, exact, never below 0 nor above those of the item.

    :raises ValueError: for a value that is no answer to the item.
    """
    if item.kind == "text":
        return _NONE
    if not is_possible(item, value):
        raise ValueError(f"{value} is no answer to an item of the kind {item.kind}")
    if item.kind == "yes_no":
        return item.points * value
    if item.kind == "points":
        return value
    if item.kind == "scale":
        return item.points * (value - 1) / (item.top - 1) if item.top > 1 else item.points
    return max(_NONE, item.points - item.per_unit * value)


def judge(item: Item, answer: Answer, pass_percent: Decimal) -> Result:
    """What one answer comes to.

    :param pass_percent: share of its points (percent) from which an item is passed. An item
        without points is passed by its best answer only: a yes, the last step, a count of 0.
    """
    if answer.skipped or item.kind == "text":
        return Result(_NONE, _NONE, False, False)
    if answer.value is None:
        return Result(_NONE, item.points, False, True)
    points = item_points(item, answer.value)
    if item.points:
        failed = points * HUNDRED < pass_percent * item.points
    else:
        best = _NONE if item.kind == "count" else bounds(item)[1]
        failed = answer.value != best
    return Result(points, item.points, failed, False)


def total(lines: Iterable[tuple[Item, Answer]], pass_percent: Decimal, fatal_score: Decimal = _NONE) -> Score:
    """The score of a whole check.

    :param lines: items with their answers; open ones count as nothing.
    :param fatal_score: the most that is left when a fatal item failed.
    """
    points = most = _NONE
    fatal = applied = failed = False
    for item, answer in lines:
        result = judge(item, answer, pass_percent)
        points, most = points + result.points, most + result.most
        fatal = fatal or (item.is_fatal and result.failed)
        applied = applied or not (answer.skipped or item.kind == "text")
        failed = failed or result.failed
    score = rounded(points * HUNDRED / most) if most else None
    if score is None and applied:
        # only items without points: all right, or not
        score = _NONE if failed else HUNDRED
    if fatal and score is not None:
        score = min(score, fatal_score)
    passed = score is not None and not fatal and score >= pass_percent
    return Score(score, points, most, fatal, passed)
