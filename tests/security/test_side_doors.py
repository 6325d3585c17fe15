"""What leaves by a side door: quoted links, secrets in error texts, scripts in packs, words past the chatter."""

from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError

from tests.common import NOW
from tests.cs_department.callback_case import CallbackCase
from tests.cs_department.pack_case import PackCase
from tests.cs_department.test_approvals import ApprovalCase
from tests.cs_department.test_satisfaction import SatisfactionCase

SCRIPT = (
    "<p>Good day<script>alert(1)</script><a href='javascript:alert(2)'>here</a><img src='x' onerror='alert(3)'/></p>"
)


class TestScripts(PackCase):
    def test_a_pack_brings_no_script_into_any_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        text = self.export(["question_sets", "callbacks"])
        words = f'{{"en_US": "{SCRIPT}", "zh_CN": "{SCRIPT}", "fr_FR": "{SCRIPT}"}}'
        survey = self.env["survey.survey"].search([("survey_type", "=", "cs_callback")], limit=1)
        rule = self.env["cs.callback.rule"].search([("active", "=", True)], limit=1)
        lines = []
        for line in text.splitlines():
            lines.append(line)
            if line == f"    {survey.key}:" or line == f"  {survey.key}:":
                lines.append(f"{line[: len(line) - len(line.lstrip())]}  description: {words}")
            if line == f"    {rule.key}:" or line == f"  {rule.key}:":
                lines.append(f"{line[: len(line) - len(line.lstrip())]}  script: {words}")
        wizard = self.open_file("\n".join(lines), gone="keep")
        self.assertEqual(wizard.state, "differences", wizard.problems)
        wizard.reason = "x"
        wizard.action_apply()
        self.env.flush_all()
        self.env.cr.execute("SELECT description::text FROM survey_survey WHERE id = %s", [survey.id])
        stored = self.env.cr.fetchone()[0]
        self.env.cr.execute("SELECT script::text FROM cs_callback_rule WHERE id = %s", [rule.id])
        for found in (stored, self.env.cr.fetchone()[0]):
            self.assertIn("Good day", found)
            self.assertIn("zh_CN", found)
            for bad in ("<script", "javascript:", "onerror"):
                self.assertNotIn(bad, found)

    def test_what_a_manager_uploads_is_nobody_else_s(self):
        other = self.env["res.users"].create(
            {
                "name": "Other manager",
                "login": "cs_other_manager",
                "group_ids": [(4, self.env.ref("cs_department.group_cs_manager").id)],
            }
        )
        wizard = self.open_file("format: 1")
        export = self.env["cs.pack.export"].with_user(self.manager).create({})
        for page in (wizard, export):
            with self.assertRaises(AccessError):
                page.with_user(other).read(["file"])


class TestTemplates(ApprovalCase):
    def foreign(self):
        return self.env["mail.template"].create(
            {
                "name": "About users",
                "model_id": self.env["ir.model"]._get_id("res.users"),
                "subject": "x",
                "body_html": "<p>x</p>",
            }
        )

    def ours(self, user=None):
        return (
            self.env["mail.template"]
            .with_user(user or self.env.user)
            .create(
                {
                    "name": "Past the chatter",
                    "model_id": self.env["ir.model"]._get_id("cs.ticket"),
                    "subject": "x",
                    "body_html": "<p>Unapproved words</p>",
                    "email_to": "zhangsan@example.com",
                }
            )
        )

    def test_a_rule_mails_by_templates_about_cases_only(self):
        with self.assertRaises(UserError):
            self.env["cs.notice.rule"].create({"name": "x", "event": "closed", "template_id": self.foreign().id})
        with self.assertRaises(UserError):
            self.env["cs.automation.rule"].create(
                {
                    "name": "x",
                    "trigger": "closed",
                    "action_ids": [(0, 0, {"action": "notify", "template_id": self.foreign().id})],
                }
            )

    def test_a_template_that_was_turned_to_something_else_is_not_sent(self):
        template = self.ours()
        rule = self.env["cs.automation.rule"].create(
            {
                "name": "x",
                "trigger": "urged",
                "action_ids": [(0, 0, {"action": "notify", "template_id": template.id})],
            }
        )
        template.model_id = self.env["ir.model"]._get_id("res.users")
        self.owned().urge("Hurry")
        self.assertEqual(rule.run_ids.mapped("state"), ["failed"])

    def test_an_agent_s_own_template_is_a_reply_like_any_other(self):
        ticket = self.owned()
        template = self.ours(self.agent)
        template.send_mail(ticket.id)
        self.rule("reply")
        with self.assertRaisesRegex(UserError, "approved"):
            template.send_mail(ticket.id)

    def test_files_do_not_go_past_the_approval_with_many_mails(self):
        self.rule("reply")
        ticket = self.owned()
        ticket.ask_approval("reply", "Approved words")
        self.asked(ticket, "reply").with_user(self.supervisor).approve()
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.agent)
            .create(
                {
                    "model": "cs.ticket",
                    "res_ids": ticket.ids,
                    "composition_mode": "mass_mail",
                    "body": "Approved words",
                    "attachment_ids": [(0, 0, {"name": "other words.txt", "raw": b"other words"})],
                }
            )
        )
        with self.assertRaisesRegex(UserError, "Files"):
            composer._action_send_mail()

    def test_an_approval_is_passed_on_within_the_company(self):
        self.rule("reply")
        ticket = self.owned()
        ticket.ask_approval("reply", "Words")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.env["res.users"].create(
            {"name": "x", "login": "x_there", "company_id": elsewhere.id, "company_ids": [(6, 0, elsewhere.ids)]}
        )
        with self.assertRaises(UserError):
            self.asked(ticket, "reply").with_user(self.supervisor).pass_on(stranger.id)

    def test_words_of_a_customer_are_no_markup_in_a_to_do(self):
        ticket = self.owned()
        ticket.sudo()._tell(
            {ticket.id: self.supervisor}, "Title", "<a href='https://evil.example'>pay</a>", by=("activity",)
        )
        note = self.env["mail.activity"].search([("res_id", "=", ticket.id), ("user_id", "=", self.supervisor.id)]).note
        # an address that he types may be clicked, never one behind other words
        self.assertIn("&lt;a href", note)
        self.assertNotIn(">pay<", note)

    def test_the_owner_of_a_rule_is_somebody_who_may_decide(self):
        rule = self.rule("reply")
        with self.assertRaises(ValidationError):
            rule.owner_id = self.agent
        rule.owner_id = self.manager


