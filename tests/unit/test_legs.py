"""A late department is late on its leg, the agent is not (D5)."""

import pytest
from cs_core.legs import attribute
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("overrun", "legs", "agent", "departments"),
    [
        (0, [], 0, []),
        (50, [], 50, []),
        # the department took all of the delay
        (50, [(1, 50)], 0, [50]),
        (50, [(1, 80)], 0, [50]),
        # both were late
        (50, [(1, 30)], 20, [30]),
        (50, [(1, 30), (2, 0), (3, 40)], 0, [30, 0, 20]),
        # a late leg in a case that is in time; a case that is ahead of time
        (0, [(1, 30)], 0, [0]),
        (-20, [(1, 30)], 0, [0]),
        # a leg that was quick makes up for nobody
        (50, [(1, -30), (2, 10)], 40, [0, 10]),
    ],
)
def test_each_leg_answers_for_its_own_overrun_and_the_agent_for_the_rest(overrun, legs, agent, departments):
    shared = attribute(overrun, legs)
    assert shared.agent == agent
    assert shared.departments == tuple((leg, share) for (leg, _over), share in zip(legs, departments, strict=True))


minutes = st.integers(-10_000, 10_000)


@given(minutes, st.lists(st.tuples(st.integers(1, 99), minutes), max_size=6))
def test_the_shares_add_up_and_nobody_answers_for_more_than_his_own(overrun, legs):
    shared = attribute(overrun, legs)
    shares = [share for _leg, share in shared.departments]
    assert shared.agent + sum(shares) == max(0, overrun)
    assert shared.agent >= 0
    assert all(0 <= share <= max(0, over) for share, (_leg, over) in zip(shares, legs, strict=True))
