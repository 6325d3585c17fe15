"""What a roster costs on an instance of Curtois and Qu, and which hard rules it breaks, straight from the text.

Independent by intent: it shares no code with the addon and none with the reader, so that a mistake in either shows.
A roster is person → list of the shift's name or "" per day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path

Roster = Mapping[str, Sequence[str]]


@dataclass
class Score:
    """The cost, and one sentence for each hard rule broken."""

    cost: int = 0
    broken: list[str] = field(default_factory=list)


def score(path: Path, roster: Roster) -> Score:
    """Price and breaches of the roster on the instance in the file."""
    text = _Text(path)
    found = Score()
    if set(roster) != set(text.staff):
        found.broken.append("not the people of the instance")
        return found
    for name, worked in roster.items():
        if len(worked) != text.days:
            found.broken.append(f"{name}: {len(worked)} days")
            return found
        found.broken += [f"{name}: {what}" for what in text.breaches(name, worked)]
    found.cost = text.requests(roster) + text.coverage(roster)
    return found


class _Text:
    def __init__(self, path: Path) -> None:
        self.parts: dict[str, list[str]] = {}
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("SECTION_"):
                rows = self.parts.setdefault(line.strip().removeprefix("SECTION_"), [])
            elif line.strip() and not line.startswith("#"):
                rows.append(line.strip())
        self.days = int(self.parts["HORIZON"][0])
        self.minutes: dict[str, int] = {}
        self.banned_after: dict[str, set[str]] = {}
        for line in self.parts["SHIFTS"]:
            shift, minutes, banned = line.split(",")
            self.minutes[shift] = int(minutes)
            self.banned_after[shift] = set(banned.split("|")) - {""}
        self.staff = {line.split(",")[0]: line.split(",")[1:] for line in self.parts["STAFF"]}
        self.away = {line.split(",")[0]: set(map(int, line.split(",")[1:])) for line in self.parts["DAYS_OFF"]}

    def breaches(self, name: str, worked: Sequence[str]):
        most, *limits = self.staff[name]
        longest, least, run_most, run_least, off_least, weekends = map(int, limits)
        for limit in most.split("|"):
            shift, number = limit.split("=")
            if list(worked).count(shift) > int(number):
                yield f"more than {number} of {shift}"
        total = sum(self.minutes[shift] for shift in worked if shift)
        if not least <= total <= longest:
            yield f"{total} minutes, not {least} to {longest}"
        yield from self.runs(worked, run_most, run_least, off_least)
        for day, (first, second) in enumerate(pairwise(worked)):
            if first and second in self.banned_after[first]:
                yield f"{second} after {first} on day {day + 1}"
        if sum(any(worked[day : day + 2]) for day in range(5, self.days, 7)) > weekends:
            yield f"works on more than {weekends} weekends"
        for day in self.away.get(name, ()):
            if worked[day]:
                yield f"works on the day off {day}"

    def runs(self, worked: Sequence[str], run_most: int, run_least: int, off_least: int):
        """At the edges the days outside count as whatever satisfies a least; a most counts inside only."""
        begin = 0
        for busy, group in groupby(map(bool, worked)):
            length = len(list(group))
            inside = begin > 0 and begin + length < self.days
            if busy and length > run_most:
                yield f"{length} days in a row from day {begin}"
            if inside and length < (run_least if busy else off_least):
                yield f"only {length} {'days of work' if busy else 'days off'} from day {begin}"
            begin += length

    def requests(self, roster: Roster) -> int:
        cost = 0
        for part, wanted in (("SHIFT_ON_REQUESTS", True), ("SHIFT_OFF_REQUESTS", False)):
            for line in self.parts[part]:
                name, day, shift, weight = line.split(",")
                if (roster[name][int(day)] == shift) != wanted:
                    cost += int(weight)
        return cost

    def coverage(self, roster: Roster) -> int:
        cost = 0
        for line in self.parts["COVER"]:
            day, shift, needed, under, over = line.split(",")
            there = sum(worked[int(day)] == shift for worked in roster.values())
            cost += max(0, int(needed) - there) * int(under) + max(0, there - int(needed)) * int(over)
        return cost
