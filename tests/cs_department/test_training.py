"""Training: plans, exams, re-sits, certificates, what runs out (D19)."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from tests.cs_department.training_case import TrainingCase


class TestExam(TrainingCase):
    def test_who_passes_gets_certificate_validity_and_skill(self):
        kind = self.env["hr.skill.type"].create(
            {
                "name": "Safety",
                "is_certification": True,
                "skill_ids": [(0, 0, {"name": "Gas"})],
                "skill_level_ids": [(0, 0, {"name": "Holder", "level_progress": 100, "default_level": True})],
            }
        )
        self.gas.skill_id = kind.skill_ids
        record = self.learns()
        self.sits(record, right=2)
        self.assertEqual((record.state, record.score, record.is_open), ("passed", 100.0, False))
        self.assertEqual(record.valid_until, date(2027, 3, 3))
        self.assertTrue(record.certificate.startswith("C2026-"))
        skill = self.person.employee_skill_ids.filtered(lambda one: one.skill_id == kind.skill_ids)
        self.assertEqual((skill.valid_from, skill.valid_to), (date(2026, 3, 4), date(2027, 3, 3)))
        self.assertEqual(skill.level_progress, 100)

    def test_a_failed_exam_plans_a_re_sit(self):
        record = self.learns()
        self.sits(record, right=1)
        self.assertEqual((record.state, record.passed_percent), ("failed", 0.0))
        again = self.records.search([("resit_of_id", "=", record.id)])
        self.assertEqual((again.cause, again.attempt, again.state), ("resit", 2, "planned"))
        self.assertEqual((again.opens_on, again.due_on), (date(2026, 3, 5), date(2026, 3, 11)))
        with self.assertRaisesRegex(UserError, "opens on"):
            again.with_user(self.agent).action_exam()
        with self.at("2026-03-05 02:00"):
            self.sits(again, right=2)
        self.assertEqual(again.state, "passed")

    def test_after_the_last_exam_the_supervisor_sees_a_need(self):
        record = self.learns()
        self.sits(record, right=0)
        again = self.records.search([("resit_of_id", "=", record.id)])
        with self.at("2026-03-05 02:00"):
            self.sits(again, right=0)
        self.assertFalse(self.records.search([("employee_id", "=", self.person.id), ("is_open", "=", True)]))
        need = self.env["cs.training.need"].search([("employee_id", "=", self.person.id)])
        self.assertEqual((need.source, need.course_id, need.state), ("exam", self.gas, "open"))
        self.assertEqual(need.activity_ids.user_id, self.supervisor)

    def test_an_exam_is_opened_by_the_person_alone_and_once(self):
        record = self.learns()
        with self.assertRaises(AccessError):
            record.with_user(self.agent2).action_exam()
        url = record.with_user(self.agent).action_exam()["url"]
        self.assertEqual(record.with_user(self.agent).action_exam()["url"], url)
        with self.assertRaisesRegex(UserError, "My Training"):
            self.survey._create_answer(user=self.agent)
        self.sits(record, right=2)
        with self.assertRaises(UserError):
            record.with_user(self.agent).action_exam()

    def test_nobody_reads_the_questions_beforehand(self):
        self.learns()
        for user in (self.agent, self.employee):
            with self.assertRaises(AccessError):
                self.survey.with_user(user).read(["title"])
            with self.assertRaises(AccessError):
                self.survey.question_ids.with_user(user).read(["title"])
        self.assertTrue(self.survey.with_user(self.manager).read(["title"]))

    def test_the_exam_opens_when_the_person_has_attended(self):
        self.gas.attend_first = True
        record = self.learns()
        with self.assertRaisesRegex(UserError, "attended"):
            record.with_user(self.agent).action_exam()
        record.with_user(self.supervisor).action_attended()
        self.assertEqual((record.state, record.is_open), ("attended", True))
        self.sits(record, right=2)
        self.assertEqual(record.state, "passed")

    def test_points_on_paper_are_written_down_by_the_supervisor(self):
        self.gas.write({"exam": "hand", "survey_id": False})
        record = self.learns()
        mark = self.env["cs.training.mark"]
        with self.assertRaises(AccessError):
            mark.with_user(self.agent).create({"record_id": record.id, "score": 100})
        mark.with_user(self.supervisor).create({"record_id": record.id, "score": 79.99}).action_apply()
        self.assertEqual((record.state, record.judged_by_id), ("failed", self.supervisor))

    def test_nobody_judges_himself(self):
        boss = self.employee_of[self.supervisor]
        record = self.learns(person=boss, course=self.talk)
        with self.assertRaisesRegex(AccessError, "Somebody else"):
            record.with_user(self.supervisor).action_attended()

    def test_the_questions_of_an_exam_belong_to_one_course(self):
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env["cs.training.course"].create({"name": "Twin", "exam": "online", "survey_id": self.survey.id})
        with self.assertRaises(ValidationError):
            self.env["cs.training.course"].create({"name": "Without", "exam": "online"})


class TestPlan(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.monthly = cls.env["cs.training.course"].create({"name": "Monthly", "kind": "monthly"})
        cls.plan = cls.env["cs.training.plan"].create(
            {
                "name": "Agents",
                "line_ids": [
                    (0, 0, {"course_id": cls.talk.id, "day": 0}),
                    (0, 0, {"course_id": cls.gas.id, "day": 4}),
                    (0, 0, {"course_id": cls.monthly.id, "timing": "monthly", "day": 31}),
                ],
            }
        )
        cls.profile = cls.env["cs.job.profile"].create({"name": "Agent", "training_plan_id": cls.plan.id})
        cls.job = cls.env["hr.job"].create({"name": "Agent", "cs_profile_id": cls.profile.id})

    def of(self, person):
        return self.records.search([("employee_id", "=", person.id)])

    def test_the_first_week_ships_with_its_five_topics(self):
        plan = self.env["cs.training.plan"].search([("key", "=", "training_plan_agent")])
        first = plan.line_ids.filtered(lambda line: line.timing == "joining")
        self.assertEqual(
            first.course_id.mapped("key"),
            ["course_company", "course_culture", "course_rules", "course_products", "course_service"],
        )
        self.assertEqual(plan.line_ids.filtered(lambda line: line.timing == "monthly").course_id.kind, "monthly")
        self.assertIn("every month", plan._in_words())
        self.assertIn("passed with 80 %", first.course_id[2]._in_words())

    def test_a_new_agent_gets_the_plan_of_his_post(self):
        self.person.job_id = self.job
        planned = self.of(self.person)
        self.assertEqual(
            sorted((one.course_id.name, one.due_on) for one in planned),
            [("Gas safety", date(2026, 3, 8)), ("Talking", date(2026, 3, 4))],
        )
        self.assertEqual(planned.supervisor_id, self.supervisor)

    def test_the_monthly_training_comes_once_a_month(self):
        self.plan._assign(self.person, date(2026, 2, 1))
        members = self.env["cs.training.member"]
        members._cron_plan_month()
        members._cron_plan_month()
        march = self.of(self.person).filtered(lambda one: one.course_id == self.monthly)
        self.assertEqual(march.mapped("due_on"), [date(2026, 3, 31)])
        asked = march.activity_ids.filtered(lambda todo: todo.user_id == self.supervisor)
        self.assertEqual(len(asked), 1)  # no session of this month is planned
        with self.at("2026-04-01 02:00"):
            self.time()
            self.assertEqual((march.state, march.is_open), ("absent", False))
            members._cron_plan_month()
        april = self.of(self.person).filtered(lambda one: one.course_id == self.monthly and one.is_open)
        self.assertEqual(april.due_on, date(2026, 4, 30))

    def test_who_has_passed_need_not_learn_it_again(self):
        self.sits(self.learns(), right=2)
        self.plan._assign(self.person)
        self.assertEqual(self.of(self.person).filtered("is_open").course_id, self.talk)

    def test_a_course_is_on_a_list_once(self):
        self.learns()
        self.assertFalse(self.learns())
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.records.create({"employee_id": self.person.id, "course_id": self.gas.id})
            self.env.flush_all()

    def test_supervisors_plan_for_their_own_people(self):
        stranger = new_test_user(self.env, "cs_other_boss", groups="cs_department.group_cs_supervisor")
        assign = self.env["cs.training.assign"]
        vals = {"course_id": self.talk.id, "employee_ids": [(6, 0, self.person.ids)]}
        with self.assertRaises(AccessError):
            assign.with_user(stranger).create(vals).action_apply()
        with self.assertRaises(AccessError):
            assign.with_user(self.agent).create(vals).action_apply()
        assign.with_user(self.supervisor).create(vals).action_apply()
        self.assertEqual(self.of(self.person).cause, "hand")

    def test_a_whole_team_is_put_on_a_list(self):
        assign = self.env["cs.training.assign"].with_user(self.supervisor)
        assign.create({"course_id": self.talk.id, "team_ids": [(6, 0, self.team.ids)]}).action_apply()
        learners = self.records.search([("course_id", "=", self.talk.id)]).employee_id
        self.assertEqual(learners, self.person | self.colleague)

    def test_planning_costs_the_same_for_one_and_for_many(self):
        people = self.env["hr.employee"].create([{"name": f"Person {number}"} for number in range(30)])
        self.plan._assign(people[:1])
        self.env.flush_all()
        few, many = self.cost(people[1:3]), self.cost(people[3:])
        self.assertLessEqual(many, few + 3)

    def cost(self, people) -> int:
        before = self.env.cr.sql_log_count
        self.plan._assign(people)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before


class TestTime(TrainingCase):
    def test_time_reminds_the_person_and_tells_the_supervisor(self):
        record = self.learns(due="2026-03-10")
        with self.at("2026-03-06 18:00"):  # the 7th in Shanghai, three days before
            self.time()
            self.assertEqual(record.activity_ids.user_id, self.agent)
        with self.at("2026-03-10 18:00"):
            self.time()
            self.time()
        self.assertEqual(record.activity_ids.user_id, self.agent | self.supervisor)
        self.assertTrue(record.is_told_overdue)
        self.assertFalse(record.next_action_at)

    def test_what_runs_out_is_renewed_before(self):
        record = self.learns()
        self.sits(record, right=2)
        with self.at("2027-02-01 18:00"):  # 30 days before the 3rd of March
            self.time()
            renewal = self.records.search([("renewal_of_id", "=", record.id)])
            self.assertEqual((renewal.cause, renewal.due_on, renewal.is_open), ("renewal", date(2027, 3, 3), True))
            self.assertTrue(record.qualifies)
        with self.at("2027-03-03 18:00"):
            self.time()
            self.assertEqual((record.state, record.qualifies), ("expired", False))
            self.time()
        self.assertEqual(self.records.search_count([("renewal_of_id", "=", record.id)]), 1)

    def test_who_renewed_in_time_is_not_bothered_when_the_old_one_ends(self):
        record = self.learns()
        self.sits(record, right=2)
        with self.at("2027-02-01 18:00"):
            self.time()
            renewal = self.records.search([("renewal_of_id", "=", record.id)])
            self.sits(renewal, right=2)
        with self.at("2027-03-03 18:00"):
            self.time()
        self.assertEqual(record.state, "expired")
        self.assertFalse(record.activity_ids)
        self.assertTrue(renewal.qualifies)

    def test_a_need_is_planned_and_met(self):
        needs = self.env["cs.training.need"]
        fact = self.make_ticket()
        rows = [
            {
                "employee_id": self.person.id,
                "topic": "Gas",
                "source": "check",
                "res_model": "cs.ticket",
                "res_id": fact.id,
            }
        ]
        need = needs._raise(rows)
        self.assertFalse(needs._raise(rows))
        with self.assertRaisesRegex(UserError, "course"):
            need.with_user(self.supervisor).action_plan()
        need.with_user(self.supervisor).course_id = self.gas
        need.with_user(self.supervisor).action_plan()
        self.assertEqual((need.state, need.record_id.cause), ("planned", "need"))
        self.sits(need.record_id, right=2)
        self.assertEqual(need.state, "met")


class TestWhoSeesIt(TrainingCase):
    def test_a_colleague_never_sees_it(self):
        record = self.learns()
        self.sits(record, right=1)
        seen = {
            user.name: bool(self.records.with_user(user).search([("id", "=", record.id)]))
            for user in (self.agent, self.agent2, self.outsider, self.supervisor, self.manager)
        }
        self.assertEqual(seen, {"Agent": True, "Agent2": False, "Outsider": False, "Supervisor": True, "Manager": True})
        with self.assertRaises(AccessError):
            record.with_user(self.agent2).read(["score"])

    def test_rows_are_written_by_nobody(self):
        record = self.learns()
        for user in (self.agent, self.supervisor, self.manager):
            with self.assertRaises(AccessError):
                record.with_user(user).write({"state": "passed", "qualifies": True})

    def test_my_page_shows_my_own(self):
        self.learns()
        self.learns(person=self.colleague, course=self.talk)
        page = self.records.with_user(self.agent).my_training()
        self.assertEqual([item["name"] for item in page["todo"]], ["Gas safety"])
        self.assertTrue(page["todo"][0]["may_sit"])
        stranger = new_test_user(self.env, "cs_without_file", groups="base.group_user")
        self.assertFalse(self.records.with_user(stranger).my_training()["known"])

    def test_a_certificate_is_printed_by_whoever_may_see_it(self):
        record = self.learns()
        with self.assertRaises(UserError):
            record.with_user(self.agent).action_print_certificate()
        self.sits(record, right=2)
        report = self.env["ir.actions.report"]
        name = "cs_department.report_training_certificate"
        page = report.with_user(self.agent)._render_qweb_html(name, record.ids)[0].decode()
        self.assertIn(record.certificate, page)
        with self.assertRaises(AccessError):
            report.with_user(self.agent2)._render_qweb_html(name, record.ids)
