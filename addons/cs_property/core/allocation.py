"""Which charge a payment settles, and how much of it.

A payment is used in the order of the estate's allocation rule. Article 561 of the Civil Code
of China gives the order where nothing was agreed: costs, then interest, then the principal;
between debts of one kind the one due first (article 560).
Amounts are decimals of the company's currency, never floats.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Open:
    """A charge of which something is still to be paid.

    :param key: what the caller knows it by.
    :param document: the invoice on which it stands.
    :param due: local day of the estate on which it falls due.
    :param sequence: place of its fee among the fees.
    :param late: whether it is a late fee: interest, not principal.
    :param amount: still to be paid, above zero.
    """

    key: Hashable
    document: Hashable
    due: date
    sequence: int
    late: bool
    amount: Decimal


@dataclass(frozen=True)
class Order:
    """In which order charges are paid.

    :param by: ``oldest`` due day first; ``current``: the newest bill, then the oldest;
        ``fee``: fee after fee, in each the oldest first.
    :param late: ``first``: late fees before everything, ``last``: after it, ``same``: as anything else.
    """

    by: str = "oldest"
    late: str = "first"


def arranged(opens: Iterable[Open], order: Order) -> list[Open]:
    """The charges in the order in which they are paid; equals keep the order they come in."""
    opens = list(opens)
    newest = max((one.due for one in opens), default=None)

    def place(one):
        interest = {"first": not one.late, "last": one.late, "same": False}[order.late]
        if order.by == "fee":
            return interest, one.sequence, one.due
        behind = order.by == "current" and one.due != newest
        return interest, behind, one.due, one.sequence

    return sorted(opens, key=place)


def spread(amount: Decimal, opens: Iterable[Open], order: Order) -> list[tuple[Hashable, Decimal]]:
    """Use an amount for charges.

    :return: (key, amount above zero) in the order of payment; what is over is in none of them.
    :raises ValueError: for an amount below zero.
    """
    if amount < ZERO:
        raise ValueError("an amount below zero settles nothing")
    parts, left = [], amount
    for one in arranged(opens, order):
        part = min(left, one.amount)
        if part > ZERO:
            parts.append((one.key, part))
            left -= part
    return parts


def match(
    credits_: Iterable[tuple[Hashable, Decimal]], opens: Iterable[Open], order: Order
) -> dict[tuple[Hashable, Hashable], dict[Hashable, Decimal]]:
    """Use several credits, one after the other, for charges.

    :param credits_: (key, amount above zero), the one to be used first in front.
    :return: (credit, document) → {charge: amount}, in the order of payment.
    """
    used: dict[tuple[Hashable, Hashable], dict[Hashable, Decimal]] = {}
    waiting = [[one, one.amount] for one in arranged(opens, order)]
    for credit, amount in credits_:
        left = amount
        for entry in waiting:
            one, still = entry
            part = min(left, still)
            if part > ZERO:
                used.setdefault((credit, one.document), {})[one.key] = part
                entry[1] -= part
                left -= part
    return used


def fit(parts: dict[Hashable, Decimal], total: Decimal) -> dict[Hashable, Decimal]:
    """Make parts add up to what was booked, when rounding on the document moved a cent.

    The largest part takes the difference: there it shows least.
    """
    off = total - sum(parts.values(), ZERO)
    if not off or not parts:
        return dict(parts)
    largest = max(parts, key=lambda key: abs(parts[key]))
    return {**parts, largest: parts[largest] + off}
