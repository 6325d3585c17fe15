"""What a customer is offered for a broken promise, and how much of it may be refunded.

Amounts are ``Decimal`` in one currency; results are rounded half up to its smallest coin
(0.01 for CNY). Moments are naive UTC; lateness counts by the calendar, not in working
time: the customer waits at night, too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

FIXED, PERCENT, PER_DAY, PER_HOUR = "fixed", "percent", "per_day", "per_hour"
#: grow with the time that passes
GROWING = frozenset({PER_DAY, PER_HOUR})
UNIT = {PER_DAY: timedelta(days=1), PER_HOUR: timedelta(hours=1)}
CENT = Decimal("0.01")
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Offer:
    """How a rule computes the amount.

    :param basis: ``fixed`` amount, ``percent`` of what was invoiced, or an amount
        ``per_day`` / ``per_hour`` late, started ones counted whole.
    :param amount: money, or the percentage.
    :param minimum: at least this much, 0 = no minimum.
    :param cap: at most this much, 0 = no cap. The cap wins over the minimum.
    """

    basis: str
    amount: Decimal
    minimum: Decimal = NOTHING
    cap: Decimal = NOTHING


def started_units(late: timedelta, unit: timedelta) -> int:
    """Whole units of lateness, a started one counted whole; nothing where nothing is late."""
    return -(-late // unit) if late > timedelta(0) else 0


def money(value: Decimal, coin: Decimal = CENT) -> Decimal:
    """Rounded half up to the smallest coin."""
    return (value / coin).quantize(Decimal(1), ROUND_HALF_UP) * coin


def lateness(due_at: datetime, done_at: datetime) -> timedelta:
    """How long after the promise it was done, never negative."""
    return max(done_at - due_at, timedelta(0))


def amount(offer: Offer, base: Decimal = NOTHING, late: timedelta = timedelta(0), coin: Decimal = CENT) -> Decimal:
    """The compensation.

    :param base: what was invoiced, for a percentage.
    :param late: for what grows; without lateness nothing is owed, not even the minimum.
    """
    if offer.basis == PERCENT:
        value = base * offer.amount / 100
    elif offer.basis in GROWING:
        value = offer.amount * started_units(late, UNIT[offer.basis])
    else:
        value = offer.amount
    if value <= 0:
        return NOTHING
    value = max(value, offer.minimum)
    if offer.cap:
        value = min(value, offer.cap)
    return money(value, coin)


def refundable(total: Decimal, given_back: Iterable[Decimal]) -> Decimal:
    """What may still be given back of an amount, never less than nothing.

    :param total: what was invoiced (for a credit note) or paid (for money).
    :param given_back: what went back before, each as a positive amount.
    """
    return max(total - sum(given_back, NOTHING), NOTHING)
