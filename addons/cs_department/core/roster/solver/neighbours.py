"""Which part of a roster is opened and solved again: people, days, and where it hurts."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..account import coverage
from ..problem import Problem
from .score import STAGE_NAMES, Scorer

__all__ = ["Neighbours"]

#: cells (person and day) of a neighbourhood: at first, at least, at most
SIZE, SMALLEST, LARGEST = 260.0, 60.0, 6000.0
#: how fast it grows when solved to the end, and shrinks when not
GROW, SHRINK = 1.12, 0.88


@dataclass
class Neighbours:
    """Chooses neighbourhoods, each kind as large as can be solved in the time."""

    problem: Problem
    scorer: Scorer
    seed: int
    size: dict[str, float] = field(default_factory=dict)

    def __post_init__(self):
        self.rng = random.Random(self.seed)  # noqa: S311  # no secret: a search that can be repeated

    def choose(self, rows: Sequence[Sequence[int]], group: Sequence[str]) -> tuple[str, dict[int, range]]:
        """The kind, and person → days that are open, for the stage that is improved."""
        kinds = ["costly", "costly", "window", "people"]
        gaps = self._gaps(rows) if "cover" in group else []
        if gaps:
            kinds += ["gap"] * 5
        heaps = self._heaps(rows) if "comfort" in group else []
        if heaps:
            kinds += ["heap"] * 4
        kind = self.rng.choice(kinds)
        cells = self.size.get(kind, SIZE)
        if kind == "heap":
            return kind, self._about_heap(rows, heaps, cells)
        if kind == "gap":
            return kind, self._around(self.rng.choice(gaps), cells)
        if kind == "window":
            return kind, self._window(cells)
        weights = self._costs(rows, group) if kind == "costly" else None
        return kind, self._people(cells, weights)

    def learn(self, kind: str, finished: bool):
        """Make the next one of the kind larger or smaller."""
        size = self.size.get(kind, SIZE) * (GROW if finished else SHRINK)
        self.size[kind] = min(max(size, SMALLEST), LARGEST, len(self.problem.people) * self.problem.days)

    def _gaps(self, rows):
        counts = zip(self.problem.cover, coverage(self.problem, rows), strict=True)
        return [row for row, count in counts if count < row.needed]

    def _heaps(self, rows):
        """(demand, square of its surplus) where a surplus is to be spread and has two people or more."""
        counts = zip(self.problem.cover, coverage(self.problem, rows), strict=True)
        return [(row, (count - row.needed) ** 2) for row, count in counts if row.spread and count > row.needed + 1]

    def _about_heap(self, rows, heaps, cells):
        """Some days about a large surplus, of people who are part of it and of others."""
        row = self.rng.choices([row for row, _size in heaps], [size for _row, size in heaps])[0]
        length = min(self.problem.days, self.rng.randint(4, 10))
        first = min(max(0, row.day - self.rng.randrange(length)), self.problem.days - length)
        there = [person for person, days in enumerate(rows) if days[row.day] == row.shift]
        return dict.fromkeys(self._mixed(there, cells, length), range(first, first + length))

    def _mixed(self, wanted, cells, length):
        """So many people that their days make up the cells, half of them wanted ones."""
        everybody = range(len(self.problem.people))
        count = min(len(everybody), max(2, round(cells / length)))
        chosen = self.rng.sample(wanted, min(len(wanted), (count + 1) // 2))
        others = [person for person in everybody if person not in set(chosen)]
        return sorted(chosen + self.rng.sample(others, min(len(others), count - len(chosen))))

    def _costs(self, rows, group):
        places = [1 + STAGE_NAMES.index(stage) for stage in group if stage in STAGE_NAMES]
        found = []
        for person, days in enumerate(rows):
            row = self.scorer.row(person, days, rows)
            found.append(sum(row[place] for place in places) + 1000 * row[0])
        average = sum(found) / max(1, len(found))
        return [cost + 0.2 * average + 0.01 for cost in found]

    def _people(self, cells, weights):
        everybody = range(len(self.problem.people))
        count = min(len(everybody), max(2, round(cells / self.problem.days)))
        if weights is None:
            chosen = self.rng.sample(everybody, count)
        else:
            # half of those whom it is about, half of any others who could change with them
            chosen = self._weighted(weights, (count + 1) // 2)
            others = [person for person in everybody if person not in set(chosen)]
            chosen += self.rng.sample(others, min(len(others), count - len(chosen)))
        return dict.fromkeys(sorted(chosen), range(self.problem.days))

    def _weighted(self, weights, count):
        """So many different people, the heavier the likelier."""
        keys = [(self.rng.random() ** (1 / weight), person) for person, weight in enumerate(weights)]
        return [person for _key, person in sorted(keys, reverse=True)[:count]]

    def _window(self, cells):
        length = min(self.problem.days, self.rng.randint(3, 10))
        first = self.rng.randint(0, self.problem.days - length)
        everybody = range(len(self.problem.people))
        count = min(len(everybody), max(2, round(cells / length)))
        return dict.fromkeys(sorted(self.rng.sample(everybody, count)), range(first, first + length))

    def _around(self, row, cells):
        """The days about a gap, of people who could fill it and of others."""
        length = min(self.problem.days, self.rng.randint(5, 14))
        first = min(max(0, row.day - self.rng.randrange(length)), self.problem.days - length)
        able = [person for person in range(len(self.problem.people)) if self._could(person, row)]
        return dict.fromkeys(self._mixed(able, cells, length), range(first, first + length))

    def _could(self, person, row):
        one = self.problem.people[person]
        return (row.skill is None or row.skill in one.skills) and (row.day, row.shift) not in one.cannot
