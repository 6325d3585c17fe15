"""Sheets of units and people: text of cells to lines, with the rows that cannot be taken and why.

One row is one person in a unit; a unit with several people has several rows, a unit
without people one. Days are local days of the estate.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

Row = tuple[int, list[str]]
#: row in the file, code of the reason, the value it is about
Bad = tuple[int, str, str]

#: meaning of a column → the headings it is known by
COLUMNS = {
    "building": ("楼栋", "building", "楼号"),
    "stair": ("单元", "stair"),
    "number": ("房号", "number", "unit"),
    "floor": ("楼层", "floor"),
    "type": ("房屋类型", "type"),
    "area": ("建筑面积", "area", "面积"),
    "inside_area": ("套内面积", "inside area"),
    "handed_over_on": ("交付日期", "handed over on"),
    "person": ("姓名", "person", "name", "业主"),
    "phone": ("电话", "phone", "手机"),
    "role": ("身份", "role"),
    "share": ("产权份额", "share"),
    "since": ("开始日期", "since"),
}
ROLES = {
    "owner": ("业主", "owner", ""),
    "tenant": ("租户", "tenant"),
    "family": ("家属", "family"),
    "shopkeeper": ("商户", "shopkeeper"),
    "authorised": ("授权人", "authorised person", "authorised"),
}
_ROLE = {word: role for role, words in ROLES.items() for word in words}
_COLUMN = {word: name for name, words in COLUMNS.items() for word in words}
_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, slots=True)
class Line:
    """A row that can be imported."""

    row: int
    building: str
    stair: str
    number: str
    floor: int
    type: str
    area: Decimal
    inside_area: Decimal
    handed_over_on: date | None
    person: str
    phone: str
    role: str
    share: Decimal
    since: date | None

    @property
    def code(self) -> str:
        """How people write the unit: building, stair, number."""
        return "-".join(part for part in (self.building, self.stair, self.number) if part)


class _BadCell(ValueError):
    """The code of the reason and the value."""


def columns(header: Sequence[str]) -> dict[str, int]:
    """Meaning → position of its column; the first one counts."""
    places: dict[str, int] = {}
    for position, title in enumerate(header):
        name = _COLUMN.get(title.strip().lower())
        if name:
            places.setdefault(name, position)
    return places


def read(rows: Iterable[Row], places: dict[str, int]) -> tuple[list[Line], list[Bad]]:
    """The lines that can be imported, in the order of the file, and the rows that cannot."""
    good: list[Line] = []
    bad: list[Bad] = []
    seen: dict[tuple, int] = {}
    areas: dict[str, Decimal] = {}
    shares: dict[str, Decimal] = {}
    for number, cells in rows:
        try:
            line = _line(number, cells, places)
            _fits(line, seen, areas, shares)
        except _BadCell as error:
            bad.append((number, *error.args))
        else:
            good.append(line)
    return good, bad


def batch(lines: Sequence[Line], position: int, size: int) -> list[Line]:
    """The next lines from a position on; the rows of a unit that stand together stay together."""
    end = min(position + size, len(lines))
    while end < len(lines) and lines[end].code == lines[end - 1].code:
        end += 1
    return list(lines[position:end])


def _fits(line: Line, seen: dict, areas: dict, shares: dict) -> None:
    """A line among those before it; what it adds is noted only when it fits."""
    key = (line.code, line.person, line.phone, line.role)
    if key in seen:
        raise _BadCell("twice", str(seen[key]))
    if areas.get(line.code, line.area) != line.area:
        raise _BadCell("differs", line.code)
    if line.person and line.role == "owner":
        total = shares.get(line.code, Decimal(0)) + line.share
        if total > 100:
            raise _BadCell("overfull", line.code)
        shares[line.code] = total
    seen[key] = line.row
    areas[line.code] = line.area


def _line(number: int, cells: Sequence[str], places: dict[str, int]) -> Line:
    def cell(name: str) -> str:
        place = places.get(name)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    for name in ("building", "number"):
        if not cell(name):
            raise _BadCell(f"no_{name}", "")
    role = _ROLE.get(cell("role").lower())
    if role is None:
        raise _BadCell("role", cell("role"))
    return Line(
        row=number,
        building=cell("building"),
        stair=cell("stair"),
        number=cell("number"),
        floor=_floor(cell("floor"), cell("number")),
        type=cell("type"),
        area=_area(cell("area")),
        inside_area=_area(cell("inside_area")),
        handed_over_on=_day(cell("handed_over_on")),
        person=cell("person"),
        phone=cell("phone"),
        role=role,
        share=_share(cell("share")),
        since=_day(cell("since")),
    )


def _decimal(text: str, reason: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise _BadCell(reason, text) from error
    if not value.is_finite():
        raise _BadCell(reason, text)
    return value


def _area(text: str) -> Decimal:
    value = _decimal(text or "0", "area")
    if not 0 <= value < 1_000_000:
        raise _BadCell("area", text)
    return value


def _share(text: str) -> Decimal:
    value = _decimal(text.rstrip("%") or "100", "share")
    if not 0 < value <= 100:
        raise _BadCell("share", text)
    return value


def _floor(text: str, number: str) -> int:
    """The floor as said, else what stands before the last two digits of the number."""
    if not text:
        return int(number[:-2]) if number.isdecimal() and 3 <= len(number) <= 5 else 0
    value = _decimal(text, "floor")
    if value != int(value) or not -20 <= value <= 300:
        raise _BadCell("floor", text)
    return int(value)


def _day(text: str) -> date | None:
    if not text:
        return None
    for form in _DAYS:
        try:
            # a day has no time zone
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise _BadCell("date", text)
