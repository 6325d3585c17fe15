"""Overtime before it is worked, leaving the post, and the roster beside the time clock."""

from datetime import date
from math import inf
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError

from tests.cs_department.duty_case import DutyCase


class TestOvertime(DutyCase):
    def ask(self, user, start, end, **values):
        return (
            self.env["cs.overtime.request"]
            .with_user(user)
            .create({"start_at": start, "end_at": end, "reason": "Stocktaking", **values})
        )

    def test_approved_overtime_is_a_shift_with_its_own_hours(self):
        self.publish((self.a, 10, self.early))
        request = self.ask(self.agent, self.march(10, 16), self.march(10, 18, 30))
        self.assertEqual((request.state, request.minutes, request.template_id), ("asked", 150, self.early))
        with self.assertRaises(AccessError):
            request.with_user(self.agent).approve()
        request.with_user(self.supervisor).approve()
        shift = request.shift_id
        self.assertEqual((shift.state, shift.origin, shift.minutes), ("published", "overtime", 150))
        self.assertEqual((shift.start_at, shift.end_at), (self.march(10, 16), self.march(10, 18, 30)))
        self.assertEqual(shift.span_ids.mapped("in_force"), [True])
        self.assertFalse(shift.is_night)
        self.assertFalse(shift.roster_id)

    def test_the_supervisor_has_it_on_his_list_until_it_is_decided(self):
        self.publish((self.a, 10, self.early))
        request = self.ask(self.agent, self.march(10, 16), self.march(10, 18))
        todos = self.env["mail.activity"].search([("res_model", "=", request._name), ("res_id", "=", request.id)])
        self.assertEqual(todos.user_id, self.supervisor)
        request.with_user(self.supervisor).refuse("Not needed")
        self.assertFalse(todos.active)
        self.assertEqual(request.answer, "Not needed")
        self.assertEqual(len(self.mails(self.agent)), 2)

    def test_overtime_that_has_begun_is_not_asked_for(self):
        self.publish((self.a, 10, self.early))
        with self.assertRaises(UserError), self.at(self.march(10, 17)):
            self.ask(self.agent, self.march(10, 16), self.march(10, 18))

    def test_overtime_does_not_lie_on_a_shift(self):
        self.publish((self.a, 10, self.early))
        with self.assertRaisesRegex(UserError, "there is a shift already"):
            self.ask(self.agent, self.march(10, 15), self.march(10, 18))

    def test_everybody_asks_for_himself(self):
        self.publish((self.a, 10, self.early), (self.b, 10, self.early))
        with self.assertRaises(AccessError):
            self.ask(self.agent2, self.march(10, 16), self.march(10, 18), employee_id=self.a.id)
        other = self.ask(self.supervisor, self.march(10, 16), self.march(10, 18), employee_id=self.a.id)
        self.assertEqual(other.user_id, self.agent)

    def test_what_nobody_decides_in_time_lapses(self):
        self.publish((self.a, 10, self.early))
        request = self.ask(self.agent, self.march(10, 16), self.march(10, 18))
        with self.at(self.march(10, 16)):
            request.sudo()._act_on_time()
        self.assertEqual(request.state, "expired")

    def test_overtime_in_the_night_is_night(self):
        self.publish((self.a, 10, self.late))
        request = self.ask(self.agent, self.march(10, 22), self.march(11, 3))
        request.with_user(self.supervisor).approve()
        self.assertTrue(request.shift_id.is_night)
        self.assertEqual(request.shift_id.date, date(2026, 3, 10))


class TestAbsence(DutyCase):
    def ask(self, **values):
        return (
            self.env["cs.post.absence"]
            .with_user(self.agent)
            .create({"stand_in_id": self.b.id, "minutes": 20, "reason": "Pharmacy", **values})
        )

    def test_leaving_is_approved_first_and_who_stands_in_is_told(self):
        self.publish((self.a, 4, self.early), (self.b, 4, self.early))
        request = self.ask()
        self.assertEqual(request.shift_id.employee_id, self.a)
        with self.assertRaises(UserError):
            request.with_user(self.agent).leave_post()
        before = len(self.mails(self.agent2))
        request.with_user(self.supervisor).approve()
        self.assertEqual(len(self.mails(self.agent2)), before + 1)
        with self.assertRaises(AccessError):
            request.with_user(self.agent2).leave_post()
        request.with_user(self.agent).leave_post()
        with self.at("2026-03-04 02:30"):
            request.with_user(self.agent).come_back()
        self.assertEqual(request.late_minutes, 10)

    def test_who_is_not_back_in_time_is_told_to_the_supervisor(self):
        self.publish((self.a, 4, self.early), (self.b, 4, self.early))
        request = self.ask()
        request.with_user(self.supervisor).approve()
        request.with_user(self.agent).leave_post()
        with self.at("2026-03-04 02:21"):
            self.assertIn(request, request.search(request._due_domain()))
            request.sudo()._act_on_time()
        todos = self.env["mail.activity"].search([("res_model", "=", request._name), ("res_id", "=", request.id)])
        self.assertEqual(todos.user_id, self.supervisor)

    def test_nobody_leaves_a_post_without_a_shift_or_stands_in_for_himself(self):
        self.publish((self.a, 5, self.early), (self.b, 4, self.early))
        with self.assertRaises(UserError):
            self.ask()
        with self.at(self.march(5, 10)), self.assertRaises(UserError):
            self.ask(stand_in_id=self.a.id)


