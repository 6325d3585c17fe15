"""Reports go out by themselves: once, to named people, and what fails is seen and tried again."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from tests.common import CsCase

SENDING = "odoo.addons.cs_department.models.figures.report_sending"


class TestReportSchedule(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.partner_id.email = "manager@example.com"
        cls.supervisor.partner_id.email = "supervisor@example.com"
        cls.plan = (
            cls.env["cs.report.schedule"]
            .with_user(cls.manager)
            .create(
                {
                    "name": "For the management",
                    "user_ids": [(6, 0, (cls.manager | cls.supervisor).ids)],
                    "day": 3,
                    "hour": 9,
                }
            )
        )
        cls.env.flush_all()

    def pass_time(self, moment):
        """What the two scheduled actions do at a moment."""
        with self.at(moment):
            # each scheduled action commits: not in a test
            with patch.object(self.env.registry["ir.cron"], "_commit_progress", lambda *_a, **_k: 600):
                self.env["cs.report.schedule"]._cron_due()
                self.env["cs.report.sending"]._cron_due()
            self.env.invalidate_all()

    def test_the_report_goes_out_once_on_its_day(self):
        # the 3rd of March 09:00 had passed when it was set up: the next one is in April, 01:00 UTC
        self.assertEqual(str(self.plan.next_action_at), "2026-04-03 01:00:00")
        self.pass_time("2026-04-03 00:59")
        self.assertFalse(self.plan.sending_ids)
        for moment in ("2026-04-03 01:00", "2026-04-03 01:10", "2026-04-20 01:00"):
            self.pass_time(moment)
        sending = self.plan.sending_ids
        self.assertEqual((str(sending.day), sending.state, sending.tries), ("2026-03-01", "sent", 1))
        self.assertEqual(sending.report_id.state, "issued")
        mail = sending.sudo().mail_id
        self.assertEqual(mail.recipient_ids, (self.manager | self.supervisor).partner_id)
        self.assertEqual(
            sorted(name.rpartition(".")[2] for name in mail.attachment_ids.mapped("name")), ["html", "xlsx"]
        )
        self.assertIn("March 2026", mail.subject)
        self.assertEqual(str(self.plan.next_action_at), "2026-05-03 01:00:00")

    def test_a_server_that_was_down_catches_up_month_by_month(self):
        for _look in range(4):
            self.pass_time("2026-06-10 01:00")
        self.assertEqual(
            sorted(str(sending.day) for sending in self.plan.sending_ids), ["2026-03-01", "2026-04-01", "2026-05-01"]
        )
        self.assertEqual(set(self.plan.sending_ids.mapped("state")), {"sent"})

    def test_once_is_a_matter_of_the_database(self):
        system = self.plan.sudo()
        system._order_sending(self.env["cs.month.report"]._default_month())
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env["cs.report.sending"].create({"schedule_id": self.plan.id, "day": "2026-02-01"})

    def test_what_fails_is_seen_and_tried_again(self):
        with (
            patch(f"{SENDING}.CsReportSending._month_mail", side_effect=UserError("No paper")),
            mute_logger(SENDING),
        ):
            self.pass_time("2026-04-03 01:00")
        sending = self.plan.sending_ids
        self.assertEqual((sending.state, sending.problem, sending.tries), ("failed", "No paper", 1))
        self.assertEqual(str(sending.next_action_at), "2026-04-03 01:15:00")
        self.assertTrue(self.plan.failed)
        self.assertEqual(self.plan.activity_ids.user_id, self.manager)
        self.pass_time("2026-04-03 01:20")
        self.assertEqual((sending.state, sending.problem, sending.tries), ("sent", False, 2))
        self.assertFalse(self.plan.failed)
        self.assertFalse(self.plan.activity_ids)

    def test_readers_without_an_address_are_named(self):
        self.supervisor.partner_id.email = False
        self.pass_time("2026-04-03 01:00")
        self.assertEqual(self.plan.sending_ids.state, "sent")
        self.assertIn("Supervisor", self.plan.sending_ids.problem)

    def test_an_issued_report_is_sent_as_it_is(self):
        report = self.env["cs.month.report"].with_user(self.manager).create({"comments": "<p>Well done.</p>"})
        report.issue()
        self.plan.send_now()
        self.assertEqual(self.plan.sending_ids.report_id, report)
        self.assertIn("Well done.", self.plan.sudo().sending_ids.mail_id.body_html)
        with self.assertRaises(UserError):
            self.plan.send_now()
        first = self.plan.sudo().sending_ids.mail_id
        self.plan.sending_ids.send_again()
        self.assertNotEqual(self.plan.sudo().sending_ids.mail_id, first)

    def test_figures_of_the_day_per_person(self):
        with self.at("2026-03-03 03:00"):
            self.make_ticket()
        plan = self.env["cs.report.schedule"].create(
            {"name": "Yesterday", "report": "people", "hour": 7, "user_ids": [(6, 0, self.manager.ids)]}
        )
        self.assertEqual(str(plan.next_action_at), "2026-03-04 23:00:00")
        plan.send_now()
        body = plan.sending_ids.mail_id.body_html
        self.assertEqual(str(plan.sending_ids.day), "2026-03-03")
        for words in ("Agent", "Agent2", "Outsider", "Cases registered"):
            self.assertIn(words, body)
        self.pass_time("2026-03-09 23:30")
        self.assertEqual(sorted(str(day) for day in plan.sending_ids.mapped("day")), ["2026-03-03", "2026-03-09"])

    def test_only_managers_set_it_up(self):
        with self.assertRaises(AccessError):
            self.plan.with_user(self.supervisor).send_now()
        with self.assertRaises(AccessError):
            self.plan.sending_ids.with_user(self.manager).create({"schedule_id": self.plan.id, "day": "2026-01-01"})
        for wrong in ({"user_ids": [(5,)]}, {"as_pdf": False, "as_xlsx": False}):
            with self.assertRaises(ValidationError):
                self.plan.write(wrong)
