"""What each rule about a person finds in a row: the meanings of :data:`.problem.RULES`.

The edges: a run that touches the last day may go on, and one at the first known day may
have begun before, so neither is too short. A run that came out of the known history
counts with its days there, and each of its days on the roster above the limit is a day
too many. Work in another roster (``Person.past`` with a day of this one) counts as work.

Every finder yields (days of the roster concerned, amount of the breach).
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from math import floor

from .problem import OFF, Person, Problem
from .row import Row

__all__ = ["FAIR_SHARES", "FINDERS", "counted", "entitled"]

Found = Iterator[tuple[tuple[int, ...], float]]

#: rule of fairness → what it counts, the key of ``Person.shares``
FAIR_SHARES = {
    "fair_night": "night",
    "fair_weekend": "weekend",
    "fair_holiday": "holiday",
    "fair_unpopular": "unpopular",
}


def entitled(person: Person, kind: str) -> int:
    """A person's entitled number of a kind of shift, whole (a half is rounded up); 0 where none is said."""
    return floor(person.shares.get(kind, 0) + 0.5)


def counted(problem: Problem, days, kind: str) -> list[int]:
    """The days of a row that count as "night", "weekend", "holiday" or "unpopular"."""
    shifts = problem.shifts
    if kind == "night":
        return [day for day, shift in enumerate(days) if shift != OFF and shifts[shift].night]
    if kind == "unpopular":
        return [day for day, shift in enumerate(days) if shift != OFF and shifts[shift].unpopular]
    if kind == "holiday":
        return [day for day in sorted(problem.holidays) if 0 <= day < problem.days and days[day] != OFF]
    weekend = sorted({day for days_ in problem.weekends for day in days_ if 0 <= day < problem.days})
    return [day for day in weekend if days[day] != OFF]


def _inside(problem: Problem, first: int, end: int) -> tuple[int, ...]:
    """The days of a run that lie in the roster; of a run before it, the first day, which ended it."""
    return tuple(range(max(first, 0), min(end, problem.days))) or (0,)


def _rest(problem: Problem, person: Person, row: Row, value: float) -> Found:
    work = [(past.start, past.end, past.day, False) for past in person.past]
    work += [(*problem.shifts[shift].times[day], day, True) for day, shift in enumerate(row.days) if shift != OFF]
    work.sort()
    for (_start, end, day, ours), (start, _end, next_day, next_ours) in pairwise(work):
        if start - end < value and (ours or next_ours):
            yield tuple(sorted({d for d in (day, next_day) if 0 <= d < problem.days})), value - (start - end)


def _too_long(problem: Problem, row: Row, which, value: float) -> Found:
    for is_so, first, end in row.runs(which):
        days_over = min(end - first - value, end)
        if is_so and days_over > 0:
            yield _inside(problem, first, end), days_over


def _max_run(problem, _person, row, value):
    return _too_long(problem, row, row.worked, value)


def _max_night_run(problem, _person, row, value):
    return _too_long(problem, row, row.night, value)


def _too_short(problem: Problem, row: Row, working: bool, value: float) -> Found:
    for first, end in row.closed_runs(working):
        if end - first < value:
            yield _inside(problem, first, end), value - (end - first)


def _min_run(problem, _person, row, value):
    return _too_short(problem, row, True, value)


def _min_off_run(problem, _person, row, value):
    return _too_short(problem, row, False, value)


def _isolated_work(problem, _person, row, _value):
    return _too_short(problem, row, True, 2)


def _isolated_off(problem, _person, row, _value):
    return _too_short(problem, row, False, 2)


def _period_minutes(problem: Problem, row: Row) -> int:
    return sum(row.minutes.get(day, 0) for day in range(problem.days))


def _max_minutes(problem, _person, row, value):
    over = _period_minutes(problem, row) - value
    if over > 0:
        yield (), over


def _min_minutes(problem, _person, row, value):
    under = value - _period_minutes(problem, row)
    if under > 0:
        yield (), under


def _target_minutes(problem, person, row, value):
    away = abs(_period_minutes(problem, row) - value) - person.rules["target_minutes"].slack
    if away > 0:
        yield (), away


def _max_week_minutes(problem, _person, row, value):
    for week in problem.weeks:
        over = sum(row.minutes.get(day, 0) for day in week) - value
        if over > 0:
            yield _ours(problem, week), over


def _min_days_off(problem, _person, row, value):
    missing = value - sum(not row.works(day) for day in range(problem.days))
    if missing > 0:
        yield (), missing


def _week_days_off(problem, _person, row, value):
    for week in problem.weeks:
        # the days cut off a week at the edge of the roster may be off
        missing = value - sum(not row.works(day) for day in week) - max(0, 7 - len(week))
        if missing > 0:
            yield _ours(problem, week), missing


def _max_weekends(problem, _person, row, value):
    worked = [weekend for weekend in problem.weekends if any(row.works(day) for day in weekend)]
    if len(worked) > value:
        days = {day for weekend in worked for day in weekend if row.works(day)}
        yield _ours(problem, sorted(days)), len(worked) - value


def _ours(problem: Problem, days) -> tuple[int, ...]:
    return tuple(day for day in days if 0 <= day < problem.days)


def _departures(days, wanted: Mapping[int, int]) -> list[int]:
    return [day for day, shift in sorted(wanted.items()) if days[day] != shift]


def _each(days) -> Found:
    return (((day,), 1) for day in days)


def _pattern(_problem, person, row, _value):
    return _each(_departures(row.days, person.pattern))


def _change(_problem, person, row, _value):
    return _each(_departures(row.days, person.current))


def _change_soon(problem, person, row, _value):
    return _each(day for day in _departures(row.days, person.current) if day in problem.soon)


def _change_off(_problem, person, row, _value):
    return _each(day for day in _departures(row.days, person.current) if person.current[day] == OFF)


def _touched(_problem, person, row, _value):
    days = _departures(row.days, person.current)
    if days:
        yield tuple(days), 1


def _fair(kind: str):
    def find(problem, person, row, _value):
        days = counted(problem, row.days, kind)
        away = abs(len(days) - entitled(person, kind))
        if away:
            yield tuple(days), away

    return find


#: rule → what it finds in a row
FINDERS: dict[str, Callable[[Problem, Person, Row, float], Found]] = {
    "rest": _rest,
    "max_run": _max_run,
    "min_run": _min_run,
    "min_off_run": _min_off_run,
    "max_night_run": _max_night_run,
    "max_minutes": _max_minutes,
    "min_minutes": _min_minutes,
    "max_week_minutes": _max_week_minutes,
    "target_minutes": _target_minutes,
    "min_days_off": _min_days_off,
    "week_days_off": _week_days_off,
    "max_weekends": _max_weekends,
    "isolated_work": _isolated_work,
    "isolated_off": _isolated_off,
    "pattern": _pattern,
    "change": _change,
    "change_soon": _change_soon,
    "change_off": _change_off,
    "touched": _touched,
    **{rule: _fair(kind) for rule, kind in FAIR_SHARES.items()},
}
