from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from tests.common import NOW
from tests.cs_department.callback_case import CallbackCase


class TestCallbackRules(CallbackCase):
    def test_a_hundred_complaints_and_a_hundred_repairs_give_a_hundred_and_thirty(self):
        self.make_rule(100, kind_ids=[(6, 0, self.complaint.ids)])
        self.make_rule(30, kind_ids=[(6, 0, (self.repair | self.service).ids)])
        complaints = self.closed_tickets(100)
        repairs = self.closed_tickets(100, self.repair)
        self.assertEqual(len(self.callback_of(complaints)), 100)
        self.assertEqual(len(self.callback_of(repairs)), 30)

    def test_the_shipped_rules_call_every_complaint_in_three_working_days_and_three_of_ten_repairs(self):
        shipped = self.env.ref("cs_department.callback_rule_complaint")
        self.assertEqual((shipped.rate, shipped.window, shipped.window_unit), (100, 3, "day"))
        shipped.with_context(cs_change_reason="x").action_unarchive()
        callback = self.callback_of(self.closed_tickets())
        # Wednesday 10:00 → Monday, end of the working day in Shanghai
        self.assertEqual(callback.due_at, datetime(2026, 3, 9, 10, 0))

    def test_each_kind_is_drawn_apart_where_the_rule_says_so(self):
        self.make_rule(30, by_kind=True)
        self.closed_tickets(10, self.repair)
        self.closed_tickets(10, self.service)
        found = self.callbacks.sudo()._read_group([], ["kind_id"], ["__count"])
        self.assertEqual(dict(found), {self.repair: 3, self.service: 3})

    def test_teams_are_drawn_together_unless_the_rule_keeps_them_apart(self):
        self.make_rule(30, by_team=False)
        for _ in range(5):
            self.closed_tickets(1, self.repair)
            self.closed_tickets(1, self.repair, team_id=self.other_team.id)
        self.assertEqual(self.callbacks.sudo().search_count([]), 3)

    def test_a_case_opened_and_closed_again_is_not_drawn_twice(self):
        self.make_rule(50)
        tickets = self.closed_tickets(10, self.repair)
        drawn = self.callback_of(tickets)
        tickets.with_user(self.supervisor).reopen("Not over")
        self.finish(tickets)
        self.assertEqual(self.callback_of(tickets), drawn)
        self.assertEqual(self.env["cs.callback.draw"].sudo().search_count([]), 10)

    def test_a_rule_that_follows_another_does_not_look_at_its_cases_again(self):
        rule = self.make_rule(50)
        tickets = self.closed_tickets(10, self.repair)
        self.make_rule(50, key=rule._key_from(NOW.date()), date_from="2026-03-05", sequence=0)
        with self.at("2026-03-05 02:00"):
            tickets.with_user(self.supervisor).reopen("Not over")
            self.finish(tickets)
        self.assertEqual(self.env["cs.callback.draw"].sudo().search_count([]), 10)

    def test_cancelled_and_merged_cases_are_not_drawn(self):
        self.make_rule()
        cancelled, merged, kept = (self.make_ticket(user_id=self.agent.id) for _ in range(3))
        cancelled.with_user(self.agent).cancel("By mistake")
        merged.with_user(self.agent).merge_into(kept.id)
        self.assertFalse(self.env["cs.callback.draw"].sudo().search([]))

    def test_a_rate_that_no_block_of_that_size_gives_is_refused(self):
        with self.assertRaises(ValidationError):
            self.make_rule(30, block_size=4)
        with self.assertRaises(ValidationError):
            self.make_rule(120)

    def test_the_due_date_counts_working_time_and_holidays(self):
        self.make_rule(window=1, window_unit="day")
        # the day before Spring Festival (15 to 23 February 2026 are off)
        with self.at("2026-02-14 03:00"):
            callback = self.callback_of(self.closed_tickets())
            self.assertEqual(callback.due_at, datetime(2026, 2, 24, 10, 0))

    def test_callbacks_can_follow_other_events(self):
        event = self.env["cs.callback.event"].create({"name": "keys handed over", "code": "keys"})
        self.make_rule(event_id=event.id, offset_days=7)
        made = self.callbacks._cs_callback_event(self.customer, "keys", NOW)
        self.assertEqual((made.partner_id, made.ready_at), (self.customer, datetime(2026, 3, 11, 2, 0)))
        self.assertFalse(self.callbacks._cs_callback_event(self.customer, "keys", NOW))
        self.assertTrue(self.callbacks._cs_callback_event(self.customer, "keys", NOW, occasion="second flat"))


