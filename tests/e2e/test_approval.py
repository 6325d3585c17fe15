"""A written reply that a rule wants approved, from the agent to the supervisor and out of the house."""

from tests.e2e.common import CsHttpCase


class TestAReplyThatMustBeApproved(CsHttpCase):
    def test_it_is_refused_asked_approved_and_sent(self):
        tiers = [(0, 0, {"role": "supervisor"})]
        self.env["cs.approval.rule"].create({"name": "Replies", "what": "reply", "sequence": 1, "tier_ids": tiers})
        ticket = self.make_ticket(user_id=self.agent.id)
        page = f"cs-tickets/{ticket.id}"

        self.tour(page, "cs_reply_waits_for_approval", self.agent)
        approval = ticket.sudo().approval_ids
        self.assertEqual((approval.state, approval.user_ids), ("asked", self.supervisor))
        self.assertFalse(ticket.first_response_at)

        self.tour("cs-approvals", "cs_reply_is_approved", self.supervisor)
        self.assertEqual(approval.state, "approved")

        self.tour(page, "cs_approved_reply_is_sent", self.agent)
        self.assertTrue(approval.used_at)
        self.assertTrue(ticket.first_response_at)
        sent = ticket.sudo().message_ids.filtered(lambda message: "A plumber comes" in message.body)
        self.assertIn(self.customer, sent.notified_partner_ids | sent.partner_ids)
