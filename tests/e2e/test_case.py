"""The closed loop of a complaint in the browser, each role at its own screen."""

from tests.e2e.common import CsHttpCase


class TestAComplaintFromAnswerToClosing(CsHttpCase):
    def test_each_role_does_its_part(self):
        ticket = self.make_ticket(user_id=self.agent.id)
        page = f"cs-tickets/{ticket.id}"

        self.tour(page, "cs_agent_answers_and_dispatches", self.agent)
        self.assertTrue(ticket.first_response_at)
        task = ticket.task_ids
        self.assertEqual((task.department_id, task.state), (self.engineering, "todo"))

        self.tour("cs-department-tasks", "cs_department_reports_back", self.engineer)
        self.assertEqual((task.state, task.user_id), ("done", self.engineer))

        self.tour(page, "cs_agent_resolves", self.agent)
        self.assertEqual((ticket.state, ticket.validity, ticket.cause_id), ("resolved", "valid", self.cause))

        self.tour(page, "cs_supervisor_reopens", self.supervisor)
        self.assertEqual((ticket.state, ticket.reopen_count), ("open", 1))

        self.tour(page, "cs_agent_resolves_and_closes", self.agent)
        self.assertEqual(ticket.state, "closed")
        self.assertFalse(ticket.clock_ids.filtered(lambda clock: clock.state in ("running", "paused")))
