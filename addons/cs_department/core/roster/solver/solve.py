"""A roster from a problem: which solver does what."""

from dataclasses import dataclass

from ..problem import Assignment, Problem
from .control import Control, stage_name
from .stages import Best, Stage, solve_whole

__all__ = ["Result", "solve"]


@dataclass(frozen=True)
class Result:
    """What a run came to.

    :param state: "done", "stopped", "infeasible" (no roster keeps the hard rules) or
        "failed" (time ran out before there was any).
    """

    state: str
    assignment: Assignment | None
    stages: tuple[Stage, ...]


def solve(problem: Problem, control: Control, start: Assignment | None = None) -> Result:
    """The best roster in the time there is.

    :param start: a roster to begin with, whatever it breaks.
    """
    best = Best(problem, control)
    if start is not None and _fits(problem, start):
        best.offer(start)
    stages = solve_whole(problem, control, best)
    if stages is None:
        return Result("infeasible", None, ())
    if not best.usable:
        return Result("stopped" if control.stopped else "failed", None, tuple(stages))
    done = [*stages, *(_unsolved(problem, best, number) for number in range(len(stages), len(problem.stages)))]
    return Result("stopped" if control.stopped else "done", best.rows, tuple(done))


def _unsolved(problem: Problem, best: Best, number: int) -> Stage:
    return Stage(stage_name(problem.stages[number]), best.value(number), None)


def _fits(problem: Problem, rows: Assignment) -> bool:
    """Whether a roster has the problem's people, days and shifts."""
    return len(rows) == len(problem.people) and all(
        len(days) == problem.days and all(-1 <= shift < len(problem.shifts) for shift in days) for days in rows
    )
