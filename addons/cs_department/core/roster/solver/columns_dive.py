"""From the mix of rosters to a roster: a dive that fixes days one by one, and generates columns at every depth.

The mix says how much of each person's day goes to each shift. What is nearly whole is
fixed, the paths are searched again under the fixings, and so on until every person has
one roster. A person's fixings always leave one known roster, so that a dive never ends
in a corner.
"""

import time
from random import Random

import numpy as np

from .columns_lp import Generator
from .columns_master import NoSolution

__all__ = ["Dive"]

#: a share from which a choice counts as made
_WHOLE = 0.999
#: columns of the mix below this share are noise of the LP
_TRACE = 1e-7
#: a step may make the mix dearer by this (or this share) without being taken back
_TRIFLE, _TRIFLE_SHARE = 0.5, 5e-4
#: steps grow up to so many times the first one
_STRETCH = 4
#: of the steps that fit the time at the pace of the last ones so many are counted on; steps get quicker on the way
_PACE = 1.2


class Dive:
    """One dive from the LP's solution down to a roster.

    :param allowed: P × D × (S + 1): choices that are left at the start.
    :param depth: about so many steps are made.
    :param rounds: rounds of column generation at each step.
    :param backs: so many steps may be taken back.
    :param until: when the dive must be down (monotonic): steps get as long as that takes; ``None``: no matter.
    :param rng: shakes the order of fixing, for dives that differ.
    """

    def __init__(
        self,
        generator: Generator,
        allowed: np.ndarray,
        depth: int = 30,
        rounds: int = 4,
        rng: Random | None = None,
        backs: int = 6,
        until: float | None = None,
    ):
        self.generator, self.allowed = generator, allowed.copy()
        self.depth, self.rounds = depth, rounds
        self.rng = rng
        self.backs = backs
        self.last, self.until, self.steps, self.pace = time.monotonic(), until, 0, 0.0
        self.near: np.ndarray | None = None
        self.noise = 0.0 if rng is None else 0.15
        people, days, _ = allowed.shape
        self.fixed = allowed.sum(axis=2) == 1
        self.step = max(1, people * days // depth)

    def run(self) -> np.ndarray | None:
        """P × D shifts (S: off), or ``None`` where somebody has no roster; the nearest roster where it was stopped.

        A step that makes the mix dearer by more than a trifle is taken back and tried in halves, one that costs
        nothing is followed by a longer one.
        """
        generator = self.generator
        level, before, largest = None, None, self.step * _STRETCH
        while True:
            objective = self._settle()
            if objective is None:
                return self.near
            self.near = generator.master.nearest()
            dear = level is not None and objective > level + max(_TRIFLE, _TRIFLE_SHARE * abs(level))
            if dear and self.step > 1 and self.backs:
                self.backs -= 1
                self.step = max(1, self.step // 3)
                self.allowed, self.fixed = before
                continue
            self.step = max(1, self.step // 2) if dear else min(largest, max(self.step + 1, int(self.step * 1.5)))
            self._hurry()
            level = objective
            whole = self._whole()
            if whole is not None:
                return whole
            before = self.allowed.copy(), self.fixed.copy()
            if generator.stop() or not self._fix():
                return self.near

    def _hurry(self) -> None:
        """Longer steps, and none taken back, where the time would not do otherwise."""
        self.steps += 1
        if self.until is None:
            return
        now = time.monotonic()
        took, self.last = now - self.last, now
        self.pace = took if self.steps == 1 else (self.pace + took) / 2
        possible = max(1.0, _PACE * (self.until - now) / self.pace)
        needed = int((~self.fixed).sum() / possible)
        if needed > self.step:
            self.step, self.backs = needed, 0

    def _settle(self) -> float | None:
        """The LP under the fixings; ``None`` where that does not work or is stopped."""
        self._block()
        self.generator.run(self.allowed, rounds=self.rounds, gap=1e-4)
        if self.generator.stop():
            return None
        try:
            self.generator.master.solve()
        except NoSolution:
            return None
        return self.generator.master.objective

    def _block(self) -> None:
        days = np.arange(self.allowed.shape[1])
        self.generator.master.allow(lambda column: bool(self.allowed[column.person, days, column.days].all()))

    def _whole(self) -> np.ndarray | None:
        """The roster where the mix is one."""
        people, days, _ = self.allowed.shape
        master = self.generator.master
        roster = np.full((people, days), -1, dtype=np.int16)
        for index in np.flatnonzero(master.values > 1 - 1e-5):
            column = master.columns[index]
            roster[column.person] = column.days
        return roster if (roster >= 0).all() else None

    def mix(self) -> np.ndarray:
        """P × D × (S + 1): the share of each choice."""
        master = self.generator.master
        share = np.zeros(self.allowed.shape)
        days = np.arange(share.shape[1])
        for index in np.flatnonzero(master.values > _TRACE):
            column = master.columns[index]
            share[column.person, days, column.days] += master.values[index]
        return share

    def _fix(self) -> int:
        """Fix what is nearly whole, and at least ``step`` choices; how many were fixed."""
        share = self.mix()
        best = share.argmax(axis=2)
        value = share.max(axis=2)
        order = value.copy()
        if self.noise:
            order += self.noise * np.random.default_rng(self.rng.getrandbits(32)).random(order.shape)
        order[self.fixed] = -1
        order[value >= _WHOLE] += 1
        support = self._support()
        count = fractional = 0
        for place in np.argsort(-order, axis=None, kind="stable"):
            person, day = divmod(int(place), order.shape[1])
            if self.fixed[person, day]:
                break
            whole = value[person, day] >= _WHOLE
            if not whole and fractional >= self.step:
                break
            left = support[person][support[person][:, day] == best[person, day]]
            if not len(left):
                continue
            support[person] = left
            self.fixed[person, day] = True
            self.allowed[person, day] = False
            self.allowed[person, day, best[person, day]] = True
            count += 1
            fractional += not whole
        self._close_limits()
        return count

    def _close_limits(self) -> None:
        """Who has as many of a shift as may be gets no more of it."""
        for person, shift, most in self.generator.terms.limits:
            mine = self.fixed[person] & self.allowed[person, :, shift]
            if mine.sum() >= most:
                self.allowed[person, ~mine, shift] = False

    def _support(self) -> list[np.ndarray]:
        """Per person the known rosters that the fixings allow."""
        master = self.generator.master
        found: list[list[np.ndarray]] = [[] for _ in self.allowed]
        for index in np.flatnonzero(master.values > _TRACE):
            column = master.columns[index]
            found[column.person].append(column.days)
        days = self.allowed.shape[1]
        return [np.array(rows, dtype=np.int16).reshape(-1, days) for rows in found]
