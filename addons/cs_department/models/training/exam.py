from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from .exam_type import EXAM


class SurveySurvey(models.Model):
    """Exams are Odoo's surveys of a type of their own: one sheet of answers for each attempt of a person."""

    _inherit = "survey.survey"

    survey_type = fields.Selection(selection_add=[(EXAM, "Exam")], ondelete={EXAM: "set default"})

    @api.depends_context("uid")
    def _compute_allowed_survey_types(self):
        result = super()._compute_allowed_survey_types()
        if self.env.user.has_group("cs_department.group_cs_manager"):
            for survey in self:
                survey.allowed_survey_types = [*(survey.allowed_survey_types or ()), EXAM]
        return result

    @api.model
    def _cs_book_types(self):
        return (*super()._cs_book_types(), EXAM)

    @api.model
    def _cs_defaults(self, survey_type):
        if survey_type == EXAM:
            return {**super()._cs_defaults(survey_type), "users_login_required": True, "is_attempts_limited": False}
        return super()._cs_defaults(survey_type)

    def _create_answer(
        self, user=False, partner=False, email=False, test_entry=False, check_attempts=True, **additional_vals
    ):
        """Sheets of exams come from the training list of a person; nobody opens one beside it, or a second one."""
        known = additional_vals.get("cs_training_id") or additional_vals.get("cs_receipt_id")
        # sudo: which type it is, not what it asks
        if not test_entry and not known and EXAM in self.sudo().mapped("survey_type"):
            raise UserError(self.env._("Exams are opened from “My Training”."))
        return super()._create_answer(user, partner, email, test_entry, check_attempts, **additional_vals)


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    cs_training_id = fields.Many2one(
        "cs.training.record", "Training", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    cs_receipt_id = fields.Many2one(
        "cs.reading.receipt", "Text to be signed", readonly=True, ondelete="cascade", index="btree_not_null"
    )

    _cs_one_sheet = models.UniqueIndex(
        "(cs_training_id) WHERE cs_training_id IS NOT NULL", "There is one sheet of answers for each exam."
    )

    def _mark_done(self):
        result = super()._mark_done()
        # sudo: the result is filed for whoever has finished his sheet; each sheet is one person's exam
        for sheet in self.sudo().filtered(lambda one: one.survey_id.survey_type == EXAM and not one.test_entry):
            score = Decimal(str(round(sheet.scoring_percentage, 2)))
            if sheet.cs_training_id:
                sheet.cs_training_id._examined(score)
            elif sheet.cs_receipt_id:
                sheet.cs_receipt_id._quizzed(score)
        return result
