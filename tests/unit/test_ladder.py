"""Rewards and penalties (D14): the third event of a month takes the third step."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from cs_core import ladder
from cs_core.ladder import Entry, Step
from hypothesis import given
from hypothesis import strategies as st

#: online shop: handover items not recorded
SHOP = [Step(1, Decimal(30)), Step(2, Decimal(50)), Step(3, Decimal(80)), Step(4), Step(5)]
#: online shop: justified complaints, 100, doubled, review from the third
COMPLAINTS = [Step(1, Decimal(100)), Step(2, times=Decimal(2)), Step(3)]
TOLD = datetime(2026, 3, 4, 2)

days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
amounts = st.integers(0, 10**6).map(lambda cents: Decimal(cents) / 100)
steps = st.lists(
    st.builds(
        Step,
        st.integers(1, 99),
        amounts,
        st.sampled_from([Decimal(0), Decimal(1), Decimal(2), Decimal("1.5")]),
        amounts,
    ),
    min_size=1,
    max_size=8,
)


@st.composite
def windows(draw):
    """Events of one window as they come to be: told in batches, some final, some cancelled."""
    entries, count = [], draw(st.integers(0, 12))
    for number in range(1, count + 1):
        told = draw(st.none() | st.integers(0, 5).map(lambda hours: TOLD + timedelta(hours=hours)))
        live = draw(st.booleans())
        entries.append(Entry(number, draw(st.dates(date(2026, 3, 1), date(2026, 3, 31))), told, live))
    found = ladder.places(entries)
    return [
        entry._replace(nth=found[entry.id], final=bool(entry.told) and entry.live and draw(st.booleans()))
        for entry in entries
    ]


@pytest.mark.parametrize(
    ("nth", "key", "amount"), [(1, 1, 30), (2, 2, 50), (3, 3, 80), (4, 4, 0), (5, 5, 0), (9, 5, 0)]
)
def test_the_ladder_of_the_online_shop(nth, key, amount):
    assert ladder.outcome(SHOP, nth) == (key, Decimal(amount), Decimal(0))


def test_a_complaint_is_100_the_second_is_doubled_the_third_is_a_review():
    assert [ladder.outcome(COMPLAINTS, nth).amount for nth in (1, 2, 3, 4)] == [100, 200, 0, 0]
    assert [ladder.outcome(COMPLAINTS, nth).key for nth in (1, 2, 3, 4)] == [1, 2, 3, 3]


def test_no_event_and_no_steps_bring_nothing():
    assert ladder.outcome(SHOP, 0) is None
    assert ladder.outcome([], 1) is None


@pytest.mark.parametrize(
    ("day", "kind", "first", "last"),
    [
        (date(2026, 2, 28), "month", date(2026, 2, 1), date(2026, 2, 28)),
        (date(2028, 2, 1), "month", date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 12, 31), "month", date(2026, 12, 1), date(2026, 12, 31)),
        (date(2026, 5, 31), "quarter", date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 12, 1), "quarter", date(2026, 10, 1), date(2026, 12, 31)),
        (date(2026, 7, 7), "year", date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 7, 7), "ever", date.min, date.max),
    ],
)
def test_windows_are_those_of_the_calendar(day, kind, first, last):
    assert ladder.window(day, kind) == (first, last)


def test_there_is_no_other_window():
    with pytest.raises(ValueError, match="fortnight"):
        ladder.window(date(2026, 3, 4), "fortnight")


def test_the_third_event_of_a_month_takes_the_third_step_the_first_of_the_next_the_first():
    march = [Entry(number, date(2026, 3, 10 + number)) for number in (1, 2, 3)]
    assert ladder.places(march) == {1: 1, 2: 2, 3: 3}
    assert ladder.window(date(2026, 3, 31), "month") != ladder.window(date(2026, 4, 1), "month")
    assert ladder.places([Entry(4, date(2026, 4, 1))]) == {4: 1}


def test_of_two_of_one_day_the_first_one_noted_comes_first():
    assert ladder.places([Entry(8, date(2026, 3, 4)), Entry(7, date(2026, 3, 4))]) == {7: 1, 8: 2}


def test_what_becomes_known_late_does_not_make_worse_what_was_told():
    told = Entry(1, date(2026, 3, 20), TOLD, nth=1)
    assert ladder.places([told, Entry(2, date(2026, 3, 2))]) == {1: 1, 2: 2}


def test_what_is_cancelled_leaves_its_place_to_the_next_one():
    entries = [Entry(n, date(2026, 3, n), TOLD, live=n != 2, nth=n) for n in (1, 2, 3)]
    assert ladder.places(entries) == {1: 1, 2: 0, 3: 2}


def test_what_is_final_stays_where_it_is():
    entries = [
        Entry(1, date(2026, 3, 1), TOLD, live=False, nth=1),
        Entry(2, date(2026, 3, 2), TOLD, final=True, nth=2),
        Entry(3, date(2026, 3, 3), TOLD, nth=3),
    ]
    assert ladder.places(entries) == {1: 0, 2: 2, 3: 2}


@given(days, st.sampled_from(ladder.WINDOWS))
def test_a_day_lies_in_its_window_and_all_its_days_lie_in_the_same(day, kind):
    first, last = ladder.window(day, kind)
    assert first <= day <= last
    assert ladder.window(first, kind) == ladder.window(last, kind) == (first, last)


@given(days, st.sampled_from(["month", "quarter", "year"]))
def test_windows_follow_each_other_without_a_gap(day, kind):
    _first, last = ladder.window(day, kind)
    assert ladder.window(last + timedelta(days=1), kind)[0] == last + timedelta(days=1)


@given(steps, st.integers(1, 40))
def test_every_event_has_a_step_and_behind_the_last_one_it_is_the_last(ladder_steps, nth):
    found = ladder.outcome(ladder_steps, nth)
    assert found == ladder.outcomes(ladder_steps)[min(nth, len(ladder_steps)) - 1]
    assert found.amount >= 0
    assert found.amount == found.amount.quantize(Decimal("0.01"))


@given(windows())
def test_open_places_are_the_counting_numbers_in_order(entries):
    open_ones = [entry._replace(final=False) for entry in entries]
    found = ladder.places(open_ones)
    live = sorted(found[entry.id] for entry in open_ones if entry.live)
    assert live == list(range(1, len(live) + 1))
    assert all(found[entry.id] == 0 for entry in open_ones if not entry.live)


@given(windows(), st.data())
def test_cancelling_never_makes_anything_worse_and_final_ones_stay(entries, data):
    before = ladder.places(entries)
    open_ones = [entry for entry in entries if entry.live and not entry.final]
    if not open_ones:
        return
    gone = data.draw(st.sampled_from(open_ones))
    after = ladder.places([entry._replace(live=False) if entry == gone else entry for entry in entries])
    for entry in entries:
        if entry != gone:
            assert after[entry.id] <= before[entry.id]
        if entry.final:
            assert after[entry.id] == entry.nth


@given(windows(), st.dates(date(2026, 3, 1), date(2026, 3, 31)))
def test_what_comes_later_never_moves_what_was_told(entries, day):
    before = ladder.places(entries)
    after = ladder.places([*entries, Entry(99, day)])
    assert all(after[entry.id] == before[entry.id] for entry in entries if entry.told)


@given(windows(), st.randoms())
def test_places_do_not_depend_on_the_order_of_reading(entries, random):
    mixed = [*entries]
    random.shuffle(mixed)
    assert ladder.places(mixed) == ladder.places(entries)
