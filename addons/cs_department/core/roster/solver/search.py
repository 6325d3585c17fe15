"""Large-neighbourhood search: parts of the roster are opened and solved again, several at once.

Each part is a small CP-SAT model on one thread (the solver works outside Python's lock).
What it finds is put into the roster as that is by then, and kept if the account finds it
no worse. A reproducible run takes the answers in the order in which they were asked for,
whichever is there first, and counts effort in the solver's own units.
"""

from collections import deque
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from ..problem import Assignment, Problem
from .control import Control, stage_name
from .linear import Lin
from .model import Model
from .neighbours import Neighbours
from .stages import Best, stay_near

__all__ = ["Search"]

#: seconds (or units of effort) for one part, no more than this much of the whole run
TURN, OF_ALL = 1.5, 0.05
#: parts under way at once in a reproducible run, however many processors there are
LAG = 4
#: how much more the stage that is improved counts than those after it
AHEAD = 50
#: turns without any gain, for each part that the roster has, after which a stage is left
PATIENCE = 3.0


@dataclass(frozen=True, slots=True)
class Task:
    """A part that is solved again."""

    kind: str
    base: Assignment
    free: Mapping[int, range]
    seed: int


@dataclass(frozen=True, slots=True)
class Outcome:
    task: Task
    rows: Assignment | None
    finished: bool
    effort: float


class Search:
    """Improves a roster one stage after the other."""

    def __init__(self, problem: Problem, control: Control, best: Best):
        self.problem, self.control, self.best = problem, control, best
        self.neighbours = Neighbours(problem, best.scorer, control.seed)
        self.asked = 0

    def improve(self, number: int, effort: float, least: int = 0):
        """Improve a stage (its number) while those before it are kept.

        :param effort: seconds of the run, or the solver's units in a reproducible one.
        :param least: no roster is cheaper: done when it is reached.
        """
        begin, spent, idle = self.control.passed, 0.0, 0
        lag = LAG if self.control.reproducible else self.control.workers
        pending: deque[Future] = deque()
        name = stage_name(self.problem.stages[number])
        with ThreadPoolExecutor(self.control.workers) as pool:
            while True:
                used = spent / lag if self.control.reproducible else self.control.passed - begin
                going_on = used < effort and not self.control.over and not self._done(number, least, idle)
                while going_on and len(pending) < lag:
                    pending.append(pool.submit(self._solve, self._task(number), number))
                if not pending:
                    self.control.effort += spent / lag
                    return
                outcome = self._next(pending)
                spent += outcome.effort
                self.neighbours.learn(outcome.task.kind, outcome.finished)
                gained = outcome.rows is not None and self._take(outcome, number)
                idle = 0 if gained else idle + 1
                self.control.progress(name, "search", self.best.value(number), least)

    def _done(self, number: int, least: int, idle: int) -> bool:
        """Whether nothing more is to be hoped for in the stage."""
        if self.best.usable and self.best.value(number) <= least:
            return True
        parts = len(self.problem.people) * self.problem.days / self.neighbours.size.get("costly", 260)
        return idle > 20 + PATIENCE * parts

    def _task(self, number: int) -> Task:
        self.asked += 1
        kind, free = self.neighbours.choose(self.best.rows, self.problem.stages[number])
        return Task(kind, self.best.rows, free, self.asked)

    def _next(self, pending: deque) -> Outcome:
        if self.control.reproducible:
            return pending.popleft().result()
        done, _rest = wait(pending, return_when=FIRST_COMPLETED)
        future = next(future for future in pending if future in done)
        pending.remove(future)
        return future.result()

    def _solve(self, task: Task, number: int) -> Outcome:
        """On a thread: the best for a part, the rest as it is."""
        if self.control.over:
            return Outcome(task, None, False, 0)
        model = Model(self.problem, task.base, task.free)
        values = model.values(task.base)
        price = Lin()
        for place, group in enumerate(self.problem.stages):
            cost = model.price_of(group)
            if place <= number:
                model.keep(cost, cost.value(values))
            if place >= number:
                price.plus(cost, AHEAD if place == number else 1)
        if "cover" not in self.problem.stages[number]:
            stay_near(model, values)
        model.minimize(price)
        model.hint(task.base)
        turn = min(TURN, self.control.budget * OF_ALL)
        answer = self.control.run(model.cp, turn, workers=1, seed=task.seed)
        rows = model.roster(answer.value) if answer.found else None
        return Outcome(task, rows, answer.proven, answer.effort)

    def _take(self, outcome: Outcome, number: int) -> bool:
        """Put what was found into the roster as it is now; whether that is a gain."""
        base, now = outcome.task.base, self.best.rows
        merged = list(now)
        for person in outcome.task.free:
            new, old = outcome.rows[person], base[person]
            if new != old:
                merged[person] = tuple(
                    new[day] if new[day] != old[day] else now[person][day] for day in range(len(new))
                )
        return self.best.move(tuple(merged), number, AHEAD)
