"""A clock that a rule asks for late counts from where its promise does, without the time in which the case waited."""

from datetime import datetime, timedelta

from cs_core import clock, replay
from cs_core.clock import AroundTheClock
from cs_core.replay import ANSWERED, STAGE, Deed

from .hours import SHANGHAI

TIME = AroundTheClock(SHANGHAI)
T0 = datetime(2026, 3, 2)


def hour(count):
    return T0 + timedelta(hours=count)


LIFE = (
    Deed(hour(1), ANSWERED),
    Deed(hour(1), STAGE, state="open"),
    Deed(hour(2), STAGE, state="waiting", pauses=True),
    Deed(hour(5), STAGE, state="open"),
    Deed(hour(6), STAGE, state="resolved"),
    Deed(hour(8), STAGE, state="open"),
    Deed(hour(9), STAGE, state="waiting", pauses=True),
)


def test_a_promise_counts_from_registration_answer_or_reopening():
    def begun(clock_type, count):
        return replay.began(T0, "new", LIFE[:count], clock_type)

    assert begun("next_update", 0) == T0
    assert begun("next_update", 4) == hour(1)
    assert begun("resolution", 5) == T0
    assert begun("resolution", 7) == begun("next_update", 7) == hour(8)
    assert begun("verification", 7) == T0


def test_standstills_are_the_stages_that_pause():
    assert replay.standstills(T0, False, LIFE) == [(hour(2), hour(5)), (hour(9), None)]
    assert replay.standstills(T0, True, LIFE[1:2]) == [(T0, hour(1))]
    assert replay.standstills(T0, False, ()) == []


def test_a_late_clock_stands_as_one_that_lived_through_it_all():
    late = clock.started_late(600, hour(1), replay.standstills(T0, False, LIFE), TIME)
    lived = clock.start(600, hour(1), TIME)
    for step, moment in ((clock.pause, 2), (clock.resume, 5), (clock.pause, 9)):
        lived = step(lived, hour(moment), TIME)
    assert late == lived
    assert late.spent == 5 * 60


def test_what_waited_before_the_clock_began_does_not_count():
    late = clock.started_late(60, hour(5), [(hour(2), hour(5))], TIME)
    assert late == clock.start(60, hour(5), TIME)
    half = clock.started_late(60, hour(4), [(hour(2), hour(5))], TIME)
    assert half.due_at == hour(6)
