from datetime import date, datetime, time, timedelta

from odoo import api, fields, models, tools
from odoo.tools import frozendict
from odoo.tools.date_utils import float_to_time
from odoo.tools.intervals import Intervals
from pytz import timezone, utc

from ...core.clock import AroundTheClock, WorkingTime

CHINESE_ZONES = {
    "Asia/Shanghai",
    "Asia/Chongqing",
    "Asia/Chungking",
    "Asia/Harbin",
    "Asia/Urumqi",
    "Asia/Kashgar",
    "PRC",
}


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    cs_public_calendar = fields.Boolean(
        "Follows public holidays and make-up days",
        compute="_compute_cs_public_calendar",
        store=True,
        readonly=False,
        help="Public holidays are off and make-up working days are worked, as the list of public holidays has them.",
    )

    @api.depends("company_id.partner_id.country_id", "tz")
    def _compute_cs_public_calendar(self):
        """Those of Chinese companies and all that keep Chinese time.

        A new database says nothing of China but the time zone: its company is American.
        """
        for calendar in self:
            # sudo: the country of a company is no secret, its address may be
            country = calendar.company_id.sudo().partner_id.country_id
            calendar.cs_public_calendar = country.code == "CN" or calendar.tz in CHINESE_ZONES

    def write(self, vals):
        result = super().write(vals)
        self._cs_hours_changed()
        return result

    @api.model
    def _cs_hours_changed(self) -> None:
        """Working hours, closures or holidays have changed: forget what is known.

        Whoever keeps deadlines extends this to have them counted anew. It is called
        for every write, so that it only takes note.
        """
        self.env.registry.clear_cache()

    # --------------------------------------------------- holidays and make-up days

    @tools.ormcache("self.id", "company_id", "self.cs_public_calendar")
    def _cs_exceptions(self, company_id: int) -> frozendict:
        """Exceptional local days of one calendar: date → weekday, ``None`` = off.

        :param company_id: the calendar's company, or for a calendar shared by all
            the company that one works for.
        """
        self.ensure_one()
        return frozendict(
            (day.date, day.weekday)
            for day in self.env["cs.calendar.exception"]._exception_days()
            if day.company_id in (False, company_id)
            and (self.id in day.calendar_ids if day.calendar_ids else self.cs_public_calendar)
        )

    def _cs_exceptions_between(self, first: date, last: date) -> dict:
        """The exceptions of ``first``…``last``; nothing is read when they are known."""
        company = self.company_id or self.env.company
        days = self._origin._cs_exceptions(company.id) if self._origin else {}
        return {day: days[day] for day in days if first <= day <= last}

    def _attendance_intervals_batch(self, start_dt, end_dt, resources=None, domain=None, tz=None, lunch=False):
        result = super()._attendance_intervals_batch(
            start_dt, end_dt, resources=resources, domain=domain, tz=tz, lunch=lunch
        )
        # No zone is further than a day from UTC.
        exceptions = self._cs_exceptions_between(
            start_dt.astimezone(utc).date() - timedelta(days=1),
            end_dt.astimezone(utc).date() + timedelta(days=1),
        )
        if not exceptions:
            return result
        resources = resources or self.env["resource.resource"]
        calendars = resources._get_calendar_at(start_dt, tz) if resources else {}
        fixed = {}
        for resource in [*resources, self.env["resource.resource"]]:
            calendar = calendars.get(resource) if resource else self
            if not calendar:
                continue  # works when he likes
            zone = tz or timezone((resource or self).tz)
            bounds = start_dt.astimezone(zone), end_dt.astimezone(zone)
            intervals = result[resource.id]
            if self.flexible_hours or calendar.flexible_hours:
                result[resource.id] = self._cs_flexible_days(
                    intervals, exceptions, bounds, 0 if lunch else calendar.hours_per_day
                )
                continue
            if zone not in fixed:
                rows = self._cs_rows(exceptions, domain, lunch)
                fixed[zone] = self._cs_fixed_days(intervals, rows, bounds)
            result[resource.id] = fixed[zone]
        return result

    def _cs_rows(self, exceptions: dict, domain, lunch: bool) -> dict:
        """The attendance rows that each exceptional day has: date → rows.

        A make-up day whose model weekday has no hours keeps its own: it is left out.
        """
        none = self.env["resource.calendar.attendance"]
        lines = self.attendance_ids.filtered(lambda line: not line.display_type)
        wanted = lines.filtered(lambda line: (line.day_period == "lunch") == lunch)
        wanted = wanted.filtered_domain(domain) if domain else wanted
        result = {}
        for day, weekday in exceptions.items():
            if weekday is None:
                result[day] = none
                continue
            week = str(none.get_week_type(day)) if self.two_weeks_calendar else None

            def fits(line, weekday=str(weekday), week=week):
                return line.dayofweek == weekday and week in (None, line.week_type)

            if any(line._is_work_period() for line in lines.filtered(fits)):
                result[day] = wanted.filtered(fits)
        return result

    @api.model
    def _cs_fixed_days(self, intervals, rows: dict, bounds: tuple) -> Intervals:
        """Give exceptional days the rows that :meth:`_cs_rows` found for them."""
        low, high = bounds
        localize = low.tzinfo.localize
        kept = [span for span in intervals if span[0].date() not in rows]
        added = [
            (
                max(low, localize(datetime.combine(day, float_to_time(row.hour_from)))),
                min(high, localize(datetime.combine(day, float_to_time(row.hour_to)))),
                row,
            )
            for day, lines in rows.items()
            for row in lines
        ]
        return Intervals(kept + added, keep_distinct=True)

    @api.model
    def _cs_flexible_days(self, intervals, exceptions: dict, bounds: tuple, hours: float) -> Intervals:
        """Take the days off out of flexible hours and fill make-up days around noon.

        :param hours: what a make-up day without hours gets.
        """
        low, high = bounds
        kept = [span for span in intervals if exceptions.get(span[0].date(), span) is not None]
        worked = {span[0].date() for span in kept}
        for day, weekday in exceptions.items():
            if weekday is None or day in worked or not hours:
                continue
            noon = low.tzinfo.localize(datetime.combine(day, time(12)))
            half = timedelta(hours=hours / 2)
            start, end = max(low, noon - half), min(high, noon + half)
            if start < end:
                span_hours = (end - start).total_seconds() / 3600
                row = self.env["resource.calendar.attendance"].new({"duration_hours": span_hours, "duration_days": 1})
                kept.append((start, end, row))
        return Intervals(kept, keep_distinct=True)

    def _get_unusual_days(self, start_dt, end_dt, company_id=False):
        """Odoo greys days by their hours, but for flexible calendars by leaves only."""
        days = super()._get_unusual_days(start_dt, end_dt, company_id=company_id)
        if self and self.flexible_hours:
            off = self._cs_exceptions_between(start_dt.date(), end_dt.date())
            days.update((fields.Date.to_string(day), True) for day, weekday in off.items() if weekday is None)
        return days

    def _works_on_date(self, date):
        self.ensure_one()
        exceptions = self._cs_exceptions_between(date, date)
        if date in exceptions and exceptions[date] is None:
            return False
        return date in exceptions or super()._works_on_date(date)

    # ----------------------------------------------------------------- for clocks

    def _cs_working_time(self, tz: str | None = None) -> WorkingTime | AroundTheClock:
        """The arithmetic of these working hours; of no calendar: around the clock.

        Public holidays, make-up days and closures of the company (time off without a
        resource) count. A calendar without a company takes the closures of the
        current company (``with_company``).

        :param tz: zone whose midnights end the days when there is no calendar;
            default is that of the company's working hours.
        """
        if not self:
            # sudo: every user's clocks run on the company's time
            company = self.env.company.sudo()
            zone = tz or company.resource_calendar_id.tz or company.partner_id.tz
            return AroundTheClock(timezone(zone or "UTC"))
        self.ensure_one()
        # sudo: a clock runs the same whoever starts it
        calendar = self.sudo()
        company_id = (calendar.company_id or self.env.company).id
        return WorkingTime(
            lambda year, month: calendar._cs_month(company_id, year, month),
            timezone(calendar.tz),
        )

    @tools.ormcache("self.id", "company_id", "year", "month", "self.cs_public_calendar")
    def _cs_month(self, company_id: int, year: int, month: int) -> tuple[tuple[datetime, datetime], ...]:
        """Working intervals of a UTC month, clipped to it, as naive UTC pairs."""
        zone = timezone(self.tz)
        first = utc.localize(datetime(year, month, 1))
        last = utc.localize(datetime(year + month // 12, month % 12 + 1, 1))
        # Whole local weeks: Odoo fills flexible hours from the start of the range on.
        low = first.astimezone(zone).date()
        low -= timedelta(days=low.weekday())
        high = last.astimezone(zone).date()
        high += timedelta(days=7 - high.weekday())
        spans = self.with_env(self.env(context={}))._work_intervals_batch(
            zone.localize(datetime.combine(low, time.min)),
            zone.localize(datetime.combine(high, time.min)),
            domain=[
                ("time_type", "=", "leave"),
                ("company_id", "in", (company_id, False)),
            ],
        )[False]
        # A second of work is what a closure until 23:59:59 leaves of a day.
        second = timedelta(seconds=1)
        return tuple(
            (
                max(start, first).astimezone(utc).replace(tzinfo=None),
                min(end, last).astimezone(utc).replace(tzinfo=None),
            )
            for start, end, _row in spans
            if end - start > second and end > first and start < last
        )


class ResourceCalendarAttendance(models.Model):
    _name = "resource.calendar.attendance"
    _inherit = ["resource.calendar.attendance", "cs.cached.mixin"]

    @api.model
    def _forget_cached(self):
        self.env["resource.calendar"]._cs_hours_changed()


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    def _cs_is_closure(self) -> bool:
        """Only closures (no resource) change a clock's hours, people's leaves do not."""
        return not all(leave.resource_id for leave in self)

    @api.model
    def _cs_leaves_changed(self, closure, resources):
        """Hours are forgotten for a closure; who is at work for the leave of somebody who takes cases."""
        if closure:
            self.env["resource.calendar"]._cs_hours_changed()
        # sudo: whether somebody has a login, not who
        elif resources.sudo().user_id:
            # Odoo keeps both in one cache; a leave is asked for a few times a day
            self.env.registry.clear_cache()

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        self._cs_leaves_changed(leaves._cs_is_closure(), leaves.resource_id)
        return leaves

    def write(self, vals):
        closure, resources = self._cs_is_closure(), self.resource_id
        result = super().write(vals)
        self._cs_leaves_changed(closure or self._cs_is_closure(), resources | self.resource_id)
        return result

    def unlink(self):
        closure, resources = self._cs_is_closure(), self.resource_id
        result = super().unlink()
        self._cs_leaves_changed(closure, resources)
        return result
