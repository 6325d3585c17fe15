"""D3: replaying a timeline of pauses and reclassifications gives exactly the expected deadlines."""

from datetime import timedelta

import pytest
from cs_core import clock
from cs_core.clock import AroundTheClock, ClockState, Target, target_minutes

from .hours import SHANGHAI, SPRING_FESTIVAL, local, office, utc

TIME = office(exceptions=SPRING_FESTIVAL)
HOUR = 60

#: what happens, and the deadline that stands from then on (None: the clock is paused).
#: Office hours 08:30-12:00 and 13:30-18:00; 15-23 February off, 14 and 28 worked.
TIMELINES = {
    "over the Spring Festival": [
        # 16 h: 2 h on Friday, 8 h on the make-up Saturday, 6 h on the 24th
        ("start", "2026-02-13 16:00", 16 * HOUR, "2026-02-24 16:00"),
        # 1 h is used up
        ("pause", "2026-02-13 17:00", None, None),
        # 15 h left: 7.5 h of Saturday, 7.5 h of the 24th
        ("resume", "2026-02-14 09:00", None, "2026-02-24 17:30"),
        # reclassified as urgent at noon, 1 h + 3 h used up: 4 h left of 8
        ("retarget", "2026-02-14 12:00", 8 * HOUR, "2026-02-14 17:30"),
        # the customer is awaited over the festival: 1.5 h left
        ("pause", "2026-02-14 16:00", None, None),
        ("resume", "2026-02-20 10:00", None, "2026-02-24 10:00"),
        # back to 16 h: 9.5 h are left from the 24th, 08:30
        ("retarget", "2026-02-21 10:00", 16 * HOUR, "2026-02-25 10:00"),
        ("stop", "2026-02-25 09:00", None, "2026-02-25 10:00"),
    ],
    "broken, then given more time": [
        ("start", "2026-03-02 08:30", 2 * HOUR, "2026-03-02 10:30"),
        # late since 10:30; the pause does not heal that
        ("pause", "2026-03-02 11:30", None, "2026-03-02 10:30"),
        ("resume", "2026-03-02 14:00", None, "2026-03-02 10:30"),
        # 3 h used up when it paused: 1 h is left of 4
        ("retarget", "2026-03-02 14:30", 4 * HOUR, "2026-03-02 15:00"),
        ("pause", "2026-03-02 14:45", None, None),
        ("resume", "2026-03-03 08:30", None, "2026-03-03 08:45"),
        ("stop", "2026-03-03 09:00", None, "2026-03-03 08:45"),
    ],
    "given less time than is used up": [
        ("start", "2026-03-02 08:30", 16 * HOUR, "2026-03-03 18:00"),
        # 2 h were used up at 10:30 of this very run
        ("retarget", "2026-03-02 15:00", 2 * HOUR, "2026-03-02 10:30"),
        ("retarget", "2026-03-02 15:00", 16 * HOUR, "2026-03-03 18:00"),
        ("pause", "2026-03-02 15:00", None, None),
        # the earlier run is remembered: 2 h of it were used up at 10:30
        ("retarget", "2026-03-02 16:00", 2 * HOUR, "2026-03-02 10:30"),
        ("retarget", "2026-03-02 17:00", 1 * HOUR, "2026-03-02 09:30"),
        ("resume", "2026-03-03 09:00", None, "2026-03-02 09:30"),
        # longer than 1 h, but 5 h are used up: 3 h at 11:30 of the day before
        ("retarget", "2026-03-03 09:30", 3 * HOUR, "2026-03-02 11:30"),
        ("stop", "2026-03-03 10:00", None, "2026-03-02 11:30"),
    ],
    "pauses outside the working hours cost nothing": [
        ("start", "2026-03-06 17:00", 2 * HOUR, "2026-03-09 09:30"),
        ("pause", "2026-03-06 20:00", None, None),
        ("resume", "2026-03-08 20:00", None, "2026-03-09 09:30"),
        ("pause", "2026-03-09 07:00", None, None),
        ("resume", "2026-03-09 08:30", None, "2026-03-09 09:30"),
    ],
    "used up exactly at closing time": [
        ("start", "2026-03-02 08:30", 8 * HOUR, "2026-03-02 18:00"),
        ("pause", "2026-03-02 20:00", None, "2026-03-02 18:00"),
        ("resume", "2026-03-03 12:00", None, "2026-03-02 18:00"),
    ],
}


