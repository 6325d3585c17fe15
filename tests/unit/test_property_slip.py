"""The length of a paper slip."""

from __future__ import annotations

import pytest
from property_core.slip import FRAME, ROLLS, columns, height


def test_chinese_characters_take_two_columns():
    assert columns("物业费 3-2") == 10
    assert columns("abc") == 3


@pytest.mark.parametrize("name", ROLLS)
def test_each_row_makes_the_slip_longer_and_long_text_is_wrapped(name):
    roll = ROLLS[name]
    empty, one = height([], roll), height(["x"], roll)
    assert empty == FRAME < one
    assert height(["x" * roll.columns], roll) == one
    assert height(["x" * (roll.columns + 1)], roll) == height(["x", "x"], roll) > one
    assert height([""], roll) == one, "an empty row is a row"


def test_the_narrow_roll_is_longer():
    texts = ["3月物业服务费 3-2-1201 室"] * 5
    assert height(texts, ROLLS["slip_58"]) > height(texts, ROLLS["slip_80"])
