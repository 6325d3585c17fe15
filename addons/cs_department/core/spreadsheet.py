"""Spreadsheets that leave the program."""

import io
from collections.abc import Callable

import xlsxwriter

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: a page of a workbook has a name of so many letters
PAGE_NAME = 31


def written(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    """The file of a workbook that ``fill`` writes; what people wrote is text, whatever it begins with."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    fill(book)
    book.close()
    return file.getvalue()
