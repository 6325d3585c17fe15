"""Figures of what was counted, and the order in which they are computed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from cs_core import evidence
from cs_core.evidence import Fact
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("aggregate", "fact", "value"),
    [
        ("share", Fact(good=2, counted=3), "66.7"),
        ("share", Fact(good=189, counted=200), "94.5"),
        # 1,899 of 2,000 are 94.95 %: half up
        ("share", Fact(good=1899, counted=2000), "95.0"),
        ("share", Fact(), None),
        ("count", Fact(counted=7), "7"),
        ("count", Fact(), "0"),
        ("sum", Fact(counted=2, total=Decimal("2.25")), "2.3"),
        ("sum", Fact(), "0"),
        ("average", Fact(counted=3, total=Decimal(10)), "3.3"),
        ("average", Fact(), None),
    ],
)
def test_the_figure_of_what_was_counted(aggregate, fact, value):
    found = evidence.value_of(aggregate, fact, 1)
    assert found == (None if value is None else Decimal(value))


counts = st.integers(0, 10**6)
facts = st.builds(
    lambda good, bad, total: Fact(good=good, counted=good + bad, total=total),
    counts, counts, st.none() | st.decimals("0", "99999", places=2),
)  # fmt: skip


@given(st.lists(facts, min_size=1, max_size=5))
def test_cells_together_are_the_sum_of_their_parts(cells):
    found = evidence.together(cells)
    assert found.good == sum(cell.good for cell in cells)
    assert found.counted == sum(cell.counted for cell in cells)
    assert (found.total or 0) == sum(cell.total or 0 for cell in cells)
    share = evidence.value_of("share", found, 2)
    assert share is None or 0 <= share <= 100


def test_what_is_needed_is_computed_before():
    ordered, circular = evidence.order({"c": {"a", "b"}, "b": {"a", "records"}, "a": set(), "d": {"c"}})
    assert ordered == ["a", "b", "c", "d"]
    assert not circular


def test_a_circle_is_found_with_what_hangs_on_it():
    ordered, circular = evidence.order({"a": {"b"}, "b": {"a"}, "c": {"b"}, "d": set(), "e": {"e"}})
    assert ordered == ["d"]
    assert circular == {"a", "b", "c", "e"}


@given(st.dictionaries(st.sampled_from("abcdef"), st.frozensets(st.sampled_from("abcdefx"))))
def test_every_code_is_ordered_or_circular_and_stands_after_its_needs(needs):
    ordered, circular = evidence.order(needs)
    assert sorted([*ordered, *circular]) == sorted(needs)
    for place, code in enumerate(ordered):
        assert not (needs[code] & needs.keys()) - set(ordered[:place])
