"""A roster as a CP-SAT model: every rule of a problem, hard ones as limits, soft ones as prices by stage.

``Model(problem)`` is the whole roster. ``Model(problem, base, free)`` leaves only some
cells open and takes the others from a roster, which is how neighbourhoods and repairs
are solved; people without an open cell are not modelled at all. With a ``guard`` each
hard rule is enforced by a literal of its own, which is how a conflict is explained and
the cheapest relaxation found.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ortools.sat.python import cp_model

from ..problem import OFF, STAGE_OF, Assignment, Problem, Rule
from .linear import Lin, Sheet, Term
from .rules import POSTERS, Days

__all__ = ["Goal", "Instance", "Model"]

#: up to so many people too many each costs more than the one before; those beyond cost the same
EXACT = 12


class Instance(NamedTuple):
    """One hard rule where it bites, as a conflict names it.

    :param rule: a name out of RULES, or "cover", "cannot", "pinned", "forbidden",
        "max_of_shift".
    :param person: index, ``None`` for demand.
    :param days: days of the roster (or of the history) concerned; empty: the period.
    """

    rule: str
    person: int | None
    days: tuple[int, ...] = ()
    shift: int | None = None
    skill: str | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """What a soft rule wants of one person as a whole, to be asked for outright.

    :param amount: how far the person is from it (minutes; of fairness, the distance squared).
    :param least: the nearest anybody could be, the sums of whole shifts considered.
    :param weight: price per unit.
    :param slack: what is tolerated beside it (minutes).
    """

    stage: str
    person: int
    amount: Lin
    least: int
    weight: int
    slack: int


class Model:
    """The model, its cells and its prices.

    :param base: a roster; cells that are not free are as they are there. What they
        break among themselves is not this model's matter.
    :param free: person → the days that are open; ``None``: all of everybody.
    :param guard: hard rule → the literal that enforces it, ``None``: always enforced.

    ``cells[person][day]`` is shift → variable, or 0/1 where it is known; ``on[person]
    [day]`` whether the person works. ``contradicted`` says that the model has no answer
    because of what is fixed alone. ``goals`` are the hours and shares that people are to
    come near to, ``spread`` the people above what is needed where they are to be spread.
    """

    def __init__(
        self,
        problem: Problem,
        base: Sequence[Sequence[int]] | None = None,
        free: Mapping[int, Collection[int]] | None = None,
        guard: Callable[[Instance], cp_model.IntVar | None] | None = None,
    ):
        self.problem = problem
        self.base = base
        self.sheet = Sheet(forgiving=base is not None)
        self.cp = self.sheet.cp
        self._guard = guard
        self.guarded = guard is not None
        self.terms: dict[str, Lin] = {stage: Lin() for stage in ("cover", "change", "hours", "fairness", "comfort")}
        self.goals: list[Goal] = []
        self.spread: list[Lin] = []
        self.cells: list[list[dict[int, Term]] | None] = [None] * len(problem.people)
        self.on: list[list[Term] | None] = [None] * len(problem.people)
        self._bans: dict[int, dict[int, list]] = {}
        everything = range(problem.days)
        self.free = dict.fromkeys(range(len(problem.people)), everything) if base is None or free is None else free
        for index in sorted(self.free):
            if self.free[index]:
                self._person(index)
        self._cover()

    @property
    def contradicted(self) -> bool:
        return self.sheet.contradicted

    # ------------------------------------------------- what posters of rules call

    def guard(self, rule: str, person: int | None, days=(), shift=None, skill=None):
        """The literal that enforces a hard rule, or ``None``."""
        if self._guard is None:
            return None
        return self._guard(Instance(rule, person, tuple(days), shift, skill))

    def price(self, rule: str, weight: int, term: Term, times: int = 1):
        """``weight`` for each unit of a variable, in the rule's stage."""
        self.terms[STAGE_OF.get(rule, "comfort")].add(term, weight * times)

    def price_lin(self, rule: str, weight: int, lin: Lin):
        self.terms[STAGE_OF.get(rule, "comfort")].plus(lin, weight)

    def goal(self, rule: str, person: int, amount: Lin, least: int, weight: int, slack: int = 0):
        """How far a person is from what a rule wants over the whole period."""
        self.goals.append(Goal(STAGE_OF[rule], person, amount, least, weight, slack))

    def rest(self, days: Days, rule: Rule):
        """Rest between the end of a piece of work and the start of the next one."""
        if rule.weight is None:
            for day, groups in self._banned(rule.value, forbidden=not self.guarded).items():
                self._ban(days, day, groups, "rest")
        for end, start, first, second, missing, between in _short_rests(days, rule.value):
            lin = Lin(-1).add(end).add(start)
            if rule.weight is None:
                where = sorted({day for day in (first, second) if 0 <= day < days.end})
                self.sheet.limit(lin, None, 0, self.guard("rest", days.index, where))
            else:
                for day in between:
                    lin.add(days.works(day), -1)
                self.price("rest", round(rule.weight * missing), self.sheet.above(lin, 0)[0])

    # ------------------------------------------------------------- building

    def _person(self, index: int):
        person = self.problem.people[index]
        cells, on = [], []
        for day in range(self.problem.days):
            terms, works = self._day(index, day)
            cells.append(terms)
            on.append(works)
        self.cells[index], self.on[index] = cells, on
        days = Days(index, person, self.problem, cells, on, person.known_days, self.sheet)
        if "rest" not in person.rules or person.rules["rest"].weight is not None or self.guarded:
            for day, groups in self._banned(None, forbidden=True).items():
                self._ban(days, day, groups, "forbidden")
        for name, rule in person.rules.items():
            POSTERS[name](self, days, name, rule)
        self._wishes(days)
        for shift, most in sorted(person.max_of_shift.items()):
            lin = Lin.total(one.get(shift, 0) for one in cells)
            self.sheet.limit(lin, None, most, self.guard("max_of_shift", index, (), shift))

    def _day(self, index: int, day: int) -> tuple[dict[int, Term], Term]:
        """The cells of a day, and whether it is worked."""
        person, shifts = self.problem.people[index], range(len(self.problem.shifts))
        if day not in self.free[index]:
            return self._known(self.base[index][day])
        pinned = person.pinned.get(day)
        if pinned is not None and not self.guarded:
            if (day, pinned) in person.cannot and self.base is None:
                self.sheet.never(None)
            return self._known(pinned)
        open_ = [s for s in shifts if self.guarded or (day, s) not in person.cannot]
        terms: dict[int, Term] = {shift: self.sheet.boolean() for shift in open_}
        must = (day, OFF) in person.cannot
        if must and not self.guarded:
            if not terms:
                self.sheet.never(None)
            elif len(terms) == 1:
                terms = dict.fromkeys(terms, 1)
            else:
                self.cp.add_exactly_one(terms.values())
            return terms, 1
        works = self._works(list(terms.values()))
        if self.guarded:
            self._guard_day(index, day, terms, works)
        return terms, works

    def _known(self, shift: int):
        return ({}, 0) if shift == OFF else ({shift: 1}, 1)

    def _works(self, terms: list[cp_model.IntVar]) -> Term:
        if len(terms) <= 1:
            return terms[0] if terms else 0
        works = self.sheet.derive(1, Lin.total(terms))
        self.sheet.limit(Lin.total(terms).add(works, -1), 0, 0)
        return works

    def _guard_day(self, index, day, terms, works):
        """What a day cannot be, and what it is pinned to, each enforced by its literal."""
        person, sheet = self.problem.people[index], self.sheet
        for where, shift in sorted(person.cannot):
            if where == day:
                lin = Lin(1).add(works, -1) if shift == OFF else Lin().add(terms[shift])
                sheet.limit(lin, None, 0, self.guard("cannot", index, (day,), shift))
        pinned = person.pinned.get(day)
        if pinned is not None:
            lin = Lin(1).add(works, -1) if pinned == OFF else Lin().add(terms[pinned])
            sheet.limit(lin, 1, None, self.guard("pinned", index, (day,), pinned))

    def _banned(self, rest: float | None, forbidden: bool) -> dict[int, list]:
        """Day → (shifts, shifts of the next day), of which at most one of all may be worked."""
        key = (rest, forbidden)
        if key not in self._bans:
            found = self._bans[key] = {}
            for day in range(self.problem.days - 1):
                groups = _bicliques(self.problem, day, rest, forbidden)
                if groups:
                    found[day] = groups
        return self._bans[key]

    def _ban(self, days: Days, day: int, groups, name: str):
        here, after = days.cells[day], days.cells[day + 1]
        for first, second in groups:
            left = [here[shift] for shift in first if shift in here]
            right = [after[shift] for shift in second if shift in after]
            if left and right:
                shift = second[0] if name == "forbidden" and len(second) == 1 else None
                self.sheet.at_most_one(left + right, self.guard(name, days.index, (day, day + 1), shift))

    def _wishes(self, days: Days):
        for wish in days.person.wishes:
            if 0 <= wish.day < days.end:
                worked = days.on[wish.day] if wish.shift is None else days.cells[wish.day].get(wish.shift, 0)
                lin = Lin(1).add(worked, -1) if wish.wanted else Lin().add(worked)
                self.terms["comfort"].plus(lin, wish.weight)

    def _cover(self):
        present = self._present()
        for row in self.problem.cover:
            lin = Lin()
            there = present.get((row.day, row.shift), ())
            for person, term in there:
                if row.skill is None or row.skill in self.problem.people[person].skills:
                    lin.add(term)
            self._row(row, lin)

    def _present(self) -> dict[tuple[int, int], list[tuple[int, Term]]]:
        """(day, shift) → (person, cell), those that are worked for certain included."""
        present: dict[tuple[int, int], list[tuple[int, Term]]] = {}
        for person in range(len(self.problem.people)):
            cells = self.cells[person]
            if cells is None:
                for day, shift in enumerate(self.base[person][: self.problem.days]):
                    if shift != OFF:
                        present.setdefault((day, shift), []).append((person, 1))
            else:
                for day, terms in enumerate(cells):
                    for shift, term in terms.items():
                        present.setdefault((day, shift), []).append((person, term))
        return present

    def _row(self, row, lin: Lin):
        sheet, cost = self.sheet, self.terms["cover"]
        if self.problem.cover_is_hard:
            sheet.limit(lin, row.needed, None, self.guard("cover", None, (row.day,), row.shift, row.skill))
        else:
            # whom nobody can be found for is missing in every roster
            lost = max(0, row.needed - sheet.most(lin))
            cost.const += lost * row.under
            cost.add(sheet.above(Lin().plus(lin, -1), lost - row.needed)[0], row.under)
        if row.over:
            cost.add(sheet.above(lin, row.needed)[0], row.over)
        if row.spread:
            self._spread(row, Lin(-row.needed).plus(lin))

    def _spread(self, row, extra: Lin):
        """The square of a surplus as a price: each person more costs more than the one before."""
        sheet, cost = self.sheet, self.terms["comfort"]
        low, high = max(0, sheet.least(extra)), sheet.most(extra)
        self.spread.append(extra)
        cost.const += row.spread * low * low
        filled = Lin(low)
        for one in range(low, min(high, low + EXACT)):
            more = sheet.whether(Lin(-one).plus(extra))
            filled.add(more)
            cost.add(more, row.spread * (2 * one + 1))
        if high > low + EXACT:
            more = sheet.derive(high - low - EXACT, Lin(-low - EXACT).plus(extra))
            filled.add(more)
            cost.add(more, row.spread * (2 * (low + EXACT) + 1))
        if high > low:
            sheet.limit(Lin().plus(extra).plus(filled, -1), None, 0)

    # -------------------------------------------------------------- reading

    def price_of(self, stages: Collection[str]) -> Lin:
        """The price of a group of stages as one expression."""
        lin = Lin()
        for stage in stages:
            lin.plus(self.terms[stage])
        return lin

    def least(self, stages: Collection[str]) -> int:
        """No roster costs less in a group of stages: what every person costs at least by themselves."""
        return sum(goal.weight * goal.least for goal in self.goals if goal.stage in stages) + sum(
            max(0, self.sheet.least(self.terms[stage])) for stage in stages if stage not in ("hours", "fairness")
        )

    def minimize(self, lin: Lin):
        self.cp.clear_objective()
        self.cp.minimize(lin.expression() + lin.const)

    def keep(self, lin: Lin, most: int):
        """No roster that costs more there."""
        self.sheet.limit(lin, None, most)

    def values(self, assignment: Sequence[Sequence[int]]) -> list[int]:
        """The value of each variable in a roster, whatever it breaks."""
        values = [0] * len(self.cp.proto.variables)
        for person, cells in enumerate(self.cells):
            for day, terms in enumerate(cells or ()):
                term = terms.get(assignment[person][day])
                if term is not None and not isinstance(term, int):
                    values[term.index] = 1
        for var, how, lin in self.sheet.derived:
            values[var.index] = how(lin.value(values))
        return values

    def hint(self, assignment: Sequence[Sequence[int]]):
        """Begin the search at a roster, all variables told; literals of a guard hold."""
        values = self.values(assignment)
        self.cp.clear_hints()
        hint = self.cp.proto.solution_hint
        hint.vars.extend(range(len(values)))
        hint.values.extend(values)

    def cost_of(self, assignment: Sequence[Sequence[int]]) -> dict[str, int]:
        """What a roster costs in each stage, as the model counts it."""
        values = self.values(assignment)
        return {stage: lin.value(values) for stage, lin in self.terms.items()}

    def roster(self, value: Callable[[cp_model.IntVar], int]) -> Assignment:
        """The roster of an answer; ``value`` is that of the solver or of its callback."""
        rows = []
        for person, cells in enumerate(self.cells):
            if cells is None:
                rows.append(tuple(self.base[person]))
            else:
                rows.append(tuple(_worked(terms, value) for terms in cells))
        return tuple(rows)


