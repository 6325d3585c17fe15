"""A course with an exam, and the people who take it."""

from datetime import datetime
from unittest.mock import patch

from odoo.addons.base.models.ir_cron import IrCron

from tests.common import CsCase


class TrainingCase(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person, cls.colleague = cls.employee_of[cls.agent], cls.employee_of[cls.agent2]
        cls.stranger = cls.employee_of[cls.outsider]
        cls.survey = cls.env["survey.survey"].create(
            {
                "title": "Exam: gas",
                "survey_type": "training_exam",
                "question_and_page_ids": [
                    (
                        0,
                        0,
                        {
                            "title": f"Question {number}",
                            "question_type": "simple_choice",
                            "suggested_answer_ids": [
                                (0, 0, {"value": "right", "answer_score": 50}),
                                (0, 0, {"value": "wrong", "answer_score": 0}),
                            ],
                        },
                    )
                    for number in (1, 2)
                ],
            }
        )
        cls.gas = cls.env["cs.training.course"].create(
            {
                "name": "Gas safety",
                "exam": "online",
                "survey_id": cls.survey.id,
                "pass_mark": 80,
                "attempts": 2,
                "resit_days": 7,
                "has_certificate": True,
                "valid_months": 12,
                "renew_days": 30,
                "hours": 4,
            }
        )
        cls.talk = cls.env["cs.training.course"].create({"name": "Talking", "kind": "special", "hours": 2})
        cls.records = cls.env["cs.training.record"]

    def learns(self, person=None, course=None, due="2026-03-10", **more):
        return self.records._plan(
            [
                {
                    "employee_id": (person or self.person).id,
                    "course_id": (course or self.gas).id,
                    "cause": "hand",
                    "due_on": due,
                    **more,
                }
            ]
        )

    def sits(self, record, right, user=None):
        """Take the exam as Odoo's page does: answer all questions, so many of them rightly."""
        record.with_user(user or record.user_id).action_exam()
        sheet = record.answer_ids
        sheet._mark_in_progress()
        for place, question in enumerate(self.survey.question_ids):
            chosen = question.suggested_answer_ids[0 if place < right else 1]
            sheet._save_lines(question, chosen.id)
        sheet._mark_done()
        return sheet

    def session(self, start="2026-03-04 01:50", end="2026-03-04 04:00", **values):
        return (
            self.env["cs.training.session"]
            .with_user(self.supervisor)
            .create(
                {
                    "name": "Talking to customers",
                    "course_id": self.talk.id,
                    "starts_at": datetime.fromisoformat(start),
                    "ends_at": datetime.fromisoformat(end),
                    "trainer_id": self.supervisor.id,
                    **values,
                }
            )
        )

    def time(self, model="cs.training.record"):
        """What the scheduled action does, without its commits."""
        with patch.object(IrCron, "_commit_progress", lambda *args, **kwargs: 60):
            self.env[model]._cron_due()
