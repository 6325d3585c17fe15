"""Posts: a new agent gets what comes with the post, and people are set against what it asks for (D24)."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user

from tests.common import CsCase


class JobCase(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.typing = cls.env["cs.job.measure"].search([("key", "=", "job_measure_typing")])
        cls.mandarin = cls.env["cs.job.measure"].search([("key", "=", "job_measure_mandarin")])
        cls.profile = cls.env["cs.job.profile"].create(
            {
                "name": "Hotline",
                "role": "agent",
                "qualification_ids": [
                    (0, 0, {"kind": "measure", "measure_id": cls.typing.id, "minimum": 80}),
                    (0, 0, {"kind": "measure", "measure_id": cls.mandarin.id}),
                    (0, 0, {"kind": "education", "degree": "graduate"}),
                    (0, 0, {"kind": "experience", "minimum": 2, "is_wanted": True}),
                ],
            }
        )
        cls.job = cls.env["hr.job"].create({"name": "Hotline agent", "cs_profile_id": cls.profile.id})
        cls.person = cls.employee_of[cls.agent]

    def result(self, value, user=None, person=None, on="2026-03-01"):
        return (
            self.env["cs.job.result"]
            .with_user(user or self.supervisor)
            .create(
                {
                    "employee_id": (person or self.person).id,
                    "measure_id": self.typing.id,
                    "value": value,
                    "measured_on": on,
                }
            )
        )

    def fit(self, user=None, people=None):
        check = (
            self.env["cs.job.check"]
            .with_user(user or self.supervisor)
            .create({"profile_id": self.profile.id, "employee_ids": [(6, 0, (people or self.person).ids)]})
        )
        check.action_run()
        return {
            (line.employee_id.id, line.qualification_id.display_name or "role"): (line.state, line.has)
            for line in check.sudo().line_ids
        }


class TestQualifications(JobCase):
    def test_what_is_needed_is_said(self):
        self.assertEqual(
            self.profile.qualification_ids.mapped("needed"),
            [
                "Typing: at least 80 characters/min",
                "Standard Mandarin",
                "College diploma or higher",
                "2 years of experience or more (wished for)",
            ],
        )

    def test_a_person_is_set_against_each_qualification(self):
        self.result(75)
        self.person.certificate = "bachelor"
        found = self.fit()
        self.assertEqual(found[self.person.id, "Typing"], ("missing", "75 characters/min"))
        self.assertEqual(found[self.person.id, "Standard Mandarin"], ("unknown", ""))
        self.assertEqual(found[self.person.id, "degree"], ("met", "College diploma"))
        self.assertEqual(found[self.person.id, "years of experience"][0], "wished")
        self.assertEqual(found[self.person.id, "role"], ("met", "given"))

    def test_the_newest_result_counts(self):
        self.result(85)
        self.result(60, on="2026-01-01")
        self.assertEqual(self.fit()[self.person.id, "Typing"][0], "met")

    def test_years_are_those_of_the_resume(self):
        experience = self.env.ref("hr_skills.resume_type_experience")
        self.env["hr.resume.line"].create(
            {
                "employee_id": self.person.id,
                "name": "Call centre",
                "line_type_id": experience.id,
                "date_start": date(2022, 1, 1),
                "date_end": date(2025, 12, 31),
            }
        )
        self.assertEqual(self.fit()[self.person.id, "years of experience"], ("met", "4.0 years"))

    def test_many_people_cost_as_many_queries_as_one(self):
        everybody = self.env["hr.employee"].union(*self.employee_of.values())
        self.fit(self.manager)  # what is cached is
        check = self.env["cs.job.check"].create(
            {"profile_id": self.profile.id, "employee_ids": [(6, 0, everybody.ids)]}
        )
        self.env.flush_all()
        everybody.invalidate_recordset()
        with self.assertQueryCount(40):
            check.action_run()

    def test_a_supervisor_looks_at_his_own_people_and_a_colleague_at_nobody(self):
        self.assertTrue(self.fit(self.agent))  # himself
        with self.assertRaises(AccessError):
            self.fit(self.outsider)
        with self.assertRaises(AccessError):
            self.fit(self.supervisor, people=self.employee_of[self.manager])

    def test_results_are_private_and_nobody_tests_himself(self):
        mine = self.result(85)
        found = self.env["cs.job.result"].search([]).ids
        for user, sees in ((self.agent, True), (self.agent2, False), (self.supervisor, True), (self.manager, True)):
            with self.subTest(user.login):
                self.assertEqual(mine.id in self.env["cs.job.result"].with_user(user).search([]).ids, sees)
        self.assertIn(mine.id, found)
        with self.assertRaises(UserError):
            self.result(99, self.manager, self.employee_of[self.manager])
        with self.assertRaises(AccessError):
            self.result(99, self.agent)
        self.assertEqual(mine.tested_by_id, self.supervisor)

    def test_a_qualification_says_what_is_needed(self):
        for values in (
            {"kind": "skill"},
            {"kind": "education"},
            {"kind": "experience"},
            {"measure_id": self.typing.id},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.profile.qualification_ids = [(0, 0, values)]

    def test_the_ladder_does_not_lead_back(self):
        supervisor = self.env["cs.job.profile"].create({"name": "Supervisor"})
        self.profile.next_id = supervisor
        with self.assertRaises(ValidationError):
            supervisor.next_id = self.profile


class TestPosts(JobCase):
    def test_a_new_person_of_the_job_begins_with_its_profile(self):
        person = self.env["hr.employee"].create({"name": "New", "job_id": self.job.id})
        self.assertEqual(person._cs_profile(), self.profile)
        self.assertEqual((person.cs_profile_id, person.cs_started_profile_id), (self.profile, self.profile))

    def test_whoever_gets_the_job_later_and_whose_job_gets_the_profile_begins_too(self):
        self.person.job_id = self.job
        self.assertEqual(self.person.cs_started_profile_id, self.profile)
        other = self.env["hr.job"].create({"name": "Counter"})
        colleague = self.employee_of[self.agent2]
        colleague.job_id = other
        self.assertFalse(colleague.cs_started_profile_id)
        other.cs_profile_id = self.profile
        self.assertEqual(colleague.cs_started_profile_id, self.profile)

    def test_a_job_that_begins_by_date_is_found_by_the_daily_pass(self):
        self.person.current_version_id.sudo()._write({"job_id": self.job.id})
        self.env.invalidate_all()
        self.env["hr.employee"]._cron_cs_start_posts()
        self.assertEqual(self.person.cs_started_profile_id, self.profile)

    def test_where_there_is_one_company_its_own_scheme_serves_a_job_profile_of_the_packs(self):
        self.env["res.company"].search([("id", "!=", self.env.company.id)]).active = False
        shared = self.env["cs.job.profile"].create({"name": "Caretaker", "company_id": False})
        scheme = self.env["cs.appraisal.scheme"].create({"name": "Caretakers"})
        plan = self.env["cs.training.plan"].create({"name": "Caretakers"})
        self.assertFalse(scheme.company_id, "for every company: there is one")
        shared.write({"scheme_id": scheme.id, "training_plan_id": plan.id, "change_reason": "trial"})
        self.env["res.company"].create({"name": "A second one"})
        self.assertEqual(self.env["cs.appraisal.scheme"].create({"name": "Own"}).company_id, self.env.company)

    def test_a_manager_links_the_jobs_though_he_may_not_change_them(self):
        profile = self.profile.with_user(self.manager)
        other = self.env["hr.job"].create({"name": "Counter"})
        with Form(profile) as form:
            form.job_ids.add(other)
        self.assertEqual(profile.job_ids, self.job | other)
        self.assertEqual(other.cs_profile_id, self.profile)
        with self.assertRaises(AccessError):
            profile.with_user(self.supervisor).job_ids = False

    def test_hr_sees_the_profile_in_the_file(self):
        officer = new_test_user(self.env, "officer", groups="hr.group_hr_user")
        self.person.job_id = self.job
        action = self.person.with_user(officer).action_cs_qualifications()
        self.assertEqual(action["res_model"], "cs.job.check.line")
