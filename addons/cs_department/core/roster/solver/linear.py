"""Linear expressions whose parts may be known already, and the model they are put into.

A large part of a roster is often fixed (leave, pins, everything outside a
neighbourhood), so that cells are plain 0 or 1 as often as they are variables. Folding
them here keeps sub-models small and quick to build.
"""

from collections.abc import Callable, Iterable

from ortools.sat.python import cp_model

__all__ = ["Lin", "Sheet", "Term"]

#: a variable of the model, or its value where that is known
Term = cp_model.IntVar | int


class Lin:
    """``const + sum(coefs * vars)``."""

    __slots__ = ("coefs", "const", "vars")

    def __init__(self, const: int = 0):
        self.vars: list[cp_model.IntVar] = []
        self.coefs: list[int] = []
        self.const = const

    @classmethod
    def total(cls, terms: Iterable[Term], coef: int = 1, const: int = 0) -> "Lin":
        """``const + coef * sum(terms)``."""
        lin = cls(const)
        for term in terms:
            lin.add(term, coef)
        return lin

    def add(self, term: Term, coef: int = 1) -> "Lin":
        if isinstance(term, int):
            self.const += coef * term
        else:
            self.vars.append(term)
            self.coefs.append(coef)
        return self

    def plus(self, other: "Lin", coef: int = 1) -> "Lin":
        self.const += coef * other.const
        self.vars += other.vars
        self.coefs += [coef * one for one in other.coefs]
        return self

    def value(self, values) -> int:
        """What it comes to, given the value of each variable by index."""
        return self.const + sum(coef * values[var.index] for var, coef in zip(self.vars, self.coefs, strict=True))

    def expression(self):
        return cp_model.LinearExpr.weighted_sum(self.vars, self.coefs)


def _positive(value: int) -> int:
    return max(0, value)


def _any(value: int) -> int:
    return min(1, max(0, value))


class Sheet:
    """A CP-SAT model under construction, with what its own variables stand for.

    :param forgiving: a limit that what is fixed breaks already is widened to what can
        still be reached, instead of making the model infeasible.

    ``derived`` says for every variable beside the cells how its value follows from the
    others, in order: hints are complete, and a roster can be priced without solving.
    """

    def __init__(self, forgiving: bool = False):
        self.cp = cp_model.CpModel()
        self.forgiving = forgiving
        self.derived: list[tuple[cp_model.IntVar, Callable[[int], int], Lin]] = []
        self.contradicted = False
        self._top: list[int] = []

    # ------------------------------------------------------------ variables

    def boolean(self) -> cp_model.IntVar:
        self._top.append(1)
        return self.cp.new_bool_var("")

    def derive(self, most: int, lin: Lin, how: Callable[[int], int] = _positive) -> cp_model.IntVar:
        """A variable from 0 to ``most`` that stands for ``how(lin)``; how they are tied is the caller's matter."""
        self._top.append(most)
        var = self.cp.new_int_var(0, most, "")
        self.derived.append((var, how, lin))
        return var

    def above(self, lin: Lin, limit: int) -> tuple[Term, int]:
        """What ``lin`` has above a limit (at least, and exactly so under a price), and the most it can be."""
        reach = self.most(lin) - limit
        if reach <= 0:
            return 0, 0
        if not lin.vars:
            return lin.const - limit, reach
        gap = Lin(-limit).plus(lin)
        var = self.derive(reach, gap)
        self.limit(Lin().plus(gap).add(var, -1), None, 0)
        return var, reach

    def whether(self, lin: Lin) -> Term:
        """1 where ``lin`` is above 0 (at least so, and exactly so under a price)."""
        if self.least(lin) > 0:
            return 1
        if self.most(lin) <= 0:
            return 0
        return self.derive(1, lin, _any)

    def most(self, lin: Lin) -> int:
        """The most that an expression can come to; every variable is counted from 0."""
        top = self._top
        return lin.const + sum(c * top[v.index] for v, c in zip(lin.vars, lin.coefs, strict=True) if c > 0)

    def least(self, lin: Lin) -> int:
        """The least that an expression can come to."""
        top = self._top
        return lin.const + sum(c * top[v.index] for v, c in zip(lin.vars, lin.coefs, strict=True) if c < 0)

    # ---------------------------------------------------------- constraints

    def limit(self, lin: Lin, low: int | None, high: int | None, guard=None):
        """``low <= lin <= high``, enforced only if the guard's literal holds."""
        least, most = self.least(lin), self.most(lin)
        if self.forgiving and guard is None:
            low = low if low is None else min(low, most)
            high = high if high is None else max(high, least)
        if (low is None or least >= low) and (high is None or most <= high):
            return
        if (low is not None and most < low) or (high is not None and least > high):
            self.never(guard)
            return
        low = least if low is None else low
        high = most if high is None else high
        made = self.cp.add_linear_constraint(lin.expression(), low - lin.const, high - lin.const)
        if guard is not None:
            made.only_enforce_if(guard)

    def at_most_one(self, terms: Iterable[Term], guard=None):
        if guard is not None:
            self.limit(Lin.total(terms), None, 1, guard)
            return
        terms = list(terms)
        known = sum(term for term in terms if isinstance(term, int))
        free = [term for term in terms if not isinstance(term, int)]
        if known >= 1:
            for var in free:
                self.cp.add(var == 0)
            if known > 1 and not self.forgiving:
                self.never(None)
        elif len(free) > 1:
            self.cp.add_at_most_one(free)

    def never(self, guard):
        """A contradiction: the guard cannot hold; without one the model has no answer."""
        if guard is not None:
            self.cp.add_bool_or([guard.negated()])
        elif not self.contradicted:
            self.contradicted = True
            self.cp.add_bool_or([])
