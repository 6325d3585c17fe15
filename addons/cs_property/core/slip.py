"""How long a paper slip is: a roll has no pages, so the page is as long as what is printed.

Pure. Widths are counted in columns of half a Chinese character.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Roll:
    """Paper of a slip printer.

    :param width: of the paper, mm.
    :param columns: of text that fit into a row.
    :param row: height of a row of text, mm.
    """

    width: int
    columns: int
    row: float


#: rolls that cash desks use, by the name of the setting
ROLLS = {"slip_80": Roll(80, 34, 5.5), "slip_58": Roll(58, 24, 5.5)}
#: room above and below, and for the stamp, mm
FRAME = 28


def columns(text: str) -> int:
    """Columns that a text takes: Chinese characters two, others one."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def height(texts: Iterable[str], roll: Roll) -> int:
    """How long the slip is, mm.

    :param texts: what stands in rows of its own, wrapped where it is too long.
    """
    rows = sum(max(1, -(-columns(text) // roll.columns)) for text in texts)
    return FRAME + int(rows * roll.row + 0.999)
