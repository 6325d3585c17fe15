"""Public holidays and make-up days in Odoo's own working hours."""

from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .calendar_case import SHANGHAI, CalendarCase, utc


class TestCalendarExceptions(CalendarCase):
    def test_the_announced_years_are_loaded_and_no_other(self):
        found = {}
        for day in self.Exception.search([("company_id", "=", False)]):
            counts = found.setdefault(day.date.year, [0, 0])
            counts[day.kind == "work"] += 1
            self.assertTrue(day.source.startswith("http"), day.display_name)
        self.assertEqual(found, {2022: [1, 0], 2023: [26, 7], 2024: [28, 8], 2025: [28, 5], 2026: [33, 6]})

    def test_the_spring_festival_moves_odoos_own_planning(self):
        start = SHANGHAI.localize(datetime(2026, 2, 13, 17))
        # 1 h on Friday, 8 h on the make-up Saturday, then the 24th
        self.assertEqual(self.office.plan_hours(2, start), SHANGHAI.localize(datetime(2026, 2, 14, 9, 30)))
        self.assertEqual(self.office.plan_hours(10, start), SHANGHAI.localize(datetime(2026, 2, 24, 9, 30)))
        # Odoo ends a day with its first interval
        self.assertEqual(self.office.plan_days(3, start), SHANGHAI.localize(datetime(2026, 2, 24, 12)))
        self.assertEqual(self.hours(self.office, "2026-02-14"), 8)
        self.assertEqual(self.hours(self.office, "2026-02-15", "2026-02-23"), 0)
        self.assertEqual(self.hours(self.office, "2026-02-28"), 8)
        self.assertEqual(self.hours(self.office, "2026-03-01"), 0)

    def test_calendars_in_china_follow_and_others_do_not(self):
        self.assertTrue(self.office.cs_public_calendar)
        abroad = self.make_calendar("London", tz="Europe/London", company_id=False)
        self.assertFalse(abroad.cs_public_calendar)
        self.assertTrue(self.make_calendar("Shared", company_id=False).cs_public_calendar)
        self.office.cs_public_calendar = False
        self.assertEqual(self.hours(self.office, "2026-02-14"), 0)
        self.assertEqual(self.hours(self.office, "2026-02-16"), 8)

    def test_a_day_for_some_calendars_leaves_the_others_alone(self):
        other = self.make_calendar("Other")
        abroad = self.make_calendar("Does not follow", cs_public_calendar=False)
        self.Exception.create({"name": "Jubilee", "date": "2026-03-03", "calendar_ids": (self.office + abroad).ids})
        self.assertEqual([self.hours(c, "2026-03-03") for c in (self.office, other, abroad)], [0, 8, 0])

    def test_a_companys_own_day_goes_before_the_general_one(self):
        self.Exception.create({"name": "We work", "date": "2026-02-16", "kind": "work", "company_id": self.company.id})
        stranger = self.env["res.company"].create({"name": "Stranger", "country_id": self.env.ref("base.cn").id})
        self.assertEqual(self.hours(self.office, "2026-02-16"), 8)
        self.assertEqual(self.hours(self.make_calendar("S", company_id=stranger.id), "2026-02-16"), 0)

    def test_a_day_stands_once_in_the_list_of_a_company(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.Exception.create({"name": "Again", "date": "2026-02-16"})
        # archived, it makes room
        self.Exception.search([("date", "=", "2026-02-16")]).active = False
        self.assertEqual(self.hours(self.office, "2026-02-16"), 8)
        self.Exception.create({"name": "Again", "date": "2026-02-16"})
        self.assertEqual(self.hours(self.office, "2026-02-16"), 0)

    def test_a_make_up_day_has_the_hours_of_its_weekday(self):
        self.office.attendance_ids.filtered(lambda a: a.dayofweek == "2" and a.day_period == "afternoon").unlink()
        saturday = self.Exception.search([("date", "=", "2026-02-14")])
        saturday.weekday = "2"
        self.assertEqual(self.hours(self.office, "2026-02-14"), 3.5)

    def test_where_the_model_weekday_has_no_hours_the_day_keeps_its_own(self):
        shop = self.make_calendar("Closed on Mondays", days=range(1, 7), spans=[(10, 14, "morning")])
        self.assertEqual(self.hours(shop, "2026-02-14"), 4)
        self.assertEqual(self.hours(shop, "2026-02-16", "2026-02-23"), 0)
        full = self.make_calendar("Half Saturdays", spans=[(8, 12, "morning")], days=range(6))
        full.attendance_ids = [
            Command.create({"name": "m", "dayofweek": "0", "hour_from": 13, "hour_to": 17, "day_period": "afternoon"})
        ]
        self.assertEqual(self.hours(full, "2026-02-14"), 8)
        self.assertEqual(self.hours(full, "2026-02-07"), 4)

    def test_the_lunch_break_moves_with_the_day(self):
        low, high = (SHANGHAI.localize(datetime(2026, 2, day)) for day in (13, 24))
        breaks = self.office._attendance_intervals_batch(low, high, lunch=True)[False]
        self.assertEqual([start.date() for start, _end, _row in breaks], [date(2026, 2, 13), date(2026, 2, 14)])

    def test_two_week_calendars_follow_the_week_that_the_day_lies_in(self):
        weeks = self.make_calendar("Two weeks", weeks=("0", "1"))
        odd = str(self.env["resource.calendar.attendance"].get_week_type(date(2026, 2, 14)))
        weeks.attendance_ids.filtered(
            lambda a: a.week_type == odd and a.dayofweek == "0" and a.day_period == "afternoon"
        ).unlink()
        self.assertEqual(self.hours(weeks, "2026-02-14"), 3.5)
        self.assertEqual(self.hours(weeks, "2026-02-28"), 3.5)
        self.assertEqual(self.hours(weeks, "2026-05-09"), 3.5 if self.same_week(odd, 9) else 8)
        self.assertEqual(self.hours(weeks, "2026-02-15", "2026-02-23"), 0)

    def same_week(self, odd, day):
        return str(self.env["resource.calendar.attendance"].get_week_type(date(2026, 5, day))) == odd

    def test_flexible_hours_lose_holidays_and_gain_make_up_days(self):
        flexible = self.make_calendar(
            "Flexible", spans=[], schedule_type="flexible", hours_per_day=8, full_time_required_hours=40
        )
        self.assertEqual(self.hours(flexible, "2026-03-02", "2026-03-08"), 40)
        self.assertEqual(self.hours(flexible, "2026-02-16", "2026-02-22"), 0)
        self.assertEqual(self.hours(flexible, "2026-02-09", "2026-02-15"), 48)
        unusual = flexible._get_unusual_days(utc("2026-02-16 00:00"), utc("2026-02-25 00:00"))
        self.assertTrue(unusual["2026-02-17"])
        self.assertFalse(unusual["2026-02-24"])

    def test_many_resources_in_their_own_zones_at_once(self):
        flexible = self.make_calendar(
            "Flexible", spans=[], schedule_type="flexible", hours_per_day=8, full_time_required_hours=40
        )
        make = self.env["resource.resource"].create
        shanghai, london, free, elastic = make(
            [
                {"name": "Shanghai", "tz": "Asia/Shanghai", "calendar_id": self.office.id},
                {"name": "London", "tz": "Europe/London", "calendar_id": self.office.id},
                {"name": "Free", "tz": "Asia/Shanghai", "calendar_id": False},
                {"name": "Elastic", "tz": "Asia/Shanghai", "calendar_id": flexible.id},
            ]
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Ill",
                "resource_id": shanghai.id,
                "calendar_id": self.office.id,
                "date_from": utc("2026-02-14 08:00"),
                "date_to": utc("2026-02-14 12:00"),
            }
        )
        low, high = (SHANGHAI.localize(datetime(2026, 2, day)) for day in (14, 24))
        everybody = shanghai + london + free + elastic
        found = self.office._work_intervals_batch(low, high, resources=everybody)
        total = {
            key: sum((end - start).total_seconds() / 3600 for start, end, _row in spans) for key, spans in found.items()
        }
        self.assertEqual(total, {shanghai.id: 4.5, london.id: 10, free.id: 240, elastic.id: 8, False: 8})
        self.assertEqual({str(start.tzinfo) for start, _e, _r in found[london.id]}, {"Europe/London"})
        # 2 h of Friday afternoon are after midnight in Shanghai
        self.assertEqual([start.hour for start, _e, _r in found[london.id]], [16, 8, 13])

    def test_leave_over_the_festival_costs_only_its_working_days(self):
        user = new_test_user(
            self.env, "cal_emp", groups="base.group_user", company_id=self.company.id, tz="Asia/Shanghai"
        )
        employee = self.env["hr.employee"].create(
            {"name": "Li", "user_id": user.id, "resource_calendar_id": self.office.id, "tz": "Asia/Shanghai"}
        )
        kind = self.env["hr.leave.type"].create(
            {"name": "Unpaid", "requires_allocation": False, "company_id": self.company.id}
        )
        leave = self.env["hr.leave"].create(
            {
                "employee_id": employee.id,
                "holiday_status_id": kind.id,
                "request_date_from": "2026-02-13",
                "request_date_to": "2026-02-24",
            }
        )
        self.assertEqual(leave.number_of_days, 3)
        unusual = employee._get_unusual_days("2026-02-13 00:00:00", "2026-02-24 23:59:59")
        self.assertEqual(
            sorted(day for day, off in unusual.items() if not off), ["2026-02-13", "2026-02-14", "2026-02-24"]
        )

    def test_works_on_date_knows_the_exceptions(self):
        days = {day: self.office._works_on_date(date(2026, 2, day)) for day in (13, 14, 16, 24)}
        self.assertEqual(days, {13: True, 14: True, 16: False, 24: True})

    def test_known_exceptions_cost_no_query(self):
        low, high = (SHANGHAI.localize(datetime(2026, 4, day)) for day in (1, 30))
        plain = self.make_calendar("Plain", cs_public_calendar=False)
        counts = []
        for calendar in (plain, self.office):
            calendar._attendance_intervals_batch(low, high)  # warm
            before = self.cr.sql_log_count
            calendar._attendance_intervals_batch(low, high)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_every_employee_sees_the_list_and_only_managers_change_it(self):
        user = new_test_user(self.env, "cal_user", groups="base.group_user")
        manager = new_test_user(self.env, "cal_manager", groups="cs_department.group_cs_manager")
        day = self.Exception.search([("date", "=", "2026-02-16")])
        self.assertTrue(day.with_user(user).name)
        with self.assertRaises(AccessError):
            day.with_user(user).name = "Mine"
        with self.assertRaises(AccessError):
            self.env["cs.calendar.load"].with_user(user).create({"file": b""})
        day.with_user(manager).name = "Spring Festival Eve"
