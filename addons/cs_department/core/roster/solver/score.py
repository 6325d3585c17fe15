"""The price of many rosters that are alike: rows that were priced before are not priced again."""

from collections.abc import Sequence

from ..account import account, coverage
from ..problem import Assignment, Problem

__all__ = ["Score", "Scorer"]

STAGE_NAMES = ("cover", "change", "hours", "fairness", "comfort")

#: how many hard breaches, then the price of each group of stages
Score = tuple[int, ...]


class Scorer:
    """Prices rosters of one problem by the product's own account."""

    def __init__(self, problem: Problem):
        self.problem = problem
        self._rows: list[dict[tuple[int, ...], tuple[int, ...]]] = [{} for _person in problem.people]

    def row(self, person: int, days: Sequence[int], rows: Assignment) -> tuple[int, ...]:
        """(hard breaches, price of each stage) of one person's days."""
        known = self._rows[person]
        days = tuple(days)
        if days not in known:
            found = account(self.problem, rows, [person])
            if len(known) > 500:
                known.clear()
            known[days] = (len(found.hard), *(found.cost[stage] for stage in STAGE_NAMES))
        return known[days]

    def costs(self, rows: Assignment) -> tuple[int, dict[str, int]]:
        """Hard breaches, and the price of each stage."""
        sums = [0] * (1 + len(STAGE_NAMES))
        for person, days in enumerate(rows):
            for place, value in enumerate(self.row(person, days, rows)):
                sums[place] += value
        hard, cost = sums[0], dict(zip(STAGE_NAMES, sums[1:], strict=True))
        for row, count in zip(self.problem.cover, coverage(self.problem, rows), strict=True):
            if count < row.needed:
                if self.problem.cover_is_hard:
                    hard += 1
                else:
                    cost["cover"] += (row.needed - count) * row.under
            elif count > row.needed:
                cost["cover"] += (count - row.needed) * row.over
                cost["comfort"] += (count - row.needed) ** 2 * row.spread
        return hard, cost

    def score(self, rows: Assignment) -> Score:
        """What rosters are compared by: the smaller, the better."""
        hard, cost = self.costs(rows)
        return (hard, *(sum(cost[stage] for stage in group) for group in self.problem.stages))
