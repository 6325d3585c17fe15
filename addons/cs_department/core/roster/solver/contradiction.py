"""Which hard rules cannot be kept together: each has a literal that enforces it, and the solver names literals.

Known defects make the set that OR-Tools names unreliable (or-tools #2649, #5141), so it
is taken with one worker and without presolve, proven again by a model that has nothing
but those rules, and shrunk until none of them can be left out.
"""

from collections.abc import Callable, Collection

from ortools.sat.python import cp_model

from ..problem import Problem
from .control import Control
from .model import Instance, Model

__all__ = ["SHARE", "Guarded", "Question", "group"]

#: share of the run's time for each single question
SHARE = 0.25


def group(instance: Instance) -> Instance:
    """The rule as a whole that an instance is of: leave and fixed days day by day, demand row by row."""
    rule, person, days, shift, _skill = instance
    if rule == "cover":
        return instance
    if rule in ("pinned", "cannot"):
        return Instance(rule, person, days)
    return Instance(rule, person, (), shift if rule == "max_of_shift" else None)


class Guarded(Model):
    """A model in which each hard rule holds only if its literal does.

    :param kept: groups whose rules are in the model at all; ``None``: all.
    :param name: instance → what its literal stands for, ``None``: it always holds.
    """

    def __init__(
        self,
        problem: Problem,
        kept: Collection[Instance] | None = None,
        name: Callable[[Instance], Instance | None] = group,
    ):
        self.literals: dict[Instance, cp_model.IntVar] = {}
        self._kept, self._name = kept, name
        self._never: cp_model.IntVar | None = None
        super().__init__(problem, guard=self._literal)

    def _literal(self, instance: Instance) -> cp_model.IntVar | None:
        if self._kept is not None and group(instance) not in self._kept:
            if self._never is None:
                self._never = self.sheet.boolean()
                self.cp.add(self._never == 0)
            return self._never
        name = self._name(instance)
        if name is None:
            return None
        if name not in self.literals:
            self.literals[name] = self.sheet.boolean()
        return self.literals[name]


class Question:
    """Which of a problem's hard rules cannot be kept together.

    :param kept: and ``name``: see :class:`Guarded`.
    """

    def __init__(self, problem: Problem, control: Control, kept=None, name=group):
        self.problem, self.control, self.kept, self.name = problem, control, kept, name
        self.model = Guarded(problem, kept, name)
        self.literals = self.model.literals
        #: contradictions of sums are beyond a search without presolve: these are asked for without naming
        self.sums = False

    def smallest(self) -> list[Instance] | None:
        """Rules of which none can be left out without the others becoming possible; ``None``: not proven."""
        core = self.among(list(self.literals))
        if core is None or not self.proven(core):
            return None
        size = len(core)
        while size > 1:
            size = (size + 1) // 2 if size > 2 else 1
            place = 0
            while place < len(core):
                fewer = self.among(core[:place] + core[place + size :])
                if fewer is None:
                    place += size
                else:
                    core = fewer
        return core

    def among(self, names: list[Instance]) -> list[Instance] | None:
        """Of these rules some that cannot be kept together; ``None`` where they can, or it is not known."""
        if self.sums:
            return names if self.proven(names) else None
        cp, known = self.model.cp, {self.literals[name].index: name for name in names}
        cp.clear_assumptions()
        cp.add_assumptions([self.literals[name] for name in names])
        answer = self.control.run(cp, self._patience, workers=1, presolve=False)
        if answer.found:
            return None
        if not answer.impossible:
            self.sums = True
            return self.among(names)
        named = {known[index] for index in answer.solver.sufficient_assumptions_for_infeasibility() if index in known}
        return [name for name in names if name in named] or names

    @property
    def _patience(self) -> float:
        return 0.05 if len(self.problem.people) == 1 else SHARE * self.control.seconds

    def proven(self, names: Collection[Instance]) -> bool:
        """Whether nothing but these rules leaves no roster: asked anew of a model that has no others."""
        these = frozenset(names)
        model = Guarded(self.problem, self.kept, lambda one: None if self.name(one) in these else self.name(one))
        workers = 1 if len(self.problem.people) == 1 else None
        return model.contradicted or self.control.run(model.cp, SHARE * self.control.seconds, workers).impossible
