"""Figures of a month of fees: which days it has, what was collected of what fell due, and what is still open.

Days are local dates of the estate, both ends included. Amounts are decimals of the company's currency.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
HUNDRED = Decimal(100)
DAY = timedelta(days=1)


def _on(year: int, month: int, day: int) -> date:
    """That day of a month, or its last one where the month is shorter."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def month_ending(today: date, day: int) -> tuple[date, date]:
    """The last month of figures that is over or ends today.

    :param day: day of the month on which figures are fixed, 1 to 31.
    :return: first and last day: the day after the last fixing, and the day of fixing.
    """
    last = _on(today.year, today.month, day)
    if last > today:
        end_before = today.replace(day=1) - DAY
        last = _on(end_before.year, end_before.month, day)
    end_before = last.replace(day=1) - DAY
    return _on(end_before.year, end_before.month, day) + DAY, last


def rate(received: Decimal, due: Decimal) -> Decimal | None:
    """What was collected of what fell due, in percent with two decimals, half up; ``None``: nothing fell due."""
    if due <= 0:
        return None
    return (received * HUNDRED / due).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Movement:
    """What happened to the debts of one place and fee within a month.

    :param opening: open before its first day.
    :param charged: billed in it.
    :param received: settled by money in it.
    :param credited: taken back by credit notes in it.
    :param due: what fell due in it, less what was taken back of that.
    :param due_received: what of that was settled by money up to its last day.
    """

    opening: Decimal = ZERO
    charged: Decimal = ZERO
    received: Decimal = ZERO
    credited: Decimal = ZERO
    due: Decimal = ZERO
    due_received: Decimal = ZERO

    @property
    def closing(self) -> Decimal:
        """Open after its last day."""
        return self.opening + self.charged - self.received - self.credited

    @property
    def rate(self) -> Decimal | None:
        return rate(self.due_received, self.due)


def whole(parts: Iterable[Movement]) -> Movement:
    """All parts together."""
    parts = list(parts)
    return Movement(
        *(
            sum((getattr(part, name) for part in parts), ZERO)
            for name in ("opening", "charged", "received", "credited", "due", "due_received")
        )
    )
