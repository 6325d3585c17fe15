"""Repair: the fewest and gentlest changes that fill the holes, proven so, with alternatives to choose from.

In this order, each kept while the next is improved: uncovered demand, what the changes
cost (people touched, days changed, days off taken back, short notice), fairness, hours,
comfort. An alternative is the best answer that leaves alone at least one of
the people whom each earlier answer touches, with no more demand uncovered.

The proof goes by the number of people touched: for so few people the search is short,
and more people cost more by their prices alone.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from itertools import accumulate

from ..account import account
from ..problem import OFF, Assignment, Problem
from ..repair_case import Case, Move, lay_case, moves
from .control import Answer, Control
from .linear import Lin
from .model import Model
from .stages import Stage

__all__ = ["Alternative", "Repair", "repair"]

#: what decides between answers that change equally much
_THEN = ("fairness", "hours", "comfort")
#: share of the run's time for each single search that decides
_SHARE = 0.3
#: seconds for each of these: an answer that is minimal is not kept waiting for them
_LATER = 0.5
#: up to so many people touched are searched one number after the other
_FEW = 4
#: above every price: there are not so many people
_NO_SUCH = 1 << 60


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to mend the roster.

    :param changes: (person, day, shift before, shift after) against the roster in force.
    :param costs: stage → price by the account, changes included.
    :param stages: the first two, "cover" and "change", make an answer minimal.
    """

    assignment: Assignment
    changes: tuple[Move, ...]
    costs: Mapping[str, int]
    stages: tuple[Stage, ...]

    @property
    def proven(self) -> bool:
        """No answer inside the window (and unlike those before it) leaves less uncovered or changes less."""
        return all(stage.proven for stage in self.stages[:2])

    def as_dict(self) -> dict:
        return {
            "assignment": self.assignment,
            "changes": self.changes,
            "costs": dict(self.costs),
            "stages": [{**asdict(stage), "proven": stage.proven} for stage in self.stages],
            "proven": self.proven,
        }


@dataclass(frozen=True, slots=True)
class Repair:
    """The answers, the best first.

    :param state: "done", "stopped", or "failed" (time ran out before there was any).
    :param holes: (day, shift) that lacked people.
    """

    state: str
    holes: tuple[tuple[int, int], ...]
    alternatives: tuple[Alternative, ...]


def repair(
    problem: Problem,
    control: Control,
    start: Assignment,
    before: Assignment | None = None,
    window: tuple[int, int] | None = None,
    mend: bool = False,
    most: int = 3,
) -> Repair:
    """Mend a roster.

    :param start: the roster in force; "before", "window" and "mend": see
        :func:`..repair_case.lay_case`.
    :param most: how many answers to look for.
    """
    case = lay_case(problem, start, before, window, mend)
    search = _Search(case, control, replace(problem, people=case.problem.people))
    while len(search.found) < most and not control.over:
        answer = search.next()
        if answer is None or not answer.changes:
            break
    state = "stopped" if control.stopped else "done" if search.found else "failed"
    return Repair(state, case.holes, tuple(search.found))


