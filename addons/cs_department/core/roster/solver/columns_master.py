"""The master of column generation: which mix of the people's rosters covers demand at the least price (an LP).

Rows: demand (with its prices of too few and too many as bounds of the duals), one roster
per person, limits of a shift in the period, and the budget of the stages before. GLOP
keeps its basis from one solve to the next; the rosters found are kept in a pool.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ortools.math_opt.python import mathopt

from .columns_terms import Terms

__all__ = ["LARGE", "Column", "Duals", "Master", "NoSolution", "Rows"]

#: the price of a broken limit of a shift, of a person without a roster: high, yet not blinding the LP
_LIMIT_PRICE = 5e3
_NOBODY_PRICE = 2e5
#: the price of a unit above the budget of the stages before
_BUDGET_PRICE = 1e3
#: rows above which an LP is laid down anew for the fixings of a dive
LARGE = 400


class NoSolution(RuntimeError):
    """No LP solver could solve the master."""


@dataclass(frozen=True, slots=True)
class Column:
    """One person's whole roster: D shifts (S: off) and its own price in the stage."""

    person: int
    days: np.ndarray
    cost: float


@dataclass(slots=True)
class Duals:
    """Prices of the rows: demand, people, limits, and of the earlier stages' budget."""

    demand: np.ndarray
    person: np.ndarray
    limits: np.ndarray
    budget: float = 0.0

    def towards(self, other: "Duals", share: float) -> "Duals":
        """Between these and the others: ``share`` of the way."""
        keep = 1 - share
        return Duals(
            keep * self.demand + share * other.demand,
            keep * self.person + share * other.person,
            keep * self.limits + share * other.limits,
            keep * self.budget + share * other.budget,
        )


class Rows:
    """Where a person's day counts among the rows of demand and limits."""

    def __init__(self, terms: Terms):
        self.terms = terms
        days, shifts = terms.problem.days, len(terms.problem.shifts)
        self.day = np.array([row.day for row in terms.demand], dtype=int)
        self.shift = np.array([row.shift for row in terms.demand], dtype=int)
        self.needed = np.array([row.needed for row in terms.demand], dtype=float)
        self.under = np.array([row.under for row in terms.demand], dtype=float)
        self.over = np.array([row.over for row in terms.demand], dtype=float)
        people = len(terms.cost)
        self.members = np.array([row.members for row in terms.demand], dtype=bool).reshape(len(terms.demand), people)
        self.at: list[list[list[int]]] = [[[] for _ in range(shifts + 1)] for _ in range(days)]
        for index, row in enumerate(terms.demand):
            self.at[row.day][row.shift].append(index)

    def of(self, person: int, days: np.ndarray) -> list[int]:
        """The rows of demand that a roster of the person counts in."""
        return [
            row for day, shift in enumerate(days.tolist()) for row in self.at[day][shift] if self.members[row, person]
        ]

    def counts(self, roster: np.ndarray) -> np.ndarray:
        """People on each row of demand (roster: P × D shifts)."""
        works = roster[:, self.day] == self.shift
        return (works.T & self.members).sum(axis=1)

    def prices(self, duals: Duals) -> np.ndarray:
        """P × D × (S + 1): the terms' own prices less what the rows pay."""
        cost = self.terms.cost.copy()
        np.subtract.at(cost, (slice(None), self.day, self.shift), (self.members * duals.demand[:, None]).T)
        for (person, shift, _most), dual in zip(self.terms.limits, duals.limits, strict=True):
            cost[person, :, shift] -= dual
        return cost

    def constant(self, duals: Duals) -> float:
        """What of the Lagrangean bound does not hang on the paths."""
        most = np.array([limit[2] for limit in self.terms.limits], dtype=float)
        return float(self.needed @ duals.demand + most @ duals.limits)

    def own_cost(self, person: int, days: np.ndarray) -> float:
        """A roster's own price in the stage."""
        terms = self.terms
        works = days[days < len(terms.units)]
        time = int(terms.units[works].sum())
        return float(terms.cost[person, np.arange(len(days)), days].sum() + terms.minutes_cost[person, time])


