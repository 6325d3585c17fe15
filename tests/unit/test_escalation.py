"""D6: when the levels of a ladder are reached, by table, over pauses, holidays and moved targets."""

import pytest
from cs_core import clock
from cs_core.clock import AroundTheClock
from cs_core.escalation import Ladder, Level, due, mark, moment_of, next_at, passed, rearmed

from .hours import SHANGHAI, SPRING_FESTIVAL, local, office, utc

TIME = office(exceptions=SPRING_FESTIVAL)
DAY = 8 * 60
HOUR = 60

START = Level("start", "start")
HALF = Level("half", "before", 50, "percent")
AGENT = Level("agent", "before", 20, "percent")
TWO_HOURS = Level("two hours", "before", 2, "hour")
AT = Level("at", "at")
MANAGER = Level("manager", "after", 4, "hour")
LATER = Level("later", "after", 1, "day")
LADDER = Ladder((START, AGENT, TWO_HOURS, AT, MANAGER, LATER), DAY)


@pytest.mark.parametrize(
    ("level", "minutes", "seconds"),
    [
        (Level("", "start", 3, "hour"), 60, 0),
        (Level("", "before", 0, "hour"), 60, 3600),
        (Level("", "before", 20, "percent"), 60, 2880),
        (Level("", "before", 100, "percent"), 60, 0),
        (Level("", "before", 250, "percent"), 60, 0),
        (Level("", "before", 10, "minute"), 60, 3000),
        (Level("", "before", 2, "hour"), 60, 0),  # further ahead than the target is long
        (Level("", "before", 1, "day"), 960, 28800),
        (Level("", "at", 7, "day"), 60, 3600),
        (Level("", "after", 0.5, "hour"), 60, 5400),
        (Level("", "after", 1, "day"), 60, 3600 + 28800),
        (Level("", "after", 50, "percent"), 60, 5400),
        (Level("", "at"), 0, 0),
        (Level("", "after", 15, "percent"), 0, 0),
    ],
)
def test_a_level_is_a_point_on_the_scale_of_its_clock(level, minutes, seconds):
    assert mark(level, minutes, DAY) == seconds


@pytest.mark.parametrize(
    "level",
    [
        Level("", "before", 1, "week"),
        Level("", "sometime", 1, "hour"),
        Level("", "after", -1, "hour"),
        Level("", "after", -1, "percent"),
        Level("", "before", float("inf"), "hour"),
    ],
)
def test_what_makes_no_sense_is_refused(level):
    with pytest.raises(ValueError):
        mark(level, 60, DAY)


#: 16 working hours from Friday afternoon over the Spring Festival: due on the 24th at 16:00
OVER_THE_FESTIVAL = {
    START: "2026-02-13 16:00",
    AGENT: "2026-02-24 11:18",  # 12.8 h: 2 h Friday, 8 h on the make-up Saturday, 2.8 h after the festival
    TWO_HOURS: "2026-02-24 14:00",
    AT: "2026-02-24 16:00",
    MANAGER: "2026-02-25 10:30",
    LATER: "2026-02-25 16:00",
}


@pytest.mark.parametrize(("level", "moment"), OVER_THE_FESTIVAL.items(), ids=lambda x: getattr(x, "key", ""))
def test_levels_are_counted_in_working_time_over_the_spring_festival(level, moment):
    state = clock.start(16 * HOUR, utc("2026-02-13 16:00"), TIME)
    point = mark(level, state.minutes, DAY)
    assert local(moment_of(state, point, TIME)) == moment
    assert local(next_at(state, Ladder((level,), DAY), (), TIME)) == moment


def keys(levels):
    return [level.key for level in levels]


def test_each_level_is_due_from_its_moment_on_until_it_is_done():
    state = clock.start(16 * HOUR, utc("2026-02-13 16:00"), TIME)
    done = set()
    for moment, expected in [
        ("2026-02-13 16:00", ["start"]),
        ("2026-02-24 11:17", []),
        ("2026-02-24 11:18", ["agent"]),
        ("2026-02-24 11:18", []),
        ("2026-02-25 16:00", ["two hours", "at", "manager", "later"]),
        ("2026-02-28 16:00", []),
    ]:
        told = keys(due(state, LADDER, done, utc(moment), TIME))
        assert told == expected, moment
        done |= set(told)
    assert next_at(state, LADDER, done, TIME) is None