class _Search:
    """Answers one after the other, each different from those before it."""

    def __init__(self, case: Case, control: Control, whole: Problem):
        self.case, self.control, self.whole = case, control, whole
        self.found: list[Alternative] = []
        people = tuple(_without_touched(person) for person in case.problem.people)
        self.model = Model(replace(case.problem, people=people), case.base, case.free)
        self.touched = {person: self._touched(person) for person in case.free}
        self.free = [var for var in self.touched.values() if not isinstance(var, int)]
        prices = sorted(self._least_price(person) for person, var in self.touched.items() if not isinstance(var, int))
        #: number of people touched → the least that it costs
        self.floors = [0, *accumulate(prices)]
        self.cover: Stage | None = None

    def _touched(self, person: int):
        """Whether anything of somebody's changes, with its price."""
        sheet, changed = self.model.sheet, self._changes(person)
        total = Lin()
        for lin in changed:
            total.plus(lin)
        var = sheet.whether(total)
        if not isinstance(var, int):
            for lin in changed:
                sheet.limit(Lin().plus(lin).add(var, -1), None, 0)
        self.model.price("touched", self.case.problem.people[person].rules["touched"].weight, var)
        return var

    def _changes(self, person: int) -> list[Lin]:
        found = []
        for day in self.case.free[person]:
            there, cells = self.case.base[person][day], self.model.cells[person][day]
            on = self.model.on[person][day]
            found.append(Lin().add(on) if there == OFF else Lin(1).add(cells.get(there, 0), -1))
        return found

    def _least_price(self, person: int) -> int:
        rules = self.case.problem.people[person].rules
        return rules["touched"].weight + (rules["change"].weight or 0)

    # --------------------------------------------------------------- answers

    def next(self) -> Alternative | None:
        """The best answer that is not there yet; ``None`` where there is none, or no time."""
        cp = self.model.cp.clone()
        for one in self.found:
            people = {move[0] for move in one.changes}
            cp.add(sum(self.touched[person] for person in people) <= len(people) - 1)
        cp, rows, change = self._fewest_at_best_cover(cp)
        if rows is None:
            return None
        stages = [self.cover, change]
        for name in _THEN:
            rows, stage = self._improve(cp, name, rows)
            stages.append(stage)
        costs = account(self.whole, rows).cost
        answer = Alternative(rows, moves(self.case.base, rows), costs, tuple(stages))
        if not self.found:
            self.control.better(rows, costs)
        self.found.append(answer)
        return answer

    def _fewest_at_best_cover(self, cp):
        """The least change among the rosters that leave the least uncovered; and the model held to both."""
        price = self.model.price_of(("cover",))
        few = list(range(1, min(_FEW, len(self.free)) + 1))
        if self.cover is None:
            least = self.model.sheet.least(price)
            ideal = cp.clone()
            ideal.add(price.expression() <= least - price.const)
            rows, change = self._fewest(ideal, least, few[:2])
            if rows is not None:
                self.cover = Stage("cover", least, least)
                return ideal, rows, change
            self._least_uncovered(cp, price, least)
        cp.add(price.expression() <= self.cover.value - price.const)
        # an alternative that touches many people is none
        rows, change = self._fewest(cp, self.cover.value, few if self.found else [*few, len(self.free)])
        return cp, rows, change

    def _least_uncovered(self, cp, price, least):
        base = price.value(self.model.values(self.case.base))
        cp.clear_objective()
        cp.minimize(price.expression())
        self._hint(cp, self.case.base)
        answer = self._solve(cp, _SHARE * self.control.seconds, few=False)
        value = round(answer.solver.objective_value) + price.const if answer.found else base
        bound = round(answer.solver.best_objective_bound) + price.const if answer.found else least
        self.cover = Stage("cover", value, max(least, bound))
        self._tell("cover", value, bound)

    def _fewest(self, cp, uncovered: int, numbers: list[int]):
        """The least change, looked for among few people first; the model is held to it.

        :param uncovered: what the model allows to be uncovered.
        :param numbers: how many people may be touched, rising.
        """
        price = self.model.price_of(("change",))
        rows, best = self._nothing_to_do(uncovered)
        bound, exact = self._floor(1), True
        for number in numbers:
            if best is not None and self._floor(number) >= best:
                break
            some = cp.clone()
            some.add(sum(self.free) <= number)
            if best is not None:
                some.add(price.expression() <= best - 1 - price.const)
            if number == 1 and not uncovered:
                self._alone(some)
            some.minimize(price.expression())
            answer = self._solve(some, _SHARE * self.control.seconds, few=number <= _FEW)
            if answer.found:
                rows = self.model.roster(answer.value)
                best = round(answer.solver.objective_value) + price.const
            if exact:
                exact = answer.impossible or answer.proven
                bound = self._floor(number + 1) if exact else self._unfinished(answer, price, number)
            self._tell("change", best, bound if best is None else min(best, bound))
        if rows is None:
            return None, None
        self._hold(cp, price, best, uncovered)
        return rows, Stage("change", best, min(best, bound))

    def _alone(self, cp):
        """Where one person is to fill every hole, who cannot take one of them is out of question."""
        for person, var in self.touched.items():
            cells, row = self.model.cells[person], self.case.base[person]
            if not isinstance(var, int) and any(
                row[day] == shift or isinstance(cells[day].get(shift, 0), int) for day, shift in self.case.holes
            ):
                cp.add(var == 0)

    def _nothing_to_do(self, uncovered: int):
        """The roster as it is, where it leaves no more uncovered and no answer was found yet."""
        base = self.case.base
        cover = self.model.price_of(("cover",)).value(self.model.values(base))
        return (base, 0) if not self.found and cover <= uncovered else (None, None)

    def _floor(self, number: int) -> int:
        """The least that it costs to touch so many people, by prices alone."""
        return self.floors[number] if number < len(self.floors) else _NO_SUCH

    def _unfinished(self, answer: Answer, price: Lin, number: int) -> int:
        """The bound after a search among so many people that was not finished, fewer having been."""
        here = round(answer.solver.best_objective_bound) + price.const if answer.found else 0
        return max(self._floor(number), min(here, self._floor(number + 1)))

    def _hold(self, cp, price, best, uncovered):
        """No answer of the model changes more than the best, so none touches more people than that pays for."""
        cp.add(price.expression() <= best - price.const)
        number = next((n for n, floor in enumerate(self.floors) if floor > best), None)
        if number is not None:
            cp.add(sum(self.free) <= number - 1)
        if number == 2 and not uncovered:
            self._alone(cp)

    def _improve(self, cp, name, rows):
        """One of the later stages: the roster and what it came to, kept from here on."""
        price = self.model.price_of((name,))
        value = price.value(self.model.values(rows))
        bound = self.model.sheet.least(price)
        if value > bound:
            cp.clear_objective()
            cp.minimize(price.expression())
            self._hint(cp, rows)
            answer = self._solve(cp, _LATER)
            if answer.found:
                rows = self.model.roster(answer.value)
                value = round(answer.solver.objective_value) + price.const
                bound = round(answer.solver.best_objective_bound) + price.const
        cp.add(price.expression() <= value - price.const)
        return rows, Stage(name, value, bound)

    def _solve(self, cp, seconds: float, few: bool = True) -> Answer:
        """Among few people one worker is the quickest."""
        return self.control.run(cp, seconds, workers=1 if few else None, light=few)

    def _hint(self, cp, rows):
        values = self.model.values(rows)
        cp.clear_hints()
        hint = cp.proto.solution_hint
        hint.vars.extend(range(len(values)))
        hint.values.extend(values)

    def _tell(self, name, value, bound):
        self.control.progress(name, "search", value, bound)


def _without_touched(person):
    """Somebody whose touch is priced by the search itself."""
    return replace(person, rules={name: rule for name, rule in person.rules.items() if name != "touched"})
