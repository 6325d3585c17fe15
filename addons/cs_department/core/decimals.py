"""Exact figures: as people write them, rounded as people round."""

from decimal import ROUND_HALF_UP, Decimal


def decimal(number: float | int | str | Decimal | None) -> Decimal:
    """A number as it is written, not as it is stored: ``0.1`` is exactly a tenth."""
    return number if isinstance(number, Decimal) else Decimal(str(number or 0))


def rounded(number: Decimal, digits: int = 2) -> Decimal:
    """Half away from zero, as figures are counted by hand: 2.5 is 3.

    >>> rounded(Decimal("94.95"), 1)
    Decimal('95.0')
    """
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
