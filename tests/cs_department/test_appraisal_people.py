"""The people's side of appraisal: ratings, privacy of 360°, showing, appeal, grades, lists, bonus (D13)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from tests.cs_department.appraisal_people_case import AppraisalPeopleCase


class TestRatings(AppraisalPeopleCase):
    def test_a_run_asks_each_rater_once_by_an_activity(self):
        period = self.run_period()
        self.assertEqual(len(self.appraisal(period, self.agent).sheet_ids.filtered(lambda s: s.relation == "peer")), 3)
        form = self.form_of(period, self.supervisor, self.agent, "manager")
        self.assertEqual(form.line_ids.mapped("name"), ["Knowledge", "Teamwork"])
        self.assertEqual(self.form_of(period, self.agent, self.agent, "self").line_ids.mapped("name"), ["Teamwork"])
        todo = self.env["mail.activity"].search([("res_model", "=", form._name), ("res_id", "=", form.id)])
        self.assertEqual(todo.user_id, self.supervisor)
        before = self.env["cs.appraisal.sheet"].search_count([])
        period.action_run()
        self.assertEqual(self.env["cs.appraisal.sheet"].search_count([]), before)

    def test_ratings_become_points_by_their_shares(self):
        period = self.run_period()
        self.fill(self.form_of(period, self.supervisor, self.agent, "manager"), knowledge=50, teamwork=30)
        self.fill(self.form_of(period, self.agent, self.agent, "self"), teamwork=40)
        for peer, points in ((self.agent2, 20), (self.outsider, 10), (self.privileged, 30)):
            self.fill(self.form_of(period, peer, self.agent, "peer"), teamwork=points)
        # 10 % of 40, 30 % of the average 20, 60 % of 30: 28 of 40
        one = self.appraisal(period, self.agent)
        self.assertEqual((one.score, one.grade_name, one.coefficient), (78, "B", 1))

    def test_a_rating_outside_says_why(self):
        period = self.run_period()
        form = self.form_of(period, self.supervisor, self.agent, "manager")
        knowledge, teamwork = form.line_ids
        teamwork.points = 30
        with self.assertRaises(UserError):
            form.action_give()  # nothing is given yet
        knowledge.points = 59
        with self.assertRaises(UserError):
            form.action_give()
        knowledge.reason = "Taught the others"
        form.action_give()
        with self.assertRaises(UserError):
            form.action_give()
        with self.assertRaises(AccessError):
            knowledge.points = 10

    def test_no_points_above_the_weight(self):
        form = self.form_of(self.run_period(), self.supervisor, self.agent, "manager")
        with self.assertRaises(UserError):
            form.line_ids[0].points = 61

    def test_nobody_but_the_rater_fills_a_form_in(self):
        period = self.run_period()
        form = self.form_of(period, self.supervisor, self.agent, "manager")
        for user in (self.agent, self.agent2, self.manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                form.with_user(user).line_ids[0].write({"points": 60})
            with self.subTest(user.login), self.assertRaises(AccessError):
                form.with_user(user).action_give()
        with self.assertRaises(AccessError):
            form.line_ids[0].write({"criterion_id": self.teamwork.id})
        with self.assertRaises(AccessError):
            self.env["cs.appraisal.sheet"].with_user(self.supervisor).create({})

    def test_the_rated_person_sees_colleagues_as_an_average_of_enough_only(self):
        period = self.run_period()
        self.fill(self.form_of(period, self.agent2, self.agent, "peer"), teamwork=10)
        self.fill(self.form_of(period, self.supervisor, self.agent, "manager"), knowledge=50, teamwork=30)
        period.action_show()
        page = self.env["cs.appraisal"].with_user(self.agent)
        row = page.my_appraisals()["one"]["groups"][1]["rows"][0]
        self.assertEqual((row["name"], row["superior"], row["peers"]), ("Teamwork", 30, False))
        sheets = self.env["cs.appraisal.sheet"].with_user(self.agent).search([("user_id", "=", self.agent.id)])
        self.assertEqual(sheets.mapped("relation"), ["self"])
        lines = self.env["cs.appraisal.rating"].with_user(self.agent).search([("user_id", "=", self.agent.id)])
        self.assertEqual(lines.rater_id, self.agent)
        # the supervisor does not read what colleagues gave either
        self.assertFalse(self.env["cs.appraisal.sheet"].with_user(self.supervisor).search([("relation", "=", "peer")]))
        self.fill(self.form_of(period, self.outsider, self.agent, "peer"), teamwork=20)
        self.assertEqual(page.my_appraisals()["one"]["groups"][1]["rows"][0]["peers"], 15)

    def test_the_same_colleagues_are_drawn_again(self):
        self.scheme.write({"peer_count": 1, "change_reason": "fewer"})
        period = self.run_period()
        drawn = period.sudo().appraisal_ids._draw_peers()
        self.assertTrue(all(len(peers) == 1 for peers in drawn.values()))
        self.assertEqual(drawn, period.sudo().appraisal_ids._draw_peers())
        for one in period.sudo().appraisal_ids:
            self.assertNotIn(one.user_id.id, drawn[one.id])


class TestShowing(AppraisalPeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.period = cls.make_period()

    def setUp(self):
        super().setUp()
        self.period.action_run()

    def shown(self, **scores):
        self.rate_all(self.period, {getattr(self, name): score for name, score in scores.items()})
        self.period.action_show()
        return self.appraisal(self.period, self.agent)

    def test_nothing_is_shown_while_points_are_missing(self):
        with self.assertRaises(UserError):
            self.period.action_show()
        self.assertFalse(self.env["cs.appraisal"].with_user(self.agent).my_appraisals()["one"])
        self.assertTrue(self.env["cs.appraisal"].with_user(self.agent).my_appraisals()["forms"])

    def test_a_score_is_shown_confirmed_and_final(self):
        one = self.shown()
        self.assertEqual(one.state, "shown")
        with self.assertRaises(AccessError):
            one.with_user(self.supervisor).action_confirm()
        one.with_user(self.agent).action_confirm()
        self.assertEqual((one.state, one.confirmed_how), ("confirmed", "person"))
        with self.assertRaises(UserError):
            one.with_user(self.agent).action_confirm()

    def test_colleagues_never_see_it(self):
        one = self.shown()
        for user, sees in (
            (self.agent, True),
            (self.agent2, False),
            (self.employee, False),
            (self.supervisor, True),
            (self.manager, True),
            (new_test_user(self.env, "officer", groups="hr.group_hr_user"), True),
        ):
            with self.subTest(user.login):
                found = self.env["cs.appraisal"].with_user(user).search([("id", "=", one.id)])
                self.assertEqual(bool(found), sees)
                self.assertEqual(one.with_user(user).score_ids.has_access("read"), sees)

    def test_who_says_nothing_has_agreed_at_the_end_of_the_day(self):
        one = self.shown()
        with self.at("2026-03-07 15:00"), self.enter_registry_test_mode():
            self.env.ref("cs_department.cron_appraisal_confirm").method_direct_trigger()
        self.assertEqual(one.state, "shown")  # Saturday 23:00 in Shanghai, the third day
        with self.at("2026-03-07 16:01"), self.enter_registry_test_mode():
            self.env.ref("cs_department.cron_appraisal_confirm").method_direct_trigger()
        self.assertEqual((one.state, one.confirmed_how), ("confirmed", "time"))

    def test_only_who_answers_for_somebody_shows_his_score(self):
        self.rate_all(self.period)
        one = self.appraisal(self.period, self.agent)
        for user in (self.agent, self.agent2):
            with self.subTest(user.login), self.assertRaises(AccessError):
                one.with_user(user).action_show()
        with self.assertRaises(AccessError):
            self.period.with_user(self.supervisor).action_show()
        one.with_user(self.supervisor).action_show()
        self.assertEqual(one.state, "shown")

    def test_a_later_change_is_shown_anew(self):
        one = self.shown()
        one.with_user(self.agent).action_confirm()
        line = one.sheet_ids.filtered(lambda form: form.relation == "manager").line_ids[0]
        line.sudo().points = 20
        one.sudo()._recompute()
        self.assertEqual((one.state, one.score), ("shown", 50))
        self.assertFalse(one.confirmed_at)

    def test_a_period_is_frozen_when_everybody_has_answered(self):
        one = self.shown()
        with self.assertRaises(UserError):
            self.period.action_freeze()
        with self.at("2026-03-08 00:00"):
            self.period.action_freeze()
        self.assertEqual(one.state, "final")
        with self.assertRaises(UserError):
            one.with_user(self.agent).appeal("Too late")

    def test_it_is_printed_for_whoever_may_read_it(self):
        one = self.shown()
        html = (
            self.env["ir.actions.report"]
            .with_user(self.agent)
            ._render_qweb_html("cs_department.report_appraisal", one.ids)[0]
        )
        for words in (b"Knowledge", b"75.00", b"Agent"):
            self.assertIn(words, html)
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(self.agent2)._render_qweb_html(
                "cs_department.report_appraisal", one.ids
            )


class TestAppealOfAnAppraisal(AppraisalPeopleCase):
    def setUp(self):
        super().setUp()
        self.period = self.run_period()
        self.rate_all(self.period)
        self.period.action_show()
        self.one = self.appraisal(self.period, self.agent)
        self.one.with_user(self.agent).appeal("My knowledge is better than that")
        self.appeal = self.one.sudo().appeal_ids.with_env(self.env)

    def test_another_person_decides(self):
        self.assertEqual(self.one.state, "appealed")
        self.assertIn(self.supervisor, self.appeal.judge_ids)
        for user in (self.supervisor, self.agent, self.agent2):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.appeal.with_user(user).grant("No")
        self.assertFalse(self.appeal.with_user(self.agent2).has_access("read"))

    def test_what_was_corrected_counts_when_it_is_granted(self):
        action = self.appeal.with_user(self.manager).action_correct()
        form = self.env["cs.appraisal.sheet"].with_user(self.manager).browse(action["res_id"])
        form.line_ids[0].write({"points": 57, "reason": "He passed the test"})
        self.assertEqual(self.one.score, 75)
        self.appeal.with_user(self.manager).grant("You are right")
        self.assertEqual((self.one.score, self.one.grade_name), (87, "A"))
        self.assertEqual((self.one.state, self.one.confirmed_how), ("confirmed", "appeal"))
        with self.assertRaises(UserError):
            self.one.with_user(self.agent).appeal("Once more")

    def test_a_correction_that_was_not_granted_counts_for_nothing(self):
        action = self.appeal.with_user(self.manager).action_correct()
        form = self.env["cs.appraisal.sheet"].with_user(self.manager).browse(action["res_id"])
        form.line_ids[0].write({"points": 57, "reason": "Perhaps"})
        self.appeal.with_user(self.manager).decline("The test says otherwise")
        self.one.sudo()._recompute()
        self.assertEqual((self.one.score, self.one.state), (75, "confirmed"))

    def test_only_who_decides_corrects(self):
        for user in (self.supervisor, self.agent):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.appeal.with_user(user).action_correct()

    def test_taken_back_it_can_be_confirmed(self):
        self.appeal.with_user(self.agent).withdraw_appeal()
        self.assertEqual(self.one.state, "shown")
        self.one.with_user(self.agent).action_confirm()

    def test_a_period_with_an_open_appeal_is_not_frozen(self):
        with self.at("2026-04-01 00:00"), self.assertRaises(UserError):
            self.period.action_freeze()

    def test_the_page_tells_how_it_ended(self):
        self.appeal.with_user(self.manager).decline("The test says otherwise")
        said = self.env["cs.appraisal"].with_user(self.agent).my_appraisals()["one"]["appeal"]
        self.assertEqual((said["state"], said["answer"]), ("declined", "The test says otherwise"))


class TestWhatFollows(AppraisalPeopleCase):
    def finish(self, first, last, at, **scores):
        period = self.run_period(first=first, last=last)
        self.rate_all(period, {getattr(self, name): score for name, score in scores.items()})
        period.action_show()
        with self.at(at):
            period.action_freeze()
        return period

    def test_a_share_is_forced_on_the_people_of_a_scheme(self):
        self.scheme.grade_ids[0].with_context(cs_change_reason="a fifth").share_percent = 25
        period = self.run_period()
        self.rate_all(period, {self.agent: 95, self.agent2: 90, self.outsider: 85, self.privileged: 55})
        grades = {one.user_id: one.grade_name for one in period.sudo().appraisal_ids}
        self.assertEqual(grades, {self.agent: "A", self.agent2: "B", self.outsider: "B", self.privileged: "C"})

    def test_twice_in_a_row_puts_people_on_the_lists(self):
        self.finish("2026-01-01", "2026-01-31", "2026-03-10 00:00", agent=90, agent2=40)
        self.assertFalse(self.env["cs.appraisal.nomination"].search([]))
        period = self.finish("2026-02-01", "2026-02-28", "2026-03-20 00:00", agent=92, agent2=45, outsider=90)
        found = {(one.user_id, one.kind): one.run_length for one in period.sudo().nomination_ids}
        self.assertEqual(found, {(self.agent, "promotion"): 2, (self.agent2, "review"): 2})
        mine = self.env["cs.appraisal.nomination"].with_user(self.supervisor).search([])
        self.assertEqual(len(mine), 2)
        with self.assertRaises(AccessError):
            self.env["cs.appraisal.nomination"].with_user(self.agent).search([])

    def test_a_manager_decides_what_follows_and_says_why(self):
        self.finish("2026-01-01", "2026-01-31", "2026-03-10 00:00", agent=90)
        period = self.finish("2026-02-01", "2026-02-28", "2026-03-20 00:00", agent=92)
        one = period.nomination_ids
        with self.assertRaises(UserError):
            one.action_decide()
        one.write({"outcome": "promotion", "words": "Leads the new people"})
        with self.assertRaises(AccessError):
            one.with_user(self.supervisor).action_decide()
        one.action_decide()
        self.assertEqual((one.state, one.decided_by_id), ("done", self.manager))
        with self.assertRaises(UserError):
            one.words = "Other"

    def test_somebody_who_moves_was_appraised_where_he_was(self):
        person = self.employee_of[self.agent]
        person.department_id = self.engineering
        one = self.appraisal(self.run_period(), self.agent)
        person.department_id = self.env["hr.department"].create({"name": "Elsewhere"})
        self.env.flush_all()
        self.assertEqual(one.department_id, self.engineering)

    def test_a_missed_target_is_a_training_need(self):
        period = self.finish("2026-02-01", "2026-02-28", "2026-03-20 00:00", agent=50)
        need = self.env["cs.training.need"].search([("res_model", "=", "cs.appraisal")])
        # 30 of 60 points where 40 are aimed at; 75 % of the others are enough
        self.assertEqual((need.employee_id, need.topic), (self.employee_of[self.agent], "Knowledge"))
        self.assertEqual(need.words, "2026-02: 30 points, aimed at 40 points")
        self.assertEqual(need.res_id, self.appraisal(period, self.agent).id)

    def test_payroll_reads_the_rows_and_managers_the_sheet(self):
        period = self.finish("2026-02-01", "2026-02-28", "2026-03-20 00:00", agent=90, agent2=40)
        rows = {row["employee"]: (row["score"], row["grade"], row["coefficient"]) for row in period._bonus_rows()}
        self.assertEqual(rows["Agent"], (90, "A", 1.2))
        self.assertEqual(rows["Agent2"], (40, "C", 0.5))
        self.assertTrue(all(row["is_final"] for row in period._bonus_rows()))
        self.assertIn(f"/cs/appraisal/{period.id}/xlsx", period.action_bonus_xlsx()["url"])
        with self.assertRaises(AccessError):
            period.with_user(self.supervisor).action_bonus_xlsx()

    def test_grades_of_many_cost_as_many_queries_as_of_few(self):
        period = self.run_period()
        self.rate_all(period)
        sudo = period.sudo()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            sudo._grade_people()
            self.env.flush_all()
