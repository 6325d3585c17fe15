"""Satisfaction: who is asked, when, once; what a bad answer does; what stays unknown."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from tests.common import NOW
from tests.cs_department.test_survey_answer import SurveyCase

DAY = timedelta(days=1)


class SatisfactionCase(SurveyCase):
    """One rule of ours that comes first; the shipped ones are out of the way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.survey.rule"].search([]).action_archive()
        cls.rule = cls.make_rule()

    @classmethod
    def make_rule(cls, **values):
        return cls.env["cs.survey.rule"].create(
            {
                "name": "After a complaint",
                "event": "resolved",
                "survey_id": cls.form.id,
                "delay_hours": 2,
                "valid_days": 14,
                "reminders": 2,
                "remind_after_days": 3,
                "low_below": 60,
                "reopen_days": 7,
                **values,
            }
        )

    def invitation(self, ticket=None):
        return self.env["cs.survey.invitation"].search([("ticket_id", "=", (ticket or self.ticket).id)])

    def resolved(self, **values):
        ticket = self.make_ticket(**values)
        self.resolve(ticket)
        return ticket

    def pass_time(self, at=None):
        """One pass of asking and reminding, without its real commits."""
        with self.at(at or NOW), patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=float("inf")):
            self.env["cs.survey.invitation"]._cron_due()
        self.env.flush_all()

    def mails(self):
        return self.env["mail.mail"].search([("model", "=", "cs.survey.invitation")])

    def rate(self, ticket, choice, scale=10, **kwargs):
        invitation = self.invitation(ticket).sudo()
        return invitation._answer(self.answers(choice, scale), kwargs.pop("channel", "link"), **kwargs)


