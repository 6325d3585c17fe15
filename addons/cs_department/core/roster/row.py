"""One person's days laid out, history included: what every rule about a person reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from .problem import OFF, Person, Problem

__all__ = ["Row", "lay_out"]


@dataclass(frozen=True, slots=True)
class Row:
    """A person's days, known days before the roster first.

    :param before: number of known days before the roster; day ``d`` stands at
        ``before + d`` of the sequences.
    :param worked: whether there is work on the day, here or in another roster.
    :param night: whether that work is a night.
    :param minutes: day → paid minutes, also of days outside the roster.
    """

    days: Sequence[int]
    before: int
    worked: tuple[bool, ...]
    night: tuple[bool, ...]
    minutes: dict[int, int]

    def works(self, day: int) -> bool:
        """Whether there is work on a day; an unknown day counts as off."""
        place = self.before + day
        return 0 <= place < len(self.worked) and self.worked[place]

    def runs(self, which: Sequence[bool]) -> Iterator[tuple[bool, int, int]]:
        """Days in a row that are alike: what they are, the first day, the day after the last."""
        place = -self.before
        for value, group in groupby(which):  # pylint: disable=bad-builtin-groupby  # runs in order
            length = len(list(group))
            yield value, place, place + length
            place += length

    def closed_runs(self, working: bool) -> Iterator[tuple[int, int]]:
        """Runs of work (or of days off) whose beginning and end are both known.

        A run at the last day may go on, and one at the first known day may have begun
        before. One that ended before the roster began is no matter of this roster,
        unless its first day is what ended it.
        """
        last = len(self.worked) - self.before
        for value, first, end in self.runs(self.worked):
            if value == working and 0 <= end < last and first > -self.before:
                yield first, end


def lay_out(problem: Problem, person: Person, days: Sequence[int]) -> Row:
    """The row of a person who works ``days`` (day → shift or OFF)."""
    before = person.known_days
    total = before + problem.days
    worked, night = [False] * total, [False] * total
    minutes: dict[int, int] = {}
    for past in person.past:
        place = before + past.day
        if 0 <= place < total:
            worked[place] = True
            night[place] = night[place] or past.night
        minutes[past.day] = minutes.get(past.day, 0) + past.minutes
    for day, index in enumerate(days):
        if index != OFF:
            shift = problem.shifts[index]
            worked[before + day] = True
            night[before + day] = night[before + day] or shift.night
            minutes[day] = minutes.get(day, 0) + shift.minutes
    return Row(days, before, tuple(worked), tuple(night), minutes)
