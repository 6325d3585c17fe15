"""D16: somebody falls ill: the fewest and gentlest changes, proven, with alternatives; old gaps stay."""

from dataclasses import replace
from itertools import combinations

import pytest
from cs_core.roster.account import account, coverage
from cs_core.roster.changed import absent
from cs_core.roster.problem import OFF, Cover, Problem, Rule
from cs_core.roster.repair_case import CHANGE_RULES, lay_case
from cs_core.roster.solver.control import Control
from cs_core.roster.solver.repair import repair

from .departments import department, person, shift

X = OFF
E, L, N = 0, 1, 2
REST = {"rest": (660, None), "max_run": (6, None)}


def roster(days, people, cover=(), **kw):
    return Problem(days, (shift("早", days), shift("晚", days), shift("夜", days)), tuple(people), cover, **kw)


def mended(problem, before, *, who=0, days=(0,), start=None, **kw):
    """The repair after somebody's absence."""
    ill = absent(problem, who, days)
    control = kw.pop("control", None) or Control(seconds=5, workers=1, reproducible=True)
    return repair(ill, control, start or before, before, **kw)


def changes(found):
    return [answer.changes for answer in found.alternatives]


def test_one_person_steps_in_and_it_is_proven_minimal():
    problem = roster(3, [person(str(n), rules=REST) for n in range(3)], (Cover(0, E, 1, 100), Cover(1, E, 1, 100)))
    found = mended(problem, ((E, X, X), (X, E, X), (X, X, X)))
    best = found.alternatives[0]
    assert (found.state, found.holes, best.proven) == ("done", ((0, E),), True)
    assert len(best.changes) == 1
    assert best.changes[0][1:] == (0, X, E)
    assert [stage.value for stage in best.stages[:2]] == [0, 120]


def test_alternatives_leave_alone_whom_the_answers_before_touch():
    problem = roster(3, [person(str(n), rules=REST) for n in range(4)], (Cover(0, E, 1, 100),))
    found = mended(problem, ((E, X, X), (X, X, X), (X, X, X), (X, X, X)), most=5)
    assert sorted(one[0][0] for one in changes(found)) == [1, 2, 3]
    assert all(answer.proven for answer in found.alternatives)


def test_old_gaps_are_nobodys_reason_to_lose_a_day_off():
    cover = (Cover(0, E, 1, 100), Cover(0, L, 1, 100), Cover(1, E, 1, 100))
    problem = roster(2, [person(str(n), rules=REST) for n in range(3)], cover)
    before = ((E, X), (X, X), (X, X))  # nobody on L of day 0, nobody on E of day 1
    assert [len(one) for one in changes(mended(problem, before, most=1))] == [1]
    everything = mended(problem, before, most=1, mend=True)
    assert coverage(problem, everything.alternatives[0].assignment) == (1, 1, 1)


def test_demand_that_was_half_met_is_not_met_better_nor_worse():
    problem = roster(1, [person(str(n)) for n in range(5)], (Cover(0, E, 4, 100, 7),))
    case = lay_case(absent(problem, 0, [0]), ((E,), (E,), (X,), (X,), (X,)), ((E,), (E,), (X,), (X,), (X,)))
    assert [(row.needed, row.under, row.over) for row in case.problem.cover] == [(2, 100, 0), (4, 0, 7)]
    assert case.holes == ((0, E),)


def test_somebody_on_a_shift_with_people_to_spare_is_moved_rather_than_somebody_called_in():
    cover = (Cover(0, E, 1, 100), Cover(0, L, 1, 100))
    problem = roster(1, [person(str(n)) for n in range(4)], cover)
    assert changes(mended(problem, ((E,), (L,), (L,), (X,)), most=1))[0][0][2:] == (L, E)


def test_a_chain_is_found_where_nobody_can_step_in_alone():
    """The night's only helper is on 早, where somebody else must take over."""
    cover = (Cover(0, N, 1, 100), Cover(0, E, 1, 100))
    people = [
        person("ill"),
        person("early", cannot=frozenset({(0, L)})),
        person("free, no nights", cannot=frozenset({(0, N), (0, L)})),
    ]
    found = mended(roster(1, people, cover), ((N,), (E,), (X,)))
    assert set(changes(found)[0]) == {(1, 0, E, N), (2, 0, X, E)}
    assert found.alternatives[0].proven


def test_the_day_off_of_somebody_near_costs_more_than_of_somebody_told_in_time():
    problem = roster(1, [person(str(n)) for n in range(3)], (Cover(0, E, 1, 100),))
    dear = replace(problem.people[1], rules={"change_off": Rule(0, 50)})
    problem = replace(problem, people=(problem.people[0], dear, problem.people[2]))
    assert changes(mended(problem, ((E,), (X,), (X,)), most=1))[0][0][0] == 2


