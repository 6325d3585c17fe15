"""The counter's till: who pays what with which means, and whether the day agrees."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


class TillError(ValueError):
    """What is paid and what is given do not agree.

    :param code: ``short`` (too little is given), ``over`` (too much, and no cash to give change from), ``negative``.
    :param amount: by how much.
    """

    def __init__(self, code: str, amount: Decimal) -> None:
        super().__init__(code)
        self.code, self.amount = code, amount


@dataclass(frozen=True, slots=True)
class Given:
    """What a customer gives by one means.

    :param key: the means.
    :param is_cash: change is given from it.
    """

    key: Hashable
    amount: Decimal
    is_cash: bool = False


def change(total: Decimal, given: Sequence[Given]) -> Decimal:
    """What goes back to the customer.

    :raises TillError: when he gives too little, or too much by means that give no change.
    """
    if total < 0 or any(part.amount < 0 for part in given):
        raise TillError("negative", min([total, *(part.amount for part in given)]))
    paid = sum((part.amount for part in given), ZERO)
    if paid < total:
        raise TillError("short", total - paid)
    cash = sum((part.amount for part in given if part.is_cash), ZERO)
    over = paid - total
    if over > cash:
        raise TillError("over", over - cash)
    return over


def net(given: Sequence[Given], back: Decimal) -> list[Given]:
    """What is kept of each means when change is given from the cash."""
    kept = []
    for part in given:
        less = min(back, part.amount) if part.is_cash else ZERO
        back -= less
        if part.amount > less:
            kept.append(Given(part.key, part.amount - less, part.is_cash))
    return kept


def split(given: Sequence[Given], wanted: Mapping[Hashable, Decimal]) -> list[tuple[Hashable, Hashable, Decimal]]:
    """Which means pays for what, one after the other.

    :param wanted: purpose → amount, summing to what is given.
    :return: (means, purpose, amount), none of them nought.
    :raises TillError: when the sums differ.
    """
    left = [[part.key, part.amount] for part in given]
    found: list[tuple[Hashable, Hashable, Decimal]] = []
    for purpose, amount in wanted.items():
        rest = amount
        while rest > 0:
            if not left:
                raise TillError("short", rest)
            used = min(rest, left[0][1])
            if used > 0:
                found.append((left[0][0], purpose, used))
            rest -= used
            left[0][1] -= used
            if not left[0][1]:
                left.pop(0)
    if left:
        raise TillError("over", sum((amount for _key, amount in left), ZERO))
    return found


@dataclass(frozen=True, slots=True)
class Difference:
    """Two sums of one means that should be equal.

    :param kind: ``ledger`` (accounts against receipts) or ``count`` (counted against receipts).
    """

    key: Hashable
    kind: str
    expected: Decimal
    found: Decimal

    @property
    def amount(self) -> Decimal:
        return self.found - self.expected


def closing(
    begin: Decimal,
    cash: Hashable,
    receipts: Mapping[Hashable, Decimal],
    ledger: Mapping[Hashable, Decimal],
    counted: Decimal,
    explained: Decimal = ZERO,
) -> list[Difference]:
    """What does not agree at the end of a shift; nothing: it may be signed.

    :param begin: cash in the till at the beginning.
    :param cash: which means is cash.
    :param receipts: means → what came in less what went out, by the receipts.
    :param ledger: the same by the accounts.
    :param counted: cash that was counted.
    :param explained: difference of cash that was given a reason and is booked.
    """
    found = []
    for key in sorted({*receipts, *ledger}, key=str):
        wanted, booked = receipts.get(key, ZERO), ledger.get(key, ZERO)
        if wanted != booked:
            found.append(Difference(key, "ledger", wanted, booked))
    expected = begin + receipts.get(cash, ZERO) + explained
    if expected != counted:
        found.append(Difference(cash, "count", expected, counted))
    return found
