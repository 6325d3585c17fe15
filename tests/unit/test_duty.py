"""Who is on duty at an instant: the edges of shifts, areas, people on call, officers."""

from datetime import datetime, timedelta

from cs_core.duty import Duty, at, officers, present
from hypothesis import given
from hypothesis import strategies as st

DAY = datetime(2026, 3, 4)
moments = st.integers(0, 72).map(lambda hours: DAY + timedelta(hours=hours))
duties = st.lists(
    st.builds(
        lambda user, team, start, length, areas, officer, on_call: Duty(
            user, team, start, start + timedelta(hours=length), areas, officer, on_call
        ),
        st.integers(1, 5),
        st.integers(1, 2),
        moments,
        st.integers(1, 24),
        st.none() | st.frozensets(st.integers(1, 3), min_size=1),
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
)


def test_a_shift_that_ends_is_over_and_one_that_begins_has_begun():
    early = Duty(1, 1, DAY, DAY + timedelta(hours=8))
    late = Duty(2, 1, DAY + timedelta(hours=8), DAY + timedelta(hours=16))
    assert [duty.user_id for duty in at([early, late], DAY + timedelta(hours=8))] == [2]


def test_whoever_is_on_call_is_not_at_work():
    assert not present([Duty(1, 1, DAY, DAY + timedelta(hours=24), on_call=True)], 1, None)


def test_a_post_answers_for_its_areas_and_for_cases_without_one():
    duty = Duty(1, 1, DAY, DAY + timedelta(hours=8), frozenset({7}))
    assert present([duty], 1, 7)
    assert present([duty], 1, False)
    assert not present([duty], 1, 8)


def test_the_team_s_own_officer_goes_before_the_company_s():
    own = Duty(1, 1, DAY, DAY + timedelta(hours=24), officer=True)
    other = Duty(2, 2, DAY, DAY + timedelta(hours=24), officer=True)
    assert officers([own, other], 1) == [1]
    assert officers([own, other], 3) == [1, 2]


@given(duties, moments)
def test_at_every_moment_those_are_on_duty_whose_time_holds_it(rows, moment):
    found = at(rows, moment)
    assert all(row.start <= moment < row.end for row in found)
    assert all(row in found or not row.start <= moment < row.end for row in rows)


@given(duties, moments, st.integers(1, 5), st.none() | st.integers(1, 3))
def test_nobody_present_is_absent_for_the_area_or_only_on_call(rows, moment, user, area):
    now = at(rows, moment)
    if present(now, user, area):
        assert any(row.user_id == user and row.covers(area) and not row.on_call for row in now)
