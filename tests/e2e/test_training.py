"""On the telephone: read and sign, sign in to a session, take an exam, see the certificate."""

from datetime import timedelta

from odoo.addons.cs_department.core.now import utcnow
from playwright.sync_api import expect

from tests.e2e.pages import TELEPHONE, PagesCase


class TestTrainingOnTheTelephone(PagesCase):
    def prepare(self):
        person = self.employee_of[self.agent]
        exam = self.env["survey.survey"].create(
            {
                "title": "Exam: serving customers",
                "survey_type": "training_exam",
                "question_and_page_ids": [
                    (
                        0,
                        0,
                        {
                            "title": "What comes first?",
                            "question_type": "simple_choice",
                            "suggested_answer_ids": [
                                (0, 0, {"value": "Listening", "answer_score": 100}),
                                (0, 0, {"value": "Explaining", "answer_score": 0}),
                            ],
                        },
                    )
                ],
            }
        )
        courses = self.env["cs.training.course"]
        serving = courses.create({"name": "Serving", "exam": "online", "survey_id": exam.id, "has_certificate": True})
        records = self.env["cs.training.record"]
        due = self.env.company._cs_today()
        record = records._plan([{"employee_id": person.id, "course_id": serving.id, "cause": "hand", "due_on": due}])
        session = self.env["cs.training.session"].create(
            {
                "name": "Cases of the month",
                "course_id": courses.create({"name": "Monthly", "kind": "monthly"}).id,
                "starts_at": utcnow(),
                "ends_at": utcnow() + timedelta(hours=2),
                "trainer_id": self.supervisor.id,
            }
        )
        session._invite(person)
        reading = self.env["cs.reading"].create(
            {"name": "New hours", "body": "<p>We answer until eight.</p>", "employee_ids": [(6, 0, person.ids)]}
        )
        reading.action_put_out()
        return record, session, reading

    def test_sign_sign_in_and_pass(self):
        record, session, reading = self.prepare()
        page = self.person(self.agent, TELEPHONE)
        with self.online(page):
            self.open(page, "/odoo/cs-my-training")
            page.get_by_role("button", name="Open the Text", exact=True).click()
            expect(page.get_by_text("We answer until eight.")).to_be_visible()
            self.fits(page)
            page.locator(".o_cs_training_sign").click()
            expect(page.get_by_text("New hours")).to_have_count(0)
            page.locator(".o_cs_training_sign_in").click()
            expect(page.locator(".badge", has_text="Signed in")).to_be_visible()
            page.locator(".o_cs_training_exam").click()
            page.locator("button[value=start]").click()
            page.get_by_text("Listening").click()
            page.locator("button[value=finish]").click()
            page.locator(".modal-footer .btn-primary").click()
            expect(page.locator(".o_survey_finished")).to_contain_text("100")
            page.locator(".o_survey_finished a[href='/odoo/cs-my-training']").click()
            expect(page.locator(".o_cs_training_done", has_text="Serving")).to_be_visible()
        self.env.invalidate_all()
        self.assertEqual((record.state, record.score), ("passed", 100))
        self.assertTrue(record.certificate)
        self.assertEqual(session.attendance_ids.way, "own")
        self.assertEqual(reading.receipt_ids.state, "signed")
