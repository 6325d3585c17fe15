"""Mail in and out, and what stands in the chatter."""

from unittest.mock import patch

from odoo.exceptions import UserError

from tests.cs_department.helpers import TicketCase


class TestMail(TicketCase):
    def receive(self, ticket, sender, message_id, text="Thank you."):
        """A mail in answer to the last message of the case."""
        last = ticket.sudo().message_ids[:1]
        return self.env["mail.thread"].message_process(
            "cs.ticket",
            f"From: {sender}\nTo: hotline@example.com\n"
            f"In-Reply-To: {last.message_id}\nMessage-Id: <{message_id}@example.com>\n"
            f"Subject: Re: your case\n\n{text}",
        )

    def mails(self, ticket):
        return self.env["mail.mail"].search([("model", "=", "cs.ticket"), ("res_id", "=", ticket.id)], order="id")

    def deliver(self, mails):
        """Hand the mails to a server that takes everything."""
        server = type(self.env["ir.mail_server"])
        with (
            patch.object(server, "_disable_send", classmethod(lambda cls: False)),
            patch.object(server, "_connect__", lambda *args, **kwargs: None),
            patch.object(server, "send_email", lambda server, mail, *args, **kwargs: mail["Message-Id"]),
        ):
            mails.send()

    def test_an_ordinary_case_leaves_at_most_four_messages(self):
        ticket = self.make_ticket()
        ticket.answer("We come this afternoon.", by="mail")
        self.resolve(ticket)
        self.run_due("2026-03-08 02:00")
        self.run_due("2026-03-09 02:00")
        self.assertEqual(ticket.state, "closed")
        self.deliver(self.mails(ticket))  # notices stand in the timeline, not in the chatter
        self.assertEqual(self.event_types(ticket).count("notice"), 3)
        ticket.invalidate_recordset(["message_ids"])
        self.assertLessEqual(len(ticket.message_ids), 4)

    def test_the_customer_is_mailed_at_the_points_a_rule_says(self):
        ticket = self.make_ticket()
        self.assertEqual(len(self.mails(ticket)), 1)
        self.assertIn(ticket.number, self.mails(ticket).subject)
        self.assertEqual(self.mails(ticket).recipient_ids, self.customer)
        self.env.ref("cs_department.notice_rule_resolved").active = False
        self.resolve(ticket)
        self.assertEqual(len(self.mails(ticket)), 1)

    def test_a_customer_is_mailed_in_his_language(self):
        for code in ("en_US", "zh_CN"):
            self.env["res.lang"]._activate_lang(code)
        template = self.env.ref("cs_department.mail_template_registered")
        template.with_context(lang="zh_CN").write(
            {"subject": "已受理：{{ object.number }}", "body_html": "<p>您好</p>"}
        )
        chinese = self.customer.copy({"name": "李四", "lang": "zh_CN", "email": "l@example.com"})
        ticket = self.make_ticket(partner_id=chinese.id)
        mail = self.mails(ticket)
        self.assertEqual(mail.subject, f"已受理：{ticket.number}")
        self.assertIn("您好", mail.body_html)
        self.assertIn("Received", self.mails(self.make_ticket()).subject)

    def test_a_customer_without_an_address_is_not_mailed_and_nothing_breaks(self):
        self.customer.email = False
        ticket = self.make_ticket()
        self.assertFalse(self.mails(ticket))
        with self.assertRaisesRegex(UserError, "no mail address"):
            ticket.answer("Hello", by="mail")
        ticket.answer("Told by telephone")

    def test_a_reply_marks_the_case_unread_and_changes_no_state(self):
        for verb in ("answer", "resolve", "close"):
            with self.subTest(after=verb):
                ticket = self.make_ticket()
                ticket.answer("We come.", by="mail")
                if verb != "answer":
                    self.resolve(ticket)
                if verb == "close":
                    ticket.close()
                state = ticket.state
                self.receive(ticket, "zhangsan@example.com", f"reply-{verb}")
                self.assertEqual(ticket.state, state)
                self.assertTrue(ticket.unread_reply)
                self.assertIn("customer", self.event_types(ticket))

    def test_answering_makes_it_read(self):
        ticket = self.make_ticket()
        ticket.answer("We come.", by="mail")
        self.receive(ticket, "zhangsan@example.com", "read")
        ticket.answer("Today at four.", by="mail")
        self.assertFalse(ticket.unread_reply)

    def test_an_agent_who_answers_by_his_own_mail_is_not_the_customer(self):
        ticket = self.make_ticket()
        ticket.answer("We come.", by="mail")
        self.agent.email = "agent@example.com"
        self.receive(ticket, "agent@example.com", "agent")
        self.assertFalse(ticket.unread_reply)
        self.assertNotIn("customer", self.event_types(ticket))

    def test_a_comment_to_the_customer_is_an_answer_a_note_is_not(self):
        ticket = self.make_ticket()
        ticket.message_post(body="Look at this", subtype_xmlid="mail.mt_note")
        self.assertFalse(ticket.first_response_at)
        ticket.message_post(
            body="We come.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.customer.ids,
        )
        self.assertTrue(ticket.first_response_at)
        self.assertEqual(ticket.state, "open")

    def test_the_registrar_s_comment_is_no_answer_of_the_department(self):
        ticket = self.make_ticket(user=self.employee)
        ticket.message_post(
            body="I told them.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.customer.ids,
        )
        self.assertFalse(ticket.sudo().first_response_at)
        self.assertEqual(ticket.state, "new")

    def mail_in(self, sender, message_id):
        domain = self.env["mail.alias.domain"].search([], limit=1) or self.env["mail.alias.domain"].create(
            {"name": "example.com"}
        )
        self.team.write({"alias_name": "hotline-t", "alias_domain_id": domain.id})
        self.team.kind_id = self.complaint
        thread = self.env["mail.thread"].message_process(
            None,
            f"From: {sender}\nTo: hotline-t@{domain.name}\n"
            f"Message-Id: <{message_id}@example.org>\n"
            "Subject: Water!\n\nIt drips.",
        )
        return self.env["cs.ticket"].browse(thread)

    def test_a_mail_to_the_team_s_address_becomes_a_case(self):
        ticket = self.mail_in("Zhang San <zhangsan@example.com>", "new-1")
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertEqual(ticket.kind_id, self.complaint)
        self.assertEqual(ticket.channel_id, self.env.ref("cs_department.channel_mail"))
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(self.clock(ticket, "first_response").state, "running")

    def test_a_mail_of_a_stranger_becomes_a_case_with_a_new_contact(self):
        ticket = self.mail_in("Wang Wu <wangwu@example.com>", "new-2")
        self.assertEqual(ticket.partner_id.email, "wangwu@example.com")
        self.assertEqual(len(self.mails(ticket)), 1)

    def test_a_mail_of_a_colleague_becomes_a_case_too(self):
        self.employee.email = "colleague@example.com"
        ticket = self.mail_in("colleague@example.com", "new-3")
        self.assertTrue(ticket.number)
