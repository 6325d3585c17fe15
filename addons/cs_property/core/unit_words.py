"""How people write a unit: 3-2-1201, 3栋2单元1201室, 3 2 1201, 3#1201 – and what is looked for then."""

import re
import unicodedata
from typing import NamedTuple

#: words between the parts of an address inside an estate
_BETWEEN = re.compile(r"(?:号楼|栋|幢|座|楼|单元|门|#|/|_|\s|,|，|。|\.|－|—|–)+")
#: words at the end that say nothing
_AFTER = re.compile(r"(?:室|号|房)$")
_DASHES = re.compile(r"-{2,}")
_DIGITS = re.compile(r"[0-9]+")
#: digits of the largest number that is sorted by its value
_WIDTH = 6


class Wanted(NamedTuple):
    """What may be meant by a text.

    :param code: the whole code of a unit, like ``3-2-1201``; or the beginning of one.
    :param building: and ``number``: code of the building and number of the door, where the stair was left out;
        empty otherwise.
    """

    code: str
    building: str = ""
    number: str = ""


def typed(text: object, longest: int) -> str:
    """What somebody typed or scanned, as text that may be looked for: no control signs, no blanks around.

    :param longest: more signs than this are cut off.
    """
    plain = text if isinstance(text, str) else ""
    return "".join(sign for sign in plain[:longest] if sign.isprintable()).strip()


def spoken(text: object, longest: int) -> str:
    """What somebody said, as :func:`typed`, but in its lines."""
    plain = text if isinstance(text, str) else ""
    return "".join(sign for sign in plain[:longest] if sign == "\n" or sign.isprintable()).strip()


def in_order(code: str) -> str:
    """A code so that sorting by letters sorts by number: 1-2-301 before 1-10-101, floor 3 before floor 12."""
    return _DIGITS.sub(lambda found: found[0].zfill(_WIDTH), code)


def wanted(text: str) -> Wanted | None:
    """Read what was typed for a unit.

    :param text: as typed; full-width signs and Chinese words between the parts are understood.
    :return: ``None`` for nothing.
    """
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    plain = _AFTER.sub("", plain)
    code = _DASHES.sub("-", _BETWEEN.sub("-", plain)).strip("-")
    if not code:
        return None
    parts = code.split("-")
    return Wanted(code, parts[0], parts[1]) if len(parts) == 2 else Wanted(code)