def replay(steps, time=TIME):
    """Run the steps and yield each state beside the deadline expected after it."""
    state = None
    for verb, at, minutes, due in steps:
        if verb == "start":
            state = clock.start(minutes, utc(at), time)
        elif verb == "retarget":
            state = clock.retarget(state, minutes, time)
        else:
            state = getattr(clock, verb)(state, utc(at), time)
        yield state, due


@pytest.mark.parametrize("name", TIMELINES)
def test_replaying_a_timeline_gives_exactly_the_expected_deadlines(name):
    for state, due in replay(TIMELINES[name]):
        assert (state.due_at and local(state.due_at)) == due


@pytest.mark.parametrize("name", TIMELINES)
def test_each_step_done_twice_changes_nothing(name):
    twice = [step for step in TIMELINES[name] for _turn in range(2 if step[0] != "start" else 1)]
    for state, due in replay(twice):
        assert (state.due_at and local(state.due_at)) == due


def test_the_overrun_is_told_at_any_moment():
    states = [state for state, _due in replay(TIMELINES["broken, then given more time"])]
    started, paused, resumed, longer, *_between, stopped = states
    assert clock.overrun(started, TIME, utc("2026-03-02 10:30")) == 0
    assert clock.overrun(started, TIME, utc("2026-03-02 11:00")) == 30
    assert clock.overrun(paused, TIME, utc("2026-03-02 17:00")) == 60
    assert clock.overrun(resumed, TIME, utc("2026-03-02 14:15")) == 75
    assert clock.overrun(longer, TIME, utc("2026-03-02 14:45")) == 0
    assert clock.overrun(stopped, TIME, utc("2026-03-09 12:00")) == 15


def test_the_warning_comes_when_the_share_is_used_up():
    state = clock.start(4 * HOUR, utc("2026-03-02 10:30"), TIME)
    # 80 % of 4 h = 3 h 12 min: 1.5 h before the break, 1 h 42 min after it
    assert local(clock.warn_at(state, 80, TIME)) == "2026-03-02 15:12"
    assert clock.warn_at(state, 100, TIME) == state.due_at
    assert clock.warn_at(state, 0, TIME) is None
    paused = clock.pause(state, utc("2026-03-02 15:00"), TIME)
    assert clock.warn_at(paused, 80, TIME) is None
    resumed = clock.resume(paused, utc("2026-03-03 08:30"), TIME)
    assert local(clock.warn_at(resumed, 80, TIME)) == "2026-03-03 08:42"
    assert local(clock.warn_at(resumed, 50, TIME)) == "2026-03-03 08:30"
    assert clock.warn_at(clock.stop(resumed, utc("2026-03-03 09:00"), TIME), 80, TIME) is None


def test_the_warning_of_a_broken_clock_is_not_later_than_the_breach():
    state = clock.start(60, utc("2026-03-02 08:30"), TIME)
    state = clock.resume(clock.pause(state, utc("2026-03-02 11:00"), TIME), utc("2026-03-03 11:00"), TIME)
    assert clock.warn_at(state, 80, TIME) <= state.due_at == utc("2026-03-02 09:30")


def test_a_clock_that_has_ended_stays_as_it_is():
    ended = clock.stop(clock.start(60, utc("2026-03-02 08:30"), TIME), utc("2026-03-02 09:00"), TIME)
    later = utc("2026-03-05 09:00")
    assert ended.stopped_at == utc("2026-03-02 09:00")
    assert ended.spent == 30
    assert clock.pause(ended, later, TIME) == ended
    assert clock.resume(ended, later, TIME) == ended
    assert clock.stop(ended, later, TIME) == ended
    assert clock.retarget(ended, 10, TIME) == ended


def test_a_clock_stopped_while_paused_counts_nothing_more():
    paused = clock.pause(clock.start(60, utc("2026-03-02 08:30"), TIME), utc("2026-03-02 09:00"), TIME)
    ended = clock.stop(paused, utc("2026-03-04 09:00"), TIME)
    assert (ended.spent, ended.due_at, ended.stopped_at) == (30, None, utc("2026-03-04 09:00"))


