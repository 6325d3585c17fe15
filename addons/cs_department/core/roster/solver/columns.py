"""Column generation for a problem in one stage whose every rule paths can keep: bound, dives, polishing (D16).

The root's LP gives the honest bound; dives and pieces give the roster; each is told as
soon as it is found. What columns cannot express is left to the other solvers:
:func:`suits` says which problems are theirs.
"""

import time

import numpy as np

from ..problem import OFF, Assignment, Problem
from .columns_lp import Generator
from .columns_polish import Valuer
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

    Only what paths and rows can express takes part, so it holds for the whole problem.
    A stage of which nothing can be expressed (fairness) has the bound 0, as has every one.
    """
    until = time.monotonic() + seconds
    terms = terms_of(problem, stage)
    generator = Generator(terms, stop=lambda: control.over or time.monotonic() > until)
    generator.run(gap=_GAP)
    bound = generator.proven()
    return int(bound) if np.isfinite(bound) else None


def solve_columns(problem: Problem, control: Control, best: Best, seconds: float, failures: int | None = None) -> Stage:
    """The roster of a problem that :func:`suits`, as good as it gets in the time.

    :param seconds: how long; in a reproducible run the effort that takes about as long.
    :param failures: give up after so many pieces in a row without gain.
    """
    name = stage_name(problem.stages[0])
    terms = terms_of(problem)
    until = time.monotonic() + (control.left if control.reproducible else min(seconds, control.left))

    def over() -> bool:
        return control.over or time.monotonic() > until

    bound = [None]

    def better(roster: np.ndarray, _cost: float) -> None:
        best.offer(_assignment(roster, terms))
        control.progress(name, "columns", best.value(0), bound[0])

    with Team(
        problem,
        Valuer(terms),
        workers=control.workers,
        seed=control.seed,
        over=over,
        better=better,
        steady=control.reproducible,
    ) as team:
        control.progress(name, "start", best.value(0), None)
        if best.usable:
            team.offer(_roster(best.rows, terms))
        root = time.monotonic() + _ROOT_SHARE * seconds
        generator = Generator(terms, stop=lambda: over() or (not control.reproducible and time.monotonic() > root))
        generator.run(gap=_GAP)
        bound[0] = _whole(generator.proven())
        control.progress(name, "columns", best.value(0), bound[0])
        team.target = -np.inf if bound[0] is None else bound[0]
        team.keep([(column.person, column.days) for column in generator.master.columns])
        team.dives(_DIVE_SHARE * seconds)
        if team.roster is not None and not team.done:
            rounds = max(1, int(seconds / _SECONDS_PER_ROUND))
            team.polish(rounds, failures)
    value = best.value(0)
    if value is not None and bound[0] is not None:
        bound[0] = min(bound[0], value)
    return Stage(name, value, bound[0])


def _whole(bound: float) -> int | None:
    return int(bound) if np.isfinite(bound) else None


def _assignment(roster: np.ndarray, terms: Terms) -> Assignment:
    off = len(terms.units)
    return tuple(tuple(OFF if shift == off else int(shift) for shift in days) for days in roster.tolist())


def _roster(rows: Assignment, terms: Terms) -> np.ndarray:
    off = len(terms.units)
    return np.array([[off if shift == OFF else shift for shift in days] for days in rows], dtype=np.int16)
