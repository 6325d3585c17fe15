"""What is granted less of a charge.

Percentages are of the charge as the rule gives it; amounts are per calendar month. Several grants add up,
but never to more than the charge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from .pricing import times
from .proration import Span, days, months, part_of_month, within


@dataclass(frozen=True, slots=True)
class Grant:
    """Granted less on these days.

    :param kind: ``percent``, ``amount`` (a month) or ``waiver`` (everything).
    :param figure: per cent, or money a month; of no meaning for a waiver.
    """

    kind: str
    figure: Decimal
    days: Span


def reductions(amount: Decimal, span: Span, grants: Sequence[Grant], coin: Decimal) -> list[Decimal]:
    """What each grant takes off a charge for these days, rounded half up to the coin.

    :param amount: of the charge, not below zero.
    :raises ValueError: for a charge below zero.
    """
    if amount < 0:
        raise ValueError("a charge below zero")
    left, found = amount, []
    for grant in grants:
        taken = min(left, _rounded(_wished(amount, span, grant), coin))
        found.append(taken)
        left -= taken
    return found


def _wished(amount: Decimal, span: Span, grant: Grant) -> Decimal:
    common = within(span, [grant.days])
    if not common:
        return Decimal(0)
    if grant.kind == "amount":
        parts = sum((part_of_month(month, "days") for month in months(*common[0])), Fraction(0))
        return times(grant.figure, parts)
    percent = Decimal(100) if grant.kind == "waiver" else grant.figure
    return times(amount, Fraction(days(common), days([span])), percent)


def _rounded(amount: Decimal, coin: Decimal) -> Decimal:
    return (amount / coin).quantize(Decimal(1), ROUND_HALF_UP) * coin