def test_a_paused_clock_tells_nothing_and_goes_on_where_it_stood():
    state = clock.start(10 * HOUR, utc("2026-03-02 08:30"), TIME)
    at = utc("2026-03-02 17:00")  # 7 h used, 80 % is 8 h
    state = clock.pause(state, at, TIME)
    assert due(state, LADDER, {"start"}, utc("2026-03-30 09:00"), TIME) == []
    assert next_at(state, LADDER, {"start"}, TIME) is None
    assert moment_of(state, 8 * 3600, TIME) is None
    state = clock.resume(state, utc("2026-03-30 09:00"), TIME)
    assert local(next_at(state, LADDER, {"start"}, TIME)) == "2026-03-30 10:00"
    assert local(moment_of(state, 3600, TIME)) == "2026-03-02 09:30"


def test_what_was_reached_unseen_before_a_pause_is_told_when_the_clock_runs_again():
    state = clock.start(10 * HOUR, utc("2026-03-02 08:30"), TIME)
    state = clock.pause(state, utc("2026-03-03 09:30"), TIME)  # 9 h used
    assert due(state, LADDER, {"start"}, utc("2026-03-04 09:00"), TIME) == []
    state = clock.resume(state, utc("2026-03-05 09:00"), TIME)
    assert local(next_at(state, LADDER, {"start"}, TIME)) == "2026-03-05 09:00"
    assert keys(due(state, LADDER, {"start"}, utc("2026-03-05 09:00"), TIME)) == ["agent", "two hours"]


def test_an_ended_clock_tells_nothing():
    state = clock.start(HOUR, utc("2026-03-02 08:30"), TIME)
    state = clock.stop(state, utc("2026-03-02 11:00"), TIME)
    assert due(state, LADDER, (), utc("2026-03-20 11:00"), TIME) == []
    assert next_at(state, LADDER, (), TIME) is None


@pytest.mark.parametrize(
    ("minutes", "done"),
    [
        (10 * HOUR, {"start", "agent", "two hours"}),  # unmoved: all as before
        (9 * HOUR, {"start", "agent", "two hours"}),  # nearer: what is behind stays behind
        (12 * HOUR, {"start"}),  # 80 % is 9.6 h, 2 h before is 10 h: both lie ahead again
        (11.2 * HOUR, {"start", "agent"}),  # 80 % is 8.96 h, 2 h before is 9.2 h
    ],
)
def test_a_moved_target_arms_what_lies_ahead_again(minutes, done):
    state = clock.start(10 * HOUR, utc("2026-03-02 08:30"), TIME)
    at = utc("2026-03-03 09:30")  # 9 h used
    told = {"start", "agent", "two hours"}
    state = clock.retarget(state, minutes, TIME)
    assert rearmed(state, LADDER, told, at, TIME) == done


def test_a_ladder_keeps_what_another_one_has_told():
    state = clock.start(10 * HOUR, utc("2026-03-02 08:30"), TIME)
    at = utc("2026-03-03 09:30")
    severe = Ladder((START, HALF, AT), DAY)
    kept = rearmed(state, severe, {"start", "agent"}, at, TIME)
    assert kept == {"start", "agent"}
    assert keys(due(state, severe, kept, at, TIME)) == ["half"]


def test_a_ladder_that_is_put_up_late_speaks_from_then_on():
    state = clock.start(10 * HOUR, utc("2026-03-02 08:30"), TIME)
    at = utc("2026-03-03 09:30")
    done = passed(state, LADDER, at, TIME)
    assert done == {"start", "agent", "two hours"}
    assert due(state, LADDER, done, at, TIME) == []
    assert local(next_at(state, LADDER, done, TIME)) == "2026-03-03 10:30"


def test_around_the_clock_a_day_has_24_hours():
    time = AroundTheClock(SHANGHAI)
    state = clock.start(6 * HOUR, utc("2026-02-16 22:00"), time)
    ladder = Ladder((AT, Level("next day", "after", 1, "day")))
    assert local(next_at(state, ladder, (), time)) == "2026-02-17 04:00"
    assert local(next_at(state, ladder, {"at"}, time)) == "2026-02-18 04:00"


def test_a_level_beyond_the_end_of_the_calendar_never_comes():
    time = office(plan={})
    state = clock.ClockState(60, utc("2026-03-02 08:30"), 0.0, utc("2026-03-02 08:30"))
    assert next_at(state, Ladder((AT,), DAY), (), time) is None
    assert next_at(state, Ladder((START,), DAY), (), time) == utc("2026-03-02 08:30")
