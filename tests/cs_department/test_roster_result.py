"""D16: what comes out of a computation: its account in plain words, taken over and back."""

from datetime import date

from odoo.exceptions import UserError

from tests.cs_department.fake_roster.fake_worker import DONE, ENDLESS
from tests.cs_department.roster_run_case import RosterRunCase


class TestRosterResult(RosterRunCase):
    def test_what_is_not_met_is_told_by_rule_and_person(self):
        run = self.compute(DONE).with_user(self.supervisor).with_context(lang="en_US")
        soft = run.finding_ids.filtered(lambda finding: finding.kind == "soft")
        self.assertEqual(set(soft.mapped("rule")), {"isolated_work"})
        self.assertEqual(soft.employee_id, self.people)
        self.assertEqual(soft[0].words, "works between two days off · Early · Apr 1")
        self.assertEqual((run.soft_count, run.gap_count), (2, 1))
        self.assertIn("1 gaps", run.headline)

    def test_a_gap_is_named_with_the_reasons(self):
        self.env["hr.leave.type"].search([]).requires_allocation = False
        leave = self.env["hr.leave"].with_context(leave_fast_create=True, leave_skip_state_check=True)
        leave.create(
            {
                "employee_id": self.employee_of[self.agent].id,
                "holiday_status_id": self.env["hr.leave.type"].search([], limit=1).id,
                "request_date_from": date(2026, 4, 2),
                "request_date_to": date(2026, 4, 2),
                "state": "validate",
            }
        )
        self.absent = {str(self.employee_of[self.agent].id): {(1, 0), (1, 1)}}
        run = self.compute(DONE).with_user(self.supervisor).with_context(lang="en_US")
        gap = run.finding_ids.filtered(lambda finding: finding.kind == "gap")
        self.assertEqual(gap.words, "Apr 2 Night: 1 missing")
        self.assertEqual(gap.reason_words, "Agent2: free, at the price of other rules; Agent: on leave")
        self.assertEqual((gap.date, gap.template_id, gap.price), (date(2026, 4, 2), self.night, 100))

    def test_findings_lead_to_the_shifts_they_are_about(self):
        run = self.compute(DONE)
        soft = run.finding_ids.filtered(lambda finding: finding.kind == "soft")[0]
        action = soft.with_user(self.supervisor).action_open_day()
        self.assertIn(("employee_id", "=", soft.employee_id.id), action["domain"])

    def test_a_result_becomes_the_roster_and_what_was_before_comes_back(self):
        self.env["cs.shift"].create(
            {
                "roster_id": self.roster.id,
                "employee_id": self.people[0].id,
                "template_id": self.night.id,
                "date": date(2026, 4, 3),
            }
        )
        before = self.rows(self.roster)
        run = self.compute(DONE).with_user(self.supervisor).with_context(lang="en_US")
        run.action_apply()
        self.assertEqual(self.rows(self.roster), [("Agent", 1, "E"), ("Agent2", 1, "E")])
        self.assertEqual(set(self.roster.shift_ids.mapped("origin")), {"generated"})
        self.assertTrue(run.applied_at)
        run.action_undo()
        self.assertEqual(self.rows(self.roster), before)
        self.assertFalse(run.applied_at)
        with self.assertRaisesRegex(UserError, "no former roster"):
            run.action_undo()

    def test_a_fixed_shift_that_gives_way_is_fixed_no_more_until_it_is_undone(self):
        shift = self.env["cs.shift"].create(
            {
                "roster_id": self.roster.id,
                "employee_id": self.people[0].id,
                "template_id": self.night.id,
                "date": date(2026, 4, 1),
                "is_pinned": True,
            }
        )
        change = {"do": "relax", "rule": "pinned", "employee": self.people[0].id, "dates": ["2026-04-01"]}
        run = self.compute(DONE, changes=[{**change, "template": None, "skill": None}]).with_user(self.supervisor)
        run.action_apply()
        self.assertEqual(self.rows(self.roster), [("Agent", 1, "E"), ("Agent2", 1, "E")])
        run.action_undo()
        self.assertEqual(self.rows(self.roster), [("Agent", 1, "N")])
        self.assertTrue(shift.is_pinned)

    def test_leave_approved_since_is_kept_free(self):
        run = self.compute(DONE).with_user(self.supervisor).with_context(lang="en_US")
        self.absent = {str(self.people[0].id): {(0, 0), (0, 1)}}
        said = run.action_apply()
        self.assertEqual(self.rows(self.roster), [("Agent2", 1, "E")])
        self.assertIn("1 shifts were left out", said["params"]["message"])

    def test_nothing_is_taken_over_while_it_is_computed(self):
        run = self.ask(ENDLESS)
        self.cron()
        self.wait_for(run, "best.json")
        run.poll()
        with self.assertRaisesRegex(UserError, "still being computed"):
            run.action_apply()

    def test_a_closed_roster_stays_as_it_was(self):
        run = self.compute(DONE)
        self.roster.state = "closed"
        with self.assertRaisesRegex(UserError, "closed roster"):
            run.action_apply()
        with self.assertRaisesRegex(UserError, "closed roster"):
            self.roster.action_generate()
