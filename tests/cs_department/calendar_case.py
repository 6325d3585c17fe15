"""A company in China with office hours, for the tests of calendars and clocks."""

from datetime import datetime, timedelta

import pytz
from odoo.fields import Command
from odoo.tests import TransactionCase

SHANGHAI = pytz.timezone("Asia/Shanghai")
OFFICE = [(8.5, 12, "morning"), (12, 13.5, "lunch"), (13.5, 18, "afternoon")]


def utc(text, tz=SHANGHAI):
    """A local wall-clock time as naive UTC."""
    return tz.localize(datetime.fromisoformat(text)).astimezone(pytz.utc).replace(tzinfo=None)


def local(moment, tz=SHANGHAI):
    return pytz.utc.localize(moment).astimezone(tz).strftime("%Y-%m-%d %H:%M")


class CalendarCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Lizhi", "country_id": cls.env.ref("base.cn").id})
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        # Odoo shifts closures that are entered in another zone than the calendar's.
        cls.env.user.tz = "Asia/Shanghai"
        cls.office = cls.make_calendar("Office")
        cls.Exception = cls.env["cs.calendar.exception"]

    @classmethod
    def make_calendar(cls, name, tz="Asia/Shanghai", days=range(5), spans=OFFICE, weeks=(False,), **vals):
        lines = [
            Command.create(
                {
                    "name": f"{day} {period}",
                    "dayofweek": str(day),
                    "hour_from": start,
                    "hour_to": end,
                    "day_period": period,
                    "week_type": week,
                }
            )
            for week in weeks
            for day in days
            for start, end, period in spans
        ]
        return cls.env["resource.calendar"].create(
            {
                "name": name,
                "tz": tz,
                "company_id": cls.company.id,
                "attendance_ids": [Command.clear(), *lines],
                "two_weeks_calendar": len(weeks) == 2,
                **vals,
            }
        )

    def hours(self, calendar, first, last=None, tz=SHANGHAI):
        """Odoo's own count of the working hours of one or more local days."""
        low = tz.localize(datetime.fromisoformat(first))
        high = tz.localize(datetime.fromisoformat(last or first) + timedelta(days=1))
        return calendar.get_work_hours_count(low, high)
