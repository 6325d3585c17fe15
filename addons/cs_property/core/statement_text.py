"""Files of statements as rows of cells, and what stands in a cell: days, times and amounts.

Pure: bytes in, plain values out. Times are local times of the account (China: UTC+8) without zone, amounts
are decimals in the file's currency.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

CENT = Decimal("0.01")
#: cells that say nothing
NOTHING = {"", "-", "--", "/", "—", "N/A", "null", "无"}
#: widest field of a sound file: a longer one swallowed rows after a quote that was not closed
WIDEST = 4000
#: bytes of all files of an archive together
LARGEST = 100 * 1024 * 1024

_YEAR_FIRST = re.compile(
    r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]*(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?)?$"
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:[ T]?(\d{2}):?(\d{2})(?::?(\d{2}))?)?$")
_MONTH_DAY = re.compile(r"^(\d{1,2})[-/.月](\d{1,2})日?$")
_CLOCK = re.compile(r"^(\d{1,2}):?(\d{2})(?::?(\d{2}))?$")
_NUMBER = re.compile(r"^[+-]?\d+(?:\.\d*)?$|^[+-]?\.\d+$")


@dataclass(frozen=True)
class Row:
    """One row of a file with the number of its line, counted from 1."""

    number: int
    cells: tuple[Any, ...]


class StatementError(ValueError):
    """A file that cannot be read: the line (0: the whole file), a reason by its key, and what stands there.

    Keys: ``empty``, ``encoding``, ``date``, ``amount``, ``short``, ``quote``, ``currency``, ``year``,
    ``direction``, ``cut``, ``sheet``, ``large``.
    """

    def __init__(self, line: int, reason: str, value: str = ""):
        super().__init__(f"line {line}: {reason} {value!r}")
        self.line, self.reason, self.value = line, reason, value


def plain(value: Any) -> str:
    """A cell as plain text: full-width signs as usual ones, no tabs, backticks or spaces around."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFKC", str(value)).replace("\ufeff", "")
    return text.strip(" \t\r\n`'\u200b").strip()


def said(value: Any) -> str:
    """The text of a cell, nothing for a cell that says nothing."""
    text = re.sub(r"\s+", " ", plain(value))
    return "" if text in NOTHING else text


