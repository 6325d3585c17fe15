"""What time itself does: warnings, misses, promises, automatic closing."""

from unittest.mock import patch

from odoo.tools import mute_logger

from tests.cs_department.helpers import TicketCase

DUE = "odoo.addons.cs_department.models.ticket.ticket_due"


class TestDuePass(TicketCase):
    def figures(self, ticket):
        """All that is stored of the case and its clocks."""
        self.env.invalidate_all()
        return ticket.sudo().read(load="") + ticket.sudo().clock_ids.read(load="")

    def test_a_warning_comes_before_the_miss_and_each_comes_once(self):
        ticket = self.make_ticket()  # first response: 60 min, warning at 48
        for moment, warned, missed in (
            ("2026-03-04 02:47", 0, 0),
            ("2026-03-04 02:48", 1, 0),
            ("2026-03-04 02:49", 1, 0),
            ("2026-03-04 03:00", 1, 0),  # on the dot is in time
            ("2026-03-04 03:01", 1, 1),
            ("2026-03-04 03:02", 1, 1),
        ):
            with self.subTest(moment=moment):
                self.run_due(moment)
                steps = self.event_types(ticket)
                self.assertEqual(
                    (steps.count("clock_warned"), steps.count("clock_missed")),
                    (warned, missed),
                )
        self.assertTrue(ticket.breached)

    def test_a_pass_at_the_very_moment_ends(self):
        ticket = self.make_ticket()
        self.run_due(ticket.next_due_at)
        self.assertGreater(ticket.next_action_at, ticket.next_due_at)

    def test_a_second_pass_changes_nothing(self):
        ticket = self.make_ticket()
        self.run_due("2026-03-10 02:00")
        before = (self.figures(ticket), self.event_types(ticket))
        self.run_due("2026-03-10 02:00")
        self.assertEqual((self.figures(ticket), self.event_types(ticket)), before)

    def test_a_paused_case_is_neither_warned_nor_missed(self):
        ticket = self.make_ticket()
        self.wait_for_customer(ticket)
        self.run_due("2026-03-20 02:00")
        self.assertNotIn("clock_warned", self.event_types(ticket))
        self.assertNotIn("clock_missed", self.event_types(ticket))

    def test_a_failing_case_stops_neither_the_others_nor_comes_back_at_once(self):
        bad, good = self.make_ticket(), self.make_ticket()
        cls = type(self.env["cs.ticket"])
        honest, tries = cls._miss_clocks, []

        def fails(tickets, *args):
            if bad in tickets:
                tries.append(args)
                raise ValueError("broken case")
            return honest(tickets, *args)

        with patch.object(cls, "_miss_clocks", fails), mute_logger(DUE):
            self.run_due("2026-03-04 03:30")
            self.assertIn("clock_missed", self.event_types(good))
            self.assertNotIn("clock_missed", self.event_types(bad))
            seen = len(tries)
            self.run_due("2026-03-04 03:31")
            self.assertEqual(len(tries), seen, "put aside for a while")
        self.run_due("2026-03-04 04:30")
        self.assertIn("clock_missed", self.event_types(bad))

    def test_many_due_cases_are_done_in_small_batches(self):
        tickets = self.env["cs.ticket"].browse()
        for _ in range(7):
            tickets |= self.make_ticket()
        cron = type(self.env["ir.cron"])
        with (
            self.at("2026-03-04 03:30"),
            patch.object(cron, "_commit_progress", lambda *args, **kw: 1.0),
        ):
            self.env["cs.ticket"]._cron_due(batch=2)
        for ticket in tickets:
            self.assertEqual(self.event_types(ticket).count("clock_missed"), 1)

    def test_out_of_time_the_pass_stops_after_its_batch(self):
        tickets = self.make_ticket() | self.make_ticket()
        cron = type(self.env["ir.cron"])
        with (
            self.at("2026-03-04 03:30"),
            patch.object(cron, "_commit_progress", lambda *args, **kw: 0.0),
        ):
            self.env["cs.ticket"]._cron_due(batch=1)
        missed = [self.event_types(t).count("clock_missed") for t in tickets]
        self.assertEqual(sorted(missed), [0, 1])