def test_who_must_not_be_changed_is_not():
    people = [
        person("ill"),
        person("kept", rules={"touched": (0, None)}),
        person("pinned", pinned={0: X}),
        person("free"),
    ]
    problem = roster(1, people, (Cover(0, E, 1, 100),))
    assert changes(mended(problem, ((E,), (X,), (X,), (X,)))) == [((3, 0, X, E),)]


def test_with_nobody_left_the_hole_stays_and_that_is_proven():
    problem = roster(2, [person("ill"), person("no", cannot=frozenset({(0, E)}))], (Cover(0, E, 1, 100),))
    found = mended(problem, ((E, X), (X, X)))
    assert changes(found) == [()]
    assert found.alternatives[0].stages[0].value == found.alternatives[0].stages[0].bound == 100


def test_a_resignation_spreads_over_those_who_stay():
    days = 14
    cover = tuple(Cover(day, E, 2, 100) for day in range(days))
    people = [person(str(n), rules={"max_run": (5, None), "fair_weekend": (0, 3)}) for n in range(5)]
    work = (E, E, E, E, X, X)
    before = tuple(tuple(work[(day + 2 * n) % 6] for day in range(days)) for n in range(5))
    counts = coverage(roster(days, people, cover), before)
    fitting = tuple(replace(row, needed=min(2, count)) for row, count in zip(cover, counts, strict=True))
    problem = roster(days, people, fitting)
    found = mended(problem, before, days=range(3, days), most=1)
    best = found.alternatives[0]
    assert not account(problem, best.assignment, [1, 2, 3, 4]).hard
    assert account(problem, best.assignment).cost["cover"] == best.stages[0].value


def test_only_the_window_changes():
    problem = roster(20, [person(str(n), rules=REST) for n in range(3)], (Cover(10, E, 1, 100),))
    before = ((X,) * 10 + (E,) + (X,) * 9, (X,) * 20, (X,) * 20)
    near = lay_case(absent(problem, 0, [10]), before, before)
    assert set(near.free) == {1, 2}
    assert near.free[1] == tuple(range(4, 17))
    assert lay_case(absent(problem, 0, [10]), before, before, (9, 11)).free[1] == (9, 10, 11)


def test_a_row_that_breaks_a_rule_already_is_left_alone():
    people = [person("ill"), person("tired", rules={"max_run": (2, None)}), person("free")]
    problem = roster(4, people, (Cover(3, E, 1, 100),))
    found = mended(problem, ((X, X, X, E), (E, E, E, X), (X, X, X, X)), days=[3])
    assert changes(found) == [((2, 3, X, E),)]


def test_a_stopped_repair_says_so():
    control = Control(seconds=5, workers=1)
    control.stop()
    problem = roster(1, [person("a"), person("b")], (Cover(0, E, 1, 100),))
    assert mended(problem, ((E,), (X,)), control=control).state == "stopped"


@pytest.mark.parametrize("seed", range(25))
def test_no_change_of_one_or_two_days_is_cheaper_than_what_is_proven_minimal(seed):
    """Every way to change one or two cells, tried one by one."""
    problem = department(seed, people=4, days=5)
    problem = replace(problem, people=tuple(replace(one, current={}, pinned={}) for one in problem.people))
    before = tuple(tuple((n + day) % (len(problem.shifts) + 1) - 1 for day in range(5)) for n in range(4))
    before = tuple(
        tuple(OFF if (day, one) in problem.people[n].cannot else one for day, one in enumerate(row))
        for n, row in enumerate(before)
    )
    ill = absent(problem, 0, [2])
    found = mended(problem, before, days=[2], most=1).alternatives[0]
    assert found.proven
    case = lay_case(ill, before, before)
    cells = [
        (who, day, new)
        for who, days in case.free.items()
        for day in days
        for new in range(-1, len(problem.shifts))
        if new != case.base[who][day] and (day, new) not in ill.people[who].cannot
    ]
    best = (found.stages[0].value, found.stages[1].value)
    for some in [(), *((cell,) for cell in cells), *combinations(cells, 2)]:
        rows = [list(row) for row in case.base]
        for who, day, new in some:
            rows[who][day] = new
        touched = {who for who, _day, _new in some}
        if account(case.problem, rows, touched).hard:
            continue
        broken = account(case.problem, rows)
        assert (broken.cost["cover"], broken.cost["change"]) >= best, some


def test_departments_without_prices_of_changes_get_some():
    problem = roster(1, [person("a"), person("b", rules={"change": (0, 3)})], (Cover(0, E, 1, 100),))
    case = lay_case(problem, ((X,), (X,)))
    assert case.problem.people[0].rules == CHANGE_RULES
    assert case.problem.people[1].rules["change"] == Rule(0, 3)
    assert case.holes == ((0, E),)
