"""D16: rules that cannot all be kept are named, as few as possible, and the cheapest way out with them."""

from dataclasses import replace
from itertools import pairwise

import pytest
from cs_core.roster.changed import relaxed
from cs_core.roster.conflicts import Conflict, Part, clashes, merged
from cs_core.roster.problem import OFF, Cover, Past, Problem, Rule
from cs_core.roster.solver.conflict import explain
from cs_core.roster.solver.control import Control
from cs_core.roster.solver.model import Model

from .departments import department, person, shift

X = OFF
E, L, N = 0, 1, 2


def roster(days, people, cover=(), **kw):
    return Problem(days, (shift("早", days), shift("晚", days), shift("夜", days)), tuple(people), cover, **kw)


def explained(problem):
    return explain(problem, Control(seconds=4, workers=2))


def named(parts):
    return {(part.rule, part.person) for part in parts}


def possible(problem):
    model = Model(problem)
    return not model.contradicted and Control(seconds=5).run(model.cp, 5, workers=1).found


def eased(problem, parts):
    for part in parts:
        shift_ = part.shift if part.rule in ("cover", "max_of_shift") else None
        problem = relaxed(problem, part.rule, part.person, part.days, shift_, part.skill)
    return problem


# ------------------------------------------------------------ without a solver


def test_fixed_days_against_a_rule_are_found_by_arithmetic_and_are_minimal():
    one = person(pinned=dict.fromkeys(range(1, 6), E), rules={"max_run": (3, None), "rest": (660, None)})
    (found,) = clashes(roster(8, [person(), one]))
    assert found.rules[0].rule == "max_run"
    assert len(found.rules) == 5
    assert all(two.days[0] - one.days[0] == 1 for one, two in pairwise(found.rules[1:]))


@pytest.mark.parametrize(
    ("one", "rules"),
    [
        (person(pinned={0: L, 1: E, 4: E}, rules={"rest": (660, None)}), {"rest", "pinned"}),
        (person(pinned={1: E}, cannot=frozenset({(1, E)})), {"cannot", "pinned"}),
        (person(pinned={0: E, 3: E}, max_of_shift={E: 1}), {"max_of_shift", "pinned"}),
        (person(rules={"min_minutes": (4 * 480, None)}, cannot=frozenset((2, s) for s in range(3)), pinned={1: X}),
         {"min_minutes", "pinned", "cannot"}),
        (person(rules={"min_minutes": (6 * 480, None)}), {"min_minutes"}),
    ],
)  # fmt: skip
def test_each_kind_of_clash_is_told_by_its_rules(one, rules):
    problem = roster(5, [one])
    (found,) = clashes(problem)
    assert {part.rule for part in found.rules} == rules
    assert not possible(problem)
    assert possible(eased(problem, found.relaxation))


def test_demand_above_those_who_are_there_names_who_is_away():
    people = [
        person("lead on leave", ["lead"], cannot=frozenset({(0, E)})),
        person("lead off", ["lead"], pinned={0: X}),
        person("lead", ["lead"]),
        person("other"),
    ]
    problem = roster(1, people, (Cover(0, E, 2, 1, 0, "lead"),), cover_is_hard=True)
    (found,) = clashes(problem)
    assert named(found.rules) == {("cover", None), ("cannot", 0), ("pinned", 1)}
    short = replace(problem, cover=(Cover(0, E, 3, 1, 0, "lead"),))
    assert len(clashes(short)[0].rules) == 2  # one of the two would not be enough: it alone is reason enough


def test_a_department_without_clashes_has_none():
    assert clashes(roster(5, [person(rules={"max_run": (3, None)})])) == ()


# --------------------------------------------------------------- with a solver


def test_where_there_is_a_roster_there_is_nothing_to_explain():
    assert explained(roster(5, [person(rules={"max_run": (3, None), "min_minutes": (3 * 480, None)})])) is None


def test_leave_out_one_of_the_rules_named_and_the_others_can_be_kept():
    """Six days fixed in a row, at most five; other rules and people have no part in it."""
    one = person(
        pinned=dict.fromkeys(range(2, 8), E),
        rules={"max_run": (5, None), "rest": (660, None), "max_night_run": (2, None), "min_days_off": (1, None)},
    )
    problem = roster(10, [person("other"), one])
    found = explained(problem)
    assert found.rules == (Part("pinned", 1, tuple(range(2, 8)), E), Part("max_run", 1, tuple(range(2, 8))))
    assert [part.rule for part in found.relaxation] == ["pinned"]
    assert not possible(problem)
    assert possible(eased(problem, found.relaxation))


