"""D16: what a roster breaks: each rule by table, the edges, history, the clock, demand, totals; and its speed."""

import time
from dataclasses import replace
from datetime import date

import pytest
from cs_core.roster.account import account, coverage, totals
from cs_core.roster.problem import OFF, RULES, Cover, Past, Problem, Rule, Shift, Wish

from .departments import anything, department, moments, person, shift

X = OFF
E, L, N = 0, 1, 2  # 早 晚 夜


def roster(days, one, **kw):
    """A roster of one person over 早晚夜, beginning on a Monday."""
    return Problem(days, (shift("早", days), shift("晚", days), shift("夜", days)), (one,), kw.pop("cover", ()), **kw)


def found(problem, *rows):
    return {breach.rule: (breach.days, breach.amount) for breach in account(problem, rows).breaches}


WEEK = {"weeks": (tuple(range(7)),), "weekends": ((5, 6),)}


@pytest.mark.parametrize(
    ("rule", "value", "days", "amount", "where"),
    [
        ("rest", 660, (L, E, X), 180, (0, 1)),
        ("rest", 660, (N, X, E), 0, ()),
        ("rest", 660, (N, L, X), 60, (0, 1)),
        ("rest", 660, (N, E, X), 540, (0, 1)),
        ("max_run", 2, (E, E, E, X, E), 1, (0, 1, 2)),
        ("max_run", 2, (E, E, X, E, E), 0, ()),
        ("min_run", 3, (X, E, E, X), 1, (1, 2)),
        ("min_run", 3, (E, X, X, E), 0, ()),  # both may go on beyond the edge
        ("min_off_run", 3, (E, X, X, E), 1, (1, 2)),
        ("min_off_run", 3, (X, E, E, X), 0, ()),
        ("max_night_run", 1, (N, N, N, L), 2, (0, 1, 2)),
        ("max_minutes", 900, (E, E, E), 540, ()),
        ("min_minutes", 900, (E, X, X), 420, ()),
        ("target_minutes", 960, (E, X, X), 480, ()),
        ("target_minutes", 960, (E, E, E), 480, ()),
        ("target_minutes", 960, (E, E, X), 0, ()),
        ("max_week_minutes", 1440, (E, E, E, N, X, X, X), 450, (0, 1, 2, 3, 4, 5, 6)),
        ("min_days_off", 2, (E, E, X), 1, ()),
        ("week_days_off", 2, (E, E, E, E, E, E, X), 1, (0, 1, 2, 3, 4, 5, 6)),
        ("max_weekends", 0, (X, X, X, X, X, X, E), 1, (6,)),
        ("max_weekends", 1, (X, X, X, X, X, E, E), 0, ()),
        ("isolated_work", 0, (X, E, X), 1, (1,)),
        ("isolated_work", 0, (E, X, E), 0, ()),
        ("isolated_off", 0, (E, X, E), 1, (1,)),
        ("isolated_off", 0, (X, E, X), 0, ()),
    ],
)
def test_each_rule_finds_its_breach(rule, value, days, amount, where):
    problem = roster(len(days), person(rules={rule: (value, 3)}), **(WEEK if len(days) == 7 else {}))
    assert found(problem, days) == ({rule: (where, amount)} if amount else {})
    assert sum(account(problem, [days]).cost.values()) == 3 * amount


def test_a_hard_rule_has_no_price_but_is_named():
    problem = roster(3, person(rules={"max_run": (2, None)}))
    broken = account(problem, [(E, E, E)])
    assert [(breach.rule, breach.person) for breach in broken.hard] == [("max_run", 0)]
    assert not any(broken.cost.values())


@pytest.mark.parametrize(
    ("rule", "value", "past_days", "days", "amount", "where"),
    [
        ("max_run", 3, (-2, -1), (E, E, X), 1, (0, 1)),
        ("max_run", 3, (-5, -4, -3, -2, -1), (E, X, X), 1, (0,)),  # only days of this roster are too many
        ("max_run", 3, (-5, -4, -3, -2, -1), (X, E, X), 0, ()),
        ("min_run", 2, (-1,), (X, X, X), 1, (0,)),  # day 0 ended the run
        ("min_run", 2, (-1,), (E, X, X), 0, ()),
        ("min_off_run", 2, (-2,), (E, E, E), 1, (0,)),
        ("min_off_run", 9, (), (E, E, E), 0, ()),  # no work in the history: the rest may have begun before
        ("isolated_off", 0, (-1,), (X, E, E), 1, (0,)),
        ("isolated_work", 0, (-2,), (E, E, X), 0, ()),  # wholly of the last roster
    ],
)
def test_history_carries_over(rule, value, past_days, days, amount, where):
    past = tuple(Past(day, day * 1440 + 480, day * 1440 + 960, 480) for day in past_days)
    one = person(rules={rule: (value, 1)}, past=past, known_days=7)
    assert found(roster(len(days), one), days) == ({rule: (where, amount)} if amount else {})


