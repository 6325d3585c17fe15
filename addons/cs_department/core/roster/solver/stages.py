"""The whole roster in one model, stage after stage: for small departments, with a proof where there is one."""

from dataclasses import dataclass
from math import ceil

from ortools.sat.python import cp_model

from ..problem import Assignment, Problem
from .control import Control, stage_name
from .model import Model
from .score import Scorer

__all__ = ["Best", "Stage", "solve_whole"]


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a stage of the objective came, the stages before it being kept.

    :param value: its price in the roster; ``None`` without a roster.
    :param bound: no roster that keeps the stages before costs less; ``None``: not known.
    """

    name: str
    value: int | None
    bound: int | None

    @property
    def proven(self) -> bool:
        return self.value is not None and self.bound is not None and self.bound >= self.value


class Best:
    """The best roster so far, told to whoever steers the run."""

    def __init__(self, problem: Problem, control: Control):
        self.problem, self.control = problem, control
        self.scorer = Scorer(problem)
        self.rows: Assignment | None = None
        self.score: tuple[int, ...] | None = None

    def offer(self, rows: Assignment) -> bool:
        """Take a roster if it is better."""
        score = self.scorer.score(rows)
        if self.score is not None and score >= self.score:
            return False
        self.rows, self.score = rows, score
        if not score[0]:
            self.control.better(rows, self.scorer.costs(rows)[1])
        return True

    @property
    def usable(self) -> bool:
        """Whether there is a roster, and it breaks no hard rule."""
        return self.score is not None and not self.score[0]

    def value(self, number: int) -> int | None:
        """The price of a stage (its number in the problem's stages)."""
        return None if self.score is None or self.score[0] else self.score[number + 1]


class _Found(cp_model.CpSolverSolutionCallback):
    """Offers every roster of a solve as it is found."""

    def __init__(self, model: Model, best: Best, tell):
        super().__init__()
        self.model, self.best, self.tell = model, best, tell

    def on_solution_callback(self):
        if self.best.offer(self.model.roster(self.value)):
            self.tell(None)


def solve_whole(problem: Problem, control: Control, best: Best) -> list[Stage] | None:
    """Every stage by one model; ``None`` when no roster keeps the hard rules."""
    model = Model(problem)
    stages: list[Stage] = []
    for number, group in enumerate(problem.stages):
        price = model.price_of(group)
        stage = _one_stage(model, control, best, number, price)
        if stage is None:
            return None
        stages.append(stage)
        if stage.value is None:
            break
        model.keep(price, stage.value)
    return stages


def _one_stage(model: Model, control: Control, best: Best, number: int, price) -> Stage | None:
    problem, name = model.problem, stage_name(model.problem.stages[number])
    if best.usable:
        model.hint(best.rows)
        if best.value(number) <= model.sheet.least(price):
            return Stage(name, best.value(number), best.value(number))
    bounds = [model.sheet.least(price)]
    model.minimize(price)

    def tell(bound):
        if bound is not None:
            bounds.append(_whole(bound))
        control.progress(name, "search", best.value(number), max(bounds))

    control.progress(name, "start", best.value(number), max(bounds))
    seconds = _share(control, number, len(problem.stages))
    answer = control.run(model.cp, seconds, found=_Found(model, best, tell), bound=tell, seed=number)
    if answer.impossible and not best.usable:
        return None
    if answer.found:
        best.offer(model.roster(answer.value))
        bounds.append(_whole(answer.solver.best_objective_bound))
    value = best.value(number)
    bound = max(bounds) if value is None else min(value, max(bounds))
    control.progress(name, "search", value, bound)
    return Stage(name, value, bound)


def _whole(bound: float) -> int:
    """A bound of a whole price, as a whole number."""
    return ceil(bound - 1e-6)


def _share(control: Control, number: int, stages: int) -> float:
    """How long a stage may take: half of what is left, the last one all of it."""
    left = control.seconds if control.reproducible else control.left
    if number == stages - 1:
        return left / (2**number if control.reproducible else 1)
    return left / 2 ** (number + 1 if control.reproducible else 1)
