"""A preview of an automatic action says what then happens."""

from odoo import Command

from tests.cs_department.preview_case import PreviewCase, moment

UNTIL = moment("2026-03-12 11:00")


class TestPreviewAutomation(PreviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tag = cls.env["cs.ticket.tag"].create({"name": "Seen"})
        for trigger in ("registered", "customer_wrote", "reopened", "classified", "clock_missed"):
            cls.make_rule(trigger)
        cls.rule = cls.make_rule("customer_wrote", delay=2)
        cls.env["cs.automation.rule"].search([]).active = True

    @classmethod
    def make_rule(cls, trigger, conditions=(), **values):
        return cls.env["cs.automation.rule"].create(
            {
                "name": f"When {trigger}",
                "trigger": trigger,
                "condition_ids": [Command.create(line) for line in conditions],
                "action_ids": [
                    Command.create({"action": "add_tags", "tag_ids": [Command.link(cls.tag.id)]}),
                    Command.create({"action": "tell", "role": "supervisor"}),
                ],
                **values,
            }
        )

    def lives(self):
        """Six cases with letters, answers, waiting, new facts, reopening."""
        cases = [
            self.make_ticket(order_ref=str(n), user_id=self.agent.id, name=f"{'Gas' if n % 2 else 'Water'} {n}")
            for n in range(6)
        ]
        quiet, wrote, twice, again, moved, waited = cases
        return cases, [
            ("2026-03-04 03:00", lambda: (wrote | twice).sudo()._customer_wrote()),
            ("2026-03-04 03:30", lambda: wrote.with_user(self.agent).answer("Yes")),
            ("2026-03-04 06:30", lambda: twice.sudo()._customer_wrote()),
            ("2026-03-05 02:00", lambda: [self.resolve(case) for case in (wrote, again)]),
            ("2026-03-05 05:00", lambda: again.with_user(self.supervisor).reopen("Not done")),
            ("2026-03-06 02:00", lambda: again.sudo()._customer_wrote()),
            ("2026-03-06 06:00", lambda: moved.with_user(self.supervisor).write({"impact": "1", "urgency": "1"})),
            ("2026-03-06 07:00", lambda: waited.with_user(self.agent).wait("Key")),
            ("2026-03-09 02:00", lambda: waited.with_user(self.agent).resume()),
            ("2026-03-10 02:00", lambda: quiet.with_user(self.supervisor).cancel("Mistake")),
        ]

    def pass_time(self, tickets_of, since, until):
        super().pass_time(tickets_of, since, until)
        runs = self.env["cs.automation.run"]
        for _turn in range(100):
            due = runs.search([("next_action_at", "<=", until)], order="next_action_at", limit=1)
            if not due:
                return
            with self.at(due.next_action_at):
                due._act_on_time()

    def acted(self, cases):
        """Case → how often rules acted on it."""
        found = self.env["cs.automation.run"]._read_group(
            [("ticket_id", "in", [case.id for case in cases]), ("state", "=", "done")], ["ticket_id"], ["__count"]
        )
        counts = {ticket.id: count for ticket, count in found}
        return [counts.get(case.id, 0) for case in cases]

    def prove(self, changed, trigger="customer_wrote"):
        cases, deeds = self.lives()
        self.live([case.sudo() for case in cases], deeds, UNTIL)
        rule = self.rule if trigger == "customer_wrote" else self.rule.search([("trigger", "=", trigger)], limit=1)
        draft = self.make_draft(rule, **changed)
        preview = self.preview_of(draft, UNTIL)
        today, then = self.outcomes(preview, "today"), self.outcomes(preview, "then")
        self.assertEqual([today.get(case.id, {}).get("acted", 0) for case in cases], self.acted(cases))
        expected = [then.get(case.id, {}).get("acted", 0) for case in cases]
        # the same lives under the changed rule
        rule.with_context(cs_change_reason="Proof").write(changed)
        again, deeds = self.lives()
        self.live([case.sudo() for case in again], deeds, UNTIL)
        self.assertEqual(expected, self.acted(again))
        self.assertNotEqual(expected, self.acted(cases), "the change changes nothing: no proof")
        return preview

    def test_another_delay(self):
        self.prove({"delay": 0})

    def test_a_condition_on_words(self):
        self.prove({"condition_ids": [Command.create({"fact": "name", "operator": "contains", "text": "gas"})]})

    def test_a_condition_on_an_unread_reply(self):
        self.prove({"condition_ids": [Command.create({"fact": "unread_reply", "operator": "yes"})]})

    def test_a_condition_on_a_count(self):
        self.prove(
            {"condition_ids": [Command.create({"fact": "reopen_count", "operator": "at_least", "number": 1})]},
            trigger="clock_missed",
        )

    def test_another_trigger(self):
        self.prove({"trigger": "waiting", "delay": 0})

    def test_resuming(self):
        self.prove({"trigger": "resumed", "delay": 0})

    def test_a_rule_less(self):
        cases, deeds = self.lives()
        self.live([case.sudo() for case in cases], deeds, UNTIL)
        preview = self.preview_of(self.rule, UNTIL)
        (line,) = preview.line_ids.filtered(lambda line: line.measure == "acted")
        self.assertEqual(line.today_count, sum(bool(count) for count in self.acted(cases)))
