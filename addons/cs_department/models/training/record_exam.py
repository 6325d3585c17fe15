from datetime import timedelta
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ...core import training

_lt = LazyTranslate(__name__)


class CsTrainingRecord(models.Model):
    """The exam: taken by the person himself, scored, and what follows from the score."""

    _inherit = "cs.training.record"

    answer_ids = fields.One2many("survey.user_input", "cs_training_id", "Answers", readonly=True)
    may_sit = fields.Boolean("I may take the exam", compute="_compute_may_sit")

    def _compute_may_sit(self):
        for record in self:
            record.may_sit = record.user_id == self.env.user and not record._exam_hindrance()

    def _exam_hindrance(self) -> str:
        """Why the exam cannot be taken now; nothing: it can."""
        course = self.course_id
        if not self.is_open or self.exam != "online":
            return self.env._("There is no exam to take here.")
        if course.attend_first and self.attempt == 1 and self.state != "attended":
            return self.env._("The exam opens when you have attended.")
        if self.opens_on and self.opens_on > self.env.company._cs_today():
            return self.env._("The exam opens on %(day)s.", day=self.opens_on)
        return ""

    def action_exam(self):
        """Begin the exam, or go on with it.

        :raises UserError: when it is not open; AccessError: for somebody else's.
        """
        self.ensure_one()
        self._check_mine()
        hindrance = self._exam_hindrance()
        if hindrance:
            raise UserError(hindrance)
        # sudo: nobody reads exams beforehand; the answer sheet is made for this person and this attempt only
        record = self.sudo()
        sheet = record.answer_ids[:1] or record.course_id.survey_id._create_answer(
            user=self.env.user,
            check_attempts=False,
            cs_training_id=record.id,
            cs_company_id=record.company_id.id,
        )
        return {"type": "ir.actions.act_url", "url": sheet.get_start_url(), "target": "self"}

    # -- what follows (in sudo) ----------------------------------------------------------------

    def _examined(self, score: Decimal, by=None, note=""):
        """The exam was scored: passed, or failed and a re-sit is planned."""
        self.ensure_one()
        if not self.is_open:
            return
        today = self.company_id._cs_today()
        passed = training.has_passed(score, Decimal(str(self.course_id.pass_mark)))
        more = {
            "score": float(score),
            "is_examined": True,
            "passed_percent": 100.0 if passed else 0.0,
            "judged_by_id": by.id if by else False,
            "note": note,
        }
        if passed:
            self._done("passed", today, more)
            return
        self.write({"state": "failed", "is_open": False, "done_on": today, **more})
        self._set_next()
        self._end_told()
        self._plan_resit(today)

    def _plan_resit(self, today):
        course = self.course_id
        if not training.may_resit(self.attempt, course.attempts):
            self.env["cs.training.need"]._raise(
                [
                    {
                        "employee_id": self.employee_id.id,
                        "course_id": course.id,
                        "topic": course.name,
                        "source": "exam",
                        "res_model": self._name,
                        "res_id": self.id,
                    }
                ]
            )
            return
        self._plan(
            [
                {
                    "employee_id": self.employee_id.id,
                    "course_id": course.id,
                    "cause": "resit",
                    "attempt": self.attempt + 1,
                    "resit_of_id": self.id,
                    # the night is for learning, unless the rule says at once
                    "opens_on": today + timedelta(days=min(1, course.resit_days)),
                    "due_on": today + timedelta(days=course.resit_days),
                }
            ]
        )


class CsTrainingMark(models.TransientModel):
    """The points of an exam on paper or in practice."""

    _name = "cs.training.mark"
    _description = "Result of an exam"

    record_id = fields.Many2one("cs.training.record", required=True, ondelete="cascade")
    score = fields.Float("Score (%)", digits=(16, 2))
    note = fields.Char("Words to it")

    _score_sane = models.Constraint("CHECK (score BETWEEN 0 AND 100)", "A score lies between 0 and 100 %.")

    def action_apply(self):
        """Write the result down."""
        self.ensure_one()
        record = self.record_id
        record._check_led()
        record._check_open()
        if record.exam != "hand":
            raise UserError(self.env._("The points of this course come from its exam."))
        # sudo: rows are the system's; the right was checked above
        record.sudo()._examined(Decimal(str(round(self.score, 2))), self.env.user, self.note or "")
        return {"type": "ir.actions.act_window_close"}
