"""Trades of shifts held to the rules: nothing that must be kept is broken anew."""

from dataclasses import replace

from cs_core.roster.exchange import Move, judge, moved, open_shifts
from cs_core.roster.problem import OFF, Cover, Problem

from tests.unit.departments import person, shift

DAYS = 5
EARLY, NIGHT = 0, 1


def problem(*people, cover=()):
    return Problem(days=DAYS, shifts=(shift("早", DAYS), shift("夜", DAYS)), people=people, cover=tuple(cover))


def test_a_swap_that_leaves_too_little_rest_is_told_apart_from_one_that_does_not():
    rest = {"rest": (660, None)}
    both = problem(person("甲", rules=rest), person("乙", rules=rest))
    roster = ((NIGHT, OFF, OFF, OFF, OFF), (OFF, EARLY, OFF, EARLY, OFF))
    bad = judge(both, roster, [Move(0, 0, NIGHT), Move(0, 1, EARLY), Move(1, 1, OFF)])
    assert [breach.rule for breach in bad.hard] == ["rest"]
    good = judge(both, roster, [Move(0, 3, EARLY), Move(1, 3, OFF)])
    assert not good.new


def test_a_breach_that_was_there_before_is_no_objection():
    both = problem(person("甲", rules={"max_run": (1, None)}), person("乙"))
    roster = ((EARLY, EARLY, OFF, EARLY, OFF), (OFF,) * DAYS)
    assert not judge(both, roster, [Move(0, 3, OFF), Move(1, 3, EARLY)]).hard
    assert judge(both, roster, [Move(0, 2, EARLY)]).hard


def test_what_was_fixed_may_be_traded():
    fixed = person("甲", pinned={0: EARLY}, current={0: EARLY}, rules={"change": (0, 5)})
    roster = ((EARLY, OFF, OFF, OFF, OFF), (OFF,) * DAYS)
    found = judge(problem(fixed, person("乙")), roster, [Move(0, 0, OFF), Move(1, 0, EARLY)])
    assert not found.new


def test_who_lacks_the_skill_leaves_a_gap():
    cover = [Cover(0, EARLY, 1, 10, skill="粤语")]
    both = problem(person("甲", skills=["粤语"]), person("乙"), cover=cover)
    roster = ((EARLY, OFF, OFF, OFF, OFF), (OFF,) * DAYS)
    found = judge(both, roster, [Move(0, 0, OFF), Move(1, 0, EARLY)])
    assert [breach.rule for breach in found.new] == ["cover"]
    assert judge(replace(both, cover_is_hard=True), roster, [Move(0, 0, OFF), Move(1, 0, EARLY)]).hard


def test_open_shifts_are_those_that_lack_people():
    cover = [Cover(0, EARLY, 2, 10), Cover(0, EARLY, 1, 10, skill="粤语"), Cover(1, NIGHT, 1, 10)]
    both = problem(person("甲"), person("乙"), cover=cover)
    roster = moved(((OFF,) * DAYS,) * 2, [Move(1, 1, NIGHT)])
    assert open_shifts(both, roster) == {(0, EARLY): 2}


def test_of_hours_the_growth_is_told():
    far = {"target_minutes": (4800, 1)}
    both = problem(person("甲", rules=far), person("乙"))
    roster = ((EARLY, EARLY, OFF, OFF, OFF), (OFF,) * DAYS)
    (breach,) = judge(both, roster, [Move(0, 0, OFF), Move(1, 0, EARLY)]).new
    assert (breach.rule, breach.amount) == ("target_minutes", 480)
