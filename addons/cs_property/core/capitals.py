"""Amounts of money in Chinese capitals (大写金额), as receipts and cheques carry them.

Pure. Rule: 中国人民银行《支付结算办法》附件一《正确填写票据和结算凭证的基本规定》, sections 1–4: amounts are written
in capital figures with 元, 角 and 分; an amount that ends with 元 or 角 closes with 整, one with 分 does not; zeros
between figures are one 零, however many they are, and a 零 stands between 元 and 分 where there is no 角.
"""

from __future__ import annotations

from decimal import Decimal

FIGURES = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
#: what each group of four figures is counted in; 兆 is left out: it means different things
GROUPS = ("", "万", "亿", "万亿")
CENT = Decimal("0.01")


def capitals(amount: Decimal | int | str) -> str:
    """An amount in yuan, written out.

    :param amount: to the cent; below zero it begins with 负.
    :raises ValueError: for parts of a cent, for what is no amount, and from ten thousand billion (10^16) on.
    """
    exact = Decimal(amount)
    if not exact.is_finite() or abs(exact) >= Decimal(10) ** 16:
        raise ValueError(f"no amount of money: {amount}")
    if exact != exact.quantize(CENT):
        raise ValueError(f"parts of a cent: {amount}")
    whole, cents = divmod(int(abs(exact) * 100), 100)
    return ("负" if exact < 0 else "") + (_yuan(whole) + _parts(cents, bool(whole)) if whole or cents else "零元整")


def _yuan(whole: int) -> str:
    if not whole:
        return ""
    text, gap = "", False
    for place in reversed(range(len(GROUPS))):
        group = whole // 10_000**place % 10_000
        if not group:
            gap = bool(text)
            continue
        # noughts before it, in it or between are read as one
        text += FIGURES[0] if text and (gap or group < 1000) else ""
        text += _four(group) + _unit(place, whole)
        gap = not group % 10
    return f"{text}元"


def _unit(place: int, whole: int) -> str:
    """万亿 is 万 when figures of 亿 follow: 1,0001,0000,0000 is 壹万零壹亿."""
    return "万" if place == 3 and whole // 10**8 % 10_000 else GROUPS[place]


def _four(group: int) -> str:
    """A group of four figures, without noughts at its ends."""
    text, gap = "", False
    for place in reversed(range(4)):
        figure = group // 10**place % 10
        if not figure:
            gap = bool(text)
            continue
        text += (FIGURES[0] if gap else "") + FIGURES[figure] + PLACES[place]
        gap = False
    return text


def _parts(cents: int, after_yuan: bool) -> str:
    tenths, rest = divmod(cents, 10)
    text = f"{FIGURES[tenths]}角" if tenths else FIGURES[0] if after_yuan and rest else ""
    return text + (f"{FIGURES[rest]}分" if rest else "整")
