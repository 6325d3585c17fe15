"""When resolved cases would have been announced to close, and closed by themselves.

The same steps as ``models/ticket/ticket_due`` takes while a case lives. What people did
is taken as it was; a closing that a rule did is not (it is what is worked out here).
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from .replay import ANSWERED, CUSTOMER, FACTS, HELD, RELEASED, STAGE, Deed, Facts, Life


class Plan(Protocol):
    """A closing rule, see ``cs.closing.rule``."""

    warn_after: timedelta | None
    close_after: timedelta


@dataclass(slots=True)
class Ending:
    """One resolution of a case and what the rules made of it."""

    resolved_at: datetime
    announced_at: datetime | None = None
    closed_at: datetime | None = None


#: (facts, moment of the resolution) → the plan that applies, if any does
Plans = Callable[[Facts, datetime], Plan | None]


class Closing:
    """The endings of one life, deed by deed."""

    def __init__(self, life: Life, plans: Plans) -> None:
        self.life = life
        self.plans = plans
        self.facts = life.facts
        self.state = life.state
        self.held: set[Hashable] = set()
        self.endings: list[Ending] = []

    def run(self, horizon: datetime) -> list[Ending]:
        """Every resolution of the case until ``horizon``, the oldest first."""
        since = self.life.registered_at
        for deed in self.life.deeds:
            if deed.at > horizon:
                break
            if deed.at > since:
                self._pass(since, deed.at)
                since = deed.at
            self._take(deed)
        self._pass(since, horizon)
        return self.endings

    def _pass(self, since: datetime, until: datetime) -> None:
        """What is due from ``since`` (when things came to stand as they do) to ``until``."""
        while self.state == "resolved" and self.endings and not self.held:
            ending = self.endings[-1]
            plan = self.plans(self.facts, ending.resolved_at)
            if plan is None:
                return
            announces = bool(plan.warn_after and not ending.announced_at)
            due = max(since, _moment(plan, ending))
            if due > until:
                return
            if announces:
                ending.announced_at = due
            else:
                ending.closed_at = due
                self.state = "closed"

    def _take(self, deed: Deed) -> None:
        if deed.what == FACTS and deed.facts is not None:
            self.facts = deed.facts
        elif deed.what == CUSTOMER:
            self.held.add(CUSTOMER)
        elif deed.what == ANSWERED:
            self.held.discard(CUSTOMER)
        elif deed.what == HELD:
            self.held.add(deed.leg)
        elif deed.what == RELEASED:
            self.held.discard(deed.leg)
        elif deed.what == STAGE:
            self._enter(deed)

    def _enter(self, deed: Deed) -> None:
        if deed.by_itself or (self.state == "closed" and deed.state == "resolved"):
            return  # a rule did it; or it was put right before today's rule closed it
        self.state = deed.state
        if deed.state == "resolved":
            self.endings.append(Ending(deed.at))


def _moment(plan: Plan, ending: Ending) -> datetime:
    """What comes next for a resolved case, see ``cs.ticket._closing_moments``."""
    close_at = ending.resolved_at + plan.close_after
    if not plan.warn_after:
        return close_at
    if not ending.announced_at:
        return ending.resolved_at + plan.warn_after
    return max(close_at, ending.announced_at + plan.close_after - plan.warn_after)
