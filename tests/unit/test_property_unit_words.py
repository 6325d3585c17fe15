"""How people write a unit, and what is looked for then."""

import pytest
from property_core.unit_words import Wanted, typed, wanted


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3-2-1201", Wanted("3-2-1201")),
        (" 3－2－1201 ", Wanted("3-2-1201")),
        ("3栋2单元1201室", Wanted("3-2-1201")),
        ("3号楼2单元1201", Wanted("3-2-1201")),
        ("3 2 1201", Wanted("3-2-1201")),
        ("3#1201", Wanted("3-1201", "3", "1201")),
        ("３栋１２０１", Wanted("3-1201", "3", "1201")),
        ("b1-p12", Wanted("B1-P12", "B1", "P12")),
        ("1201", Wanted("1201")),
        ("1201室", Wanted("1201")),
        ("--", None),
        ("室", None),
        ("", None),
    ],
)
def test_a_unit_is_read_as_people_write_it(typed, meant):
    assert wanted(typed) == meant


@pytest.mark.parametrize(
    ("given", "kept"),
    [(" 3-2 ", "3-2"), ("1\x0001", "101"), ("\u202e12\r\n", "12"), (None, ""), (12, ""), ("9" * 500, "9" * 10)],
)
def test_what_is_typed_holds_no_control_signs(given, kept):
    assert typed(given, 10) == kept
