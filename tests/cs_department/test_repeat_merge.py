"""D7: repeats are flagged, doubles are merged."""

from odoo.exceptions import UserError

from tests.cs_department.helpers import TicketCase


class TestRepeat(TicketCase):
    def test_a_second_identical_complaint_in_thirty_days_is_flagged_and_linked(self):
        first = self.make_ticket()
        with self.at("2026-03-30 02:00"):
            second = self.make_ticket()
        self.assertEqual(second.repeat_of_id, first)
        self.assertIn("repeat", self.event_types(second))
        self.assertFalse(first.repeat_of_id)

    def test_after_thirty_days_it_is_no_repeat(self):
        self.make_ticket()
        with self.at("2026-04-04 02:00"):
            self.assertFalse(self.make_ticket().repeat_of_id)

    def test_another_customer_at_the_same_place_repeats_too(self):
        first = self.make_ticket(place="B2-301")
        other = self.env["res.partner"].create({"name": "Li Si"})
        second = self.make_ticket(partner_id=other.id, place="B2-301")
        self.assertEqual(second.repeat_of_id, first)

    def test_other_trouble_of_the_same_customer_is_no_repeat(self):
        self.make_ticket()
        self.assertFalse(self.make_ticket(category_id=self.other_category.id).repeat_of_id)

    def test_the_same_cause_found_makes_it_a_repeat(self):
        first = self.make_ticket()
        self.resolve(first)
        second = self.make_ticket(category_id=self.other_category.id)
        self.assertFalse(second.repeat_of_id)
        self.resolve(second)
        self.assertEqual(second.repeat_of_id, first)

    def test_a_cancelled_case_is_repeated_by_none(self):
        self.make_ticket().cancel("Mistake")
        self.assertFalse(self.make_ticket().repeat_of_id)

    def test_within_one_batch_the_later_repeats_the_earlier(self):
        values = {
            "name": "Twice",
            "kind_id": self.complaint.id,
            "category_id": self.category.id,
            "partner_id": self.customer.id,
            "description": "x",
        }
        first, second = self.env["cs.ticket"].create([dict(values), dict(values)])
        self.assertFalse(first.repeat_of_id)
        self.assertEqual(second.repeat_of_id, first)

    def test_another_company_s_case_is_repeated_by_none(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.make_ticket(user=self.env.user, company_id=company.id)
        self.assertFalse(self.make_ticket().repeat_of_id)

    def test_the_window_is_a_rule(self):
        self.env.ref("cs_department.repeat_rule_general").days = 5
        self.make_ticket()
        with self.at("2026-03-10 02:00"):
            self.assertFalse(self.make_ticket().repeat_of_id)


class TestMerge(TicketCase):
    def test_a_merge_moves_words_files_tasks_and_to_dos(self):
        gone, kept = self.make_ticket(), self.make_ticket()
        gone.answer("We come today.")
        message = gone.message_ids[:1]
        file = self.env["ir.attachment"].create(
            {"name": "photo.txt", "raw": b"x", "res_model": "cs.ticket", "res_id": gone.id}
        )
        task = gone.dispatch(self.engineering.id, ["do"], "Repair").sudo()
        clock = task.clock_ids
        todo = gone.activity_schedule("mail.mail_activity_data_todo", user_id=self.agent.id, summary="Call")
        gone.with_user(self.supervisor).merge_into(kept.id)
        self.env.invalidate_all()
        self.assertEqual((gone.state, gone.active, gone.merged_into_id), ("cancelled", False, kept))
        self.assertEqual(message.res_id, kept.id)
        self.assertEqual(file.res_id, kept.id)
        self.assertEqual(task.ticket_id, kept)
        self.assertEqual((clock.ticket_id, clock.state), (kept, "running"))
        self.assertEqual(todo.res_id, kept.id)
        self.assertFalse({"running", "paused"} & set(gone.sudo().clock_ids.mapped("state")))
        self.assertEqual(self.event_types(kept)[-1], "merged")
        self.assertEqual(self.event_types(gone)[-1], "merged")
        with self.assertRaisesRegex(UserError, "still open"):
            self.resolve(kept)

    def test_parts_go_along(self):
        gone, kept = self.make_ticket(), self.make_ticket()
        part = self.make_ticket(parent_id=gone.id)
        gone.with_user(self.supervisor).merge_into(kept.id)
        self.assertEqual(part.parent_id, kept)

    def test_a_whole_merged_into_its_part_leaves_no_circle(self):
        whole = self.make_ticket()
        part = self.make_ticket(parent_id=whole.id)
        whole.with_user(self.supervisor).merge_into(part.id)
        self.assertFalse(part.parent_id)

    def test_a_case_is_not_merged_into_itself_nothing_or_an_ended_one(self):
        ticket, over = self.make_ticket(), self.make_ticket()
        over.cancel("Mistake")
        for target in (ticket.id, False, over.id, 999999999):
            with self.subTest(target=target), self.assertRaises(UserError):
                ticket.with_user(self.supervisor).merge_into(target)

    def test_the_customer_s_reply_reaches_the_remaining_case(self):
        gone, kept = self.make_ticket(), self.make_ticket()
        gone.answer("We come today.", by="mail")
        message = gone.message_ids[:1]
        gone.with_user(self.supervisor).merge_into(kept.id)
        thread = self.env["mail.thread"].message_process(
            "cs.ticket",
            "From: zhangsan@example.com\nTo: x@example.com\n"
            f"In-Reply-To: {message.message_id}\nMessage-Id: <r1@example.com>\n"
            "Subject: Re\n\nThank you.",
        )
        self.assertEqual(thread, kept.id)
        self.assertTrue(kept.unread_reply)
