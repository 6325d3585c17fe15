"""D16: somebody is away: who steps in, in which order, and what that means."""

from datetime import date

from odoo.exceptions import AccessError, UserError

from tests.cs_department.fake_roster.fake_worker import DONE
from tests.cs_department.roster_run_case import RosterRunCase


class TestRosterRepair(RosterRunCase):
    def setUp(self):
        super().setUp()
        self.ann, self.ben = self.people
        self.cay, self.dan = self.env["hr.employee"].create(
            [{"name": name, "resource_calendar_id": self.calendar.id, "tz": "Asia/Shanghai"} for name in ("Cay", "Dan")]
        )
        self.roster.employee_ids |= self.cay | self.dan
        self.works(self.ann, 1, self.early)
        self.works(self.ann, 2, self.night)
        self.works(self.ben, 1, self.night)
        self.roster = self.roster.with_user(self.supervisor)

    def works(self, employee, day, template):
        values = {"employee_id": employee.id, "template_id": template.id, "date": date(2026, 4, day)}
        return self.env["cs.shift"].create({"roster_id": self.roster.id, **values})

    def repair(self, employee, first, last, cause="sick"):
        action = self.roster._open_repair(
            employee_id=employee.id, date_from=date(2026, 4, first), date_to=date(2026, 4, last), cause=cause
        )
        return self.env["cs.roster.repair"].with_user(self.supervisor).browse(action["res_id"])

    def choose(self, hole, employee):
        answer = hole.answer_ids.filtered(lambda answer: answer.employee_id == employee)
        answer.action_choose()
        return answer

    def test_who_can_step_in_is_named_at_once_without_a_solver(self):
        repair = self.repair(self.ann, 1, 2)
        repair.action_look()
        first, second = repair.hole_ids
        self.assertEqual((first.template_id, second.template_id), (self.early, self.night))
        # Ben is at work that day, on a night that nobody needs; Cay and Dan would lose a day off
        self.assertEqual(first.answer_ids.employee_id, self.ben | self.cay | self.dan)
        self.assertEqual(first.answer_ids[0].employee_id, self.ben)
        self.assertEqual(first.answer_ids.mapped("rank"), [1, 2, 3])
        by_person = {answer.employee_id: answer for answer in first.answer_ids}
        self.assertIn("is called in on a day off", by_person[self.cay].words)
        self.assertIn("moves from Night", by_person[self.ben].words)

    def leaves(self):
        return self.env["hr.leave"].search([("employee_id", "=", self.ann.id)])

    def test_the_leave_is_recorded_by_whoever_may_do_so(self):
        repair = self.repair(self.ann, 1, 2)
        self.assertEqual((repair.leave_known, bool(repair.leave_type_id)), ("cannot", False))
        self.ann.leave_manager_id = self.supervisor
        repair = self.repair(self.ann, 1, 2)
        self.assertEqual((repair.leave_known, repair.leave_type_id.requires_allocation), ("can", False))
        repair.action_look()
        repair.action_apply()
        leave = self.leaves()
        self.assertEqual((leave.request_date_from, leave.request_date_to), (date(2026, 4, 1), date(2026, 4, 2)))
        again = self.repair(self.ann, 1, 2)
        self.assertEqual((again.leave_known, bool(again.leave_type_id)), ("yes", False))

    def test_whoever_has_left_or_records_it_elsewhere_asks_for_no_leave(self):
        self.ann.leave_manager_id = self.supervisor
        self.assertFalse(self.repair(self.ann, 1, 2, "resignation").leave_type_id)
        repair = self.repair(self.ann, 1, 2)
        repair.leave_type_id = False
        repair.action_look()
        repair.action_apply()
        self.assertFalse(self.leaves())

    def test_one_is_chosen_for_each_shift_and_the_roster_is_mended(self):
        repair = self.repair(self.ann, 1, 2)
        repair.action_look()
        first, second = repair.hole_ids
        self.choose(first, self.dan)
        self.choose(first, self.cay)
        self.assertEqual(first.answer_ids.filtered("is_chosen").employee_id, self.cay)
        self.choose(second, self.dan)
        repair.action_apply()
        self.assertEqual(self.rows(self.roster), [("Agent2", 1, "N"), ("Cay", 1, "E"), ("Dan", 2, "N")])
        new = self.roster.shift_ids.filtered(lambda shift: shift.employee_id in self.cay | self.dan)
        self.assertEqual(set(new.mapped("origin")), {"repair"})
        said = self.roster.message_ids[0].body
        self.assertIn("Agent away, ", said)
        self.assertIn("Cay takes Early", said)

    def test_a_shift_that_nobody_takes_stays_open_and_is_noted(self):
        repair = self.repair(self.ann, 2, 2)
        repair.action_look()
        repair.action_apply()
        self.assertEqual(self.rows(self.roster), [("Agent", 1, "E"), ("Agent2", 1, "N")])
        self.assertIn("Nobody yet: Night", self.roster.message_ids[0].body)

    def test_two_answers_that_are_too_much_for_one_are_refused(self):
        self.works(self.ann, 3, self.early)
        repair = self.repair(self.ann, 2, 3)
        repair.action_look()
        for hole in repair.hole_ids:
            self.choose(hole, self.cay)
        with self.assertRaisesRegex(UserError, "Cay cannot take all these shifts: Rest between shifts"):
            repair.action_apply()

    def test_what_is_over_stays_as_it_was(self):
        with self.at("2026-04-01 20:00"):  # the second, early in the morning in Shanghai
            repair = self.repair(self.ann, 1, 3)
            repair.action_look()
            self.assertEqual(repair.hole_ids.mapped("date"), [date(2026, 4, 2)])

    def test_without_a_shift_there_is_nothing_to_mend(self):
        with self.assertRaisesRegex(UserError, "no shift on these days"):
            self.repair(self.cay, 1, 3).action_look()

    def test_a_chain_is_computed_and_one_of_the_answers_taken(self):
        repair = self.repair(self.ann, 1, 1)
        action = repair.action_compute()
        run = self.env["cs.roster.run"].browse(action["res_id"]).sudo()
        run.seed = DONE
        self.cron()
        options = self.wait_for(run, "about.json")["options"]
        self.assertEqual((options["mode"], options["before"][0][0], options["start"][0][0]), ("repair", 0, -1))
        self.wait_for(run, "result.json")
        self.cron()
        run = run.with_user(self.supervisor).with_context(lang="en_US")
        self.assertEqual(run.choices[1]["moves"], ["Apr 1 Cay: Early on a day off"])
        run.action_choose(1)
        self.assertEqual(self.rows(self.roster), [("Agent", 2, "N"), ("Agent2", 1, "N"), ("Cay", 1, "E")])
        with self.assertRaisesRegex(UserError, "no such answer"):
            run.action_choose(7)
        run.action_undo()
        self.assertEqual(len(self.rows(self.roster)), 3)

    def test_only_who_makes_rosters_mends_them(self):
        with self.assertRaises(AccessError):
            self.roster.with_user(self.agent).action_repair()

    def test_the_days_that_the_page_was_opened_with_are_kept(self):
        action = self.roster.with_context(
            default_date_from="2026-04-03", default_employee_id=self.ann.id
        ).action_repair()
        repair = self.env["cs.roster.repair"].browse(action["res_id"])
        self.assertEqual((repair.date_from, repair.employee_id), (date(2026, 4, 3), self.ann))