class TestAsking(SatisfactionCase):
    def test_a_customer_is_asked_when_his_case_is_resolved_and_the_delay_is_over(self):
        self.resolve(self.ticket)
        one = self.invitation()
        self.assertEqual((one.state, one.next_action_at), ("planned", NOW + timedelta(hours=2)))
        self.pass_time(NOW + timedelta(hours=1))
        self.assertFalse(self.mails())
        self.pass_time(NOW + timedelta(hours=2))
        self.assertEqual((one.state, one.by_mail), ("asked", True))
        self.assertEqual(self.mails().recipient_ids, self.customer)
        self.assertIn("survey_asked", self.event_types(self.ticket))

    def test_who_does_not_answer_is_reminded_as_often_as_the_rule_says_and_then_left_alone(self):
        self.resolve(self.ticket)
        asked = NOW + timedelta(hours=2)
        for moment, mails in (
            (asked, 1),
            (asked + DAY, 1),
            (asked + 3 * DAY, 2),
            (asked + 6 * DAY, 3),
            (asked + 13 * DAY, 3),
        ):
            self.pass_time(moment)
            self.assertEqual(len(self.mails()), mails, moment)
        self.pass_time(asked + 14 * DAY)
        one = self.invitation()
        self.assertEqual((one.state, one.next_action_at), ("expired", False))
        with self.at(asked + 15 * DAY), self.assertRaises(UserError):
            self.rate(self.ticket, self.good)

    def test_who_has_answered_is_not_reminded(self):
        self.resolve(self.ticket)
        self.pass_time(NOW + timedelta(hours=2))
        self.rate(self.ticket, self.good)
        self.pass_time(NOW + 10 * DAY)
        self.assertEqual(len(self.mails()), 1)

    def test_without_mail_a_text_message_goes_out_and_without_a_number_a_colleague_calls(self):
        self.rule.write({"by_sms": True, "by_phone": True, "change_reason": "x"})
        mobile = self.env["res.partner"].create({"name": "Mobile", "phone": "13900001111"})
        nothing = self.env["res.partner"].create({"name": "Nothing"})
        tickets = [self.resolved(partner_id=p.id) for p in (mobile, nothing)]
        self.pass_time(NOW + timedelta(hours=2))
        by_sms, by_phone = (self.invitation(ticket) for ticket in tickets)
        self.assertTrue(by_sms.by_sms and by_phone.by_phone)
        sms = self.env["sms.sms"].search([("partner_id", "=", mobile.id)])
        self.assertIn(by_sms.sudo()._token(), sms.body)

    def test_each_customer_is_asked_once_for_a_case_however_often_it_is_resolved(self):
        self.resolve(self.ticket)
        self.pass_time(NOW + timedelta(hours=2))
        self.ticket.with_user(self.agent).reopen("Not yet")
        self.resolve(self.ticket)
        self.assertEqual(len(self.invitation()), 1)
        values = self.invitation().copy_data()[0]
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env["cs.survey.invitation"].create({**values, "ticket_id": self.ticket.id})
            self.env.flush_all()

    def test_nobody_is_asked_about_a_case_that_is_open_again(self):
        self.resolve(self.ticket)
        self.ticket.with_user(self.agent).reopen("Not yet")
        self.pass_time(NOW + 3 * DAY)
        self.assertEqual(self.invitation().state, "planned")
        with self.at(NOW + 4 * DAY):
            self.resolve(self.ticket)
        self.pass_time(NOW + 4 * DAY + timedelta(hours=2))
        self.assertEqual(self.invitation().state, "asked")
        self.assertEqual(len(self.mails()), 1)

    def test_agents_and_managers_cannot_skip_change_or_delete_an_invitation(self):
        self.resolve(self.ticket)
        for user in (self.agent, self.supervisor, self.manager):
            one = self.invitation().with_user(user)
            with self.subTest(user=user.name):
                for deed in (lambda o=one: o.write({"state": "expired"}), one.unlink, lambda o=one: o.copy()):
                    with self.assertRaises(AccessError):
                        deed()

    def test_neither_message_nor_queue_holds_the_link_only_the_mail_that_leaves(self):
        self.resolve(self.ticket)
        self.pass_time(NOW + timedelta(hours=2))
        token = self.invitation().sudo()._token()
        [mail] = self.mails()
        self.assertNotIn(token, str(mail.body_html) + str(mail.body))
        self.assertIn(f"/cs/s/{token}", str(mail._prepare_outgoing_body()))
        mail.recipient_ids |= self.agent.partner_id
        self.assertNotIn(token, str(mail._prepare_outgoing_body()), "the link is for the customer alone")

    def test_asking_by_hand_asks_at_once_and_once(self):
        with self.assertRaises(UserError):
            self.ticket.with_user(self.agent).ask_satisfaction()
        self.resolve(self.ticket)
        self.ticket.with_user(self.agent).ask_satisfaction()
        self.ticket.with_user(self.agent).ask_satisfaction()
        self.assertEqual((self.invitation().state, len(self.mails())), ("asked", 1))
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.outsider).ask_satisfaction()

    def test_asking_a_batch_costs_no_query_per_case(self):
        tickets = self.env["cs.ticket"].browse([self.make_ticket().id for _ in range(12)]).sudo()
        few, many = tickets[:2], tickets[2:]
        few._invite("resolved")
        self.env.flush_all()
        with self.assertQueryCount(14):
            many._invite("resolved")
            self.env.flush_all()
        self.assertEqual(len(self.env["cs.survey.invitation"].search([("ticket_id", "in", tickets.ids)])), 12)


