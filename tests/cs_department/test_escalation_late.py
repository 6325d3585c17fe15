"""D6: clocks that are asked for late, and targets that change while the customer is awaited."""

from tests.cs_department.test_escalation import LadderCase


class TestAskedForLate(LadderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.sla.rule"].search([]).action_archive()

    def test_news_newly_promised_count_from_the_last_answer_and_not_while_waiting(self):
        """The customer heard from us and is awaited; a rule that promises news asks for no news from before."""
        self.ladder(self.level("at", clock_type="next_update"))
        self.set_target("next_update", 2, category_ids=[(6, 0, self.other_category.ids)])
        ticket, heard = self.make_ticket(), self.ear()  # 10:00 in Shanghai
        with self.at("2026-03-06 02:00"):
            ticket.answer("Which flat is it?")
        with self.at("2026-03-06 03:00"):
            self.wait_for_customer(ticket)
        with self.at("2026-03-10 02:00"):
            ticket.write({"category_id": self.other_category.id})
        clock = self.clock(ticket, "next_update")
        self.assertEqual((clock.state, clock.spent_minutes), ("paused", 60))
        self.assertEqual(str(clock.started_at), "2026-03-06 02:00:00")
        with self.at("2026-03-11 02:00"):
            ticket.resume()
        self.run_due("2026-03-11 02:59")
        self.assertEqual(heard, [])
        self.run_due("2026-03-11 03:00")
        self.assertEqual(len(heard), 1)

    def test_a_solution_asked_for_again_counts_from_the_reopening(self):
        self.set_target("resolution", 5, category_ids=[(6, 0, self.category.ids)])
        ticket = self.make_ticket()
        with self.at("2026-03-05 02:00"):
            self.resolve(ticket)
        with self.at("2026-03-10 02:00"):
            ticket.with_user(self.supervisor).reopen("It drips again")
            ticket.write({"category_id": self.other_category.id})
            ticket.write({"category_id": self.category.id})
        running = self.clock(ticket, "resolution").filtered(lambda c: c.state == "running")
        self.assertEqual(str(running.started_at), "2026-03-10 02:00:00")

    def test_a_target_that_begins_to_pause_tells_nothing_while_the_customer_is_awaited(self):
        self.ladder(self.level("before", 50, "percent"))
        self.set_target("resolution", 40, target_pausable=False)
        self.set_target("resolution", 4, sequence=0, category_ids=[(6, 0, self.other_category.ids)])
        ticket, heard = self.make_ticket(), self.ear()
        with self.at("2026-03-04 03:00"):
            self.wait_for_customer(ticket)
        with self.at("2026-03-05 03:00"):
            ticket.write({"category_id": self.other_category.id})
        self.run_due("2026-03-06 03:00")
        self.assertEqual(heard, [])
        with self.at("2026-03-06 06:00"):
            ticket.resume()
        self.run_due("2026-03-06 06:15")
        self.assertEqual(len(heard), 1)
