"""What a meter counted, and whether it can be believed.

Values are what the dial shows; usages are in the unit of the fee (m³, kWh), that is: differences × multiplier.
Days are local days of the estate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

#: without a history a dial is believed to have begun again where it moved less than this part of its range
_BELIEVED = Fraction(1, 4)


@dataclass(frozen=True, slots=True)
class Check:
    """From when on a reading is doubtful.

    :param jump_percent: more than the average of a day by so many per cent; 0: never asked.
    :param jump_least: and more than the average by at least this usage.
    :param zero_days: nothing was used for so many days; 0: never asked.
    :param history: so many readings make the average.
    """

    jump_percent: Decimal = Decimal(0)
    jump_least: Decimal = Decimal(0)
    zero_days: int = 0
    history: int = 6


@dataclass(frozen=True, slots=True)
class Known:
    """What is known between two readings."""

    days: int
    usage: Decimal


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used in a period.

    :param rows: (meter, value before, value after, usage) of each reading.
    """

    quantity: Decimal
    rows: tuple[tuple[str, Decimal, Decimal, Decimal], ...]


def advance(before: Decimal, after: Decimal, digits: int, multiplier: Decimal = Decimal(1)) -> tuple[Decimal, bool]:
    """How far a meter came between two readings.

    :param digits: of the dial before the decimal point; after 99 999 a dial of five begins again at zero.
    :return: (usage, whether the dial began again).
    :raises ValueError: for a value that the dial cannot show.
    """
    whole = Decimal(10) ** digits
    if not (0 <= before < whole and 0 <= after < whole):
        raise ValueError("not on the dial")
    rolled = after < before
    return (after - before + (whole if rolled else 0)) * multiplier, rolled


def doubts(
    known: Known, history: Sequence[Known], check: Check, rolled: bool = False, span: Decimal | None = None
) -> tuple[str, ...]:
    """Why a reading should be looked at.

    :param known: days and usage since the reading before.
    :param history: accepted before it, the newest last.
    :param span: usage of a whole turn of the dial.
    :return: ``fall`` (lower than before, and not because the dial began again), ``jump``, ``zero``.
    """
    found = []
    average = per_day(history[-check.history :]) if check.history else None
    jumped = _jumped(known, average, check)
    if rolled:
        far = span is not None and Fraction(known.usage) > Fraction(span) * _BELIEVED
        if jumped or far:
            return ("fall",)
    if jumped:
        found.append("jump")
    if check.zero_days and not known.usage and known.days + _still(history) >= check.zero_days:
        found.append("zero")
    return tuple(found)


def _jumped(known: Known, average: Fraction | None, check: Check) -> bool:
    if average is None or not check.jump_percent:
        return False
    usual = average * known.days
    more = Fraction(known.usage) - usual
    return more > usual * Fraction(check.jump_percent) / 100 and more > Fraction(check.jump_least)


def _still(history: Sequence[Known]) -> int:
    """Days without any usage before a reading."""
    days = 0
    for known in reversed(history):
        if known.usage:
            break
        days += known.days
    return days


def per_day(history: Sequence[Known]) -> Fraction | None:
    """Average usage of a day; ``None`` without a history."""
    days = sum(known.days for known in history)
    return Fraction(sum((known.usage for known in history), Decimal(0))) / days if days else None


def estimate(before: Decimal, days: int, history: Sequence[Known], digits: int, multiplier: Decimal) -> Decimal | None:
    """What a meter would show that nobody could read, by its average; a whole number.

    :return: ``None`` without a history.
    """
    average = per_day(history)
    if average is None:
        return None
    moved = average * days / Fraction(multiplier)
    value = Fraction(before) + moved
    rounded = (Decimal(value.numerator) / value.denominator).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return max(rounded, before) % (Decimal(10) ** digits)
