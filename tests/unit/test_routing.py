"""Who gets a case: the steps of the rule over the people there are."""

import pytest
from cs_core.routing import STEPS, Candidate, choose, least_loaded
from hypothesis import given
from hypothesis import strategies as st

PLUMBING, FRENCH = 1, 2

skills = st.frozensets(st.sampled_from([PLUMBING, FRENCH]))
people = st.lists(
    st.builds(Candidate, st.integers(1, 9), st.integers(0, 4), st.booleans(), skills),
    unique_by=lambda c: c.user_id,
    max_size=6,
)
orders = st.lists(st.sampled_from(STEPS), unique=True, max_size=3)
maybe = st.none() | st.integers(1, 9)


def test_the_area_s_agent_comes_first_however_busy():
    team = [Candidate(1, load=9), Candidate(2)]
    assert choose(STEPS, team, 1, 7).user_id == 1


def test_absent_he_is_passed_over():
    team = [Candidate(1, present=False), Candidate(2)]
    assert choose(STEPS, team, 1, 7).user_id == 2


def test_skill_before_load():
    team = [Candidate(1, load=0), Candidate(2, load=5, skills=frozenset({PLUMBING}))]
    assert choose(STEPS, team, None, 7, frozenset({PLUMBING})).user_id == 2


def test_nobody_present_the_supervisor_is_alarmed():
    choice = choose(STEPS, [Candidate(1, present=False)], None, 7)
    assert (choice.user_id, choice.step, choice.alarm) == (7, "supervisor", True)


def test_nobody_at_all_is_an_alarm_too():
    choice = choose(STEPS, [], None, None)
    assert (choice.user_id, choice.alarm) == (None, True)


def test_an_unknown_step_is_an_error():
    with pytest.raises(ValueError, match="no routing step"):
        choose(["by dice"], [], None, None)


@given(people, skills)
def test_the_least_loaded_is_present_able_and_nobody_able_has_less(team, needed):
    best = least_loaded(team, needed)
    able = [c for c in team if c.present and needed <= c.skills]
    if not able:
        assert best is None
    else:
        assert best in able
        assert all((best.load, best.user_id) <= (c.load, c.user_id) for c in able)


@given(orders, people, maybe, maybe, skills, st.randoms())
def test_the_choice_does_not_depend_on_the_order_of_the_people(steps, team, agent, supervisor, needed, random):
    mixed = list(team)
    random.shuffle(mixed)
    assert choose(steps, mixed, agent, supervisor, needed) == choose(steps, team, agent, supervisor, needed)


@given(orders, people, maybe, maybe, skills)
def test_nobody_absent_is_chosen_and_an_alarm_is_never_silent(steps, team, agent, supervisor, needed):
    choice = choose(steps, team, agent, supervisor, needed)
    present = {c.user_id for c in team if c.present}
    if choice.step in ("area_agent", "skilled"):
        assert choice.user_id in present
        assert not choice.alarm
    else:
        assert choice.alarm
    if choice.user_id is None:
        assert not choice.step
    else:
        assert choice.step in steps


def test_who_has_not_passed_the_course_is_passed_over():
    team = [Candidate(1, barred=True), Candidate(2, load=5)]
    assert choose(STEPS, team, 1, 7).user_id == 2


def test_where_nobody_has_passed_the_supervisor_decides():
    choice = choose(STEPS, [Candidate(1, barred=True)], 1, 7, officers=[Candidate(4, barred=True)])
    assert (choice.user_id, choice.step, choice.alarm) == (7, "supervisor", True)
