"""The one door by which a customer's answer comes in."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError

from tests.cs_department.helpers import TicketCase


class SurveyCase(TicketCase):
    """A form with a choice, a scale and words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.form = cls.make_form()
        cls.choice, cls.scale, cls.words = cls.form.question_ids
        cls.good, cls.fair, cls.bad = cls.choice.suggested_answer_ids
        cls.ticket = cls.make_ticket()

    @classmethod
    def make_form(cls, **values):
        choices = [("Good", 100), ("Fair", 50), ("Bad", 0)]
        questions = [
            {
                "title": "How was it?",
                "question_type": "simple_choice",
                "constr_mandatory": True,
                "suggested_answer_ids": [Command.create({"value": v, "answer_score": s}) for v, s in choices],
            },
            {"title": "How fast?", "question_type": "scale", "scale_min": 0, "scale_max": 10},
            {"title": "Anything else?", "question_type": "text_box"},
        ]
        return cls.env["survey.survey"].create(
            {
                "title": "After the case",
                "survey_type": "cs_satisfaction",
                "access_mode": "token",
                "scoring_type": "scoring_without_answers",
                "question_and_page_ids": [Command.create({"sequence": i, **q}) for i, q in enumerate(questions)],
                **values,
            }
        )

    def answers(self, choice=None, scale=10, words="Quick and friendly"):
        return {self.choice.id: (choice or self.good).id, self.scale.id: scale, self.words.id: words}


class TestAnswerDoor(SurveyCase):
    def file(self, answers, user=None, ticket=None, **kwargs):
        form = self.form.with_user(user or self.agent2)
        ticket = self.ticket if ticket is None else ticket
        by_user = kwargs.pop("by_user", user or self.agent2)
        return form._cs_answer_for(ticket.with_env(form.env), self.customer, answers, by_user, **kwargs)

    def test_an_answer_is_a_finished_survey_with_a_score_and_a_rating(self):
        filed = self.file(self.answers(self.fair, 5))
        self.assertEqual((filed.state, filed.scoring_percentage), ("done", 50))
        self.assertEqual(
            (filed.cs_ticket_id, filed.partner_id, filed.cs_user_id), (self.ticket, self.customer, self.agent2)
        )
        self.assertEqual(filed.cs_comment, "Quick and friendly")
        rating = filed.cs_rating_id
        self.assertEqual((rating.res_model, rating.res_id, rating.rating), ("cs.ticket", self.ticket.id, 3))
        self.assertEqual(rating.rated_partner_id, self.agent.partner_id)
        self.assertTrue(rating.consumed)
        self.assertFalse(rating.access_token, "no link of Odoo's can change it")

    def test_nought_on_a_scale_is_an_answer_and_what_is_left_out_is_none(self):
        self.assertEqual(self.file(self.answers(self.good, 0)).scoring_percentage, 50)
        self.assertEqual(self.file({self.choice.id: self.good.id}).scoring_percentage, 100)

    def test_answers_that_do_not_fit_are_refused_in_words(self):
        other = self.make_form().question_ids[0]
        wrong = [
            {},
            "x",
            {self.scale.id: 5},
            {self.choice.id: other.suggested_answer_ids[0].id},
            {self.choice.id: [self.good.id, self.bad.id]},
            {self.choice.id: "x"},
            {self.choice.id: self.good.id, self.scale.id: 11},
            {self.choice.id: self.good.id, self.scale.id: "many"},
            {self.choice.id: self.good.id, other.id: 1},
            {self.choice.id: self.good.id, "x": 1},
            {self.choice.id: self.good.id, self.words.id: "x" * 3000},
        ]
        for answers in wrong:
            with self.subTest(answers=str(answers)[:60]), self.assertRaises(UserError):
                self.file(answers)

    def test_nobody_answers_for_the_customer_about_his_own_work(self):
        with self.assertRaises(AccessError):
            self.file(self.answers(), self.agent)
        self.ticket.with_user(self.supervisor).answer("We are on it")
        with self.assertRaises(AccessError):
            self.file(self.answers(), self.supervisor)
        self.assertTrue(self.file(self.answers(), self.agent2))

    def test_a_case_one_may_not_see_takes_no_answer_from_one(self):
        with self.assertRaises(AccessError):
            self.file(self.answers(), self.outsider)

    def test_answers_and_ratings_are_written_by_nobody(self):
        filed = self.file(self.answers(self.bad, 0))
        rating = filed.cs_rating_id
        for user in (self.agent, self.supervisor, self.manager, self.env.user):
            with self.subTest(user=user.name):
                for record, vals in (
                    (filed, {"state": "new"}),
                    (rating, {"rating": 5}),
                    (filed.user_input_line_ids, {"skipped": True}),
                ):
                    with self.assertRaises(AccessError):
                        record.with_user(user).write(vals)
                with self.assertRaises(AccessError):
                    self.env["rating.rating"].with_user(user).create(
                        {
                            "res_model_id": self.env["ir.model"]._get_id("cs.ticket"),
                            "res_id": self.ticket.id,
                            "rating": 5,
                        }
                    )
                with self.assertRaises(AccessError):
                    self.ticket.with_user(user).message_post(body="x", rating_value=5)
                with self.assertRaises(AccessError):
                    self.env["survey.user_input"].with_user(user).create({"survey_id": self.form.id})

    def test_ratings_of_a_case_are_read_by_who_sees_the_case(self):
        rating = self.file(self.answers()).cs_rating_id
        self.assertTrue(rating.with_user(self.agent).has_access("read"))
        self.assertTrue(rating.with_user(self.supervisor).has_access("read"))
        for user in (self.employee, self.outsider):
            self.assertFalse(rating.with_user(user).has_access("read"), user.name)
            self.assertFalse(self.env["rating.rating"].with_user(user).search([("id", "=", rating.id)]))

    def test_a_question_that_a_telephone_cannot_show_is_refused(self):
        with self.assertRaises(ValidationError):
            self.env["survey.question"].create(
                {"survey_id": self.form.id, "title": "Matrix", "question_type": "matrix"}
            )
