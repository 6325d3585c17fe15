"""A roster told by people, days and shifts instead of by their places in a problem.

A problem is made anew whenever it is needed; somebody may have joined meanwhile, and
then every index is another. What is kept for later is kept with its axes.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from .problem import OFF, Assignment, Problem

__all__ = ["axes_of", "moved"]


def axes_of(problem: Problem, first: date) -> dict:
    """Whose rows, which shifts and which days an assignment of this problem is about (plain data)."""
    return {
        "people": [person.key for person in problem.people],
        "shifts": [shift.key for shift in problem.shifts],
        "first": first.isoformat(),
    }


def moved(
    assignment: Sequence[Sequence[int]], axes: dict, problem: Problem, first: date, instead: Sequence[Sequence[int]]
) -> tuple[Assignment, int]:
    """A kept roster as one of today's problem.

    Fixed shifts are as they are fixed now; nobody gets what he cannot do by now.

    :param instead: what people and days get that the kept roster does not know.
    :return: the roster, and how many of its shifts fell away because people cannot any more.
    """
    rows = dict(zip(axes["people"], assignment, strict=True))
    shifts = {shift.key: index for index, shift in enumerate(problem.shifts)}
    kinds = [shifts.get(key, OFF) for key in axes["shifts"]]
    offset = (first - date.fromisoformat(axes["first"])) // timedelta(days=1)
    result, fallen = [], 0
    for index, person in enumerate(problem.people):
        kept, row = rows.get(person.key), list(instead[index])
        for day in range(problem.days):
            if day in person.pinned:
                row[day] = person.pinned[day]
            elif kept is not None and 0 <= day + offset < len(kept):
                shift = kept[day + offset]
                row[day] = OFF if shift == OFF else kinds[shift]
                if (day, row[day]) in person.cannot:
                    row[day] = OFF
                    fallen += 1
        result.append(tuple(row))
    return tuple(result), fallen