def _worked(terms: Mapping[int, Term], value) -> int:
    for shift, term in terms.items():
        if term if isinstance(term, int) else value(term):
            return shift
    return OFF


def _bicliques(problem: Problem, day: int, rest: float | None, forbidden: bool) -> list[tuple[tuple, tuple]]:
    """Shifts of a day and of the next of which at most one can be worked, as few and as large groups as cover all."""
    after: dict[frozenset[int], list[int]] = {}
    shifts = problem.shifts
    banned = {}
    for one in range(len(shifts)):
        end = shifts[one].times[day][1]
        banned[one] = frozenset(
            two
            for two in range(len(shifts))
            if (forbidden and (one, two) in problem.forbidden)
            or (rest is not None and shifts[two].times[day + 1][0] - end < rest)
        )
    for one, those in banned.items():
        if those:
            after.setdefault(those, []).append(one)
    return [(tuple(one for one, more in banned.items() if those <= more), tuple(sorted(those))) for those in after]


def _short_rests(days: Days, value: float):
    """Pairs of work that leave too little rest, beside hard ones on consecutive days of the roster.

    Yields (term of the first, term of the second, their days, minutes missing, the days
    of the roster between on which work would come between them).
    """
    soft = days.person.rules["rest"].weight is not None
    shifts = days.problem.shifts
    known = [(past.start, past.end, past.day, 1, None) for past in days.person.past]
    longest = max((end - start for shift in shifts for start, end in shift.times), default=0)
    reach = 2 + int((longest + value) // 1440)
    for day in range(days.end):
        for shift, term in days.cells[day].items():
            start, end = shifts[shift].times[day]
            mine = (start, end, day, term, shift)
            for other in known:
                first, second = sorted((other, mine), key=lambda work: work[:2])
                yield from _too_close(days, first, second, value, known)
            for later in range(day + 1 if soft else day + 2, min(day + reach + 1, days.end)):
                for two, next_term in days.cells[later].items():
                    second = (*shifts[two].times[later], later, next_term, two)
                    yield from _too_close(days, mine, second, value, known)


def _too_close(days, first, second, value, known):
    missing = value - (second[0] - first[1])
    if missing <= 0 or any(first[:2] < work[:2] < second[:2] for work in known):
        return
    between = [day for day in range(first[2] + 1, second[2]) if 0 <= day < days.end]
    yield first[3], second[3], first[2], second[2], missing, between