class TestCallbackKeys(CallbackCase):
    def setUp(self):
        super().setUp()
        self.make_rule(30)
        self.closed_tickets(25, self.repair)
        self.key = self.env["cs.callback.key"].search([])

    def test_nobody_reads_the_key_before_the_period_is_over(self):
        admin = self.env.ref("base.user_admin")
        for user in (self.agent, self.supervisor, self.manager, self.privileged, admin):
            key = self.key.with_user(user)
            with self.assertRaises(AccessError):
                key.read(["secret"])
            with self.assertRaises(AccessError):
                key.secret  # noqa: B018
            with self.assertRaises(AccessError):
                key.search([("secret", "like", "0%")])
            with self.assertRaises(UserError):
                key.export_data(["secret"])
            with self.assertRaises(UserError):
                key.action_check()
            self.assertFalse(key.published_key)
            self.assertEqual(len(key.fingerprint), 64)

    def test_after_the_period_anybody_checks_the_draw(self):
        with self.at("2026-04-02 00:00"):
            self.key.invalidate_recordset()
            key = self.key.with_user(self.agent)
            self.assertEqual(key.published_key, key.sudo().secret)
            answer = key.action_check()["params"]
            self.assertEqual(answer["type"], "success")
            self.assertIn("25", answer["message"])

    def test_a_draw_that_was_tampered_with_is_found(self):
        draw = self.env["cs.callback.draw"].sudo().search([("drawn", "=", False)], limit=1)
        draw.write({"drawn": True})
        with self.at("2026-04-02 00:00"):
            self.key.invalidate_recordset()
            self.assertEqual(self.key.with_user(self.agent).action_check()["params"]["type"], "danger")

    def test_agents_do_not_see_the_draws_of_the_running_period(self):
        draws = self.env["cs.callback.draw"]
        self.assertEqual(draws.with_user(self.supervisor).search_count([]), 25)
        self.key.sudo().published_at = datetime(2100, 1, 1)
        self.assertEqual(draws.with_user(self.agent).search_count([]), 0)

    def test_each_period_has_a_key_and_a_row_of_its_own(self):
        with self.at("2026-04-01 02:00"):
            self.closed_tickets(10, self.repair)
        keys = self.env["cs.callback.key"].search([])
        self.assertEqual(sorted(keys.mapped("period")), ["2026-03", "2026-04"])
        self.assertEqual(len(set(keys.mapped("fingerprint"))), 2)
        april = self.env["cs.callback.draw"].sudo().search([("key_id.period", "=", "2026-04"), ("drawn", "=", True)])
        self.assertEqual(len(april), 3)


class TestCallers(CallbackCase):
    def setUp(self):
        super().setUp()
        self.rule = self.make_rule()
        self.ticket = self.closed_tickets()
        self.callback = self.callback_of(self.ticket)

    def test_who_handled_the_case_does_not_call(self):
        mine = self.callback.with_user(self.agent)
        for verb in (mine.take, lambda: mine.log_attempt("no_answer"), lambda: mine.dial()):
            with self.assertRaises(AccessError):
                verb()
        self.assertFalse(self.callbacks.with_user(self.agent).next_call())
        self.assertFalse(self.callbacks.with_user(self.agent).search([]))

    def test_a_colleague_of_the_team_takes_the_next_call(self):
        taken = self.callbacks.with_user(self.agent2).next_call()
        self.assertEqual(taken, self.callback.id)
        self.assertEqual(self.callback.user_id, self.agent2)
        self.assertEqual(self.callbacks.with_user(self.agent2).next_call(), taken)
        self.assertFalse(self.callbacks.with_user(self.outsider).next_call())

    def test_a_call_that_somebody_took_and_left_lying_is_free_again(self):
        self.team.member_ids |= self.privileged
        other = self.callbacks.with_user(self.privileged)
        self.callbacks.with_user(self.agent2).next_call()
        self.assertFalse(other.next_call())
        with self.assertRaises(UserError):
            self.callback.with_user(self.privileged).take()
        with self.at("2026-03-04 05:00"):
            self.assertEqual(other.next_call(), self.callback.id)
            self.assertEqual(self.callback.user_id, self.privileged)

    def test_a_supervisor_does_not_assign_it_to_the_handler(self):
        with self.assertRaises(AccessError):
            self.callback.with_user(self.supervisor).assign(self.agent)
        self.callback.with_user(self.supervisor).assign(self.agent2.id)
        self.assertEqual(self.callback.user_id, self.agent2)
        with self.assertRaises(AccessError):
            self.callback.with_user(self.agent2).assign(self.agent2.id)

    def test_a_rule_may_name_the_person_even_the_handler(self):
        self.rule.write(
            {"caller": "named", "role": "named", "user_ids": [(6, 0, self.agent.ids)], "change_reason": "x"}
        )
        callback = self.callback_of(self.closed_tickets())
        self.assertEqual(callback.user_id, self.agent)
        with self.assertRaises(AccessError):
            callback.with_user(self.supervisor).take()
        callback.with_user(self.agent).log_attempt("reached", satisfied=True)
        self.assertEqual(callback.state, "done")

    def test_a_department_head_calls_in_person_after_a_major_complaint(self):
        self.engineering.manager_id = self.employee_of[self.engineer]
        self.rule.write({"caller": "named", "role": "department_head", "change_reason": "x"})
        callback = self.callback_of(self.closed_tickets(responsible_department_id=self.engineering.id))
        self.assertEqual(callback.user_id, self.engineer)
        self.assertEqual(callback.activity_ids.user_id, self.engineer)
        number = callback.with_user(self.engineer).dial()
        self.assertEqual(number, self.customer.phone)
        callback.with_user(self.engineer).log_attempt("reached", satisfied=True)
        self.assertFalse(callback.activity_ids)

    def test_a_click_to_call_gives_the_number_and_is_logged(self):
        caller = self.callback.with_user(self.agent2)
        [row] = caller.read(["phone", "phone_masked"])
        self.assertEqual(row["phone_masked"], "138****5678")
        self.assertEqual(row["phone"], "138****5678")
        self.assertEqual(caller.dial(), "13800005678")
        log = self.env["cs.personal.data.access"].sudo().search([], limit=1)
        self.assertEqual((log.user_id, log.partner_id, log.kind), (self.agent2, self.customer, "call"))
        self.assertEqual((log.res_model, log.res_id), ("cs.callback", self.callback.id))

    def test_nobody_writes_a_callback_directly(self):
        for user in (self.agent2, self.supervisor, self.manager):
            with self.assertRaises(AccessError), mute_logger("odoo.models"):
                self.callback.with_user(user).write({"state": "done"})
            with self.assertRaises(AccessError):
                self.env["cs.callback.attempt"].with_user(user).create({"callback_id": self.callback.id})


