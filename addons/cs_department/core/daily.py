"""Day reports and weekly summaries (D18): who owes one, until when, and what came of it.

Days and deadlines are local: of the team's time zone. Moments are naive UTC.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytz

from .local_days import at_local

DAY, WEEK = "day", "week"
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """Who hands in what until when.

    :param report: :data:`DAY` or :data:`WEEK`.
    :param team_ids: and job_ids: whom it is for; empty: everybody.
    :param days: from the day of the report (of a week: its Monday) to the day of the deadline.
    :param hour: local time of day of the deadline, 17.5 is half past five.
    :param remind: hours before the deadline; 0: nobody is reminded.
    :param grace: hours after the deadline until a report is missing for good.
    :param starts: first day for which a report is owed.
    """

    id: int
    report: str
    team_ids: frozenset[int]
    job_ids: frozenset[int]
    days: int
    hour: float
    remind: float
    grace: float
    starts: date | None = None
    ends: date | None = None

    def serves(self, team_id: int, job_id: int, day: date) -> bool:
        """Whether somebody owes this report for a day (of a week: its Monday)."""
        if (self.team_ids and team_id not in self.team_ids) or (self.job_ids and job_id not in self.job_ids):
            return False
        return (not self.starts or self.starts <= day) and (not self.ends or day <= self.ends)

    def moments(self, day: date, zone: pytz.BaseTzInfo) -> "Moments":
        """When it is reminded of, due and missing, for the report of a day."""
        due = at_local(day + timedelta(days=self.days), self.hour, zone)
        remind = due - timedelta(hours=self.remind) if self.remind else None
        return Moments(remind, due, due + timedelta(hours=self.grace))


@dataclass(frozen=True, slots=True)
class Moments:
    """Naive UTC; what is handed in up to ``due``, to the second, is in time."""

    remind: datetime | None
    due: datetime
    missing: datetime

    def next_look(self, now: datetime) -> datetime | None:
        """When time must look at a report that is still owed."""
        wanted = [self.remind, self.due + _SECOND, self.missing + _SECOND]
        return min((moment for moment in wanted if moment and moment > now), default=None)

    def put_off(self, until: datetime) -> "Moments":
        """The same distances around a later deadline."""
        if until <= self.due:
            return self
        later = until - self.due
        return Moments(self.remind and self.remind + later, until, self.missing + later)


def rule_for(rules: Iterable[Rule], report: str, team_id: int, job_id: int, day: date) -> Rule | None:
    """The first rule in the manager's order that is for somebody."""
    return next((rule for rule in rules if rule.report == report and rule.serves(team_id, job_id, day)), None)


def monday(day: date) -> date:
    """The first day of the week."""
    return day - timedelta(days=day.weekday())


def length(*texts: str | bool | None) -> int:
    """Characters that say something: without spaces and line ends."""
    return sum(len("".join(text.split())) for text in texts if text)
