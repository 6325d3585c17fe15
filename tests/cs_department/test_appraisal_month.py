"""The hand-worked month: every score to the last digit, with the records behind it, run again, changed and frozen."""

from odoo.exceptions import AccessError, UserError

from tests.cs_department.appraisal_case import AppraisalCase


class TestAppraisalMonth(AppraisalCase):
    def test_the_scores_of_february_are_what_was_worked_out_by_hand(self):
        found = self.run_period()
        a, b = found[self.a], found[self.b]
        # a has 3 callbacks only: their 20 points go to the other 80, so each weighs 100/80 = 1.25 of its own
        #   resolved   9/10 = 90.0 %   30 × (90.0 − 80) / 15 = 20        × 1.25 = 25.00 of 37.50
        #   response  19/20 = 95.0 %   20 × 80 %             = 16        × 1.25 = 20.00 of 25.00
        #   reopened        1          15 − 1 × 4            = 11        × 1.25 = 13.75 of 18.75
        #   attitude                                          13.5       × 1.25 = 16.875 → 16.88 of 18.75
        #   suggestions     2                                                      2.00 beside the weights
        #   complaints      0          nothing to fail                             0.00
        #   25.00 + 20.00 + 13.75 + 16.88 + 2.00 = 77.63
        self.assertEqual(
            self.points(a),
            ["25.00 / 37.5", "20.00 / 25", "13.75 / 18.75", "–", "16.88 / 18.75", "2.00 / 0", "0.00 / 0"],
        )
        self.assertEqual(a.score, 77.63)
        # b has all weights
        #   resolved  11/12 = 91.7 %   30 × (91.7 − 80) / 15 = 23.40
        #   response  12/12 = 100 %                            20.00
        #   reopened        0                                  15.00
        #   callbacks  5/6 = 83.3 %    20 × (83.3 − 70) / 30 = 8.8666… → 8.87
        #   attitude                                           12.00
        #   23.40 + 20.00 + 15.00 + 8.87 + 12.00 = 79.27, but a justified complaint is fatal: 59.00 at most
        self.assertEqual(
            self.points(b),
            ["23.40 / 30", "20.00 / 20", "15.00 / 15", "8.87 / 20", "12.00 / 15", "0.00 / 0", "0.00 / 0"],
        )
        self.assertEqual(b.score, 59.00)
        self.assertEqual((a.grade_name, a.coefficient, b.grade_name, b.coefficient), ("Good", 1, "Failed", 0.5))
        self.assertEqual((self.period.state, self.period.people_count, self.period.done_count), ("open", 2, 2))

    def test_each_score_keeps_the_records_that_it_was_computed_from(self):
        a = self.run_period()[self.a]
        resolved = a.score_ids[0]
        self.assertEqual((resolved.good, resolved.counted, resolved.value), (9, 10, 90.0))
        self.assertEqual(len(resolved.evidence["ids"]), 10)
        self.assertEqual(resolved.evidence["bad"], self.missed.ids)
        action = resolved.with_user(self.manager).action_open_evidence()
        self.assertEqual(action["res_model"], "cs.clock")
        self.assertEqual(len(self.env["cs.clock"].search(action["domain"])), 10)
        self.assertEqual(resolved.with_user(self.manager).action_open_bad()["domain"], [("id", "in", self.missed.ids)])
        with self.assertRaisesRegex(UserError, "no records"):
            a.score_ids[4].action_open_evidence()

    def test_what_was_counted_and_why_a_line_has_no_points_is_said(self):
        a = self.run_period()[self.a]
        self.assertEqual(a.score_ids[0].value_said, "90.0 % (9 of 10)".replace("90.0", "90"))
        self.assertEqual(a.score_ids[3].how, "skipped")
        self.assertEqual(a.score_ids[3].note, "left out: too few cases")
        self.assertEqual(a.score_ids[3].value_said, "100 % (3 of 3)")
        self.assertEqual(a.score_ids[2].rule, "4 points off for each 1 above 0; -5 points at least")

    def test_a_run_that_is_repeated_changes_nothing(self):
        found = self.run_period()
        before = [(one.id, one.score, one.score_ids.ids) for one in found.values()]
        again = self.run_period()
        self.assertEqual([(one.id, one.score, one.score_ids.ids) for one in again.values()], before)
        self.assertFalse(any(one.is_changed for one in again.values()))
        self.assertFalse(again[self.a].score_ids.filtered("is_changed"))

    def test_one_callback_changes_one_score_and_shows_its_record(self):
        b = self.run_period()[self.b]
        callback = self.called_b[0]
        callback.result = "unsatisfied"
        b = self.run_period()[self.b]
        # 4 of 6 = 66.7 %, below the 70 at which there are no points
        changed = b.score_ids.filtered("is_changed")
        self.assertEqual(changed.mapped("name"), [self.known["callback_satisfied"].name])
        self.assertEqual((changed.previous_points, changed.points), (8.87, 0))
        self.assertEqual(changed.changes, {"cs.callback": callback.ids})
        self.assertEqual(changed.action_open_changes()["domain"], [("id", "in", callback.ids)])
        self.assertIn("8.87 → 0.00", b.changed_text)
        self.assertEqual(self.period.changed_count, 1)

    def test_a_rating_that_comes_later_needs_no_reading_of_facts(self):
        del self.given[self.a]
        a = self.run_period()[self.a]
        # attitude waits: its 15 go to the others, too: 100 / 65 each
        self.assertEqual((a.hand_count, a.score_ids[4].how), (1, "hand"))
        evidence = a.score_ids[0].evidence
        self.given[self.a] = self.given[self.b] + 1
        self.known["resolved_in_time"].with_context(cs_change_reason="x").active = False
        a._recompute()
        self.assertEqual((a.hand_count, a.score_ids[4].points), (0, 16.25))
        self.assertEqual(a.score_ids[0].evidence, evidence)

    def test_a_failing_indicator_shows_its_error_in_its_cell_and_stops_nothing(self):
        # as saved under another version: the field is gone
        self.env.cr.execute(
            "UPDATE cs_indicator SET value_field = 'no_such_field', aggregate = 'sum' WHERE id = %s",
            [self.known["reopened"].id],
        )
        self.env.invalidate_all()
        b = self.run_period()[self.b]
        self.assertEqual((b.score_ids[2].how, b.error_count), ("error", 1))
        self.assertTrue(b.score_ids[2].error)
        self.assertEqual(b.score_ids[2].note, b.score_ids[2].error)
        self.assertEqual(b.score_ids[3].how, "facts")
        self.assertEqual(self.period.error_count, 2)
        self.show_all()
        with self.assertRaisesRegex(UserError, "could not be computed"):
            self.period.with_user(self.manager).action_freeze()

    def test_weights_must_add_up_before_anybody_is_appraised(self):
        self.scheme.with_context(cs_change_reason="too little").criterion_ids[0].weight = 25
        self.assertIn("5 are missing", self.scheme.warning)
        with self.assertRaisesRegex(UserError, "5 are missing"):
            self.run_period()
        self.scheme.with_context(cs_change_reason="too much").criterion_ids[0].weight = 35
        self.assertIn("5 above", self.scheme.warning)

    def test_a_criterion_taken_out_of_the_scheme_leaves_the_next_run(self):
        self.run_period()
        scheme = self.scheme.with_context(cs_change_reason="no callbacks any more")
        scheme.criterion_ids[3].active = False
        scheme.criterion_ids[0].weight = 50
        a = self.run_period()[self.a]
        self.assertEqual(len(a.score_ids), 6)
        # 50 × 10/15 = 33.33, 16, 11, 13.5, 2: nothing is spread
        self.assertEqual(self.points(a)[:2], ["33.33 / 50", "16.00 / 20"])
        self.assertEqual(a.score, 75.83)

    def test_points_that_people_give_have_no_records_of_another_criterion(self):
        figure = self.run_period()[self.a].score_ids.filtered("record_count")[0]
        criterion = figure.criterion_id.with_context(cs_change_reason="by hand")
        criterion.write({"source": "360", "indicator_id": False})
        score = self.run_period()[self.a].score_ids.filtered(lambda one: one.criterion_id == criterion)
        self.assertEqual(score.record_count, 0)

    def test_whoever_is_left_out_has_no_appraisal_any_more(self):
        self.run_period()
        self.period.left_out_ids = self.b
        self.assertEqual([*self.run_period()], [self.a])

    def test_nobody_to_appraise_is_said(self):
        self.period.extra_ids = False
        with self.assertRaisesRegex(UserError, "Nobody is appraised"):
            self.run_period()

    def test_a_scheme_that_is_no_longer_in_force_appraises_nobody(self):
        self.scheme.with_context(cs_change_reason="over").date_to = "2026-02-15"
        with self.assertRaisesRegex(UserError, "Nobody is appraised"):
            self.run_period()

    def test_only_managers_run_and_freeze(self):
        for user in (self.agent, self.supervisor):
            with self.assertRaises(AccessError):
                self.period.with_user(user).action_run()
            with self.assertRaises(AccessError):
                self.period.with_user(user).action_freeze()


