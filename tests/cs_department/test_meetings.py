"""Meetings of a team: figures of last week, minutes, and what becomes of what was decided."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError

from tests.cs_department.helpers import TicketCase


class TestMeetings(TicketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.meetings = cls.env["cs.meeting"].with_user(cls.supervisor)

    def make(self, **values):
        return self.meetings.create({"team_id": self.team.id, "held_at": "2026-03-09 01:00:00", **values})

    def decide(self, meeting, user=None, deadline="2026-03-12", name="Call the lift company"):
        meeting.write(
            {
                "minutes": "We talked.",
                "action_ids": [(0, 0, {"name": name, "user_id": (user or self.agent).id, "deadline": deadline})],
            }
        )
        meeting.send_minutes()
        return meeting.action_ids[-1:]

    def test_it_looks_back_on_the_week_before_by_the_clock_of_the_team(self):
        meeting = self.make(held_at="2026-03-08 15:59:00")  # Sunday in Shanghai
        self.assertEqual((meeting.date_from, meeting.date_to), (date(2026, 2, 23), date(2026, 3, 1)))
        meeting = self.make(held_at="2026-03-08 16:00:00")  # Monday in Shanghai
        self.assertEqual((meeting.date_from, meeting.date_to), (date(2026, 3, 2), date(2026, 3, 8)))
        self.assertEqual(meeting.attendee_ids, self.agent | self.agent2 | self.supervisor)

    def test_the_figures_of_last_week_are_those_of_the_team_and_open_what_they_count(self):
        mine = self.make_ticket(user_id=self.agent.id)
        self.make_ticket(user=self.outsider, team_id=self.other_team.id)
        meeting = self.make()
        self.assertEqual(meeting.figures["registered"]["ids"], mine.ids)
        action = meeting.open_figure("registered")
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), mine)

    def test_what_was_decided_becomes_a_to_do_and_stays_open_in_the_next_meeting(self):
        first = self.make()
        action = self.decide(first)
        todo = action.sudo().activity_ids
        self.assertEqual((todo.user_id, todo.summary), (self.agent, "Call the lift company"))
        self.assertEqual(todo.date_deadline, date(2026, 3, 12))
        self.assertEqual((first.state, first.sent_at.date()), ("held", date(2026, 3, 4)))
        later = self.meetings.browse(first.plan_next()["res_id"])
        self.assertEqual(str(later.held_at), "2026-03-16 01:00:00")
        self.assertEqual((later.date_from, later.attendee_ids), (date(2026, 3, 9), first.attendee_ids))
        self.assertEqual(later.earlier_action_ids, action)
        first.send_minutes()
        self.assertEqual(len(action.sudo().activity_ids), 1)  # sent again, asked once
        todo.with_user(self.agent).action_feedback("Called")
        self.assertEqual(action.state, "done")
        later.invalidate_recordset()
        self.assertFalse(later.earlier_action_ids)

    def test_done_there_ends_the_to_do(self):
        action = self.decide(self.make())
        action.with_user(self.agent).done()
        self.assertFalse(action.sudo().activity_ids)
        action.with_user(self.agent).reopen()
        self.assertTrue(action.sudo().activity_ids)
        with self.assertRaises(AccessError):
            action.with_user(self.agent2).done()
        with self.assertRaises(AccessError):
            action.with_user(self.agent).drop()
        action.drop()
        self.assertEqual(action.state, "dropped")

    def test_the_minutes_go_to_the_attendees(self):
        meeting = self.make(last_week="Many leaks.")
        with self.assertRaises(UserError):
            meeting.send_minutes()
        self.decide(meeting)
        message = meeting.sudo().message_ids.filtered("subject")[:1]
        self.assertIn("Minutes: Weekly meeting 2026-03-09", message.subject)
        for words in ("Many leaks.", "We talked.", "Call the lift company", "Cases taken"):
            self.assertIn(words, message.body)
        self.assertLessEqual((self.agent | self.agent2).partner_id, message.partner_ids)

    def test_the_sheet_is_printed(self):
        meeting = self.make(plan_ids=[(0, 0, {"name": "Visit block 3", "section": "plan"})])
        html = self.env["ir.actions.report"]._render_qweb_html("cs_department.cs_meeting_report", meeting.ids)[0]
        self.assertIn("Visit block 3", html.decode())

    def test_attendees_read_others_do_not_and_only_the_chair_writes(self):
        meeting = self.make()
        self.assertEqual(meeting.with_user(self.agent).read(["name"])[0]["name"], "Weekly meeting")
        self.assertFalse(meeting.with_user(self.outsider).has_access("read"))
        for user in (self.agent, self.employee):
            with self.assertRaises(AccessError):
                meeting.with_user(user).write({"minutes": "x"})
        with self.assertRaises(AccessError):
            meeting.write({"state": "held"})
        with self.assertRaises(ValidationError):
            meeting.date_to = "2026-01-01"

    def test_minutes_are_kept_a_planned_one_may_go(self):
        planned, held = self.make(), self.make()
        self.decide(held)
        with self.assertRaises(UserError):
            held.cancel()
        with self.assertRaises(UserError):
            held.unlink()
        planned.cancel()
        self.assertEqual(planned.state, "cancelled")


class TestPlans(TicketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.taken, cls.rate = cls.env["cs.indicator"].create(
            [
                {
                    "name": "Cases taken",
                    "code": "plan_taken",
                    "person_field": "registered_by_id",
                    "model": "cs.ticket",
                    "aggregate": "count",
                    "date_field": "registered_at",
                    "team_field": "team_id",
                },
                {
                    "name": "Complaints",
                    "code": "plan_complaints",
                    "person_field": "registered_by_id",
                    "model": "cs.ticket",
                    "domain": "[('kind_id.code', '=', 'complaint')]",
                    "aggregate": "count",
                    "date_field": "registered_at",
                    "team_field": "team_id",
                    "better": "lower",
                },
            ]
        )
        cls.plans = cls.env["cs.department.plan"].with_user(cls.manager)

    def make(self, **values):
        return self.plans.create(
            {
                "name": "March",
                "date_from": "2026-03-01",
                "line_ids": [
                    (0, 0, {"name": "Taken", "kind": "indicator", "indicator_id": self.taken.id, "target": 4}),
                    (0, 0, {"name": "Complaints", "kind": "indicator", "indicator_id": self.rate.id, "target": 1}),
                    (0, 0, {"name": "Trainings", "kind": "number", "target": 2}),
                    (0, 0, {"name": "New form", "kind": "task"}),
                ],
                **values,
            }
        )

    def test_the_time_of_a_plan(self):
        ends = {"month": "2026-03-31", "quarter": "2026-05-31", "half": "2026-08-31", "year": "2027-02-28"}
        for kind, end in ends.items():
            self.assertEqual(str(self.make(kind=kind).date_to), end)
        with self.assertRaises(ValidationError):
            self.make(date_from="2026-03-02")

    def test_targets_are_measured_by_the_records(self):
        for _number in range(2):
            self.make_ticket(user_id=self.agent.id)
        self.make_ticket(user=self.outsider, team_id=self.other_team.id, kind_id=self.enquiry.id)
        self.env.flush_all()
        plan = self.make()
        taken, complaints, trainings, form = plan.line_ids
        self.assertEqual((taken.actual, taken.progress), (3, 75))
        self.assertEqual((complaints.better, complaints.actual, complaints.progress), ("lower", 2, 50))
        self.assertEqual((trainings.has_figure, form.has_figure, form.progress), (False, True, 0))
        action = taken.open_evidence()
        self.assertEqual(len(self.env["cs.ticket"].search(action["domain"])), 3)
        trainings.result, form.is_done = 1, True
        self.assertEqual((trainings.progress, form.progress), (50, 100))
        self.assertEqual(plan.progress, 68.8)  # (75 + 50 + 50 + 100) / 4
        self.assertEqual(self.make(team_id=self.team.id).line_ids[0].actual, 2)

    def test_a_closed_plan_keeps_what_was_reached(self):
        self.make_ticket(user_id=self.agent.id)
        self.env.flush_all()
        plan = self.make()
        plan.activate()
        plan.close_plan()
        self.make_ticket(user_id=self.agent.id)
        self.env.flush_all()
        plan.line_ids.invalidate_recordset()
        self.assertEqual((plan.state, plan.line_ids[0].actual), ("closed", 1))

    def test_the_department_reads_it_and_only_planners_write(self):
        plan = self.make()
        self.assertEqual(plan.with_user(self.agent).name, "March")
        self.assertEqual(plan.line_ids[0].with_user(self.agent).target, 4)
        for user in (self.agent, self.supervisor):
            with self.assertRaises(AccessError):
                plan.with_user(user).activate()
        self.assertFalse(plan.with_user(self.employee).has_access("read"))
        self.make(team_id=self.team.id).with_user(self.supervisor).activate()
