"""Sheets of money that was collected: which unit, how much, by which means, with which number.

Text of cells only; whether a unit or a means exists is asked by the caller.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Row = tuple[int, list[str]]

#: meaning of a column → the headings it is known by
COLUMNS = {
    "unit": ("房屋", "房号", "房屋编号", "unit", "unit code", "code"),
    "amount": ("金额", "实收金额", "收款金额", "amount"),
    "means": ("收款方式", "支付方式", "means", "means of payment"),
    "reference": ("流水号", "交易单号", "付款单号", "参考号", "number", "reference"),
}
_COLUMN = {word: name for name, words in COLUMNS.items() for word in words}
#: how the columns stand when no heading says it
ORDER = tuple(COLUMNS)


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it was written; ``amount`` without signs of currency and thousands."""

    row: int
    unit: str
    amount: str
    means: str
    reference: str


def read(rows: Iterable[Row]) -> list[Line]:
    """The rows of a sheet; a first row of headings says which column is which."""
    rows = list(rows)
    places = _places(rows[0][1]) if rows else {}
    if "unit" in places:
        rows = rows[1:]
    else:
        places = {name: place for place, name in enumerate(ORDER)}
    return [_line(number, cells, places) for number, cells in rows]


def _places(header: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, title in enumerate(header):
        name = _COLUMN.get(title.strip().lower())
        if name:
            places.setdefault(name, place)
    return places


def _line(number: int, cells: Sequence[str], places: dict[str, int]) -> Line:
    def cell(name: str) -> str:
        place = places.get(name, len(cells))
        return cells[place].strip() if place < len(cells) else ""

    amount = cell("amount").translate(str.maketrans("", "", "¥￥,， "))
    return Line(number, cell("unit"), amount, cell("means"), cell("reference"))
