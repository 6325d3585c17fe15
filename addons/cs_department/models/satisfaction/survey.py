from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...core import score as core_score
from ...core.now import utcnow
from .answer import ANSWER

#: our question sets; the record rules of Odoo's surveys leave other types to their addon
SATISFACTION, CALLBACK, CAMPAIGN = OUR_TYPES = ("cs_satisfaction", "cs_callback", "cs_campaign")
#: kinds of questions that our pages and the caller's desk show
QUESTION_TYPES = ("simple_choice", "multiple_choice", "scale", "text_box", "char_box", "numerical_box", "date")
#: the longest text of an answer
MAX_TEXT = 2000


class SurveySurvey(models.Model):
    """Question sets of the department: satisfaction, callbacks, campaigns.

    They are surveys like others (pages, questions, bilingual texts, results); the
    department adds who may answer for whom, and the score 0–100.
    """

    _inherit = "survey.survey"

    survey_type = fields.Selection(
        selection_add=[
            (SATISFACTION, "Satisfaction"),
            (CALLBACK, "Callback"),
            (CAMPAIGN, "Satisfaction campaign"),
        ],
        ondelete=dict.fromkeys(OUR_TYPES, "set default"),
    )

    @api.depends_context("uid")
    def _compute_allowed_survey_types(self):
        result = super()._compute_allowed_survey_types()
        if self.env.user.has_group("cs_department.group_cs_manager"):
            for survey in self:
                survey.allowed_survey_types = [*(survey.allowed_survey_types or ()), *OUR_TYPES]
        return result

    def _cs_answer_for(self, ticket, partner, answers, by_user=None, channel="phone", **links):
        """File the answer of a customer: one finished ``survey.user_input`` with its score.

        Who calls it decides whether this customer may answer (again): an invitation or
        a callback is answered once, by a constraint of its own.

        :param ticket: the case, possibly empty (campaigns, care calls).
        :param partner: who answered; empty when nobody shall know.
        :param answers: question id → id of the choice, list of ids, number or text; a
            choice with words beside it is ``{"answer": …, "comment": …}``.
        :param by_user: who typed it in for the customer; empty: the customer himself.
        :param channel: one of ``answer.CHANNELS``; empty when nobody shall know.
        :param links: further fields of the answer (e.g. ``cs_invitation_id``).
        :return: the answer (in sudo); ``scoring_percentage`` is the score.
        :raises UserError: for answers that do not fit the questions.
        :raises AccessError: for a case one may not see, or has worked on oneself.
        """
        self.ensure_one()
        ticket.check_access("read")
        self._cs_refuse_handler(ticket, by_user, channel)
        # sudo: nobody may write answers; this is the one door to them
        form = self.sudo().with_context(cs_answer=ANSWER, mail_create_nolog=True)
        if form.survey_type not in OUR_TYPES or not form.active:
            raise UserError(self.env._("This form is not in use."))
        lines = form._cs_checked(answers)
        filed = form.env["survey.user_input"].create(
            {
                "survey_id": form.id,
                "partner_id": partner.id,
                "start_datetime": utcnow(),
                "cs_ticket_id": ticket.id,
                "cs_company_id": ticket.sudo().company_id.id or self.env.company.id,  # sudo: no secret
                "cs_channel": channel or False,
                "cs_user_id": by_user.id if by_user else False,
                **links,
            }
        )
        for question, value, comment in lines:
            # Odoo stores the answer of one question at a time
            filed._save_lines(question, value, comment)
        filed._mark_done()
        filed.write({"end_datetime": utcnow(), "cs_comment": filed._cs_words()})
        filed._cs_rate()
        # the key to the door stays here
        return filed.with_env(self.sudo().env)  # sudo: see above

    def _cs_refuse_handler(self, ticket, by_user, channel):
        """Nobody answers for the customer about what he did himself; callbacks have a rule for that."""
        if by_user and ticket and channel != "callback" and by_user in ticket._cs_handlers()[ticket.id]:
            raise AccessError(self.env._("You worked on this case: somebody else asks the customer about it."))

    # -- reading the answers ---------------------------------------------------

    def _cs_checked(self, answers) -> list[tuple]:
        """Answers that fit the questions, as (question, value, comment), in the form's order.

        :raises UserError: naming the question that is not answered, or not like this.
        """
        if not isinstance(answers, dict):
            raise UserError(self.env._("The answers could not be read."))
        questions = {question.id: question for question in self.question_ids}
        given = {}
        for key, value in answers.items():
            if not str(key).isdigit() or int(key) not in questions:
                raise UserError(self.env._("This question is not part of the form."))
            given[int(key)] = value
        lines = []
        for question in self.question_ids:
            value, comment = question._cs_value(given.get(question.id))
            wrong = question.validate_question(value, comment)
            if wrong:
                question._cs_refuse(wrong[question.id])
            lines.append((question, value, comment))
        if all(value in (None, "", []) and not comment for _question, value, comment in lines):
            raise UserError(self.env._("Please answer at least one question."))
        return lines


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    @api.constrains("question_type", "survey_id", "is_page")
    def _check_cs_question_type(self):
        for question in self:
            ours = question.survey_id.survey_type in OUR_TYPES and not question.is_page
            if ours and question.question_type not in QUESTION_TYPES:
                raise ValidationError(
                    self.env._(
                        "“%(question)s”: a telephone shows choices, scales, texts, numbers and dates only.",
                        question=question.title,
                    )
                )

    def _cs_refuse(self, why):
        raise UserError(self.env._("“%(question)s”: %(why)s", question=self.title, why=why))

    def _cs_value(self, raw) -> tuple:
        """The (value, comment) that Odoo stores, from what came in.

        :raises UserError: for a choice that is not offered, a number beside the scale, a novel.
        """
        comment = ""
        if isinstance(raw, dict):
            raw, comment = raw.get("answer"), self._cs_text(raw.get("comment")) if self.comments_allowed else ""
        if self.question_type in ("simple_choice", "multiple_choice"):
            chosen = [self._cs_number(one) for one in (raw if isinstance(raw, (list, tuple)) else [raw]) if one]
            if set(chosen) - set(self.suggested_answer_ids.ids):
                self._cs_refuse(self.env._("this is not one of the answers."))
            return list(dict.fromkeys(chosen)), comment
        if raw in (None, ""):
            return "", comment
        if self.question_type == "scale":
            value = self._cs_number(raw)
            if not self.scale_min <= value <= self.scale_max:
                self._cs_refuse(self.env._("this is not on the scale."))
            # as text: Odoo takes the number 0 for no answer
            return str(value), comment
        return self._cs_text(raw), comment

    def _cs_number(self, raw) -> int:
        try:
            return int(raw)
        except (TypeError, ValueError):
            return self._cs_refuse(self.env._("this is not one of the answers."))

    def _cs_text(self, raw) -> str:
        text = str(raw or "").replace("\x00", "").strip()
        if len(text) > MAX_TEXT:
            self._cs_refuse(self.env._("please write less than %(count)s characters.", count=MAX_TEXT))
        return text

    def _cs_core(self) -> core_score.Question:
        """What of the question decides the score, as plain data."""
        if self.question_type == "scale":
            return core_score.Question(low=self.scale_min, high=self.scale_max)
        if self.question_type in ("simple_choice", "multiple_choice"):
            points = {choice.id: choice.answer_score for choice in self.suggested_answer_ids}
            return core_score.Question(points, several=self.question_type == "multiple_choice")
        return core_score.Question()
