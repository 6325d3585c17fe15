from tests.common import CsCase


class TestSmoke(CsCase):
    def test_a_complaint_goes_from_registration_to_closing(self):
        ticket = self.make_ticket()
        self.assertEqual(ticket.state, "new")
        ticket.with_user(ticket.user_id).answer("We are on our way.")
        ticket.with_user(ticket.user_id).resolve("Pipe repaired", validity="valid", cause_id=self.cause.id)
        ticket.with_user(ticket.user_id).close()
        self.assertEqual(ticket.state, "closed")
