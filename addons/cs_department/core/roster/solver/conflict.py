"""Why there is no roster: the smallest set of rules that contradict each other, and the cheapest way out.

With soft demand nothing ties people together, so that everybody is looked at alone,
which is quick however large the department is. Demand that must be met is looked at
shift by shift first, then in one model of the whole department.
"""

from collections.abc import Iterable
from dataclasses import replace

from ..account import account
from ..changed import relaxed
from ..conflicts import Conflict, Part, clashes, merged
from ..problem import OFF, Cover, Problem
from .contradiction import SHARE, Guarded, Question
from .control import Control
from .linear import Lin
from .model import Instance, Model

__all__ = ["explain"]

#: what is asked to give way first, the smaller the sooner: comfort, then what was fixed by
#: hand, hours and demand, then what keeps people healthy and the law; leave last of all
_PRICES = {
    "pinned": 10,
    "pattern": 5,
    "isolated_work": 5,
    "isolated_off": 5,
    "change": 5,
    "change_soon": 5,
    "change_off": 5,
    "touched": 5,
    "fair_night": 5,
    "fair_weekend": 5,
    "fair_holiday": 5,
    "fair_unpopular": 5,
    "min_run": 10,
    "min_off_run": 15,
    "target_minutes": 20,
    "min_minutes": 20,
    "max_of_shift": 20,
    "max_weekends": 25,
    "cover": 30,
    "forbidden": 40,
    "max_night_run": 60,
    "min_days_off": 60,
    "week_days_off": 80,
    "max_run": 80,
    "max_minutes": 80,
    "max_week_minutes": 100,
    "rest": 120,
    "cannot": 400,
}


#: contradictions looked for beside each other
_MOST_CASES = 20
_OF_A_SHIFT = ("cover", "pinned", "cannot", "max_of_shift", "forbidden")


def explain(problem: Problem, control: Control) -> Conflict | None:
    """The contradiction in a problem's hard rules; ``None`` where there is a roster, or time ran out.

    The rules named are minimal: left out any one of them, the others can be kept. Where
    there are several contradictions the relaxation ends all that were found in time:
    each by the cheapest rule, somebody's own by the cheapest rules together.
    """
    rules, relaxation = (), []
    for index in _suspects(problem):
        alone = replace(problem, people=(problem.people[index],), cover=())
        if control.over or not _impossible(alone, control):
            continue
        rules = rules or _of_person(_core(alone, control), index)
        relaxation += _of_person(_cheapest(alone, control), index)
    if problem.cover_is_hard:
        found, more = _explain_demand(_all_relaxed(problem, relaxation), control)
        rules, relaxation = rules or found, [*relaxation, *more]
    return Conflict(rules, merged(relaxation)) if rules or relaxation else None


def _explain_demand(problem: Problem, control: Control) -> tuple[tuple[Part, ...], list[Part]]:
    """Where demand that must be met contradicts people's rules: the first case, and what ends all that are found."""
    first, relaxation = (), []
    for _case in range(_MOST_CASES):
        # once there is something to tell, nobody waits long for more
        rules = () if control.over else _short_of_people(problem, control, SHARE / 5 if first else SHARE)
        if not rules:
            break
        first = first or rules
        cheapest = min(rules, key=lambda part: _PRICES[part.rule])
        if cheapest.rule in ("pinned", "cannot"):
            cheapest = replace(cheapest, days=cheapest.days[:1])
        relaxation.append(cheapest)
        problem = _all_relaxed(problem, [cheapest])
    return first, relaxation


def _all_relaxed(problem: Problem, parts: Iterable[Part]) -> Problem:
    for part in parts:
        shift = part.shift if part.rule in ("cover", "max_of_shift") else None
        problem = relaxed(problem, part.rule, part.person, part.days, shift, part.skill)
    return problem


def _short_of_people(problem: Problem, control: Control, share: float) -> tuple[Part, ...]:
    """A contradiction between demand and people's rules, the simple cases first."""
    known = clashes(problem)
    if known:
        return known[0].rules
    for row in problem.cover:
        rules = _bare(problem, row, control)
        if rules or control.over:
            return rules
    return _core(problem, control) if _impossible(problem, control, share) else ()


