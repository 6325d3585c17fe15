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
from .columns_terms import NEVER, Demand, Terms

__all__ = ["Piece", "Valuer", "narrowed", "solve_piece"]


class Valuer:
    """What a whole roster (P × D, S: off) costs in the stage."""

    def __init__(self, terms: Terms):
        self.terms, self.rows = terms, Rows(terms)

    def counts(self, roster: np.ndarray) -> np.ndarray:
        """People on each row of demand."""
        rows = self.rows
        works = roster[:, rows.day] == rows.shift
        return (works.T & rows.members).sum(axis=1)

    def cost(self, roster: np.ndarray) -> float:
        missing = self.rows.needed - self.counts(roster)
        cover = np.maximum(missing, 0) @ self.rows.under + np.maximum(-missing, 0) @ self.rows.over
        return float(cover) + sum(self.rows.own_cost(person, days) for person, days in enumerate(roster))


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
    """A part of a roster that is freed: some people, on some days."""

    def __init__(self, people: np.ndarray, days: np.ndarray):
        self.people, self.days = people, days


def solve_piece(
    valuer: Valuer,
    roster: np.ndarray,
    piece: Piece,
    pool: list[list[np.ndarray]],
    rng: Random,
    stop: Callable[[], bool],
) -> np.ndarray | None:
    """The rosters of the piece's people, where better ones were found."""
    terms = valuer.terms
    others = np.ones(len(roster), dtype=bool)
    others[piece.people] = False
    rows = valuer.rows
    counts = ((roster[:, rows.day] == rows.shift).T & rows.members & others).sum(axis=1)
    part = narrowed(terms, piece.people, counts)
    current = roster[piece.people]
    mine = Valuer(part)
    now = mine.cost(current)
    allowed = part.cost < NEVER / 2
    kept = np.ones(terms.problem.days, dtype=bool)
    kept[piece.days] = False
    if kept.any():
        fixed = np.zeros_like(allowed)
        np.put_along_axis(fixed, current[:, :, None].astype(int), True, axis=2)
        allowed[:, kept] = fixed[:, kept]
    generator = Generator(part, stop=stop)
    for person, days in enumerate(current):
        generator.master.add(person, days)
    days = np.arange(terms.problem.days)
    for person, index in enumerate(piece.people):
        for row in pool[index]:
            if allowed[person, days, row].all():
                generator.master.add(person, row)
    bound = generator.run(allowed, gap=1e-4, enough=now - 1 + 1e-4)
    if bound > now - 1 + 1e-4 or stop():
        return None
    size = allowed.shape[0] * len(piece.days)
    found = Dive(generator, allowed, max(10, size // 6), 8, rng).run()
    if found is None or mine.cost(found) > now - 1e-6:
        return None
    return found
