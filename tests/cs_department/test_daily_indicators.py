"""Reports and banned words as figures of a person, and as facts of the merit ledger."""

from datetime import date

from tests.cs_department.daily_case import LONG, MONDAY, DailyCase


class TestDailyIndicators(DailyCase):
    def value(self, code, user, first=date(2026, 3, 1), last=date(2026, 3, 31)):
        indicator = self.env["cs.indicator"]._of_company(self.company)[code]
        people = self.employee_of[user]
        return indicator._read(first, last, self.company, people)[indicator.id][(people.id,)].value

    def test_in_time_late_and_missing_make_the_share(self):
        self.day_rule.write({"date_from": "2026-03-04", "change_reason": "One day is enough"})
        self.run_reports("2026-03-04 02:00")
        for user, at in ((self.agent, "2026-03-07 09:00"), (self.agent2, "2026-03-07 09:01")):
            mine = self.report(self.weeks, user, MONDAY).with_user(user)
            with self.at(at):
                mine.write({"words": LONG, "improvements": "先查后答"})
                mine.hand_in()
        self.assertEqual(self.value("weekly_summary_in_time", self.agent), 100)
        self.assertEqual(self.value("weekly_summary_in_time", self.agent2), 0)
        # what is neither handed in nor late yet does not count
        self.assertIsNone(self.value("day_report_in_time", self.agent, last=date(2026, 3, 3)))
        with self.at("2026-03-05 01:00"):
            mine = self.report(self.days, self.agent, date(2026, 3, 4)).with_user(self.agent)
            mine.words = "Done"
            mine.hand_in()
        self.run_reports("2026-03-05 01:01", self.days)
        self.assertEqual(self.value("day_report_in_time", self.agent), 100)
        self.assertEqual(self.value("day_report_in_time", self.agent2), 0)

    def test_what_is_waived_counts_nowhere(self):
        self.run_reports("2026-03-04 02:00", self.weeks)
        self.run_reports("2026-03-07 09:01", self.weeks)
        week = self.report(self.weeks, self.agent, MONDAY)
        self.assertEqual(self.value("weekly_summary_in_time", self.agent), 0)
        week.with_user(self.supervisor).waive("On a course")
        self.env.flush_all()
        self.assertIsNone(self.value("weekly_summary_in_time", self.agent))

    def test_banned_words_sent_are_counted(self):
        self.make_ticket(user_id=self.agent.id).with_user(self.agent).answer("这个我不懂，不行")
        self.env.flush_all()
        self.assertEqual(self.value("banned_words_sent", self.agent), 2)

    def test_the_merit_ledger_knows_the_facts(self):
        sources = self.env["cs.merit.rule"]._merit_sources()
        self.run_reports("2026-03-04 02:00", self.weeks)
        self.run_reports("2026-03-07 09:01", self.weeks)
        week = self.report(self.weeks, self.agent, MONDAY)
        late, missing = sources["weekly_summary_late"], sources["weekly_summary_missing"]
        self.assertIn(week, self.env[late.model].search(late.domain))
        self.assertNotIn(week, self.env[missing.model].search(missing.domain))
        self.run_reports("2026-03-09 09:01", self.weeks)
        self.assertIn(week, self.env[missing.model].search(missing.domain))