def _bare(problem: Problem, row: Cover, control: Control) -> tuple[Part, ...]:
    """One shift of one day for which too few people can work, each for reasons of their own."""
    able, blocked = 0, []
    for index, person in enumerate(problem.people):
        if row.skill is not None and row.skill not in person.skills:
            continue
        if able >= row.needed or control.over:
            return ()
        if _can(problem, index, row, control):
            able += 1
        else:
            blocked.append(index)
    # one of the blocked more than missing could come, and it would still be too few
    needed = blocked[max(0, row.needed - able - 1) :]
    parts = [Part("cover", None, (row.day,), row.shift, row.skill)]
    for index in needed if able < row.needed else ():
        parts += _reasons(problem, index, row, control)
    return tuple(parts) if able < row.needed else ()


def _reasons(problem: Problem, index: int, row: Cover, control: Control) -> list[Part]:
    """Why somebody cannot work a shift."""
    person = problem.people[index]
    if (row.day, row.shift) in person.cannot:
        return [Part("cannot", index, (row.day,), row.shift)]
    fixed = person.pinned.get(row.day, row.shift)
    if fixed != row.shift:
        return [Part("pinned", index, (row.day,), fixed)]
    parts = _of_person(_core(_alone_on(problem, index, row), control), index)
    if row.day in person.pinned:
        return list(parts)
    # that the shift was asked for is no reason
    pins = [
        replace(one, days=tuple(day for day in one.days if day != row.day)) for one in parts if one.rule == "pinned"
    ]
    return [*(one for one in pins if one.days), *(one for one in parts if one.rule != "pinned")]


def _alone_on(problem: Problem, index: int, row: Cover) -> Problem:
    """The problem of one person who is to work a shift."""
    person = problem.people[index]
    return replace(problem, people=(replace(person, pinned={**person.pinned, row.day: row.shift}),), cover=())


def _can(problem: Problem, index: int, row: Cover, control: Control) -> bool:
    person = problem.people[index]
    if (row.day, row.shift) in person.cannot or person.pinned.get(row.day, row.shift) != row.shift:
        return False
    alone = _alone_on(problem, index, row)
    pins = alone.people[0].pinned
    idle = [pins.get(day, OFF) for day in range(problem.days)]
    return not account(alone, [idle], [0]).hard or not _impossible(alone, control)


def _suspects(problem: Problem) -> Iterable[int]:
    """People for whom no roster is obvious: neither the one in force nor fixed days and nothing else."""
    for index, person in enumerate(problem.people):
        idle = [person.pinned.get(day, OFF) for day in range(problem.days)]
        current = [person.pinned.get(day, person.current.get(day, OFF)) for day in range(problem.days)]
        if all(account(problem, {index: row}, [index]).hard for row in (idle, current)):
            yield index


def _of_person(parts: Iterable[Part], index: int) -> tuple[Part, ...]:
    """Parts told by the one person of a problem, told by the place in the department."""
    return tuple(replace(part, person=None if part.person is None else index) for part in parts)


def _impossible(problem: Problem, control: Control, share: float = SHARE) -> bool:
    """Whether it is proven, in a share of the time, that no roster keeps all hard rules."""
    model = Model(problem)
    workers = 1 if len(problem.people) == 1 else None
    return model.contradicted or control.run(model.cp, share * control.seconds, workers).impossible


def _core(problem: Problem, control: Control) -> tuple[Part, ...]:
    """A smallest set of rules that cannot be kept together; empty where time ran out."""
    groups = Question(problem, control).smallest()
    if not groups:
        return ()
    # which days it bites on: the same among the single instances of those rules
    instances = Question(problem, control, frozenset(groups), lambda instance: instance).smallest()
    return merged(_part(problem, one) for one in instances or groups)


def _cheapest(problem: Problem, control: Control) -> tuple[Part, ...]:
    """The cheapest rules to let give way so that there is a roster; empty where none was found in time."""
    model = Guarded(problem)
    kept = Lin()
    for name, literal in model.literals.items():
        kept.add(literal, -_PRICES[name.rule])
    model.minimize(kept)
    answer = control.run(model.cp, SHARE * control.seconds)
    if not answer.found:
        return ()
    given_up = [name for name, literal in model.literals.items() if not answer.value(literal)]
    return merged(_part(problem, name) for name in given_up)


def _part(problem: Problem, instance: Instance) -> Part:
    rule, person, days, shift, skill = instance
    if rule == "cannot" and all((days[0], one) in problem.people[person].cannot for one in range(len(problem.shifts))):
        shift = None
    inside = tuple(day for day in days if 0 <= day < problem.days)
    return Part(rule, person, inside, shift if rule in _OF_A_SHIFT else None, skill)
