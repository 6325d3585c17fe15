"""What clocks see of the working hours: exact, in step with Odoo, and forgotten when the hours change."""

import random
from datetime import date, datetime, timedelta

import pytz
from odoo.tests import new_test_user

from .calendar_case import SHANGHAI, CalendarCase, local, utc


class TestCalendarWorkingTime(CalendarCase):
    def agree(self, calendar, tz, first=date(2026, 1, 1), days=420, times=25):
        """Compare with Odoo's own answers at random moments."""
        chance = random.Random(calendar.name)
        time = calendar._cs_working_time()
        for _turn in range(times):
            start = datetime.combine(first, datetime.min.time()) + timedelta(minutes=chance.randrange(days * 1440))
            end = start + timedelta(minutes=chance.randrange(40 * 1440))
            hours = calendar.get_work_hours_count(start, end)
            self.assertAlmostEqual(time.minutes_between(start, end), hours * 60, 2, f"{start} {end}")
            amount = chance.randrange(1, 120 * 60)
            planned = calendar.plan_hours(amount / 60, pytz.utc.localize(start).astimezone(tz), compute_leaves=True)
            due = pytz.utc.localize(time.add(start, amount))
            self.assertLess(abs(due - planned), timedelta(seconds=1), f"{start} + {amount}")

    def test_it_agrees_with_odoo_in_every_zone(self):
        for name in ("Asia/Shanghai", "Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"):
            with self.subTest(zone=name):
                self.agree(self.make_calendar(name, tz=name), pytz.timezone(name), times=12)

    def test_it_agrees_with_odoo_on_nights_two_weeks_and_closures(self):
        night = [(0, 6, "morning"), (22, 24, "afternoon")]
        self.agree(self.make_calendar("Nights", days=range(7), spans=night), SHANGHAI, times=15)
        weeks = self.make_calendar("Two weeks", weeks=("0", "1"))
        weeks.attendance_ids.filtered(lambda a: a.week_type == "1" and a.dayofweek == "4").unlink()
        self.agree(weeks, SHANGHAI, times=15)
        self.env["resource.calendar.leaves"].create(
            [
                {"name": "Stocktaking", "calendar_id": self.office.id, "resource_id": False, **span}
                for span in (
                    {"date_from": utc("2026-03-04 13:00"), "date_to": utc("2026-03-04 15:00")},
                    {"date_from": utc("2026-06-29 00:00"), "date_to": utc("2026-07-02 23:59:59")},
                )
            ]
        )
        self.agree(self.office, SHANGHAI)

    def test_flexible_hours_give_the_same_weeks_wherever_a_month_ends(self):
        flexible = self.make_calendar(
            "Flexible", spans=[], schedule_type="flexible", hours_per_day=8, full_time_required_hours=40
        )
        time = flexible._cs_working_time()
        monday = datetime(2026, 2, 23)
        for _week in range(12):
            following = monday + timedelta(days=7)
            expected = self.hours(flexible, str(monday.date()), str(following.date() - timedelta(days=1)))
            found = time.minutes_between(utc(str(monday)), utc(str(following)))
            self.assertEqual(found, expected * 60, monday)
            monday = following

    def test_clocks_run_over_the_festival(self):
        time = self.office._cs_working_time()
        self.assertEqual(local(time.add(utc("2026-02-13 17:00"), 8 * 60)), "2026-02-14 17:00")
        self.assertEqual(local(time.add(utc("2026-02-14 17:00"), 2 * 60)), "2026-02-24 09:30")
        self.assertEqual(local(time.end_of_day(utc("2026-02-13 10:00"), 2)), "2026-02-24 18:00")

    def test_a_whole_day_of_closure_is_no_working_day_even_around_the_clock(self):
        always = self.make_calendar("Always", days=range(7), spans=[(0, 24, "morning")], cs_public_calendar=False)
        self.env["resource.calendar.leaves"].create(
            {
                "calendar_id": always.id,
                "date_from": utc("2026-03-04 00:00"),
                "date_to": utc("2026-03-04 23:59:59"),
            }
        )
        time = always._cs_working_time()
        self.assertEqual(time.minutes_between(utc("2026-03-03 00:00"), utc("2026-03-06 00:00")), 2 * 1440)
        self.assertEqual(local(time.end_of_day(utc("2026-03-03 10:00"), 1)), "2026-03-06 00:00")

    def test_the_clock_runs_the_same_whoever_looks_at_it(self):
        closure = {"date_from": utc("2026-03-04 00:00"), "date_to": utc("2026-03-04 23:59:59")}
        stranger = self.env["res.company"].create({"name": "Stranger"})
        self.env["resource.calendar.leaves"].create({"calendar_id": False, "company_id": stranger.id, **closure}).write(
            {"company_id": stranger.id}
        )
        self.env["resource.calendar.leaves"].create({"calendar_id": self.office.id, **closure}).unlink()
        user = new_test_user(self.env, "cal_reader", groups="base.group_user", tz="Europe/London")
        day = utc("2026-03-04 00:00"), utc("2026-03-05 00:00")
        for reader in (user, self.env.user):
            self.env.registry.clear_cache()
            calendar = self.office.with_user(reader).with_context(tz="Europe/London", employee_timezone=pytz.utc)
            self.assertEqual(calendar._cs_working_time().minutes_between(*day), 480)

    def test_every_change_of_the_hours_reaches_the_clocks(self):
        day = utc("2026-03-04 00:00"), utc("2026-03-05 00:00")

        def minutes():
            return self.office._cs_working_time().minutes_between(*day)

        self.assertEqual(minutes(), 480)
        closure = self.env["resource.calendar.leaves"].create(
            {"calendar_id": self.office.id, "date_from": day[0], "date_to": utc("2026-03-04 12:00")}
        )
        self.assertEqual(minutes(), 270)
        closure.date_to = utc("2026-03-04 11:00")
        self.assertEqual(minutes(), 330)
        closure.unlink()
        self.assertEqual(minutes(), 480)
        afternoon = self.office.attendance_ids.filtered(lambda a: a.dayofweek == "2" and a.hour_to == 18)
        afternoon.hour_to = 17
        self.assertEqual(minutes(), 420)
        afternoon.unlink()
        self.assertEqual(minutes(), 210)
        self.office.tz = "America/New_York"  # 4 March in Shanghai is 3 March 11:00 to 4 March 11:00 there
        self.assertEqual(minutes(), 60 + 270 + 150)
        self.office.tz = "Asia/Shanghai"
        off = self.Exception.create({"name": "Flood", "date": "2026-03-04"})
        self.assertEqual(minutes(), 0)
        off.date = "2026-03-05"
        self.assertEqual(minutes(), 210)
        off.date = "2026-03-04"
        self.office.cs_public_calendar = False
        self.assertEqual(minutes(), 210)
        self.office.cs_public_calendar = True
        self.assertEqual(minutes(), 0)
        off.unlink()
        self.assertEqual(minutes(), 210)

    def test_moving_the_company_abroad_reaches_the_clocks(self):
        london = self.make_calendar("London", tz="Europe/London")
        day = utc("2026-02-17 00:00"), utc("2026-02-18 00:00")
        self.assertEqual(london._cs_working_time().minutes_between(*day), 0)
        self.company.country_id = self.env.ref("base.uk")
        self.assertEqual(london._cs_working_time().minutes_between(*day), 480)

    def test_peoples_leave_neither_stops_a_clock_nor_clears_the_cache(self):
        resource = self.env["resource.resource"].create({"name": "Li", "calendar_id": self.office.id})
        self.env["res.lang"].flush_model()
        day = utc("2026-03-04 00:00"), utc("2026-03-05 00:00")
        time = self.office._cs_working_time()
        self.assertEqual(time.minutes_between(*day), 480)
        self.env["resource.calendar.leaves"].create(
            {"calendar_id": self.office.id, "resource_id": resource.id, "date_from": day[0], "date_to": day[1]}
        )
        self.env.flush_all()
        with self.assertQueryCount(0):
            self.assertEqual(self.office._cs_working_time().minutes_between(*day), 480)

    def test_a_known_month_costs_no_query(self):
        self.office._cs_working_time().add(utc("2026-03-02 10:00"), 2400)
        with self.assertQueryCount(0):
            self.office._cs_working_time().add(utc("2026-03-02 10:00"), 2400)

    def test_without_a_calendar_the_clock_runs_day_and_night_in_the_companys_zone(self):
        self.company.resource_calendar_id = self.office
        none = self.env["resource.calendar"].with_company(self.company)
        time = none._cs_working_time()
        self.assertEqual(time.add(utc("2026-02-14 23:00"), 120), utc("2026-02-15 01:00"))
        self.assertEqual(local(time.end_of_day(utc("2026-02-14 23:00"), 0)), "2026-02-15 00:00")
        london = none._cs_working_time("Europe/London")
        self.assertEqual(london.end_of_day(datetime(2026, 7, 1, 12), 0), datetime(2026, 7, 1, 23))
