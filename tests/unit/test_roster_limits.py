"""D16: days by kind, the demand of a day, and the limits of a person from the rules on record."""

from datetime import date

import pytest
from cs_core.roster.days import Days
from cs_core.roster.demands import Demand, needed_on
from cs_core.roster.limits import Limit, limits_of
from cs_core.roster.problem import Rule

#: Thursday 1 October 2026: a week of holidays, Saturday the 10th makes up for one of them
FIRST = date(2026, 10, 1)
EXCEPTIONS = {**{date(2026, 10, day): None for day in range(1, 8)}, date(2026, 10, 10): 4}
OCTOBER = Days(FIRST, 31, EXCEPTIONS)


# ------------------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (1, "holiday"),
        (3, "holiday"),
        (8, "workday"),
        (10, "workday"),
        (11, "weekend"),
        (17, "weekend"),
        (19, "workday"),
    ],
)
def test_a_holiday_is_no_weekend_and_a_make_up_saturday_is_worked(day, kind):
    assert OCTOBER.kind(date(2026, 10, day)) == kind


def test_the_days_of_one_weekend_stand_together():
    assert OCTOBER.weekends() == ((10,), (16, 17), (23, 24), (30,))


def test_the_first_week_has_the_known_days_before_the_roster():
    assert OCTOBER.weeks(14)[0] == (-3, -2, -1, 0, 1, 2, 3)
    assert OCTOBER.weeks(1)[0] == (-1, 0, 1, 2, 3)
    assert OCTOBER.weeks(0)[0] == (0, 1, 2, 3)
    assert OCTOBER.weeks(14)[-1] == (25, 26, 27, 28, 29, 30)


def test_a_roster_of_two_months_is_two_months_long_whatever_their_lengths():
    assert Days(date(2026, 2, 1), 59, {}).months() == pytest.approx(2)
    assert Days(date(2026, 2, 1), 14, {}).months() == pytest.approx(0.5)


# ----------------------------------------------------------------------- demand


def needed(demands, day):
    rows = needed_on(demands, OCTOBER)
    return {(one.template, one.skill): one.needed for index, one in rows if index == day - 1}


EVERY = Demand(1, 7, None, 2)
WORKDAY = Demand(2, 7, None, 3, day_type="workday")
WEEKEND = Demand(3, 7, None, 1, day_type="weekend")
HOLIDAY = Demand(4, 7, None, 0, day_type="holiday")
THURSDAYS = Demand(5, 7, None, 5, day_type="weekdays", weekdays=frozenset({3}))
ALL = [HOLIDAY, THURSDAYS, EVERY, WEEKEND, WORKDAY]


@pytest.mark.parametrize(
    ("day", "people"),
    [(1, 0), (9, 3), (10, 3), (11, 1), (15, 5)],
    ids=["holiday before weekday", "working day", "make-up day", "weekend", "certain weekday before working day"],
)
def test_the_narrowest_demand_of_a_day_holds(day, people):
    assert needed(ALL, day) == {(7, None): people}


def test_a_demand_with_both_ends_goes_before_those_that_hold_for_good():
    fair = Demand(9, 7, None, 9, date_from=date(2026, 10, 15), date_to=date(2026, 10, 16))
    assert needed([*ALL, fair], 15) == {(7, None): 9}
    assert needed([*ALL, fair], 17) == {(7, None): 1}


def test_a_team_s_own_demand_goes_before_one_of_every_team():
    assert needed([Demand(1, 7, None, 4, own=False), Demand(2, 7, None, 1)], 9) == {(7, None): 1}


def test_a_demand_for_a_skill_stands_beside_the_one_for_everybody():
    assert needed([EVERY, Demand(8, 7, 3, 1)], 9) == {(7, None): 2, (7, 3): 1}


# ----------------------------------------------------------------------- limits


def limits(*on_record, employee=1, job=None, months=1.0, target=9600, minutes=(480, 720)):
    return limits_of(on_record, employee, job, months, target, minutes)


def test_hours_become_minutes_and_a_rule_that_must_be_kept_has_no_price():
    found = limits(Limit(1, "rest", 11), Limit(2, "max_run", 6, weight=3))
    assert found.rules == {"rest": Rule(660), "max_run": Rule(6, 3)}
    assert found.sources == {"rest": 1, "max_run": 2}


def test_of_one_kind_the_first_rule_that_is_for_somebody_holds():
    own = Limit(1, "max_run", 4, employees=frozenset({1}))
    job = Limit(2, "max_run", 5, jobs=frozenset({8}))
    general = Limit(3, "max_run", 6)
    assert limits(own, job, general).rules["max_run"].value == 4
    assert limits(own, job, general, employee=2, job=8).rules["max_run"].value == 5
    assert limits(own, job, general, employee=2).rules["max_run"].value == 6


def test_overtime_is_counted_from_the_contract_and_the_tighter_limit_holds():
    assert limits(Limit(1, "overtime", 36)).rules["max_minutes"].value == 9600 + 36 * 60
    both = limits(Limit(1, "overtime", 36), Limit(2, "max_minutes", 170))
    assert (both.rules["max_minutes"].value, both.sources["max_minutes"]) == (170 * 60, 2)


def test_hours_of_the_contract_have_a_tolerance_whatever_the_length_of_the_roster():
    found = limits(Limit(1, "target_minutes", 4, weight=1), months=0.5)
    assert found.rules["target_minutes"] == Rule(9600, 1, 240)


def test_without_agreed_hours_nothing_is_counted_from_them():
    assert not limits(Limit(1, "overtime", 36), Limit(2, "target_minutes", weight=1), target=None).rules


def test_a_short_roster_has_its_part_of_a_month_and_is_not_stricter():
    found = limits(Limit(1, "min_days_off", 3), Limit(2, "max_weekends", 3), months=0.5)
    assert (found.rules["min_days_off"].value, found.rules["max_weekends"].value) == (1, 2)


def test_what_is_never_worked_and_shifts_that_are_too_long_are_impossible():
    found = limits(Limit(1, "never", shifts=frozenset({0}), employees=frozenset({1})), Limit(2, "max_day_minutes", 10))
    assert found.never == {0: 1, 1: 2}
    assert limits(Limit(2, "max_day_minutes", 12)).never == {}


def test_the_smallest_number_of_times_of_a_shift_holds():
    found = limits(
        Limit(1, "max_of_shift", 8, shifts=frozenset({1})), Limit(2, "max_of_shift", 5, shifts=frozenset({1}))
    )
    assert found.max_of_shift == {1: 5}
