"""Amounts in Chinese capitals."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from property_core.capitals import FIGURES, capitals

WRITTEN = {
    "0": "零元整",
    "0.01": "壹分",
    "0.10": "壹角整",
    "0.05": "伍分",
    "0.56": "伍角陆分",
    "1": "壹元整",
    "1.50": "壹元伍角整",
    # examples of the rules of the People's Bank, section 4
    "1409.50": "壹仟肆佰零玖元伍角整",
    "6007.14": "陆仟零柒元壹角肆分",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "325.04": "叁佰贰拾伍元零肆分",
    "1680.32": "壹仟陆佰捌拾元叁角贰分",
    "107000.53": "壹拾万零柒仟元伍角叁分",
    "1234.56": "壹仟贰佰叁拾肆元伍角陆分",
    "10": "壹拾元整",
    "11": "壹拾壹元整",
    "100": "壹佰元整",
    "101": "壹佰零壹元整",
    "110": "壹佰壹拾元整",
    "1001": "壹仟零壹元整",
    "1010": "壹仟零壹拾元整",
    "1100.05": "壹仟壹佰元零伍分",
    "2000": "贰仟元整",
    "10000": "壹万元整",
    "10001": "壹万零壹元整",
    "10010.10": "壹万零壹拾元壹角整",
    "20300": "贰万零叁佰元整",
    "100000": "壹拾万元整",
    "1000000": "壹佰万元整",
    "10000001": "壹仟万零壹元整",
    "12345678.90": "壹仟贰佰叁拾肆万伍仟陆佰柒拾捌元玖角整",
    "100000000": "壹亿元整",
    "100000001": "壹亿零壹元整",
    "100010000": "壹亿零壹万元整",
    "101000000": "壹亿零壹佰万元整",
    "1000200030.04": "壹拾亿零贰拾万零叁拾元零肆分",
    "1000000000000": "壹万亿元整",
    "1000100000000": "壹万零壹亿元整",
    "1000000000001": "壹万亿零壹元整",
    "9999999999999999.99": "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
    "-280": "负贰佰捌拾元整",
    "-0.01": "负壹分",
    "-0": "零元整",
}


@pytest.mark.parametrize(("amount", "written"), WRITTEN.items(), ids=list(WRITTEN))
def test_an_amount_is_written_as_the_bank_wants_it(amount, written):
    assert capitals(Decimal(amount)) == written


@pytest.mark.parametrize("amount", ["0.001", "12.345", "NaN", "Infinity", "1e16", "-1e17"])
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises(ValueError, match=r"amount|cent"):
        capitals(Decimal(amount))


def read(text: str) -> Decimal:
    """The number that a text says, read figure by figure: another way than it was written."""
    sign = -1 if text.startswith("负") else 1
    whole, _yuan, parts = text.removeprefix("负").removesuffix("整").rpartition("元")

    def below(words: str) -> int:
        total, figure = 0, 0
        for mark in words:
            if mark in FIGURES:
                figure = FIGURES.index(mark)
            else:
                total, figure = total + figure * {"拾": 10, "佰": 100, "仟": 1000}[mark], 0
        return total + figure

    def number(words: str) -> int:
        for unit, value in (("亿", 10**8), ("万", 10**4)):
            before, found, after = words.rpartition(unit)
            if found:
                return number(before) * value + number(after)
        return below(words)

    cents, figure = 0, 0
    for mark in parts:
        if mark in FIGURES:
            figure = FIGURES.index(mark)
        else:
            cents, figure = cents + figure * {"角": 10, "分": 1}[mark], 0
    return sign * (Decimal(number(whole)) + Decimal(cents) / 100)


def test_every_amount_reads_back_and_has_no_two_noughts_side_by_side():
    draw = random.Random(7)
    for _turn in range(5_000):
        # figures with many noughts among them
        digits = "".join(draw.choice("0000123456789") for _digit in range(draw.randint(1, 18)))
        amount = Decimal(int(digits)) / 100 * draw.choice((1, -1))
        text = capitals(amount)
        assert read(text) == amount, (amount, text)
        assert "零零" not in text
        assert text.endswith(("整", "分"))
        assert not any(f"零{unit}" in text.replace("零元整", "") for unit in "拾佰仟万亿元角分"), (amount, text)
