"""What every solver is steered by: time, stop, seed, and where better rosters are told.

One :class:`Control` goes through a whole run. Each CP-SAT solve goes through
:meth:`Control.run`, so that a stop ends all of them at once, whichever thread they are
in, and no solve goes on beyond the end of the run.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from ..problem import Assignment

__all__ = ["Answer", "Control", "stage_name"]

#: workers of CP-SAT for a whole model, also on fewer cores: with fewer the sub-solvers
#: that raise the bound are left out
WORKERS = 8
#: the effort in which a model that needs no search is answered
GLANCE = 0.1
#: of a reproducible run: the solver's units of effort for a second, and after how many
#: times its seconds and how many seconds more the clock ends it
EFFORT, GIVEN_UP, SPARED = 0.5, 2, 1.5


def stage_name(group: tuple[str, ...]) -> str:
    """What a group of stages is called in reports."""
    return group[0] if len(group) == 1 else "all"


def _nothing(*_args):
    """Nobody wants to know."""


@dataclass
class Control:
    """How a run is steered.

    :param seconds: how long the run may take from now on.
    :param workers: processors it may use.
    :param reproducible: the same answer for the same seed: efforts are counted in the
        solver's own units, not on the clock (the clock still ends a run that takes
        much too long, and then it is not reproducible, see :attr:`cut_short`).
    :param most: seconds after which the clock ends a reproducible run, ``None``: twice
        those asked for, and a few more.
    :param effort: what the solves so far took, in the solver's own units; parts that are
        solved beside each other are counted by whoever shares them out.
    :param better: told of every better roster and its cost by stage.
    :param progress: told (stage, phase, value, bound) from time to time.
    """

    seconds: float = 60
    seed: int = 1
    workers: int = 4
    reproducible: bool = False
    most: float | None = None
    better: Callable[[Assignment, dict], None] = _nothing
    progress: Callable[[str, str, int | None, int | None], None] = _nothing
    effort: float = 0.0
    _running: set = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)
    _begin: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> float:
        """Seconds left of the run; of a reproducible one, before the clock ends it."""
        if not self.reproducible:
            return self.seconds - self.passed
        return (self.seconds * GIVEN_UP + SPARED if self.most is None else self.most) - self.passed

    @property
    def budget(self) -> float:
        """What the run may use up in all, see :attr:`used`."""
        return self.seconds * (EFFORT if self.reproducible else 1)

    @property
    def cut_short(self) -> bool:
        """Whether a reproducible run took so long that the clock ended it: another one may end elsewhere."""
        return self.reproducible and self.left <= 0

    @property
    def passed(self) -> float:
        return time.monotonic() - self._begin

    @property
    def used(self) -> float:
        """What the run has used up of its seconds: time, or effort in a reproducible one."""
        return self.effort if self.reproducible else self.passed

    @property
    def over(self) -> bool:
        """Whether the run is to end."""
        return self._stop.is_set() or self.left <= 0

    @property
    def stopped(self) -> bool:
        """Whether somebody ended it."""
        return self._stop.is_set()

    def stop(self):
        """End the run: every solve that is on, and every one that would begin."""
        self._stop.set()
        with self._lock:
            running = list(self._running)
        for solver in running:
            solver.stop_search()

    def run(
        self,
        model: cp_model.CpModel,
        seconds: float,
        workers: int | None = None,
        found: cp_model.CpSolverSolutionCallback | None = None,
        bound: Callable[[float], None] | None = None,
        seed: int = 0,
        gap: float = 0,
        presolve: bool = True,
        light: bool = False,
    ) -> "Answer":
        """Solve a model for so long: seconds, or as much of the solver's own effort in a reproducible run.

        :param presolve: to be left out where the solver is to name a contradiction.
        :param light: little preparation, for what is solved in an instant.
        """
        solver = cp_model.CpSolver()
        settings = solver.parameters
        settings.num_workers = workers or max(WORKERS, self.workers)
        settings.random_seed = (self.seed * 1000003 + seed) % (1 << 30)
        settings.relative_gap_limit = gap
        settings.cp_model_presolve = presolve
        if light:
            settings.cp_model_probing_level = settings.symmetry_level = settings.linearization_level = 0
        if self.reproducible:
            settings.max_deterministic_time = seconds
            settings.interleave_search = settings.num_workers > 1
        settings.max_time_in_seconds = max(0.05, self.left if self.reproducible else min(seconds, self.left))
        if bound is not None:
            solver.best_bound_callback = bound
        with self._lock:
            self._running.add(solver)
        try:
            if self.over:
                return Answer(solver, cp_model.UNKNOWN, ran=False)
            try:
                answer = self._at_once(solver, model, found) or Answer(solver, solver.solve(model, found))
            except (IndexError, RuntimeError):
                # a mistake inside OR-Tools 9.15 (``absl::btree_map::at``): this model stays without an answer
                return Answer(solver, cp_model.UNKNOWN, ran=False)
            if settings.num_workers > 1:
                self.effort += answer.effort
            return answer
        finally:
            with self._lock:
                self._running.discard(solver)

    def _at_once(self, solver, model, found) -> "Answer | None":
        """The answer of a model that needs no search; else the workers are chosen that may take turns.

        Workers that take turns (``interleave_search``) end the process with a failed check
        (``heuristics.fixed_search != nullptr``, OR-Tools 9.15) where one of them has the
        answer while another is still being prepared. So one worker alone has a glance
        first; and a mere question without a price is left to those that jump towards an
        answer, who need no preparation and are the quickest at it.
        """
        settings = solver.parameters
        if not settings.interleave_search:
            return None
        workers, effort = settings.num_workers, settings.max_deterministic_time
        settings.interleave_search, settings.num_workers = False, 1
        settings.max_deterministic_time = min(effort, GLANCE)
        answer = Answer(solver, solver.solve(model, found))
        settings.interleave_search, settings.num_workers, settings.max_deterministic_time = True, workers, effort
        if not model.has_objective():
            settings.filter_subsolvers.append("fj*")
        return answer if answer.proven or answer.impossible else None


@dataclass(frozen=True)
class Answer:
    """What a solve came to."""

    solver: cp_model.CpSolver
    status: int
    ran: bool = True

    @property
    def found(self) -> bool:
        """Whether there is a roster."""
        return self.status in (cp_model.OPTIMAL, cp_model.FEASIBLE)

    @property
    def proven(self) -> bool:
        """Whether it is proven that there is none better."""
        return self.status == cp_model.OPTIMAL

    @property
    def impossible(self) -> bool:
        return self.status == cp_model.INFEASIBLE

    @property
    def effort(self) -> float:
        """In the solver's own units, about a second each."""
        return self.solver.deterministic_time if self.ran else 0.0

    def value(self, var) -> int:
        return self.solver.value(var)
