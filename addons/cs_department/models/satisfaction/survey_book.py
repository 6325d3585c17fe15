from contextlib import contextmanager

from odoo import api, models

from .survey import OUR_TYPES

#: a question set of ours fits a telephone and is answered by its own link
OURS = {
    "access_mode": "token",
    "scoring_type": "scoring_without_answers",
    "questions_layout": "one_page",
    "users_can_go_back": False,
}


def _renamed(words, **names) -> dict:
    """Words of packs, with some fields called by a shorter one."""
    return {field: names.get(field, word) for field, word in words.items()}


class SurveySurvey(models.Model):
    """Question sets are a part of the rule book: in packs, with a history."""

    _name = "survey.survey"
    _inherit = ["survey.survey", "cs.book.mixin"]

    _book = "question_sets"
    _pack_row = "D9"
    _book_lines = ("question_and_page_ids",)

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_survey_type")
        rows = [{**self._cs_defaults(vals.get("survey_type", default)), **vals} for vals in vals_list]
        return super().create(rows)

    @api.model
    def _cs_book_types(self) -> tuple:
        """The types that are part of the rule book."""
        return OUR_TYPES

    @api.model
    def _cs_defaults(self, survey_type) -> dict:
        """How a new set of this type is asked."""
        return OURS if survey_type in self._cs_book_types() else {}

    @api.model
    def _book_fields(self):
        return ["active", "title", "survey_type", "description", "description_done"]

    def _book_noted(self):
        return self.filtered(lambda survey: survey.survey_type in self._cs_book_types())

    @api.model
    def _forget_cached(self):
        """Nothing of a survey is kept in the cache."""

    @api.model
    def _pack_words(self):
        return _renamed(super()._pack_words(), question_and_page_ids="question", title="name")

    @api.model
    def _pack_field_schema(self, name):
        schema = super()._pack_field_schema(name)
        return {**schema, "enum": list(self._cs_book_types())} if name == "survey_type" else schema

    @api.model
    def _pack_present(self, company, archived=False):
        found = super()._pack_present(company, archived)
        return {key: survey for key, survey in found.items() if survey.survey_type in self._cs_book_types()}


class SurveyQuestion(models.Model):
    _name = "survey.question"
    _inherit = ["survey.question", "cs.book.line.mixin"]

    _book_parent = "survey_id"
    _book_lines = ("suggested_answer_ids",)

    @api.model
    def _book_fields(self):
        return [
            "sequence",
            "title",
            "question_type",
            "constr_mandatory",
            "scale_min",
            "scale_max",
            "scale_min_label",
            "scale_max_label",
            "comments_allowed",
            "comments_message",
        ]

    @api.model
    def _forget_cached(self):
        """Nothing of a survey is kept in the cache."""

    @api.model
    def _pack_words(self):
        return _renamed(super()._pack_words(), suggested_answer_ids="choice", constr_mandatory="mandatory")

    @contextmanager
    def _book_change(self, reason, vals):
        """A change of a choice is a change of the set."""
        with self.survey_id._book_change(reason, {"question_and_page_ids": vals}):
            yield


class SurveyQuestionAnswer(models.Model):
    _name = "survey.question.answer"
    _inherit = ["survey.question.answer", "cs.book.line.mixin"]

    _book_parent = "question_id"

    @api.model
    def _book_fields(self):
        return ["sequence", "value", "answer_score"]

    @api.model
    def _forget_cached(self):
        """Nothing of a survey is kept in the cache."""