class TestAnswering(SatisfactionCase):
    def test_an_answer_counts_once_and_again_makes_no_difference(self):
        self.resolve(self.ticket)
        self.assertTrue(self.rate(self.ticket, self.good))
        self.assertFalse(self.rate(self.ticket, self.bad, 0))
        one = self.invitation()
        self.assertEqual((one.state, one.score, one.channel), ("answered", 100, "link"))
        self.assertEqual(self.env["survey.user_input"].search_count([("cs_ticket_id", "=", self.ticket.id)]), 1)
        self.assertEqual(self.env["rating.rating"].search_count([("cs_ticket_id", "=", self.ticket.id)]), 1)
        self.assertIn("survey_answered", self.event_types(self.ticket))

    def test_the_database_refuses_a_second_answer_to_an_invitation(self):
        self.resolve(self.ticket)
        one = self.invitation().sudo()
        self.rate(self.ticket, self.good)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.form._cs_answer_for(
                self.ticket, self.customer, self.answers(), channel="link", cs_invitation_id=one.id
            )
            self.env.flush_all()

    def test_a_wrong_answer_leaves_the_invitation_open(self):
        self.resolve(self.ticket)
        with self.assertRaises(UserError), self.cr.savepoint():
            self.invitation().sudo()._answer({}, "link")
        self.assertTrue(self.rate(self.ticket, self.good))

    def test_a_colleague_may_ask_by_telephone_the_handler_may_not(self):
        self.resolve(self.ticket)
        one = self.invitation()
        with self.assertRaises(AccessError):
            one.with_user(self.agent).action_ask_by_phone()
        with self.assertRaises(AccessError):
            self.rate(self.ticket, self.good, channel="phone", by_user=self.agent)
        self.assertTrue(one.with_user(self.agent2).action_ask_by_phone())
        self.rate(self.ticket, self.good, channel="phone", by_user=self.agent2)
        self.assertEqual((one.channel, one.answer_id.cs_user_id), ("phone", self.agent2))

    def test_a_low_score_opens_one_case_for_the_supervisor(self):
        told = []
        with patch.object(type(self.ticket), "_happened", lambda tickets, event: told.append(event)):
            self.ticket.sudo()._invite("resolved")
            self.rate(self.ticket, self.bad, 2)
        follow_up = self.env["cs.ticket"].search([("follow_up_of_id", "=", self.ticket.id)])
        self.assertEqual(len(follow_up), 1)
        self.assertEqual((follow_up.user_id, follow_up.partner_id), (self.supervisor, self.customer))
        self.assertEqual(follow_up.kind_id, self.ticket.kind_id)
        self.assertIn("Quick and friendly", follow_up.description)
        self.assertEqual(told.count("survey_answered"), 1)
        self.assertEqual(told.count("survey_low"), 1)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.ticket.sudo()._follow_low_answer(follow_up.low_answer_id, False)
            self.env.flush_all()

    def test_the_kind_of_the_follow_up_is_the_rules_and_a_good_score_opens_none(self):
        self.rule.write({"follow_up_kind_id": self.enquiry.id, "change_reason": "x"})
        good, bad = self.resolved(), self.resolved()
        self.rate(good, self.good)
        self.rate(bad, self.bad, 0)
        follow_ups = self.env["cs.ticket"].search([("follow_up_of_id", "in", (good | bad).ids)])
        self.assertEqual((follow_ups.follow_up_of_id, follow_ups.kind_id), (bad, self.enquiry))

    def test_the_follow_up_of_a_product_complaint_is_about_the_same_product(self):
        product = self.env["product.product"].create({"name": "Kettle"})
        ticket = self.make_ticket(
            kind_id=self.env.ref("cs_department.kind_product").id,
            product_id=product.id,
            product_batch="B7",
            product_symptom="It leaks.",
        )
        self.resolve(ticket)
        self.rate(ticket, self.bad, 0)
        follow_up = self.env["cs.ticket"].search([("follow_up_of_id", "=", ticket.id)])
        self.assertEqual((follow_up.product_id, follow_up.product_batch), (product, "B7"))
        self.assertEqual(follow_up.product_symptom, "It leaks.")

    def test_words_in_chinese_arrive_as_they_were_written(self):
        self.resolve(self.ticket)
        words = "师傅很专业，但等了太久😅"
        self.invitation().sudo()._answer(self.answers(self.fair, 3, words), "link")
        self.assertEqual(self.invitation().answer_id.cs_rating_id.feedback, words)

    def test_the_response_rate_stands_beside_the_score(self):
        for choice, scale in ((self.good, 10), (self.bad, 0), (None, None), (None, None)):
            ticket = self.resolved()
            self.invitation(ticket).sudo()._ask(NOW)
            if choice:
                self.rate(ticket, choice, scale)
        self.env.flush_all()
        figures = self.env["cs.survey.figure"].with_user(self.supervisor)
        [row] = figures.formatted_read_group(
            [("survey_id", "=", self.form.id)], [], ["asked:sum", "answered:sum", "response_rate:avg", "score:avg"]
        )
        self.assertEqual(
            (row["asked:sum"], row["answered:sum"], row["response_rate:avg"], row["score:avg"]), (4, 2, 50, 50)
        )
        with self.assertRaises(AccessError):
            figures.with_user(self.agent).search([])


