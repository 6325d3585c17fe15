"""Who gets a free parking space: the order of a waiting list by the facts that a rule puts first.

Nothing here reads a clock or a database: the caller gives the facts, and the same facts give the same order.
"""

import re
import unicodedata
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

_NO_PLATE = re.compile(r"[\s·.\-_]+")
#: a province's sign or letters, then letters and digits; long enough for new energy and foreign plates
_PLATE = re.compile(r"[\w]{4,12}")


@dataclass(frozen=True)
class Waiting:
    """One who waits.

    :param since: naive UTC moment from which he waits.
    :param facts: what is true of him, by the names that rules use.
    """

    key: Hashable
    since: datetime
    facts: Collection[str] = ()


def ranked(rows: Iterable[Waiting], order: Sequence[str], needed: Collection[str] = ()) -> list[Hashable]:
    """The keys of those who may get a space, the first first.

    :param order: facts that go before, the strongest first; then whoever waits longer.
    :param needed: facts without which nobody gets one.
    """
    fit = [row for row in rows if set(needed) <= set(row.facts)]
    fit.sort(key=lambda row: (*(fact not in row.facts for fact in order), row.since, str(row.key)))
    return [row.key for row in fit]


def plate(text: str) -> str:
    """A number plate as it is compared: capital letters, no blanks or dots; empty for what can be no plate."""
    plain = _NO_PLATE.sub("", unicodedata.normalize("NFKC", text or "")).upper()
    return plain if _PLATE.fullmatch(plain) and "_" not in plain else ""
