"""Which movement of a bank or provider is which payment of ours: one, several in one sum, less what they keep.

Pure. Amounts are decimals of one currency, above zero for money in, below for money out; days are local days of the
account. Rules: the number decides; without one an amount that only one payment has within some days; then the sum of
all payments of a means of one day or of days in a row, as providers pay out (T+1), less a fee.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .matching import Money, squeezed

ZERO = Decimal(0)
#: days by which the bank may be later or earlier than our payment, and within which a provider pays out
AROUND = timedelta(days=3)
#: what banks write when a provider pays out: only then may the sum be that of a single payment less a fee
_PROVIDER = re.compile(r"财付通|支付宝|微信|银联|tenpay|alipay|wechat|unionpay", re.IGNORECASE)


@dataclass(frozen=True)
class Ours:
    """A payment of ours that no movement is yet."""

    key: int
    day: date
    amount: Decimal
    numbers: tuple[str, ...] = ()
    #: payments of one means are paid out together
    means: int = 0


#: how sure it is, 0 to 100, by what was found
CONFIDENCE = {"number": 100, "amount": 90, "sum": 88}
#: a number whose amount differs is for people to look at
DIFFERS = 40


@dataclass(frozen=True)
class Settled:
    """What a movement is of our payments."""

    payments: tuple[int, ...]
    #: number, amount or sum
    how: str
    #: kept by the provider: our payments less the movement; above zero
    fee: Decimal = ZERO
    #: the number is that of these payments, but the amount is neither theirs nor theirs less a fee
    differs: bool = False

    @property
    def confidence(self) -> int:
        return DIFFERS if self.differs else CONFIDENCE[self.how]


def settle(moneys: Iterable[Money], payments: Sequence[Ours], fee_percent: Decimal) -> dict[int, Settled]:
    """Movements that are payments of ours.

    :param fee_percent: most that a provider keeps of a payment.
    :return: by the key of the movement; each payment is used once at most.
    """
    todo = sorted((money for money in moneys if money.amount), key=lambda one: (one.day, one.key))
    free = {one.key: one for one in payments}
    found: dict[int, Settled] = {}
    for find in (_numbered, _alone, _together):
        find([money for money in todo if money.key not in found], free, fee_percent, found)
    return found


def _take(found: dict[int, Settled], free: dict[int, Ours], money: Money, settled: Settled) -> None:
    found[money.key] = settled
    for key in settled.payments:
        del free[key]


def _fee(whole: Decimal, came: Decimal, percent: Decimal) -> Decimal | None:
    """What was kept of a payment; nothing when it is more than a provider keeps."""
    kept = whole - came
    return kept if ZERO <= kept <= whole * percent / 100 else None


def _numbered(moneys: Sequence[Money], free: dict[int, Ours], percent: Decimal, found: dict[int, Settled]) -> None:
    by_number: dict[str, list[int]] = defaultdict(list)
    for one in free.values():
        for number in one.numbers:
            by_number[squeezed(number)].append(one.key)
    for money in moneys:
        ours = [
            free[key]
            for number in map(squeezed, (*money.numbers, money.text))
            for key in by_number.get(number, ())
            if key in free and (free[key].amount > 0) == (money.amount > 0)
        ]
        if ours:
            _take(found, free, money, _of_number(money, list(dict.fromkeys(ours)), percent))


def _of_number(money: Money, ours: list[Ours], percent: Decimal) -> Settled:
    """The payment with the amount among those of a number, else all of them together."""
    exact = next((one for one in ours if one.amount == money.amount), None)
    if exact:
        return Settled((exact.key,), "number")
    keys, whole = tuple(one.key for one in ours), sum((one.amount for one in ours), ZERO)
    fee = _fee(whole, money.amount, percent) if money.amount > 0 else ZERO if whole == money.amount else None
    return Settled(keys, "number", fee or ZERO, differs=fee is None)


def _alone(moneys: Sequence[Money], free: dict[int, Ours], _percent: Decimal, found: dict[int, Settled]) -> None:
    by_amount: dict[Decimal, list[Ours]] = defaultdict(list)
    for one in free.values():
        by_amount[one.amount].append(one)
    for money in moneys:
        near = [
            one for one in by_amount.get(money.amount, ()) if one.key in free and abs(one.day - money.day) <= AROUND
        ]
        if len(near) == 1:
            _take(found, free, money, Settled((near[0].key,), "amount"))


def _together(moneys: Sequence[Money], free: dict[int, Ours], percent: Decimal, found: dict[int, Settled]) -> None:
    for money in moneys:
        if money.amount <= 0:
            continue
        provider = bool(_PROVIDER.search(f"{money.partner} {money.text}"))
        runs = [run for run in _runs(free, money.day) if provider or len(run) > 1]
        whole = {run: sum((one.amount for one in run), ZERO) for run in runs}
        exact = [run for run in runs if whole[run] == money.amount]
        short = [run for run in runs if _fee(whole[run], money.amount, percent)] if provider else []
        best = exact or short
        if len(best) == 1:
            keys = tuple(one.key for one in best[0])
            _take(found, free, money, Settled(keys, "sum", whole[best[0]] - money.amount))


def _runs(free: Mapping[int, Ours], day: date) -> Iterator[tuple[Ours, ...]]:
    """All payments in of a means of one day, or of days in a row, that may be paid out on a day."""
    by_means: dict[int, dict[date, list[Ours]]] = defaultdict(lambda: defaultdict(list))
    for one in free.values():
        if one.amount > 0 and day - AROUND <= one.day <= day:
            by_means[one.means][one.day].append(one)
    for days in by_means.values():
        order = sorted(days)
        for first in range(len(order)):
            for last in range(first + 1, len(order) + 1):
                yield tuple(one for when in order[first:last] for one in days[when])
