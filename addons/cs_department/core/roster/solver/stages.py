"""Stages of the objective: the best roster so far, and the whole of it in one model, which proves."""

from dataclasses import dataclass
from math import ceil

from ortools.sat.python import cp_model

from ..problem import Assignment, Problem
from .control import Control, stage_name
from .model import Model
from .score import Scorer

__all__ = ["Best", "Stage", "Whole", "stay_near"]


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

    def move(self, rows: Assignment, number: int, ahead: int) -> bool:
        """Go over to a roster that is no worse up to a stage, and in all stages from it on taken together.

        :param ahead: how much more the stage counts than those after it.
        :return: whether that is a gain.
        """
        if rows == self.rows:
            return False
        score, now = self.scorer.score(rows), self.score
        if any(new > old for new, old in zip(score[: number + 2], now, strict=False)):
            return False
        sums = [ahead * one[number + 1] + sum(one[number + 2 :]) for one in (score, now)]
        gain = score[: number + 2] < now[: number + 2] or sums[0] < sums[1]
        if not gain and sums[0] > sums[1]:
            return False
        self.rows, self.score = rows, score
        if gain and not score[0]:
            self.control.better(rows, self.scorer.costs(rows)[1])
        return gain

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


class Whole:
    """The whole roster in one model: improves a stage and bounds it, those before it being kept."""

    def __init__(self, problem: Problem, control: Control, best: Best):
        self.problem, self.control, self.best = problem, control, best
        self.model = Model(problem)
        self.kept = 0

    def least(self, number: int) -> int:
        """What a stage costs at least, from each person's limits alone."""
        return self.model.least(self.problem.stages[number])

    def solve(self, number: int, seconds: float) -> int:
        """Search a stage for so long from the best roster on.

        :return: the bound that is proven.
        """
        model, best, name = self.model, self.best, stage_name(self.problem.stages[number])
        while self.kept < number:
            model.keep(model.price_of(self.problem.stages[self.kept]), best.value(self.kept))
            if "fairness" in self.problem.stages[self.kept]:
                stay_near(model, model.values(best.rows))
            self.kept += 1
        bounds = [self.least(number)]
        model.minimize(model.price_of(self.problem.stages[number]))
        model.hint(best.rows)

        def tell(bound):
            if bound is not None:
                bounds.append(_whole(bound))
            self.control.progress(name, "proof", best.value(number), max(bounds))

        found = _Found(model, best, tell)
        answer = self.control.run(model.cp, seconds, found=found, bound=tell, seed=number)
        if answer.found:
            best.offer(model.roster(answer.value))
            bounds.append(_whole(answer.solver.best_objective_bound))
        return min(max(bounds), best.value(number))


def stay_near(model: Model, values: list[int]):
    """Nobody who is within one of their share goes away from it, whatever others gain.

    :param values: of the model's variables in the roster that is improved.
    """
    for goal in model.goals:
        if goal.stage == "fairness":
            model.keep(goal.amount, max(1, goal.amount.value(values)))


def _whole(bound: float) -> int:
    """A bound of a whole price, as a whole number."""
    return ceil(bound - 1e-6)
