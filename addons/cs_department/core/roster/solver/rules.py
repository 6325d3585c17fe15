"""What each rule about a person says to the model: the meanings of ``account_rules`` in linear constraints.

Hard rules are put tightly (beginnings of runs with lot-sizing inequalities); soft ones
get a slack that is exactly the breach wherever it has a price. Each poster is given the
person's days as :class:`Days` and the rule; it posts limits, or prices through
``model.price``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil, floor, gcd
from typing import TYPE_CHECKING

from ..account_rules import FAIR_SHARES, entitled
from ..problem import OFF, Person, Problem, Rule
from .linear import Lin, Sheet, Term

if TYPE_CHECKING:
    from .model import Model

__all__ = ["POSTERS", "Days"]


@dataclass
class Days:
    """One person in the model, history included.

    :param cells: day of the roster → shift → whether it is worked.
    :param before: known days before the roster.
    """

    index: int
    person: Person
    problem: Problem
    cells: list[dict[int, Term]]
    on: list[Term]
    before: int
    sheet: Sheet
    _work: dict[int, Term] = field(default_factory=dict)
    _starts: dict[tuple[bool, int], Term] = field(default_factory=dict)
    _night: dict[int, Term] = field(default_factory=dict)

    def __post_init__(self):
        busy = {past.day for past in self.person.past}
        nights = {past.day for past in self.person.past if past.night}
        shifts = self.problem.shifts
        for day in range(-self.before, self.problem.days):
            self._work[day] = 1 if day in busy else self.on[day] if day >= 0 else 0
            self._night[day] = 1 if day in nights else 0
            if day >= 0 and day not in nights:
                self._night[day] = self.either([var for shift, var in self.cells[day].items() if shifts[shift].night])

    def either(self, terms: list[Term]) -> Term:
        """Of cells of one day: whether one of them is worked."""
        free = [term for term in terms if not isinstance(term, int)]
        if any(term == 1 for term in terms if isinstance(term, int)):
            return 1
        if len(free) <= 1:
            return free[0] if free else 0
        lin = Lin.total(free)
        var = self.sheet.derive(1, lin)
        self.sheet.limit(Lin().plus(lin).add(var, -1), 0, 0)
        return var

    def works(self, day: int) -> Term:
        """Whether there is work on a day; an unknown day counts as off."""
        return self._work.get(day, 0)

    def night(self, day: int) -> Term:
        return self._night.get(day, 0)

    def begins(self, day: int, working: bool = True) -> Term:
        """Whether a run of work (or of days off) begins on a day, the day before being known."""
        key = working, day
        if key not in self._starts:
            self._starts[key] = self._begin(day, working)
        return self._starts[key]

    def _begin(self, day, working):
        before, here = self._work[day - 1], self._work[day]
        new, old = (here, before) if working else (before, here)
        lin = Lin().add(new).add(old, -1)
        sheet = self.sheet
        if sheet.most(lin) <= 0:
            return 0
        if not lin.vars:
            return 1
        var = sheet.derive(1, lin)
        sheet.limit(Lin().add(var).add(new, -1).add(old), 0, None)
        sheet.limit(Lin().add(var).add(new, -1), None, 0)
        sheet.limit(Lin().add(var).add(old), None, 1)
        return var

    @property
    def first(self) -> int:
        """The first known day."""
        return -self.before

    @property
    def end(self) -> int:
        return self.problem.days


Poster = Callable[["Model", Days, str, Rule], None]


# ------------------------------------------------------------------- runs


def _max_run(model, days, name, rule, which=None):
    which = which or days.works
    most = max(0, floor(rule.value))
    for last in range(max(0, days.first + most), days.end):
        window = range(last - most, last + 1)
        lin = Lin.total(which(day) for day in window)
        if rule.weight is None:
            days.sheet.limit(lin, None, most, model.guard(name, days.index, window))
        else:
            model.price(name, rule.weight, days.sheet.above(lin, most)[0])


def _max_night_run(model, days, name, rule):
    _max_run(model, days, name, rule, days.night)


def _min_run(model, days, name, rule, working=True):
    least = ceil(rule.value)
    if rule.weight is not None:
        _short_runs(model, days, name, rule, least, working)
    elif model.guarded:
        for start in range(max(days.first + 1, 1 - least), days.end):
            if _is_open(days, start, working):
                _run_goes_on(model, days, name, start, least, working)
    else:
        for day in range(days.end):
            window = range(max(day - least + 1, days.first + 1), day + 1)
            # at most one run began in the last days, and if one did it is still on
            lin = Lin.total(days.begins(one, working) for one in window if _is_open(days, one, working))
            lin.add(days.works(day), -1 if working else 1)
            days.sheet.limit(lin, None, 0 if working else 1)


def _is_open(days, start, working):
    """Whether a run that began on a day may reach the roster; one that ended before is no matter of it."""
    return all(days.works(day) == int(working) for day in range(start, 0))


def _run_goes_on(model, days, name, start, least, working):
    """What begins on a day is still on so many days later: one condition each, to be named in a conflict."""
    window = range(start, min(start + least, days.end))
    sign = 1 if working else -1
    for day in range(max(start + 1, 0), window.stop):
        lin = Lin().add(days.works(start), sign).add(days.works(start - 1), -sign).add(days.works(day), -sign)
        days.sheet.limit(lin, None, 0 if working else 1, model.guard(name, days.index, window))


def _short_runs(model, days, name, rule, least, working):
    """One slack for each beginning and length of a run that is too short."""
    for start in range(max(days.first + 1, 1 - least), days.end):
        for length in range(1, least):
            end = start + length
            if end < 0 or end >= days.end:
                continue
            sign = 1 if working else -1
            lin = Lin(1 - length if working else -1)
            for day in range(start, end):
                lin.add(days.works(day), sign)
            lin.add(days.works(start - 1), -sign).add(days.works(end), -sign)
            model.price(name, rule.weight, days.sheet.above(lin, 0)[0], least - length)


def _min_off_run(model, days, name, rule):
    _min_run(model, days, name, rule, working=False)


def _isolated_work(model, days, name, rule):
    _min_run(model, days, name, Rule(2, rule.weight))


def _isolated_off(model, days, name, rule):
    _min_run(model, days, name, Rule(2, rule.weight), working=False)


# ----------------------------------------------------------------- minutes


def _minutes(days: Days, which) -> Lin:
    """Paid minutes on these days, work in another roster and history included."""
    wanted = set(which)
    lin = Lin(sum(past.minutes for past in days.person.past if past.day in wanted))
    for day in wanted:
        if 0 <= day < days.end:
            for shift, term in days.cells[day].items():
                lin.add(term, days.problem.shifts[shift].minutes)
    return lin


def _hard(model, days, name, lin, low, high, where=()):
    days.sheet.limit(lin, low, high, model.guard(name, days.index, where))


def _max_minutes(model, days, name, rule):
    lin = _minutes(days, range(days.end))
    if rule.weight is None:
        _hard(model, days, name, lin, None, floor(rule.value))
    else:
        model.price(name, rule.weight, days.sheet.above(lin, round(rule.value))[0])


def _min_minutes(model, days, name, rule):
    lin = _minutes(days, range(days.end))
    if rule.weight is None:
        _hard(model, days, name, lin, ceil(rule.value), None)
    else:
        model.price(name, rule.weight, days.sheet.above(Lin().plus(lin, -1), -round(rule.value))[0])


def _target_minutes(model, days, name, rule):
    lin = _minutes(days, range(days.end))
    fewest, most = round(rule.value) - round(rule.slack), round(rule.value) + round(rule.slack)
    if rule.weight is None:
        _hard(model, days, name, lin, fewest, most)
        return
    over = days.sheet.above(lin, most)[0]
    under = days.sheet.above(Lin().plus(lin, -1), -fewest)[0]
    model.price(name, rule.weight, over)
    model.price(name, rule.weight, under)
    least = _lattice(days.sheet, lin, fewest, most, over, under)
    model.goal(name, days.index, Lin().add(over).add(under), least, rule.weight, round(rule.slack))


def _lattice(sheet, lin, fewest, most, over, under) -> int:
    """Sums of shift lengths seldom meet the target: the least distance on either side, as one inequality."""
    low, high = sheet.least(lin), sheet.most(lin)
    if high <= fewest or low >= most or low == high:
        return max(0, fewest - high, low - most)
    step = gcd(*lin.coefs)
    above, below = (lin.const - most) % step, (fewest - lin.const) % step
    if above + below + most - fewest != step:
        return 0  # a sum lies in between
    # the line through (fewest - below, below) and (most + above, above) lies below the distance on the lattice
    cut = Lin(-below * step).add(over, step).add(under, step)
    cut.plus(Lin(below - fewest).plus(lin), below - above)
    sheet.limit(cut, 0, None)
    return min(above, below)


def _max_week_minutes(model, days, name, rule):
    for week in days.problem.weeks:
        lin = _minutes(days, week)
        if rule.weight is None:
            _hard(model, days, name, lin, None, floor(rule.value), week)
        else:
            model.price(name, rule.weight, days.sheet.above(lin, round(rule.value))[0])


# ---------------------------------------------------------------- days off


def _days_off(days: Days, which) -> Lin:
    return Lin.total((days.works(day) for day in which), -1, len(which))


def _missing_off(model, days, name, rule, lin, wanted, where=()):
    if rule.weight is None:
        _hard(model, days, name, lin, wanted, None, where)
    else:
        model.price(name, rule.weight, days.sheet.above(Lin().plus(lin, -1), -wanted)[0])


def _min_days_off(model, days, name, rule):
    _missing_off(model, days, name, rule, _days_off(days, range(days.end)), ceil(rule.value))


def _week_days_off(model, days, name, rule):
    for week in days.problem.weeks:
        wanted = ceil(rule.value) - max(0, 7 - len(week))
        _missing_off(model, days, name, rule, _days_off(days, week), wanted, week)


def _max_weekends(model, days, name, rule):
    sheet, worked = days.sheet, []
    for weekend in days.problem.weekends:
        terms = [days.works(day) for day in weekend]
        known = [term for term in terms if isinstance(term, int)]
        free = [term for term in terms if not isinstance(term, int)]
        if 1 in known or len(free) <= 1:
            worked.append(1 if 1 in known else free[0] if free else 0)
            continue
        var = sheet.whether(Lin.total(free))
        for term in free:
            sheet.limit(Lin().add(term).add(var, -1), None, 0)
        worked.append(var)
    lin = Lin.total(worked)
    if rule.weight is None:
        _hard(
            model, days, name, lin, None, floor(rule.value), [d for weekend in days.problem.weekends for d in weekend]
        )
    else:
        model.price(name, rule.weight, sheet.above(lin, floor(rule.value))[0])


# -------------------------------------------------------------- departures


def _departures(days: Days, wanted) -> dict[int, Lin]:
    """Day → whether it differs from what is wanted."""
    found = {}
    for day, shift in sorted(wanted.items()):
        if 0 <= day < days.end:
            found[day] = Lin().add(days.on[day]) if shift == OFF else Lin(1).add(days.cells[day].get(shift, 0), -1)
    return found


def _each(model, days, name, rule, departures):
    for day, lin in departures.items():
        if rule.weight is None:
            _hard(model, days, name, lin, None, 0, (day,))
        else:
            model.price_lin(name, rule.weight, lin)


def _pattern(model, days, name, rule):
    _each(model, days, name, rule, _departures(days, days.person.pattern))


def _change(model, days, name, rule):
    _each(model, days, name, rule, _departures(days, days.person.current))


def _change_soon(model, days, name, rule):
    found = _departures(days, days.person.current)
    _each(model, days, name, rule, {day: lin for day, lin in found.items() if day in days.problem.soon})


def _change_off(model, days, name, rule):
    off = {day: shift for day, shift in days.person.current.items() if shift == OFF}
    _each(model, days, name, rule, _departures(days, off))


def _touched(model, days, name, rule):
    found = list(_departures(days, days.person.current).values())
    if rule.weight is None:
        for lin in found:
            _hard(model, days, name, lin, None, 0)
        return
    total = Lin()
    for lin in found:
        total.plus(lin)
    touched = days.sheet.whether(total)
    if not isinstance(touched, int):
        for lin in found:
            days.sheet.limit(Lin().plus(lin).add(touched, -1), None, 0)
    model.price(name, rule.weight, touched)


# ---------------------------------------------------------------- fairness


def _counted(days: Days, kind: str) -> Lin:
    shifts = days.problem.shifts
    if kind in ("night", "unpopular"):
        return Lin.total(
            term
            for cells in days.cells
            for shift, term in cells.items()
            if (shifts[shift].night if kind == "night" else shifts[shift].unpopular)
        )
    if kind == "holiday":
        counting = days.problem.holidays
    else:
        counting = {day for weekend in days.problem.weekends for day in weekend}
    return Lin.total(days.on[day] for day in sorted(counting) if 0 <= day < days.end)


def _fair(model: "Model", days: Days, name: str, rule: Rule):
    """Price of the squared distance from the share: the chords between whole numbers, exact for each of them."""
    sheet, share = days.sheet, entitled(days.person, FAIR_SHARES[name])
    lin = _counted(days, FAIR_SHARES[name])
    if rule.weight is None:
        _hard(model, days, name, lin, share, share)
        return
    if not lin.vars:
        model.price(name, rule.weight, (lin.const - share) ** 2)
        return
    low, high = sheet.least(lin), sheet.most(lin)
    count = sheet.derive(high, lin)
    sheet.limit(Lin().plus(lin).add(count, -1), 0, 0)
    square = sheet.derive(max((low - share) ** 2, (high - share) ** 2), Lin(-share).add(count), _square)
    for one in range(low, high):
        slope = 2 * (one - share) + 1
        # (one - share)^2 + slope * (count - one) <= square
        chord = Lin((one - share) ** 2 - slope * one).add(count, slope).add(square, -1)
        sheet.limit(chord, None, 0)
    model.price(name, rule.weight, square)
    nearest = min(max(share, low), high)
    model.goal(name, days.index, Lin().add(square), (nearest - share) ** 2, rule.weight)


def _square(value: int) -> int:
    return value * value


def _rest(model, days, name, rule):
    model.rest(days, rule)


POSTERS: dict[str, Poster] = {
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
    **dict.fromkeys(FAIR_SHARES, _fair),
}
