"""What is owed too long: aging, stages, promises, instalments, limitation."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from property_core import dunning
from property_core.dunning import Debt, Interruption, Part, Stage

D = Decimal
TODAY = date(2026, 3, 4)
REMIND, CALL, LETTER, LAWYER = (
    Stage("remind", 1),
    Stage("call", 15, wait=5),
    Stage("letter", 60, D(500), wait=7),
    Stage("lawyer", 90, D(500), wait=15),
)
STAGES = [REMIND, CALL, LETTER, LAWYER]


def debt(key, due, amount, **more):
    return Debt(key, due, D(amount), **more)


def test_a_debt_is_overdue_from_the_day_after_it_fell_due():
    debts = [debt("a", date(2026, 3, 4), "1"), debt("b", date(2026, 3, 3), "2"), debt("c", date(2026, 1, 1), "3")]
    assert [one.key for one in dunning.overdue(debts, TODAY)] == ["c", "b"]


def test_money_that_is_there_counts_against_the_oldest():
    debts = [debt("new", date(2026, 2, 1), "100"), debt("old", date(2026, 1, 1), "80")]
    left = dunning.net(debts, D("95.50"))
    assert [(one.key, one.amount) for one in left] == [("new", D("84.50"))]
    assert dunning.net(debts, D("180")) == []
    with pytest.raises(ValueError):
        dunning.net(debts, D("-1"))


@given(
    st.lists(st.decimals("0.01", "9999.99", places=2), max_size=8),
    st.decimals("0", "20000", places=2),
)
def test_nothing_is_lost_when_credits_are_counted(amounts, credit):
    debts = [debt(number, date(2026, 1, 1 + number), amount) for number, amount in enumerate(amounts)]
    left = dunning.net(debts, credit)
    assert dunning.total(left) == max(sum(amounts, D(0)) - credit, D(0))
    assert all(one.amount > 0 for one in left)


def test_each_number_of_days_has_one_bucket():
    bounds = [(31, "b"), (1, "a"), (91, "c")]
    assert [dunning.bucket(days, bounds) for days in (0, 1, 30, 31, 90, 91, 999)] == [
        None, "a", "a", "b", "b", "c", "c",
    ]  # fmt: skip


def test_stages_are_taken_one_after_the_other():
    assert dunning.next_stage(STAGES, set(), 1, D(900), None, TODAY) == REMIND
    assert dunning.next_stage(STAGES, {"remind"}, 14, D(900), date(2026, 2, 1), TODAY) is None
    assert dunning.next_stage(STAGES, {"remind"}, 15, D(900), date(2026, 2, 1), TODAY) == CALL
    assert dunning.next_stage(STAGES, {"remind", "call", "letter", "lawyer"}, 999, D(900), None, TODAY) is None


def test_a_debt_that_lay_long_begins_with_the_reminder_and_waits_between_steps():
    assert dunning.next_stage(STAGES, set(), 300, D(900), None, TODAY) == REMIND
    assert dunning.next_stage(STAGES, {"remind"}, 300, D(900), date(2026, 3, 1), TODAY) is None
    assert dunning.next_stage(STAGES, {"remind"}, 300, D(900), date(2026, 2, 27), TODAY) == CALL


def test_a_small_debt_gets_no_letter():
    assert dunning.next_stage(STAGES, {"remind", "call"}, 300, D("499.99"), None, TODAY) is None


def test_a_promise_is_broken_on_the_day_after_it():
    part = [Part("p", date(2026, 3, 3), D(100))]
    assert dunning.judged(part, D(0), date(2026, 3, 3)) == {"p": "open"}
    assert dunning.judged(part, D("99.99"), TODAY) == {"p": "broken"}
    assert dunning.judged(part, D(100), TODAY) == {"p": "kept"}


def test_payments_count_for_one_instalment_after_the_other():
    parts = [Part(1, date(2026, 1, 31), D(100)), Part(2, date(2026, 2, 28), D(100)), Part(3, date(2026, 3, 31), D(50))]
    assert dunning.judged(parts, D(150), TODAY) == {1: "kept", 2: "broken", 3: "open"}
    assert dunning.judged(parts, D(250), TODAY) == {1: "kept", 2: "kept", 3: "kept"}


@given(st.integers(1, 36), st.integers(36, 10**8), st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_instalments_add_up_and_differ_by_a_cent_at_most(count, cents, first):
    amount = cents * D("0.01")
    parts = dunning.instalments(amount, count, first, D("0.01"))
    assert sum(part for _day, part in parts) == amount
    assert max(part for _day, part in parts) - min(part for _day, part in parts) <= D("0.01")
    assert [day for day, _part in parts] == sorted(day for day, _part in parts)


def test_instalments_of_a_month_end_stay_at_month_ends():
    parts = dunning.instalments(D("100"), 3, date(2026, 1, 31), D("0.01"))
    assert parts == [
        (date(2026, 1, 31), D("33.34")),
        (date(2026, 2, 28), D("33.33")),
        (date(2026, 3, 31), D("33.33")),
    ]
    with pytest.raises(ValueError):
        dunning.instalments(D("0.01"), 2, TODAY, D("0.01"))


def test_a_claim_runs_out_three_years_after_it_fell_due():
    assert dunning.limitation(date(2024, 2, 29), [], 3) == date(2027, 2, 28)


def test_a_letter_that_arrived_begins_the_three_years_anew():
    letters = [Interruption(date(2026, 6, 1)), Interruption(date(2028, 5, 1))]
    assert dunning.limitation(date(2025, 1, 31), letters, 3) == date(2031, 5, 1)
    assert dunning.limitation(date(2026, 12, 31), letters[:1], 3) == date(2029, 12, 31)


def test_after_the_three_years_only_a_promise_revives_a_claim():
    assert dunning.limitation(date(2020, 1, 1), [Interruption(date(2024, 1, 1))], 3) == date(2023, 1, 1)
    promise = Interruption(date(2024, 1, 1), acknowledged=True)
    assert dunning.limitation(date(2020, 1, 1), [promise], 3) == date(2027, 1, 1)
