"""Odoo's own work goes on for people who read masks: mail, meetings, invoices, users."""

import re

from lxml import etree
from odoo.addons.mail.tests.common import MailCommon
from odoo.addons.mail.tools.discuss import Store
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user
from odoo.tools import mute_logger

from .privacy_case import EMAIL, IDENTITY, MASKED, PrivacyCase


class TestPrivacyMail(PrivacyCase, MailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls.make_ticket(partner_id=cls.customer.id)
        cls.ticket.message_subscribe(cls.customer.ids)

    def test_an_agent_answers_the_customer_by_mail(self):
        ticket = self.as_user(self.agent, self.ticket)
        with self.mock_mail_gateway():
            message = ticket.message_post(
                body="We come at three.",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.customer.ids,
            )
        self.assertEqual(message.notified_partner_ids, self.customer)
        self.assertIn(EMAIL, repr(self._mails))

    def test_the_composer_and_its_templates_send_to_the_customer(self):
        template = self.env["mail.template"].create(
            {
                "name": "Answer",
                "model_id": self.env["ir.model"]._get_id("cs.ticket"),
                "subject": "About {{ object.number }}",
                "body_html": "<p>Dear <t t-out='object.partner_id.name'/></p>",
                "partner_to": "{{ object.partner_id.id }}",
            }
        )
        self.env.invalidate_all()
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.agent)
            .with_context(
                default_model="cs.ticket",
                default_res_ids=self.ticket.ids,
                default_template_id=template.id,
                default_composition_mode="comment",
            )
            .create({})
        )
        self.assertIn(self.customer, composer.partner_ids)
        self.assertTrue(composer.partner_ids_all_have_email)
        with self.mock_mail_gateway():
            composer.action_send_mail()
        self.assertIn(EMAIL, repr(self._mails))

    def test_a_template_prints_nothing_that_its_sender_may_not_read(self):
        template = self.env["mail.template"].create(
            {
                "name": "Spy",
                "model_id": self.env["ir.model"]._get_id("cs.ticket"),
                "body_html": "<p t-out='object.partner_id.phone'/>",
            }
        )
        self.env.invalidate_all()
        with (
            mute_logger("odoo.addons.mail.models.mail_render_mixin"),
            self.assertRaises(UserError),
        ):
            template.with_user(self.agent)._render_field("body_html", self.ticket.ids)

    def test_suggested_recipients_come_masked(self):
        ticket = self.as_user(self.agent, self.ticket)
        ticket.message_unsubscribe(self.customer.ids)
        found = ticket._message_get_suggested_recipients(reply_discussion=True)
        self.assertIn(self.customer.id, [one["partner_id"] for one in found])
        self.assertNoSecret(found)

    def test_the_mail_store_sends_masks_to_everybody(self):
        self.ticket.with_user(self.agent).message_post(body="Hello", partner_ids=self.customer.ids)
        self.ticket.message_post(
            body="It drips again",
            author_id=self.customer.id,
            email_from=f"Zhang San <{EMAIL}>",
            message_type="email",
        )
        for user in (self.agent, self.employee, self.privileged):
            for sudo in (False, True):
                partner = self.as_user(user).sudo(sudo)
                messages = self.ticket.message_ids.with_user(user).sudo()
                followers = self.ticket.message_follower_ids.with_user(user).sudo(sudo)
                store = Store().add(partner).add(followers)
                store.add(partner, partner._get_store_avatar_card_fields(store.target))
                store.add(messages)
                with self.subTest(user=user.login, sudo=sudo):
                    found = store.get_result()
                    self.assertIn(MASKED["email"], repr(found))
                    self.assertNoSecret(found)

    def test_a_message_tells_no_address_over_the_interface(self):
        message = self.ticket.message_post(body="It drips again", email_from=EMAIL, author_id=self.customer.id)
        [row] = self.as_user(self.agent, message).read(["email_from", "body"])
        self.assertEqual(row["email_from"], MASKED["email"])

    def test_a_mention_is_found_by_name_only(self):
        partners = self.as_user(self.agent, self.env["res.partner"])
        self.assertIn("Zhang San", repr(partners.get_mention_suggestions("Zhang")))
        found = partners.get_mention_suggestions("zhangsan@")
        self.assertNotIn("Zhang San", repr(found))
        found = partners.search_for_channel_invite("Supervisor")
        self.assertTrue(found["partner_ids"])

    def test_a_known_sender_is_recognised(self):
        thread = self.as_user(self.agent, self.ticket)
        found = thread._partner_find_from_emails_single([EMAIL], no_create=True)
        self.assertEqual(found, self.customer)
        partners = self.as_user(self.agent, self.env["res.partner"])
        self.assertEqual(partners.find_or_create(EMAIL), self.customer)


