"""Parts that make up a whole to the cent."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction


def share(total: Decimal, weights: Sequence[Decimal], cent: Decimal = Decimal("0.01")) -> list[Decimal]:
    """Divide an amount by weights so that the parts sum to it exactly (largest remainder).

    What is left after rounding down goes to those who lost most by it, the first of equals first.

    :param total: a whole number of cents; may be below zero (a credit).
    :param weights: areas, people, usages; none below zero. Who weighs nothing gets nothing.
    :param cent: the smallest coin.
    :raises ValueError: for a weight below zero, for nobody to share, for an amount with parts of a cent.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("weight below zero")
    whole = sum(map(Fraction, weights))
    if not whole:
        if total:
            raise ValueError("nobody to share")
        return [Decimal(0)] * len(weights)
    coins = Fraction(total) / Fraction(cent)
    if coins.denominator != 1:
        raise ValueError("parts of a cent")
    sign = -1 if coins < 0 else 1
    exact = [abs(coins) * Fraction(weight) / whole for weight in weights]
    parts = [int(part) for part in exact]
    left = int(abs(coins)) - sum(parts)
    by_loss = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_loss[:left]:
        parts[place] += 1
    return [sign * part * cent for part in parts]


def round_parts(parts: Sequence[Decimal], cent: Decimal = Decimal("0.01")) -> list[Decimal]:
    """Exact parts, rounded so that they sum to their rounded whole (half up); none below zero.

    Two payers of one month together pay what one of them would have paid alone.
    """
    whole = Decimal(sum(parts)).quantize(cent, rounding="ROUND_HALF_UP")
    down = [part.quantize(cent, rounding=ROUND_FLOOR) for part in parts]
    left = int((whole - sum(down)) / cent)
    by_loss = sorted(range(len(parts)), key=lambda place: (down[place] - parts[place], place))
    for place in by_loss[:left]:
        down[place] += cent
    return down
