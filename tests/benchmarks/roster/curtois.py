"""Instances of Curtois and Qu as a :class:`Problem`: the same description that departments have.

All prices count in one stage; every limit of a person is a hard rule.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from types import ModuleType

from tests.benchmarks.roster.curtois_text import sections

DAY = 1440
STAGE = (("cover", "comfort"),)
FIELDS = ("max_minutes", "min_minutes", "max_run", "min_run", "min_off_run", "max_weekends")


def read(path: Path, roster: ModuleType):
    """The problem of a file.

    :param roster: the module ``problem`` of the engine (tests and the benchmark load it under different names).
    """
    rows = sections(path)
    days = int(rows["SECTION_HORIZON"][0][0])
    number = {row[0]: index for index, row in enumerate(rows["SECTION_SHIFTS"])}
    return roster.Problem(
        days=days,
        shifts=tuple(_shift(roster, row, days) for row in rows["SECTION_SHIFTS"]),
        people=_people(roster, rows, days, number),
        cover=tuple(
            roster.Cover(int(day), number[shift], int(needed), int(under), int(over))
            for day, shift, needed, under, over in rows["SECTION_COVER"]
        ),
        weeks=tuple(tuple(range(first, min(first + 7, days))) for first in range(0, days, 7)),
        weekends=tuple((first, first + 1) for first in range(5, days, 7)),
        forbidden=frozenset(
            (number[row[0]], number[after]) for row in rows["SECTION_SHIFTS"] for after in row[2].split("|") if after
        ),
        stages=STAGE,
    )


def _shift(roster: ModuleType, row: list[str], days: int):
    """The file knows no times of day: what may follow what is said in words, so all shifts may begin at midnight."""
    minutes = int(row[1])
    return roster.Shift(row[0], minutes, tuple((day * DAY, day * DAY + minutes) for day in range(days)))


def _people(roster: ModuleType, rows, days: int, number: dict[str, int]) -> tuple:
    wishes = defaultdict(list)
    for section, wanted in (("SECTION_SHIFT_ON_REQUESTS", True), ("SECTION_SHIFT_OFF_REQUESTS", False)):
        for person, day, shift, weight in rows[section]:
            wishes[person].append(roster.Wish(int(day), int(weight), wanted, number[shift]))
    off = {row[0]: [int(day) for day in row[1:] if day] for row in rows["SECTION_DAYS_OFF"]}
    return tuple(
        _person(roster, row, days, number, tuple(wishes[row[0]]), off.get(row[0], ())) for row in rows["SECTION_STAFF"]
    )


def _person(roster: ModuleType, row: list[str], days: int, number: dict[str, int], wishes: tuple, off):
    limits = {number[part.split("=")[0]]: int(part.split("=")[1]) for part in row[1].split("|")}
    never = {(day, shift) for shift, most in limits.items() if not most for day in range(days)}
    return roster.Person(
        key=row[0],
        rules={name: roster.Rule(int(value)) for name, value in zip(FIELDS, row[2:], strict=True)},
        cannot=frozenset(never | {(day, shift) for day in off for shift in number.values()}),
        wishes=wishes,
        max_of_shift={shift: most for shift, most in limits.items() if 0 < most < days},
    )
