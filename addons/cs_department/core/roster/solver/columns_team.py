"""The processes that polish a roster side by side, and which piece each takes next."""

import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import numpy as np

from ..problem import Problem, dumps
from .columns_master import LARGE
from .columns_polish import Valuer
from .columns_terms import NEVER

__all__ = ["Team"]

#: the package as a worker imports it, whatever it is called here
_PACKAGE = Path(__file__).resolve().parents[1]
#: people in a piece: to begin with, as a share of all, between these
_SHARE, _FEWEST, _MOST, _MOST_OF_LARGE = 0.45, 6, 18, 9
#: of a large problem the share of pieces that are solved coarsely
_COARSELY = 0.75
#: pieces in a row that may fail before they grow, and by how much they do
_PATIENCE, _GROWTH = 8, 1.2
#: a piece of more than this takes too long to be worth it
_LARGEST = 36
#: share of pieces that are some days of everybody; their lengths
_DAYS_SHARE, _DAYS_SHARE_OF_LARGE, _DAYS_LENGTHS = 0.2, 0.5, (5, 7, 9, 12)
#: the longest a piece may take, seconds
_PIECE_SECONDS = 40.0


class _Process:
    """One worker."""

    def __init__(self, problem: Problem, stage: int):
        self.process = subprocess.Popen(  # noqa: S603  (this interpreter, our own module)
            [sys.executable, "-m", f"{_PACKAGE.name}.solver.columns_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(_PACKAGE.parent), "OMP_NUM_THREADS": "1"},
        )
        self.news: list[tuple] = []
        self.send("problem", dumps(problem), stage)

    def send(self, task: str, *args) -> None:
        pickle.dump((task, args), self.process.stdin)
        self.process.stdin.flush()

    def ask(self, task: str, *args):
        """The answer to a task; ``None`` where the process is gone."""
        try:
            self.send(task, *args)
            return pickle.load(self.process.stdout)  # noqa: S301  (from our own child)
        except (EOFError, OSError, ValueError):
            return None

    def end(self) -> None:
        self.process.kill()
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


class Team:
    """Polishes a roster with several processes.

    :param over: asked all the time; true ends the work.
    :param better: told of every better roster and its cost.
    :param steady: the same answer for the same seed: rounds in step, no clock.
    """

    def __init__(
        self,
        problem: Problem,
        valuer: Valuer,
        *,
        workers: int,
        seed: int,
        over: Callable[[], bool],
        better: Callable[[np.ndarray, float], None],
        stage: int = 0,
        steady: bool = False,
    ):
        self.valuer, self.over, self.better, self.steady = valuer, over, better, steady
        self.rng = Random(seed)  # noqa: S311  (repeatable on purpose)
        self.workers = [_Process(problem, stage) for _ in range(max(1, workers))]
        self.roster: np.ndarray | None = None
        self.cost = np.inf
        self.target = -np.inf
        self.failures = 0
        self.large = len(valuer.terms.demand) + len(valuer.terms.cost) > LARGE and not steady
        most = _MOST_OF_LARGE if self.large else _MOST
        self.size = float(min(most, max(_FEWEST, _SHARE * len(valuer.terms.cost))))
        self._enough = 10**9
        self._lock = threading.Lock()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        for worker in self.workers:
            worker.end()

    @property
    def done(self) -> bool:
        """Whether the work is over: stopped, or as good as the bound."""
        return self.over() or self.cost <= self.target + 1e-6

    def keep(self, columns: list[tuple[int, np.ndarray]], dives_until: float) -> None:
        """Give all processes the rosters of the root; the next that each does is one dive from there."""
        with self._lock:
            for number, worker in enumerate(self.workers):
                seed = self.rng.getrandbits(30) if number else None
                worker.news = [("keep", columns)]
                if number % 2 == 0 or not self.large:  # of a large problem some go on with pieces meanwhile
                    worker.news += [("dive", seed, number % 2 == 1, dives_until)]

    def offer(self, roster: np.ndarray) -> bool:
        """Take a whole roster if it is better; by whoever holds the lock, once processes are at work."""
        cost = self.valuer.cost(roster)
        if cost >= min(self.cost - 1e-6, NEVER / 2):
            return False
        self.roster, self.cost = roster, cost
        self.better(roster, cost)
        return True

    # ---------------------------------------------------------------- pieces

    def polish(self, failures: int | None = None) -> None:
        """Dives, then pieces, each process on its own; one in the middle of a piece is not waited for at the end.

        :param failures: end after so many pieces in a row that gave nothing.
        """
        self._enough = failures or 10**9
        threads = [threading.Thread(target=self._go, args=(worker,)) for worker in self.workers]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            time.sleep(0.02)
            if self.done:
                for worker in self.workers:
                    worker.process.kill()

    def beside(self, work: Callable[[], np.ndarray | None], failures: int | None = None) -> None:
        """Polish while some other work goes on; the roster that it brings is taken in."""
        polish = threading.Thread(target=self.polish, args=(failures,))
        polish.start()
        found = work()
        if found is not None:
            with self._lock:
                self.offer(found)
        polish.join()

    def rounds(self, number: int, failures: int | None = None) -> None:
        """Steady: so many tasks for each process, all in step, answers in order."""
        self._enough = failures or 10**9
        with ThreadPoolExecutor(len(self.workers)) as threads:
            for _ in range(number):
                if self.done or self._tired:
                    break
                tasks = [self._next(worker) for worker in self.workers]
                pairs = zip(self.workers, tasks, strict=True)
                futures = [threads.submit(self._answer, worker, task) for worker, task in pairs]
                while not all(future.done() for future in futures):
                    time.sleep(0.02)
                    if self.over():
                        for worker in self.workers:
                            worker.process.kill()
                for task, future in zip(tasks, futures, strict=True):
                    self._take(task, future.result())

    @property
    def _tired(self) -> bool:
        return self.failures >= self._enough

    @staticmethod
    def _answer(worker: _Process, tasks: list[tuple]):
        """The answer to the last of some tasks."""
        answer = None
        for task in tasks:
            answer = worker.ask(*task)
        return answer

    def _go(self, worker: _Process) -> None:
        while not self.done and not (self._tired and not worker.news) and worker.process.poll() is None:
            with self._lock:
                tasks = self._next(worker)
            found = self._answer(worker, tasks)
            with self._lock:
                self._take(tasks, found)

    def _next(self, worker: _Process) -> list[tuple]:
        """What a process does next: what is new, or else a piece (roster, people, days, seed and end)."""
        if worker.news:
            news, worker.news = worker.news, []
            return news
        people, days = self.roster.shape
        rng = self.rng
        until = time.monotonic() + (3600 if self.steady else _PIECE_SECONDS)
        window = np.arange(days)
        number = int(self.size)
        if rng.random() < (_DAYS_SHARE_OF_LARGE if self.large else _DAYS_SHARE):
            length = min(days, rng.choice(_DAYS_LENGTHS))
            first = rng.randrange(days - length + 1)
            number = max(3 * number, people // 2) if self.large else 3 * number
            window = np.arange(first, first + length)
        chosen = self._people(min(people, number))
        seed, coarse = rng.getrandbits(30), self.large and rng.random() < _COARSELY
        return [("piece", self.roster, chosen, window, seed, until, coarse)]

    def _people(self, number: int) -> np.ndarray:
        """Some people; every other time those first who could work where demand is not met well."""
        rng, people = self.rng, len(self.roster)
        weight = np.ones(people)
        rows = self.valuer.rows
        missing = rows.needed - rows.counts(self.roster)
        price = np.maximum(missing, 0) * rows.under + np.maximum(-missing, 0) * rows.over
        if rng.random() < 0.5 and price.any():
            row = rng.choices(range(len(price)), weights=price.tolist())[0]
            able = self.valuer.terms.cost[:, rows.day[row], rows.shift[row]] < NEVER / 2
            weight += 3 * (able & rows.members[row])
        keys = [rng.random() ** (1 / each) for each in weight]
        return np.array(sorted(np.argsort(keys)[-number:].tolist()))

    def _take(self, tasks: list[tuple], found: np.ndarray | None) -> None:
        task = tasks[-1]
        if found is not None and task[0] == "piece":
            roster = self.roster.copy()
            roster[task[2]] = found
            found = roster
        if found is not None and self.offer(found):
            self.failures = 0
            return
        self.failures += 1
        if self.failures % _PATIENCE == 0:
            self.size = min(self.size * _GROWTH, _LARGEST, len(self.roster))