def test_contradictions_of_sums_are_named_too():
    one = person(rules={"min_minutes": (13 * 480, None), "week_days_off": (1, None), "max_run": (6, None)})
    problem = roster(14, [one], weeks=(tuple(range(7)), tuple(range(7, 14))))
    found = explained(problem)
    assert named(found.rules) == {("min_minutes", 0), ("week_days_off", 0)}
    assert named(found.relaxation) == {("min_minutes", 0)}


def test_history_takes_part_in_a_conflict():
    past = tuple(Past(-day, -day * 1440 + 480, -day * 1440 + 960, 480) for day in (1, 2, 3))
    one = person(pinned={0: E, 1: E}, past=past, known_days=7, rules={"max_run": (4, None)})
    found = explained(roster(3, [one]))
    assert found.rules == (Part("pinned", 0, (0, 1), E), Part("max_run", 0, (0, 1)))


def test_a_night_nobody_can_work_is_told_with_each_persons_reason():
    people = [
        person("a", ["lead"], cannot=frozenset({(2, N)})),
        person("b", ["lead"], pinned={3: E}, rules={"rest": (660, None)}),
        person("c", ["lead"], pinned={1: N, 0: N}, rules={"max_night_run": (2, None)}),
        person("d"),
    ]
    problem = roster(5, people, (Cover(2, N, 1, 100, 0, "lead"), Cover(2, E, 1, 100)), cover_is_hard=True)
    found = explained(problem)
    assert named(found.rules) == {
        ("cover", None),
        ("cannot", 0),
        ("pinned", 1),
        ("rest", 1),
        ("pinned", 2),
        ("max_night_run", 2),
    }
    assert next(part.days for part in found.rules if part.rule == "pinned" and part.person == 2) == (0, 1)
    assert possible(eased(problem, found.relaxation))


def test_demand_that_only_together_is_too_much_is_found():
    people = [person("a", rules={"max_run": (2, None)})]
    problem = roster(3, people, tuple(Cover(day, E, 1, 100) for day in range(3)), cover_is_hard=True)
    found = explained(problem)
    assert named(found.rules) == {("cover", None), ("max_run", 0)}
    assert next(part.days for part in found.rules if part.rule == "cover") == (0, 1, 2)
    assert possible(eased(problem, found.relaxation))


def test_several_contradictions_are_all_ended():
    broken = {"pinned": {0: L, 1: E}, "rules": {"rest": (660, None)}}
    people = [person("a", **broken), person("b"), person("c", **broken)]
    problem = roster(3, people, (Cover(0, N, 2, 1),), cover_is_hard=True)
    found = explained(problem)
    assert {part.person for part in found.rules} == {0}
    assert {part.person for part in found.relaxation} >= {0, 2}
    assert possible(eased(problem, found.relaxation))


def test_a_conflict_is_written_down_as_the_screens_read_it():
    parts = merged([Part("pinned", 1, (3,), E), Part("pinned", 1, (2,), E), Part("rest", 1, (2, 3))])
    assert Conflict(parts, parts[:1]).as_dict() == {
        "rules": [
            {"rule": "pinned", "person": 1, "days": (2, 3), "shift": E, "skill": None},
            {"rule": "rest", "person": 1, "days": (2, 3), "shift": None, "skill": None},
        ],
        "relaxation": [{"rule": "pinned", "person": 1, "days": (2, 3), "shift": E, "skill": None}],
    }


@pytest.mark.parametrize("seed", range(60))
def test_random_departments_with_too_many_fixed_days(seed):
    """Nothing is explained where there is a roster; where there is none the way out leads to one."""
    problem = department(seed, people=2, days=7)
    tight = {"rest": Rule(720), "max_run": Rule(3), "max_night_run": Rule(1), "min_minutes": Rule(2 * 480)}
    people = tuple(
        replace(
            one, rules={**one.rules, **tight}, pinned={(seed + 2 * k) % 7: k % len(problem.shifts) for k in range(4)}
        )
        for one in problem.people
    )
    problem = replace(problem, people=people)
    found = explained(problem)
    assert possible(problem) == (found is None)
    if found:
        assert found.rules
        assert found.relaxation
        assert possible(eased(problem, found.relaxation))
