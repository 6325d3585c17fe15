"""A caller works through the calls in the browser."""

from odoo.addons.cs_department.core.now import utcnow

from tests.e2e.common import CsHttpCase


class TestCallbackDesk(CsHttpCase):
    def test_a_caller_makes_three_calls_and_the_unsatisfied_case_is_open_again(self):
        self.env["cs.callback.rule"].search([]).action_archive()
        self.env["cs.callback.rule"].create(
            {"name": "All", "event_id": self.env.ref("cs_department.callback_event_closed").id, "sequence": 1}
        )
        other, absent = self.env["res.partner"].create(
            [{"name": "Li Si", "phone": "13900001111"}, {"name": "Wang Wu", "phone": "13900002222"}]
        )
        first, second, third = (
            self.make_ticket(user_id=self.agent.id, partner_id=customer.id)
            for customer in (self.customer, other, absent)
        )
        for ticket in (first, second, third):
            ticket.with_user(self.agent).resolve("Done", validity="valid", cause_id=self.cause.id)
            ticket.with_user(self.supervisor).close()
        self.tour("cs-callbacks", "cs_callback_desk", self.agent2)
        self.assertEqual([ticket.state for ticket in (first, second, third)], ["open", "closed", "closed"])
        calls = (first | second).sudo().callback_ids
        self.assertEqual(set(calls.mapped("result")), {"satisfied", "unsatisfied"})
        later = third.sudo().callback_ids
        self.assertEqual((later.state, later.attempt_count), ("todo", 1))
        self.assertGreater(later.ready_at, utcnow())
        log = self.env["cs.personal.data.access"].search([("kind", "=", "call"), ("user_id", "=", self.agent2.id)])
        self.assertEqual(log.partner_id, self.customer | other | absent)

        self.tour("cs-callbacks-unsatisfied", "cs_callback_unsatisfied", self.supervisor)
