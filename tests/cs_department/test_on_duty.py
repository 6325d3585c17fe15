"""D4, D16: who is on duty now; routing and escalation read the roster."""

from datetime import date, datetime

from tests.common import NOW
from tests.cs_department.helpers import TicketCase


class TestOnDuty(TicketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.tz = "Asia/Shanghai"
        cls.rule = cls.env["cs.routing.rule"].search([], limit=1)
        cls.rule.sudo().write({"presence": "roster"})
        cls.templates = cls.env["cs.shift.template"].create(
            [
                {"name": "Early", "code": "E", "span_ids": [(0, 0, {"start": 8, "end": 16})]},
                {"name": "Night", "code": "N", "span_ids": [(0, 0, {"start": 22, "end": 6})]},
                {
                    "name": "Officer",
                    "code": "O",
                    "layer": "on_call",
                    "is_duty_officer": True,
                    "span_ids": [(0, 0, {"start": 8, "end": 8})],
                },
            ]
        )
        cls.early, cls.night, cls.officer = cls.templates
        cls.roster = cls.env["cs.roster"].create(
            {"team_id": cls.team.id, "date_from": "2026-03-01", "date_to": "2026-03-31"}
        )

    def on(self, user, template, day, **more):
        return self.env["cs.shift"].create(
            {
                "roster_id": self.roster.id,
                "employee_id": self.employee_of[user].id,
                "template_id": template.id,
                "date": day,
                **more,
            }
        )

    def publish(self):
        # the states as publishing leaves them; how people are told is tested with publishing
        self.roster.sudo().write({"state": "published"})
        self.roster.shift_ids.sudo().write({"state": "published"})

    def test_ten_in_the_morning_and_eleven_at_night_go_to_the_two_on_duty(self):
        self.on(self.agent2, self.early, date(2026, 3, 4))
        self.on(self.agent, self.night, date(2026, 3, 4))
        self.publish()
        with self.at("2026-03-04 02:00"):  # 10:00 in Shanghai
            self.assertEqual(self.make_ticket().user_id, self.agent2)
        with self.at("2026-03-04 15:00"):  # 23:00
            self.assertEqual(self.make_ticket(user=self.employee).sudo().user_id, self.agent)
        with self.at("2026-03-04 21:59"):  # 05:59 of the next day
            self.assertEqual(self.make_ticket(user=self.employee).sudo().user_id, self.agent)
        with self.at("2026-03-04 22:00"):  # 06:00: over
            self.assertEqual(self.make_ticket(user=self.employee).sudo().user_id, self.supervisor)

    def test_out_of_hours_the_duty_officer_takes_it_and_the_supervisor_learns_of_it(self):
        self.on(self.agent2, self.officer, date(2026, 3, 4))
        self.publish()
        with self.at("2026-03-04 15:00"):
            ticket = self.make_ticket(user=self.employee).sudo()
        self.assertEqual(ticket.user_id, self.agent2)
        self.assertFalse(ticket.alarm)
        self.assertIn(self.supervisor, ticket.activity_ids.user_id)

    def test_nobody_on_duty_is_the_supervisor_with_an_alarm(self):
        self.on(self.agent2, self.early, date(2026, 3, 4))
        self.publish()
        with self.at("2026-03-04 15:00"):
            ticket = self.make_ticket(user=self.employee).sudo()
        self.assertEqual((ticket.user_id, ticket.alarm), (self.supervisor, "unassigned"))

    def test_a_draft_puts_nobody_on_duty_and_hides_no_working_hours(self):
        self.on(self.agent2, self.early, date(2026, 3, 4))
        with self.at("2026-03-04 02:00"):
            self.assertEqual(self.make_ticket().user_id, self.agent)

    def test_a_post_takes_the_cases_of_its_areas(self):
        east, west = self.env["cs.area"].create([{"name": "East"}, {"name": "West"}])
        block = self.env["cs.area"].create({"name": "Block", "parent_id": east.id})
        posts = self.env["cs.duty.post"].create(
            [{"name": area.name, "team_id": self.team.id, "area_ids": area.ids} for area in (east, west)]
        )
        shifts = self.templates[0].copy({"post_id": posts[0].id}) | self.templates[0].copy({"post_id": posts[1].id})
        self.on(self.agent, shifts[0], date(2026, 3, 4))
        self.on(self.agent2, shifts[1], date(2026, 3, 4))
        self.publish()
        with self.at("2026-03-04 02:00"):
            self.assertEqual(self.make_ticket(area_id=block.id).user_id, self.agent)
            self.assertEqual(self.make_ticket(area_id=west.id).user_id, self.agent2)

    def test_whoever_is_on_leave_is_not_on_duty(self):
        self.on(self.agent, self.early, date(2026, 3, 4))
        self.on(self.agent2, self.early, date(2026, 3, 4))
        self.publish()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Leave",
                "resource_id": self.employee_of[self.agent].resource_id.id,
                "date_from": "2026-03-03 16:00:00",
                "date_to": "2026-03-04 16:00:00",
                "time_type": "leave",
            }
        )
        with self.at("2026-03-04 02:00"):
            self.assertEqual(self.make_ticket().user_id, self.agent2)

    def test_whoever_has_left_his_post_is_stood_in_for_until_he_is_back(self):
        self.on(self.agent, self.early, date(2026, 3, 4))
        self.publish()
        away = (
            self.env["cs.post.absence"]
            .with_user(self.agent)
            .create({"stand_in_id": self.employee_of[self.agent2].id, "reason": "Errand"})
        )
        away.with_user(self.supervisor).approve()
        self.assertEqual(self.make_ticket().user_id, self.agent)
        away.leave_post()
        with self.at("2026-03-04 02:05"):
            self.assertEqual(self.make_ticket(user=self.employee).sudo().user_id, self.agent2)
            away.come_back()
        with self.at("2026-03-04 02:10"):
            self.assertEqual(self.make_ticket(user=self.employee).sudo().user_id, self.agent)

    def test_the_role_of_the_duty_officer_is_filled_by_the_roster(self):
        ticket = self.make_ticket()
        self.assertEqual(ticket.sudo()._users_in_role("duty_officer")[ticket.id], self.supervisor)
        self.team.sudo().duty_officer_id = self.agent
        self.assertEqual(ticket.sudo()._users_in_role("duty_officer")[ticket.id], self.agent)
        self.on(self.agent2, self.officer, date(2026, 3, 4))
        self.publish()
        with self.at("2026-03-04 02:00"):
            self.assertEqual(ticket.sudo()._users_in_role("duty_officer")[ticket.id], self.agent2)

    def test_a_split_shift_is_off_duty_in_between(self):
        split = self.env["cs.shift.template"].create(
            {
                "name": "Office",
                "code": "S",
                "span_ids": [(0, 0, {"start": 9, "end": 12}), (0, 0, {"sequence": 20, "start": 14, "end": 18})],
            }
        )
        self.on(self.agent2, split, date(2026, 3, 4))
        self.publish()
        spans = self.env["cs.shift.span"]
        for hour, expected in ((3, 1), (5, 0), (7, 1)):  # 11, 13 and 15 o'clock in Shanghai
            self.assertEqual(len(spans._on_duty(self.team.company_id.id, datetime(2026, 3, 4, hour))), expected, hour)

    def test_an_hour_that_comes_twice_belongs_to_one_shift(self):
        self.team.tz = "Europe/Berlin"
        night = self.on(self.agent, self.night, date(2026, 3, 28))  # clocks go forward
        self.assertEqual((night.end_at - night.start_at).total_seconds() / 3600, 7)
        self.roster.date_to = date(2026, 3, 31)
        autumn = self.env["cs.shift"].create(
            {
                "employee_id": self.employee_of[self.agent].id,
                "team_id": self.team.id,
                "template_id": self.night.id,
                "date": date(2026, 10, 24),
            }
        )
        self.assertEqual((autumn.end_at - autumn.start_at).total_seconds() / 3600, 9)

    def test_asking_costs_one_query(self):
        self.on(self.agent, self.early, date(2026, 3, 4))
        self.publish()
        spans = self.env["cs.shift.span"]
        spans._on_duty(self.team.company_id.id, NOW)
        with self.assertQueryCount(1):
            spans._on_duty(self.team.company_id.id, NOW)
