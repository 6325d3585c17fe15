"""What is carried over, what is missing, who may leave: without Odoo."""

from datetime import datetime, timedelta

import pytest
from cs_core.handover import (
    Found,
    Line,
    Matter,
    Relief,
    Tries,
    by_kind,
    carry,
    failed,
    lacking,
    may_leave,
    may_try,
    missing,
    next_look,
)

NOW = datetime(2026, 3, 4, 8)
GRACE = timedelta(minutes=30)
SECOND = timedelta(seconds=1)


def found(number, kind="ticket"):
    return Found(kind, ("cs.ticket", number), f"case {number}")


def test_new_things_are_told_old_ones_carried_and_those_behind_which_nothing_is_left_are_over():
    matters = [Matter(1, ("cs.ticket", 1), "ticket"), Matter(2, ("cs.ticket", 2), "ticket"), Matter(3, None, "free")]
    plan = carry([found(2), found(4)], matters)
    assert [(item.source[1], matter) for item, matter in plan.told] == [(2, 2), (4, None)]
    assert plan.by_hand == (3,)
    assert plan.over == (1,)


def test_a_record_is_told_once_by_the_first_that_found_it():
    plan = carry([found(1, "difficult"), found(1, "promise")], [])
    assert [item.kind for item, _matter in plan.told] == ["difficult"]


@pytest.mark.parametrize(
    ("line", "lack"),
    [
        (Line(1, "ticket"), ""),
        (Line(1, "equipment"), "state"),
        (Line(1, "equipment", condition="ok"), ""),
        (Line(1, "equipment", condition="fault"), "note"),
        (Line(1, "equipment", condition="fault", note="broken"), ""),
        (Line(1, "count"), "count"),
        (Line(1, "count", counted=True), ""),
        (Line(1, "count", counted=True, quantity=3, expected=3.0), ""),
        (Line(1, "count", counted=True, quantity=2, expected=3.0), "note"),
        (Line(1, "count", counted=True, quantity=2, expected=3.0, note="lent"), ""),
        (Line(1, "count", counted=True, quantity=0.1 + 0.2, expected=0.3), ""),
        (Line(1, "duty", moment="after"), "done"),
        (Line(1, "duty", moment="after", done=True), ""),
        (Line(1, "duty", moment="after", note="no water"), ""),
    ],
)
def test_what_an_item_lacks(line, lack):
    assert lacking(line) == lack


def test_duties_before_the_shift_are_those_of_who_comes():
    lines = [Line(1, "duty", moment="after"), Line(2, "duty", moment="before"), Line(3, "equipment")]
    assert missing(lines, "give") == {1: "done", 3: "state"}
    assert missing(lines, "take") == {2: "done"}


@pytest.mark.parametrize(
    ("relief", "expected"),
    [
        (Relief(NOW, NOW, grace=GRACE), True),
        (Relief(NOW, NOW + GRACE, grace=GRACE), True),
        (Relief(NOW, NOW + GRACE + SECOND, grace=GRACE), False),
        (Relief(NOW, None, grace=GRACE), False),
        (Relief(NOW, None, never_empty=True, grace=GRACE), True),
        (Relief(None, NOW), False),
    ],
)
def test_somebody_is_kept_where_somebody_follows_at_once_or_the_post_is_never_empty(relief, expected):
    assert relief.expected is expected


def test_who_may_leave():
    kept, free = Relief(NOW, NOW, grace=GRACE), Relief(NOW, NOW + timedelta(hours=9), grace=GRACE)
    assert may_leave(kept, False, False, False) == "give"
    assert may_leave(kept, True, False, False) == "relief"
    assert may_leave(kept, True, True, False) == ""
    assert may_leave(kept, False, False, True) == ""
    assert may_leave(free, False, False, False) == "give"
    assert may_leave(free, True, False, False) == ""


def test_time_looks_when_a_signature_is_overdue_and_not_before():
    relief = Relief(NOW, NOW + timedelta(hours=9), grace=GRACE)
    assert next_look(relief, NOW, False, False) == NOW + GRACE + SECOND
    assert next_look(relief, NOW, True, False) == NOW + timedelta(hours=9) + GRACE + SECOND
    assert next_look(relief, NOW, True, True) is None
    assert next_look(relief, NOW + timedelta(days=1), False, False) is None
    assert next_look(Relief(None), NOW, False, False) is None


def test_wrong_pins_run_out_and_come_back():
    window, tries = timedelta(minutes=15), Tries()
    for _try in range(3):
        assert may_try(tries, NOW, 3, window)
        tries = failed(tries, NOW, window)
    assert not may_try(tries, NOW + window - SECOND, 3, window)
    assert may_try(tries, NOW + window, 3, window)
    assert failed(tries, NOW + window, window) == Tries(1, NOW + window)


def test_counts_stand_in_the_order_of_the_screen():
    assert list(by_kind(["task", "ticket", "task"], {"ticket": 0, "task": 1}).items()) == [("ticket", 1), ("task", 2)]