class TestRules(SatisfactionCase):
    def test_rules_that_make_no_sense_are_refused(self):
        for values in (
            {"anonymous": True, "by_phone": True},
            {"anonymous": True, "shown_from": 1},
            {"reminders": 5, "remind_after_days": 3},
            {"survey_id": self.make_form(survey_type="cs_callback").id},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.make_rule(**values)

    def test_a_preview_counts_what_then_happens(self):
        tickets = self.make_ticket() | self.make_ticket() | self.make_ticket(partner_id=False, caller_name="Nobody")
        for ticket in tickets[:2]:
            self.resolve(ticket)
        self.rate(tickets[0], self.fair, 5)
        book = self.env["cs.survey.rule"]
        found = book._preview_outcomes(tickets.sudo())
        self.assertEqual([found[t.id]["asked"] for t in tickets], [1, 1, 0])
        self.assertEqual(found[tickets[0].id]["asked_at"], self.invitation(tickets[0]).planned_at)
        self.assertEqual([found[t.id]["low"] for t in tickets], [1, 0, 0])
        self.assertEqual(
            sum(f["asked"] for f in found.values()), len(self.invitation(tickets[0]) | self.invitation(tickets[1]))
        )
        self.rule.write({"low_below": 40, "change_reason": "x"})
        self.assertEqual(book._preview_outcomes(tickets[0].sudo())[tickets[0].id]["low"], 0)


class TestAnonymous(SatisfactionCase):
    """Whose an answer is can be found by no id, no time, no message and no export."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule.write({"anonymous": True, "shown_from": 3, "change_reason": "x"})

    def crowd(self, count, answered):
        tickets = [
            self.resolved(partner_id=self.env["res.partner"].create({"name": f"P{n}", "email": f"p{n}@example.com"}).id)
            for n in range(count)
        ]
        for number, ticket in enumerate(tickets):
            self.invitation(ticket).sudo()._ask(NOW)
            if number < answered:
                with self.at(NOW + timedelta(minutes=number)):
                    self.rate(ticket, self.good if number % 2 else self.bad, 10 if number % 2 else 0)
        self.env.flush_all()
        return tickets

    def everything(self, user, tickets):
        """All that a user reads about the invitations, the cases and their customers."""
        cases = self.env["cs.ticket"].with_user(user).browse([t.id for t in tickets])
        invitations = self.env["cs.survey.invitation"].with_user(user).search([("ticket_id", "in", cases.ids)])
        rows = []
        for one in invitations.sorted("id"):
            row = one.read()[0]
            rows.append(
                {name: row[name] for name in row if name not in ("id", "ticket_id", "partner_id", "display_name")}
            )
        events = [sorted(case.event_ids.mapped("event_type")) for case in cases]
        messages = [len(case.message_ids) for case in cases]
        return rows, events, messages

    def test_who_answered_looks_like_who_did_not(self):
        tickets = self.crowd(6, answered=3)
        self.pass_time(NOW + 4 * DAY)
        for user in (self.agent, self.supervisor, self.manager, self.env.ref("base.user_admin")):
            rows, events, messages = self.everything(user, tickets)
            with self.subTest(user=user.name):
                self.assertEqual(len({str(row) for row in rows}), 1, rows)
                self.assertEqual(len({str(event) for event in events}), 1)
                self.assertEqual(len(set(messages)), 1)

    def test_the_mark_of_an_answer_is_readable_by_nobody_and_leaves_no_date(self):
        self.crowd(1, answered=1)
        for user in (self.supervisor, self.manager, self.env.ref("base.user_admin")):
            invitations = self.env["cs.survey.invitation"].with_user(user)
            for deed in (
                lambda m=invitations: m.search([("used", "=", True)]),
                lambda m=invitations: m.search([], limit=1).read(["used"]),
                lambda m=invitations: m.search([], limit=1).export_data(["used"]),
                lambda m=invitations: m.search([], order="used"),
                lambda m=invitations: m.formatted_read_group([], ["used"], ["__count"]),
                lambda u=user: self.env["cs.survey.ballot"].with_user(u).search([]),
            ):
                with self.subTest(user=user.name), self.assertRaises(Exception) as caught:
                    deed()
                self.assertIsInstance(caught.exception, (AccessError, ValueError, UserError))
        self.assertFalse({"write_date", "create_date", "write_uid"} & set(self.env["cs.survey.invitation"]._fields))

    def test_answers_stay_sealed_until_enough_lie_together(self):
        tickets = self.crowd(3, answered=2)
        box = self.env["cs.survey.ballot"]
        box._cron_open()
        self.assertFalse(self.env["survey.user_input"].search([("survey_id", "=", self.form.id)]))
        self.rate(tickets[2], self.good)
        box._cron_open()
        answers = self.env["survey.user_input"].search([("survey_id", "=", self.form.id)])
        self.assertEqual(len(answers), 3)
        self.assertFalse(box.search([]))

    def test_an_opened_answer_leads_nowhere(self):
        tickets = self.crowd(4, answered=4)
        opened = NOW + 5 * DAY
        with self.at(opened):
            self.env["cs.survey.ballot"]._cron_open()
        answers = self.env["survey.user_input"].search([("survey_id", "=", self.form.id)])
        self.assertEqual(len(answers), 4)
        customers = {t.partner_id.id for t in tickets}
        for answer in answers:
            row = answer.with_user(self.manager).read()[0]
            self.assertFalse(
                row["partner_id"] or row["email"] or row["cs_ticket_id"] or row["cs_invitation_id"] or row["nickname"]
            )
            # one moment for all of them, and nothing of the moment of answering
            self.assertEqual((row["start_datetime"], row["end_datetime"]), (opened, opened))
            rating = answer.cs_rating_id
            self.assertFalse(rating.partner_id or rating.rated_partner_id or rating.cs_ticket_id)
            self.assertEqual(rating.res_model, "survey.survey")
            self.assertFalse(set(answer.message_partner_ids.ids) & customers)
            self.assertFalse(answer.message_ids.author_id & self.env["res.partner"].browse(customers))
        self.assertEqual(len(set(answers.mapped("create_date"))), 1)
        self.assertEqual(answers.create_uid, self.env.user)
        figures = self.env["cs.survey.figure"].with_user(self.manager).search([("survey_id", "=", self.form.id)])
        self.assertEqual((sum(figures.mapped("asked")), sum(figures.mapped("answered"))), (4, 4))
        self.assertFalse(figures.filtered(lambda f: f.ticket_id or f.user_id))

    def test_opened_answers_come_in_no_order(self):
        orders = set()
        for _attempt in range(6):
            with self.cr.savepoint() as point:
                self.crowd(6, answered=6)
                self.env["cs.survey.ballot"]._cron_open()
                answers = self.env["survey.user_input"].search([("survey_id", "=", self.form.id)], order="id")
                orders.add(tuple(answers.mapped("scoring_percentage")))
                point.rollback()
                self.env.invalidate_all()
        self.assertGreater(len(orders), 1, "answered in turns, opened in turns")

    def test_few_answers_of_last_month_are_opened_without_their_corner(self):
        tickets = self.crowd(3, answered=0)
        tickets[0].with_user(self.supervisor).sudo().write({"team_id": self.other_team.id})
        for ticket in tickets:
            self.rate(ticket, self.good)
        self.env["cs.survey.ballot"]._cron_open()
        self.assertEqual(len(self.env["cs.survey.ballot"].search([])), 3)
        with self.at("2026-04-02 02:00"):
            self.env["cs.survey.ballot"]._cron_open()
        answers = self.env["survey.user_input"].search([("survey_id", "=", self.form.id)])
        self.assertEqual(
            (len(answers), answers.cs_team_id, answers.cs_kind_id), (3, self.team.browse(), self.complaint.browse())
        )

    def test_a_low_anonymous_answer_is_followed_up_without_a_name(self):
        self.crowd(3, answered=3)
        before = self.env["cs.ticket"].search([])
        self.env["cs.survey.ballot"]._cron_open()
        follow_ups = self.env["cs.ticket"].search([]) - before
        self.assertEqual(len(follow_ups), 2)
        self.assertFalse(follow_ups.partner_id or follow_ups.follow_up_of_id)
        self.assertEqual(follow_ups.user_id, self.supervisor)

    def test_nobody_answers_for_an_anonymous_customer(self):
        [ticket] = self.crowd(1, answered=0)
        with self.assertRaises(UserError):
            self.invitation(ticket).with_user(self.agent2).action_ask_by_phone()
        with self.assertRaises(AccessError):
            self.rate(ticket, self.good, channel="phone", by_user=self.agent2)

    def test_an_anonymous_customer_answers_once(self):
        [ticket] = self.crowd(1, answered=1)
        self.assertFalse(self.rate(ticket, self.bad, 0))
        self.assertEqual(self.env["cs.survey.ballot"].search_count([]), 1)
