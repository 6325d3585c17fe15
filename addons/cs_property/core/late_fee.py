"""What a payer owes for paying late: worked out day by day on what is still open.

Days are local dates of the estate, both ends included. A charge is late from the day after it fell due;
the day on which money comes still counts, for the money came in its course. Amounts are decimals of the
company's currency, rates are fractions per day (``Decimal("0.0005")`` is five in ten thousand).

Everything is worked out from the beginning and what was charged or waived before is taken off: however a
time is cut into bills, their sum is the same, and a payment that is booked late puts the next bill right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

ZERO = Decimal(0)
HUNDRED = Decimal(100)
DAY = timedelta(days=1)

Span = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rule for late payment says.

    :param rate: fraction of what is open, per calendar day; not negative.
    :param grace: so many days after the due day nothing is charged.
    :param from_due: whoever is late beyond the grace pays from the first day after the due day.
    :param cap: never more than this percentage of the principal; ``None`` = without a cap.
    :param minimum: less than this is not billed yet.
    :param since: days before this one are not charged; ``None`` = all.
    """

    rate: Decimal
    grace: int = 0
    from_due: bool = False
    cap: Decimal | None = None
    minimum: Decimal = ZERO
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Debt:
    """One charge that fell due.

    :param amount: the principal, what was owed at first.
    :param due: last day on which it is paid in time.
    :param settled: (day, amount) of payments and credit notes.
    :param disputed: days on which it was disputed: (first, last); last ``None`` = until today.
    """

    amount: Decimal
    due: date
    settled: Sequence[tuple[date, Decimal]] = ()
    disputed: Sequence[Span] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """Days in a row on which the same principal was open and the same terms held."""

    first: date
    last: date
    base: Decimal
    rate: Decimal

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def exact(self) -> Decimal:
        """What these days cost, not rounded."""
        return self.base * self.rate * self.days


def paused(day: date, spans: Iterable[Span]) -> bool:
    """Whether a day lies in one of the spans."""
    return any(first <= day and (last is None or day <= last) for first, last in spans)


def first_day(debt: Debt, terms: Terms, until: date) -> date | None:
    """The first day that is charged when it is ``until``; ``None``: nothing is charged yet."""
    begins = debt.due + DAY * (terms.grace + 1)
    if until < begins or not _open(debt, begins):
        # within the grace, or paid within it
        return None
    first = debt.due + DAY if terms.from_due else begins
    return max(first, terms.since) if terms.since else first


def segments(debt: Debt, terms: Terms, until: date) -> list[Segment]:
    """The days that are charged up to a day, cut where the principal or a dispute changes.

    :param until: last day that counts.
    """
    first = first_day(debt, terms, until)
    if first is None:
        return []
    cuts = {first, until + DAY}
    for day, _amount in debt.settled:
        cuts.add(day + DAY)
    for begins, ends in debt.disputed:
        cuts.add(begins)
        if ends is not None:
            cuts.add(ends + DAY)
    days = sorted(cut for cut in cuts if first <= cut <= until + DAY)
    found = []
    for begins, after in pairwise(days):
        base = _open(debt, begins)
        if base > 0 and terms.rate > 0 and not paused(begins, debt.disputed):
            found.append(Segment(begins, after - DAY, base, terms.rate))
    return found


def _open(debt: Debt, day: date) -> Decimal:
    """What is open when a day begins."""
    return debt.amount - sum((amount for paid_on, amount in debt.settled if paid_on < day), ZERO)


def total(debt: Debt, terms: Terms, until: date, cent: Decimal = Decimal("0.01")) -> Decimal:
    """All that was to be paid for being late up to a day, half up to the cent, within the cap."""
    owed = sum((segment.exact for segment in segments(debt, terms, until)), ZERO)
    if terms.cap is not None:
        owed = min(owed, debt.amount * terms.cap / HUNDRED)
    return owed.quantize(cent, rounding=ROUND_HALF_UP)


def owed(debt: Debt, terms: Terms, until: date, taken: Decimal = ZERO, cent: Decimal = Decimal("0.01")) -> Decimal:
    """What is to be billed now: all of it, less what was billed or waived before; never below zero.

    :param taken: what was billed or waived before.
    """
    left = total(debt, terms, until, cent) - taken
    return left if left > 0 and left >= terms.minimum else Decimal(0).quantize(cent)