class Master:
    """The LP over the rosters found so far."""

    def __init__(self, terms: Terms, rows: Rows, budget: float | None = None):
        self.terms, self.rows = terms, rows
        self.columns: list[Column] = []
        self.variables: list[mathopt.Variable] = []
        self.aside: list[Column] = []
        self._known: set[tuple[int, bytes]] = set()
        self.prices_before = budget
        self.failures = 0
        self.parameters = mathopt.SolveParameters(threads=1)
        self.values = np.zeros(0)
        self.objective = np.inf
        self._begin()

    @property
    def large(self) -> bool:
        """Whether the LP is solved sooner anew, without the columns that may not be used, than from its last basis."""
        return len(self.demand) + len(self.people) > LARGE

    def nearest(self) -> np.ndarray | None:
        """Of everybody the roster that has most of the mix (P × D); ``None`` where somebody has none."""
        best: dict[int, tuple[float, np.ndarray]] = {}
        for value, column in zip(self.values.tolist(), self.columns, strict=False):
            if value > best.get(column.person, (0.0,))[0]:
                best[column.person] = value, column.days
        people = len(self.people)
        return np.array([best[person][1] for person in range(people)]) if len(best) == people else None

    def _begin(self) -> None:
        self.model = mathopt.Model()
        self._make_rows(self.prices_before)
        self.solver = mathopt.IncrementalSolver(self.model, mathopt.SolverType.GLOP)

    def _make_rows(self, budget: float | None) -> None:
        model, rows = self.model, self.rows
        self.demand = [model.add_linear_constraint(lb=need, ub=need) for need in rows.needed]
        self.budget = None if budget is None else model.add_linear_constraint(ub=budget)
        if self.budget is not None:
            above = model.add_variable(lb=0)
            self.budget.set_coefficient(above, -1)
            model.objective.set_linear_coefficient(above, _BUDGET_PRICE)
        for row, under, over in zip(self.demand, rows.under, rows.over, strict=True):
            for sign, price in ((1, under), (-1, over)):
                slack = model.add_variable(lb=0)
                row.set_coefficient(slack, sign)
                if self.budget is None:
                    model.objective.set_linear_coefficient(slack, price)
                else:
                    self.budget.set_coefficient(slack, price)
        self.people = [model.add_linear_constraint(lb=1, ub=1) for _ in self.terms.cost]
        for row in self.people:
            nobody = model.add_variable(lb=0)
            row.set_coefficient(nobody, 1)
            model.objective.set_linear_coefficient(nobody, _NOBODY_PRICE)
        self.limits = {}
        for person, shift, most in self.terms.limits:
            row = model.add_linear_constraint(ub=most)
            slack = model.add_variable(lb=0)
            row.set_coefficient(slack, -1)
            model.objective.set_linear_coefficient(slack, _LIMIT_PRICE)
            self.limits[person, shift] = row

    def add(self, person: int, days: np.ndarray) -> bool:
        """Take in a roster; false where it is known."""
        key = (person, days.tobytes())
        if key in self._known:
            return False
        self._known.add(key)
        self._lay(Column(person, days.copy(), self.rows.own_cost(person, days)))
        return True

    def _lay(self, column: Column) -> None:
        person, days = column.person, column.days
        variable = self.model.add_variable(lb=0)
        if column.cost:
            self.model.objective.set_linear_coefficient(variable, column.cost)
        self.people[person].set_coefficient(variable, 1)
        for row in self.rows.of(person, days):
            self.demand[row].set_coefficient(variable, 1)
        for shift in set(days.tolist()):
            if (person, shift) in self.limits:
                self.limits[person, shift].set_coefficient(variable, int((days == shift).sum()))
        self.columns.append(column)
        self.variables.append(variable)

    def solve(self) -> Duals:
        """Solve the LP over the columns so far; sets ``objective`` and ``values`` (one per column).

        :raises NoSolution: no solver finds its way.
        """
        result = self._result()
        self.objective = result.objective_value()
        self.values = np.array(result.variable_values(self.variables))
        return Duals(
            np.array(result.dual_values(self.demand)),
            np.array(result.dual_values(self.people)),
            np.array(result.dual_values(list(self.limits.values()))),
            result.dual_values(self.budget) if self.budget is not None else 0.0,
        )

    def _result(self) -> mathopt.SolveResult:
        """From the last basis; where GLOP loses its way (it says so), from the start, then by another solver."""
        for attempt in ("warm", "cold", "other"):
            try:
                if attempt == "cold":
                    self.solver = mathopt.IncrementalSolver(self.model, mathopt.SolverType.GLOP)
                if attempt == "other":
                    result = mathopt.solve(self.model, mathopt.SolverType.HIGHS)
                else:
                    result = self.solver.solve(params=self.parameters)
            except (RuntimeError, ValueError, AttributeError):  # MathOpt 9.15 raises the last for an internal error
                self.failures += 1
                continue
            if result.has_primal_feasible_solution() and result.has_dual_feasible_solution():
                return result
            self.failures += 1
        raise NoSolution

    def allow(self, may: Callable[[Column], bool]) -> None:
        """Only some of the columns may be used from now on."""
        if self.large:
            self._anew(may)
        else:
            self.block(np.array([may(column) for column in self.columns], dtype=bool))

    def _anew(self, may: Callable[[Column], bool]) -> None:
        """The LP again with some of the columns only; the others are put aside."""
        every = self.columns + self.aside
        keep = [may(column) for column in every]
        self.aside = [column for column, kept in zip(every, keep, strict=True) if not kept]
        self.columns, self.variables = [], []
        self._begin()
        self._known = set()
        for column, kept in zip(every, keep, strict=True):
            key = (column.person, column.days.tobytes())
            if kept and key not in self._known:
                self._known.add(key)
                self._lay(column)

    def block(self, keep: np.ndarray) -> None:
        """Only these of the columns may be used (one truth value per column)."""
        for variable, may in zip(self.variables, keep, strict=True):
            top = np.inf if may else 0.0
            if variable.upper_bound != top:
                variable.upper_bound = top
