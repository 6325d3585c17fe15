"""Sheets of units and people: what is taken, what is refused, and what waits for another row."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from property_core import estate_sheet
from property_core.estate_sheet import Known
from property_core.unit_words import in_order

HEAD = ["楼栋*", "Stair", "房号*", "建筑面积", "姓名", "身份", "产权份额", "归属房屋"]


def read(*rows):
    places = estate_sheet.columns(HEAD)
    return estate_sheet.read([(number, list(row)) for number, row in enumerate(rows, 2)], places)


def judge(*rows, register=None, types=()):
    return estate_sheet.judge(*read(*rows), types, register or {})


def rows_of(found):
    return [one.row for one in found]


def test_headings_of_either_language_are_known_with_their_star():
    assert estate_sheet.columns(HEAD)["building"] == 0
    assert estate_sheet.columns(["Building*", "NUMBER"]) == {"building": 0, "number": 1}
    assert estate_sheet.title("parent", "zh_CN") == "归属房屋"
    assert estate_sheet.title("parent", "en_US") == "belongs to"


def test_the_example_of_the_template_is_no_row():
    lines, bad = read(("示例", "1", "101"), ("Example", "1", "101"), ("1", "1", "101"))
    assert (rows_of(lines), bad) == ([4], [])


def test_rows_of_a_unit_stand_together_and_parts_come_last():
    lines, _bad = read(
        ("C", "", "7", "", "", "", "", "1-1-101"),
        ("1", "1", "101", "", "Li"),
        ("1", "1", "102", "", "Wu"),
        ("1", "1", "101", "", "Xu", "租户"),
    )
    assert rows_of(lines) == [3, 5, 4, 2]


def test_a_unit_with_a_bad_row_waits_whole_with_its_parts():
    good, bad, held = judge(
        ("1", "1", "101", "", "Li"),
        ("1", "1", "101", "", "Wu", "邻居"),
        ("C", "", "7", "", "", "", "", "1-1-101"),
        ("1", "1", "102", "", "Xu"),
    )
    assert (rows_of(good), rows_of(bad), rows_of(held)) == ([5], [3], [2, 4])
    assert {one.value for one in held} == {"3"}


def test_a_part_of_a_unit_that_is_there_already_does_not_wait():
    rows = (("1", "1", "101", "", "Wu", "邻居"), ("C", "", "7", "", "", "", "", "1-1-101"))
    good, _bad, held = judge(*rows, register={"1-1-101": Known()})
    assert (rows_of(good), held) == ([3], [])


def test_nothing_belongs_to_a_part_nor_to_itself():
    _good, bad, _held = judge(
        ("C", "", "1", "", "", "", "", "C-2"),
        ("C", "", "2", "", "", "", "", "1-1-101"),
        ("C", "", "3", "", "", "", "", "C-3"),
        ("C", "", "4", "", "", "", "", "C-9"),
        register={"1-1-101": Known(), "C-9": Known(is_part=True)},
    )
    assert [(one.row, one.reason) for one in bad] == [(2, "nested"), (4, "nested"), (5, "nested")]


def test_owners_of_the_register_take_their_share():
    rows = (("1", "1", "101", "", "Li", "业主", "60"), ("1", "1", "101", "", "Wu", "业主", "40"))
    there = Known(frozenset({("owner", "Li")}), Decimal(60))
    assert judge(*rows, register={"1-1-101": there})[1] == []
    there = Known(frozenset({("owner", "Xu")}), Decimal(10))
    assert [one.reason for one in judge(*rows, register={"1-1-101": there})[1]] == ["overfull"]


@given(st.lists(st.integers(0, 9), max_size=40), st.integers(1, 7))
def test_batches_cut_no_unit_and_lose_no_row(doors, size):
    lines, _bad = read(*(("1", "", str(door), "", f"Person {row}", "租户") for row, door in enumerate(doors)))
    position, seen = 0, []
    while position < len(lines):
        some = estate_sheet.batch(lines, position, size)
        rest = {line.code for line in lines[position + len(some) :]}
        assert not rest & {line.code for line in some}
        seen += some
        position += len(some)
    assert seen == lines


def test_codes_sort_by_number():
    codes = ["1-10-101", "1-2-1201", "1-2-301", "S-10", "S-9", "1-2"]
    assert sorted(codes, key=in_order) == ["1-2", "1-2-301", "1-2-1201", "1-10-101", "S-9", "S-10"]
