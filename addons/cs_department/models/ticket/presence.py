from datetime import date, datetime, time, timedelta

from odoo import api, models, tools
from pytz import timezone, utc

#: what of an employee decides whether he is at work
_DECISIVE = frozenset({"active", "company_id", "current_version_id", "resource_calendar_id", "tz", "user_id"})


def _local_span(day: date, tz: str) -> tuple[datetime, datetime]:
    """Start and end of a local day, aware of the time zone."""
    zone = timezone(tz)
    return (
        zone.localize(datetime.combine(day, time.min)).astimezone(utc),
        zone.localize(datetime.combine(day + timedelta(days=1), time.min)).astimezone(utc),
    )


class HrEmployee(models.Model):
    """Who of the agents is at work on a day; kept in the cache until hours or leaves change."""

    _name = "hr.employee"
    _inherit = ["hr.employee", "cs.cached.mixin"]

    @tools.ormcache("user_ids", "company_id", "tz", "day")
    @api.model
    def _cs_working_users(
        self, user_ids: frozenset[int], company_id: int, tz: str, day: date
    ) -> tuple[frozenset[int], tuple[tuple[int, datetime | None], ...]]:
        """Which of the users are (or were) employees, and who has work on the day until when.

        Their calendar has hours then, and no leave takes all of them; the end is naive
        UTC, ``None`` where no calendar says when.
        """
        # sudo: presence is looked up for every registrar
        employees = self.sudo().with_context(active_test=False)
        employees = employees.search([("user_id", "in", list(user_ids)), ("company_id", "=", company_id)])
        known = frozenset(employees.user_id.ids)
        # who has left the company is known, and not there
        employees, ends = employees.filtered("active"), {}
        for calendar, group in employees.grouped("resource_calendar_id").items():
            if not calendar:
                ends |= dict.fromkeys(group.user_id.ids)
                continue
            # one call per working calendar, departments have a handful
            intervals = calendar._work_intervals_batch(*_local_span(day, tz), resources=group.resource_id)
            for employee in group:
                last = max((stop for _start, stop, _row in intervals[employee.resource_id.id]), default=None)
                if last:
                    ends[employee.user_id.id] = last.astimezone(utc).replace(tzinfo=None)
        return known, tuple(ends.items())

    @api.model
    def _cs_checked_in_users(self, user_ids, company_id: int, now: datetime) -> set[int]:
        """Users who have checked in, not out again, and are not on leave.

        :param now: naive UTC.
        """
        # sudo: presence is looked up for every registrar
        attendances = self.env["hr.attendance"].sudo()
        here = attendances.search(
            [
                ("employee_id.user_id", "in", list(user_ids)),
                ("employee_id.company_id", "=", company_id),
                ("check_in", "<=", now),
                "|",
                ("check_out", "=", False),
                ("check_out", ">", now),
            ]
        ).employee_id
        # sudo: see above
        leaves = self.env["resource.calendar.leaves"].sudo()
        away = leaves.search(
            [
                ("resource_id", "in", here.resource_id.ids),
                ("time_type", "=", "leave"),
                ("date_from", "<=", now),
                ("date_to", ">", now),
            ]
        ).resource_id
        return set(here.filtered(lambda e: e.resource_id not in away).user_id.ids)

    def _decides(self, vals):
        return bool(_DECISIVE & vals.keys())


class HrVersion(models.Model):
    """A contract or a change of working hours moves who is at work."""

    _name = "hr.version"
    _inherit = ["hr.version", "cs.cached.mixin"]


class ResourceResource(models.Model):
    _name = "resource.resource"
    _inherit = ["resource.resource", "cs.cached.mixin"]

    def _decides(self, vals):
        return bool({"active", "calendar_id", "tz"} & vals.keys())