class TestPrivacyViews(PrivacyCase):
    def test_every_contact_view_works_with_masks(self):
        views = self.env["ir.ui.view"].search(
            [
                ("model", "=", "res.partner"),
                ("mode", "=", "primary"),
                ("type", "in", ("form", "list", "kanban", "search", "activity")),
            ]
        )
        self.assertGreater(len(views), 8)
        for user in (self.agent, self.employee):
            partners = self.as_user(user, self.env["res.partner"])
            offered = partners.fields_get()
            for view in views:
                with self.subTest(view=view.xml_id, user=user.login):
                    found = partners.get_view(view.id, view.type)
                    arch = etree.fromstring(found["arch"])
                    shown = {
                        node.get("name")
                        for node in arch.iter("field")
                        if not any(a.tag == "field" for a in node.iterancestors())
                    }
                    self.assertFalse(shown - set(offered))
                    code = re.findall(r"record\.(?:phone|email|vat)\.", found["arch"])
                    self.assertFalse(code)
                    if view.type == "form":
                        spec = {name: {} for name in shown}
                        self.as_user(user).web_read(spec)

    def test_the_contact_form_shows_masks_and_takes_new_values(self):
        arch = self.as_user(self.agent).get_view(self.env.ref("base.view_partner_form").id, "form")["arch"]
        for name in ("phone", "email", "vat"):
            self.assertIn(f'name="{name}_masked"', arch)
            self.assertIn(f'name="{name}_entry"', arch)
            self.assertNotIn(f'name="{name}"', arch)
        clear = self.as_user(self.privileged).get_view(self.env.ref("base.view_partner_form").id, "form")["arch"]
        self.assertIn('name="phone"', clear)
        self.assertNotIn('name="phone_masked"', clear)


class TestPrivacyElsewhere(PrivacyCase):
    """Other apps' people, none of whom reads personal data."""

    def user_of(self, login, groups):
        return new_test_user(self.env, login, groups=groups, email=f"{login}@work.cn")

    def test_a_meeting_with_a_customer_invites_him(self):
        event = (
            self.env["calendar.event"]
            .with_user(self.agent)
            .create(
                {
                    "name": "Visit",
                    "start": "2026-03-05 02:00:00",
                    "stop": "2026-03-05 03:00:00",
                    "partner_ids": [Command.set(self.customer.ids)],
                }
            )
        )
        self.assertFalse(event.invalid_email_partner_ids)
        [row] = self.as_user(self.agent, event.attendee_ids).read(["email", "phone"])
        self.assertEqual(row["email"], MASKED["email"])
        self.assertNoSecret(row)
        self.assertNoSecret(event.sudo().description)
        event.write({"name": "Later", "start": "2026-03-06 02:00:00"})

    def test_a_personnel_officer_makes_an_employee(self):
        officer = self.user_of("cs_officer", "hr.group_hr_user")
        employee = (
            self.env["hr.employee"]
            .with_user(officer)
            .create({"name": "New", "work_email": "new@work.cn", "work_phone": "021-62340000"})
        )
        employee.write({"work_phone": "021-62340001"})
        self.assertEqual(employee.work_contact_id.sudo().phone, "021-62340001")
        public = self.as_user(self.employee, self.env["hr.employee.public"].browse(employee.id))
        self.assertEqual(public.work_email, "new@work.cn")

    def test_an_administrator_of_users_invites_one(self):
        boss = self.user_of("cs_boss", "base.group_user,base.group_erp_manager,base.group_partner_manager")
        users = self.env["res.users"].with_user(boss)
        user = users.create({"name": "N", "login": "n@work.cn", "email": "n@work.cn"})
        user.write({"phone": "021-62340002"})
        user.with_context(create_user=True).action_reset_password()
        self.assertEqual(user.email, "n@work.cn")

    def test_contacts_are_merged_and_the_note_tells_no_address(self):
        double = self.customer.copy({"name": "Zhang S.", "email": EMAIL})
        self.env.flush_all()
        merger = self.user_of("cs_merger", "cs_department.group_cs_agent,base.group_partner_manager")
        wizard = (
            self.env["base.partner.merge.automatic.wizard"]
            .with_user(merger)
            .create(
                {
                    "partner_ids": [Command.set((self.customer | double).ids)],
                    "dst_partner_id": self.customer.id,
                    "state": "selection",
                }
            )
        )
        wizard.action_merge()
        self.assertFalse(double.exists())
        bodies = "".join(self.customer.message_ids.mapped("body"))
        self.assertIn("Zhang S.", bodies)
        self.assertNoSecret(bodies)

    def test_portal_access_is_given_by_whoever_reads_addresses(self):
        wizard = self.env["portal.wizard"].with_context(active_ids=self.customer.ids)
        merger = self.user_of("cs_giver", "base.group_user,base.group_partner_manager")
        with self.assertRaises(AccessError):
            wizard.with_user(merger).create({})

    def test_a_survey_is_sent_to_a_customer(self):
        sender = self.user_of("cs_survey", "base.group_user,survey.group_survey_user")
        survey = self.env["survey.survey"].create(
            {
                "title": "How was it?",
                "question_and_page_ids": [Command.create({"title": "Well?", "question_type": "text_box"})],
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        survey = survey.with_user(sender)
        action = survey.action_send_survey()
        invite = (
            self.env["survey.invite"]
            .with_user(sender)
            .with_context(action["context"])
            .create(
                {
                    "survey_id": survey.id,
                    "partner_ids": [Command.set(self.customer.ids)],
                    "survey_access_mode": "token",
                }
            )
        )
        invite.action_invite()
        self.assertEqual(survey.user_input_ids.partner_id, self.customer)
        [row] = self.as_user(sender, survey.user_input_ids).read(["email"])
        self.assertEqual(row["email"], MASKED["email"])

    def test_an_accountant_makes_prints_and_sends_an_invoice(self):
        if not self.env.company.chart_template:
            self.env["account.chart.template"].try_loading("generic_coa", self.env.company, install_demo=False)
        accountant = self.user_of("cs_accountant", "base.group_user,account.group_account_invoice")
        self.env.flush_all()
        self.env.invalidate_all()
        move = (
            self.env["account.move"]
            .with_user(accountant)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_line_ids": [Command.create({"name": "Repair", "price_unit": 100})],
                }
            )
        )
        move.action_post()
        report = self.env["ir.actions.report"].with_user(accountant)
        html, _kind = report._render_qweb_html("account.report_invoice", move.ids)
        self.assertIn(IDENTITY, html.decode())
        wizard = (
            self.env["account.move.send.wizard"]
            .with_user(accountant)
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"sending_methods": ["email"]})
        )
        self.assertEqual(wizard.mail_partner_ids, self.customer)
        wizard.action_send_and_print()
        mails = self.env["mail.mail"].search([("model", "=", "account.move"), ("res_id", "=", move.id)])
        self.assertEqual(mails.recipient_ids, self.customer)


