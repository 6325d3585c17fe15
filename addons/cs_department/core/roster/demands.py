"""Which of the demands on record holds on which day: the narrower goes before the wider."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .days import Days

__all__ = ["DAY_TYPES", "Demand", "needed_on"]

#: kinds of days that a demand may be about, the narrowest last
DAY_TYPES = ("every", "workday", "weekend", "weekdays", "holiday")


@dataclass(frozen=True, slots=True)
class Demand:
    """How many people a shift needs on some days.

    :param id: and template, skill: what the caller calls them; ``skill`` is ``None``
        for everybody on the shift.
    :param day_type: one of :data:`DAY_TYPES`; "weekdays" are those of ``weekdays``
        (0 is Monday), whatever else the day is.
    :param own: the demand names its team: it goes before one of every team.
    :param date_from: and date_to: in force between, ``None``: without end. One with
        both ends goes before those that hold for good.
    """

    id: int
    template: int
    skill: int | None
    needed: int
    priority: int = 1
    day_type: str = "every"
    weekdays: frozenset[int] = frozenset()
    own: bool = True
    date_from: date | None = None
    date_to: date | None = None

    def _holds(self, day: date, kind: str) -> bool:
        if (self.date_from and day < self.date_from) or (self.date_to and day > self.date_to):
            return False
        if self.day_type == "weekdays":
            return day.weekday() in self.weekdays
        return self.day_type in ("every", kind)

    def _narrowness(self) -> tuple:
        return bool(self.date_from and self.date_to), DAY_TYPES.index(self.day_type), self.own, -self.id


def needed_on(demands: Iterable[Demand], days: Days) -> Sequence[tuple[int, Demand]]:
    """(day, demand) of the whole roster: for each day, shift and skill the narrowest that holds."""
    widest_first = sorted(demands, key=Demand._narrowness)
    found = []
    for index, day in enumerate(days.dates):
        kind = days.kind(day)
        holding = {(one.template, one.skill): one for one in widest_first if one._holds(day, kind)}
        found += [(index, one) for _what, one in sorted(holding.items(), key=lambda item: str(item[0]))]
    return found
