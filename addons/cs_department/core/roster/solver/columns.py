"""Column generation for a problem in one stage whose every rule paths can keep: bound, dives, polishing (D16).

The root's LP gives the honest bound; dives and pieces give the roster; each is told as
soon as it is found. What columns cannot express is left to the other solvers:
:func:`suits` says which problems are theirs.
"""

import time
from random import Random

import numpy as np

from ..problem import OFF, Assignment, Problem
from .columns_lp import Generator
from .columns_polish import Valuer
from .columns_start import first_roster, mended
from .columns_team import Team
from .columns_terms import Terms, terms_of
from .control import Control, stage_name
from .stages import Best, Stage

__all__ = ["bound_of", "solve_columns", "suits"]

#: from this share of the LP's bound on its last digits cost more than they tell
_GAP = 1e-5
#: how much of the time the root may take, and one round of dives
_ROOT_SHARE, _DIVE_SHARE = 0.5, 0.3
#: seconds that a piece takes about, where effort is counted in rounds
_SECONDS_PER_ROUND = 2.0


def suits(problem: Problem) -> bool:
    """Whether columns can make the whole roster: one stage, no rule left out."""
    return len(problem.stages) == 1 and terms_of(problem).exact


def bound_of(problem: Problem, stage: int, before: int, control: Control, seconds: float) -> int | None:
    """A bound of one stage of any problem, given what the stages before cost together; ``None``: none found.

    Only what paths and rows can express takes part, so it holds for the whole problem: a stage of which
    nothing can be expressed (fairness) has the bound 0.
    """
    until = time.monotonic() + seconds
    later = any("cover" in group for group in problem.stages[:stage])
    budget = float(before) if later else None
    generator = Generator(terms_of(problem, stage), budget, lambda: control.over or time.monotonic() > until)
    generator.run(gap=_GAP)
    return _whole(generator.proven())


class _Run:
    """One run: what is known so far, and the clock."""

    def __init__(self, problem: Problem, control: Control, best: Best, seconds: float):
        self.problem, self.control, self.best, self.seconds = problem, control, best, seconds
        self.name = stage_name(problem.stages[0])
        self.terms = terms_of(problem)
        self.begin = time.monotonic()
        self.end = self.begin + (control.left if control.reproducible else min(seconds, control.left))
        self.bound: int | None = None

    def over(self) -> bool:
        return self.control.over or time.monotonic() > self.end

    def better(self, roster: np.ndarray, _cost: float) -> None:
        """Told by the team."""
        self.best.offer(_assignment(roster, self.terms))
        self.tell("columns")

    def tell(self, phase: str) -> None:
        self.control.progress(self.name, phase, self.best.value(0), self.bound)

    def late(self, share: float) -> float:
        """The moment at which that share of the time is over."""
        return self.begin + (3600 if self.control.reproducible else share * self.seconds)

    def root(self, team: Team) -> np.ndarray | None:
        """The LP of the whole problem: the bound, the rosters that dives begin with, and the one nearest to the mix."""
        late = self.late(_ROOT_SHARE)
        generator = Generator(self.terms, stop=lambda: team.done or time.monotonic() > late)
        for person, days in enumerate(team.roster):
            generator.master.add(person, days)
        generator.run(gap=_GAP)
        if not self.over():
            self.bound = _whole(generator.proven())
        self.tell("columns")
        team.target = -np.inf if self.bound is None else self.bound
        columns = [(column.person, column.days) for column in generator.master.columns]
        team.keep(columns, self.late(_ROOT_SHARE + _DIVE_SHARE))
        near = generator.master.nearest()
        rng = Random(self.control.seed)  # noqa: S311  (repeatable on purpose)
        return None if near is None else mended(near, generator.rows, rng, self.over)

    def stage(self) -> Stage:
        value = self.best.value(0)
        bound = self.bound if value is None or self.bound is None else min(self.bound, value)
        return Stage(self.name, value, bound)


def solve_columns(problem: Problem, control: Control, best: Best, seconds: float, failures: int | None = None) -> Stage:
    """The roster of a problem that :func:`suits`, as good as it gets in the time.

    :param seconds: how long; in a reproducible run the effort that takes about as long.
    :param failures: give up after so many pieces in a row without gain.
    """
    run = _Run(problem, control, best, seconds)
    valuer = Valuer(run.terms)
    how = {"workers": control.workers, "seed": control.seed, "over": run.over, "better": run.better}
    with Team(problem, valuer, **how, steady=control.reproducible) as team:
        run.tell("start")
        rng = Random(control.seed)  # noqa: S311  (repeatable on purpose)
        first = _roster(best.rows, run.terms) if best.usable else first_roster(valuer.rows, rng, run.over)
        if first is None or not team.offer(first):
            return run.stage()
        if team.large:
            team.beside(lambda: run.root(team), failures)
            return run.stage()
        run.root(team)
        if control.reproducible:
            team.rounds(max(1, int(seconds / _SECONDS_PER_ROUND)), failures)
        else:
            team.polish(failures)
    return run.stage()


def _whole(bound: float) -> int | None:
    return int(bound) if np.isfinite(bound) else None


def _assignment(roster: np.ndarray, terms: Terms) -> Assignment:
    off = len(terms.units)
    return tuple(tuple(OFF if shift == off else int(shift) for shift in days) for days in roster.tolist())


def _roster(rows: Assignment, terms: Terms) -> np.ndarray:
    off = len(terms.units)
    return np.array([[off if shift == OFF else shift for shift in days] for days in rows], dtype=np.int16)
