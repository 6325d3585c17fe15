from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import NamedTuple

from odoo import models
from pytz import timezone

from ...core import local_days
from ...core.roster.problem import Past

#: days of history that a roster goes on from: longer than any run of days that a rule limits
HISTORY_DAYS = 14


class Work(NamedTuple):
    """A shift that somebody has in another roster, or had before this one (naive UTC)."""

    employee_id: int
    date: object
    start: datetime
    end: datetime
    minutes: int
    night: bool
    roster_id: int | bool


class CsRoster(models.Model):
    """What is known of the people of a roster; every question is asked once for all of them (in sudo)."""

    _inherit = "cs.roster"

    def _skills_of_people(self, people) -> dict[int, frozenset[str]]:
        """Employee id → skills as the engine calls them."""
        lines = self.env["hr.employee.skill"].search_fetch(
            [("employee_id", "in", people.ids)], ["employee_id", "skill_id"]
        )
        found = defaultdict(set)
        for line in lines:
            found[line.employee_id.id].add(str(line.skill_id.id))
        return {employee: frozenset(skills) for employee, skills in found.items()}

    def _away_days(self, people, days) -> dict[int, set[int]]:
        """Employee id → days of the roster on which there is no contract, or not any more."""
        versions = self.env["hr.version"].search_fetch(
            [("employee_id", "in", people.ids)],
            ["employee_id", "contract_date_start", "contract_date_end", "departure_date"],
        )
        away = {}
        for employee, mine in versions.grouped("employee_id").items():
            spans = [(v.contract_date_start, v.contract_date_end) for v in mine if v.contract_date_start]
            left = max((v.departure_date for v in mine if v.departure_date), default=None)
            away[employee.id] = {
                days.index(day)
                for day in days.dates
                if (left and day > left)
                or (spans and not any(start <= day and (not end or day <= end) for start, end in spans))
            }
        return away

    def _leave_spans(self, people, days) -> dict[int, list[tuple[datetime, datetime, bool]]]:
        """Employee id → start and end (naive UTC) of approved leave, and whether it is of whole days."""
        zone = timezone(self.tz)
        low, high = local_days.midnight(days.first, zone), local_days.midnight(days.dates[-1] + timedelta(days=2), zone)
        found = defaultdict(list)
        leaves = self.env["hr.leave"].search_fetch(
            [
                ("employee_id", "in", people.ids),
                ("state", "=", "validate"),
                ("date_from", "<", high),
                ("date_to", ">", low),
            ],
            ["employee_id", "date_from", "date_to", "request_date_from", "request_date_to", "request_unit_half",
             "request_unit_hours"],
        )  # fmt: skip
        for leave in leaves:
            if leave.request_unit_half or leave.request_unit_hours:
                found[leave.employee_id.id].append((leave.date_from, leave.date_to, False))
                continue
            start = local_days.midnight(leave.request_date_from, zone)
            end = local_days.midnight(leave.request_date_to + timedelta(days=1), zone)
            found[leave.employee_id.id].append((start, end, True))
        # absences that were entered without an application
        others = self.env["resource.calendar.leaves"].search_fetch(
            [
                ("resource_id", "in", people.resource_id.ids),
                ("holiday_id", "=", False),
                ("time_type", "=", "leave"),
                ("date_from", "<", high),
                ("date_to", ">", low),
            ],
            ["resource_id", "date_from", "date_to"],
        )
        owner = {person.resource_id.id: person.id for person in people}
        for leave in others:
            found[owner[leave.resource_id.id]].append((leave.date_from, leave.date_to, False))
        return found

    def _contract_minutes(self, people, days, away) -> dict[int, int]:
        """Employee id → minutes of the working calendar in these days, holidays and leave taken off.

        People who work when they like have none.
        """
        zone = timezone(self.tz)
        low = zone.localize(datetime.combine(days.first, time.min))
        high = zone.localize(datetime.combine(days.dates[-1] + timedelta(days=1), time.min))
        calendar_of = people._get_calendars(days.first)
        found = {}
        by_calendar = people.grouped(lambda person: calendar_of[person.id])
        for calendar, group in by_calendar.items():
            if not calendar:
                continue
            # one call per working calendar, departments have a handful
            intervals = calendar.sudo()._work_intervals_batch(low, high, resources=group.resource_id, tz=zone)
            for person in group:
                gone = {days.first + timedelta(days=day) for day in away.get(person.id, ())}
                spans = [span for span in intervals[person.resource_id.id] if span[0].date() not in gone]
                found[person.id] = round(sum((stop - start).total_seconds() for start, stop, _row in spans) / 60)
        return found

    def _other_work(self, people, days) -> list[Work]:
        """What these people work elsewhere, or worked in the days before."""
        self.env["cs.shift"].flush_model()
        rows = self.env["cs.shift"].search_fetch(
            [
                ("employee_id", "in", people.ids),
                ("date", ">=", days.first - timedelta(days=HISTORY_DAYS)),
                ("date", "<=", days.dates[-1] + timedelta(days=1)),
                ("state", "!=", "cancelled"),
                ("layer", "=", "work"),
                ("roster_id", "!=", self.id),
            ],
            ["employee_id", "date", "start_at", "end_at", "minutes", "is_night", "roster_id"],
        )
        return [
            Work(row.employee_id.id, row.date, row.start_at, row.end_at, row.minutes, row.is_night, row.roster_id.id)
            for row in rows
        ]

    def _past_of(self, work, days, zero) -> dict[int, list[Past]]:
        """Employee id → work before the roster and in other rosters, one entry a day."""
        by_day = defaultdict(list)
        for one in work:
            day = days.index(one.date)
            # overtime of these days belongs to the shift beside it; what comes after says when to end: see _busy
            if day < 0 or (one.roster_id and day < days.number):
                by_day[one.employee_id, day].append(one)
        found = defaultdict(list)
        for (employee, day), mine in sorted(by_day.items()):
            found[employee].append(
                Past(
                    day=day,
                    start=_minutes(min(one.start for one in mine) - zero),
                    end=_minutes(max(one.end for one in mine) - zero),
                    minutes=sum(one.minutes for one in mine),
                    night=any(one.night for one in mine),
                )
            )
        return found

    def _known_days(self, people, days) -> dict[int, int]:
        """Employee id → how many days before the roster are known: there was a roster with them on it."""
        before = self.search_fetch(
            [
                ("employee_ids", "in", people.ids),
                ("date_to", ">=", days.first - timedelta(days=HISTORY_DAYS)),
                ("date_from", "<", days.first),
            ],
            ["date_from", "date_to", "employee_ids"],
        )
        known = {}
        for person in people:
            spans = [(roster.date_from, roster.date_to) for roster in before if person in roster.employee_ids]
            back = 0
            while back < HISTORY_DAYS and any(
                start <= days.first - timedelta(days=back + 1) <= end for start, end in spans
            ):
                back += 1
            known[person.id] = back
        return known


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
