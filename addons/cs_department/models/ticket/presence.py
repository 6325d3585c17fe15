from datetime import date, datetime, time, timedelta

from pytz import timezone, utc

from odoo import api, models, tools

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

    _inherit = "hr.employee"

    @tools.ormcache("user_ids", "company_id", "tz", "day")
    @api.model
    def _cs_working_users(
        self, user_ids: frozenset[int], company_id: int, tz: str, day: date
    ) -> tuple[frozenset[int], frozenset[int]]:
        """Which of the users are employees, and which of those have work on the day.

        Their calendar has hours then, and no leave takes all of them.
        """
        # sudo: presence is looked up for every registrar
        employees = self.sudo().with_context({})
        employees = employees.search([("user_id", "in", list(user_ids)), ("company_id", "=", company_id)])
        working = employees.browse()
        for calendar, group in employees.grouped("resource_calendar_id").items():
            if not calendar:
                working |= group
                continue
            # one call per working calendar, departments have a handful
            intervals = calendar._work_intervals_batch(*_local_span(day, tz), resources=group.resource_id)
            working |= group.filtered(lambda e, i=intervals: bool(i[e.resource_id.id]))
        return frozenset(employees.user_id.ids), frozenset(working.user_id.ids)

    @api.model
    def _cs_checked_in_users(self, user_ids, company_id: int, tz: str, day: date) -> set[int]:
        """Users with an attendance on the day."""
        start, stop = (moment.replace(tzinfo=None) for moment in _local_span(day, tz))
        # sudo: presence is looked up for every registrar
        attendances = self.env["hr.attendance"].sudo()
        here = attendances.search(
            [
                ("employee_id.user_id", "in", list(user_ids)),
                ("employee_id.company_id", "=", company_id),
                ("check_in", "<", stop),
                "|",
                ("check_out", "=", False),
                ("check_out", ">=", start),
            ]
        )
        return set(here.employee_id.user_id.ids)

    @api.model_create_multi
    def create(self, vals_list):
        employees = super().create(vals_list)
        self.env.registry.clear_cache()
        return employees

    def write(self, vals):
        result = super().write(vals)
        if _DECISIVE & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result


class HrVersion(models.Model):
    """A contract or a change of working hours moves who is at work."""

    _name = "hr.version"
    _inherit = ["hr.version", "cs.cached.mixin"]


class ResourceResource(models.Model):
    _inherit = "resource.resource"

    def write(self, vals):
        result = super().write(vals)
        if {"active", "calendar_id", "tz"} & vals.keys():
            self.env.registry.clear_cache()
        return result
