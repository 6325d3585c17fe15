"""What a result lacks to its target: what a person has to learn (systems.md D13, "training plan from gaps")."""

from decimal import Decimal


def gap(result: Decimal | None, target: Decimal, higher: bool = True) -> Decimal:
    """How much is missing to a target, in the unit of the result; 0 where it is reached or nothing is known.

    :param higher: whether more is better.
    """
    if result is None:
        return Decimal(0)
    return max(target - result if higher else result - target, Decimal(0))
