"""Cases come in from a file with their history, are checked first, and can be taken back."""

import base64
import json
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import psycopg2
from odoo.addons.cs_department.core import import_file
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from tests.common import NOW, CsCase

BLNS = Path(__file__).parents[3] / "shared" / "data" / "validation" / "blns.json"
RUN = "odoo.addons.cs_department.models.intake.ticket_import_run"
HEADER = "编号,登记时间,类型,客户,电话,标题,状态,处理人,团队,处理时间,操作人,备注,回复"


class ImportCase(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the job speaks the importer's language
        (cls.supervisor | cls.env.user).lang = "en_US"

    def make_import(self, *lines, header=HEADER, user=None, columns=None, **values):
        """An import of CSV lines; ``columns`` sets what is done with unknown names."""
        data = "\n".join([header, *lines]).encode()
        batch = (
            self.env["cs.ticket.import"]
            .with_user(user or self.supervisor)
            .create({"file": base64.b64encode(data), "file_name": "old.csv", "tz": "Asia/Shanghai", **values})
        )
        for column in batch.column_ids.filtered(lambda column: column.target in (columns or {})):
            column.if_unknown = columns[column.target]
        return batch

    def work(self, batch):
        """What the cron does, batch by batch, without its commits."""
        while batch.state in ("reading", "checking", "importing", "undoing"):
            batch.sudo()._run_batch()

    def check(self, batch):
        batch.action_check()
        self.work(batch)
        return batch.error_ids.sorted("row").mapped(lambda error: (error.row, error.reason))

    def bring_in(self, *lines, **values):
        batch = self.make_import(*lines, **values)
        self.assertEqual(self.check(batch), [])
        batch.action_import()
        self.work(batch)
        self.assertEqual(batch.state, "done")
        return batch


class TestImport(ImportCase):
    HISTORY = (
        "A1,2026-03-02 09:00,投诉,李华,13911112222,漏水,New,cs_agent,Hotline,2026-03-02 09:00,cs_agent,,",
        "A1,,,,,,In progress,cs_agent2,,2026-03-02 10:00,cs_agent2,Sent to engineering,",
        "A1,,,,,,Resolved,,,2026-03-02 15:00,cs_agent2,,已修好",
        "A1,,,,,,In progress,,,2026-03-03 09:00,cs_agent2,又漏了,",
        "A1,,,,,,Closed,,,2026-03-03 11:00,Somebody else,,",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.complaint.with_context(lang="zh_CN").name = "投诉"

    def test_a_case_comes_in_with_its_history_at_its_own_times(self):
        ticket = self.bring_in(*self.HISTORY).ticket_ids
        self.assertEqual(len(ticket), 1)
        self.assertEqual(ticket.external_ref, "A1")
        self.assertEqual(ticket.kind_id, self.complaint)
        self.assertEqual((ticket.state, ticket.user_id, ticket.team_id), ("closed", self.agent2, self.team))
        self.assertEqual(ticket.partner_id.name, "李华")
        self.assertEqual(ticket.registered_at, datetime(2026, 3, 2, 1, 0))
        self.assertEqual(ticket.first_response_at, datetime(2026, 3, 2, 7, 0))
        self.assertEqual(ticket.closed_at, datetime(2026, 3, 3, 3, 0))
        self.assertEqual((ticket.reopen_count, ticket.transfer_count), (1, 1))
        told = ticket.event_ids.sorted(lambda event: (event.at, event.id))
        self.assertEqual(
            told.mapped("event_type"),
            [
                *("registered", "stage", "assigned", "imported", "resolved"),
                *("answered", "reopened", "imported", "closed", "imported"),
            ],
        )
        self.assertEqual(told[0].at, datetime(2026, 3, 2, 1, 0))
        self.assertEqual(told[1].user_id, self.agent2)
        self.assertEqual(told[-2].note, "Somebody else: ")
        words = ticket.message_ids.filtered(lambda message: "已修好" in message.body)
        self.assertEqual(words.date, datetime(2026, 3, 2, 7, 0))
        self.assertEqual(words.author_id, self.agent2.partner_id)

    def test_nobody_is_mailed_and_an_ended_case_has_no_clock(self):
        before = self.env["mail.mail"].search_count([])
        ticket = self.bring_in(*self.HISTORY).ticket_ids
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        self.assertFalse(ticket.clock_ids)
        self.assertFalse(ticket.next_due_at)

    def test_an_open_case_has_clocks_from_its_registration_less_its_pauses(self):
        live, twin = self.bring_in(
            "A1,2026-03-04 09:00,投诉,李华,13911112222,漏水,New,cs_agent,Hotline,,,,",
            "A2,2026-03-04 09:00,投诉,李华,13911112222,漏水,New,cs_agent,Hotline,,,,",
            "A2,,,,,,Waiting for the customer,,,2026-03-04 09:10,,,",
            "A2,,,,,,In progress,,,2026-03-04 09:40,,,",
        ).ticket_ids.sorted("external_ref")
        self.assertEqual(live.user_id, self.agent)
        clock, waited = (
            ticket.clock_ids.filtered(lambda clock: clock.clock_type == "resolution") for ticket in (live, twin)
        )
        self.assertEqual(clock.started_at, datetime(2026, 3, 4, 1, 0))
        self.assertEqual(clock.state, "running")
        hours = self.calendar._cs_working_time()
        self.assertEqual(hours.minutes_between(clock.due_at, waited.due_at), 30)
        self.assertEqual(live.next_due_at, min(live.clock_ids.filtered("due_at").mapped("due_at")))

    def test_an_open_case_that_names_nobody_is_assigned_by_the_rules(self):
        line = "A1,2026-03-04 09:00,投诉,李华,13911112222,漏水,New,,Hotline,,,,"
        self.assertIn(self.bring_in(line).ticket_ids.user_id, self.agent | self.agent2)
        left = self.bring_in(line.replace("A1", "A2"), assign_open=False).ticket_ids
        self.assertFalse(left.user_id)

    def test_customers_are_found_by_the_exact_number_and_made_once(self):
        cases = self.bring_in(
            "A1,2026-03-02,,Somebody,+86 138 0000 5678,Leak,,,,,,,",
            "A2,2026-03-02,,王五,13700001111,Leak,,,,,,,",
            "A3,2026-03-02,,王五,137 0000 1111,Leak,,,,,,,",
            "A4,2026-03-02,,Zhang San,,Leak,,,,,,,",
        ).ticket_ids.sorted("external_ref")
        self.assertEqual(cases[0].partner_id, self.customer)
        self.assertEqual(cases[1].partner_id, cases[2].partner_id)
        self.assertEqual(cases[1].partner_id.cs_import_id, cases.import_id)
        self.assertEqual(cases[3].partner_id, self.customer)

    def test_each_bad_row_is_named_with_its_reason_and_nothing_comes_in(self):
        batch = self.make_import(
            "A1,2026-03-02,投诉,李华,13911112222,Leak,,,,,,,",
            "A2,some day,,,,Leak,,,,,,,",
            "A3,2026-03-02,,,,Leak,Parked,,,,,,",
            "A3,,,,,,Closed,,,,,,",
            "A4,2026-03-02,,,,Leak,,nobody,,,,,",
        )
        self.assertEqual(
            self.check(batch),
            [
                (3, "“some day” in Registered on is not a date or time."),
                (4, "Stage: “Parked” is not known here."),
                (5, "The row is a later step of the case, but has no time."),
                (6, "Responsible: “nobody” is not known here."),
            ],
        )
        self.assertEqual((batch.good_count, batch.bad_count), (1, 3))
        with self.assertRaises(UserError):
            batch.action_import()
        self.assertFalse(batch.ticket_ids)

    def test_the_good_cases_come_in_and_the_bad_rows_go_back_as_a_file(self):
        batch = self.make_import(
            "A1,2026-03-02,,李华,,Leak,,,,,,,",
            'A2,some day,,,,"=HYPERLINK(""http://x"")",,,,,,,',
            "A2,,,,,,,,,2026-03-03,,@SUM(1),",
            mode="good",
        )
        self.check(batch)
        batch.action_import()
        self.work(batch)
        self.assertEqual(batch.ticket_ids.mapped("external_ref"), ["A1"])
        data = base64.b64decode(batch.rejected_file)
        rows = [cells for _number, cells in import_file.rows(data)]
        self.assertEqual([row[0] for row in rows], ["编号", "A2", "A2"])
        self.assertEqual(rows[1][5], '\'=HYPERLINK("http://x")')
        self.assertEqual(rows[2][11], "'@SUM(1)")
        self.assertEqual(rows[1][-2:], ["3", "“some day” in Registered on is not a date or time."])
        # put right, the same file comes in and the guard is gone
        again = data.decode("utf-8-sig").replace("some day", "2026-03-02").splitlines()
        case = self.bring_in(*again[1:], header=again[0]).ticket_ids
        self.assertEqual(case.name, '=HYPERLINK("http://x")')

    def test_unknown_names_are_explained_once_for_the_whole_file(self):
        batch = self.make_import("A1,2026-03-02,,,,Leak,Parked,Mr Li,,,,,", "A2,2026-03-02,,,,Leak,Parked,Mr Li,,,,,")
        self.check(batch)
        words = {word.word: word for word in batch.word_ids}
        self.assertEqual(words["Parked"].count, 2)
        words["Parked"].replacement = "Waiting for others"
        words["Mr Li"].replacement = "cs_agent"
        self.assertEqual(self.check(batch), [])
        batch.action_import()
        self.work(batch)
        self.assertEqual(set(batch.ticket_ids.mapped("state")), {"waiting"})
        self.assertEqual(batch.ticket_ids.user_id, self.agent)

    def test_categories_are_made_only_where_that_is_allowed(self):
        header, line = "number,registered_at,category,subcategory,subject", "A1,2026-03-02,Sounds/Night,Dogs,Barking"
        batch = self.make_import(line, header=header)
        self.assertEqual(self.check(batch), [(2, "Category: “Sounds/Night/Dogs” is not known here.")])
        case = self.bring_in(line, header=header, columns={"category": "create"}).ticket_ids
        self.assertEqual(case.category_id.complete_name, "Sounds / Night / Dogs")
        self.assertEqual(case.category_id.parent_id.parent_id, self.other_category)

    def test_a_file_comes_in_once(self):
        self.bring_in(*self.HISTORY)
        batch = self.make_import(*self.HISTORY)
        self.assertEqual(self.check(batch), [(2, "Came in already with the import “old.csv”.")])

    def test_the_database_refuses_a_double(self):
        ticket = self.bring_in(*self.HISTORY).ticket_ids
        with self.assertRaises(psycopg2.errors.UniqueViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env.cr.execute(
                "INSERT INTO cs_ticket (import_id, external_ref, name, number, company_id, kind_id, impact, urgency, "
                "state) SELECT import_id, external_ref, name, 'X1', company_id, kind_id, impact, urgency, state "
                "FROM cs_ticket WHERE id = %s",
                (ticket.id,),
            )

    def test_the_numbers_of_the_file_can_be_kept(self):
        self.assertEqual(self.bring_in(*self.HISTORY, keep_numbers=True).ticket_ids.number, "A1")

    def test_a_case_that_cannot_be_made_takes_everything_back(self):
        batch = self.make_import("A1,2026-03-02,,李华,,Leak,,,,,,,", "A2,2026-03-02,,,,Bad,,,,,,,")
        self.check(batch)
        batch.action_import()
        create = type(self.env["cs.ticket"]).create

        def breaks(model, vals_list):
            if any(vals["name"] == "Bad" for vals in vals_list):
                raise UserError("This one breaks.")
            return create(model, vals_list)

        with patch.object(type(self.env["cs.ticket"]), "create", breaks), mute_logger(RUN):
            self.work(batch)
        self.assertEqual(batch.state, "undone")
        self.assertIn("This one breaks.", batch.failure)
        self.assertFalse(batch.ticket_ids)
        self.assertFalse(self.env["res.partner"].search([("cs_import_id", "=", batch.id)]))

    def test_a_run_that_was_killed_goes_on_and_brings_nothing_twice(self):
        lines = [f"A{n},2026-03-02,,,,Leak {n},,,,,,," for n in range(7)]
        batch = self.make_import(*lines)
        self.check(batch)
        batch.action_import()
        with patch(f"{RUN}.CREATE_BATCH", 3):
            batch.sudo()._run_batch()
            self.assertEqual(batch.done_count, 3)
            # the server dies in the middle of a batch: its transaction is gone
            with self.assertRaises(KeyboardInterrupt), self.cr.savepoint():
                batch.sudo()._run_batch()
                raise KeyboardInterrupt
            self.env.invalidate_all()
            self.work(batch)
        self.assertEqual(sorted(batch.ticket_ids.mapped("external_ref")), [f"A{n}" for n in range(7)])

    def test_stop_and_resume(self):
        batch = self.make_import(*self.HISTORY)
        batch.action_check()
        batch.action_stop()
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 1):
            self.env["cs.ticket.import"].sudo()._cron_run()
            self.assertEqual(batch.state, "reading")
            batch.action_resume()
            self.env["cs.ticket.import"].sudo()._cron_run()
        self.assertEqual(batch.state, "checked")

    def test_undo_takes_back_cases_events_words_clocks_and_own_contacts(self):
        counts = {model: self.env[model].search_count([]) for model in ("cs.ticket", "cs.ticket.event", "cs.clock")}
        open_case = "A2,2026-03-04 09:00,投诉,赵六,13911113333,漏水,New,cs_agent,Hotline,,,,"
        batch = self.bring_in(*self.HISTORY, open_case)
        ids = batch.ticket_ids.ids
        batch.action_undo()
        self.work(batch)
        self.assertEqual(batch.state, "undone")
        for model, count in counts.items():
            self.assertEqual(self.env[model].search_count([]), count, model)
        self.assertFalse(self.env["mail.message"].search([("model", "=", "cs.ticket"), ("res_id", "in", ids)]))
        self.assertFalse(self.env["res.partner"].search([("name", "in", ["李华", "赵六"])]))

    def test_undo_keeps_what_somebody_has_touched(self):
        second = "A2,2026-03-04 09:00,投诉,赵六,13911113333,漏水,New,cs_agent,Hotline,,,,"
        batch = self.bring_in(*self.HISTORY, second)
        touched = batch.ticket_ids.filtered(lambda ticket: ticket.external_ref == "A2")
        touched.with_user(self.agent).answer("We are on our way.")
        batch.action_undo()
        self.work(batch)
        self.assertEqual(batch.ticket_ids, touched)
        self.assertEqual(batch.kept_count, 1)
        self.assertIn(touched.number, batch.error_ids.reason)
        self.assertTrue(touched.partner_id.exists())

    def test_nobody_sends_an_import_to_a_company_that_is_not_his(self):
        batch = self.make_import(*self.HISTORY)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        for vals in ({"company_id": elsewhere.id}, {"user_id": self.manager.id}):
            with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(AccessError), self.cr.savepoint():
                batch.with_user(self.supervisor).write(vals)

    def test_two_jobs_in_each_other_s_way_are_no_reason_to_keep_a_contact(self):
        batch = self.bring_in(*self.HISTORY)
        partner = batch.ticket_ids.partner_id
        collision = patch.object(type(batch), "_delete_contacts", side_effect=psycopg2.errors.SerializationFailure)
        with collision, self.assertRaises(psycopg2.errors.SerializationFailure):
            batch.sudo()._undo_contacts(partner)
        self.assertEqual(partner.cs_import_id, batch)

    def test_undo_keeps_a_contact_that_another_case_uses(self):
        batch = self.bring_in(*self.HISTORY)
        partner = batch.ticket_ids.partner_id
        other = self.make_ticket(partner_id=partner.id)
        batch.action_undo()
        self.work(batch)
        self.assertEqual(other.partner_id, partner)

    def test_closing_by_time_alone_does_not_keep_a_case(self):
        batch = self.bring_in(
            "A1,2026-02-02 09:00,投诉,李华,,漏水,Resolved,cs_agent,Hotline,2026-02-02 10:00,,,",
        )
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 1):
            for day in (4, 8, 12):
                with self.at(f"2026-03-{day:02d} 02:00"):
                    self.env["cs.ticket"]._cron_due()
        self.assertEqual(batch.ticket_ids.state, "closed")
        batch.action_undo()
        self.work(batch)
        self.assertFalse(batch.ticket_ids)

    def test_an_import_with_cases_is_not_deleted(self):
        batch = self.bring_in(*self.HISTORY)
        with self.assertRaises(UserError):
            batch.unlink()

    def test_a_workbook_and_the_template_itself_come_in(self):
        batch = self.make_import(*self.HISTORY)
        template = batch._make_template()
        again = self.env["cs.ticket.import"].create({"file": base64.b64encode(template), "file_name": "t.xlsx"})
        self.assertEqual(again.column_ids.filtered(lambda column: not column.target).mapped("header"), [])
        self.check(again)
        self.assertEqual((again.case_count, again.bad_count), (1, 0), again.error_ids.mapped("reason"))

    def test_the_template_is_recognised_in_chinese_too(self):
        batch = self.make_import(*self.HISTORY).with_context(lang="zh_CN")
        rows = import_file.head(batch._make_template())
        self.assertEqual(len(rows), 4)
        targets = batch._prepare_head_vals(batch._make_template())["column_ids"]
        self.assertEqual(len(targets) - 1, len(rows[0][1]))

    def test_a_file_that_is_none_is_refused_in_plain_words(self):
        for data in (b"", b"only a header\n", b"PK\x03\x04nonsense", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            with self.assertRaises(UserError):
                self.env["cs.ticket.import"].create({"file": base64.b64encode(data or b" "), "file_name": "x"})

    def test_columns_that_cannot_work_are_refused(self):
        with self.assertRaisesRegex(UserError, "time of registration"):
            self.make_import("A1,Leak", header="number,subject").action_check()
        batch = self.make_import("A1,2026-03-02,Leak", header="number,registered_at,subject")
        batch.column_ids[2].target = "number"
        with self.assertRaisesRegex(UserError, "hold the same"):
            batch.action_check()

    def test_every_naughty_string_survives(self):
        if not BLNS.exists():
            self.skipTest(f"{BLNS} is not there.")
        strings = [text for text in json.loads(BLNS.read_text("utf-8")) if text.strip() and "\x00" not in text]
        buffer = import_file.to_csv(
            ["number", "registered_at", "subject", "customer", "resolution", "message", "place"],
            [[f"B{n}", "2026-03-02", text, text, text, text, text] for n, text in enumerate(strings)],
        )
        batch = self.env["cs.ticket.import"].create(
            {"file": base64.b64encode(buffer), "file_name": "naughty.csv", "missing_marks": "", "mode": "good"}
        )
        self.assertEqual(self.check(batch), [])
        batch.action_import()
        self.work(batch)
        self.assertEqual(batch.done_count, len(strings))
        by_number = {ticket.external_ref: ticket for ticket in batch.ticket_ids}
        for number, text in enumerate(strings):
            kept = by_number[f"B{number}"].resolution or ""
            self.assertIn(kept, {text.strip(), ""}, text)

    def test_a_whole_letter_in_the_wrong_column_breaks_nothing(self):
        letter = "".join(chr(0x4E00 + n) for n in range(9000))
        batch = self.make_import(f"{letter},2026-03-02,,,,Leak,{letter},,,,,,")
        self.assertEqual(len(self.check(batch)), 1)
        self.assertEqual(len(batch.word_ids.word), 200)

    def test_only_supervisors_import_and_each_sees_his_own(self):
        with self.assertRaises(AccessError):
            self.make_import(*self.HISTORY, user=self.agent)
        batch = self.make_import(*self.HISTORY)
        self.assertFalse(self.env["cs.ticket.import"].with_user(self.manager).search([("id", "=", batch.id)]))
        with self.assertRaises(AccessError):
            batch.case_ids.with_user(self.supervisor).create({"import_id": batch.id, "number": "1"})

    def test_no_caller_can_say_that_he_is_importing(self):
        with self.assertRaises(AccessError):
            self.make_ticket(import_id=1)
        ticket = self.env["cs.ticket"].with_user(self.agent).with_context(cs_import=True)
        with self.assertRaises(UserError):
            ticket.create({"name": "x", "kind_id": self.complaint.id})
        self.assertEqual(NOW.year, 2026)
