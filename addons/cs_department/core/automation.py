"""Which if-this-then-that rules act, and what keeps them from setting each other off for ever.

Unlike in the other books every rule that fits acts, in the order that the list shows. All
of them look at the case as it was when the event happened: what one rule does is an event
of its own, not a change under the eyes of the next.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .conditions import Condition, fits

#: rules that set each other off are stopped at this depth
MAX_DEPTH = 5

#: a rule at work on a case: (rule id, case id)
Link = tuple[Hashable, Hashable]


@dataclass(frozen=True, slots=True)
class Plan:
    """A rule as plain data.

    :param match: ``all`` or ``any`` of the conditions.
    :param stop_here: where this rule acts, no later one does.
    :param amount: how long after the event it acts (0: at once), in ``unit``.
    :param unit: ``minute``, ``hour`` or ``day``.
    :param basis: ``working`` or ``elapsed`` time.
    """

    id: int
    conditions: tuple[Condition, ...] = ()
    match: str = "all"
    stop_here: bool = False
    amount: float = 0.0
    unit: str = "hour"
    basis: str = "working"

    @property
    def is_later(self) -> bool:
        """Whether the rule acts some time after the event, and looks at the case only then."""
        return self.amount > 0

    def names(self) -> frozenset[str]:
        """The facts that its conditions look at."""
        return frozenset(condition.field for condition in self.conditions)


def acting(plans: Iterable[Plan], facts: Mapping[str, Any], now: datetime) -> Iterator[Plan]:
    """The rules that act on one case, in their order.

    :param plans: those whose scope fits the case, in order of precedence. One that acts
        later is always taken: its conditions are asked when its time has come.
    """
    for plan in plans:
        if plan.is_later:
            yield plan
        elif fits(plan.conditions, plan.match, facts, now):
            yield plan
            if plan.stop_here:
                return


# --- the guard against loops ------------------------------------------------------

_chain: ContextVar[tuple[frozenset[Link], ...]] = ContextVar("cs_automation_chain", default=())


@contextmanager
def at_work(links: Iterable[Link]) -> Iterator[None]:
    """Inside the block these rules are acting on these cases: what happens is their doing."""
    token = _chain.set((*_chain.get(), frozenset(links)))
    try:
        yield
    finally:
        _chain.reset(token)


def caused_by(case: Hashable) -> frozenset[Hashable]:
    """The rules whose acting led to what happens to a case now."""
    return frozenset(rule for links in _chain.get() for rule, other in links if other == case)


def is_too_deep() -> bool:
    """Whether rules have set each other off so often that it must end."""
    return len(_chain.get()) >= MAX_DEPTH
