"""When sealed answers may be opened without anybody being recognised.

Anonymous answers are put into a box and taken out in batches: an answer that lies alone
in its corner could be put down to the one customer who was asked there.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Ballot:
    """One sealed answer.

    :param corner: what would be shown of it beside the answer (kind, team, stratum…).
    :param form: what is known of it anyway (form and rule, or campaign).
    :param need: how many must lie together before they are opened.
    :param old: whether it has waited for company in its corner long enough.
    """

    id: int
    corner: Hashable
    form: Hashable
    need: int
    old: bool


class Opening(NamedTuple):
    """Ballots that are opened together.

    :param exact: whether their corner may be shown; else they are known by form only.
    """

    ids: tuple[int, ...]
    exact: bool


def openings(ballots: Iterable[Ballot]) -> list[Opening]:
    """The batches that may be opened now; every other ballot stays sealed."""
    corners, found = defaultdict(list), []
    for ballot in ballots:
        corners[ballot.form, ballot.corner].append(ballot)
    left = defaultdict(list)
    for (form, _corner), lying in corners.items():
        if _enough(lying):
            found.append(Opening(tuple(ballot.id for ballot in lying), True))
        else:
            left[form] += [ballot for ballot in lying if ballot.old]
    found += [Opening(tuple(ballot.id for ballot in lying), False) for lying in left.values() if _enough(lying)]
    return found


def _enough(lying: list[Ballot]) -> bool:
    return bool(lying) and len(lying) >= max(ballot.need for ballot in lying)