class TestPrivacyRoutes(PrivacyCase, HttpCase):
    def test_the_composers_lookup_by_address_gives_no_other_address(self):
        ticket = self.make_ticket(partner_id=self.customer.id)
        self.customer.email = f"Zhang <{EMAIL}>"
        self.authenticate(self.agent.login, self.agent.login)
        found = self.make_jsonrpc_request(
            "/mail/partner/from_email",
            {"thread_model": "cs.ticket", "thread_id": ticket.id, "emails": [EMAIL]},
        )
        self.assertEqual([one["id"] for one in found], self.customer.ids)
        self.assertNoSecret([one["email"] for one in found])
        for route, values in (
            ("/mail/thread/recipients/get_suggested_recipients", {}),
            ("/mail/thread/recipients", {}),
        ):
            found = self.make_jsonrpc_request(route, {"thread_model": "cs.ticket", "thread_id": ticket.id, **values})
            self.assertNoSecret(found)

    def test_a_vcard_download_tells_no_number(self):
        self.authenticate(self.agent.login, self.agent.login)
        card = self.url_open(f"/web/partner/vcard?partner_ids={self.customer.id}")
        self.assertIn("Zhang San", card.text)
        self.assertNoSecret(card.text)

    def test_a_portal_customer_sees_and_changes_his_own_file(self):
        user = new_test_user(self.env, "cs_wang", groups="base.group_portal", email="wang@qq.com")
        user.partner_id.write({"phone": "13900001111", "city": "Shanghai"})
        self.authenticate(user.login, user.login)
        page = self.url_open("/my/account").text
        self.assertIn("wang@qq.com", page)
        self.assertIn("13900001111", page)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        self.assertTrue(token)
        answer = self.url_open(
            "/my/address/submit",
            data={
                "csrf_token": token[1],
                "partner_id": user.partner_id.id,
                "address_type": "billing",
                "name": "Wang",
                "email": "wang@qq.com",
                "phone": "13900002222",
                "street": "Road 1",
                "city": "Shanghai",
                "zip": "200000",
                "country_id": self.env.ref("base.cn").id,
                "required_fields": "name",
            },
        )
        self.assertEqual(answer.status_code, 200, answer.text[:300])
        self.assertIn("13900002222", (user.partner_id.phone or "").replace(" ", ""))

    def test_an_export_in_the_browser_is_masked(self):
        self.keeper.group_ids += self.env.ref("base.group_allow_export")
        self.authenticate(self.keeper.login, self.keeper.login)
        fields = self.make_jsonrpc_request(
            "/web/export/get_fields", {"model": "res.partner", "domain": [], "import_compat": False}
        )
        names = {field["id"] for field in fields}
        self.assertFalse({"phone", "email", "vat"} & names)
        self.assertIn("phone_masked", names)