def decode(data: bytes) -> str:
    """Text of a file in UTF-8, UTF-16 or the Chinese national encoding.

    :raises StatementError: for bytes that are text in none of them, with the line.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codecs = ["utf-16"]
    elif data[1:40:2].count(0) > 10:
        codecs = ["utf-16-le"]
    elif data[0:40:2].count(0) > 10:
        codecs = ["utf-16-be"]
    else:
        codecs = ["utf-8-sig", "gb18030"]
    line = 0
    for codec in codecs:
        try:
            return data.decode(codec)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
    raise StatementError(line, "encoding")


def members(data: bytes) -> list[bytes] | None:
    """The files in an archive, as banks send several days in one.

    :return: nothing when it is no archive (a workbook is none).
    :raises StatementError: for one that is damaged or unpacks to more than any statement.
    """
    if not data.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = [one for one in archive.infolist() if not one.is_dir()]
            if any(one.filename == "[Content_Types].xml" for one in files):
                return None
            if sum(one.file_size for one in files) > LARGEST:
                raise StatementError(0, "large")
            return [archive.read(one) for one in files]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error) as error:
        raise StatementError(0, "sheet") from error


def rows_of(data: bytes) -> list[list[Row]]:
    """The rows of a file, in each way it may be read: sheets of a workbook, or text by its separators.

    :raises StatementError: for a file without content or in no known encoding.
    """
    if not data.strip():
        raise StatementError(0, "empty")
    if data.startswith(b"PK\x03\x04"):
        return _workbook(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _old_workbook(data)
    text = decode(data)
    return [_separated(text, sign) for sign in (",", "\t", ";", "|") if sign in text]


def _separated(text: str, sign: str) -> list[Row]:
    rows, reader = [], csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    line = 1
    try:
        for cells in reader:
            if any(len(cell) > WIDEST or cell.count("\n") > 3 for cell in cells):
                raise StatementError(line, "quote")
            rows.append(Row(line, tuple(cells)))
            line = reader.line_num + 1
    except csv.Error as error:
        raise StatementError(line, "quote") from error
    return rows


def _workbook(data: bytes) -> list[list[Row]]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        return [
            [Row(number, cells) for number, cells in enumerate(sheet.iter_rows(values_only=True), 1)]
            for sheet in book.worksheets
        ]
    except Exception as error:  # a damaged workbook fails in many ways
        raise StatementError(0, "sheet") from error


def _old_workbook(data: bytes) -> list[list[Row]]:
    import xlrd

    def value(cell, mode):
        if cell.ctype == xlrd.XL_CELL_DATE:
            return xlrd.xldate_as_datetime(cell.value, mode)
        return cell.value

    try:
        book = xlrd.open_workbook(file_contents=data)
        return [
            [Row(i + 1, tuple(value(cell, book.datemode) for cell in sheet.row(i))) for i in range(sheet.nrows)]
            for sheet in book.sheets()
        ]
    except Exception as error:  # as above
        raise StatementError(0, "sheet") from error


def moment(value: Any, clock: Any = None, year_month: tuple[int, int] | None = None) -> datetime | None:
    """When something happened.

    :param value: a day, with or without a time; also a month and day alone.
    :param clock: the time when it stands in a cell of its own.
    :param year_month: year and month of the statement, for days without a year.
    :return: nothing when the cell holds no day.
    """
    found = _day(value, year_month)
    if not found:
        return None
    at = _clock(clock)
    return datetime.combine(found.date(), at) if at else found


def _day(value: Any, year_month: tuple[int, int] | None) -> datetime | None:
    if isinstance(value, datetime):
        return (value + timedelta(microseconds=500000)).replace(microsecond=0)
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, float | int) and not isinstance(value, bool) and 30000 < value < 80000:
        # days since 1899-12-30, as sheets count them
        return datetime(1899, 12, 30) + timedelta(seconds=round(value * 86400))
    text = re.sub(r"\s+", " ", plain(value))
    match = _YEAR_FIRST.match(text) or _COMPACT.match(text)
    short = _MONTH_DAY.match(text) if year_month else None
    try:
        if match:
            return datetime(*(int(part or 0) for part in match.groups()))
        if short and year_month:
            month, day = int(short[1]), int(short[2])
            return datetime(year_month[0] - (month > year_month[1]), month, day)
    except ValueError:
        return None
    return None


def _clock(value: Any) -> time | None:
    if isinstance(value, datetime):
        return value.time().replace(microsecond=0)
    if isinstance(value, time):
        return value
    match = _CLOCK.match(plain(value))
    try:
        return time(*(int(part or 0) for part in match.groups())) if match else None
    except ValueError:
        return None


def amount(value: Any) -> Decimal | None:
    """An amount of money with its sign, to the cent.

    :return: nothing when the cell says nothing.
    :raises ValueError: for what is no amount, or has parts of a cent.
    """
    if isinstance(value, float | int | Decimal) and not isinstance(value, bool):
        return Decimal(str(value)).quantize(CENT, ROUND_HALF_UP)
    text = re.sub(r"\([A-Z]{2,3}\)$", "", plain(value))
    text = re.sub(r"[,\s¥元]|RMB|CNY|人民币", "", text.replace("−", "-").replace("–", "-"))
    if text in NOTHING:
        return None
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    if text.endswith("-"):
        text = f"-{text[:-1]}"
    if not _NUMBER.match(text):
        raise ValueError(text)
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if found != found.quantize(CENT):
        raise ValueError(text)
    return found.quantize(CENT)
