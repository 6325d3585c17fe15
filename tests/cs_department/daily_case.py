"""What the tests of reports share: rules of a team, and time that runs."""

from datetime import date
from math import inf
from unittest.mock import patch

from tests.cs_department.helpers import TicketCase

#: the Monday of the week of the tests
MONDAY = date(2026, 3, 2)
#: 200 characters and more
LONG = "本周共处理投诉十二件，回访全部按时完成，现场配合顺畅。" * 8


class DailyCase(TicketCase):
    """A day report by 9:00 of the next day to the manager, a weekly summary by Saturday 17:00 to the supervisor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rules = cls.env["cs.report.rule"]
        rules.search([]).action_archive()
        cls.team.manager_id = cls.manager
        cls.day_rule, cls.week_rule = rules.create(
            [
                {
                    "name": "Day report",
                    "report": "day",
                    "team_ids": [(6, 0, cls.team.ids)],
                    "date_from": "2026-03-02",
                    "due_days": 1,
                    "due_time": 9,
                    "remind_hours": 15,
                    "grace_hours": 24,
                    "recipient": "manager",
                },
                {
                    "name": "Weekly summary",
                    "report": "week",
                    "team_ids": [(6, 0, cls.team.ids)],
                    "date_from": "2026-03-02",
                    "due_weekday": "5",
                    "due_time": 17,
                    "remind_hours": 24,
                    "grace_hours": 48,
                    "min_length": 200,
                    "needs_improvement": True,
                },
            ]
        )
        cls.days, cls.weeks = cls.env["cs.day.report"], cls.env["cs.week.summary"]

    def run_reports(self, at, *models):
        """One pass of the time-driven work at a moment in UTC, without its real commits."""
        with self.at(at), patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: inf):
            for model in models or (self.days, self.weeks):
                model._cron_reports()
        self.env.flush_all()
        self.env.invalidate_all()

    def report(self, model, user, day):
        return model.search([("user_id", "=", user.id), ("date_from", "=", day)])

    def take_leave(self, user, first, last):
        """A leave that takes whole days (UTC moments)."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Leave",
                "resource_id": self.employee_of[user].resource_id.id,
                "calendar_id": self.calendar.id,
                "date_from": first,
                "date_to": last,
                "time_type": "leave",
            }
        )
