"""Repairs: what a quote comes to, when it must be agreed anew, who goes, and how long warranty holds (P4).

Amounts are CNY before tax, days are local days of the estate.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def line_amount(quantity: Decimal, unit_price: Decimal, rounding: Decimal = CENT) -> Decimal:
    """What a line comes to, half up.

    :raises ValueError: for a quantity or price below zero.
    """
    if quantity < 0 or unit_price < 0:
        raise ValueError("Neither a quantity nor a price is below zero.")
    return (quantity * unit_price).quantize(rounding, ROUND_HALF_UP)


def total(lines: Iterable[tuple[Decimal, Decimal]], rounding: Decimal = CENT) -> Decimal:
    """The sum of the rounded lines: it is what somebody gets who adds up the paper.

    :param lines: (quantity, unit price) each.
    """
    return sum((line_amount(quantity, price, rounding) for quantity, price in lines), Decimal(0))


def price_on(prices: Iterable[tuple[date, Decimal]], day: date) -> Decimal | None:
    """The price of a day: the last one that was in force by then; ``None``: there was none yet."""
    in_force = [(since, price) for since, price in prices if since <= day]
    return max(in_force)[1] if in_force else None


def exceeds(agreed: Mapping[int, Decimal], used: Mapping[int, Decimal]) -> frozenset[int]:
    """Lines that are more than the customer agreed to; he is asked anew for them.

    Less than agreed needs nobody's leave: it costs him less.

    :param agreed: line → quantity that was agreed; a line that is not in it was never agreed.
    :param used: line → quantity now.
    """
    return frozenset(line for line, quantity in used.items() if quantity > agreed.get(line, Decimal(0)))


def warranty_until(accepted_on: date, days: int) -> date | None:
    """The last day of warranty, that day included; ``None``: there is none.

    The day of the acceptance is day nought: 90 days after the 1st of January end on the 1st of April.

    :raises ValueError: for days below zero.
    """
    if days < 0:
        raise ValueError("Days are not below zero.")
    return accepted_on + timedelta(days=days) if days else None


def in_warranty(until: date | None, reported_on: date) -> bool:
    """Whether what is reported on a day falls under a warranty."""
    return bool(until) and reported_on <= until


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who could go.

    :param on_duty: by the roster (or the calendar, where there is none).
    :param skills: ids of those that he holds today.
    :param load: orders and cases that he has in hand.
    :param barred: has not passed a course that the work needs.
    """

    user_id: int
    on_duty: bool
    skills: frozenset[int] = frozenset()
    load: int = 0
    barred: bool = False

    def lacks(self, needed: frozenset[int]) -> frozenset[int]:
        return needed - self.skills

    def fits(self, needed: frozenset[int]) -> bool:
        """Whether he may be sent without somebody's leave."""
        return self.on_duty and not self.barred and not self.lacks(needed)


def ranked(workers: Sequence[Worker], needed: frozenset[int] = frozenset()) -> list[Worker]:
    """Who goes first: who fits, then who is on duty, lacks least, has least in hand; equals by number."""
    return sorted(
        workers,
        key=lambda one: (
            not one.fits(needed),
            one.barred,
            not one.on_duty,
            len(one.lacks(needed)),
            one.load,
            one.user_id,
        ),
    )
