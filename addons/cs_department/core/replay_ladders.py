"""What the ladders beside the clocks of a case would have told, on the replay of its life.

The same steps as ``models/escalation/clock_ladder`` takes while a case lives: what was
reached is told before a clock changes, and a moved target arms what lies ahead again.
"""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime

from . import escalation
from .replay import Facts, Life
from .replay_clocks import Asked, Hours, Replay, Replayed, Targets

#: (clock type, facts, key of the hours) → key and levels of the ladder that applies
Ladders = Callable[[str, Facts, Hashable], tuple[Hashable, escalation.Ladder]]


@dataclass(slots=True)
class Climbing(Replayed):
    """A clock with its ladder.

    :param told: (ladder, key of a level) → how often it was told.
    """

    rule: Hashable = None
    ladder: escalation.Ladder = field(default_factory=escalation.Ladder)
    done: frozenset[str] = frozenset()
    told: Counter = field(default_factory=Counter)

    def tell(self, now: datetime) -> None:
        """Everything that was reached until ``now``."""
        if self.live:
            due = escalation.due(self.core, self.ladder, self.done, now, self.time)
            self.told.update((self.rule, level.key) for level in due)
            self.done |= {level.key for level in due}

    def climb(self, rule: Hashable, ladder: escalation.Ladder, now: datetime) -> None:
        """Beside another ladder, or before another target."""
        self.rule, self.ladder = rule, ladder
        if self.live:
            self.done = escalation.rearmed(self.core, ladder, self.done, now, self.time)

    def seen(self, now: datetime) -> None:
        self.tell(now)
        Replayed.seen(self, now)

    def pause(self, now: datetime) -> None:
        self.tell(now)
        Replayed.pause(self, now)

    def stop(self, now: datetime) -> None:
        self.tell(now)
        Replayed.stop(self, now)

    def cancel(self, now: datetime) -> None:
        self.tell(now)
        Replayed.cancel(self, now)


class LadderReplay(Replay):
    """The clocks of one life, each beside its ladder."""

    made = Climbing

    def __init__(self, life: Life, targets: Targets, hours: Hours, ladders: Ladders) -> None:
        super().__init__(life, targets, hours)
        self.ladders = ladders

    def _start(self, asked: Asked, begin: datetime, now: datetime, leg: Hashable = 0) -> None:
        before, count = list(self.clocks), len(self.clocks)
        Replay._start(self, asked, begin, now, leg)
        for new in self.clocks[count:]:
            for gone in before:
                # a clock that is asked for again knows what the one before it has told
                if gone.state == "cancelled" and _same(gone, new):
                    new.done = gone.done
            new.climb(*self.ladders(new.clock_type, self.facts, new.hours), now)
            new.tell(now)

    def _move(self, each: Climbing, asked: Asked, now: datetime) -> None:
        each.tell(now)
        Replay._move(self, each, asked, now)
        each.climb(*self.ladders(each.clock_type, self.facts, each.hours), now)
        each.tell(now)


def _same(one: Replayed, other: Replayed) -> bool:
    """Whether two clocks count the same from the same start."""
    key = (other.clock_type, other.leg, other.core.started_at)
    return (one.clock_type, one.leg, one.core.started_at) == key


def told(clocks: list[Climbing]) -> Counter:
    """(ladder, level) → how often it was told, of all clocks that a case ever had."""
    return sum((each.told for each in clocks), Counter())
