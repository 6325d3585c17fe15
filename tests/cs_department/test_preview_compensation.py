"""The previews of compensation, approvals and severities: what they count is what comes about."""

from datetime import timedelta

from tests.common import NOW
from tests.cs_department.preview_case import PreviewCase


class TestPreviewCompensation(PreviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.manager_id = cls.manager
        cls.env["cs.approval.rule"].search([]).action_archive()

    def lives(self):
        """Two cases with broken promises (one resolved two days late), one with a kept one."""
        tickets = self.env["cs.ticket"]
        for _number in range(3):
            ticket = self.make_ticket()
            ticket.sudo().user_id = self.agent
            ticket.promise(NOW + timedelta(days=1))
            tickets |= ticket
        late, never, kept = tickets
        deeds = [
            (NOW + timedelta(hours=1), lambda: self.resolve(kept)),
            (NOW + timedelta(days=2, hours=1), lambda: self.resolve(late)),
        ]
        self.live(list(late | never), deeds, NOW + timedelta(days=3))
        return tickets

    def given(self, tickets):
        compensations = self.env["cs.compensation"].search([("ticket_id", "in", tickets.ids)])
        return len(compensations.ticket_id), sum(compensations.mapped("amount"))

    def test_the_compensations_of_the_preview_are_those_that_come_about(self):
        rule = self.env["cs.compensation.rule"].create(
            {"name": "Late", "cause": "promise_broken", "basis": "per_day", "amount": 10}
        )
        tickets = self.lives()
        self.assertEqual(self.given(tickets), (2, 30))  # two started days, and one until now
        draft = self.make_draft(rule, basis="fixed", amount=25)
        preview = self.preview_of(draft, NOW + timedelta(days=3))
        today, then = (self.outcomes(preview, side) for side in ("today", "then"))
        self.assertEqual(sum(today.get(i, {}).get("amount", 0) for i in tickets.ids), 30)
        self.assertEqual(sum(then.get(i, {}).get("amount", 0) for i in tickets.ids), 50)
        rule.with_context(cs_change_reason="x").write({"basis": "fixed", "amount": 25})
        again = self.lives()
        self.assertEqual(self.given(again), (2, 50))

    def test_the_answers_of_the_preview_are_those_that_are_asked(self):
        rule = self.env["cs.approval.rule"].create(
            {
                "name": "Compensations",
                "what": "compensation",
                "tier_ids": [(0, 0, {"role": "supervisor"}), (0, 0, {"role": "manager", "amount_above": 200})],
            }
        )
        ticket = self.make_ticket()
        ticket.sudo().user_id = self.agent
        for amount in (50, 150, 300):
            ticket.propose_compensation(amount, "Sorry")
        steps = self.env["cs.approval"].search([("ticket_id", "=", ticket.id)]).step_ids
        self.assertEqual(len(steps), 4)
        draft = self.make_draft(rule)
        draft.tier_ids.filtered("amount_above").write({"amount_above": 100})
        preview = self.preview_of(draft, NOW + timedelta(hours=1))
        self.assertEqual(self.outcomes(preview, "today")[ticket.id]["answers"], 4)
        self.assertEqual(self.outcomes(preview, "then")[ticket.id]["answers"], 5)
        rule.tier_ids.filtered("amount_above").with_context(cs_change_reason="x").write({"amount_above": 100})
        other = self.make_ticket()
        other.sudo().user_id = self.agent
        for amount in (50, 150, 300):
            other.propose_compensation(amount, "Sorry")
        self.assertEqual(len(self.env["cs.approval"].search([("ticket_id", "=", other.id)]).step_ids), 5)

    def test_severities_by_a_changed_threshold(self):
        rule = self.env.ref("cs_department.severity_rule_accident", raise_if_not_found=False) or self.env[
            "cs.severity.rule"
        ].search([], limit=1)
        accident = rule.severity_id
        ticket = self.make_ticket(injured=2)
        self.assertNotEqual(ticket.severity_id, accident)
        draft = self.make_draft(rule, injured_from=2)
        preview = self.preview_of(draft, NOW + timedelta(hours=1))
        self.assertEqual(list(self.counts(preview).values()), [(0, 1)])
        rule.with_context(cs_change_reason="x").injured_from = 2
        self.assertEqual(self.make_ticket(injured=2).severity_id, accident)
