"""The line of time on a case: what was promised, and what happens next by itself."""

from .helpers import TicketCase


class TestPromises(TicketCase):
    def entries(self, ticket, kind=None):
        ticket.invalidate_recordset(["promises"])
        found = ticket.with_user(self.agent).promises
        return [entry for entry in found if kind in (None, entry["kind"])]

    def test_a_running_clock_lies_ahead_with_the_rule_that_set_it(self):
        rule = self.set_target("resolution", 4)
        ticket = self.make_ticket()
        [entry] = [e for e in self.entries(ticket, "clock") if e["detail"] == rule.name]
        self.assertEqual(entry["state"], "ahead")
        self.assertEqual(entry["at"], self.clock(ticket, "resolution").due_at.isoformat())

    def test_the_entries_are_told_in_the_order_of_time_and_what_stands_still_comes_last(self):
        self.set_target("resolution", 4)
        self.set_target("regulator", 1, target_pausable=False)
        ticket = self.make_ticket()
        ticket.with_user(self.agent).promise("2026-03-05 02:00:00")
        self.wait_for_customer(ticket)
        entries = self.entries(ticket)
        moments = [entry["at"] for entry in entries]
        self.assertEqual(moments, sorted(filter(None, moments)) + [None] * moments.count(None))
        self.assertEqual(entries[-1]["state"], "still")

    def test_a_kept_and_a_broken_promise_are_told_apart(self):
        kept, broken = self.make_ticket(), self.make_ticket()
        for ticket in kept | broken:
            ticket.with_user(self.agent).promise("2026-03-04 06:00:00")
        self.resolve(kept)
        with self.at("2026-03-04 06:01"):
            self.run_due()
            self.assertEqual(self.entries(kept, "promise")[0]["state"], "kept")
            self.assertEqual(self.entries(broken, "promise")[0]["state"], "missed")

    def test_a_resolved_case_says_when_it_closes(self):
        ticket = self.make_ticket()
        self.resolve(ticket)
        [entry] = self.entries(ticket, "closing")
        self.assertEqual(entry["at"], ticket.sudo().next_action_at.isoformat())

    def test_what_a_department_owes_stands_there_with_its_name(self):
        self.set_target("task_do", 2)
        ticket = self.make_ticket()
        ticket.with_user(self.agent).dispatch(self.engineering, name="Find the leak")
        [entry] = [e for e in self.entries(ticket, "clock") if e["who"]]
        self.assertEqual(entry["who"], self.engineering.name)