class TestClosing(TicketCase):
    def mails(self, ticket):
        """Subjects of the mails to the customer, oldest first."""
        return (
            self.env["mail.mail"]
            .search([("model", "=", "cs.ticket"), ("res_id", "=", ticket.id)], order="id")
            .mapped("subject")
        )

    def test_five_days_after_the_resolution_the_case_closes_after_a_warning(self):
        ticket = self.make_ticket()
        self.resolve(ticket)
        self.run_due("2026-03-08 01:59")
        self.assertFalse([s for s in self.mails(ticket) if "About to be closed" in s])
        self.run_due("2026-03-08 02:00")
        self.assertEqual(len([s for s in self.mails(ticket) if "About to be" in s]), 1)
        self.run_due("2026-03-09 01:59")
        self.assertEqual(ticket.state, "resolved")
        self.run_due("2026-03-09 02:00")
        self.assertEqual(ticket.state, "closed")
        self.assertEqual(len([s for s in self.mails(ticket) if "About to be" in s]), 1)

    def test_after_a_standstill_of_the_server_the_warning_still_comes_first(self):
        ticket = self.make_ticket()
        self.resolve(ticket)
        self.run_due("2026-03-20 02:00")
        self.assertEqual(ticket.state, "resolved")
        self.assertEqual(len([s for s in self.mails(ticket) if "About to be" in s]), 1)
        self.run_due("2026-03-21 02:00")
        self.assertEqual(ticket.state, "closed")

    def test_without_a_rule_nothing_closes_by_itself(self):
        self.env["cs.closing.rule"].search([]).action_archive()
        ticket = self.make_ticket()
        self.resolve(ticket)
        self.run_due("2027-03-09 02:00")
        self.assertEqual(ticket.state, "resolved")

    def test_opened_again_it_is_warned_again(self):
        ticket = self.make_ticket()
        self.resolve(ticket)
        self.run_due("2026-03-08 02:00")
        with self.at("2026-03-08 03:00"):
            ticket.reopen("Drips")
            self.resolve(ticket)
        self.run_due("2026-03-12 03:00")
        self.run_due("2026-03-13 03:00")
        self.assertEqual(ticket.state, "closed")
        self.assertEqual(len([s for s in self.mails(ticket) if "About to be" in s]), 2)

    def test_a_case_with_an_unread_reply_does_not_close_by_itself(self):
        ticket = self.make_ticket()
        self.resolve(ticket)
        ticket._customer_wrote()
        self.run_due("2026-03-20 02:00")
        self.assertEqual(ticket.state, "resolved")
        self.assertFalse(ticket.next_action_at)
        with self.at("2026-03-20 03:00"):
            ticket.answer("That is normal for two days.")
        self.assertTrue(ticket.next_action_at)

    def test_a_resolved_case_that_waits_for_a_part_closes_when_the_part_is_done(self):
        whole = self.make_ticket()
        part = self.make_ticket(parent_id=whole.id)
        self.resolve(part)
        self.resolve(whole)
        part.reopen("Drips")
        self.run_due("2026-03-09 01:00")
        self.run_due("2026-03-20 02:00")
        self.assertEqual(whole.state, "resolved")
        with self.at("2026-03-20 03:00"):
            self.resolve(part)
        self.run_due("2026-03-20 04:00")
        self.run_due("2026-03-21 04:00")
        self.assertEqual(whole.state, "closed")

    def test_a_resolved_case_with_a_merged_in_task_closes_when_the_task_is_done(self):
        kept, gone = self.make_ticket(), self.make_ticket()
        task = gone.dispatch(self.engineering.id, ["do"], "Repair").sudo()
        self.resolve(kept)
        gone.with_user(self.supervisor).merge_into(kept.id)
        self.run_due("2026-03-20 02:00")
        self.assertEqual(kept.state, "resolved")
        with self.at("2026-03-20 03:00"):
            task.with_user(self.engineer).done("Repaired")
        self.run_due("2026-03-20 04:00")
        self.run_due("2026-03-21 04:00")
        self.assertEqual(kept.state, "closed")


