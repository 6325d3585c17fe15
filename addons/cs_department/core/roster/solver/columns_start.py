"""A first roster at once: one person after the other takes the cheapest path, given what the others cover."""

from collections.abc import Callable
from random import Random

import numpy as np

from .columns_polish import Valuer
from .columns_pricing import HOPELESS, Pricer
from .columns_terms import NEVER

__all__ = ["first_roster"]

#: turns of everybody: the first fills, the next ones mend
_PASSES = 3
#: how fast the price of a shift rises until its limit is kept, and how often
_RAISE, _RAISES = 40.0, 6


def first_roster(valuer: Valuer, rng: Random, over: Callable[[], bool]) -> np.ndarray | None:
    """A whole roster (P × D, S: off), ``None`` where somebody has none at all."""
    people, days, _choices = valuer.terms.cost.shape
    pricer = Pricer(valuer.terms)
    roster = np.full((people, days), -1, dtype=np.int16)
    for turn in range(_PASSES):
        before = roster.copy()
        for person in sorted(range(people), key=lambda _person: rng.random()):
            if turn and over():
                return roster
            roster[person] = -1
            counts = valuer.counts(roster)
            found = _best_for(valuer, pricer, person, counts)
            if found is None:
                return None
            roster[person] = found
        if (roster == before).all():
            break
    return roster


def _best_for(valuer: Valuer, pricer: Pricer, person: int, counts: np.ndarray) -> np.ndarray | None:
    """The path that is cheapest beside the others: a person too few is worth its price, one too many costs."""
    rows, terms = valuer.rows, valuer.terms
    gain = np.where(counts < rows.needed, -rows.under, rows.over) * rows.members[:, person]
    cost = terms.cost.copy()
    np.add.at(cost[person], (rows.day, rows.shift), gain)
    limits = [(shift, most) for who, shift, most in terms.limits if who == person]
    for attempt in range(_RAISES + 1):
        np.minimum(cost, NEVER, out=cost)
        values, rosters = pricer.price(cost, np.array([person]))
        if values[person] >= HOPELESS:
            return None
        found = rosters[person]
        broken = [shift for shift, most in limits if (found == shift).sum() > most]
        if not broken:
            break
        cost[person][:, broken] += _RAISE if attempt < _RAISES - 1 else NEVER
    return found
