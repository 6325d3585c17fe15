"""The rule book in the hands of its manager, and of the agents who propose."""

from datetime import timedelta

from odoo.addons.cs_department.core.now import utcnow

from tests.e2e.common import CsHttpCase


class RuleBookCase(CsHttpCase):
    """One promise, as old as the department: an answer within four hours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.sla.rule"].search([]).action_archive()
        target = {"clock_type": "first_response", "amount": 4, "unit": "hour"}
        noise, cls.rule = cls.env["cs.sla.rule"].create(
            [
                {
                    "name": "Noise only",
                    "category_ids": [(6, 0, cls.other_category.ids)],
                    "target_ids": [(0, 0, target)],
                },
                {"name": "Ordinary promise", "target_ids": [(0, 0, target)]},
            ]
        )
        noise.sequence, cls.rule.sequence = 1, 2
        cls.env.flush_all()
        # the book was written long before: what tests roll back is what people did
        cls.env.cr.execute("UPDATE cs_book_version SET at = at - interval '60 days'")
        cls.env.invalidate_all()

    @property
    def hours(self):
        return self.rule.target_ids.amount

    def versions(self, action):
        return self.env["cs.book.version"].search([("action", "=", action), ("user_id", "=", self.manager.id)])


class TestTheManagerAndHisRuleBook(RuleBookCase):
    # a manager has all the menus, in one line
    browser_size = "1920x1080"

    def test_the_rules_of_the_trade_are_chosen_from_cards(self):
        self.company.cs_pack = False
        self.other_category.name = "Conduct of our staff"
        self.tour("cs-board", "cs_pack_is_chosen", self.manager)
        self.assertEqual(self.company.cs_pack, "property_manager")
        self.assertEqual(set(self.versions("imported").mapped("reason")), {"We manage housing estates"})

    def test_a_rule_is_changed_directly_only_with_a_reason_and_taken_back_from_its_history(self):
        self.tour("cs-service-targets", "cs_rule_is_not_changed_without_a_reason", self.manager)
        self.assertEqual(self.hours, 4)
        self.assertEqual(self.versions("changed").mapped("reason"), ["Agreed with the owners"])

    def test_a_clock_is_changed_with_a_preview_put_in_force_and_rolled_back(self):
        self.cases_answered_after(0.5, 2, 2, 3, 5)
        self.tour("cs-service-targets", "cs_rule_is_changed_with_preview", self.manager, timeout=90)
        self.assertEqual(self.hours, 4)
        self.assertEqual(self.versions("changed").mapped("reason"), ["The owners wait too long"])
        self.assertEqual(self.versions("rolled_back").mapped("reason"), ["It cannot be done"])

    def cases_answered_after(self, *hours):
        """Cases of some days ago, and one from before the days that a preview looks at."""
        for days, wait in zip((*range(2, 2 + len(hours)), 45), (*hours, 9), strict=True):
            begin = utcnow() - timedelta(days=days)
            with self.at(begin):
                ticket = self.make_ticket(user_id=self.agent.id)
            with self.at(begin + timedelta(hours=wait)):
                ticket.with_user(self.agent).answer("We come today.")


class TestAnAgentProposesAndAManagerDecides(RuleBookCase):
    def test_one_proposal_is_declined_with_an_answer_and_one_put_in_force(self):
        ticket = self.make_ticket(user_id=self.agent.id)
        self.tour(f"cs-tickets/{ticket.id}", "cs_rule_change_is_proposed", self.agent)
        self.assertEqual((ticket.urge_count, self.hours), (1, 4))
        declined = self.env["cs.rule.change"].search([("proposer_id", "=", self.agent.id)])
        self.assertEqual(declined.state, "proposed")

        accepted = self.env["cs.rule.change"].with_user(self.agent2)._start(self.rule.with_user(self.agent2))
        accepted._draft().target_ids.amount = 3
        accepted.reason = "Nobody waits longer"
        accepted.action_propose()
        self.assertIn(self.manager, accepted.sudo().activity_ids.user_id)
        self.tour("cs-rule-changes", "cs_rule_changes_are_decided", self.manager)
        self.assertEqual((declined.state, accepted.state, self.hours), ("declined", "in_force", 3))
        told = self.env["mail.message"].search([("partner_ids", "in", self.agent.partner_id.ids)])
        self.assertTrue(told.filtered(lambda message: "Not before the new shift" in message.body))
