"""Files that users import: bytes to rows of text, and bad rows back to a file.

Odoo's own reader (base_import) was tried and left: it drops blank rows, so that the
row numbers of a report no longer agree with the user's spreadsheet; it guesses the
encoding statistically, over the whole file; and one cell with an error stops the
whole workbook.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from . import import_xlsx
from .import_cells import FORMULA_SIGNS

#: a row as it stands in the file: its number there (from 1) and its cells
Row = tuple[int, list[str]]

_DELIMITERS = ",;\t|"


class UnreadableFile(ValueError):
    """The file is neither a CSV text nor an XLSX workbook; the argument says why."""


def rows(data: bytes, width: int | None = None) -> Iterator[Row]:
    """All rows that are not blank, with their numbers in the file.

    :param width: cells beyond it are dropped, shorter rows are filled up.
    :raises UnreadableFile: for anything but CSV and XLSX.
    """
    source = _xlsx_rows(data) if is_xlsx(data) else _csv_rows(data)
    for number, cells in source:
        if not any(cell.strip() for cell in cells):
            continue
        yield number, cells if width is None else (cells + [""] * width)[:width]


def head(data: bytes, count: int = 20) -> list[Row]:
    """The header and the first rows, for a preview."""
    return list(islice(rows(data), count + 1))


def is_xlsx(data: bytes) -> bool:
    return data[:4] == b"PK\x03\x04"


def encoding(data: bytes) -> str:
    """The encoding of a text: by its mark, else UTF-8 if it is that, else GB 18030.

    UTF-8 is recognised by its form and cannot be taken for a Chinese code page by
    accident; GB 18030 contains GBK and GB 2312.

    :raises UnreadableFile: when it is none of them.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for name in ("utf-8", "gb18030"):
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    raise UnreadableFile("encoding")


def delimiter(text: str) -> str:
    """The sign that splits the header into most columns (quoted parts do not count)."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=lambda sign: len(next(csv.reader([first], delimiter=sign))))


def _csv_rows(data: bytes) -> Iterator[Row]:
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UnreadableFile("xls")
    if not data.strip():
        raise UnreadableFile("empty")
    text = data.decode(encoding(data))
    if text.count("\x00") > len(text) // 10:
        raise UnreadableFile("encoding")
    text = text.replace("\x00", "")
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text[:100_000]))
    last = 0
    while True:
        # the number of the line that a row begins on: what an editor shows
        last, number = reader.line_num, last + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableFile(f"row {number}: {error}") from error
        number, last = last + 1, reader.line_num
        yield number, cells


def _xlsx_rows(data: bytes) -> Iterator[Row]:
    try:
        yield from import_xlsx.rows(data)
    except import_xlsx.UnreadableWorkbook as error:
        raise UnreadableFile("xlsx") from error


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def to_csv(header: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """A CSV that spreadsheets open as it is meant: UTF-8 with its mark, no formulas."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([safe(cell) for cell in header])
    writer.writerows([safe(cell) for cell in line] for line in lines)
    return buffer.getvalue().encode("utf-8-sig")
