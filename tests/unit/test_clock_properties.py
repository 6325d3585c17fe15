"""Working-time arithmetic and clocks against a minute-by-minute oracle on random calendars and timelines."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import pytz
from cs_core import clock
from cs_core.clock import NoWorkingTime, WorkingTime
from hypothesis import given, settings
from hypothesis import strategies as st

#: the random weeks lie around the end of a year, or of a February
ORIGINS = [datetime(2026, 12, 20), datetime(2028, 2, 17), datetime(2026, 3, 21), datetime(2026, 10, 20)]
SPAN = 20 * 24 * 60
ZONES = ["Asia/Shanghai", "Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]
quick = settings(max_examples=120, deadline=None)
slow = settings(max_examples=60, deadline=None)


class Calendar:
    """Random working minutes; answers every question by looking at minute after minute."""

    def __init__(self, origin, spans, zone="UTC"):
        self.origin = origin
        self.flags = bytearray(SPAN)
        for start, length in spans:
            self.flags[start : start + length] = b"\1" * len(self.flags[start : start + length])
        self.tz = pytz.timezone(zone)
        edges = [m for m in range(SPAN + 1) if self.worked(m) != self.worked(m - 1)]
        self.intervals = [(self.at(a), self.at(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
        self.time = WorkingTime(self.fetch, self.tz)

    def __repr__(self):
        return f"Calendar({self.origin}, {self.intervals}, {self.tz})"

    def at(self, minute):
        return self.origin + timedelta(minutes=minute)

    def fetch(self, year, month):
        first, last = datetime(year, month, 1), datetime(year + month // 12, month % 12 + 1, 1)
        return [(max(a, first), min(b, last)) for a, b in self.intervals if a < last and b > first]

    def worked(self, minute):
        return self.flags[minute] if 0 <= minute < SPAN else 0

    def between(self, a, b):
        return sum(self.flags[a:b])

    def add(self, a, minutes):
        if not minutes:
            return a
        for minute in range(a, SPAN):
            minutes -= self.flags[minute]
            if not minutes:
                return minute + 1
        return None

    def next_open(self, a):
        return next((m for m in range(a, SPAN) if self.flags[m]), None)

    def day(self, minute):
        return self.at(minute).replace(tzinfo=UTC).astimezone(self.tz).date()

    def end_of_day(self, a, days):
        """The end of the last working minute of the day that is asked for."""
        today, last, end = self.day(a), None, None
        seen = 0 if days else -1  # working days after today; 0 days may find today
        for minute in range(a, SPAN):
            if not self.flags[minute]:
                continue
            day = self.day(minute)
            if day != last:
                if seen == days:
                    return end
                last = day
                seen += day != today or days == 0
                if days == 0:
                    seen = 0
            end = minute + 1
        return end if seen == days else None


spans = st.lists(st.tuples(st.integers(0, SPAN - 1), st.integers(1, 700)), max_size=24)
calendars = st.builds(Calendar, st.sampled_from(ORIGINS), spans, st.sampled_from(ZONES))
minutes = st.integers(0, SPAN - 1)


def outcome(calendar, call):
    """The minute that a call answers with, ``None`` where it finds no working time."""
    try:
        return (call() - calendar.origin) / timedelta(minutes=1)
    except NoWorkingTime:
        return None


@quick
@given(calendars, minutes, minutes)
def test_the_time_between_two_moments_is_the_count_of_working_minutes(calendar, a, b):
    assert calendar.time.minutes_between(calendar.at(a), calendar.at(b)) == calendar.between(a, b)


@quick
@given(calendars, minutes, st.integers(0, 3000))
def test_a_deadline_is_where_the_last_minute_is_used_up(calendar, a, amount):
    found = outcome(calendar, lambda: calendar.time.add(calendar.at(a), amount))
    assert found == calendar.add(a, amount)
    if found is not None:
        assert calendar.time.minutes_between(calendar.at(a), calendar.at(found)) == amount


@quick
@given(calendars, minutes)
def test_the_next_opening_is_the_first_working_minute(calendar, a):
    assert outcome(calendar, lambda: calendar.time.next_open(calendar.at(a))) == calendar.next_open(a)


@slow
@given(calendars, minutes, st.integers(0, 4))
def test_a_day_ends_with_its_last_working_minute(calendar, a, days):
    found = outcome(calendar, lambda: calendar.time.end_of_day(calendar.at(a), days))
    assert found == calendar.end_of_day(a, days)


@quick
@given(calendars, st.lists(st.integers(0, SPAN * 60 - 1), min_size=3, max_size=3), st.integers(1, 9999))
def test_time_can_be_cut_anywhere_to_the_second(calendar, moments, seconds):
    a, b, c = (calendar.origin + timedelta(seconds=moment) for moment in sorted(moments))
    time = calendar.time
    whole = time.minutes_between(a, c)
    assert time.minutes_between(a, b) + time.minutes_between(b, c) == pytest.approx(whole, abs=1e-6)
    try:
        due = time.add(a, seconds / 60)
    except NoWorkingTime:
        return
    assert round(time.minutes_between(a, due) * 60) == seconds
    # later to begin is never sooner to end
    assert outcome(calendar, lambda: time.add(b, seconds / 60)) is None or time.add(b, seconds / 60) >= due


# ------------------------------------------------------------------------- clocks


@dataclass
class Oracle:
    """A clock that ticks every minute and keeps a diary."""

    calendar: Calendar
    target: int
    now: int
    spent: int = 0
    running: bool = True
    stopped: bool = False
    breach: int | None = None
    diary: list = field(default_factory=list)  # minute at which each minute was used up

    def __post_init__(self):
        self.at_start = self.now
        self.breach = None if self.target else self.now

    def tick_to(self, minute):
        for now in range(self.now, minute):
            if self.running and self.calendar.worked(now):
                self.spent += 1
                self.diary.append(now + 1)
                if self.spent == self.target:
                    self.breach = now + 1
        self.now = minute

    def pause(self):
        self.running = False

    def resume(self):
        if not self.stopped:
            self.running = True

    def stop(self):
        self.stop_due = self.due() if not self.stopped else self.stop_due
        self.pause()
        self.stopped = True

    def retarget(self, target):
        if self.stopped:
            return
        self.target = target
        self.breach = None
        if not target:
            self.breach = self.at_start
        elif self.spent >= target:
            self.breach = self.diary[target - 1]

    def due(self):
        if self.stopped:
            return self.stop_due
        if self.breach is not None:
            return self.breach
        if not self.running:
            return None
        due = self.calendar.add(self.now, self.target - self.spent)
        return "never" if due is None else due


verbs = st.one_of(
    st.sampled_from([("pause",), ("resume",)]),
    st.tuples(st.just("retarget"), st.integers(0, 2500)),
    st.sampled_from([("stop",), ("pause",), ("resume",)]),
)
timelines = st.lists(st.tuples(st.integers(0, 2000), verbs), max_size=12)


def check(calendar, oracle, state):
    """The state says what the ticking clock says."""
    due = oracle.due()
    assert state.due_at == (None if due is None else calendar.at(due))
    assert clock.overrun(state, calendar.time, calendar.at(oracle.now)) == max(0, oracle.spent - oracle.target)
    assert (state.running_since is not None) == oracle.running
    if state.running_since is None:
        assert state.spent == oracle.spent
        assert clock.warn_at(state, 80, calendar.time) is None
    else:
        assert clock.warn_at(state, 100, calendar.time) <= state.due_at
        assert clock.warn_at(state, 50, calendar.time) <= clock.warn_at(state, 80, calendar.time)


@settings(max_examples=300, deadline=None)
@given(calendars, st.integers(0, 2000), st.integers(0, 2500), timelines)
def test_any_timeline_of_pauses_and_retargets_gives_the_deadlines_of_a_ticking_clock(calendar, at, target, timeline):
    oracle = Oracle(calendar, target, at)
    if oracle.due() == "never":
        with pytest.raises(NoWorkingTime):
            clock.start(target, calendar.at(at), calendar.time)
        return
    state = clock.start(target, calendar.at(at), calendar.time)
    check(calendar, oracle, state)
    for wait, (verb, *words) in timeline:
        at = min(at + wait, SPAN - 1)
        oracle.tick_to(at)
        getattr(oracle, verb)(*words)
        step = getattr(clock, verb)
        args = (*words, calendar.time) if verb == "retarget" else (calendar.at(at), calendar.time)
        if oracle.due() == "never":
            with pytest.raises(NoWorkingTime):
                step(state, *args)
            return
        state = step(state, *args)
        check(calendar, oracle, state)
        assert step(state, *args) == state  # twice is once


@quick
@given(calendars, minutes, st.integers(1, 2000), st.lists(st.integers(0, 2000), max_size=8))
def test_a_pause_of_no_length_changes_no_deadline(calendar, at, target, waits):
    try:
        state = whole = clock.start(target, calendar.at(at), calendar.time)
    except NoWorkingTime:
        return
    for wait in waits:
        at += wait
        moment = calendar.at(at)
        state = clock.resume(clock.pause(state, moment, calendar.time), moment, calendar.time)
    assert state.due_at == whole.due_at
