"""What a fee comes to, and how.

Amounts are exact here (``Decimal``); they are rounded when all parts of a unit and fee are known, so
that the parts of two payers sum to the whole. Prices are per month, or per unit of usage where a fee is metered.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .proration import Span, cut, days, months, part_of_month

_FINE = Decimal("0.0000000001")


@dataclass(frozen=True, slots=True)
class Step:
    """A price up to a usage; ``up_to`` ``None``: for all that is beyond."""

    up_to: Decimal | None
    price: Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """What is charged from a day on.

    :param steps: of a metered fee, in rising order; without, everything costs ``price``.
    """

    date_from: date
    price: Decimal
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One row of the account of a charge.

    :param quantity: m², pieces or usage.
    :param weight: months or parts of a month.
    :param percent: what is charged of it (100, less while the unit is vacant).
    """

    first: date
    last: date
    quantity: Decimal
    price: Decimal
    weight: Fraction
    percent: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Charge:
    amount: Decimal
    parts: tuple[Part, ...]


class NoPrice(ValueError):
    """No price holds on a day.

    :param day: the day.
    """

    def __init__(self, day: date) -> None:
        super().__init__(str(day))
        self.day = day


def price_on(prices: Sequence[Price], day: date) -> Price:
    """
    :raises NoPrice: before the first price.
    """
    found = [price for price in prices if price.date_from <= day]
    if not found:
        raise NoPrice(day)
    return max(found, key=lambda price: price.date_from)


def stepped(quantity: Decimal, steps: Sequence[Step]) -> list[tuple[Decimal, Decimal]]:
    """A usage, divided over its steps: (usage, price) of each step that is reached."""
    found, begin = [], Decimal(0)
    for step in steps:
        end = quantity if step.up_to is None else min(quantity, step.up_to)
        if end > begin:
            found.append((end - begin, step.price))
            begin = end
    if begin < quantity and steps:
        found.append((quantity - begin, steps[-1].price))  # beyond the last step its price holds on
    return found


def monthly(
    span: Span,
    amount_of: Callable[[Price], tuple[Decimal, Decimal]],
    prices: Sequence[Price],
    mode: str,
    vacant: Sequence[Span] = (),
    vacancy_percent: Decimal = Decimal(100),
) -> Charge:
    """What a fee by the month comes to for these days.

    :param amount_of: price → (quantity, amount for a whole month).
    :param mode: see :func:`proration.part_of_month`.
    :param vacant: days on which the unit stands empty, as approved.
    :param vacancy_percent: what is charged of it then.
    :raises NoPrice: where a day has no price.
    """
    parts = []
    for month in months(*span):
        weight = part_of_month(month, mode)
        if not weight:
            continue
        total = days([month])
        for piece in _pieces(month, prices, vacant) if mode == "days" else [month]:
            price = price_on(prices, piece[0])
            quantity, amount = amount_of(price)
            empty = any(first <= piece[0] <= last for first, last in vacant)
            percent = vacancy_percent if empty else Decimal(100)
            share = weight * Fraction(days([piece]), total)
            parts.append(Part(*piece, quantity, price.price, share, percent, times(amount, share, percent)))
    return Charge(sum((part.amount for part in parts), Decimal(0)), tuple(parts))


def _pieces(month: Span, prices: Sequence[Price], vacant: Sequence[Span]) -> list[Span]:
    """A month, cut where a price or a vacancy begins or ends."""
    borders = [price.date_from for price in prices]
    for first, last in vacant:
        borders += [first, date.fromordinal(last.toordinal() + 1)]
    return cut(month, borders)


def metered(span: Span, quantity: Decimal, prices: Sequence[Price]) -> Charge:
    """What a usage comes to by the price of its last day.

    :raises NoPrice: where that day has no price.
    """
    price = price_on(prices, span[1])
    rows = stepped(quantity, price.steps) if price.steps else [(quantity, price.price)]
    parts = tuple(Part(*span, usage, each, Fraction(1), Decimal(100), usage * each) for usage, each in rows if usage)
    return Charge(sum((part.amount for part in parts), Decimal(0)), parts)


def times(amount: Decimal, share: Fraction, percent: Decimal = Decimal(100)) -> Decimal:
    """A part of an amount, to ten places."""
    exact = Fraction(amount) * share * Fraction(percent) / 100
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(_FINE)
