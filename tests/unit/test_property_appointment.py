"""Slots of appointments."""

from datetime import date, datetime

import pytest
from property_core.appointment import Hours, Slot, begins_on, slots

MONDAY = date(2026, 3, 9)
HOURS = [Hours(0, 9, 11), Hours(0, 14, 15.5), Hours(1, 9, 10)]


def test_a_day_has_the_slots_that_fit_into_its_hours():
    assert [one.strftime("%H:%M") for one in begins_on(MONDAY, HOURS, 60)] == ["09:00", "10:00", "14:00"]


def test_a_day_without_hours_has_no_slots():
    assert begins_on(date(2026, 3, 15), HOURS, 60) == []


def test_hours_that_overlap_give_a_slot_once():
    assert len(begins_on(MONDAY, [*HOURS, Hours(0, 9, 10)], 60)) == 3


def test_a_slot_of_no_length_is_refused():
    with pytest.raises(ValueError, match="minutes"):
        begins_on(MONDAY, HOURS, 0)


def test_full_slots_are_shown_as_full_and_what_has_begun_is_gone():
    nine, ten, two = begins_on(MONDAY, HOURS, 60)
    found = list(slots((MONDAY, MONDAY), HOURS, 60, 2, {ten: 2, two: 5}, nine))
    assert found == [Slot(ten, 0), Slot(two, 0)]
    found = list(slots((MONDAY, date(2026, 3, 10)), HOURS, 60, 2, {ten: 1}, datetime(2026, 3, 9, 8)))
    assert [one.free for one in found] == [2, 1, 2, 2]
