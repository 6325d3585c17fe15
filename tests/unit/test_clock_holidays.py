"""The public file of a year's holidays is read strictly, with every wrong row named."""

import json
from datetime import date

import pytest
from cs_core.holidays import ENGLISH, Day, HolidayFileError, Problem, parse_year
from hypothesis import given, settings
from hypothesis import strategies as st

DAY = {"name": "元旦", "date": "2026-01-01", "isOffDay": True}


def written(*days, **words):
    return json.dumps({"year": 2026, "papers": ["https://example.org/notice"], "days": list(days)} | words)


def test_a_good_file_gives_its_days_in_order():
    year = parse_year(written({"name": "春节", "date": "2026-02-14", "isOffDay": False}, DAY).encode())
    assert (year.year, year.source) == (2026, "https://example.org/notice")
    assert year.days == (Day(date(2026, 1, 1), "元旦", True), Day(date(2026, 2, 14), "春节", False))


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        (b"\xff\xfe\x00", [Problem(0, "not_json")]),
        ("", [Problem(0, "not_json")]),
        ("[" * 100_000, [Problem(0, "not_json")]),
        ("[]", [Problem(0, "no_year")]),
        (written(DAY, year="2026"), [Problem(0, "no_year")]),
        (written(DAY, year=True), [Problem(0, "no_year")]),
        (written(), [Problem(0, "no_days", "2026")]),
        (written(days={}), [Problem(0, "no_days", "2026")]),
        (written(DAY | {"date": "2026-02-30"}), [Problem(1, "bad_date", "2026-02-30")]),
        (written(DAY | {"date": None}, DAY | {"date": 5}), [Problem(1, "bad_date"), Problem(2, "bad_date", "5")]),
        (written(DAY, DAY), [Problem(2, "double", "2026-01-01")]),
        (written(DAY | {"date": "2025-10-01"}), [Problem(1, "far", "2025-10-01")]),
        (written(DAY | {"name": " "}), [Problem(1, "no_name", "2026-01-01")]),
        (written(DAY | {"isOffDay": 1}), [Problem(1, "bad_flag", "2026-01-01")]),
        (written("x", 7, None), [Problem(row, "bad_date") for row in (1, 2, 3)]),
    ],
)
def test_every_wrong_row_is_named(content, problems):
    with pytest.raises(HolidayFileError) as caught:
        parse_year(content)
    assert list(caught.value.problems) == problems


def test_a_notice_may_reach_over_the_turn_of_the_year():
    assert parse_year(written(DAY | {"date": "2025-12-31"})).days[0].date == date(2025, 12, 31)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["year", "days", "name", "date", "isOffDay"]), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(json_values.map(json.dumps) | st.text() | st.binary())
def test_no_content_whatever_breaks_the_reader(content):
    try:
        assert parse_year(content).days
    except HolidayFileError as error:
        assert error.problems


def test_all_names_of_the_notices_are_known_in_english():
    assert all(name and english.isascii() for name, english in ENGLISH.items())