def test_rest_and_nights_carry_over_from_the_last_night_before():
    last = Past(-1, -120, 360, 450, night=True)
    one = person(rules={"rest": (660, 1), "max_night_run": (1, 1)}, past=(last,), known_days=1)
    assert found(roster(2, one), (E, X)) == {"rest": ((0,), 660 - 120)}
    assert found(roster(2, one), (N, X)) == {"max_night_run": ((0,), 1)}


def test_a_week_cut_by_the_edge_may_have_its_days_off_outside():
    one = person(rules={"week_days_off": (1, None)})
    assert not found(roster(3, one, weeks=((0, 1, 2),)), (E, E, E))
    known = person(rules={"week_days_off": (1, None)}, known_days=4, past=tuple(Past(-day, 0, 0) for day in (4, 3, 2)))
    problem = roster(3, known, weeks=((-4, -3, -2, -1, 0, 1, 2),))
    assert not found(problem, (E, E, E))


def test_work_in_another_roster_counts_as_work_and_as_hours():
    elsewhere = Past(1, 1440 + 480, 1440 + 960, 480)
    one = person(rules={"max_run": (2, 1), "max_minutes": (960, 1)}, past=(elsewhere,))
    assert found(roster(3, one), (E, X, E)) == {"max_run": ((0, 1, 2), 1), "max_minutes": ((), 480)}


@pytest.mark.parametrize(
    ("first", "rest"),
    [(date(2026, 3, 28), 10), (date(2026, 10, 24), 12), (date(2026, 3, 2), 11)],
)
def test_a_night_in_which_the_clock_changes_leaves_less_or_more_rest(first, rest):
    """晚 ends 24:00, 早 begins at 11:00 on the clock on the wall: eleven hours but in two nights of the year."""
    late, noon = (
        Shift(name, 480, tuple(moments("Europe/Berlin", first, day, *hours) for day in range(2)))
        for name, hours in (("late", (16, 24)), ("noon", (11, 19)))
    )
    problem = Problem(2, (late, noon), (person(rules={"rest": (660, 1)}),), ())
    amount = max(0, 11 - rest) * 60
    assert found(problem, (0, 1)) == ({"rest": ((0, 1), amount)} if amount else {})


def test_what_is_impossible_is_named():
    one = person(
        cannot=frozenset({(0, E)}),
        pinned={1: OFF, 2: N},
        max_of_shift={L: 1},
        wishes=(Wish(0, 4, False), Wish(3, 2, True, N)),
    )
    problem = roster(5, one, forbidden=frozenset({(E, L)}))
    assert found(problem, (E, L, N, L, X)) == {
        "cannot": ((0,), 1),
        "pinned": ((1,), 1),
        "forbidden": ((0, 1), 1),
        "max_of_shift": ((1, 3), 1),
        "wish": ((3,), 1),
    }
    assert account(problem, [(E, L, N, L, X)]).cost["comfort"] == 6


def test_departures_from_the_rotation_and_from_the_roster_in_force():
    rules = dict.fromkeys(("pattern", "change", "change_soon", "change_off", "touched"), (0, 10))
    one = person(rules=rules, pattern={0: E, 1: E}, current={0: OFF, 1: E, 2: E})
    problem = roster(3, one, soon=frozenset({0}))
    assert found(problem, (E, L, E)) == {
        "pattern": ((1,), 1),
        "change": ((1,), 1),
        "change_soon": ((0,), 1),
        "change_off": ((0,), 1),
        "touched": ((0, 1), 1),
    }
    assert account(problem, [(E, L, E)]).cost == {"cover": 0, "change": 60, "hours": 0, "fairness": 0, "comfort": 0}
    # the roster in force is kept, the rotation is not
    assert account(problem, [(OFF, E, E)]).cost["change"] == 10


