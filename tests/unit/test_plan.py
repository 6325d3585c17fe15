"""How far a target has been reached."""

import pytest
from cs_core.plan import progress
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("actual", "target", "higher", "percent"),
    [
        (None, 95, True, None),
        (95, 95, True, 100),
        (99, 95, True, 100),
        (47.5, 95, True, 50),
        (0, 95, True, 0),
        (-5, 95, True, 0),
        (0, 0, True, 100),
        (-1, 0, True, 0),
        (2, 4, False, 100),
        (8, 4, False, 50),
        (1, 0, False, 0),
        (0, 0, False, 100),
    ],
)
def test_progress(actual, target, higher, percent):
    assert progress(actual, target, higher) == percent


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.booleans())
def test_it_is_a_percentage_and_whole_only_when_reached(actual, target, higher):
    found = progress(actual, target, higher)
    assert 0 <= found <= 100
    if actual >= target if higher else actual <= target:
        assert found == 100
