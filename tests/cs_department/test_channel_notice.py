"""The public notice of the complaint channels: what it says, who sees it, on paper and on a telephone."""

from unittest.mock import patch

from odoo import Command
from odoo.addons.cs_department.controllers.customer import HEADERS, STRAYS
from odoo.addons.cs_department.controllers.notice import LOOKS
from odoo.addons.cs_department.core import now as core_now
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase

from tests.common import NOW
from tests.cs_department.helpers import TicketCase
from tests.cs_department.test_customer_page import Everywhere

REPORT = "cs_department.report_channel_notice"


class NoticeCase(TicketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.company.write(
            {
                "cs_notice_phone": "400-820-8820 ext. 1",
                "cs_notice_address": "88 River Road",
                "cs_notice_hours": "every day 8:30–20:00",
                "cs_notice_body": "Housing authority",
                "cs_notice_body_phone": "12345",
                "cs_notice_words": "Complaining is free <b>of charge</b>.",
                "cs_notice_published": True,
            }
        )

    def facts(self, **context):
        return self.company.sudo().with_context(lang="en_US", **context)._notice_facts()

    def promises(self):
        return {promise["kind"]: promise["words"] for promise in self.facts()["promises"]}


class TestNotice(NoticeCase):
    def test_promises_are_those_of_the_rules_in_force_for_complaints(self):
        promises = self.promises()
        self.assertEqual(set(promises), {self.complaint.name, self.env.ref("cs_department.kind_product").name})
        self.assertIn("First response within 1 working hour", promises[self.complaint.name])
        self.assertIn("every customer is asked within 3 working days", promises[self.complaint.name])

    def test_a_changed_rule_changes_the_notice(self):
        self.set_target("first_response", 7, kind_ids=[Command.set(self.complaint.ids)])
        self.assertIn("First response within 7 working hours", self.promises()[self.complaint.name])

    def test_a_rule_that_is_not_in_force_yet_promises_nothing(self):
        self.set_target("first_response", 7, kind_ids=[Command.set(self.complaint.ids)], date_from="2026-03-05")
        self.assertIn("within 1 working hour", self.promises()[self.complaint.name])

    def test_the_department_chooses_whose_promises_are_told(self):
        self.company.cs_notice_kind_ids = self.enquiry
        self.assertEqual(set(self.promises()), {self.enquiry.name})

    def test_a_drawn_sample_is_no_promise_to_everybody(self):
        self.env["cs.callback.rule"].search([]).write({"rate": 30})
        self.assertNotIn("every customer", self.promises()[self.complaint.name])

    def test_a_public_notice_names_a_way_to_complain(self):
        with self.assertRaises(ValidationError):
            self.company.write({"cs_notice_phone": False, "cs_notice_address": False})

    def test_managers_write_it_on_the_page_of_settings(self):
        form = Form(self.env["cs.settings"].with_user(self.manager))
        self.assertEqual(form.notice_phone, "400-820-8820 ext. 1")
        self.assertIn("/cs/notice/", form.notice_url)
        form.notice_phone = "12315"
        form.notice_kind_ids.add(self.enquiry)
        page = form.save()
        self.assertEqual(self.company.cs_notice_phone, "12315")
        self.assertEqual(self.company.cs_notice_kind_ids, self.enquiry)
        self.assertEqual(page.action_open_notice()["url"], self.company._notice_url())
        self.assertEqual(page.action_print_notice()["report_name"], REPORT)
        page.notice_published = False
        with self.assertRaises(UserError):
            page.action_open_notice()

    def test_the_paper_has_the_code_of_the_page_only_where_there_is_one(self):
        report = self.env["ir.actions.report"].with_user(self.agent).with_context(lang="en_US")
        html = report._render_qweb_html(REPORT, self.company.ids)[0].decode()
        for words in ("400-820-8820", "Housing authority", "12345", "First response within", "data:image/png"):
            self.assertIn(words, html)
        self.assertIn("&lt;b&gt;of charge", html)
        self.company.cs_notice_published = False
        self.assertNotIn("data:image/png", report._render_qweb_html(REPORT, self.company.ids)[0].decode())

    def test_only_the_department_prints_it_for_its_own_company(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        for user, company in ((self.employee, self.company), (self.agent, elsewhere)):
            with self.assertRaises(AccessError):
                self.env["ir.actions.report"].with_user(user)._render_qweb_html(REPORT, company.ids)


class TestNoticePage(NoticeCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(core_now, "_frozen", Everywhere(NOW)))
        for throttle in (STRAYS, LOOKS):
            throttle.forget()
            self.addCleanup(throttle.forget)
        self.authenticate(None, None)

    def path(self):
        return f"/cs/notice/{self.company.sudo()._token()}"

    def test_anybody_reads_it_without_a_login_chinese_first(self):
        page = self.url_open(self.path())
        self.assertEqual(page.status_code, 200)
        self.assertIn('lang="zh-CN"', page.text)
        english = self.url_open(f"{self.path()}?lang=en_US")
        for words in (
            "How to Complain",
            "400-820-8820",
            "Housing authority",
            'href="tel:12345"',
            'href="tel:4008208820"',
            "First response",
        ):
            self.assertIn(words, english.text)
        self.assertIn("?lang=zh_CN", english.text)
        self.assertIn("&lt;b&gt;of charge", english.text)

    def test_copies_may_be_kept_and_nothing_is_set_on_the_visitor(self):
        page = self.url_open(self.path())
        self.assertIn("public", page.headers["Cache-Control"])
        self.assertNotIn("Set-Cookie", page.headers)
        self.assertNotIn("csrf", page.text)
        for name in set(HEADERS) - {"Cache-Control"}:
            self.assertEqual(page.headers[name], HEADERS[name])
        again = self.url_open(self.path(), headers={"If-None-Match": page.headers["ETag"]})
        self.assertEqual(again.status_code, 304)

    def test_nobody_is_named_on_it(self):
        page = self.url_open(f"{self.path()}?lang=en_US").text
        for user in (self.manager, self.supervisor, self.agent):
            self.assertNotIn(user.name, page)
            self.assertNotIn(user.login, page)
        self.assertNotIn(self.team.name, page)

    def test_what_is_not_public_or_guessed_is_the_same_404(self):
        right = self.path()
        self.company.cs_notice_published = False
        closed = self.url_open(right)
        wrong = [self.url_open(f"/cs/notice/{token}") for token in ("1-0", f"{self.company.id}-{'0' * 32}", "x")]
        self.assertEqual({page.status_code for page in (closed, *wrong)}, {404})
        self.assertEqual(len({page.content for page in (closed, *wrong)}), 1)

    def test_a_case_link_opens_no_notice(self):
        token = self.make_ticket().sudo()._token()
        self.assertEqual(self.url_open(f"/cs/notice/{token}").status_code, 404)

    def test_guessing_and_flooding_are_cut_off(self):
        for throttle, path in ((STRAYS, "/cs/notice/1-0"), (LOOKS, self.path())):
            with self.subTest(path=path), patch.object(throttle, "most", 3):
                throttle.forget()
                codes = [self.url_open(path).status_code for _look in range(5)]
                self.assertEqual(codes[-1], 429)
                throttle.forget()

    def test_strange_languages_are_answered_in_the_usual_one(self):
        for lang in ("xx", "en_US'--", "../", "zh_CN" * 50):
            self.assertEqual(self.url_open(f"{self.path()}?lang={lang}").status_code, 200)
