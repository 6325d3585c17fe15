"""The roster against the time clock."""

from datetime import datetime, timedelta

from cs_core.roster.attendance import Planned, Tolerance, compare
from hypothesis import given
from hypothesis import strategies as st

TOLERANCE = Tolerance(late=5, early=5, unasked=15)
NOW = datetime(2026, 3, 6)


def at(text, day=4):
    hour, minute = map(int, text.split(":"))
    return datetime(2026, 3, day, hour, minute)


def span(start, end, day=4, end_day=None):
    return at(start, day), at(end, end_day or day)


EARLY = Planned(1, (span("08:00", "16:00"),))


def one(*stretches, shift=EARLY, leaves=()):
    outcomes, strays = compare([shift], stretches, leaves, TOLERANCE, NOW)
    return outcomes[shift.key], strays


def test_within_the_tolerance_nothing_is_counted():
    outcome, strays = one(span("08:05", "15:55"))
    assert (outcome.state, outcome.late, outcome.early, outcome.unasked, strays) == ("done", 0, 0, 0, [])
    assert outcome.worked == 470


def test_beyond_the_tolerance_all_of_it_is_counted():
    outcome, _strays = one(span("08:06", "15:40"))
    assert (outcome.late, outcome.early) == (6, 20)


def test_whoever_did_not_come_is_absent_unless_on_leave():
    assert one()[0].state == "absent"
    assert one(leaves=[span("00:00", "23:59")])[0].state == "leave"


def test_half_a_day_of_leave_leaves_the_other_half_due():
    morning_off = [span("00:00", "12:00")]
    assert one(span("12:00", "16:00"), leaves=morning_off)[0].late == 0
    assert one(span("12:30", "16:00"), leaves=morning_off)[0].late == 30
    assert one(leaves=morning_off)[0].state == "absent"


def test_a_break_at_the_time_clock_is_neither_late_nor_early():
    outcome, strays = one(span("08:00", "12:00"), span("13:00", "16:00"))
    assert (outcome.late, outcome.early, outcome.worked, strays) == (0, 0, 420, [])


def test_staying_on_for_a_customer_is_not_unasked():
    prolonged = Planned(1, EARLY.spans, extend=60)
    assert one(span("08:00", "17:00"), shift=prolonged)[0].unasked == 0
    assert one(span("08:00", "17:30"), shift=prolonged)[0].unasked == 30
    assert one(span("08:00", "17:00"))[0].unasked == 60
    assert one(span("08:00", "16:15"))[0].unasked == 0


def test_work_away_from_every_shift_is_told_by_itself():
    outcome, strays = one(span("20:00", "22:00"))
    assert outcome.state == "absent"
    assert strays == [span("20:00", "22:00")]


def test_approved_overtime_is_a_shift_like_any_other():
    overtime = Planned(2, (span("16:00", "18:00"),))
    outcomes, strays = compare([EARLY, overtime], [span("08:00", "18:00")], [], TOLERANCE, NOW)
    assert [outcomes[key].unasked for key in (1, 2)] == [0, 0]
    assert outcomes[2].worked == 120
    assert not strays


def test_across_midnight_and_split():
    night = Planned(1, (span("22:00", "06:00", 4, 5),))
    assert one(span("22:10", "06:00", 4, 5), shift=night)[0].late == 10
    split = Planned(1, (span("09:00", "12:00"), span("18:00", "21:00")))
    outcome, _strays = one(span("09:00", "12:00"), span("18:00", "20:30"), shift=split)
    assert (outcome.late, outcome.early, outcome.worked) == (0, 30, 330)


def test_who_has_not_clocked_out_has_not_left():
    outcome, _strays = one((at("08:00"), None))
    assert outcome.left is None
    assert outcome.worked == 480


minutes = st.integers(0, 24 * 60)


pairs = st.tuples(minutes, minutes)


@given(st.lists(pairs, max_size=5), pairs.filter(lambda pair: pair[0] != pair[1]))
def test_every_minute_at_work_is_in_the_shift_beside_it_or_astray(stretches, planned):
    """Nothing is lost and nothing is counted twice."""
    day = datetime(2026, 3, 4)

    def spans(pair):
        low, high = sorted(pair)
        return day + timedelta(minutes=low), day + timedelta(minutes=high)

    shift = Planned(1, (spans(planned),))
    there = [spans(pair) for pair in stretches]
    outcomes, strays = compare([shift], there, [], Tolerance(), NOW)
    attended = {minute for pair in stretches for minute in range(*sorted(pair))}
    astray = sum(int((end - start).total_seconds() // 60) for start, end in strays)
    assert outcomes[1].worked + outcomes[1].unasked + astray == len(attended)