class TestAttempts(CallbackCase):
    def setUp(self):
        super().setUp()
        self.rule = self.make_rule(attempts_max=3, retry_no_answer=4, retry_busy=0.5)
        self.ticket = self.closed_tickets()
        self.callback = self.callback_of(self.ticket)
        self.caller = self.callback.with_user(self.agent2)

    def test_no_answer_comes_up_again_after_the_rule_s_hours(self):
        self.caller.take()
        self.caller.log_attempt("no_answer")
        # 10:00 to 12:00 and 14:00 to 16:00
        self.assertEqual(self.callback.ready_at, datetime(2026, 3, 4, 8, 0))
        self.assertFalse(self.callback.user_id)
        self.assertFalse(self.callbacks.with_user(self.agent2).next_call())
        with self.at("2026-03-04 08:00"):
            self.assertTrue(self.callbacks.with_user(self.agent2).next_call())

    def test_after_the_last_attempt_it_is_given_up_and_the_supervisor_told(self):
        for _ in range(3):
            self.caller.log_attempt("busy")
        self.assertEqual((self.callback.state, self.callback.attempt_count), ("given_up", 3))
        self.assertIn(self.supervisor, self.ticket.sudo().activity_ids.user_id)

    def test_a_wrong_number_is_not_tried_again(self):
        self.caller.log_attempt("wrong_number")
        self.assertEqual(self.callback.state, "given_up")

    def test_who_refuses_is_not_called_again(self):
        self.caller.log_attempt("refused", "No time for that")
        self.assertEqual((self.callback.state, self.callback.end_reason), ("refused", "No time for that"))

    def test_a_customer_who_asks_for_it_is_called_then_by_the_same_caller(self):
        with self.assertRaises(UserError):
            self.caller.log_attempt("call_again")
        with self.assertRaises(UserError):
            self.caller.log_attempt("call_again", again_at="2026-03-01 00:00:00")
        self.caller.log_attempt("call_again", again_at="2026-03-05 01:30:00")
        self.assertEqual(self.callback.user_id, self.agent2)
        self.assertEqual(self.callback.next_action_at, datetime(2026, 3, 5, 1, 30))

    def test_satisfied_ends_it(self):
        self.caller.log_attempt("reached", "Very good", satisfied=True)
        self.assertEqual((self.callback.state, self.callback.result, self.callback.late), ("done", "satisfied", False))
        self.assertIn("callback", self.event_types(self.ticket))
        with self.assertRaises(UserError):
            self.caller.log_attempt("no_answer")

    def test_a_call_after_its_time_is_late(self):
        self.run_callbacks("2026-03-09 10:00")
        self.assertFalse(self.callback.late)
        self.run_callbacks("2026-03-09 10:01")
        self.assertTrue(self.callback.late)
        self.run_callbacks("2026-03-10 10:01")
        self.assertFalse(self.callback.next_action_at)

    def test_it_is_given_up_by_time_where_the_rule_says_so(self):
        self.rule.write({"give_up_days": 2, "change_reason": "x"})
        ticket = self.closed_tickets()
        callback = self.callback_of(ticket)
        self.run_callbacks("2026-03-09 10:01")
        self.assertEqual(callback.state, "todo")
        self.run_callbacks("2026-03-11 10:01")
        self.assertEqual(callback.state, "given_up")


