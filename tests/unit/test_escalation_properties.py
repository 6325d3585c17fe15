"""Ladders on random timelines, beside one that ticks minute by minute: none doubled, none while paused, none lost."""

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

from cs_core import clock, escalation
from cs_core.clock import NoWorkingTime
from cs_core.escalation import Ladder, Level
from hypothesis import given, settings
from hypothesis import strategies as st

from .test_clock_properties import SPAN, calendars

DAY = 300

offsets = st.one_of(
    st.tuples(st.integers(0, 900), st.just("minute")),
    st.tuples(st.integers(0, 12), st.just("hour")),
    st.tuples(st.integers(0, 3), st.just("day")),
    st.tuples(st.sampled_from([0, 10, 20, 25, 50, 100, 150]), st.just("percent")),
)
points = st.one_of(
    st.just(("start", 0, "minute")),
    st.just(("at", 0, "minute")),
    st.tuples(st.sampled_from(["before", "after"]), offsets).map(lambda pair: (pair[0], *pair[1])),
)
ladders = st.lists(points, max_size=6, unique=True)
#: targets that every share above divides into whole minutes
targets = st.integers(0, 60).map(lambda number: number * 20)
verbs = st.one_of(
    st.sampled_from([("pause",), ("resume",), ("look",), ("pause",), ("resume",), ("look",), ("kill",)]),
    st.tuples(st.just("retarget"), targets),
    st.tuples(st.just("reclassify"), targets, st.integers(0, 1)),
    st.just(("stop",)),
)
timelines = st.lists(st.tuples(st.integers(0, 1500), verbs), max_size=16)


@dataclass
class Oracle:
    """A clock that looks at its ladder every minute; plain counting, nothing of the code under test."""

    calendar: object
    books: list
    target: int
    now: int
    book: int = 0
    spent: int = 0
    running: bool = True
    stopped: bool = False
    told: set = field(default_factory=set)
    sent: list = field(default_factory=list)

    def point(self, level):
        when, amount, unit = level
        size = {"minute": 1, "hour": 60, "day": DAY, "percent": Fraction(self.target, 100)}[unit]
        before = self.target - amount * size
        return {"start": 0, "at": self.target, "before": max(0, before), "after": self.target + amount * size}[when]

    def look(self):
        for level in self.books[self.book]:
            if self.running and level not in self.told and self.spent >= self.point(level):
                self.told.add(level)
                self.sent.append((level, self.spent))

    def tick_to(self, minute):
        for now in range(self.now, minute):
            if self.running and self.calendar.worked(now):
                self.spent += 1
                self.look()
        self.now = minute

    def pause(self):
        self.running = False

    def resume(self):
        self.running = not self.stopped
        self.look()

    def stop(self):
        self.running, self.stopped = False, True

    def retarget(self, target):
        self.reclassify(target, self.book)

    def reclassify(self, target, book):
        if not self.stopped:
            self.target, self.book = target, book
            self.told -= {level for level in self.books[book] if self.point(level) > self.spent}
            self.look()


class Machine:
    """The code under test as the addon uses it: looks when it happens to come by, and before every change."""

    def __init__(self, calendar, books, target, at):
        self.calendar, self.time = calendar, calendar.time
        self.books = [Ladder(tuple(Level(str(level), *level) for level in book), DAY) for book in books]
        self.ladder = self.books[0]
        self.state = clock.start(target, at, self.time)
        self.done, self.sent, self.silent = frozenset(), Counter(), True

    def look(self, at):
        found = escalation.due(self.state, self.ladder, self.done, at, self.time)
        self.silent &= not found or self.state.running_since is not None
        self.sent.update(level.key for level in found)
        self.done |= {level.key for level in found}

    def kill(self, at):
        """A pass that dies before its commit leaves nothing behind."""
        escalation.due(self.state, self.ladder, self.done, at, self.time)

    def planned(self):
        return escalation.next_at(self.state, self.ladder, self.done, self.time)

    def act(self, verb, at, *words):
        if verb in ("look", "kill"):
            return getattr(self, verb)(at)
        self.look(at)
        if verb in ("retarget", "reclassify"):
            target, book = (*words, None)[:2]
            if self.state.stopped_at is None:
                self.ladder = self.ladder if book is None else self.books[book]
                self.state = clock.retarget(self.state, target, self.time)
                self.done = escalation.rearmed(self.state, self.ladder, self.done, at, self.time)
            return None
        self.state = getattr(clock, verb)(self.state, at, self.time)
        return None


@settings(max_examples=600, deadline=None)
@given(calendars, st.integers(0, 2000), targets, st.tuples(ladders, ladders), timelines)
def test_on_any_timeline_a_ladder_tells_what_a_ticking_one_tells(calendar, at, target, books, timeline):
    try:
        machine = Machine(calendar, books, target, calendar.at(at))
    except NoWorkingTime:
        return
    oracle = Oracle(calendar, books, target, at)
    oracle.look()
    for wait, (verb, *words) in timeline:
        at = min(at + wait, SPAN - 1)
        oracle.tick_to(at)
        if verb not in ("look", "kill"):
            getattr(oracle, verb)(*words)
        try:
            machine.act(verb, calendar.at(at), *words)
        except NoWorkingTime:
            return
    oracle.tick_to(SPAN - 1)
    machine.look(calendar.at(SPAN - 1))
    assert machine.sent == Counter(str(level) for level, _spent in oracle.sent)
    assert machine.silent


@settings(max_examples=300, deadline=None)
@given(calendars, st.integers(0, 2000), targets, ladders, timelines)
def test_looking_only_when_a_level_is_planned_finds_each_at_its_minute(calendar, at, target, book, timeline):
    """The moments kept on the clock are enough: nobody has to look in between."""
    try:
        machine = Machine(calendar, [book, book], target, calendar.at(at))
    except NoWorkingTime:
        return
    oracle = Oracle(calendar, [book, book], target, at)
    oracle.look()
    changes = [(wait, words) for wait, words in timeline if words[0] not in ("look", "kill")]
    for wait, (verb, *words) in [*changes, (SPAN, ("stop",))]:
        at = min(at + wait, SPAN - 1)
        oracle.tick_to(at)
        while (planned := machine.planned()) and planned < calendar.at(at):
            before = machine.sent.total()
            machine.look(planned)
            assert machine.sent.total() > before, "a planned look finds something"
        getattr(oracle, verb)(*words)
        try:
            machine.act(verb, calendar.at(at), *words)
        except NoWorkingTime:
            return
    assert machine.sent == Counter(str(level) for level, _spent in oracle.sent)
