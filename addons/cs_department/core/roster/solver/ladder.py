"""A first roster by asking for it outright: everything covered, everybody near their hours and shares.

To find a roster that meets wishes as conditions is far quicker than to improve one
towards them: the solver sees at once where a choice leads. The steps ask for less and
less; the first one that is answered is where the search begins. Where something must
stay uncovered, the least of it is looked for first.
"""

from dataclasses import dataclass
from math import ceil, inf

from ..problem import OFF, Problem
from .control import Control, stage_name
from .model import Model
from .stages import Best

__all__ = ["climb"]


@dataclass(frozen=True, slots=True)
class _Step:
    """What is asked for.

    :param cells: of departments up to this size (people times days) only.
    :param hours: how far from the hours everybody may be, in longest shifts; ``None``: any.
    :param share: how far from a share, in shifts; ``None``: any.
    :param part: of the run's time at most.
    """

    cells: float
    hours: float | None
    share: int | None
    part: float


#: the first one answered is taken
STEPS = (_Step(1000, 0.5, 0, 0.1), _Step(inf, 0.5, 1, 0.3), _Step(inf, None, None, 0.15))
#: however short a run is, a question takes so long
LEAST = 0.5
#: the part of the time for the least that must stay uncovered, and what is asked for beside it
GAPS, BESIDE_GAPS = 0.25, _Step(inf, 1.5, 2, 0.1)


def climb(problem: Problem, control: Control, best: Best) -> bool | None:
    """Offer a first roster.

    :return: whether there is one; ``None``: not known in the time.
    """
    for number, step in enumerate(STEPS):
        if len(problem.people) * problem.days <= step.cells and _answered(problem, control, best, step, number):
            return True
        if control.over:
            return True if best.usable else None
    model = Model(problem)
    cover = model.terms["cover"]
    model.minimize(cover)
    if best.usable:
        model.hint(best.rows)
    answer = control.run(model.cp, max(LEAST, GAPS * control.budget), seed=len(STEPS))
    if answer.impossible:
        return False
    if not answer.found:
        return None
    best.offer(model.roster(answer.value))
    _answered(problem, control, best, BESIDE_GAPS, len(STEPS) + 1, best.scorer.costs(best.rows)[1]["cover"])
    return True


def _answered(problem: Problem, control: Control, best: Best, step: _Step, seed: int, gaps: int = 0) -> bool:
    """Ask for what a step wants, with gaps of this price at most, or those that nobody could fill."""
    model = Model(problem)
    cover, name = model.terms["cover"], stage_name(problem.stages[0])
    model.keep(cover, max(gaps, model.sheet.least(cover)))
    _ask(model, step)
    hint = best.rows if best.usable else _laid_down(problem)
    if hint is not None:
        model.hint(hint)
    control.progress(name, "start", best.value(0), model.sheet.least(cover))
    answer = control.run(model.cp, max(LEAST, step.part * control.budget), seed=seed)
    if answer.found:
        best.offer(model.roster(answer.value))
    return answer.found


def _ask(model: Model, step: _Step):
    longest = max((shift.minutes for shift in model.problem.shifts), default=0)
    allowed = {
        "hours": None if step.hours is None else round(step.hours * longest),
        "fairness": None if step.share is None else step.share**2,
    }
    for goal in model.goals:
        most = allowed[goal.stage]
        if most is not None:
            model.keep(goal.amount, max(goal.least, most - goal.slack))
    if step.hours is not None:
        most = _heap(model.problem)
        for extra in model.spread:
            model.keep(extra, max(most, model.sheet.least(extra)))


def _heap(problem: Problem) -> int:
    """The most people above need on any shift: twice what it would be if they were spread evenly, and one."""
    lengths = [shift.minutes for shift in problem.shifts if shift.minutes]
    rules = (person.rules.get("target_minutes") for person in problem.people)
    hours = sum(rule.value for rule in rules if rule is not None)
    rows = [row for row in problem.cover if row.spread]
    if not lengths or not rows:
        return 0
    surplus = hours * len(lengths) / sum(lengths) - sum(row.needed for row in problem.cover if row.skill is None)
    return 2 * ceil(max(0, surplus) / len(rows)) + 1


def _laid_down(problem: Problem):
    """The roster in force, else what the rotation lays down, where there is one."""
    if not any(person.current or person.pattern for person in problem.people):
        return None
    return tuple(
        tuple(person.current.get(day, person.pattern.get(day, OFF)) for day in range(problem.days))
        for person in problem.people
    )
