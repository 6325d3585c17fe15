"""Sheets of units and people: text of cells to lines, with the rows that cannot be taken and why.

One row is one person in a unit; a unit with several people has several rows, a unit
without people one. Days are local days of the estate.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

Row = tuple[int, list[str]]

#: meaning of a column → the headings it is known by, Chinese and English first
COLUMNS = {
    "building": ("楼栋", "building", "楼号"),
    "stair": ("单元", "stair"),
    "number": ("房号", "number", "unit"),
    "floor": ("楼层", "floor"),
    "type": ("房屋类型", "type"),
    "area": ("建筑面积", "area", "面积"),
    "inside_area": ("套内面积", "inside area"),
    "parent": ("归属房屋", "belongs to", "所属房屋"),
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
#: letters of a code
LONGEST = 64
#: a row whose building is called so is the example of the template
EXAMPLES = ("示例", "Example")
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
    parent: str
    handed_over_on: date | None
    person: str
    phone: str
    role: str
    share: Decimal
    since: date | None

    @property
    def code(self) -> str:
        """How people write the unit: building, stair, number."""
        return _code(self.building, self.stair, self.number)


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot be imported.

    :param reason: its code.
    :param value: what the reason is about.
    :param unit: code of the unit, as far as the row tells it.
    """

    row: int
    reason: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Known:
    """A unit that the register has already.

    :param people: (role, name) of everybody who ever was there.
    :param owned: percent that its present owners hold.
    :param is_part: it belongs to another unit.
    """

    people: frozenset[tuple[str, str]] = frozenset()
    owned: Decimal = Decimal(0)
    is_part: bool = False


class _BadCell(ValueError):
    """The code of the reason and the value."""


def columns(header: Sequence[str]) -> dict[str, int]:
    """Meaning → position of its column; the first one counts."""
    places: dict[str, int] = {}
    for position, text in enumerate(header):
        name = _COLUMN.get(text.strip().rstrip("*").lower())
        if name:
            places.setdefault(name, position)
    return places


def title(name: str, lang: str) -> str:
    """The heading of a column as the template writes it."""
    return COLUMNS[name][0] if lang.startswith("zh") else COLUMNS[name][1]


def read(rows: Iterable[Row], places: dict[str, int]) -> tuple[list[Line], list[Bad]]:
    """The lines that can be taken as far as the file alone tells, and the rows that cannot.

    The rows of a unit stand together, units that belong to another one come last.
    """
    good: list[Line] = []
    bad: list[Bad] = []
    noted = _Noted({}, {}, {}, {})
    for number, cells in rows:
        code = _code(*(_cell(cells, places, name) for name in ("building", "stair", "number")))
        if _cell(cells, places, "building") in EXAMPLES:
            continue
        try:
            line = _line(number, cells, places)
            noted.add(line)
        except _BadCell as error:
            bad.append(Bad(number, *error.args, code))
        else:
            good.append(line)
    order = {code: place for place, code in reversed(list(enumerate(line.code for line in good)))}
    # one row of a unit says for all of them to which it belongs
    good = [replace(line, parent=noted.parents.get(line.code, "")) for line in good]
    good.sort(key=lambda line: (bool(line.parent), order[line.code], line.row))
    return good, bad


def judge(
    lines: Sequence[Line], bad: Sequence[Bad], types: Container[str], register: Mapping[str, Known]
) -> tuple[list[Line], list[Bad], list[Bad]]:
    """What can be imported beside what the register has already.

    :param types: names of types of units that there are.
    :param register: code → unit.
    :return: the lines; the bad rows; the rows that are good but wait, because another row of their
        unit, or the unit that they belong to, is bad: a unit comes in whole or not at all.
    """
    parts = {line.code for line in lines if line.parent} | {code for code, one in register.items() if one.is_part}
    named = {line.code for line in lines} | {one.unit for one in bad} | register.keys()
    owned: dict[str, Decimal] = {}
    found = list(bad)
    for line in lines:
        problem = _problem(line, types, register, parts, named, owned)
        if problem:
            found.append(Bad(line.row, *problem, line.code))
    wrong = {one.row for one in found}
    good, held = _whole([line for line in lines if line.row not in wrong], found, register)
    return good, sorted(found, key=lambda one: one.row), held


def batch(lines: Sequence[Line], position: int, size: int) -> list[Line]:
    """The next lines from a position on; the rows of a unit that stand together stay together."""
    end = min(position + size, len(lines))
    while end < len(lines) and lines[end].code == lines[end - 1].code:
        end += 1
    return list(lines[position:end])


def _problem(line: Line, types, register, parts, named, owned) -> tuple[str, str] | None:
    """What the register has against a line; the shares of those who come are added up in ``owned``."""
    known = register.get(line.code, Known())
    if line.type and line.type not in types:
        return "type", line.type
    if line.parent and line.parent not in named:
        return "parent", line.parent
    if line.parent and (line.parent in parts or line.parent == line.code):
        return "nested", line.parent
    if line.person and line.role == "owner" and (line.role, line.person) not in known.people:
        total = owned.get(line.code, known.owned) + line.share
        if total > 100:
            return "overfull", line.code
        owned[line.code] = total
    return None


def _whole(lines: list[Line], bad: list[Bad], register: Mapping[str, Known]) -> tuple[list[Line], list[Bad]]:
    """The lines of units without a bad row, and the others with the row for which they wait."""
    because = {one.unit: str(one.row) for one in reversed(bad) if one.unit}
    # parts come after what they belong to, so that one walk suffices
    held = []
    for line in lines:
        row = because.get(line.code) or (line.parent not in register and because.get(line.parent))
        if row:
            because.setdefault(line.code, row)
            held.append(Bad(line.row, "held", row, line.code))
    waiting = {one.unit for one in held}
    return [line for line in lines if line.code not in waiting], held


@dataclass(frozen=True, slots=True)
class _Noted:
    """What the rows so far have said."""

    seen: dict[tuple, int]
    areas: dict[str, Decimal]
    shares: dict[str, Decimal]
    parents: dict[str, str]

    def add(self, line: Line) -> None:
        """A line among those before it; what it adds is noted only when it fits."""
        key = (line.code, line.person, line.phone, line.role)
        if key in self.seen:
            raise _BadCell("twice", str(self.seen[key]))
        if self.areas.get(line.code, line.area) != line.area:
            raise _BadCell("differs", line.code)
        if line.parent and self.parents.get(line.code, line.parent) != line.parent:
            raise _BadCell("parents", line.code)
        if line.person and line.role == "owner":
            total = self.shares.get(line.code, Decimal(0)) + line.share
            if total > 100:
                raise _BadCell("overfull", line.code)
            self.shares[line.code] = total
        self.seen[key] = line.row
        self.areas[line.code] = line.area
        if line.parent:
            self.parents[line.code] = line.parent


def _code(*parts: str) -> str:
    return "-".join(part for part in parts if part)


def _cell(cells: Sequence[str], places: dict[str, int], name: str) -> str:
    place = places.get(name)
    return cells[place].strip() if place is not None and place < len(cells) else ""


def _line(number: int, cells: Sequence[str], places: dict[str, int]) -> Line:
    def cell(name: str) -> str:
        return _cell(cells, places, name)

    for name in ("building", "number"):
        if not cell(name):
            raise _BadCell(f"no_{name}", "")
    for name in ("building", "stair", "number"):
        if len(cell(name)) > LONGEST:
            raise _BadCell("long", cell(name)[:LONGEST])
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
        parent=cell("parent"),
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
