"""A caller works through the calls in the browser."""

from tests.e2e.common import CsHttpCase


class TestCallbackDesk(CsHttpCase):
    def test_a_caller_makes_two_calls_and_the_unsatisfied_case_is_open_again(self):
        self.env["cs.callback.rule"].search([]).action_archive()
        self.env["cs.callback.rule"].create(
            {"name": "All", "event_id": self.env.ref("cs_department.callback_event_closed").id, "sequence": 1}
        )
        other = self.env["res.partner"].create({"name": "Li Si", "phone": "13900001111"})
        first = self.make_ticket(user_id=self.agent.id)
        second = self.make_ticket(user_id=self.agent.id, partner_id=other.id)
        for ticket in (first, second):
            ticket.with_user(self.agent).resolve("Done", validity="valid", cause_id=self.cause.id)
            ticket.with_user(self.supervisor).close()
        self.tour("cs-callbacks", "cs_callback_desk", self.agent2)
        self.assertEqual((first.state, second.state), ("open", "closed"))
        calls = (first | second).sudo().callback_ids
        self.assertEqual(set(calls.mapped("result")), {"satisfied", "unsatisfied"})
        log = self.env["cs.personal.data.access"].search([("kind", "=", "call"), ("user_id", "=", self.agent2.id)])
        self.assertEqual(log.partner_id, self.customer | other)
