"""Registering a case in the browser, by the telephone and at the counter."""

from tests.e2e.common import CsHttpCase


class TestSomebodyCalls(CsHttpCase):
    def test_an_agent_registers_an_unknown_caller_without_the_mouse(self):
        self.tour("cs-desk", "cs_register_unknown_caller", self.agent)
        caller = self.env["res.partner"].search([("name", "=", "Lin Feng")])
        self.assertEqual(len(caller), 1)
        ticket = self.env["cs.ticket"].search([("partner_id", "=", caller.id)])
        self.assertEqual(ticket.name, "When is the office open?")
        self.assertEqual(ticket.registered_by_id, self.agent)
        self.assertTrue(ticket.next_due_at)

    def test_a_known_number_brings_the_customer_up_with_his_cases(self):
        self.make_ticket()
        self.tour("cs-register", "cs_register_known_number", self.agent)
        tickets = self.env["cs.ticket"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(set(tickets.mapped("name")), {"Water comes through the ceiling", "And the lamp is dark"})

    def test_an_employee_without_a_group_registers_a_complaint(self):
        self.tour("cs-register", "cs_employee_registers_complaint", self.employee)
        ticket = self.env["cs.ticket"].search([("registered_by_id", "=", self.employee.id)])
        self.assertEqual(ticket.kind_id, self.complaint)
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertIn(ticket.user_id, self.agent | self.agent2)