class TestPromises(TicketCase):
    def test_a_promised_date_is_told_and_stands_in_the_timeline(self):
        ticket = self.make_ticket()
        ticket.promise("2026-03-06 02:00:00")
        self.assertTrue(ticket.promise_told_at)
        self.assertIn("promised", self.event_types(ticket))

    def test_a_promise_lies_ahead(self):
        for when in ("2026-03-04 02:00:00", "2020-01-01 00:00:00", "soon", False):
            with self.subTest(when=when), self.assertRaises(Exception) as caught:
                self.make_ticket().promise(when)
            self.assertEqual(type(caught.exception).__name__, "UserError")

    def test_a_broken_promise_is_seen(self):
        ticket = self.make_ticket()
        ticket.promise("2026-03-06 02:00:00")
        self.run_due("2026-03-06 02:00")
        self.assertFalse(ticket.promise_broken_at)
        self.run_due("2026-03-06 02:01")
        self.assertTrue(ticket.promise_broken_at)
        self.assertEqual(self.event_types(ticket).count("promise_broken"), 1)
        found = ticket.search([("promise_broken_at", "!=", False)])
        self.assertIn(ticket, found)
        self.run_due("2026-03-07 02:00")
        self.assertEqual(self.event_types(ticket).count("promise_broken"), 1)

    def test_a_second_promise_can_be_broken_too(self):
        ticket = self.make_ticket()
        ticket.promise("2026-03-05 02:00:00")
        self.run_due("2026-03-05 02:01")
        with self.at("2026-03-05 03:00"):
            ticket.promise("2026-03-06 02:00:00")
        self.run_due("2026-03-06 02:01")
        self.assertEqual(self.event_types(ticket).count("promise_broken"), 2)

    def test_a_promise_kept_is_not_broken_later(self):
        ticket = self.make_ticket()
        ticket.promise("2026-03-05 02:00:00")
        self.resolve(ticket)
        self.run_due("2026-03-06 02:00")
        self.assertFalse(ticket.promise_broken_at)

    def test_late_without_a_pass_in_between_the_promise_is_broken_all_the_same(self):
        ticket = self.make_ticket()
        ticket.promise("2026-03-05 02:00:00")
        with self.at("2026-03-05 03:00"):
            self.resolve(ticket)
        self.assertTrue(ticket.promise_broken_at)


class TestCorrectiveAction(TicketCase):
    def test_the_one_who_puts_it_right_gets_a_to_do_for_the_day_of_the_check(self):
        ticket = self.make_ticket()
        ticket.resolve(
            "Pipe repaired",
            validity="valid",
            cause_id=self.cause.id,
            corrective_action="Check every riser",
            corrective_user_id=self.agent2.id,
            recheck_date="2026-04-01",
        )
        todo = ticket.activity_ids
        self.assertEqual(todo.user_id, self.agent2)
        self.assertEqual(str(todo.date_deadline), "2026-04-01")
        self.assertIn("Check every riser", todo.note)

    def test_without_a_name_the_check_is_the_responsible_s(self):
        ticket = self.make_ticket()
        ticket.resolve(
            "Pipe repaired",
            validity="valid",
            cause_id=self.cause.id,
            corrective_action="Check every riser",
            recheck_date="2026-04-01",
        )
        self.assertEqual(ticket.activity_ids.user_id, ticket.user_id)

    def test_one_who_cannot_open_the_case_leaves_the_check_to_the_responsible(self):
        ticket = self.make_ticket()
        ticket.write({"corrective_user_id": self.engineer.id, "recheck_date": "2026-04-01"})
        self.assertEqual(ticket.activity_ids.user_id, ticket.user_id)

    def test_a_new_date_moves_the_to_do_instead_of_adding_one(self):
        ticket = self.make_ticket()
        ticket.write({"corrective_user_id": self.agent2.id, "recheck_date": "2026-04-01"})
        ticket.write({"recheck_date": "2026-05-01"})
        self.assertEqual(str(ticket.activity_ids.date_deadline), "2026-05-01")

    def test_what_was_found_at_the_check_ends_the_to_do(self):
        ticket = self.make_ticket()
        ticket.write({"corrective_user_id": self.agent.id, "recheck_date": "2026-04-01"})
        ticket.write({"recheck_result": "All dry"})
        self.assertFalse(ticket.activity_ids)
