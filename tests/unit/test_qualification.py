"""Whether a person meets what a post asks for."""

from datetime import date
from decimal import Decimal

import pytest
from cs_core.qualification import DEGREES, judge, judge_degree, years
from hypothesis import given
from hypothesis import strategies as st

TODAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("has", "higher", "met", "gap"),
    [
        (None, True, None, 0),
        (80, True, True, 0),
        (79, True, False, 1),
        (100, True, True, 0),
        (80, False, True, 0),
        (85, False, False, 5),
    ],
)
def test_a_figure_against_80(has, higher, met, gap):
    found = judge(None if has is None else Decimal(has), Decimal(80), higher)
    assert (found.met, found.gap) == (met, gap)


def test_degrees_have_an_order():
    assert judge_degree("bachelor", "graduate").met is True
    assert judge_degree("graduate", "bachelor").met is False
    assert judge_degree(None, "graduate").met is None
    assert judge_degree("knight", "graduate").met is None
    with pytest.raises(ValueError):
        judge_degree("master", "knight")


@given(st.sampled_from(DEGREES))
def test_a_degree_meets_itself(degree):
    assert judge_degree(degree, degree).met is True


def test_days_of_two_jobs_at_once_count_once():
    both = [(date(2020, 1, 1), date(2021, 12, 31)), (date(2021, 1, 1), date(2022, 12, 31))]
    assert years(both, TODAY) == Decimal("3.0")
    assert years([(date(2024, 3, 4), None)], TODAY) == Decimal("2.0")
    assert years([(date(2027, 1, 1), None)], TODAY) == 0


@given(
    st.lists(
        st.tuples(
            st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1))
        )
    )
)
def test_years_are_the_days_of_which_any_job_has_one(spans):
    days = {day for first, last in spans for day in range(first.toordinal(), min(last or TODAY, TODAY).toordinal() + 1)}
    assert years(spans, TODAY) == (Decimal(len(days)) / Decimal("365.25")).quantize(Decimal("0.1"))
