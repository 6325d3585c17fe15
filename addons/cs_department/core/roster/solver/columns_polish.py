"""Making a roster better a piece at a time: some people (or days) are freed, the rest stays, columns find the best.

Each piece is a small problem of its own: demand less what the others cover. Its LP bound
says at once whether anything can be gained; only then a dive looks for it.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import numpy as np

from .columns_dive import Dive
from .columns_lp import Generator
from .columns_master import Rows
from .columns_start import mended
from .columns_terms import NEVER, Demand, Terms

__all__ = ["Piece", "Valuer", "narrowed"]
#: rounds of column generation at each step of a piece's dive
_ROUNDS = 5
#: steps of a coarse dive, and rounds at each
_COARSE, _COARSE_ROUNDS = 14, 2


class Valuer:
    """What a whole roster (P × D, S: off) costs in the stage."""

    def __init__(self, terms: Terms):
        self.terms, self.rows = terms, Rows(terms)

    def cost(self, roster: np.ndarray) -> float:
        """Its price; a limit of a shift that it breaks counts as what must not be."""
        missing = self.rows.needed - self.rows.counts(roster)
        cover = np.maximum(missing, 0) @ self.rows.under + np.maximum(-missing, 0) @ self.rows.over
        own = sum(self.rows.own_cost(person, days) for person, days in enumerate(roster))
        broken = sum((roster[person] == shift).sum() > most for person, shift, most in self.terms.limits)
        return float(cover) + own + NEVER * broken


def narrowed(terms: Terms, people: np.ndarray, counts: np.ndarray) -> Terms:
    """The terms of some people only; demand is less by ``counts``, what the others cover."""
    place = {int(person): index for index, person in enumerate(people)}
    demand = [
        Demand(row.day, row.shift, row.needed - int(count), row.under, row.over, row.members[people])
        for row, count in zip(terms.demand, counts, strict=True)
    ]
    groups = []
    for members, follows in terms.groups:
        mine = np.array([place[int(person)] for person in members if int(person) in place], dtype=int)
        if len(mine):
            groups.append((mine, follows))
    names = ("cost", "minutes_cost", "max_run", "min_run", "min_off", "max_weekends", "worked_before", "off_before")
    names += ("open_work", "open_off", "counted", "counted_most")
    return replace(
        terms,
        **{name: getattr(terms, name)[people] for name in names},
        groups=groups,
        demand=demand,
        limits=[(place[person], shift, most) for person, shift, most in terms.limits if person in place],
    )


class Piece:
    """A part of a roster that is freed, as a problem of its own.

    :param people: indices of the people who may change.
    :param days: days on which they may.
    :param pool: rosters known for each person of the whole problem, to begin with.
    """

    def __init__(
        self,
        valuer: Valuer,
        roster: np.ndarray,
        people: np.ndarray,
        days: np.ndarray,
        pool: list[list[np.ndarray]],
        stop: Callable[[], bool] = lambda: False,
    ):
        rows = valuer.rows
        others = np.ones(len(roster), dtype=bool)
        others[people] = False
        counts = rows.counts(np.where(others[:, None], roster, -1))
        self.stop = stop
        self.current = roster[people]
        self.terms = narrowed(valuer.terms, people, counts)
        self.valuer = Valuer(self.terms)
        self.now = self.valuer.cost(self.current)
        self.size = len(people) * len(days)
        self.whole_days = len(days) == roster.shape[1]
        self.allowed = self._allowed(days)
        self.generator = Generator(self.terms, stop=stop)
        self._begin_with([pool[person] for person in people])

    def _allowed(self, days: np.ndarray) -> np.ndarray:
        allowed = self.terms.cost < NEVER / 2
        kept = np.setdiff1d(np.arange(allowed.shape[1]), days)
        fixed = np.zeros_like(allowed)
        np.put_along_axis(fixed, self.current[:, :, None].astype(int), True, axis=2)
        allowed[:, kept] = fixed[:, kept]
        return allowed

    def _begin_with(self, pool: list[list[np.ndarray]]) -> None:
        days = np.arange(self.allowed.shape[1])
        for person, rows in enumerate(pool):
            self.generator.master.add(person, self.current[person])
            for row in rows:
                if self.allowed[person, days, row].all():
                    self.generator.master.add(person, row)

    def solve(self, rng: Random, until: float | None = None, tries: int = 2, coarse: bool = False) -> np.ndarray | None:
        """Better rosters of the piece's people, ``None`` where there are none or none was found.

        :param until: when it must be found (monotonic).
        :param coarse: in few long steps: sooner, for a roster that is far from good.
        """
        depth, rounds = (_COARSE, _COARSE_ROUNDS) if coarse else (max(10, self.size // 3), _ROUNDS)
        least = self.now - 1 + 1e-4
        bound = self.generator.run(self.allowed, gap=1e-4, enough=least)
        for attempt in range(tries):
            if bound > least or self.stop():
                break
            if attempt:
                self.generator.open_all()
            dive = Dive(self.generator, self.allowed, depth, rounds, rng if attempt else None, until=until)
            found = dive.run()
            if found is None:
                continue
            if self.valuer.cost(found) >= self.now - 1e-6 and self.whole_days:
                found = mended(found, self.valuer.rows, rng, lambda: False)
            if found is not None and self.valuer.cost(found) < self.now - 1e-6:
                return found
        return None

    def columns(self) -> list[tuple[int, np.ndarray]]:
        """The rosters that came up on the way, by the piece's own numbering of people."""
        return [(column.person, column.days) for column in self.generator.master.columns]
