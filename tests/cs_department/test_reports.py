"""Day reports and weekly summaries: who owes one, until when, and what is a fact afterwards."""

from datetime import date, datetime, timedelta

from odoo.addons.cs_department.core.now import frozen
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from tests.common import NOW
from tests.cs_department.daily_case import LONG, MONDAY, DailyCase

TODAY = date(2026, 3, 4)


class TestOwed(DailyCase):
    def test_everybody_of_the_team_owes_the_day_and_the_week_once(self):
        for _pass in range(2):
            self.run_reports("2026-03-04 02:00")
        days = self.days.search([])
        self.assertEqual(set(days.mapped("date_from")), {MONDAY, MONDAY + timedelta(days=1), TODAY})
        self.assertEqual(days.user_id, self.agent | self.agent2)
        weeks = self.weeks.search([])
        self.assertEqual((weeks.user_id, set(weeks.mapped("date_from"))), (self.agent | self.agent2, {MONDAY}))
        week = self.report(self.weeks, self.agent, MONDAY)
        self.assertEqual(str(week.due_at), "2026-03-07 09:00:00")  # Saturday 17:00 in Shanghai
        self.assertEqual((week.date_to, week.reader_ids), (date(2026, 3, 8), self.supervisor))
        day = self.report(self.days, self.agent, TODAY)
        self.assertEqual((str(day.due_at), day.reader_ids), ("2026-03-05 01:00:00", self.manager))
        self.assertEqual(day.supervisor_id, self.supervisor)

    def test_a_second_one_is_refused_by_the_database(self):
        self.run_reports("2026-03-04 02:00", self.weeks)
        week = self.report(self.weeks, self.agent, MONDAY)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            week.copy()

    def test_the_day_begins_by_the_clock_of_the_team(self):
        self.run_reports("2026-03-04 15:59", self.days)
        self.assertFalse(self.report(self.days, self.agent, date(2026, 3, 5)))
        self.run_reports("2026-03-04 16:00", self.days)  # midnight in Shanghai
        self.assertTrue(self.report(self.days, self.agent, date(2026, 3, 5)))

    def test_the_week_begins_on_monday_of_the_team(self):
        self.run_reports("2026-03-08 15:59", self.weeks)
        self.assertFalse(self.report(self.weeks, self.agent, date(2026, 3, 9)))
        self.run_reports("2026-03-08 16:00", self.weeks)
        self.assertTrue(self.report(self.weeks, self.agent, date(2026, 3, 9)))

    def test_another_time_zone_has_another_deadline(self):
        self.team.tz = "Europe/Berlin"
        # clocks are put forward on Sunday 2026-03-29
        self.week_rule.write({"due_weekday": "6", "change_reason": "x"})
        self.run_reports("2026-03-24 02:00", self.weeks)
        dues = {str(week.date_from): str(week.due_at) for week in self.weeks.search([("user_id", "=", self.agent.id)])}
        self.assertEqual(dues["2026-03-23"], "2026-03-29 15:00:00")

    def test_who_does_not_work_owes_nothing(self):
        self.run_reports("2026-03-07 02:00", self.days)  # a Saturday
        self.assertFalse(self.report(self.days, self.agent, date(2026, 3, 7)))
        self.take_leave(self.agent, "2026-03-08 16:00", "2026-03-15 15:59")
        self.run_reports("2026-03-09 02:00")
        self.assertFalse(self.report(self.weeks, self.agent, date(2026, 3, 9)))
        self.assertFalse(self.report(self.days, self.agent, date(2026, 3, 9)))
        self.assertTrue(self.report(self.weeks, self.agent2, date(2026, 3, 9)))

    def test_the_roster_says_who_works(self):
        template = self.env["cs.shift.template"].create(
            {"name": "Night", "code": "N", "span_ids": [(0, 0, {"start": 22, "end": 6})]}
        )
        roster = self.env["cs.roster"].create(
            {"name": "March", "team_id": self.team.id, "date_from": "2026-03-01", "date_to": "2026-03-31"}
        )
        self.env["cs.shift"].create(
            {
                "roster_id": roster.id,
                "employee_id": self.employee_of[self.agent2].id,
                "template_id": template.id,
                "team_id": self.team.id,
                "date": "2026-03-07",
                "state": "published",
            }
        )
        roster.state = "published"
        self.env.flush_all()
        self.run_reports("2026-03-07 02:00", self.days)
        there = self.days.search([("date_from", "=", "2026-03-07")])
        self.assertEqual(there.user_id, self.agent2)  # a Saturday night is worked, the calendar is not asked

    def test_leave_that_came_afterwards_makes_it_not_owed(self):
        self.run_reports("2026-03-04 02:00", self.days)
        self.take_leave(self.agent, "2026-03-03 16:00", "2026-03-04 15:59")
        self.run_reports("2026-03-05 01:01", self.days)
        mine = self.report(self.days, self.agent, TODAY)
        self.assertEqual((mine.state, mine.is_late), ("waived", False))
        self.assertTrue(self.report(self.days, self.agent2, TODAY).is_late)

    def test_late_and_missing_are_facts_that_stay(self):
        self.run_reports("2026-03-04 02:00", self.weeks)
        week = self.report(self.weeks, self.agent, MONDAY)
        self.run_reports("2026-03-07 09:00", self.weeks)
        self.assertFalse(week.is_late)  # in time to the second
        self.run_reports("2026-03-07 09:01", self.weeks)
        self.assertEqual((week.is_late, week.is_missing), (True, False))
        self.run_reports("2026-03-09 09:01", self.weeks)
        self.assertEqual((week.is_late, week.is_missing, week.next_action_at), (True, True, False))
        mine = week.with_user(self.agent)
        with self.at("2026-03-09 10:00"):
            mine.write({"words": LONG, "improvements": "更快"})
            mine.hand_in()
        self.assertEqual((week.state, week.is_late, week.is_missing), ("handed", True, True))

    def test_he_is_reminded_before_once(self):
        self.run_reports("2026-03-04 02:00", self.weeks)
        for at in ("2026-03-06 09:00", "2026-03-06 09:15"):
            self.run_reports(at, self.weeks)
        week = self.report(self.weeks, self.agent, MONDAY)
        todo = week.activity_ids.filtered(lambda activity: activity.user_id == self.agent)
        self.assertEqual(todo.mapped("summary"), ["Your weekly summary is due"])

    def test_after_an_outage_nobody_is_late_at_once(self):
        self.run_reports("2026-03-09 03:00", self.weeks)  # asked for on Monday after the deadline only
        week = self.report(self.weeks, self.agent, MONDAY)
        self.assertEqual(str(week.due_at), "2026-03-10 03:00:00")
        self.assertFalse(week.is_late)

    def test_a_rule_asks_for_nothing_before_it_was_made(self):
        self.day_rule.write({"date_from": "2026-03-04", "change_reason": "x"})
        self.run_reports("2026-03-04 02:00", self.days)
        self.assertEqual(set(self.days.search([]).mapped("date_from")), {TODAY})

    def test_a_pass_costs_the_same_for_more_people(self):
        self.run_reports("2026-03-04 02:00", self.days)
        self.days.search([]).unlink()

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            self.env.registry.clear_cache()
            before = self.env.cr.sql_log_count
            self.run_reports("2026-03-04 02:00", self.days)
            return self.env.cr.sql_log_count - before

        few = count()
        self.days.search([]).unlink()
        many = self.env["res.users"].create(
            [
                {"name": f"Agent {n}", "login": f"many_{n}", "group_ids": [(4, self.env.ref("base.group_user").id)]}
                for n in range(20)
            ]
        )
        self.env["hr.employee"].create(
            [
                {"name": u.name, "user_id": u.id, "resource_calendar_id": self.calendar.id, "tz": "Asia/Shanghai"}
                for u in many
            ]
        )
        self.team.member_ids |= many
        self.assertLess(count() - few, 10)
        self.assertEqual(len(self.days.search([("date_from", "=", TODAY)])), 22)


