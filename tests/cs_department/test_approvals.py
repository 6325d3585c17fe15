"""D7: plans and written replies that a rule wants approved do not go out before."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user

from tests.cs_department.helpers import TicketCase

REPLY = "We are sorry. A plumber comes on Friday at nine."


class ApprovalCase(TicketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.manager_id = cls.manager

    def rule(self, what, *roles, **values):
        """An approval rule; each role is a tier, or (role, above, up to)."""
        tiers = [role if isinstance(role, tuple) else (role, 0, 0) for role in roles or ("supervisor",)]
        return self.env["cs.approval.rule"].create(
            {
                "name": f"Approval of {what}",
                "what": what,
                "tier_ids": [
                    (0, 0, {"sequence": number, "role": role, "amount_above": above, "amount_up_to": up_to})
                    for number, (role, above, up_to) in enumerate(tiers)
                ],
                **values,
            }
        )

    def owned(self, **values):
        """A case of the agent's."""
        ticket = self.make_ticket(**values)
        ticket.sudo().user_id = self.agent
        return ticket

    def asked(self, ticket, what):
        return self.env["cs.approval"].search([("ticket_id", "=", ticket.id), ("what", "=", what)], limit=1)

    def mails(self, ticket):
        """Messages that reached the customer."""
        return (
            ticket.sudo()
            .message_ids.filtered(lambda m: m.notified_partner_ids & self.customer or self.customer in m.partner_ids)
            .sorted("id")
        )


