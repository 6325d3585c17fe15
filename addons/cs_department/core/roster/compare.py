"""What a change of a roster breaks anew and what it mends: swaps, give-aways, answers to a hole, edits."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .account import Account, Breach, account, account_of_demand
from .problem import Problem

__all__ = ["Difference", "difference", "difference_of_accounts"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Breaches that were not there before, or were smaller; those that are gone or smaller; the price of each stage.

    :param new: breaches as they are after the change.
    :param gone: breaches as they were before it.
    :param cost: stage → price after less price before.
    """

    new: tuple[Breach, ...]
    gone: tuple[Breach, ...]
    cost: dict[str, int]

    @property
    def hard(self) -> tuple[Breach, ...]:
        """New breaches of what must be kept: a change that has any is refused."""
        return tuple(breach for breach in self.new if breach.weight is None)


def difference(problem: Problem, before: Sequence[Sequence[int]], after: Sequence[Sequence[int]]) -> Difference:
    """What changes between two rosters: in the rows of everybody whose row differs, and in demand."""
    changed = [index for index, row in enumerate(before) if tuple(row) != tuple(after[index])]
    found = difference_of_accounts(account(problem, before, changed), account(problem, after, changed))
    demand = difference_of_accounts(account_of_demand(problem, before), account_of_demand(problem, after))
    cost = {stage: price + demand.cost[stage] for stage, price in found.cost.items()}
    return Difference(found.new + demand.new, found.gone + demand.gone, cost)


def difference_of_accounts(before: Account, after: Account) -> Difference:
    """The same from two accounts of the same people.

    A breach counts as new only where the rule is broken by more than before: a run that
    was too long already and has moved by a day is neither new nor gone.
    """
    amount_before, amount_after = _amounts(before), _amounts(after)
    worse = {key for key, amount in amount_after.items() if amount > amount_before[key]}
    better = {key for key, amount in amount_before.items() if amount > amount_after[key]}
    known, still = set(before.breaches), set(after.breaches)
    return Difference(
        tuple(breach for breach in after.breaches if _key(breach) in worse and breach not in known),
        tuple(breach for breach in before.breaches if _key(breach) in better and breach not in still),
        {stage: price - before.cost[stage] for stage, price in after.cost.items()},
    )


def _key(breach: Breach):
    """What is compared: a rule of a person as a whole, demand shift by shift, a wish day by day."""
    by_day = breach.person is None or breach.rule == "wish"
    return breach.rule, breach.person, breach.days if by_day else None, breach.shift if by_day else None, breach.skill


def _amounts(one: Account) -> Counter:
    amounts: Counter = Counter()
    for breach in one.breaches:
        amounts[_key(breach)] += breach.amount
    return amounts
