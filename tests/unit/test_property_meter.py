"""What meters counted, and whether it can be believed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from property_core import meter

D = Decimal
CHECK = meter.Check(jump_percent=D(200), jump_least=D(10), zero_days=90)
steps = st.lists(st.integers(0, 9_999), min_size=1, max_size=40)


@given(st.integers(0, 99_999), steps, st.integers(1, 100))
def test_usages_add_up_to_what_the_meter_counted_however_often_it_began_again(start, moved, multiplier):
    counted, dial, total = start, D(start), D(0)
    for step in moved:
        counted += step
        now = D(counted % 100_000)
        usage, _rolled = meter.advance(dial, now, 5, D(multiplier))
        assert usage >= 0
        total, dial = total + usage, now
    assert total == (counted - start) * multiplier


@given(st.integers(0, 99_999), st.integers(0, 99_999))
def test_a_dial_begins_again_only_where_it_shows_less(before, after):
    usage, rolled = meter.advance(D(before), D(after), 5)
    assert rolled == (after < before)
    assert 0 <= usage < 100_000


@pytest.mark.parametrize("value", [D(-1), D(100_000)])
def test_a_value_beyond_the_dial_is_refused(value):
    with pytest.raises(ValueError, match="dial"):
        meter.advance(D(0), value, 5)


def history(*usages):
    return [meter.Known(30, D(usage)) for usage in usages]


@pytest.mark.parametrize(
    ("usage", "past", "found"),
    [
        (30, history(28, 31, 30), ()),
        (89, history(30, 30), ()),
        (95, history(30, 30), ("jump",)),
        (9, history(2, 2), ()),  # thrice as much, but little
        (500, (), ()),  # nothing to compare with
        (0, history(0, 0), ("zero",)),
        (0, history(0, 5), ()),
        (0, history(5, 0, 0), ("zero",)),
    ],
)
def test_readings_are_compared_with_their_history(usage, past, found):
    assert meter.doubts(meter.Known(30, D(usage)), past, CHECK) == found


def test_a_dial_that_began_again_is_believed_where_the_usage_is_ordinary():
    rolled = {"rolled": True, "span": D(100_000)}
    assert meter.doubts(meter.Known(30, D(32)), history(30), CHECK, **rolled) == ()
    assert meter.doubts(meter.Known(30, D(99_900)), history(30), CHECK, **rolled) == ("fall",)
    assert meter.doubts(meter.Known(30, D(99_900)), (), CHECK, **rolled) == ("fall",)
    assert meter.doubts(meter.Known(30, D(900)), (), CHECK, **rolled) == ()


@given(st.integers(0, 99_999), st.integers(1, 400), st.lists(st.integers(0, 90), min_size=1, max_size=8))
def test_an_estimate_goes_on_as_before(before, days, usages):
    value = meter.estimate(D(before), days, history(*usages), 5, D(1))
    usage, _rolled = meter.advance(D(before), value, 5)
    assert abs(usage - D(sum(usages)) / (30 * len(usages)) * days) <= 1


def test_without_a_history_nothing_is_estimated():
    assert meter.estimate(D(5), 30, (), 5, D(1)) is None
