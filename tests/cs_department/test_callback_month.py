"""The proof: a month of closings, openings and cancellations gives the rates exactly."""

from datetime import datetime, timedelta

from tests.cs_department.callback_case import CallbackCase
from tests.cs_department.preview_case import PreviewCase


class TestCallbackMonth(CallbackCase):
    def test_over_a_month_with_everything_the_rates_are_exact(self):
        """100 complaints and 100 repairs of two teams over March; every fifth opens again, some end otherwise."""
        self.make_rule(100, kind_ids=[(6, 0, self.complaint.ids)])
        self.make_rule(30, kind_ids=[(6, 0, (self.repair | self.service).ids)])
        members = {self.team: self.agent, self.other_team: self.outsider}
        cases, extra = self.env["cs.ticket"], self.env["cs.ticket"]
        for number in range(100):
            team = list(members)[number % 2]
            with self.at(datetime(2026, 3, 2, 2, 0) + timedelta(hours=7 * number)):
                pair = self.env["cs.ticket"]
                for kind in (self.complaint, self.repair):
                    pair |= self.make_ticket(
                        members[team], kind_id=kind.id, team_id=team.id, user_id=members[team].id, place="1-101"
                    ).with_env(self.env)
                pair.with_user(members[team]).resolve("Done", validity="valid", cause_id=self.cause.id)
                pair.with_user(self.supervisor).close()
                cases |= pair.with_env(self.env)
                if number % 10 == 0:
                    left_out = self.make_ticket(kind_id=self.repair.id, place="1-101")
                    left_out.with_user(self.supervisor).cancel("Registered twice")
                    merged = self.make_ticket(kind_id=self.repair.id, place="1-101")
                    merged.with_user(self.supervisor).merge_into(self.make_ticket(user_id=self.agent.id).id)
                    extra |= left_out.with_env(self.env) | merged.with_env(self.env)
                if number % 5 == 0:
                    pair.with_user(self.supervisor).reopen("It came back")
                    pair.with_user(members[team]).resolve("Done again", validity="valid", cause_id=self.cause.id)
                    pair.with_user(self.supervisor).close()
        found = dict(self.callbacks.sudo()._read_group([("ticket_id", "in", cases.ids)], ["kind_id"], ["__count"]))
        self.assertEqual(found, {self.complaint: 100, self.repair: 30})
        self.assertFalse(self.callback_of(extra))
        self.assertEqual(set(self.callbacks.sudo().search([]).mapped("state")), {"todo"})
        draws = self.env["cs.callback.draw"].sudo().search([])
        self.assertEqual(len(draws), 200)
        for rows in draws.grouped("stratum_id").values():
            self.assertEqual(sorted(rows.mapped("position")), list(range(len(rows))))
        with self.at("2026-04-02 00:00"):
            keys = self.env["cs.callback.key"].search([])
            self.assertEqual(keys.with_user(self.agent).action_check()["params"]["type"], "success")

    def test_closing_two_hundred_at_once_costs_hardly_more_queries_than_twenty(self):
        self.make_rule(30)
        costs = {}
        for count in (20, 20, 200):
            tickets = (
                self.env["cs.ticket"]
                .with_user(self.agent)
                .create(
                    [
                        {
                            "name": "x",
                            "kind_id": self.repair.id,
                            "partner_id": self.customer.id,
                            "place": "1",
                            "user_id": self.agent.id,
                        }
                    ]
                    * count
                )
            )
            tickets.resolve("Done")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            tickets.with_user(self.supervisor).close()
            self.env.flush_all()
            costs[count] = self.env.cr.sql_log_count - before
        self.assertEqual(self.callbacks.sudo().search_count([]), 72)
        self.assertLess(costs[200] - costs[20], 12, costs)


class TestCallbackPreview(PreviewCase, CallbackCase):
    def test_the_preview_counts_what_then_happens(self):
        rule = self.make_rule(30, kind_ids=[(6, 0, self.repair.ids)])
        with self.at("2026-03-04 02:00"):
            self.closed_tickets(40, self.repair)
            self.closed_tickets(10)
        self.assertEqual(self.callbacks.sudo().search_count([]), 12)
        draft = self.make_draft(rule, rate=50, kind_ids=[(6, 0, (self.repair | self.complaint).ids)])
        preview = self.preview_of(draft, "2026-03-20 02:00")
        self.assertEqual(self.counts(preview)["called"], (12, 25))
        outcomes = self.outcomes(preview, "today")
        drawn = {ticket_id for ticket_id, values in outcomes.items() if values.get("called")}
        self.assertEqual(drawn, set(self.callbacks.sudo().search([]).ticket_id.ids))
        # the same cases live under the changed rule
        rule.write({"rate": 50, "kind_ids": [(6, 0, (self.repair | self.complaint).ids)], "change_reason": "x"})
        self.callbacks.sudo().search([]).unlink()
        with self.at("2026-04-04 02:00"):
            self.closed_tickets(40, self.repair)
            self.closed_tickets(10)
        self.assertEqual(self.callbacks.sudo().search_count([]), 25)

    def test_a_rule_that_only_calls_earlier_calls_the_same_customers(self):
        rule = self.make_rule(30, kind_ids=[(6, 0, self.repair.ids)])
        self.closed_tickets(20, self.repair)
        preview = self.preview_of(self.make_draft(rule, window=1), "2026-03-20 02:00")
        today, then = (self.outcomes(preview, side) for side in ("today", "after"))
        called = [{i for i, values in side.items() if values.get("called")} for side in (today, then)]
        self.assertEqual(*called)
        self.assertNotEqual(today, then)
