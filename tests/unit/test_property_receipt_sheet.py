"""Sheets of collected money: headings in two languages, or none."""

from property_core.receipt_sheet import Line, read


def test_headings_say_which_column_is_which():
    rows = [(1, ["流水号", "金额", "备注", "房号"]), (2, ["A1", "¥1,200.50", "x", "1-1-101"])]
    assert read(rows) == [Line(2, "1-1-101", "1200.50", "", "A1")]


def test_without_headings_the_columns_stand_in_order():
    assert read([(1, ["1-1-101", "280"]), (3, ["1-1-102", "5", "Cash", "7"])]) == [
        Line(1, "1-1-101", "280", "", ""),
        Line(3, "1-1-102", "5", "Cash", "7"),
    ]


def test_nothing_is_read_of_nothing():
    assert read([]) == []
