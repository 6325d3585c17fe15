"""A process that solves pieces of a roster for :mod:`.columns_team`: pickled tasks in, answers out.

Processes, not threads: the paths are many small numpy steps, which threads would do one
after the other. It ends when its input ends, so it never outlives the run.
"""

import os
import pickle
import sys
import threading
import time
from random import Random

import numpy as np

from ..problem import loads
from .columns_dive import Dive
from .columns_lp import Generator
from .columns_polish import Piece, Valuer
from .columns_start import mended
from .columns_terms import NEVER, terms_of

__all__ = ["Worker"]

#: rosters of a person that a piece begins with: the newest
_BEGIN_WITH = 30
#: rosters of a person that are kept
_KEEP = 400
#: how often a process looks whether it is still wanted, seconds
_LOOK = 1.0
#: dives of the whole problem
_QUICK, _GENTLE = {"depth": 60, "rounds": 4, "backs": 4}, {"depth": 90, "rounds": 5, "backs": 40}


class Worker:
    """What a process knows: the problem, and rosters of each person that were good for something."""

    def __init__(self, text: str, stage: int):
        self.terms = terms_of(loads(text), stage)
        self.valuer = Valuer(self.terms)
        self.pool: list[list[np.ndarray]] = [[] for _ in self.terms.cost]
        self._known: list[set[bytes]] = [set() for _ in self.terms.cost]

    def keep(self, columns: list[tuple[int, np.ndarray]]) -> None:
        """Remember rosters of people."""
        for person, days in columns:
            key = days.tobytes()
            if key not in self._known[person]:
                self._known[person].add(key)
                self.pool[person].append(days)
                if len(self.pool[person]) > _KEEP:
                    self._known[person].discard(self.pool[person].pop(0).tobytes())

    def dive(self, seed: int | None, gentle: bool, until: float) -> np.ndarray | None:
        """A roster of everybody, from the LP over the rosters that are known.

        :param gentle: many steps may be taken back: slower, and better where the LP is not nearly whole.
        """
        generator = Generator(self.terms, stop=lambda: time.monotonic() > until)
        for person, rows in enumerate(self.pool):
            for days in rows:
                generator.master.add(person, days)
        generator.run(rounds=3)
        rng = None if seed is None else Random(seed)  # noqa: S311  (repeatable on purpose)
        how = _GENTLE if gentle else _QUICK
        found = Dive(generator, self.terms.cost < NEVER / 2, **how, rng=rng, until=until).run()
        self.keep([(column.person, column.days) for column in generator.master.columns])
        return None if found is None else mended(found, self.valuer.rows, Random(seed or 0), lambda: False)  # noqa: S311  (repeatable on purpose)

    def piece(
        self, roster: np.ndarray, people: np.ndarray, days: np.ndarray, seed: int, until: float, coarse: bool = False
    ) -> np.ndarray | None:
        """Better rosters of some people, or ``None``."""
        pool = [rows[-_BEGIN_WITH:] for rows in self.pool]
        piece = Piece(self.valuer, roster, people, days, pool, lambda: time.monotonic() > until)
        found = piece.solve(Random(seed), until, coarse=coarse)  # noqa: S311  (repeatable on purpose)
        if found is not None:
            self.keep([(int(people[person]), days) for person, days in enumerate(found)])
        return found


def _watch(parent: int) -> None:
    """End with the process that started this one, also in the middle of a task."""
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os._exit(0)


def main() -> None:
    """Answer tasks until the input ends."""
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()
    source, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing else writes among the answers
    worker = None
    while True:
        try:
            task, args = pickle.load(source)  # noqa: S301  (from the process that started this one, over its own pipe)
        except EOFError:
            return
        if task == "problem":
            worker = Worker(*args)
            continue
        pickle.dump(getattr(worker, task)(*args), answers)
        answers.flush()


if __name__ == "__main__":
    main()