class TestWriting(DailyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.weeks._create_owed(NOW)
        cls.week = cls.weeks.search([("user_id", "=", cls.agent.id), ("date_from", "=", MONDAY)])
        cls.mine = cls.week.with_user(cls.agent)

    def test_it_is_as_long_as_the_rule_asks_and_names_improvements(self):
        with self.assertRaisesRegex(UserError, "Write what was done"):
            self.mine.hand_in()
        self.mine.words = "字 " * 195
        with self.assertRaisesRegex(UserError, "what is to become better"):
            self.mine.hand_in()
        self.mine.improvements = "先查后答"
        with self.assertRaisesRegex(UserError, "At least 200 characters are asked for; there are 199"):
            self.mine.hand_in()
        self.mine.plan = "练"
        self.mine.hand_in()
        self.assertEqual((self.week.state, self.week.is_late), ("handed", False))

    def test_only_its_person_writes_it_and_only_until_it_is_handed_in(self):
        with self.assertRaises(AccessError):
            self.week.with_user(self.agent2).words = "x"
        with self.assertRaises(AccessError):
            self.week.with_user(self.supervisor).words = "x"
        for name, value in (("state", "read"), ("is_late", False), ("due_at", "2030-01-01"), ("answer", "x")):
            with self.subTest(field=name), self.assertRaises(AccessError):
                self.mine.write({name: value})
        self.mine.write({"words": LONG, "improvements": "x"})
        self.mine.hand_in()
        with self.assertRaises(AccessError):
            self.mine.words = "y"
        with self.assertRaises(UserError):
            self.mine.hand_in()

    def test_the_supervisor_reads_and_answers_a_colleague_does_not(self):
        self.mine.write({"words": LONG, "improvements": "x"})
        self.mine.hand_in()
        todo = self.week.activity_ids.filtered(lambda activity: activity.user_id == self.supervisor)
        self.assertEqual(todo.mapped("summary"), ["Weekly summary to read"])
        self.assertFalse(self.week.with_user(self.agent2).has_access("read"))
        with self.assertRaises(AccessError):
            self.mine.mark_read()
        boss = self.week.with_user(self.supervisor)
        boss.mark_read()
        boss.answer_report("写得好，下周先做第一条")
        self.assertEqual((self.week.state, self.week.read_by_id), ("read", self.supervisor))
        self.assertEqual(self.week.answer, "写得好，下周先做第一条")
        self.assertFalse(self.week.activity_ids.filtered(lambda activity: activity.user_id == self.supervisor))

    def test_whoever_it_goes_to_says_that_it_is_not_owed(self):
        with self.assertRaises(AccessError):
            self.mine.waive("I have no time")
        boss = self.week.with_user(self.supervisor)
        with self.assertRaises(UserError):
            boss.waive(" ")
        boss.waive("On a course all week")
        self.assertEqual(self.week.state, "waived")

    def test_the_rule_says_it_in_a_sentence(self):
        self.assertEqual(
            self.week_rule.sentence,
            "Weekly summary until Saturday 17:00; to the supervisor of the team; for the teams Hotline; "
            "at least 200 characters; with improvements; reminded of 24 hours before; "
            "missing 48 hours after the deadline.",
        )


class TestFigures(DailyCase):
    """The figures of a draft are those of the ticket list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        done = {"validity": "valid", "cause_id": cls.cause.id}
        with frozen(datetime(2026, 3, 3, 2, 0)):
            cls.old = cls.make_ticket(user_id=cls.agent.id, name="Old")
            cls.old_done = cls.make_ticket(user_id=cls.agent.id, name="Old, done today")
            cls.old_over = cls.make_ticket(user_id=cls.agent.id, name="Old, done yesterday")
            cls.old_over.with_user(cls.agent).resolve("Repaired", **done)
        # 23:59 of yesterday and 00:01 of today in Shanghai
        with frozen(datetime(2026, 3, 3, 15, 59)):
            cls.late_evening = cls.make_ticket(user_id=cls.agent.id, name="Late evening")
        with frozen(datetime(2026, 3, 3, 16, 1)):
            cls.midnight = cls.make_ticket(user_id=cls.agent.id, name="After midnight")
        cls.other = cls.make_ticket(user=cls.agent2, user_id=cls.agent2.id, name="Of the colleague")
        cls.today = cls.make_ticket(user_id=cls.agent.id, kind_id=cls.enquiry.id, name="Today")
        cls.today.with_user(cls.agent).answer("Told")
        cls.old_done.with_user(cls.agent).resolve("Repaired", **done)
        cls.days._create_owed(NOW)
        cls.day = cls.days.search([("user_id", "=", cls.agent.id), ("date_from", "=", TODAY)])
        cls.env.flush_all()

    def counted(self, code):
        return self.env["cs.ticket"].browse(self.day.figures[code]["ids"])

    def test_each_figure_equals_the_ticket_list(self):
        self.day.with_user(self.agent).action_draw()
        lists = {
            # what the agent would filter in his list of cases
            "leftover": [
                ("user_id", "=", self.agent.id),
                ("registered_at", "<", "2026-03-03 16:00:00"),
                "|",
                ("state", "in", ["new", "open", "waiting"]),
                ("resolved_at", ">=", "2026-03-03 16:00:00"),
            ],
            "registered": [
                ("registered_by_id", "=", self.agent.id),
                ("registered_at", ">=", "2026-03-03 16:00:00"),
                ("registered_at", "<", "2026-03-04 16:00:00"),
            ],
            "resolved": [
                ("user_id", "=", self.agent.id),
                ("resolved_at", ">=", "2026-03-03 16:00:00"),
                ("resolved_at", "<", "2026-03-04 16:00:00"),
            ],
            "open": [("user_id", "=", self.agent.id), ("state", "in", ["new", "open", "waiting"])],
            "overdue": [("user_id", "=", self.agent.id), ("is_overdue", "=", True)],
        }
        tickets = self.env["cs.ticket"].with_user(self.agent)
        for code, domain in lists.items():
            with self.subTest(figure=code):
                self.assertEqual(set(self.counted(code).ids), set(tickets.search(domain).ids))
        self.assertEqual(self.counted("leftover"), self.old | self.old_done | self.late_evening)
        self.assertEqual(self.counted("registered"), self.midnight | self.today)
        self.assertEqual(self.counted("complaints"), self.midnight)
        self.assertEqual(self.counted("answered"), self.today)
        self.assertEqual(self.counted("resolved"), self.old_done)
        self.assertEqual(self.counted("open"), self.old | self.late_evening | self.midnight | self.today)

    def test_each_figure_opens_exactly_what_it_counts(self):
        mine = self.day.with_user(self.agent)
        mine.action_draw()
        self.assertTrue(mine.figure_tiles)
        for tile in mine.figure_tiles:
            action = mine.open_figure(tile["code"])
            found = self.env[action["res_model"]].with_context(**action["context"]).search(action["domain"])
            self.assertEqual(len(found), tile["count"], tile["code"])
        with self.assertRaises(UserError):
            mine.open_figure("nonsense")

    def test_the_draft_names_leftovers_first_and_keeps_what_he_wrote(self):
        mine = self.day.with_user(self.agent)
        mine.matters = "Spare keys"
        mine.action_draw()
        self.assertIn("Old", mine.leftovers)
        self.assertIn("Late evening", mine.leftovers)
        self.assertIn("Old, done today", mine.words)
        self.assertIn("After midnight", mine.plan)
        mine.words = "My own words"
        mine.action_draw()
        self.assertEqual((mine.words, mine.matters), ("My own words", "Spare keys"))

    def test_what_was_confirmed_does_not_move(self):
        mine = self.day.with_user(self.agent)
        mine.words = "Done"
        mine.hand_in()
        before = self.day.figures
        self.resolve(self.old)
        self.assertEqual(self.day.figures, before)
        with self.assertRaises(UserError):
            mine.action_draw()
        self.assertEqual((self.day.state, self.day.reader_ids), ("handed", self.manager))

    def test_his_report_opens_drawn(self):
        action = self.days.with_user(self.agent).open_mine()
        first = self.days.search([("user_id", "=", self.agent.id)], order="date_from", limit=1)
        self.assertEqual(action["res_id"], first.id)
        self.assertTrue(first.drawn_at)
        self.assertFalse(self.days.with_user(self.outsider).open_mine().get("res_id"))
