"""Counted from the rows of the log alone: which levels must be told and when, what closes, what is looked at.

Its own arithmetic of time: a table of all minutes, worked or not, in running sums. It knows the sentences of the rule
book (:mod:`rulebook`) and nothing of the addon.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tests.benchmarks.incident import rulebook as book
from tests.benchmarks.incident.log import Case, Event
from tests.benchmarks.incident.rulebook import FIRST, SOLVED, UPDATE, URGED, Level, Passes, Target

ZERO = datetime(2025, 12, 20)
HOURS_LONG = 460 * 24
PAUSED = "Awaiting User Info"
STATES = {"New", "Active", PAUSED, "Awaiting Vendor", "Awaiting Problem", "Awaiting Evidence", "Resolved", "Closed"}


def second(moment: datetime) -> int:
    return (moment - ZERO) // timedelta(seconds=1)


def moment(seconds: int) -> datetime:
    return ZERO + timedelta(seconds=seconds)


class Table:
    """All minutes from :data:`ZERO` on: which of them are worked."""

    def __init__(self, hours: book.Hours | None) -> None:
        zone = ZoneInfo(hours.zone if hours else "UTC")
        self.day_minutes = hours.day_minutes if hours else 1440
        worked, self.closes = bytearray(), {}
        for hour in range(HOURS_LONG):
            begin = ZERO + timedelta(hours=hour)
            local = begin.replace(tzinfo=UTC).astimezone(zone)
            is_open = hours is None or self._is_open(hours, local)
            worked += bytes([is_open]) * 60
            if is_open:
                self.closes[local.date()] = (hour + 1) * 3600
        self.worked = worked
        self.sums = array("L", accumulate(worked, initial=0))
        self.days = sorted(self.closes)
        self.zone = zone

    @staticmethod
    def _is_open(hours: book.Hours, local: datetime) -> bool:
        weekday = local.weekday()
        if hours.public:
            if local.date() in book.OFF:
                return False
            weekday = 0 if local.date() in book.MADE_UP else weekday
        return weekday in hours.weekdays and any(begin <= local.hour < end for begin, end in hours.spans)

    def until(self, at: int) -> int:
        """Seconds worked before a second."""
        minute, rest = divmod(at, 60)
        return 60 * self.sums[minute] + rest * self.worked[minute]

    def between(self, begin: int, end: int) -> int:
        return max(0, self.until(end) - self.until(begin))

    def after(self, begin: int, seconds: int) -> int:
        """The first second at which so much is worked since ``begin``."""
        if seconds <= 0:
            return begin
        minutes, rest = divmod(self.until(begin) + seconds, 60)
        if not rest:
            return 60 * bisect_left(self.sums, minutes)
        return 60 * (bisect_right(self.sums, minutes) - 1) + rest

    def local_day(self, at: int) -> date:
        return moment(at).replace(tzinfo=UTC).astimezone(self.zone).date()

    def target(self, target: Target, begin: int) -> int:
        """A target in seconds; one in days ends with the working time of that day."""
        if target.unit != "day":
            return int(target.amount) * {"minute": 60, "hour": 3600}[target.unit]
        day = self.days[bisect_right(self.days, self.local_day(begin)) + int(target.amount) - 1]
        return self.between(begin, self.closes[day])


class Told(NamedTuple):
    """A notice that is owed.

    :param turn: which clock of its kind the case had; of urging: 0.
    :param arming: how often its levels were armed anew; of urging: the how many-th.
    :param due: the second from which on it is owed.
    """

    clock: str
    turn: int
    level: Level
    arming: int
    due: int


@dataclass
class Hand:
    """One clock of a case."""

    clock: str
    turn: int
    begun: int
    target: Target
    table: Table
    length: int
    levels: tuple[Level, ...]
    #: changed last (target or ladder): nothing is owed from before
    changed: int
    runs: list[tuple[int, int]] = field(default_factory=list)
    #: the same, those of no length and the one that goes on with them: only in these may it tell
    lively: list[tuple[int, int]] = field(default_factory=list)
    since: int | None = None
    told: set[Level] = field(default_factory=set)
    arming: int = 0

    def used(self, at: int) -> int:
        done = sum(self.table.between(*run) for run in self.runs)
        return done + (self.table.between(self.since, at) if self.since is not None else 0)

    def point(self, level: Level) -> int:
        if level.when == "start":
            return 0
        sizes = {"minute": 60, "hour": 3600, "day": 60 * self.table.day_minutes, "percent": self.length / 100}
        offset = round(level.amount * sizes[level.unit]) if level.when != "at" else 0
        return max(0, self.length - offset) if level.when == "before" else self.length + offset

    def reached(self, at: int) -> list[tuple[int, Level]]:
        """What is owed until ``at`` and was not told: (second, level)."""
        if self.since is None:
            return []
        before = sum(self.table.between(*run) for run in self.runs)
        found = []
        for level in self.levels:
            if level not in self.told:
                due = max(self.table.after(self.since, self.point(level) - before), self.since, self.changed)
                if due <= at:
                    found.append((due, level))
        return found

    def arm(self, at: int) -> None:
        """What was told and lies ahead now is told again."""
        self.changed = at
        again = {level for level in self.levels if level in self.told and self.point(level) > self.used(at)}
        if again:
            self.told -= again
            self.arming += 1

    def halt(self, at: int) -> None:
        if self.since is not None:
            if at > self.since:
                self.runs.append((self.since, at))
            self.lively.append((self.since, at))
            self.since = None


class Oracle:
    """The life of one case, from its rows."""

    def __init__(self, tables: dict[str, Table], passes: Passes, closer: str, seed: int) -> None:
        self.tables, self.passes, self.closer, self.seed = tables, passes, closer, seed

    def expect(self, case: Case) -> Life:
        life = Life(self, case)
        rows, urges = list(enumerate(case.events)), book.urges(case, self.seed)
        life.register(case.events[0])
        answered, latest = book.heard(case), case.events[0].opened_at
        agenda = []
        for place, event in rows:
            latest = max(latest, event.at)
            agenda.append((latest, place, event))
        agenda += [(at, len(rows), None) for at in urges]
        for at, place, event in sorted(agenda, key=lambda step: step[:2]):
            life.pass_time(second(at))
            if event is None:
                life.urge(second(at))
            else:
                life.row(second(at), event, place in answered)
        life.pass_time(HOURS_LONG * 3600 - 86400 * 20)
        return life


class Life:
    """One case: its clocks, what is told of them, how it ends."""

    def __init__(self, oracle: Oracle, case: Case) -> None:
        self.oracle, self.case = oracle, case
        self.hands: dict[str, Hand] = {}
        self.turns: Counter[str] = Counter()
        self.told: list[Told] = []
        self.urged, self.last_urge = 0, None
        self.state, self.row_state = "live", ""
        self.waiting = False
        self.all: dict[tuple[str, int], Hand] = {}
        self.pauses: list[tuple[int, int | None]] = []
        self.resolved_at = self.announced = 0
        self.announcements = 0
        self.closings: list[int] = []
        self.heard_at = self.round_at = 0
        self.answered = False
        self.forgotten: dict[tuple[str, int], set[Level]] = {}
        self.look_for_callback: tuple[str, str, str] | None = None

    # -- the book ------------------------------------------------------------

    def rules(self, clock: str) -> Target | None:
        for rule in book.TARGETS:
            fits = self.priority >= rule.priority_from and (not rule.categories or book.is_special(self.category))
            if fits and clock in rule.targets:
                return rule.targets[clock]
        return None

    def ladder(self, clock: str) -> tuple[Level, ...]:
        for ladder in book.LADDERS:
            mine = tuple(level for level in ladder.levels if level.clock == clock)
            if self.priority >= ladder.priority_from and mine:
                return mine
        return ()

    def table(self, target: Target | None = None) -> Table:
        return self.oracle.tables["" if target and target.elapsed else book.hours_of(self.group)]

    # -- clocks --------------------------------------------------------------

    def start(self, clock: str, begun: int, now: int) -> None:
        target = self.rules(clock)
        if target is None:
            return
        table = self.table(target)
        hand = Hand(
            clock, self.turns[clock], begun, target, table, table.target(target, begun), self.ladder(clock), now
        )
        self.turns[clock] += 1
        # what it would have counted so far: the customer was awaited in between
        at = begun
        for pause, end in self.pauses if target.pausable else ():
            if end is None or end > begun:
                if pause > at:
                    hand.runs.append((at, min(pause, now)))
                at = now if end is None else max(at, end)
        hand.since = at
        if self.waiting and target.pausable:
            hand.halt(now)
        hand.told = set(self.forgotten.get((clock, begun), ()))
        self.hands[clock] = self.all[clock, hand.turn] = hand

    def look(self, now: int) -> None:
        """Whatever is reached is owed."""
        for hand in self.hands.values():
            for due, level in sorted(hand.reached(now), key=lambda pair: pair[0]):
                hand.told.add(level)
                self.told.append(Told(hand.clock, hand.turn, level, hand.arming, due))

    def end(self, now: int, *clocks: str) -> None:
        self.look(now)
        for clock in clocks:
            if clock in self.hands:
                self.hands.pop(clock).halt(now)

    def rematch(self, now: int) -> None:
        """Another priority, category or team: targets and ladders are looked up again."""
        if self.state != "live":
            return
        self.look(now)
        for clock in (FIRST, UPDATE, SOLVED):
            hand, target = self.hands.get(clock), self.rules(clock)
            if hand and target is None:
                hand.halt(now)
                self.forgotten[clock, hand.begun] = hand.told
                del self.hands[clock]
            elif hand:
                self.move(hand, target, now)
            elif target and self.wanted(clock):
                begun = max(self.heard_at, self.round_at) if clock == UPDATE else self.round_at
                self.start(clock, begun, now)
                self.hands[clock].arm(now)
        self.look(now)

    def wanted(self, clock: str) -> bool:
        if clock == FIRST:
            return not self.answered
        return self.answered or clock == SOLVED

    def move(self, hand: Hand, target: Target, now: int) -> None:
        table = self.table(target)
        length, levels = table.target(target, hand.begun), self.ladder(hand.clock)
        if (target, table, length, levels) == (hand.target, hand.table, hand.length, hand.levels):
            return
        hand.target, hand.table, hand.length, hand.levels = target, table, length, levels
        hand.arm(now)
        self.stand(hand, now)

    def stand(self, hand: Hand, now: int) -> None:
        """Run, or stand still."""
        if self.waiting and hand.target.pausable:
            hand.halt(now)
        elif hand.since is None:
            hand.since = now

    # -- what people do ------------------------------------------------------

    def register(self, event: Event) -> None:
        now = second(event.opened_at)
        self.take(event)
        self.group = event.group
        self.round_at = now
        for clock in (FIRST, SOLVED):
            self.start(clock, now, now)
        self.look(now)

    def take(self, event: Event) -> bool:
        facts = (book.priority_number(event.priority), event.fact("category"))
        changed = facts != (getattr(self, "priority", None), getattr(self, "category", None))
        self.priority, self.category = facts
        return changed

    def row(self, now: int, event: Event, hears: bool) -> None:
        if self.take(event):
            self.rematch(now)
        over = ("Resolved", "Closed")
        if event.state not in over and self.state != "live" and self.row_state in over:
            self.reopen(now)
        if event.group != self.group:
            self.group = event.group
            self.rematch(now)
        if hears and self.state == "live":
            self.answer(now)
        self.turn(now, event)
        self.row_state = event.state

    def turn(self, now: int, event: Event) -> None:
        """The state of the row."""
        if event.state not in STATES:
            return
        if event.state == "Closed":
            if self.state == "live":
                self.resolve(now)
                self.close(now)
            elif self.state == "resolved" and self.case.closed_by() != self.oracle.closer:
                self.close(now)
        elif event.state == "Resolved":
            again = self.state == "resolved" and self.row_state == "Resolved" and event.at == event.resolved_at
            if self.state == "live" or again:
                self.resolve(now)
        elif self.state == "live" and event.state != "New":
            self.wait(now, event.state == PAUSED)

    def wait(self, now: int, waiting: bool) -> None:
        if waiting == self.waiting:
            return
        self.look(now)
        self.waiting = waiting
        if waiting:
            self.pauses.append((now, None))
        else:
            self.pauses[-1] = (self.pauses[-1][0], now)
        for hand in self.hands.values():
            self.stand(hand, now)
        self.look(now)

    def answer(self, now: int) -> None:
        self.end(now, FIRST, UPDATE)
        self.answered, self.heard_at = True, now
        self.start(UPDATE, now, now)
        self.look(now)

    def resolve(self, now: int) -> None:
        self.end(now, FIRST, UPDATE, SOLVED)
        self.wait(now, False)
        self.state, self.resolved_at, self.announced = "resolved", now, 0

    def close(self, now: int) -> None:
        self.state = "closed"
        self.closings.append(now)
        if self.look_for_callback is None:
            day = self.table().local_day(now)
            self.look_for_callback = (book.kind_of(self.case.number), self.group, f"{day:%Y-%m}")

    def reopen(self, now: int) -> None:
        self.state, self.round_at = "live", now
        self.start(SOLVED, now, now)
        self.start(UPDATE, now, now)
        self.look(now)

    def urge(self, now: int) -> None:
        pause = book.URGE_PAUSE // timedelta(seconds=1)
        if self.state != "live" or (self.last_urge is not None and now < self.last_urge + pause):
            return
        self.urged, self.last_urge = self.urged + 1, now
        for level in self.ladder(URGED):
            if level.amount == self.urged:
                self.told.append(Told(URGED, 0, level, self.urged, now))

    # -- what time does ------------------------------------------------------

    def pass_time(self, now: int) -> None:
        """The passes until ``now``: a resolved case is announced to close, then closed."""
        self.look(now)
        after, before = (span // timedelta(seconds=1) for span in (book.CLOSE_AFTER, book.ANNOUNCED_BEFORE))
        if self.state == "resolved" and not self.announced:
            announced = self.next_pass(self.resolved_at + after - before)
            if announced <= now:
                self.announced = announced
                self.announcements += 1
        if self.state == "resolved" and self.announced:
            closed = self.next_pass(max(self.resolved_at + after, self.announced + before))
            if closed <= now:
                self.close(closed)

    def next_pass(self, at: int) -> int:
        return second(self.oracle.passes.next(moment(at)))
