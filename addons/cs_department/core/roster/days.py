"""The days of a roster by their kind: public holidays, weekends, weeks, parts of months."""

from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["Days"]

#: Saturday, as ``date.weekday`` counts
_SATURDAY = 5
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Days:
    """The days from ``first`` on; day 0 is the first.

    :param exceptions: day → weekday whose hours it has (a make-up working day) or
        ``None`` (a public holiday).
    """

    first: date
    number: int
    exceptions: Mapping[date, int | None]

    @property
    def dates(self) -> list[date]:
        """Every day of the roster."""
        return [self.first + timedelta(days=day) for day in range(self.number)]

    def index(self, day: date) -> int:
        """Which day of the roster a date is; negative before it."""
        return (day - self.first).days

    def kind(self, day: date) -> str:
        """ "holiday", "weekend" or "workday": a public holiday is no weekend, a make-up Saturday is worked."""
        if day in self.exceptions:
            return "holiday" if self.exceptions[day] is None else "workday"
        return "weekend" if day.weekday() >= _SATURDAY else "workday"

    def of_kind(self, kind: str) -> frozenset[int]:
        """The days (indices) of a kind."""
        return frozenset(self.index(day) for day in self.dates if self.kind(day) == kind)

    def weekends(self) -> tuple[tuple[int, ...], ...]:
        """The weekend days, those of one weekend together."""
        return self._by_week(sorted(self.of_kind("weekend")))

    def weeks(self, known: int) -> tuple[tuple[int, ...], ...]:
        """Days of each week from Monday on; the first one with its days before the roster.

        :param known: how many days before the roster are known.
        """
        monday = -self.first.weekday()
        return self._by_week(range(max(monday, -known), self.number))

    def months(self) -> float:
        """How many months the roster is long: 1 for any calendar month, 0.5 for half of one."""
        return sum(1 / monthrange(day.year, day.month)[1] for day in self.dates)

    def _by_week(self, days: Sequence[int] | Collection[int]) -> tuple[tuple[int, ...], ...]:
        weeks: dict[int, list[int]] = {}
        for day in days:
            weeks.setdefault((day + self.first.weekday()) // _WEEK, []).append(day)
        return tuple(map(tuple, weeks.values()))
