"""Home visits: how many a steward owes in a month, and which units come first. Pure; days are local dates.

Part of the visits goes to whoever has waited longest, whatever else is known: so nobody waits for ever. The
rest goes by points of what happened. The same facts always give the same list (P21).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal


@dataclass(frozen=True)
class Reason:
    """Why a unit comes first: worth so many points for so many days (0: as long as it is so)."""

    fact: str
    points: int
    days: int = 0


@dataclass(frozen=True)
class House:
    """A unit that may be visited.

    :param order: how units are sorted where nothing else decides.
    :param last_on: the last visit that was made; ``None``: never.
    :param facts: what is known of it → the day it happened, ``None``: it is so today.
    """

    id: int
    order: str
    last_on: date | None
    facts: Mapping[str, date | None]


@dataclass(frozen=True)
class Drawn:
    """A unit that is visited: its points, what gave them, and whether it was its turn by waiting."""

    id: int
    points: int
    facts: tuple[str, ...]
    waited: bool


def quota(units: int, each: int, percent: Decimal) -> int:
    """How many visits a steward owes in a month.

    :param each: so many, whatever he looks after; 0: by share.
    :param percent: of his units, rounded up.
    :return: never more than he has units.
    """
    owed = Decimal(each) if each else Decimal(units) * percent / 100
    return max(0, min(units, int(owed.to_integral_value(ROUND_CEILING))))


def reasons_of(house: House, reasons: Sequence[Reason], today: date) -> list[Reason]:
    """Those of the reasons that hold for a unit today; what lies ahead does not count yet."""
    found = []
    for reason in reasons:
        if reason.fact not in house.facts:
            continue
        day = house.facts[reason.fact]
        if day is None or not reason.days or timedelta() <= today - day <= timedelta(days=reason.days):
            found.append(reason)
    return found


def draw(
    houses: Sequence[House],
    reasons: Sequence[Reason],
    owed: int,
    today: date,
    rest_days: int,
    waiting_percent: Decimal,
) -> list[Drawn]:
    """The visits of a month, the most urgent first.

    :param owed: as of :func:`quota`; fewer come out where fewer may be visited.
    :param rest_days: nobody is visited again within so many days.
    :param waiting_percent: of the visits, rounded up, for those who have waited longest.
    """
    resting = timedelta(days=rest_days)
    free = [house for house in houses if house.last_on is None or today - house.last_on >= resting]
    by_waiting = sorted(free, key=lambda house: (house.last_on or date.min, house.order, house.id))
    owed = max(0, min(owed, len(free)))
    turns = int((owed * waiting_percent / 100).to_integral_value(ROUND_CEILING))
    waited = by_waiting[:turns]
    known = {house.id: reasons_of(house, reasons, today) for house in free}
    points = {key: sum(reason.points for reason in found) for key, found in known.items()}
    taken = {house.id for house in waited}
    place = {house.id: number for number, house in enumerate(by_waiting)}
    rest = sorted(
        (house for house in free if house.id not in taken), key=lambda house: (-points[house.id], place[house.id])
    )
    chosen = [(house, True) for house in waited]
    chosen += [(house, not points[house.id]) for house in rest[: owed - len(waited)]]
    chosen.sort(key=lambda pair: (-points[pair[0].id], place[pair[0].id]))
    return [
        Drawn(house.id, points[house.id], tuple(reason.fact for reason in known[house.id]), turn)
        for house, turn in chosen
    ]
