"""What the clocks of a case would have done under given targets.

The same steps as ``models/ticket/ticket_clock`` takes while a case lives, on plain data:
one life in, its clocks as they stand at the end out. The arithmetic is :mod:`core.clock`
for both. Time itself is taken to be prompt: what falls due is seen in its second, before
anything that people do in it.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from . import clock
from .flow import LIVE
from .replay import Deed, Facts, Life, began, standstills

#: clocks of the case itself, in the order in which they are looked at
OF_THE_CASE = ("first_response", "next_update", "verification", "resolution", "regulator")
AT_ONCE = ("first_response", "verification", "resolution", "regulator")
ENDED_BY_RESOLUTION = ("first_response", "next_update", "verification", "resolution")


class Asked(Protocol):
    """A target that a rule sets, see ``cs.sla.target``."""

    rule_id: int
    clock_type: str
    amount: float
    unit: str
    basis: str
    pausable: bool
    warn_percent: int


#: facts → clock type → the target that applies
Targets = Callable[[Facts], Mapping[str, Asked]]
#: (target, facts) → key and arithmetic of the hours that it counts in
Hours = Callable[[Asked, Facts], tuple[Hashable, clock.Time]]


@dataclass(slots=True)
class Replayed:
    """One clock as it stands; ``state`` as in ``cs.clock``."""

    clock_type: str
    leg: Hashable
    asked: Asked
    hours: Hashable
    time: clock.Time
    core: clock.ClockState
    state: str = "running"
    warn_at: datetime | None = None
    warned: bool = False
    breached: bool = False
    overrun: float = 0.0

    @property
    def live(self) -> bool:
        return self.state in ("running", "paused")

    @property
    def missed(self) -> bool:
        """Whether the target was missed, by what is known at the end of the replay."""
        return self.state != "cancelled" and self.breached

    def take(self, core: clock.ClockState) -> None:
        """Stand as the core state says."""
        self.core = core
        self.state = "running" if core.running_since else "paused"
        self.warn_at = clock.warn_at(core, self.asked.warn_percent, self.time)

    def seen(self, now: datetime) -> None:
        """The pass of the second ``now``: warn, and mark what is missed."""
        if not self.live:
            return
        if self.warn_at and self.warn_at <= now:
            self.warned = True
        if self.state == "running" and self.core.due_at and self.core.due_at < now:
            self.breached = True

    def pause(self, now: datetime) -> None:
        if self.state == "running" and self.asked.pausable:
            self.take(clock.pause(self.core, now, self.time))

    def resume(self, now: datetime) -> None:
        if self.state == "paused":
            try:
                self.take(clock.resume(self.core, now, self.time))
            except clock.NoWorkingTime:
                return

    def stop(self, now: datetime) -> None:
        if not self.live:
            return
        self.overrun = clock.overrun(self.core, self.time, now)
        self.breached = clock.missed(self.core, now)
        self.take(clock.stop(self.core, now, self.time))
        self.state = "missed" if self.breached else "met"

    def cancel(self, now: datetime) -> None:
        if self.live:
            self.state = "cancelled"


class Replay:
    """The clocks of one life, deed by deed."""

    #: what a clock is while it is replayed
    made = Replayed

    def __init__(self, life: Life, targets: Targets, hours: Hours) -> None:
        self.life = life
        self.targets = targets
        self.hours = hours
        self.clocks: list[Replayed] = []
        self.lived: tuple[Deed, ...] = ()
        self.facts = life.facts
        self.state = life.state
        self.pauses = life.pauses
        self.answered = False
        self.validity: Hashable = None
        self.reported = False
        #: open leg → its step, and when it was taken in hand
        self.legs: dict[Hashable, tuple[str, datetime | None]] = {}

    def run(self, horizon: datetime) -> list[Replayed]:
        """All clocks that the case ever had, as they stand at ``horizon``."""
        self._start_all(AT_ONCE, self.life.registered_at, self.life.registered_at)
        last = self.life.registered_at
        for place, deed in enumerate(self.life.deeds):
            if deed.at > horizon:
                break
            if deed.at > last:
                self._pass(deed.at)
                last = deed.at
            self.lived = self.life.deeds[:place]
            getattr(self, f"_on_{deed.what}", self._on_other)(deed)
        self._pass(horizon)
        for running in self.clocks:
            if running.live:
                running.overrun = clock.overrun(running.core, running.time, horizon)
        return self.clocks

    def _pass(self, now: datetime) -> None:
        for each in self.clocks:
            each.seen(now)

    # -- starting -----------------------------------------------------------------

    def _start(self, asked: Asked, begin: datetime, now: datetime, leg: Hashable = 0) -> None:
        key, time = self.hours(asked, self.facts)
        try:
            minutes = clock.target_minutes(clock.Target(asked.amount, asked.unit), begin, time)
            stood = standstills(self.life.registered_at, self.life.pauses, self.lived) if asked.pausable else ()
            core = clock.started_late(minutes, begin, stood, time)
        except clock.NoWorkingTime:
            return
        started = self.made(asked.clock_type, leg, asked, key, time, core)
        started.take(core)
        self.clocks.append(started)
        if self.pauses:
            # what stands still from its start tells nothing
            Replayed.pause(started, now)

    def _start_all(self, types: tuple[str, ...], begin: datetime, now: datetime) -> None:
        found = self.targets(self.facts)
        for clock_type in types:
            if clock_type in found:
                self._start(found[clock_type], begin, now)

    # -- deeds ----------------------------------------------------------------------

    def _on_other(self, deed: Deed) -> None:
        """A deed that no clock minds."""

    def _on_answered(self, deed: Deed) -> None:
        self.answered = True
        if self.state in LIVE:
            self._end(("first_response", "next_update"), deed.at)
            self._start_all(("next_update",), deed.at, deed.at)

    def _on_verified(self, deed: Deed) -> None:
        self.validity = deed.value
        if deed.value:
            self._end(("verification",), deed.at)

    def _on_reported(self, deed: Deed) -> None:
        self.reported = True
        self._end(("regulator",), deed.at)

    def _end(self, types: tuple[str, ...], now: datetime) -> None:
        for each in self.clocks:
            if each.clock_type in types:
                each.stop(now)

    def _on_stage(self, deed: Deed) -> None:
        if deed.state == "closed" and any(each.live and each.clock_type == "regulator" for each in self.clocks):
            return  # nothing closes while a report is owed
        was_over = self.state in ("resolved", "closed")
        self.state, self.pauses = deed.state, deed.pauses
        for each in self.clocks:
            self._follow(each, deed)
        if was_over and deed.state in LIVE:
            self._start_all(("resolution", "next_update"), deed.at, deed.at)

    def _follow(self, each: Replayed, deed: Deed) -> None:
        if deed.state == "resolved":
            if not each.leg and each.clock_type in ENDED_BY_RESOLUTION:
                each.stop(deed.at)
        elif deed.state == "closed":
            if not each.leg:
                each.stop(deed.at)
        elif deed.state == "cancelled":
            each.cancel(deed.at)
        elif deed.pauses:
            each.pause(deed.at)
        else:
            each.resume(deed.at)

    def _on_leg_opened(self, deed: Deed) -> None:
        self.legs[deed.leg] = (deed.step, None)
        asked = self.targets(self.facts).get(f"task_{deed.step}")
        if asked:
            self._start(asked, deed.at, deed.at, deed.leg)

    def _on_leg_taken(self, deed: Deed) -> None:
        if deed.leg in self.legs:
            self.legs[deed.leg] = (self.legs[deed.leg][0], deed.at)

    def _on_leg_done(self, deed: Deed) -> None:
        self.legs.pop(deed.leg, None)
        for each in self.clocks:
            if each.leg == deed.leg:
                each.stop(deed.at)

    def _on_leg_cancelled(self, deed: Deed) -> None:
        self.legs.pop(deed.leg, None)
        for each in self.clocks:
            if each.leg == deed.leg:
                each.cancel(deed.at)

    # -- other facts, other targets -----------------------------------------------------

    def _on_facts(self, deed: Deed) -> None:
        self.facts = deed.facts if deed.facts is not None else self.facts
        if not deed.value or self.state not in LIVE:
            return
        asked, wanted = self.targets(self.facts), []
        live = [each for each in self.clocks if each.live]
        own = {each.clock_type: each for each in live if not each.leg}
        for clock_type in OF_THE_CASE:
            each, target = own.get(clock_type), asked.get(clock_type)
            if each and target:
                self._move(each, target, deed.at)
            elif each:
                each.cancel(deed.at)
            elif target and self._still_wanted(clock_type):
                begin = began(self.life.registered_at, self.life.state, self.lived, clock_type)
                wanted.append((target, begin, 0))
        wanted += self._rematch_legs(asked, live, deed.at)
        for target, begin, leg in wanted:
            self._start(target, begin, deed.at, leg)

    def _rematch_legs(self, asked: Mapping[str, Asked], live: list[Replayed], now: datetime) -> list[tuple]:
        wanted = []
        of_legs = {each.leg: each for each in live if each.leg}
        for leg, (step, taken) in self.legs.items():
            each, target = of_legs.get(leg), asked.get(f"task_{step}")
            if each and target:
                self._move(each, target, now)
            elif each:
                each.cancel(now)
            elif target:
                wanted.append((target, taken or now, leg))
        return wanted

    def _move(self, each: Replayed, asked: Asked, now: datetime) -> None:
        key, time = self.hours(asked, self.facts)
        spec = clock.Target(asked.amount, asked.unit)
        try:
            minutes = clock.target_minutes(spec, each.core.started_at, time)
            same = (asked.rule_id, key, asked.pausable, asked.warn_percent) == (
                each.asked.rule_id,
                each.hours,
                each.asked.pausable,
                each.asked.warn_percent,
            )
            if same and each.core.minutes == minutes:
                return
            each.asked, each.hours, each.time = asked, key, time
            each.take(clock.retarget(each.core, minutes, time))
        except clock.NoWorkingTime:
            return
        each.warned = False
        each.breached = clock.missed(each.core, now)
        if self.pauses and asked.pausable:
            # what the new target puts behind a clock that stands still is told when it runs again
            Replayed.pause(each, now)
        else:
            each.resume(now)

    def _still_wanted(self, clock_type: str) -> bool:
        if clock_type == "first_response":
            return not self.answered
        if clock_type == "next_update":
            return self.answered
        if clock_type == "verification":
            return not self.validity
        if clock_type == "regulator":
            return not self.reported
        return True
