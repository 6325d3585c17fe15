"""Rows of a workbook's first sheet, as text.

openpyxl makes an object of every cell: a file of 140,000 rows takes minutes of
processor time, more than a background job of a production server may use at once. Only
text, numbers and dates are wanted here, so the sheet is read as the stream it is.

The parser (expat) fetches nothing and bounds the growth of entities itself; the size
that a file unpacks to is bounded here.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from xml.etree.ElementTree import ParseError, fromstring, iterparse

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW, _CELL, _VALUE, _TEXT, _INLINE = (_MAIN + tag for tag in ("row", "c", "v", "t", "is"))
#: number formats that show a date or a time and need no declaration in the file
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]hms][^\]]*\]', re.IGNORECASE)
#: what a workbook may unpack to; beyond it somebody means harm
_LARGEST = 1 << 30


class UnreadableWorkbook(ValueError):
    """The file is no workbook, is damaged, or unpacks to more than a gigabyte."""


def rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """(row number, cells) of the first sheet; dates as "2026-03-04 10:00:00".

    :raises UnreadableWorkbook: see there.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as book:
            if sum(part.file_size for part in book.infolist()) > _LARGEST:
                raise UnreadableWorkbook("size")
            yield from _sheet_rows(book)
    except (zipfile.BadZipFile, KeyError, ParseError, IndexError, EOFError, OSError) as error:
        raise UnreadableWorkbook("damaged") from error


def _sheet_rows(book: zipfile.ZipFile) -> Iterator[tuple[int, list[str]]]:
    path, epoch = _first_sheet(book)
    strings, dates = _shared_strings(book), _date_styles(book)
    number = 0
    with book.open(path) as stream:
        for _event, row in iterparse(stream):  # noqa: S314 see the module
            if row.tag != _ROW:
                continue
            number = int(row.get("r") or number + 1)
            cells: list[str] = []
            for cell in row.iter(_CELL):
                position = _column(cell.get("r")) if cell.get("r") else len(cells)
                if position > len(cells):
                    cells.extend([""] * (position - len(cells)))
                cells.append(_text(cell, strings, dates, epoch))
            row.clear()
            yield number, cells


def _first_sheet(book: zipfile.ZipFile) -> tuple[str, datetime]:
    """Path of the first sheet, and the day that the workbook counts from."""
    workbook = fromstring(book.read("xl/workbook.xml"))  # noqa: S314 see the module
    link = workbook.find(f"{_MAIN}sheets")[0].get(_LINKS)
    links = fromstring(book.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 see the module
    target = next(entry.get("Target") for entry in links if entry.get("Id") == link)
    path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    about = workbook.find(f"{_MAIN}workbookPr")
    late = about is not None and about.get("date1904") in ("1", "true")
    return path, datetime(1904, 1, 1) if late else datetime(1899, 12, 30)


def _shared_strings(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    found = []
    with book.open("xl/sharedStrings.xml") as stream:
        for _event, entry in iterparse(stream):  # noqa: S314 see the module
            if entry.tag == f"{_MAIN}si":
                found.append(_joined(entry))
                entry.clear()
    return found


def _joined(entry) -> str:
    """The text of an entry, whose parts may be formatted each for itself."""
    parts = [entry, *entry.findall(f"{_MAIN}r")]
    return "".join(text.text or "" for part in parts for text in part.findall(_TEXT))


def _date_styles(book: zipfile.ZipFile) -> set[str]:
    """Numbers of the cell styles that show a date or a time."""
    if "xl/styles.xml" not in book.namelist():
        return set()
    styles = fromstring(book.read("xl/styles.xml"))  # noqa: S314 see the module
    formats = set(_DATE_FORMATS)
    for entry in styles.iter(f"{_MAIN}numFmt"):
        code = _QUOTED.sub("", entry.get("formatCode", "")).split(";")[0].casefold()
        if set(code) & set("ymdhs") and "general" not in code:
            formats.add(int(entry.get("numFmtId")))
    cells = styles.find(f"{_MAIN}cellXfs")
    return {
        str(position)
        for position, entry in enumerate(cells if cells is not None else ())
        if int(entry.get("numFmtId") or 0) in formats
    }


def _column(reference: str) -> int:
    """Position of a cell from its name: A1 → 0, AB12 → 27."""
    position = 0
    for letter in reference:
        if letter.isdigit():
            break
        position = position * 26 + ord(letter) - 64
    return position - 1


def _text(cell, strings: list[str], dates: set[str], epoch: datetime) -> str:
    kind = cell.get("t")
    if kind == "inlineStr":
        inline = cell.find(_INLINE)
        return "" if inline is None else _joined(inline)
    value = cell.find(_VALUE)
    text = "" if value is None else value.text or ""
    if kind == "s":
        return strings[int(text)] if text else ""
    if kind == "b":
        return "TRUE" if text == "1" else "FALSE"
    if kind == "d":
        return text.replace("T", " ")
    if kind in ("str", "e") or not text:
        return text
    return _moment(text, epoch) if cell.get("s") in dates else _number(text)


def _number(text: str) -> str:
    try:
        number = float(text)
    except ValueError:
        return text
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else str(number)


def _moment(text: str, epoch: datetime) -> str:
    """A day number as it is shown; less than a day is a time."""
    try:
        seconds = round(float(text) * 86400)
        moment = epoch + timedelta(seconds=seconds)
    except (ValueError, OverflowError):
        return text
    return str(moment.time()) if seconds < 86400 else str(moment)
