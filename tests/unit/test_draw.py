"""Which cases are drawn for a callback: exact, fair, secret, repeatable."""

from collections import Counter
from itertools import pairwise

import pytest
from cs_core.draw import KEY_BYTES, Scheme, fingerprint, is_drawn, new_key, places, row_name, scheme
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

ROW = row_name("repairs", "kind=4", "2026-03")

#: many people test on one computer: being slow is no finding
calm = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
keys = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES).map(bytes.hex)
rates = st.sampled_from([0, 1, 5, 10, 12.5, 20, 25, 30, 33.3, 40, 50, 66.6, 75, 90, 99, 100])
rows = st.builds(row_name, st.text(max_size=5), st.text(max_size=5), st.text(max_size=5))


def drawn(key, row, count, chosen):
    return [position for position in range(count) if is_drawn(key, row, position, chosen)]


@pytest.mark.parametrize(
    ("rate", "drawn", "size"),
    [(30, 3, 10), (100, 1, 1), (0, 0, 1), (12.5, 1, 8), (33.3, 333, 1000), (50, 1, 2), (0.01, 1, 10_000)],
)
def test_the_smallest_block_that_gives_a_rate(rate, drawn, size):
    assert scheme(rate) == Scheme(drawn, size)


def test_a_larger_block_can_be_asked_for():
    assert scheme(30, 20) == Scheme(6, 20)


@pytest.mark.parametrize(("rate", "size"), [(30, 4), (101, 0), (-1, 0), (30, -10)])
def test_what_no_block_can_give_is_refused(rate, size):
    with pytest.raises(ValueError, match=r"rate|block"):
        scheme(rate, size)


@given(keys, rows, rates, st.integers(1, 4))
@settings(max_examples=60, **calm)
def test_every_full_block_has_exactly_its_share(key, row, rate, times):
    smallest = scheme(rate)
    assume(smallest.size <= 100)
    chosen = scheme(rate, smallest.size * times)
    for block in range(3):
        found = places(key, row, block, chosen.drawn, chosen.size)
        assert len(found) == chosen.drawn
        assert all(0 <= place < chosen.size for place in found)


@given(keys, rows, rates, st.integers(0, 120))
@settings(max_examples=100, **calm)
def test_at_no_moment_is_the_count_more_than_one_away(key, row, rate, count):
    chosen = scheme(rate)
    assert abs(len(drawn(key, row, count, chosen)) - count * rate / 100) <= 1


def test_a_hundred_complaints_and_a_hundred_repairs_give_a_hundred_and_thirty():
    key = new_key()
    assert len(drawn(key, ROW, 100, scheme(100))) == 100
    assert len(drawn(key, ROW, 100, scheme(30))) == 30


@given(keys, rows, rates)
@settings(max_examples=30, **calm)
def test_the_same_key_draws_the_same(key, row, rate):
    places.cache_clear()
    first = drawn(key, row, 50, scheme(rate))
    places.cache_clear()
    assert drawn(key, row, 50, scheme(rate)) == first


@pytest.mark.parametrize("rate", [10, 30, 50, 70])
def test_every_place_is_drawn_equally_often(rate):
    """Over 3,000 blocks each place lies within five standard deviations of the rate."""
    chosen, blocks = scheme(rate, 10), 3000
    counts = Counter(
        place for block in range(blocks) for place in places("k" * 64, ROW, block, chosen.drawn, chosen.size)
    )
    share = rate / 100
    allowed = 5 * (blocks * share * (1 - share)) ** 0.5
    for place in range(10):
        assert abs(counts[place] - blocks * share) < allowed


def test_blocks_do_not_repeat_each_other():
    blocks = [tuple(sorted(places("k" * 64, ROW, block, 3, 10))) for block in range(500)]
    assert len(set(blocks)) > 30
    follow = Counter(pairwise(blocks))
    assert max(follow.values()) < 10


@given(keys, keys)
@settings(max_examples=30, **calm)
def test_another_key_row_or_period_draws_otherwise(one, other):
    assume(one != other)
    chosen = scheme(50)
    draws = {
        tuple(drawn(key, row_name("repairs", stratum, period), 200, chosen))
        for key in (one, other)
        for stratum in ("kind=4", "kind=5")
        for period in ("2026-03", "2026-04")
    }
    assert len(draws) == 8


def test_a_fingerprint_tells_the_key_apart_and_not_what_it_is():
    key = new_key()
    assert key != new_key()
    assert len(bytes.fromhex(key)) == KEY_BYTES
    assert fingerprint(key) == fingerprint(key)
    assert fingerprint(key) != fingerprint(new_key())
    assert key not in fingerprint(key)
