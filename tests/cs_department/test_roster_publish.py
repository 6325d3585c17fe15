"""A roster is published, told, acknowledged; what changes afterwards is logged and told once."""

from datetime import date

from odoo.exceptions import AccessError, UserError

from tests.cs_department.duty_case import DutyCase


class TestPublish(DutyCase):
    def test_publishing_puts_shifts_in_force_and_tells_each_person_once(self):
        shifts = self.publish((self.a, 5, self.early), (self.a, 6, self.early), (self.b, 5, self.late))
        self.assertEqual(set(shifts.mapped("state")), {"published"})
        self.assertTrue(all(shifts.span_ids.mapped("in_force")))
        self.assertEqual(len(self.mails(self.agent)), 1)
        self.assertEqual(len(self.mails(self.agent2)), 1)
        self.assertEqual(set(self.roster.receipt_ids.mapped("state")), {"told"})
        self.assertEqual((self.roster.receipt_count, self.roster.waiting_count), (2, 2))
        self.assertFalse(self.roster.change_ids)

    def test_a_roster_is_published_once_and_by_supervisors_only(self):
        self.plan([(self.a, 5, self.early)])
        with self.assertRaises(AccessError):
            self.roster.with_user(self.agent).action_publish()
        self.roster.with_user(self.supervisor).action_publish()
        with self.assertRaises(UserError):
            self.roster.with_user(self.supervisor).action_publish()

    def test_an_empty_roster_is_not_published(self):
        with self.assertRaises(UserError):
            self.roster.with_user(self.supervisor).action_publish()

    def test_everybody_acknowledges_the_own_shifts_and_who_has_not_is_visible(self):
        shifts = self.publish((self.a, 5, self.early), (self.b, 5, self.late))
        with self.assertRaises(AccessError):
            self.receipt(self.b).with_user(self.agent).acknowledge()
        self.receipt(self.a).with_user(self.agent).acknowledge()
        self.assertTrue(shifts[0].acknowledged_at)
        self.assertFalse(shifts[1].acknowledged_at)
        self.assertEqual(self.roster.waiting_count, 1)
        self.receipt(self.b).with_user(self.supervisor).acknowledge()
        self.assertEqual(self.receipt(self.b).acknowledged_by_id, self.supervisor)

    def test_whoever_has_not_acknowledged_is_reminded_until_he_does(self):
        self.publish((self.a, 5, self.early), (self.b, 25, self.late))
        self.receipt(self.a).with_user(self.agent).acknowledge()
        with self.at("2026-03-05 03:00"):
            self.receipt(self.b)._act_on_time()
        self.assertEqual(self.receipt(self.b).reminders, 1)
        self.assertEqual(len(self.mails(self.agent2)), 2)
        self.assertFalse(self.receipt(self.a).next_action_at)

    def test_nobody_is_reminded_of_a_roster_that_is_over(self):
        self.publish((self.a, 5, self.early))
        with self.at("2026-04-02 03:00"):
            self.receipt(self.a)._act_on_time()
        self.assertEqual(self.receipt(self.a).reminders, 0)
        self.assertFalse(self.receipt(self.a).next_action_at)

    def test_changes_are_logged_and_told_together_a_little_later(self):
        first, second = self.publish((self.a, 5, self.early), (self.a, 6, self.early))
        self.receipt(self.a).with_user(self.agent).acknowledge()
        roster = self.env["cs.shift"].with_user(self.supervisor)
        roster.browse(first.id).template_id = self.late
        roster.browse(second.id).state = "cancelled"
        self.plan([(self.b, 6, self.early)], state="published")
        changes = self.roster.change_ids
        self.assertEqual(sorted(changes.mapped("kind")), ["added", "changed", "removed"])
        changed = changes.filtered(lambda one: one.kind == "changed")
        self.assertEqual((changed.before_template_id, changed.template_id), (self.early, self.late))
        self.assertEqual(changed.user_id, self.supervisor)
        self.assertFalse(first.acknowledged_at)
        self.assertEqual(self.receipt(self.a).state, "changed")
        self.assertEqual(len(self.mails(self.agent)), 1)
        with self.at("2026-03-04 02:11"):
            due = self.env["cs.roster.receipt"].search(self.env["cs.roster.receipt"]._due_domain())
            self.assertEqual(due.employee_id, self.a | self.b)
            due._act_on_time()
        self.assertEqual(len(self.mails(self.agent)), 2)
        self.assertEqual(self.receipt(self.a).state, "told")

    def test_a_shift_that_goes_to_somebody_else_is_taken_from_one_and_given_to_the_other(self):
        (shift,) = self.publish((self.a, 5, self.early))
        shift.employee_id = self.b
        self.assertEqual(
            {(one.kind, one.employee_id) for one in self.roster.change_ids}, {("removed", self.a), ("added", self.b)}
        )

    def test_the_log_is_append_only(self):
        (shift,) = self.publish((self.a, 5, self.early))
        shift.template_id = self.late
        for deed in (lambda log: log.write({"date": date(2026, 3, 9)}), lambda log: log.unlink()):
            with self.assertRaises(AccessError):
                deed(self.roster.change_ids.with_user(self.manager))
            with self.assertRaises(AccessError):
                deed(self.roster.change_ids.sudo())

    def test_drafts_are_neither_logged_nor_told(self):
        self.plan([(self.a, 5, self.early)]).template_id = self.late
        self.assertFalse(self.env["cs.shift.change"].search([("roster_id", "=", self.roster.id)]))
        self.assertFalse(self.roster.receipt_ids)

    def test_publishing_costs_the_same_for_many(self):
        counts = []
        for days in (2, 10):
            roster = self.env["cs.roster"].create(
                {
                    "team_id": self.other_team.id,
                    "date_from": date(2026, 5 + len(counts), 1),
                    "employee_ids": [(6, 0, (self.a | self.b | self.c | self.d).ids)],
                }
            )
            self.env["cs.shift"].create(
                [
                    {
                        "roster_id": roster.id,
                        "employee_id": person.id,
                        "date": roster.date_from.replace(day=day + 1),
                        "template_id": self.early.id,
                    }
                    for person in roster.employee_ids
                    for day in range(days)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            roster.with_user(self.supervisor).action_publish()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 15, counts)


class TestLeaveAfterwards(DutyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env["hr.leave.type"].create(
            {"name": "Annual", "requires_allocation": False, "leave_validation_type": "hr", "request_unit": "day"}
        )

    def leave(self, person, first, last):
        return self.env["hr.leave"].create(
            {
                "holiday_status_id": self.kind.id,
                "employee_id": person.id,
                "request_date_from": date(2026, 3, first),
                "request_date_to": date(2026, 3, last),
            }
        )

    def todos(self):
        return self.env["mail.activity"].search(
            [("res_model", "=", "cs.roster"), ("res_id", "=", self.roster.id), ("user_id", "=", self.supervisor.id)]
        )

    def test_leave_approved_afterwards_flags_the_shifts_and_tells_the_supervisor(self):
        first, second, other = self.publish(
            (self.a, 11, self.early), (self.a, 12, self.early), (self.b, 11, self.early)
        )
        leave = self.leave(self.a, 11, 11)
        self.assertFalse(first.leave_conflict)
        leave.action_approve()
        self.assertTrue(first.leave_conflict)
        self.assertFalse((second | other).filtered("leave_conflict"))
        self.assertEqual(self.roster.conflict_count, 1)
        self.assertEqual(len(self.todos()), 1)

    def test_who_steps_in_is_one_click_away_with_the_person_and_the_days(self):
        (shift,) = self.publish((self.a, 11, self.early))
        self.leave(self.a, 11, 11).action_approve()
        action = shift.with_user(self.supervisor).action_mend()
        repair = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((repair.employee_id, repair.date_from), (self.a, date(2026, 3, 11)))

    def test_a_mended_roster_leaves_nothing_to_do(self):
        (shift,) = self.publish((self.a, 11, self.early))
        self.leave(self.a, 11, 11).action_approve()
        shift.with_user(self.supervisor).state = "cancelled"
        self.assertFalse(self.todos().filtered("active"))

    def test_leave_that_is_refused_again_frees_the_shift(self):
        (shift,) = self.publish((self.a, 11, self.early))
        leave = self.leave(self.a, 11, 11)
        leave.action_approve()
        leave.action_refuse()
        self.assertFalse(shift.leave_conflict)
