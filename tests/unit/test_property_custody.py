"""Custody as plain arithmetic: codes, reminders, what storage costs."""

from datetime import date
from decimal import Decimal

from property_core import custody

DUE = date(2026, 3, 4)
STEPS = [custody.Step(1, -1), custody.Step(2, 0), custody.Step(3, 3)]


def test_a_code_fits_its_own_hash_only():
    code = custody.new_code()
    kept = custody.hashed(code)
    assert len(code) == custody.DIGITS and code.isdigit()
    assert code not in kept
    assert custody.fits(code, kept) and custody.fits(f" {code} ", kept)
    assert not custody.fits(str((int(code) + 1) % 10**6).zfill(6), kept)
    assert not custody.fits("", kept)
    assert not custody.fits(code, "")


def test_one_code_has_another_hash_each_time():
    assert custody.hashed("123456") != custody.hashed("123456")


def test_each_step_is_due_on_its_day_and_once():
    assert custody.steps_due(DUE, date(2026, 3, 2), STEPS, ()) == []
    assert custody.steps_due(DUE, date(2026, 3, 3), STEPS, ()) == [1]
    assert custody.steps_due(DUE, date(2026, 3, 4), STEPS, (1,)) == [2]
    assert custody.steps_due(DUE, date(2026, 3, 9), STEPS, (1, 2, 3)) == []


def test_after_a_pause_what_was_missed_is_due_at_once():
    assert custody.steps_due(DUE, date(2026, 3, 9), reversed(STEPS), (1,)) == [2, 3]


def test_the_next_day_is_after_today():
    assert custody.next_step(DUE, date(2026, 3, 3), STEPS) == DUE
    assert custody.next_step(DUE, DUE, STEPS) == date(2026, 3, 7)
    assert custody.next_step(DUE, date(2026, 3, 7), STEPS) is None


def test_storage_costs_nothing_at_first_and_then_each_day():
    cent = Decimal("0.01")
    assert custody.storage_fee(DUE, DUE, 1, Decimal(2), cent) == (0, Decimal("0.00"))
    assert custody.storage_fee(DUE, date(2026, 3, 10), 7, Decimal(2), cent) == (0, Decimal("0.00"))
    assert custody.storage_fee(DUE, date(2026, 3, 12), 7, Decimal(2), cent) == (2, Decimal("4.00"))
    assert custody.storage_fee(DUE, DUE, 0, Decimal("0.125"), cent) == (1, Decimal("0.13"))
