"""The public file of a year's holidays and make-up working days, read strictly.

The format is that of the holiday-cn project, which follows the State Council's
notices: ``{"year": 2026, "papers": [url], "days": [{"name", "date", "isOffDay"}]}``.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Code = Literal["not_json", "no_year", "no_days", "no_name", "bad_date", "bad_flag", "far", "double"]

#: what the notices call the days → English
ENGLISH = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Tomb-Sweeping Day",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
    "中秋节、国庆节": "Mid-Autumn Festival and National Day",
    "国庆节、中秋节": "National Day and Mid-Autumn Festival",
}


@dataclass(frozen=True, slots=True)
class Day:
    """A day that differs from its weekday: off, or worked to make up for one off."""

    date: date
    name: str
    off: bool


@dataclass(frozen=True, slots=True)
class Year:
    """All exceptional days that one notice announces."""

    year: int
    source: str
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file; ``row`` counts the days from 1, 0 is the file."""

    row: int
    code: Code
    value: str = ""


class HolidayFileError(ValueError):
    """The file cannot be used; :attr:`problems` names every row in question."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{p.row}: {p.code} {p.value}" for p in problems))
        self.problems = tuple(problems)


def parse_year(content: bytes | str) -> Year:
    """Read one year's file.

    :raises HolidayFileError: with all problems at once, so that one look mends them.
    """
    try:
        data = json.loads(content)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise HolidayFileError([Problem(0, "not_json")]) from error
    if not isinstance(data, dict) or not _is_year(data.get("year")):
        raise HolidayFileError([Problem(0, "no_year")])
    rows = data.get("days")
    if not isinstance(rows, list) or not rows:
        raise HolidayFileError([Problem(0, "no_days", str(data["year"]))])
    days: dict[date, Day] = {}
    problems: list[Problem] = []
    for number, row in enumerate(rows, start=1):
        found = _parse_day(number, row, data["year"])
        if isinstance(found, Problem):
            problems.append(found)
        elif found.date in days:
            problems.append(Problem(number, "double", found.date.isoformat()))
        else:
            days[found.date] = found
    if problems:
        raise HolidayFileError(problems)
    papers = data.get("papers")
    papers = papers if isinstance(papers, list) else []
    source = " ".join(paper for paper in papers if isinstance(paper, str))
    return Year(data["year"], source, tuple(days[day] for day in sorted(days)))


def _is_year(value: Any) -> bool:
    return type(value) is int and 1900 <= value <= 2999


def _parse_day(number: int, row: Any, year: int) -> Day | Problem:
    row = row if isinstance(row, dict) else {}
    name, written, off = row.get("name"), row.get("date"), row.get("isOffDay")
    try:
        day = date.fromisoformat(written)
    except (TypeError, ValueError):
        return Problem(number, "bad_date", "" if written is None else str(written))
    # A notice may reach over the turn of the year by some days.
    if not date(year - 1, 12, 1) <= day <= date(year + 1, 1, 31):
        return Problem(number, "far", written)
    if not isinstance(name, str) or not name.strip():
        return Problem(number, "no_name", written)
    if not isinstance(off, bool):
        return Problem(number, "bad_flag", written)
    return Day(day, name.strip(), off)
