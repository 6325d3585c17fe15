"""Who owns a unit, who pays for it and on which days: spans of local days of the estate, both ends included."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

_DAY = timedelta(days=1)
WHOLE = Decimal(100)

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who has to do with a unit.

    :param share: of the ownership in percent; nothing for other roles.
    :param last: the last day; ``None``: until further notice.
    :param pays: pays instead of the owner – all fees, or those of ``items``.
    """

    id: int
    partner: int
    role: str
    first: date
    last: date | None = None
    share: Decimal = WHOLE
    pays: bool = False
    items: frozenset[int] = field(default_factory=frozenset)

    def there(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def overfull(parties: Iterable[Party]) -> tuple[date, Decimal] | None:
    """The first day on which the owners hold more than the whole, with their sum."""
    owners = [one for one in parties if one.role == "owner"]
    for day in sorted({one.first for one in owners}):
        total = sum((one.share for one in owners if one.there(day)), Decimal(0))
        if total > WHOLE:
            return day, total
    return None


def payer_spans(parties: Iterable[Party], first: date, last: date, item: int | None = None) -> list[tuple]:
    """Who pays on which days: whoever is said to pay this fee, or all fees, else the owner with the largest share.

    Of several who pay the one who came last counts.

    :param item: of the fee; without it, whoever pays all fees.
    :return: (first day, last day, partner), without days that nobody pays for.
    """
    there = [one for one in parties if one.first <= last and (one.last is None or one.last >= first)]
    spans = []
    for begin, end in _pieces([(one.first, one.last) for one in there], first, last):
        payer = _payer([one for one in there if one.there(begin)], item)
        if payer is None:
            continue
        if spans and spans[-1][2] == payer and spans[-1][1] + _DAY == begin:
            spans[-1] = (spans[-1][0], end, payer)
        else:
            spans.append((begin, end, payer))
    return spans


def merged(spans: Iterable[tuple[date, date | None]], first: date, last: date) -> list[Span]:
    """The days of spans within a time, those that touch made one."""
    found: list[Span] = []
    for begin, end in sorted((max(one[0], first), min(one[1] or last, last)) for one in spans):
        if begin > end:
            continue
        if found and begin <= found[-1][1] + _DAY:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def _payer(parties: list[Party], item: int | None) -> int | None:
    paying = [one for one in parties if one.pays and (not one.items or item in one.items)]
    if paying:
        return max(paying, key=lambda one: (bool(one.items), one.first, one.id)).partner
    owners = [one for one in parties if one.role == "owner"]
    return min(owners, key=lambda one: (-one.share, one.id)).partner if owners else None


def _pieces(spans: list[tuple[date, date | None]], first: date, last: date) -> Iterator[Span]:
    """Days within which nobody comes or goes."""
    cuts = {first, last + _DAY}
    for begin, end in spans:
        cuts |= {day for day in (begin, end and end + _DAY) if day and first < day <= last}
    days = sorted(cuts)
    for begin, following in pairwise(days):
        yield begin, following - _DAY
