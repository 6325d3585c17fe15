"""A roster from a problem: which solver does what.

A problem in one stage that columns can express is theirs. A department is first asked
for outright (:mod:`.ladder`); what cannot be had so is rolled out week by week. Then it
is improved stage by stage in neighbourhoods, a small one also as a whole, which proves
what can be proven; columns bound the stages that are left open.
"""

from dataclasses import dataclass

from ..problem import Assignment, Problem
from . import columns
from .conflict import explain
from .control import Control, stage_name
from .ladder import climb
from .search import Search
from .stages import Best, Stage, Whole
from .start import roll

__all__ = ["Result", "solve"]

#: cells (person and day) up to which the whole roster is searched as one model, too
SMALL = 2000
#: cells up to which a roster by columns is asked for as a whole once so many of their pieces in a row gave nothing
PROVABLE, TIRED = 600, 80
#: of a small one's time, for its parts
PARTS = 0.35
#: of the time, for the bounds at the end
BOUNDING = 0.1
#: stages that columns can bound
BOUNDED = {"cover", "hours", "comfort"}


@dataclass(frozen=True)
class Result:
    """What a run came to.

    :param state: "done", "stopped", "infeasible" (no roster keeps the hard rules) or
        "failed" (time ran out before there was any).
    :param conflict: where infeasible, the rules that cannot all be kept (as a dict).
    """

    state: str
    assignment: Assignment | None
    stages: tuple[Stage, ...]
    conflict: dict | None = None


def solve(problem: Problem, control: Control, start: Assignment | None = None) -> Result:
    """The best roster in the time there is.

    :param start: a roster to begin with, whatever it breaks.
    """
    best = Best(problem, control)
    if start is not None and _fits(problem, start):
        best.offer(start)
    if columns.suits(problem):
        stage = _by_columns(problem, control, best)
        if best.usable:
            return _result(best, control, [stage])
    if not (best.usable and _covered(best)) and not _begin(problem, control, best):
        found = explain(problem, control)
        return Result("infeasible", None, (), found.as_dict() if found else None)
    if not best.usable:
        return Result("stopped" if control.stopped else "failed", None, ())
    return _result(best, control, _improve(problem, control, best))


def _result(best: Best, control: Control, stages: list[Stage]) -> Result:
    return Result("stopped" if control.stopped else "done", best.rows, tuple(stages))


def _by_columns(problem: Problem, control: Control, best: Best) -> Stage:
    """The roster by columns; what they leave open of a small one may be proven as a whole."""
    whole_too = len(problem.people) * problem.days <= PROVABLE
    effort = control.budget if control.reproducible else control.left
    stage = columns.solve_columns(problem, control, best, effort, TIRED if whole_too else None)
    if stage.proven or not whole_too or not best.usable or control.over:
        return stage
    bound = Whole(problem, control, best).solve(0, effort / 2 if control.reproducible else control.left)
    value = best.value(0)
    return Stage(stage.name, value, min(value, max(bound, stage.bound or 0)))


def _covered(best: Best) -> bool:
    return not best.scorer.costs(best.rows)[1]["cover"]


def _begin(problem: Problem, control: Control, best: Best) -> bool:
    """A first roster; ``False`` where it is proven that there is none."""
    found = climb(problem, control, best)
    if found is None and not best.usable:
        roll(problem, control, best)
    return found is not False


def _improve(problem: Problem, control: Control, best: Best) -> list[Stage]:
    search, whole = Search(problem, control, best), Whole(problem, control, best)
    small = len(problem.people) * problem.days <= SMALL
    bounds = [whole.least(number) for number in range(len(problem.stages))]
    for number in range(len(problem.stages)):
        seconds = _share(control, number, len(problem.stages))
        parts = seconds * PARTS if small else seconds
        search.improve(number, parts, bounds[number])
        if small and not control.over and best.value(number) > bounds[number]:
            bounds[number] = whole.solve(number, seconds - parts)
    names = [stage_name(group) for group in problem.stages]
    for number, group in enumerate(problem.stages):
        if best.value(number) > bounds[number] and BOUNDED.issuperset(group) and not small:
            bounds[number] = max(bounds[number], _bound(problem, control, best, number))
    return [
        Stage(name, best.value(number), min(bounds[number], best.value(number))) for number, name in enumerate(names)
    ]


def _share(control: Control, number: int, stages: int) -> float:
    """How long a stage may be improved: half of what is left, the last one all of it."""
    left = control.budget * (1 - BOUNDING) - control.used
    return max(0.0, left if number == stages - 1 else left / 2)


def _bound(problem: Problem, control: Control, best: Best, number: int) -> int:
    if control.over:
        return 0
    before = sum(best.value(earlier) for earlier in range(number))
    bound = columns.bound_of(problem, number, before, control, control.budget * BOUNDING / 2)
    control.progress(stage_name(problem.stages[number]), "columns", best.value(number), bound)
    return bound or 0


def _fits(problem: Problem, rows: Assignment) -> bool:
    """Whether a roster has the problem's people, days and shifts."""
    return len(rows) == len(problem.people) and all(
        len(days) == problem.days and all(-1 <= shift < len(problem.shifts) for shift in days) for days in rows
    )
