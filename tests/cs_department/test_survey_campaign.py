"""Campaigns: a sample by strata, asked once, compared with the one before."""

from collections import Counter
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from tests.common import NOW
from tests.cs_department.test_satisfaction import SatisfactionCase


class TestCampaign(SatisfactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.form.survey_type = "cs_campaign"
        cls.ticket.with_user(cls.agent).cancel("Nobody asks about mistakes")
        cls.repair = cls.env.ref("cs_department.kind_repair")
        cls.people = cls.env["res.partner"].create(
            [{"name": f"Customer {n}", "email": f"c{n}@example.com"} for n in range(40)]
        )
        cls.cases = (
            cls.env["cs.ticket"]
            .with_user(cls.supervisor)
            .create(
                [
                    {
                        "name": "Case",
                        "kind_id": (cls.complaint if n < 30 else cls.repair).id,
                        "partner_id": person.id,
                        "description": "x",
                        "place": "1-1-101",
                    }
                    for n, person in enumerate(cls.people)
                ]
            )
        )

    def campaign(self, **values):
        return (
            self.env["cs.survey.campaign"]
            .with_user(self.manager)
            .create(
                {
                    "name": "Yearly survey",
                    "survey_id": self.form.id,
                    "date_from": "2026-01-01",
                    "date_to": "2026-12-31",
                    "sample_size": 12,
                    **values,
                }
            )
        )

    def running(self, **values):
        campaign = self.campaign(**values)
        campaign.draw()
        campaign.start()
        return campaign

    def invitations(self, campaign):
        return self.env["cs.survey.invitation"].search([("campaign_id", "=", campaign.id)])

    def test_the_sample_is_exact_and_in_proportion(self):
        campaign = self.campaign()
        campaign.draw()
        strata = {s.name: (s.population, len(s.partner_ids)) for s in campaign.sudo().stratum_ids}
        self.assertEqual(strata, {"Complaint": (30, 9), "Repair": (10, 3)})
        self.assertEqual((campaign.population, campaign.asked), (40, 12))

    def test_the_same_seed_draws_the_same_customers(self):
        first, second = self.campaign(), self.campaign()
        first.draw()
        drawn = first.sudo().stratum_ids.partner_ids
        second.sudo().seed = first.seed
        second.draw()
        self.assertEqual(second.sudo().stratum_ids.partner_ids, drawn)
        first.draw()
        self.assertEqual(first.sudo().stratum_ids.partner_ids, drawn)
        with self.assertRaises(AccessError):
            first.write({"seed": "mine"})

    def test_a_customer_with_many_cases_is_one_customer(self):
        for _case in range(3):
            self.make_ticket(partner_id=self.people[0].id)
        campaign = self.campaign(sample_size=1000)
        campaign.draw()
        drawn = [p for s in campaign.sudo().stratum_ids for p in s.partner_ids.ids]
        self.assertEqual((len(drawn), max(Counter(drawn).values())), (40, 1))

    def test_everybody_drawn_is_asked_once_and_nobody_else(self):
        campaign = self.running()
        asked = self.invitations(campaign)
        self.assertEqual(asked.partner_id, campaign.sudo().stratum_ids.partner_ids)
        self.assertEqual(len(asked), 12)
        with self.assertRaises(UserError):
            campaign.start()
        with self.assertRaises(UserError):
            campaign.draw()
        with self.assertRaises(UserError):
            campaign.write({"sample_size": 50})
        values = {name: asked[0][name] for name in ("planned_at", "expires_at")}
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env["cs.survey.invitation"].create(
                {
                    **values,
                    "company_id": self.company.id,
                    "campaign_id": campaign.id,
                    "partner_id": asked[0].partner_id.id,
                    "survey_id": self.form.id,
                }
            )

    def test_mails_go_out_and_the_link_opens_the_form(self):
        campaign = self.running()
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=float("inf")):
            self.env["cs.survey.invitation"]._cron_due()
        self.assertEqual(len(self.mails()), 12)
        one = self.invitations(campaign)[0].sudo()
        self.assertEqual(one._from_token(one._token()), one)

    def test_the_report_counts_the_sample_and_compares_with_the_campaign_before(self):
        before = self.running(sample_size=8)
        now = self.running(previous_id=before.id)
        self.pass_time()
        for campaign, choice, scale, answers in ((before, self.bad, 0, 2), (now, self.good, 10, 3)):
            for one in self.invitations(campaign).filtered(lambda i: i.stratum_id.name == "Complaint")[:answers].sudo():
                one._answer(self.answers(choice, scale), "link")
        self.env.flush_all()
        self.env.invalidate_all()
        row = now.stratum_ids.filtered(lambda s: s.name == "Complaint")
        self.assertEqual((row.asked, row.answered, round(row.response_rate, 1), row.score), (9, 3, 33.3, 100))
        self.assertEqual((row.previous_score, round(row.previous_rate, 1), row.change), (0, 33.3, 100))
        self.assertEqual((now.asked, now.answered, now.response_rate, now.score), (12, 3, 25, 100))
        html = (
            self.env["ir.actions.report"]
            .with_user(self.manager)
            ._render_qweb_html("cs_department.report_survey_campaign", now.ids)[0]
            .decode()
        )
        for words in ("Complaint", "33.3", now.seed):
            self.assertIn(words, html)
        [figures] = (
            self.env["cs.survey.figure"]
            .with_user(self.supervisor)
            .formatted_read_group(
                [("campaign_id", "=", now.id), ("asked_on", "!=", False)],
                [],
                ["asked:sum", "response_rate:avg", "score:avg"],
            )
        )
        self.assertEqual((figures["response_rate:avg"], figures["score:avg"]), (25, 100))

    def test_an_anonymous_campaign_shows_nobody(self):
        campaign = self.running(anonymous=True, shown_from=3)
        for one in self.invitations(campaign)[:4].sudo():
            one._answer(self.answers(), "link")
        self.assertFalse(self.env["survey.user_input"].search([("cs_campaign_id", "=", campaign.id)]))
        self.env["cs.survey.ballot"]._cron_open()
        with self.at(NOW + timedelta(days=40)):
            self.env["cs.survey.ballot"]._cron_open()
        answers = self.env["survey.user_input"].search([("cs_campaign_id", "=", campaign.id)])
        self.assertFalse(answers.partner_id or answers.cs_invitation_id)
        self.env.invalidate_all()
        self.assertEqual(campaign.answered, len(answers))
        self.assertEqual(set(self.invitations(campaign).mapped("state")), {"planned"})

    def test_when_it_ends_nobody_can_answer_any_more(self):
        campaign = self.running()
        campaign.finish()
        one = self.invitations(campaign)[0].sudo()
        with self.assertRaises(UserError):
            one._answer(self.answers(), "link")
        self.assertFalse(one._from_token(one._token()))

    def test_only_managers_run_campaigns(self):
        campaign = self.campaign()
        for user in (self.agent, self.supervisor):
            for verb in ("draw", "start", "finish"):
                with self.subTest(user=user.name, verb=verb), self.assertRaises(AccessError):
                    getattr(campaign.with_user(user), verb)()