class TestAttendance(DutyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.cs_attendance_from = date(2026, 3, 1)

    def clock(self, person, start, end):
        return self.env["hr.attendance"].create({"employee_id": person.id, "check_in": start, "check_out": end})

    def compare(self, moment):
        """One pass of the scheduled action, without its real commits."""
        with (
            self.at(moment),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_kwargs: inf),
        ):
            self.env["cs.shift.attendance"]._cron_compare()
            self.env.flush_all()

    def row(self, person, day=4):
        return self.env["cs.shift.attendance"].search(
            [("employee_id", "=", person.id), ("date", "=", date(2026, 3, day))]
        )

    def test_late_early_absent_and_as_planned(self):
        self.publish(*((person, 4, self.early) for person in (self.a, self.b, self.c, self.d)))
        self.clock(self.a, self.march(4, 8, 3), self.march(4, 16))
        self.clock(self.b, self.march(4, 8, 20), self.march(4, 16))
        self.clock(self.c, self.march(4, 8), self.march(4, 15))
        self.compare(self.march(4, 16, 30))
        self.assertFalse(self.row(self.a), "who is relieved late has still to clock out")
        self.compare(self.march(4, 17, 1))
        self.assertEqual(
            [self.row(one).state for one in (self.a, self.b, self.c, self.d)], ["done", "late", "early", "absent"]
        )
        self.assertEqual((self.row(self.b).late_minutes, self.row(self.c).early_minutes), (20, 60))
        self.assertTrue(self.row(self.d).is_absent)

    def test_leave_is_no_absence(self):
        self.publish((self.a, 4, self.early))
        kind = self.env["hr.leave.type"].create(
            {"name": "Annual", "requires_allocation": False, "leave_validation_type": "hr"}
        )
        leave = self.env["hr.leave"].create(
            {
                "holiday_status_id": kind.id,
                "employee_id": self.a.id,
                "request_date_from": date(2026, 3, 4),
                "request_date_to": date(2026, 3, 4),
            }
        )
        leave.action_approve()
        self.compare(self.march(4, 17, 1))
        self.assertEqual(self.row(self.a).state, "leave")

    def test_work_without_approval_is_visible_and_settled_with_a_reason(self):
        self.publish((self.a, 4, self.early))
        self.clock(self.a, self.march(4, 8), self.march(4, 18))
        self.clock(self.a, self.march(6, 9), self.march(6, 12))
        self.compare(self.march(7, 8))
        beside, astray = self.row(self.a), self.row(self.a, 6)
        self.assertEqual((beside.unasked_minutes, beside.state), (120, "done"))
        self.assertEqual((astray.unasked_minutes, astray.state), (180, "unasked"))
        with self.assertRaises(AccessError):
            astray.with_user(self.agent).accept("I was needed")
        with self.assertRaises(UserError):
            astray.with_user(self.supervisor).accept(" ")
        astray.with_user(self.supervisor).accept("Flood")
        self.assertEqual(astray.settled, "accepted")

    def test_staying_on_for_a_customer_and_approved_overtime_are_asked_for(self):
        self.early.extend_minutes = 30
        self.publish((self.a, 4, self.early), (self.b, 4, self.early))
        request = (
            self.env["cs.overtime.request"]
            .with_user(self.agent2)
            .create({"start_at": self.march(4, 16), "end_at": self.march(4, 18), "reason": "Flood"})
        )
        request.with_user(self.supervisor).approve()
        self.clock(self.a, self.march(4, 8), self.march(4, 16, 30))
        self.clock(self.b, self.march(4, 8), self.march(4, 18))
        self.compare(self.march(4, 20))
        self.assertEqual(self.row(self.a).unasked_minutes, 0)
        self.assertEqual(self.row(self.b).mapped("unasked_minutes"), [0, 0])
        self.assertEqual(request.worked_minutes, 120)

    def test_a_correction_of_the_time_clock_corrects_the_row(self):
        self.publish((self.a, 4, self.early))
        stretch = self.clock(self.a, self.march(4, 9), self.march(4, 16))
        self.compare(self.march(4, 17, 1))
        self.assertEqual(self.row(self.a).late_minutes, 60)
        stretch.check_in = self.march(4, 8)
        self.compare(self.march(4, 18))
        self.assertEqual((self.row(self.a).state, self.row(self.a).late_minutes), ("done", 0))
        stretch.unlink()
        self.compare(self.march(4, 19))
        self.assertEqual(self.row(self.a).state, "absent")

    def test_nobody_is_compared_where_the_time_clock_is_not_used(self):
        self.company.cs_attendance_from = False
        self.publish((self.a, 4, self.early))
        self.compare(self.march(4, 17, 1))
        self.assertFalse(self.row(self.a))

    def test_people_see_their_own_rows_only_and_change_none(self):
        self.publish((self.a, 4, self.early), (self.b, 4, self.early))
        self.compare(self.march(4, 17, 1))
        rows = self.env["cs.shift.attendance"].with_user(self.agent).search([])
        self.assertEqual(rows.employee_id, self.a)
        for user in (self.agent, self.manager):
            with self.assertRaises(AccessError):
                rows.with_user(user).write({"late_minutes": 0})

    def test_many_shifts_cost_as_many_queries_as_few(self):
        self.publish(
            *((person, day, self.early) for person in (self.a, self.b, self.c, self.d) for day in range(5, 25))
        )
        counts = []
        for last in (5, 24):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.compare(self.march(last, 20))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(self.env["cs.shift.attendance"].search_count([]), 80)
        self.assertLess(counts[1], 40, counts)
