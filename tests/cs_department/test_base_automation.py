"""Odoo's automated actions: our triggers and actions, for administrators."""

from datetime import timedelta

from odoo import Command
from odoo.addons.cs_department.models.automation.facts import TRIGGERS
from odoo.exceptions import AccessError

from tests.common import NOW
from tests.cs_department.helpers import TicketCase


class TestBaseAutomation(TicketCase):
    def switch_on(self, name):
        automation = self.env.ref(f"cs_department.{name}")
        self.assertFalse(automation.active, "an example runs before anybody switched it on")
        automation.active = True
        return automation

    def automation(self, trigger, lines, **values):
        model = self.env["ir.model"]._get("cs.ticket")
        automation = self.env["base.automation"].create(
            {"name": "Test", "model_id": model.id, "trigger": trigger, **values}
        )
        self.env["ir.actions.server"].create(
            {
                "name": "Test",
                "model_id": model.id,
                "base_automation_id": automation.id,
                "usage": "base_automation",
                "state": "cs_action",
                "cs_action_ids": [Command.create(line) for line in lines],
            }
        )
        return automation

    def test_every_trigger_is_offered_and_heard(self):
        tag = self.env["cs.ticket.tag"].create({"name": "Heard"})
        lines = [{"action": "add_tags", "tag_ids": [Command.link(tag.id)]}]
        for trigger, _label in TRIGGERS:
            with self.subTest(trigger=trigger):
                automation = self.automation(f"cs_{trigger}", lines)
                ticket = self.make_ticket()
                ticket.sudo()._happened(trigger)
                self.assertEqual(ticket.tag_ids, tag)
                automation.active = False
                ticket.sudo().tag_ids = False
                ticket.sudo()._happened(trigger)
                self.assertFalse(ticket.tag_ids)

    def test_the_filter_of_an_automation_is_kept_to(self):
        tag = self.env["cs.ticket.tag"].create({"name": "Heard"})
        self.automation(
            "cs_answered",
            [{"action": "add_tags", "tag_ids": [Command.link(tag.id)]}],
            filter_domain="[('place', '=', 'B2')]",
        )
        inside, outside = self.make_ticket(place="B2"), self.make_ticket(place="C3")
        (inside | outside).with_user(self.supervisor).answer("Words")
        self.assertEqual(inside.tag_ids, tag)
        self.assertFalse(outside.tag_ids)

    def test_an_employee_sets_an_automation_off(self):
        self.automation("cs_registered", [{"action": "assign", "role": "supervisor"}])
        ticket = self.make_ticket(user=self.employee)
        self.assertEqual(ticket.sudo().user_id, self.supervisor)

    def test_a_failing_automation_does_not_stop_the_case(self):
        self.automation("cs_resolved", [{"action": "dispatch", "department_id": self.engineering.id}])
        ticket = self.make_ticket()
        with self.assertLogs("odoo.addons.cs_department.models.automation.base_automation", "WARNING"):
            self.resolve(ticket)
        self.assertEqual(ticket.state, "resolved")
        self.assertIn("automation", self.event_types(ticket))

    def test_without_an_automation_for_it_an_event_costs_no_query(self):
        ticket = self.make_ticket().sudo()
        ticket._happened("promised")
        with self.assertQueryCount(0):
            ticket._happened("promised")

    def test_only_administrators_reach_automations(self):
        with self.assertRaises(AccessError):
            self.env["base.automation"].with_user(self.manager).search([])

    def test_the_action_is_offered_for_cases_alone(self):
        action = self.env["ir.actions.server"].new({"model_id": self.env["ir.model"]._get("res.partner").id})
        self.assertNotIn("cs_action", action.allowed_states)
        action = self.env["ir.actions.server"].new({"model_id": self.env["ir.model"]._get("cs.ticket").id})
        self.assertIn("cs_action", action.allowed_states)

    def test_a_server_action_is_no_way_around_the_rights(self):
        action = self.env.ref("cs_department.automation_reopened_twice_action")
        ticket = self.make_ticket()
        context = {"active_model": "cs.ticket", "active_ids": ticket.ids, "active_id": ticket.id}
        with self.assertRaises(AccessError), self.assertLogs("odoo.addons.base.models.ir_actions", "WARNING"):
            action.with_user(self.employee).with_context(**context).run()

    # -- the three examples ------------------------------------------------------------

    def test_example_the_customer_writes_on_a_resolved_case(self):
        self.switch_on("automation_customer_waits")
        ticket = self.make_ticket()
        ticket.sudo()._customer_wrote()
        self.assertFalse(ticket.sudo().activity_ids)
        self.resolve(ticket)
        ticket.sudo()._customer_wrote()
        self.assertEqual(ticket.sudo().activity_ids.user_id, self.supervisor)

    def test_example_a_case_is_opened_again_a_second_time(self):
        self.switch_on("automation_reopened_twice")
        ticket = self.make_ticket()
        for times in (1, 2):
            self.assertEqual(ticket.user_id in self.agent | self.agent2, True)
            self.resolve(ticket)
            ticket.with_user(self.supervisor).reopen("Not done")
            self.assertEqual(ticket.reopen_count, times)
        self.assertEqual(ticket.user_id, self.supervisor)

    def test_example_a_promise_is_broken(self):
        self.switch_on("automation_promise_broken")
        ticket = self.make_ticket(urgency="3")
        ticket.with_user(ticket.user_id).promise(NOW + timedelta(hours=1))
        self.run_due(NOW + timedelta(hours=2))
        self.assertEqual(ticket.urgency, "1")
