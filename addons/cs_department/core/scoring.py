"""From results to points: curves, samples too small, limits, weights spread, and the total.

Rule books: systems.md D13 (weighted criteria fed by evidence, targets, minimum sample,
deductions per unit, fatal items). All arithmetic is decimal; points are rounded half up to
two places, criterion by criterion, so that the total is the sum of what is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from .decimals import decimal, rounded

CENT = Decimal("0.01")
ZERO = Decimal(0)
_ALL = Decimal(100)

#: where points come from, see :attr:`Scored.how`
FACTS, GIVEN, FULL, PREVIOUS, SKIPPED, HAND, ERROR = (
    "facts",
    "given",
    "full",
    "previous",
    "skipped",
    "hand",
    "error",
)
#: criteria that have no points: their weight is spread over the others
OPEN = frozenset({SKIPPED, HAND, ERROR})


@dataclass(frozen=True)
class Step:
    """From this result on (where lower is better: up to it) so many percent of the weight."""

    from_value: Decimal
    percent: Decimal


@dataclass(frozen=True)
class Criterion:
    """How one result becomes points.

    :param curve: ``linear`` (evenly from ``worst`` to ``best``), ``steps``, ``per_unit`` (deducted for
        each ``unit`` that the result is worse than ``best``), ``fatal`` (worse than ``best``: no points, and
        no more than ``fatal_total`` in all), ``direct`` (the result is the points).
    :param higher: whether a higher result is better.
    :param parts: of a begun unit: ``down`` not counted, ``up`` counted whole, ``exact`` in proportion.
    :param floor: least points, may be negative.
    :param cap: most points; 0: the weight.
    :param min_sample: so many must have been counted.
    :param below: with fewer, or no result: ``skip``, ``full``, ``previous`` or ``hand``.
    """

    weight: Decimal
    curve: str = "linear"
    higher: bool = True
    best: Decimal = ZERO
    worst: Decimal = ZERO
    unit: Decimal = Decimal(1)
    per_unit: Decimal = ZERO
    parts: str = "down"
    steps: tuple[Step, ...] = ()
    fatal_total: Decimal = ZERO
    floor: Decimal = ZERO
    cap: Decimal = ZERO
    min_sample: int = 0
    below: str = "skip"

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> "Criterion":
        """The criterion that a scheme's content describes; numbers are written as text."""
        numbers = ("weight", "best", "worst", "per_unit", "fatal_total", "floor", "cap")
        return cls(
            **{name: decimal(content[name]) for name in numbers},
            unit=decimal(content["unit_size"]),
            curve=content["curve"],
            higher=content["higher"],
            parts=content["parts"],
            steps=tuple(Step(decimal(value), decimal(percent)) for value, percent in content["steps"]),
            min_sample=content["min_sample"],
            below=content["below"],
        )


@dataclass(frozen=True)
class Result:
    """What is known of one criterion of one person.

    :param value: in the unit of the indicator; ``None``: nothing was counted.
    :param counted: how many cases; ``None``: it is no matter of numbers.
    :param error: why the result could not be computed.
    :param given: points that people gave; they stand wherever there are any.
    :param previous: share of the weight (0–1, or less than 0) of the period before; ``None``: none.
    :param failed: points that stand as they are come from a fatal criterion that was failed.
    """

    value: Decimal | None = None
    counted: int | None = None
    error: str = ""
    given: Decimal | None = None
    previous: Decimal | None = None
    failed: bool = False


@dataclass(frozen=True)
class Scored:
    """Points for one criterion.

    :param points: ``None`` where the criterion is left out.
    :param weight: what it weighed after weights were spread.
    :param how: one of the words above.
    :param failed: whether a fatal criterion was failed.
    """

    points: Decimal | None
    weight: Decimal
    how: str
    failed: bool = False


@dataclass(frozen=True)
class Total:
    """The score of a person; ``score`` is ``None`` where no criterion with a weight has points."""

    score: Decimal | None
    lines: tuple[Scored, ...]


def curve_points(criterion: Criterion, value: Decimal) -> Decimal:
    """Exact points for a result, within the limits of the criterion, before any spreading or rounding.

    :raises ValueError: for a curve that is none, or contradicts itself.
    """
    return limited(criterion, _CURVES[_known(criterion.curve)](criterion, value))


def limited(criterion: Criterion, points: Decimal) -> Decimal:
    """Points within the least and the most of a criterion."""
    return max(criterion.floor, min(points, criterion.cap or criterion.weight))


def is_failed(criterion: Criterion, value: Decimal) -> bool:
    """Whether a result fails a fatal criterion."""
    return criterion.curve == "fatal" and _short_of_best(criterion, value) > 0


def _known(curve: str) -> str:
    if curve not in _CURVES:
        raise ValueError(f"there is no curve {curve!r}")
    return curve


def _short_of_best(criterion: Criterion, value: Decimal) -> Decimal:
    """How much a result is worse than the best value; negative: it is better."""
    return criterion.best - value if criterion.higher else value - criterion.best