class TestWhoSeesScores(AppraisalCase):
    def setUp(self):
        super().setUp()
        self.run_period()
        self.mine = self.period.appraisal_ids.filtered(lambda one: one.employee_id == self.a)

    def seen(self, user):
        """The people whose appraisals, scores and adjustments a user finds."""
        people = [
            self.env[model].with_user(user).search([("company_id", "=", self.company.id)]).sudo().employee_id
            for model in ("cs.appraisal", "cs.appraisal.score")
        ]
        self.assertEqual(*people)
        return people[0]

    def test_the_person_sees_his_own_once_it_is_shown_and_nobody_elses(self):
        self.assertFalse(self.seen(self.agent))
        self.period.appraisal_ids.write({"state": "shown"})
        self.assertEqual(self.seen(self.agent), self.a)
        self.assertEqual(self.seen(self.agent2), self.b)
        self.assertFalse(self.seen(self.outsider))
        with self.assertRaises(AccessError):
            self.mine.with_user(self.agent2).read(["score"])
        with self.assertRaises(AccessError):
            self.mine.score_ids[0].with_user(self.agent2).action_open_evidence()

    def test_a_supervisor_sees_his_team_and_no_other(self):
        self.assertEqual(self.seen(self.supervisor), self.people)
        self.team.supervisor_id = self.other_team.supervisor_id = self.manager
        self.run_period()
        self.assertFalse(self.seen(self.supervisor))

    def test_hr_and_managers_see_the_company(self):
        self.assertEqual(self.seen(self.manager), self.people)
        self.assertFalse(self.seen(self.employee))
        self.employee.group_ids += self.env.ref("hr.group_hr_user")
        self.assertEqual(self.seen(self.employee), self.people)

    def test_nobody_writes_a_score(self):
        for user in (self.agent, self.supervisor, self.manager):
            with self.assertRaises(AccessError):
                self.mine.with_user(user).write({"score": 100})
            with self.assertRaises(AccessError):
                self.mine.score_ids[0].with_user(user).write({"points": 100})

    def test_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.manager.write({"company_ids": [(4, other.id)]})
        env = self.env(user=self.manager, context={"allowed_company_ids": other.ids})
        for model in ("cs.appraisal", "cs.appraisal.score", "cs.appraisal.period"):
            self.assertFalse(env[model].search([]))
