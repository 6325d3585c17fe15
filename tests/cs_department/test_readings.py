"""Read and sign: changed rules and notices, who signed when, who has not (D11, D25)."""

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from tests.cs_department.training_case import TrainingCase


class TestReadings(TrainingCase):
    def reading(self, **values):
        return (
            self.env["cs.reading"]
            .with_user(self.supervisor)
            .create(
                {
                    "name": "New hours",
                    "body": "<p>We answer until eight.</p>",
                    "team_ids": [(6, 0, self.team.ids)],
                    **values,
                }
            )
        )

    def out(self, **values):
        reading = self.reading(**values)
        reading.action_put_out()
        return reading.sudo()

    def row(self, reading, person=None):
        return reading.receipt_ids.filtered(lambda one: one.employee_id == (person or self.person))

    def test_everybody_of_a_team_is_asked_and_signs_with_a_moment(self):
        reading = self.out()
        self.assertEqual(reading.receipt_ids.employee_id, self.person | self.colleague)
        self.assertEqual(self.row(reading).activity_ids.user_id, self.agent)
        self.row(reading).with_user(self.agent).sign()
        row = self.row(reading)
        self.assertEqual((row.state, str(row.signed_at)), ("signed", "2026-03-04 02:00:00"))
        self.assertFalse(row.activity_ids)
        self.assertEqual((reading.signed_count, reading.asked_count), (1, 2))
        waiting = (
            self.env["cs.reading.receipt"]
            .with_user(self.supervisor)
            .search([("reading_id", "=", reading.id), ("state", "=", "open")])
        )
        self.assertEqual(waiting.employee_id, self.colleague)

    def test_nobody_signs_for_somebody_else(self):
        reading = self.out()
        for user in (self.agent2, self.supervisor, self.manager):
            with self.assertRaises(AccessError):
                self.row(reading).with_user(user).sign()

    def test_what_was_put_out_stays_as_it_was_signed(self):
        reading = self.out()
        with self.assertRaises(UserError):
            reading.with_user(self.supervisor).body = "<p>Something else.</p>"
        with self.assertRaises(UserError):
            reading.with_user(self.supervisor).unlink()

    def test_who_was_not_asked_reads_nothing(self):
        reading = self.out()
        self.assertTrue(reading.with_user(self.agent).read(["body"]))
        with self.assertRaises(AccessError):
            reading.with_user(self.outsider).read(["body"])
        page = self.records.with_user(self.agent).my_training()
        self.assertIn("until eight", page["readings"][0]["body"])
        self.assertFalse(self.records.with_user(self.outsider).my_training()["readings"])

    def test_who_has_not_signed_is_reminded_and_the_supervisor_told(self):
        reading = self.out()
        self.row(reading).with_user(self.agent).sign()
        with self.at("2026-03-06 18:00"):  # the 7th in Shanghai: three days were given
            self.time("cs.reading.receipt")
        self.assertEqual(self.row(reading, self.colleague).reminders, 1)
        self.assertEqual(self.row(reading).reminders, 0)
        with self.at("2026-03-07 18:00"):
            self.time("cs.reading.receipt")
            self.time("cs.reading.receipt")
            self.assertEqual(self.row(reading, self.colleague).reminders, 2)
            self.row(reading, self.colleague).with_user(self.agent2).sign()
        self.assertTrue(self.row(reading, self.colleague).is_late)
        self.assertFalse(self.row(reading, self.colleague).next_action_at)

    def test_a_quiz_comes_before_the_signature(self):
        reading = self.out(survey_id=self.survey.id)
        mine = self.row(reading).with_user(self.agent)
        with self.assertRaisesRegex(UserError, "quiz"):
            mine.sign()
        for right, passed in ((1, False), (2, True)):
            mine.action_quiz()
            sheet = self.env["survey.user_input"].search([("cs_receipt_id", "=", mine.id), ("state", "!=", "done")])
            for place, question in enumerate(self.survey.question_ids):
                sheet._save_lines(question, question.suggested_answer_ids[0 if place < right else 1].id)
            sheet._mark_done()
            self.assertEqual(self.row(reading).is_quizzed, passed)
        mine.sign()
        self.assertEqual(self.row(reading).state, "signed")

    def test_a_change_of_the_rule_book_is_put_out_with_one_click(self):
        self.gas.with_user(self.manager).write({"pass_mark": 90})
        version = self.env["cs.book.version"].search(
            [("model", "=", "cs.training.course"), ("res_id", "=", self.gas.id)], limit=1
        )
        action = version.with_user(self.supervisor).action_put_to_sign()
        reading = self.env["cs.reading"].browse(action["res_id"])
        self.assertEqual((reading.state, reading.version_id), ("draft", version))
        self.assertIn("Gas safety", reading.name)
        self.assertIn("90", reading.body)
        with self.assertRaises(AccessError):
            version.with_user(self.agent).action_put_to_sign()

    def test_a_closed_reading_asks_nobody(self):
        reading = self.out()
        reading.with_user(self.supervisor).action_close()
        with self.assertRaises(UserError):
            self.row(reading).with_user(self.agent).sign()
        self.assertFalse(self.row(reading).next_action_at)
        self.assertEqual(self.row(reading).state, "open")

    def test_everybody_is_asked_once(self):
        reading = self.out()
        reading.with_user(self.supervisor).action_put_out()
        self.assertEqual(len(reading.receipt_ids), 2)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env["cs.reading.receipt"].create({"reading_id": reading.id, "employee_id": self.person.id})
            self.env.flush_all()
