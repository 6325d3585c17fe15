"""Who must approve something before it is sent or paid, and in which order.

A rule has tiers. Each tier speaks of amounts above one bound up to another; what costs
nothing (a plan, a written reply) is asked of every tier without a lower bound. The tiers
that speak of the amount approve one after the other, in the manager's own order.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

APPROVED, REFUSED = "approved", "refused"


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier of a rule.

    :param above: the tier is asked about amounts greater than this; 0 = about every one.
    :param up_to: and about none greater than this; 0 = without an upper bound. Amounts are
        in the currency of the company.
    """

    id: int
    sequence: int = 10
    above: Decimal = Decimal(0)
    up_to: Decimal = Decimal(0)

    def asked(self, amount: Decimal | None) -> bool:
        """Whether the tier must approve this amount; ``None``: there is no amount."""
        if amount is None:
            return not self.above
        return (not self.above or amount > self.above) and (not self.up_to or amount <= self.up_to)


def chain(tiers: Iterable[Tier], amount: Decimal | None = None) -> tuple[Tier, ...]:
    """The tiers that must approve, in order."""
    return tuple(sorted((tier for tier in tiers if tier.asked(amount)), key=lambda tier: (tier.sequence, tier.id)))


def gap(tiers: Sequence[Tier]) -> Decimal | None:
    """The amount above which nobody would be asked, ``None`` where every amount is covered.

    Tiers may overlap; their bounds decide, not their order.
    """
    reach = Decimal(0)
    for tier in sorted(tiers, key=lambda tier: tier.above):
        if tier.above > reach:
            return reach
        if not tier.up_to:
            return None
        reach = max(reach, tier.up_to)
    return reach


def standing(steps: Sequence[tuple[int, str | None]]) -> tuple[str, int | None]:
    """Where a request stands.

    :param steps: (step id, answer) in order; an answer is ``approved``, ``refused`` or none yet.
    :return: ``asked`` and the step whose turn it is, or the outcome and no step. One refusal
        ends it; without steps there is nobody to ask, which is an approval.
    """
    for step, answer in steps:
        if answer == REFUSED:
            return REFUSED, None
        if answer != APPROVED:
            return "asked", step
    return APPROVED, None


def candidates(
    asked: Iterable[int], proposer: int | None, self_approval: bool, fallback: Iterable[int]
) -> tuple[int, ...]:
    """Who may answer one tier, as user ids in order.

    Nobody approves what he proposed himself unless the rule says so; where that leaves
    nobody, those of the fallback are asked.
    """

    def honest(users: Iterable[int]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(user for user in users if self_approval or user != proposer))

    return honest(asked) or honest(fallback)


def fingerprint(words: str | None) -> str:
    """The same for the same words, whatever blanks, line ends and line breaks stand between them.

    What was approved is compared with what is sent by this.
    """
    return hashlib.sha256(" ".join((words or "").split()).encode()).hexdigest()