class TestReplies(ApprovalCase):
    def test_without_a_rule_a_reply_goes_out_at_once(self):
        ticket = self.owned()
        before = self.mails(ticket)
        ticket.answer(REPLY, by="mail")
        self.assertEqual(len(self.mails(ticket) - before), 1)

    def test_a_reply_needing_approval_cannot_be_sent_before_it(self):
        self.rule("reply")
        ticket = self.owned()
        before = self.mails(ticket)
        with self.assertRaises(UserError) as refused:
            ticket.answer(REPLY, by="mail")
        self.assertIn("Supervisor", str(refused.exception))
        self.assertEqual(self.mails(ticket), before)
        self.assertFalse(ticket.first_response_at)

    def test_what_is_told_by_telephone_needs_no_approval(self):
        self.rule("reply")
        ticket = self.owned()
        ticket.answer(REPLY, by="note")
        self.assertTrue(ticket.first_response_at)

    def test_a_comment_to_the_customer_is_a_reply(self):
        self.rule("reply")
        ticket = self.owned()
        with self.assertRaisesRegex(UserError, "approved by"):
            ticket.message_post(
                body=REPLY,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.customer.ids,
            )

    def test_a_comment_that_reaches_the_customer_as_a_follower_is_one_too(self):
        self.rule("reply")
        ticket = self.owned()
        ticket.sudo().message_subscribe(self.customer.ids)
        with self.assertRaisesRegex(UserError, "approved by"):
            ticket.message_post(body=REPLY, message_type="comment", subtype_xmlid="mail.mt_comment")

    def test_a_note_among_colleagues_needs_no_approval(self):
        self.rule("reply")
        ticket = self.owned()
        ticket.message_post(body=REPLY, message_type="comment", subtype_xmlid="mail.mt_note")
        ticket.message_notify(body=REPLY, partner_ids=self.supervisor.partner_id.ids)

    def test_a_notification_to_the_customer_is_a_reply(self):
        self.rule("reply")
        ticket = self.owned()
        with self.assertRaisesRegex(UserError, "approved by"):
            ticket.message_notify(body=REPLY, partner_ids=self.customer.ids)

    def test_mails_to_many_at_once_pass_the_same_gate(self):
        self.rule("reply")
        ticket = self.owned()
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.agent)
            .create(
                {
                    "model": "cs.ticket",
                    "res_ids": str(ticket.ids),
                    "composition_mode": "mass_mail",
                    "subject": "Sorry",
                    "body": REPLY,
                }
            )
        )
        with self.assertRaisesRegex(UserError, "approved by"):
            composer.action_send_mail()

    def test_a_text_message_is_a_written_reply(self):
        self.rule("reply")
        ticket = self.owned()
        composer = (
            self.env["sms.composer"]
            .with_user(self.agent)
            .create(
                {
                    "res_model": "cs.ticket",
                    "res_ids": str(ticket.ids),
                    "composition_mode": "mass",
                    "body": REPLY,
                }
            )
        )
        with self.assertRaisesRegex(UserError, "approved by"):
            composer.action_send_sms()
        with self.assertRaisesRegex(UserError, "approved by"):
            ticket._message_sms(REPLY, sms_numbers=["+8613800005678"])

    def test_the_customer_may_write_himself(self):
        self.rule("reply")
        ticket = self.owned()
        ticket.sudo().message_subscribe(self.customer.ids)
        ticket.with_user(self.env.ref("base.user_root")).message_post(
            body="When?", message_type="email", author_id=self.customer.id, subtype_xmlid="mail.mt_comment"
        )

    def test_what_the_web_client_posts_is_the_agent_s_word_whatever_rights_it_takes(self):
        self.rule("reply")
        ticket = self.owned()
        with self.assertRaisesRegex(UserError, "approved by"):
            ticket.sudo().message_post(
                body=REPLY,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.customer.ids,
            )

    def test_what_an_automated_action_says_was_written_by_who_made_it(self):
        self.rule("reply")
        ticket = self.owned()
        template = self.env["mail.template"].create(
            {
                "name": "Thanks",
                "model_id": self.env["ir.model"]._get_id("cs.ticket"),
                "body_html": "<p>Thank you</p>",
                "partner_to": "{{ object.partner_id.id }}",
            }
        )
        action = self.env["ir.actions.server"].create(
            {
                "name": "Thank",
                "model_id": self.env["ir.model"]._get_id("cs.ticket"),
                "state": "mail_post",
                "mail_post_method": "comment",
                "template_id": template.id,
            }
        )
        before = self.mails(ticket)
        action.with_user(self.agent).sudo().with_context(active_model="cs.ticket", active_id=ticket.id).run()
        self.assertTrue(self.mails(ticket) - before)

    def test_approved_it_is_sent_word_for_word(self):
        self.rule("reply")
        ticket = self.owned()
        ticket.ask_approval("reply", REPLY)
        approval = self.asked(ticket, "reply")
        self.assertEqual(approval.user_ids, self.supervisor)
        self.assertEqual(approval.activity_ids.user_id, self.supervisor)
        approval.with_user(self.supervisor).approve()
        self.assertEqual(approval.state, "approved")
        self.assertFalse(approval.activity_ids)
        ticket.invalidate_recordset()
        self.assertEqual(ticket.ready_reply, REPLY)
        ticket.send_approved_reply()
        self.assertIn("plumber comes on Friday", self.mails(ticket)[-1:].body)
        self.assertTrue(approval.used_at)
        ticket.invalidate_recordset()
        self.assertFalse(ticket.ready_reply_id)
        self.assertTrue(ticket.first_response_at)

    def test_other_words_need_a_new_approval(self):
        self.rule("reply")
        ticket = self.owned()
        ticket.ask_approval("reply", REPLY)
        self.asked(ticket, "reply").with_user(self.supervisor).approve()
        with self.assertRaisesRegex(UserError, "approved by"):
            ticket.answer(REPLY.replace("Friday", "Monday"), by="mail")
        ticket.answer("We  are sorry.\nA plumber comes on Friday at nine.", by="mail")

    def test_files_and_subjects_are_words_too(self):
        self.rule("reply")
        ticket = self.owned()
        ticket.ask_approval("reply", REPLY)
        self.asked(ticket, "reply").with_user(self.supervisor).approve()
        to_customer = {
            "body": REPLY,
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
            "partner_ids": self.customer.ids,
        }
        with self.assertRaises(UserError):
            ticket.message_post(**to_customer, attachments=[("offer.txt", b"We pay 1000")])
        with self.assertRaises(UserError):
            ticket.message_post(**to_customer, subject="We pay 1000")
        ticket.message_post(**to_customer)

    def test_the_words_of_a_resolution_that_is_mailed_are_a_reply(self):
        self.rule("reply")
        ticket = self.owned()
        with self.assertRaisesRegex(UserError, "approved by"):
            self.resolve(ticket, "Pipe repaired, 50 yuan back")
        ticket.ask_approval("reply", "Pipe repaired, 50 yuan back")
        self.asked(ticket, "reply").with_user(self.supervisor).approve()
        self.resolve(ticket, "Pipe repaired, 50 yuan back")
        self.assertEqual(ticket.state, "resolved")

    def test_a_rule_asks_only_for_the_cases_in_its_scope(self):
        self.rule("reply", severity_ids=[(6, 0, self.env.ref("cs_department.severity_serious").ids)])
        plain, grave = self.owned(), self.owned(severity_id=self.env.ref("cs_department.severity_serious").id)
        plain.answer(REPLY, by="mail")
        with self.assertRaises(UserError):
            grave.answer(REPLY, by="mail")

    def test_the_dialog_asks_for_the_approval_instead_of_sending(self):
        self.rule("reply")
        ticket = self.owned()
        dialog = (
            self.env["cs.ticket.verb"]
            .with_user(self.agent)
            .with_context(active_model="cs.ticket", active_ids=ticket.ids)
            .create({"verb": "answer", "by": "mail", "words": REPLY})
        )
        self.assertIn("Supervisor", dialog.approvers)
        dialog.action_ask_approval()
        self.asked(ticket, "reply").with_user(self.supervisor).approve()
        dialog.invalidate_recordset(["approvers"])
        self.assertFalse(dialog.approvers)
        dialog.by = "note"
        self.assertFalse(dialog.approvers)


