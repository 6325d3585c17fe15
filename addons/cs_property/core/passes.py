"""Decisions at the gate: how much of a pass may leave, and how plates are compared."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_NOISE = re.compile(r"[\s·•.\-_]+")


@dataclass(frozen=True)
class Line:
    """One line of a release pass: on its way out, or on its way back.

    :param quantity: pieces that may pass; :param released: pieces that have passed.
    """

    id: int
    quantity: int
    released: int = 0


def plate(text: str) -> str:
    """A plate as it is compared: capitals without spaces, dots and dashes; at most 12 signs."""
    return _NOISE.sub("", text or "").upper()[:12]


def leaving(lines: Iterable[Line], wanted: Mapping[int, int] | None) -> dict[int, int]:
    """What leaves now: ``{line: pieces}`` without lines of which nothing leaves.

    :param wanted: pieces by line, as the guard counted them; ``None``: everything that is left.
    :raises ValueError: for a line that is not of the pass, pieces below nothing, more than is left, or nothing at all.
    """
    left = {line.id: line.quantity - line.released for line in lines}
    asked = left if wanted is None else dict(wanted)
    for key, pieces in asked.items():
        if key not in left or not 0 <= pieces <= left[key]:
            raise ValueError(key)
    found = {key: pieces for key, pieces in asked.items() if pieces}
    if not found:
        raise ValueError(0)
    return found


def all_left(lines: Iterable[Line], now: Mapping[int, int]) -> bool:
    """Whether nothing of the pass remains once ``now`` has left."""
    return all(line.released + now.get(line.id, 0) >= line.quantity for line in lines)
