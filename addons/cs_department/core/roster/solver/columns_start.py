"""One person after the other takes the cheapest path beside the others: a first roster, and the mending of one."""

from collections.abc import Callable
from random import Random

import numpy as np

from .columns_master import Rows
from .columns_pricing import HOPELESS, Pricer
from .columns_terms import NEVER, Terms

__all__ = ["first_roster", "mended"]

#: turns of everybody: the first fills, the next ones mend
_PASSES = 3
#: how fast the price of a shift rises until its limit is kept, and how often
_RAISE, _RAISES = 40.0, 6


def first_roster(rows: Rows, rng: Random, over: Callable[[], bool]) -> np.ndarray | None:
    """A whole roster (P × D, S: off), ``None`` where somebody has none at all."""
    people, days, _choices = rows.terms.cost.shape
    return mended(np.full((people, days), -1, dtype=np.int16), rows, rng, over)


def mended(start: np.ndarray, rows: Rows, rng: Random, over: Callable[[], bool]) -> np.ndarray | None:
    """A roster in which everybody has had a turn to choose anew; ``None`` where somebody has none at all.

    :param start: P × D shifts (S: off, -1: not known, then everybody gets a turn whatever ``over`` says).
    """
    roster, people = start.copy(), len(start)
    pricer = Pricer(rows.terms)
    for _turn in range(_PASSES):
        before = roster.copy()
        for person in sorted(range(people), key=lambda _person: rng.random()):
            if over() and (roster >= 0).all():
                return roster
            roster[person] = -1
            found = _best_for(rows, pricer, person, rows.counts(roster))
            if found is None:
                return None
            roster[person] = found
        if (roster == before).all():
            break
    return roster


def _best_for(rows: Rows, pricer: Pricer, person: int, counts: np.ndarray) -> np.ndarray | None:
    """The path that is cheapest beside the others: a person too few is worth its price, one too many costs."""
    terms: Terms = rows.terms
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