def _linear(criterion: Criterion, value: Decimal) -> Decimal:
    span = criterion.best - criterion.worst
    if not span:
        raise ValueError("full points and no points are at one value")
    share = (value - criterion.worst) / span
    return criterion.weight * max(ZERO, min(share, Decimal(1)))


def _steps(criterion: Criterion, value: Decimal) -> Decimal:
    reached = [
        step for step in criterion.steps if (value >= step.from_value if criterion.higher else value <= step.from_value)
    ]
    if not reached:
        return ZERO
    # the step that asks most of the result is the one that it stands on
    hardest = max(reached, key=lambda step: step.from_value if criterion.higher else -step.from_value)
    return criterion.weight * hardest.percent / _ALL


def _per_unit(criterion: Criterion, value: Decimal) -> Decimal:
    if criterion.unit <= 0:
        raise ValueError("a unit is above 0")
    units = max(_short_of_best(criterion, value), ZERO) / criterion.unit
    if criterion.parts != "exact":
        units = units.to_integral_value(ROUND_CEILING if criterion.parts == "up" else ROUND_FLOOR)
    return criterion.weight - units * criterion.per_unit


def _fatal(criterion: Criterion, value: Decimal) -> Decimal:
    return ZERO if is_failed(criterion, value) else criterion.weight


def _direct(_criterion: Criterion, value: Decimal) -> Decimal:
    return value


_CURVES = {"linear": _linear, "steps": _steps, "per_unit": _per_unit, "fatal": _fatal, "direct": _direct}


def spread(weights: Sequence[Decimal], counts: Sequence[bool]) -> list[Decimal]:
    """Weights of the criteria that count, made as much as all of them together, in proportion.

    To the cent by largest remainder: each gets the cents that it is owed in whole, the
    cents left go to the largest remainders, the first ones first where they are equal.

    :param weights: of all criteria, with at most two places.
    :param counts: whether each counts; the others come back with 0.
    """
    total = sum(weights, ZERO)
    counted = sum((weight for weight, counting in zip(weights, counts, strict=True) if counting), ZERO)
    if not counted or counted == total:
        return [weight if counting else ZERO for weight, counting in zip(weights, counts, strict=True)]
    exact = [weight * total / counted if counting else ZERO for weight, counting in zip(weights, counts, strict=True)]
    shares = [share.quantize(CENT, rounding=ROUND_FLOOR) for share in exact]
    left = int((total - sum(shares, ZERO)) / CENT)
    owed = sorted(range(len(shares)), key=lambda place: (shares[place] - exact[place], place))
    for place in owed[:left]:
        shares[place] += CENT
    return shares


def score(criteria: Sequence[Criterion], results: Sequence[Result], most: Decimal | None = None) -> Total:
    """The score of one person.

    A criterion without points gives its weight to the others. Points are computed at the
    criterion's own weight and carried over to the spread one in proportion; those beside
    the weights (weight 0) stay as they are. A failed fatal criterion limits the total. No
    total is below 0.

    :param most: the total is no more than this; ``None``: there is no limit.
    :raises ValueError: for a criterion that contradicts itself.
    """
    found = [_one(criterion, result) for criterion, result in zip(criteria, results, strict=True)]
    weights = spread([one.weight for one in criteria], [how not in OPEN for how, _points in found])
    lines = tuple(
        _line(criterion, result, how, points, weight)
        for criterion, result, (how, points), weight in zip(criteria, results, found, weights, strict=True)
    )
    if not any(line.points is not None for line in lines):
        return Total(None, lines)
    total = sum((line.points for line in lines if line.points is not None), ZERO)
    limits = [criterion.fatal_total for criterion, line in zip(criteria, lines, strict=True) if line.failed]
    return Total(within(min([total, *limits]), most), lines)


def within(total: Decimal, most: Decimal | None) -> Decimal:
    """A total within its limits: 0, and the most that there is."""
    return max(ZERO, total if most is None else min(total, most))


def _one(criterion: Criterion, result: Result) -> tuple[str, Decimal]:
    """How a criterion comes to its points, and the exact points at its own weight."""
    if result.given is not None:
        return GIVEN, limited(criterion, result.given)
    if result.error:
        return ERROR, ZERO
    too_few = result.counted is not None and result.counted < criterion.min_sample
    if result.value is not None and not too_few:
        return FACTS, curve_points(criterion, result.value)
    if criterion.below == FULL:
        return FULL, criterion.weight
    if criterion.below == PREVIOUS and result.previous is not None:
        return PREVIOUS, limited(criterion, criterion.weight * result.previous)
    return (HAND if criterion.below == HAND else SKIPPED), ZERO


def _line(criterion: Criterion, result: Result, how: str, points: Decimal, weight: Decimal) -> Scored:
    if how in OPEN:
        return Scored(None, ZERO, how)
    if criterion.weight:
        points = points * weight / criterion.weight
    failed = result.failed or (how == FACTS and result.value is not None and is_failed(criterion, result.value))
    return Scored(rounded(points), weight, how, failed)