class TestLinks(SatisfactionCase):
    def test_a_link_that_a_customer_quotes_stays_out_of_the_case(self):
        ticket = self.resolved()
        path = self.invitation(ticket).sudo()._link_url()
        case_path = ticket.sudo()._link_url()
        quoted = path.replace("/", "%2F")
        last = ticket.sudo().message_ids[:1]
        self.env["mail.thread"].message_process(
            "cs.ticket",
            f"From: zhangsan@example.com\nTo: hotline@example.com\nIn-Reply-To: {last.message_id}\n"
            f"Message-Id: <quoted@example.com>\nSubject: Re: your case\n\nThanks\n> {path}\n> {case_path}\n> {quoted}",
        )
        body = str(ticket.sudo().message_ids[:1].body)
        self.assertIn("Thanks", body)
        for token in (self.invitation(ticket).sudo()._token(), ticket.sudo()._token()):
            self.assertNotIn(token, body)

    def test_the_page_shows_no_resolution_that_must_be_approved_first(self):
        ticket = self.resolved()
        self.assertTrue(ticket.sudo()._page_facts()["resolution"])
        self.env["cs.approval.rule"].create(
            {"name": "Replies", "what": "reply", "tier_ids": [(0, 0, {"role": "supervisor"})]}
        )
        self.assertFalse(ticket.sudo()._page_facts()["resolution"])


class TestDraws(CallbackCase):
    def test_an_agent_cannot_count_where_a_block_of_draws_ends(self):
        rule = self.make_rule(rate=30)
        rows = self.env["cs.callback.stratum"]
        # what is over is asked of the database, whose clock nothing stops
        for at, seen in ((datetime(2090, 3, 1, 2), 0), (NOW, 1)):
            with self.at(at):
                self.closed_tickets(3)
            self.env.flush_all()
            mine = [("key_id.rule_id", "=", rule.id)]
            self.assertEqual(rows.with_user(self.agent).search_count(mine), seen)
            self.assertTrue(rows.with_user(self.supervisor).search(mine))


class TestCompanies(CallbackCase):
    """A rule that all companies share names people and teams of one of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.stranger = cls.env["res.users"].create(
            {
                "name": "Stranger",
                "login": "cs_stranger",
                "company_id": cls.elsewhere.id,
                "company_ids": [(6, 0, cls.elsewhere.ids)],
                "group_ids": [(4, cls.env.ref("cs_department.group_cs_manager").id)],
            }
        )
        cls.team_there = cls.env["cs.team"].create(
            {"name": "There", "company_id": cls.elsewhere.id, "tz": "Asia/Shanghai", "resource_calendar_id": False}
        )

    def test_who_does_not_work_for_a_company_hears_nothing_of_its_cases(self):
        ticket = self.make_ticket()
        self.assertEqual(self.recipients(ticket, self.stranger | self.agent2), self.agent2)
        # nobody left is not nobody told
        self.assertEqual(self.recipients(ticket, self.stranger), self.manager)

    def test_an_outsider_is_no_recipient(self):
        self.assertEqual(self.recipients(self.make_ticket(), self.portal | self.agent2), self.agent2)

    def recipients(self, ticket, users):
        action = self.env["cs.automation.rule"].create(
            {
                "name": "x",
                "trigger": "closed",
                "action_ids": [(0, 0, {"action": "tell", "role": "named", "user_ids": [(6, 0, users.ids)]})],
            }
        )
        return action.action_ids.sudo()._recipients(ticket.sudo())[ticket.id]

    def test_a_team_of_another_company_does_not_hold_up_the_closing(self):
        self.make_rule(pool_team_id=self.team_there.id)
        ticket = self.closed_tickets()
        self.assertEqual(self.callback_of(ticket).team_id, self.team)
