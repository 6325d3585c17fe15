from math import inf
from unittest.mock import patch

from odoo.exceptions import ValidationError

from tests.cs_department.callback_case import CallbackCase


class TestCareCalls(CallbackCase):
    def rule_for(self, code, **values):
        return self.make_rule(event_id=self.env.ref(f"cs_department.callback_event_{code}").id, **values)

    def run_care(self, at):
        with self.at(at), patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: inf):
            self.callbacks.sudo()._cron_care()
        return self.callbacks.sudo().search([], order="id")

    def test_a_customer_is_called_on_his_birthday_once_a_year(self):
        self.rule_for("birthday")
        self.customer.cs_birthday = "03-05"
        self.assertFalse(self.run_care("2026-03-04 02:00"))
        found = self.run_care("2026-03-05 02:00")
        self.assertEqual((found.partner_id, found.ticket_id.id), (self.customer, False))
        self.assertEqual(self.run_care("2026-03-05 08:00"), found)
        self.assertEqual(self.run_care("2026-03-08 08:00"), found)
        self.assertEqual(len(self.run_care("2027-03-05 02:00")), 2)

    def test_a_birthday_is_a_month_and_a_day(self):
        for wrong in ("3-5", "13-01", "02-30", "heute"):
            with self.assertRaises(ValidationError):
                self.customer.cs_birthday = wrong[:5]
        self.customer.cs_birthday = "02-29"

    def test_who_was_born_on_the_29th_of_february_is_called_every_year(self):
        self.rule_for("birthday")
        self.customer.cs_birthday = "02-29"
        self.assertTrue(self.run_care("2026-02-28 02:00"))

    def test_a_server_that_slept_forgets_nobody(self):
        self.rule_for("birthday")
        self.customer.cs_birthday = "03-05"
        self.assertTrue(self.run_care("2026-03-09 02:00"))

    def test_customers_are_greeted_before_a_festival(self):
        rule = self.rule_for("festival", offset_days=-4)
        rule.write({"festival_ids": [(6, 0, self.env.ref("cs_department.callback_festival_dragon_boat").ids)]})
        self.make_ticket()
        self.assertFalse(self.run_care("2026-06-13 02:00"))
        # the festival is on the 19th of June
        found = self.run_care("2026-06-15 02:00")
        self.assertIn(self.customer, found.partner_id)

    def test_a_new_customer_is_greeted_by_the_day_of_the_company(self):
        self.rule_for("new_customer", offset_days=1)
        early = self.env["res.partner"].create({"name": "Early"})
        # seven in the morning of the 4th in Shanghai is still the 3rd for the server
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET create_date = '2026-03-03 23:00' WHERE id = %s", [early.id])
        self.env.invalidate_all()
        self.assertNotIn(early, self.run_care("2026-03-04 02:00").partner_id)
        self.assertIn(early, self.run_care("2026-03-05 02:00").partner_id)

    def test_a_silent_customer_is_called_once_for_each_silence(self):
        self.rule_for("dormant", dormant_days=100)
        self.make_ticket()
        self.assertFalse(self.run_care("2026-06-11 02:00"))
        found = self.run_care("2026-06-12 02:00")
        self.assertEqual(found.partner_id, self.customer)
        self.assertEqual(self.run_care("2026-06-15 02:00"), found)

    def test_who_wrote_again_is_not_silent(self):
        self.rule_for("dormant", dormant_days=100)
        self.make_ticket()
        with self.at("2026-05-01 02:00"):
            self.make_ticket()
        self.assertFalse(self.run_care("2026-06-12 02:00"))

    def test_a_care_call_needs_no_verdict(self):
        self.rule_for("birthday")
        self.customer.cs_birthday = "03-05"
        call = self.run_care("2026-03-05 02:00")
        with self.at("2026-03-05 02:00"):
            caller = call.with_user(self.agent2)
            card = caller.desk_card()
            self.assertEqual((card["case"], card["phone"]), (False, "138****5678"))
            caller.log_attempt("reached", "Was glad")
        self.assertEqual((call.state, call.result), ("done", False))


class TestDesk(CallbackCase):
    def setUp(self):
        super().setUp()
        self.make_rule(script="<p>Good day</p>")
        self.ticket = self.closed_tickets(caller_name="Mrs Li")
        self.callback = self.callback_of(self.ticket)

    def test_the_card_holds_what_a_caller_must_know_and_no_number(self):
        card = self.callback.with_user(self.agent2).desk_card()
        self.assertIn("Good day", card["script"])
        self.assertEqual(card["case"]["resolution"], "Done")
        self.assertIn("Since this morning.", card["case"]["description"])
        self.assertNotIn("13800005678", str(card))

    def test_the_script_of_the_kind_is_read_where_the_rule_has_none(self):
        self.callback.rule_id.write({"script": False, "change_reason": "x"})
        self.complaint.write({"callback_script": "<p>About your complaint</p>", "change_reason": "x"})
        self.assertIn("About your complaint", self.callback.with_user(self.agent2).desk_card()["script"])

    def test_the_desk_counts_what_the_user_may_call(self):
        for user, count in ((self.agent2, 1), (self.agent, 0), (self.outsider, 0), (self.supervisor, 1)):
            self.assertEqual(self.callbacks.with_user(user).desk()["counts"]["ready"], count, user.login)

    def test_the_answers_to_the_questions_are_filed_with_the_call(self):
        form = self.env["survey.survey"].create(
            {
                "title": "Callback",
                "survey_type": "cs_callback",
                "question_and_page_ids": [
                    (0, 0, {"title": "In time?", "question_type": "scale", "scale_min": 1, "scale_max": 5})
                ],
            }
        )
        self.callback.rule_id.write({"survey_id": form.id, "change_reason": "x"})
        caller = self.callback.with_user(self.agent2)
        [question] = caller.desk_card()["questions"]
        self.assertEqual(question["scale"], [1, 2, 3, 4, 5])
        caller.log_attempt("reached", satisfied=True, answers={question["id"]: 5})
        answer = self.callback.attempt_ids.answer_id
        self.assertEqual((answer.cs_ticket_id, answer.cs_user_id), (self.ticket, self.agent2))

    def test_the_line_of_time_shows_the_call_to_all_but_who_handled_the_case(self):
        def calls(user):
            self.env.invalidate_all()
            return [entry for entry in self.ticket.with_user(user).promises if entry["kind"] == "callback"]

        self.assertEqual(len(calls(self.agent2)), 1)
        self.assertEqual(len(calls(self.supervisor)), 1)
        self.assertFalse(calls(self.agent))
        self.callback.with_user(self.agent2).log_attempt("reached", satisfied=True)
        self.assertEqual(calls(self.agent)[0]["state"], "kept")
