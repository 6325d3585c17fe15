"""Who is entitled to how many nights, weekend days, holidays, unpopular shifts.

One ledger per kind of burden. A month's burden belongs to those who were available in
it, in proportion to how much: who was on leave, works part time, may not work nights or
had not joined yet owes nothing for it. What somebody did less or more than that is owed
to or by the others, and goes into the share of the period being planned.

Availability is any measure that is the same for all people of a ledger: contract
minutes less leave, or days; 0 for who cannot be given the burden at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

__all__ = ["Month", "owed", "shares"]

Key = TypeVar("Key")

#: steps of the halving that finds the level at which shares add up: beyond the precision of a float
_HALVINGS = 80


@dataclass(frozen=True, slots=True)
class Month:
    """A past stretch of time of the ledger, a month as a rule.

    :param available: person → how much they were there for this kind of burden.
    :param done: person → how many they worked.
    """

    available: Mapping = field(default_factory=dict)
    done: Mapping = field(default_factory=dict)


def owed(months: Iterable[Month], people: Iterable[Key]) -> dict[Key, float]:
    """How many each person still owes the others (positive) or has worked beyond the entitled share (negative).

    People who left keep their part of the months they were in: it is not shared out anew.
    A month in which nobody was available for the burden leaves all as they were.
    """
    balance = dict.fromkeys(people, 0.0)
    for month in months:
        everybody = sum(month.available.values())
        if not everybody:
            continue
        total = sum(month.done.values())
        for person in balance:
            fair = total * month.available.get(person, 0) / everybody
            balance[person] += fair - month.done.get(person, 0)
    return balance


def shares(
    total: int,
    available: Mapping[Key, float],
    owing: Mapping[Key, float] | None = None,
    most: Mapping[Key, int] | None = None,
) -> dict[Key, int]:
    """Each person's entitled number out of ``total`` of this period: whole numbers that add up to it.

    A person's share is what falls to them by availability plus what they owe, never
    below 0 nor above ``most``; what that cuts off falls to the others by availability.
    Fractions go to the largest first, ties in the order of ``available``.

    :param total: how many the demand of this period has.
    :param available: person → availability in this period; 0: entitled to none.
    :param owing: what :func:`owed` says; ``None``: nothing.
    :param most: person → most they can be given (days they are there, a limit of a rule).
    :return: adds up to ``total``, or to the sum of ``most`` where that is less, or to 0
        where nobody is available.
    """
    there = {person: amount for person, amount in available.items() if amount > 0}
    everybody = sum(there.values())
    limit = {person: min(total, (most or {}).get(person, total)) for person in there}
    total = min(total, sum(limit.values()))
    found = dict.fromkeys(available, 0)
    if not there or total <= 0:
        return found
    part = {person: amount / everybody for person, amount in there.items()}
    owing = owing or {}

    def at(level: float) -> dict[Key, float]:
        return {person: min(max(part[person] * level + owing.get(person, 0), 0), limit[person]) for person in there}

    exact = at(_level(at, total, part, owing))
    whole = {person: int(amount + 1e-9) for person, amount in exact.items()}
    left = total - sum(whole.values())
    by_fraction = sorted(there, key=lambda person: round(whole[person] - exact[person], 9))
    while left > 0:
        for person in by_fraction:
            if left > 0 and whole[person] < limit[person]:
                whole[person] += 1
                left -= 1
    return found | whole


def _level(at, total: int, part: Mapping, owing: Mapping) -> float:
    """The level at which the shares add up to the total; they only grow with it."""
    widest = max((abs(amount) for amount in owing.values()), default=0) + total
    low, high = -widest / min(part.values()), 2 * widest / min(part.values())
    for _step in range(_HALVINGS):
        middle = (low + high) / 2
        if sum(at(middle).values()) < total:
            low = middle
        else:
            high = middle
    return high