def test_fairness_costs_the_square_of_the_distance():
    one = person(rules={"fair_night": (0, 5), "fair_weekend": (0, 5)}, shares={"night": 0.5, "weekend": 1.4})
    problem = roster(7, one, weekends=((5, 6),))
    broken = account(problem, [(N, N, N, X, X, X, X)])
    assert {breach.rule: breach.amount for breach in broken.breaches} == {"fair_night": 2, "fair_weekend": 1}
    assert broken.cost["fairness"] == 5 * 4 + 5


@pytest.mark.parametrize(("days", "amount"), [((E, X, X, X), 360), ((E, E, X, X), 0), ((E, E, E, X), 360)])
def test_hours_within_the_tolerance_do_not_count(days, amount):
    rules = {"target_minutes": (960, 2, 120)}
    broken = account(roster(4, person(rules=rules)), [days])
    assert sum(breach.amount for breach in broken.breaches) == amount
    assert broken.cost["hours"] == 2 * amount


def test_a_surplus_costs_its_square_so_that_it_is_shared_out():
    cover = tuple(Cover(day, E, 1, 100, spread=3) for day in range(2))
    problem = Problem(2, (shift("早", 2),), tuple(map(person, "甲乙丙丁")), cover)
    heaped = account(problem, [(E, E), (E, X), (E, X), (X, X)])
    even = account(problem, [(E, E), (E, X), (X, E), (X, X)])
    assert [(b.rule, b.days, b.amount) for b in heaped.breaches] == [("surplus", (0,), 2)]
    assert (heaped.cost["comfort"], even.cost["comfort"]) == (3 * 4, 3 * 1 + 3 * 1)
    assert not even.cost["cover"]


def test_demand_is_counted_by_skill():
    cover = (Cover(0, E, 2, 100), Cover(0, E, 1, 70, 0, "lead"), Cover(1, E, 1, 100, 3), Cover(1, N, 1, 100))
    staff = (person("甲"), person("乙", ["lead"]))
    problem = Problem(2, (shift("早", 2), shift("晚", 2), shift("夜", 2)), staff, cover)
    rows = [(E, E), (X, E)]
    assert coverage(problem, rows) == (1, 0, 2, 0)
    broken = account(problem, rows)
    assert [(b.rule, b.days, b.shift, b.skill, b.amount) for b in broken.breaches] == [
        ("cover", (0,), E, None, 1),
        ("cover", (0,), E, "lead", 1),
        ("over", (1,), E, None, 1),
        ("cover", (1,), N, None, 1),
    ]
    assert broken.cost["cover"] == 100 + 70 + 3 + 100
    hard = Problem(2, problem.shifts, staff, cover, cover_is_hard=True)
    assert len(account(hard, rows).hard) == 3


def test_totals_stand_beside_the_shares():
    one = person(rules={"target_minutes": (1440, 1)}, shares={"night": 1, "weekend": 0})
    problem = roster(7, one, holidays=frozenset({0}), **WEEK)
    line = totals(problem, [(E, X, X, N, X, X, E)])[0]
    assert (line.minutes, line.target, line.days) == (480 + 450 + 480, 1440, 3)
    assert (line.nights, line.weekend_days, line.weekends, line.holidays, line.unpopular) == (1, 1, 1, 1, 1)
    assert line.shares == {"night": 1, "weekend": 0}


def test_some_people_alone_are_their_own_rows_without_demand():
    problem = department(7)
    rows = anything(problem, 7)
    whole = account(problem, rows).breaches
    for number in range(len(problem.people)):
        assert account(problem, rows, [number]).breaches == tuple(b for b in whole if b.person == number)


def test_it_is_quick_enough_for_every_edit_of_the_grid():
    one = department(3, people=200, days=31)
    rules = {name: Rule(3, 5) for name in RULES}
    staff = tuple(replace(somebody, rules=rules, known_days=14, past=()) for somebody in one.people)
    problem = Problem(31, one.shifts, staff, one.cover, one.weeks, one.weekends)
    rows = anything(problem, 1)
    began = time.process_time()
    account(problem, rows)
    whole = time.process_time() - began
    began = time.process_time()
    account(problem, rows, [5])
    assert (whole < 0.2, time.process_time() - began < 0.005) == (True, True)
