"""What leaves the gate with a pass, and how plates are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from property_core.passes import Line, all_left, leaving, plate

LINES = [Line(1, 3), Line(2, 2, 1)]


def test_without_a_count_everything_that_is_left_leaves():
    assert leaving(LINES, None) == {1: 3, 2: 1}
    assert all_left(LINES, {1: 3, 2: 1})


def test_a_part_leaves_and_the_rest_stays():
    assert leaving(LINES, {1: 2, 2: 0}) == {1: 2}
    assert not all_left(LINES, {1: 2})


@pytest.mark.parametrize("wanted", [{1: 4}, {2: 2}, {9: 1}, {1: -1}, {}, {1: 0}])
def test_more_than_is_left_or_nothing_is_refused(wanted):
    with pytest.raises(ValueError):
        leaving(LINES, wanted)


def test_nothing_leaves_a_second_time():
    with pytest.raises(ValueError):
        leaving([Line(1, 3, 3)], None)


@pytest.mark.parametrize("text", ["粤b·12345", "粤B 12345", "粤B-12345", " 粤B.12345 "])
def test_plates_are_compared_without_ornament(text):
    assert plate(text) == "粤B12345"


@given(st.text())
def test_any_text_makes_a_short_plate_that_stays_what_it_is(text):
    assert len(plate(text)) <= 12
    assert plate("") == ""