def test_an_event_dated_before_the_run_counts_no_negative_time():
    state = clock.start(60, utc("2026-03-02 09:00"), TIME)
    assert clock.pause(state, utc("2026-03-02 08:30"), TIME).spent == 0
    ended = clock.stop(state, utc("2026-03-02 08:30"), TIME)
    assert (ended.spent, ended.stopped_at) == (0, state.started_at)


def test_hours_changed_meanwhile_count_after_a_retarget_with_the_same_minutes():
    plain = office()
    state = clock.start(16 * HOUR, utc("2026-02-13 16:00"), plain)
    assert local(state.due_at) == "2026-02-17 16:00"
    again = clock.retarget(state, 16 * HOUR, TIME)
    assert local(again.due_at) == "2026-02-24 16:00"


def test_moving_to_a_team_with_other_hours_counts_the_same_runs_in_them():
    elapsed = AroundTheClock(SHANGHAI)
    # the customer was awaited over the week-end, from Friday 17:00 to Monday 09:00
    state = clock.start(24 * HOUR, utc("2026-03-06 16:00"), elapsed)
    state = clock.pause(state, utc("2026-03-06 17:00"), elapsed)
    state = clock.resume(state, utc("2026-03-09 09:00"), elapsed)
    # 4 working hours: one of Friday, 09:00 to 12:00 of Monday
    moved = clock.retarget(state, 4 * HOUR, TIME)
    assert (local(moved.due_at), moved.spent) == ("2026-03-09 12:00", 60)


def test_a_target_in_days_survives_a_pause_as_the_minutes_it_was_worth():
    at = utc("2026-03-02 10:00")
    minutes = target_minutes(Target(1, "day"), at, TIME)
    state = clock.start(minutes, at, TIME)
    assert local(state.due_at) == "2026-03-03 18:00"
    state = clock.pause(state, at + timedelta(hours=1), TIME)
    # 14.5 h less the one used up: 6.5 h of Tuesday, 7 h of Wednesday
    assert local(clock.resume(state, utc("2026-03-03 10:00"), TIME).due_at) == "2026-03-04 17:00"


def test_a_target_of_nothing_is_due_at_once():
    state = clock.start(0, utc("2026-03-07 11:00"), TIME)
    assert state == ClockState(0, utc("2026-03-07 11:00"), 0.0, utc("2026-03-07 11:00"), utc("2026-03-07 11:00"))


def test_a_hundred_pauses_do_not_drift_by_a_second():
    state = clock.start(8 * HOUR, utc("2026-03-02 08:30"), TIME)
    at = utc("2026-03-02 08:30")
    for _turn in range(100):
        state = clock.pause(state, at + timedelta(seconds=7), TIME)
        state = clock.resume(state, at + timedelta(seconds=27), TIME)
        at += timedelta(seconds=27)
    # 100 pauses of 20 s are 33 min 20 s
    assert local(state.due_at) == "2026-03-03 09:03:20"


def test_a_deadline_at_the_end_of_the_day_is_missed_right_after_it():
    evening = clock.start(60, utc("2026-03-02 17:00"), TIME)
    assert evening.due_at == utc("2026-03-02 18:00")
    for late, at in ((False, "2026-03-02 18:00"), (True, "2026-03-02 18:30"), (True, "2026-03-03 09:30")):
        stopped = clock.stop(evening, utc(at), TIME)
        assert clock.missed(evening, utc(at)) is clock.missed(stopped, utc(at)) is late
    assert clock.overrun(evening, TIME, utc("2026-03-02 18:30")) == 0


def test_what_stands_still_at_its_deadline_is_not_missed_by_waiting():
    paused = clock.pause(clock.start(60, utc("2026-03-02 17:00"), TIME), utc("2026-03-02 18:00"), TIME)
    early = clock.pause(clock.start(60, utc("2026-03-02 17:00"), TIME), utc("2026-03-02 17:30"), TIME)
    for state in (paused, early):
        assert not clock.missed(state, utc("2026-03-09 10:00"))
        assert not clock.missed(clock.stop(state, utc("2026-03-09 10:00"), TIME), utc("2026-03-09 10:00"))
