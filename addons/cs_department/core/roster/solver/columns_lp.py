"""Column generation to the end: master and paths in turn, duals smoothed, and the Lagrangean bound."""

from collections.abc import Callable
from math import ceil, isfinite

import numpy as np

from .columns_master import Duals, Master, NoSolution, Rows
from .columns_pricing import HOPELESS, Pricer
from .columns_terms import NEVER, Terms

__all__ = ["Generator"]

#: how far the duals asked at stay at the ones that gave the best bound
_STAY = 0.6
_EPSILON = 1e-4


class Generator:
    """Generates columns for a problem's stage: at the root, and under the fixings of a dive.

    :param budget: the value that the stages before may cost together, ``None``: none before.
    :param stop: asked between rounds; true ends the work.
    """

    def __init__(self, terms: Terms, budget: float | None = None, stop: Callable[[], bool] = lambda: False):
        self.terms, self.rows = terms, Rows(terms)
        self.master = Master(terms, self.rows, budget)
        self.pricer = Pricer(terms)
        self.budget = budget
        self.stop = stop
        self.bound = -np.inf
        self.center: Duals | None = None
        self.rounds = 0

    def lagrangean(self, duals: Duals, values: np.ndarray) -> float:
        """The bound that some duals prove, given the least cost of each person's path."""
        if (values >= HOPELESS).any():
            return -np.inf
        return self.rows.constant(duals) + (self.budget or 0) * duals.budget + float(values.sum())

    def run(
        self, allowed: np.ndarray | None = None, rounds: int = 10_000, gap: float = 0.01, enough: float = np.inf
    ) -> float:
        """Generate until nothing improves the LP (or ``rounds`` are over); the bound of this node.

        :param allowed: P × D × (S + 1): choices that the fixings leave.
        :param gap: end when the LP is that near its bound, as a share.
        :param enough: end when the bound is above this.
        """
        center, best, stay = None, -np.inf, _STAY
        for _ in range(rounds):
            if self.stop():
                break
            self.rounds += 1
            try:
                duals = self.master.solve()
            except NoSolution:
                break
            asked = duals if center is None or not stay else duals.towards(center, stay)
            values, rosters = self.price(asked, allowed)
            bound = self.lagrangean(asked, values)
            if bound > best:
                best, center = bound, asked
            added = self.take(duals, rosters, values)
            if self.master.objective - best <= gap * max(1.0, abs(best)) or best > enough:
                break
            if not added:
                if not stay or asked is duals:
                    break
                stay = 0.0
            else:
                stay = _STAY
        if allowed is None:
            self.bound, self.center = max(self.bound, best), center
        return best

    def open_all(self) -> None:
        """Allow every column again, after a dive."""
        self.master.allow(lambda _column: True)

    def price(self, duals: Duals, allowed: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        """Least cost and roster of each person; who has no choice left is not searched for."""
        cost = self.rows.prices(duals)
        if allowed is None:
            return self.pricer.price(cost)
        cost[~allowed] = NEVER
        fixed = np.flatnonzero(allowed.sum(axis=2).max(axis=1) == 1)
        free = np.setdiff1d(np.arange(len(allowed)), fixed)
        values, rosters = self.pricer.price(cost, free)
        rosters[fixed] = allowed[fixed].argmax(axis=2)
        for person in fixed:
            values[person] = self.cost_of(cost, person, rosters[person])
        return values, rosters

    def cost_of(self, cost: np.ndarray, person: int, days: np.ndarray) -> float:
        """What a person's roster costs at some prices."""
        works = days[days < len(self.terms.units)]
        time = self.terms.minutes_cost[person, int(self.terms.units[works].sum())]
        return float(cost[person, np.arange(len(days)), days].sum() + time)

    def take(self, duals: Duals, rosters: np.ndarray, values: np.ndarray) -> int:
        """Add the rosters that improve the LP at its own duals."""
        cost = self.rows.prices(duals)
        added = 0
        for person, roster in enumerate(rosters):
            if values[person] >= HOPELESS:
                continue
            reduced = self.cost_of(cost, person, roster) - duals.person[person]
            if reduced < -_EPSILON:
                added += self.master.add(person, roster)
        return added

    def proven(self) -> float:
        """The bound again in full precision, at the duals that gave the best one; whole where prices are whole."""
        if self.center is None:
            return -np.inf
        values, _rosters = Pricer(self.terms, np.float64).price(self.rows.prices(self.center))
        bound = self.lagrangean(self.center, values)
        return float(ceil(bound - 1e-6)) if isfinite(bound) else bound
