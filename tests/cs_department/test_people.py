"""Who is told of a case inside the house, and by which ways."""

from unittest.mock import patch

from odoo.addons.cs_department.models.ticket.ticket import HAPPENINGS

from .helpers import TicketCase


class TestPeople(TicketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.system = cls.env["cs.ticket"].sudo()

    def test_each_role_is_filled_by_the_person_of_the_case(self):
        ticket = self.make_ticket().sudo()
        self.engineering.manager_id = self.employee_of[self.engineer]
        ticket.responsible_department_id = self.engineering
        self.team.write({"manager_id": self.manager.id, "duty_officer_id": self.agent2.id})
        roles = ("agent", "supervisor", "manager", "department_head", "duty_officer")
        people = [ticket._users_in_role(role)[ticket.id] for role in roles]
        self.assertEqual(people, [ticket.user_id, self.supervisor, self.manager, self.engineer, self.agent2])

    def test_where_a_role_is_empty_the_one_above_answers(self):
        ticket = self.make_ticket().sudo()
        self.team.supervisor_id = False
        self.team.manager_id = self.manager
        for role in ("duty_officer", "department_head", "supervisor"):
            self.assertEqual(ticket._users_in_role(role)[ticket.id], self.manager, role)

    def test_a_manager_is_found_though_the_team_names_none(self):
        ticket = self.make_ticket().sudo()
        managers = ticket._users_in_role("manager")[ticket.id]
        self.assertIn(self.manager, managers)
        self.assertFalse(any(user._is_system() for user in managers))

    def test_one_person_gets_one_mail_for_all_his_cases(self):
        tickets = self.make_ticket() | self.make_ticket()
        self.supervisor.email = "supervisor@example.com"
        before = self.env["mail.mail"].sudo().search([])
        self.system._tell({ticket.id: self.supervisor for ticket in tickets}, "Target missed", by=("mail",))
        mail = self.env["mail.mail"].sudo().search([]) - before
        self.assertEqual(len(mail), 1)
        self.assertIn("supervisor@example.com", mail.email_to)
        for ticket in tickets:
            self.assertIn(ticket.number, mail.body_html)

    def test_a_to_do_stands_on_each_case(self):
        tickets = self.make_ticket() | self.make_ticket()
        self.system._tell({ticket.id: self.supervisor for ticket in tickets}, "Look", "at once", by=("activity",))
        todos = tickets.sudo().activity_ids
        self.assertEqual(len(todos), 2)
        self.assertEqual(todos.user_id, self.supervisor)

    def test_a_text_message_goes_to_the_number_of_the_employee(self):
        ticket = self.make_ticket()
        self.employee_of[self.supervisor].mobile_phone = "13900001111"
        self.system._tell({ticket.id: self.supervisor}, "Target missed", by=("sms",))
        sms = self.env["sms.sms"].sudo().search([("partner_id", "=", self.supervisor.partner_id.id)])
        self.assertEqual(sms.number, "13900001111")
        self.assertIn(ticket.number, sms.body)

    def test_what_happens_to_a_case_is_told_once_and_when_it_is_complete(self):
        heard = []

        def hear(tickets, event):
            self.assertIn(event, HAPPENINGS)
            heard.append((event, tickets.mapped("state")))

        with patch.object(type(self.env["cs.ticket"]), "_happened", hear):
            ticket = self.make_ticket()
            ticket.with_user(self.agent).answer("On the way.")
            ticket.with_user(self.agent).wait("The customer is away.")
            ticket.with_user(self.agent).resume()
            self.resolve(ticket)
            ticket.with_user(self.agent).reopen("It drips again.")
        self.assertEqual(
            heard,
            [
                ("registered", ["new"]),
                ("answered", ["open"]),
                ("waiting", ["waiting"]),
                ("resumed", ["open"]),
                ("resolved", ["resolved"]),
                ("reopened", ["open"]),
            ],
        )

    def test_what_told_of_a_case_goes_when_the_case_is_dealt_with(self):
        ticket = self.make_ticket()
        self.system._tell({ticket.id: self.supervisor}, "Target missed", by=("activity",))
        own = ticket.with_user(self.agent).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.agent.id, summary="Bring the key back", automated=False
        )
        self.resolve(ticket)
        self.assertEqual(ticket.sudo().activity_ids, own.sudo())