class TestAnswers(ApprovalCase):
    def ask(self, *roles, **values):
        self.rule("reply", *roles, **values)
        ticket = self.owned()
        ticket.ask_approval("reply", REPLY)
        return ticket, self.asked(ticket, "reply")

    def test_tiers_approve_one_after_the_other(self):
        ticket, approval = self.ask("supervisor", "manager")
        with self.assertRaises(AccessError):
            approval.with_user(self.manager).approve()
        approval.with_user(self.supervisor).approve()
        self.assertEqual((approval.state, approval.user_ids), ("asked", self.manager))
        with self.assertRaises(UserError):
            ticket.answer(REPLY, by="mail")
        approval.with_user(self.manager).approve()
        ticket.answer(REPLY, by="mail")

    def test_a_refusal_needs_a_reason_and_the_proposer_reads_it(self):
        ticket, approval = self.ask()
        with self.assertRaises(UserError):
            approval.with_user(self.supervisor).refuse(" ")
        approval.with_user(self.supervisor).refuse("Promise no day")
        self.assertEqual((approval.state, approval.note), ("refused", "Promise no day"))
        self.assertIn(
            "Promise no day", str(ticket.sudo().activity_ids.filtered(lambda a: a.user_id == self.agent).note)
        )
        with self.assertRaises(UserError):
            ticket.answer(REPLY, by="mail")
        with self.assertRaisesRegex(UserError, "already"):
            approval.with_user(self.supervisor).approve()

    def test_a_stranger_and_the_proposer_cannot_approve(self):
        _ticket, approval = self.ask()
        for user in (self.agent, self.agent2, self.manager):
            with self.assertRaises(AccessError):
                approval.with_user(user).approve()
        self.assertEqual(approval.state, "asked")

    def test_a_supervisor_does_not_approve_his_own_words(self):
        self.rule("reply")
        ticket = self.owned()
        ticket.with_user(self.supervisor).ask_approval("reply", REPLY)
        approval = self.asked(ticket, "reply")
        self.assertEqual(approval.user_ids, self.manager)
        with self.assertRaises(AccessError):
            approval.with_user(self.supervisor).approve()

    def test_unless_the_rule_says_so(self):
        self.rule("reply", self_approval=True)
        ticket = self.owned()
        ticket.with_user(self.supervisor).ask_approval("reply", REPLY)
        self.asked(ticket, "reply").with_user(self.supervisor).approve()
        self.assertEqual(self.asked(ticket, "reply").state, "approved")

    def test_asking_again_withdraws_the_first_request(self):
        ticket, first = self.ask()
        ticket.ask_approval("reply", "Other words")
        self.assertEqual(first.state, "withdrawn")
        self.assertFalse(first.activity_ids)
        with self.assertRaisesRegex(UserError, "already"):
            first.with_user(self.supervisor).approve()

    def test_the_proposer_takes_it_back_others_do_not(self):
        _ticket, approval = self.ask()
        with self.assertRaises(AccessError):
            approval.with_user(self.supervisor).withdraw()
        approval.with_user(self.agent).withdraw()
        self.assertEqual(approval.state, "withdrawn")

    def test_an_absent_approver_is_represented_by_a_named_person(self):
        _ticket, approval = self.ask()
        with self.assertRaises(UserError):
            approval.with_user(self.supervisor).pass_on(self.agent.id)
        with self.assertRaises(AccessError):
            approval.with_user(self.agent2).pass_on(self.agent2.id)
        approval.with_user(self.manager).pass_on(self.engineer.id)
        self.assertEqual(approval.activity_ids.user_id, self.engineer)
        with self.assertRaises(AccessError):
            approval.with_user(self.supervisor).approve()
        approval.with_user(self.engineer).approve()
        self.assertEqual(approval.step_ids.user_id, self.engineer)

    def test_a_head_who_cannot_open_the_case_approves_what_he_is_asked(self):
        self.engineering.manager_id = self.employee_of[self.engineer]
        self.rule("reply", "department_head")
        ticket = self.owned()
        ticket.sudo().responsible_department_id = self.engineering
        ticket.ask_approval("reply", REPLY)
        approval = self.asked(ticket, "reply").with_user(self.engineer)
        self.assertFalse(ticket.with_user(self.engineer).has_access("read"))
        self.assertEqual((approval.words, approval.ticket_number), (REPLY, ticket.number))
        approval.approve()
        self.assertEqual(approval.state, "approved")

    def test_approvals_cannot_be_written_directly(self):
        _ticket, approval = self.ask()
        for user in (self.agent, self.supervisor, self.manager):
            with self.assertRaises(AccessError):
                approval.with_user(user).write({"state": "approved"})
            with self.assertRaises(AccessError):
                approval.step_ids.with_user(user).write({"answer": "approved"})
            with self.assertRaises(AccessError):
                self.env["cs.approval"].with_user(user).create(
                    {"what": "reply", "ticket_id": approval.ticket_id.id, "asked_at": "2026-01-01", "state": "approved"}
                )

    def test_another_company_sees_and_answers_nothing(self):
        _ticket, approval = self.ask()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        boss = new_test_user(
            self.env,
            "cs_boss",
            groups="cs_department.group_cs_manager",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        self.assertFalse(self.env["cs.approval"].with_user(boss).search([("id", "=", approval.id)]))
        with self.assertRaises(AccessError):
            approval.with_user(boss).approve()

    def test_a_rule_that_asks_nobody_is_refused(self):
        with self.assertRaises(ValidationError):
            self.env["cs.approval.rule"].create({"name": "X", "what": "reply"})
        with self.assertRaises(ValidationError):
            self.rule("compensation", ("supervisor", 0, 200))

    def test_the_timeline_tells_who_asked_and_who_approved(self):
        ticket, approval = self.ask()
        approval.with_user(self.supervisor).approve()
        events = ticket.sudo().event_ids.filtered(lambda e: e.event_type in ("approval_asked", "approved"))
        self.assertEqual(
            [(e.event_type, e.user_id) for e in events.sorted("id")],
            [("approval_asked", self.agent), ("approved", self.supervisor)],
        )


class TestPlans(ApprovalCase):
    PLAN = "1. Engineering seals the pipe by Friday."

    def planned(self):
        self.rule("plan", "manager")
        ticket = self.owned()
        ticket.write({"plan": self.PLAN})
        return ticket

    def approve(self, ticket):
        ticket.ask_approval("plan")
        self.asked(ticket, "plan").with_user(self.manager).approve()

    def test_a_plan_is_neither_dispatched_nor_promised_before_it_is_approved(self):
        ticket = self.planned()
        with self.assertRaisesRegex(UserError, "Manager"):
            ticket.dispatch(self.engineering.id, ["do"], "Seal the pipe")
        with self.assertRaisesRegex(UserError, "Manager"):
            ticket.promise("2026-03-06 10:00:00")
        ticket.dispatch(self.engineering.id, ["verify"], "Look at it")
        ticket.promise("2026-03-06 10:00:00", told=False)

    def test_approved_it_is(self):
        ticket = self.planned()
        self.assertEqual(ticket.plan_approval, "missing")
        self.approve(ticket)
        ticket.invalidate_recordset()
        self.assertEqual(ticket.plan_approval, "approved")
        ticket.dispatch(self.engineering.id, ["do"], "Seal the pipe")
        ticket.promise("2026-03-06 10:00:00")

    def test_a_changed_plan_needs_a_new_approval(self):
        ticket = self.planned()
        self.approve(ticket)
        ticket.write({"plan": "2. Replace the pipe."})
        self.assertEqual(ticket.plan_approval, "missing")
        with self.assertRaises(UserError):
            ticket.promise("2026-03-06 10:00:00")

    def test_what_a_department_plans_waits_for_the_approval_before_it_is_carried_out(self):
        self.rule("plan", "manager")
        ticket = self.owned()
        plan, do = ticket.dispatch(self.engineering.id, ["plan", "do"], "Stop the leak")
        plan.with_user(self.engineer).done(self.PLAN)
        self.assertEqual(do.state, "waiting")
        self.assertEqual(ticket.plan, self.PLAN)
        self.asked(ticket, "plan").with_user(self.manager).approve()
        self.assertEqual(do.state, "todo")
