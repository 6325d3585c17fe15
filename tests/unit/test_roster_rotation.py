"""D16: rotations are laid down day by day for each crew, forwards and backwards from their anchor."""

from collections import Counter
from datetime import date

import pytest
from cs_core.roster.rotation import cycle_cover, entry_on, even_offsets, lay_down

FOUR_CREWS_THREE_SHIFTS = "早早中中夜夜休休"
FOUR_CREWS_TWO_SHIFTS = "白夜休休"
SIX_ON_ONE_OFF = "早早早早早早休"
ANCHOR = date(2026, 3, 2)  # a Monday


@pytest.mark.parametrize(
    ("cycle", "crews", "each_day"),
    [
        (FOUR_CREWS_THREE_SHIFTS, 4, {"早": 1, "中": 1, "夜": 1, "休": 1}),
        (FOUR_CREWS_TWO_SHIFTS, 4, {"白": 1, "夜": 1, "休": 2}),
        (SIX_ON_ONE_OFF, 7, {"早": 6, "休": 1}),
    ],
)
def test_crews_spread_evenly_cover_each_shift_on_each_day(cycle, crews, each_day):
    assert cycle_cover(cycle, even_offsets(len(cycle), crews)) == [Counter(each_day)] * len(cycle)


def test_a_bare_shift_shows():
    assert cycle_cover(FOUR_CREWS_TWO_SHIFTS, (0, 2)) == [
        Counter("白休"), Counter("夜休"), Counter("休白"), Counter("休夜")
    ]  # fmt: skip


def test_a_month_of_a_crew_is_the_cycle_from_its_offset():
    month = lay_down(FOUR_CREWS_THREE_SHIFTS, ANCHOR, 2, date(2026, 3, 2), 31)
    assert "".join(month[day] for day in range(31)) == ("中中夜夜休休早早" * 4)[:31]


def test_next_month_goes_on_where_this_one_ended():
    march = lay_down(FOUR_CREWS_THREE_SHIFTS, ANCHOR, 0, date(2026, 3, 1), 31)
    april = lay_down(FOUR_CREWS_THREE_SHIFTS, ANCHOR, 0, date(2026, 4, 1), 30)
    both = lay_down(FOUR_CREWS_THREE_SHIFTS, ANCHOR, 0, date(2026, 3, 1), 61)
    assert [*march.values(), *april.values()] == [*both.values()]


def test_days_before_the_anchor_follow_the_same_cycle():
    assert entry_on(FOUR_CREWS_THREE_SHIFTS, ANCHOR, 0, date(2026, 3, 1)) == "休"
    assert entry_on(FOUR_CREWS_THREE_SHIFTS, ANCHOR, 0, date(2026, 2, 22)) == "早"


def test_a_rotation_of_weekends_takes_two_weeks():
    every_other = "早早早早早早早早早早早早休休"
    worked = lay_down(every_other, ANCHOR, 0, ANCHOR, 28)
    assert [day for day, entry in worked.items() if entry == "休"] == [12, 13, 26, 27]


def test_holidays_replace_the_cycle_and_leave_skips_it():
    first = date(2026, 5, 1)
    days = lay_down("早", ANCHOR, 0, first, 5, {first: "休"}, {date(2026, 5, 3)})
    assert days == {0: "休", 1: "早", 3: "早", 4: "早"}


def test_an_empty_cycle_is_refused():
    with pytest.raises(ValueError, match="at least one day"):
        entry_on("", ANCHOR, 0, ANCHOR)