class TestUnsatisfied(CallbackCase):
    def setUp(self):
        super().setUp()
        self.make_rule()
        self.ticket = self.closed_tickets()
        self.callback = self.callback_of(self.ticket)
        self.caller = self.callback.with_user(self.agent2)

    def complain(self):
        self.caller.log_attempt("reached", "It still drips", satisfied=False)

    def test_the_case_opens_again_with_the_customer_s_words(self):
        with self.assertRaises(UserError):
            self.caller.log_attempt("reached", satisfied=False)
        self.complain()
        self.assertEqual((self.ticket.state, self.ticket.reopen_count), ("open", 1))
        self.assertEqual(self.ticket.alarm, "unsatisfied")
        self.assertEqual((self.callback.state, self.callback.result), ("held", "unsatisfied"))
        reopened = self.ticket.sudo().event_ids.filtered(lambda e: e.event_type == "reopened")
        self.assertIn("It still drips", reopened.note)
        self.assertIn(self.supervisor, self.ticket.sudo().activity_ids.user_id)

    def test_it_rolls_back_together_with_the_answer(self):
        cls = type(self.env["cs.ticket"])
        honest = cls.reopen

        def broken(tickets, reason=""):
            honest(tickets, reason)
            raise UserError("disk full")

        self.patch(cls, "reopen", broken)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.complain()
        self.env.invalidate_all()
        self.assertEqual((self.ticket.state, self.callback.state), ("closed", "todo"))
        self.assertFalse(self.callback.attempt_ids)

    def test_the_customer_is_called_again_when_it_is_handled_until_he_is_satisfied(self):
        for round_ in (2, 3):
            self.complain()
            self.assertFalse(self.callbacks.with_user(self.agent2).next_call())
            self.resolve(self.ticket, "Pipe replaced")
            self.assertEqual((self.callback.state, self.callback.round), ("todo", round_))
            self.assertTrue(self.callback.due_at)
            self.assertTrue(self.callbacks.with_user(self.agent2).next_call())
        self.ticket.with_user(self.supervisor).close()
        self.caller.log_attempt("reached", satisfied=True)
        self.assertEqual((self.callback.state, self.callback.result), ("done", "satisfied"))
        self.assertEqual(self.env["cs.callback.draw"].sudo().search_count([]), 1)

    def test_a_manager_signs_off_with_a_reason(self):
        self.complain()
        with self.assertRaises(AccessError):
            self.callback.with_user(self.supervisor).sign_off("Enough")
        with self.assertRaises(UserError):
            self.callback.with_user(self.manager).sign_off(" ")
        self.callback.with_user(self.manager).sign_off("The house is old; told so by letter")
        self.assertEqual((self.callback.state, self.callback.sign_off_user_id), ("signed_off", self.manager))
        self.resolve(self.ticket)
        self.assertEqual(self.callback.state, "signed_off")

    def test_a_case_opened_again_by_others_is_called_after_it_is_handled(self):
        self.ticket.with_user(self.supervisor).reopen("A part was forgotten")
        self.assertEqual(self.callback.state, "held")
        with self.assertRaises(UserError):
            self.caller.log_attempt("no_answer")
        self.resolve(self.ticket)
        self.assertEqual(self.callback.state, "held")
        self.ticket.with_user(self.supervisor).close()
        self.assertEqual(self.callback.state, "todo")

    def test_a_case_cancelled_needs_no_call(self):
        self.complain()
        self.ticket.with_user(self.supervisor).cancel("Registered twice")
        self.assertEqual(self.callback.state, "cancelled")

    def test_a_case_merged_hands_its_unsatisfied_customer_on(self):
        self.complain()
        other = self.make_ticket(user_id=self.agent.id)
        self.ticket.with_user(self.supervisor).merge_into(other.id)
        self.assertEqual((self.callback.ticket_id, self.callback.state), (other, "held"))
        self.resolve(other)
        self.assertEqual(self.callback.state, "todo")
