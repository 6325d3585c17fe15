"""What the system keeps as evidence cannot be written by anybody, by no door."""

from odoo.addons.cs_department.models.ticket.ticket import SYSTEM_FIELDS
from odoo.exceptions import AccessError, UserError

from tests.cs_department.helpers import TicketCase

#: a value that would do harm, for each field of the system
HARM = {
    "number": "CS-FORGED",
    "state": "closed",
    "registered_at": "2020-01-01 00:00:00",
    "registered_by_id": 2,
    "first_response_at": "2020-01-01 00:00:00",
    "resolved_at": "2020-01-01 00:00:00",
    "closed_at": "2020-01-01 00:00:00",
    "reopen_count": 99,
    "transfer_count": 99,
    "pending_user_id": 2,
    "pending_team_id": 1,
    "alarm": "severe",
    "next_due_at": "2020-01-01 00:00:00",
    "next_clock": "resolution",
    "next_warn_at": "2020-01-01 00:00:00",
    "clock_paused": True,
    "next_action_at": "2020-01-01 00:00:00",
    "breached": True,
    "merged_into_id": 1,
    "repeat_of_id": 1,
    "customer_class_id": 1,
    "promise_told_at": "2020-01-01 00:00:00",
    "promised_at": "2020-01-01 00:00:00",
    "promise_broken_at": "2020-01-01 00:00:00",
    "closing_warned_at": "2020-01-01 00:00:00",
    "unread_reply": True,
    "end_reason": "forged",
    "regulator_reported_at": "2020-01-01 00:00:00",
    "regulator_reference": "forged",
    "active": False,
    "agent_late_minutes": 5.0,
    "department_late_minutes": 5.0,
    "late_department_id": 1,
    "external_ref": "forged",
    "urge_count": 99,
    "last_urged_at": "2020-01-01 00:00:00",
    "follow_up_of_id": 1,
    "low_answer_id": 1,
    "invitation_ids": [(5,)],
    "escalation_ids": [(5,)],
    "clock_ids": [(5,)],
    "event_ids": [(0, 0, {"at": "2020-01-01", "event_type": "answered"})],
}


class TestTampering(TicketCase):
    def test_every_field_of_the_system_has_its_harm_in_this_test(self):
        known = {name for name in SYSTEM_FIELDS if name in self.env["cs.ticket"]._fields}
        self.assertEqual(known - {"import_id"}, set(HARM))

    def test_writing_a_field_of_the_system_is_refused(self):
        ticket = self.make_ticket()
        for name, value in HARM.items():
            for user in (self.agent, self.manager):
                with self.subTest(field=name, user=user.name), self.assertRaises(AccessError):
                    ticket.with_user(user).write({name: value})

    def test_registering_with_a_field_of_the_system_is_refused(self):
        for name, value in HARM.items():
            with self.subTest(field=name), self.assertRaises(AccessError):
                self.make_ticket(user=self.agent, **{name: value})

    def test_a_default_in_the_context_does_not_bring_it_in(self):
        honest = self.make_ticket(user=self.employee).sudo()
        for name, value in HARM.items():
            with self.subTest(field=name):
                forged = (
                    self.env["cs.ticket"]
                    .with_user(self.employee)
                    .with_context(**{f"default_{name}": value})
                    .create(
                        {
                            "name": "Forged",
                            "kind_id": self.complaint.id,
                            "partner_id": self.customer.id,
                            "description": "x",
                        }
                    )
                    .sudo()
                )
                if name == "number":
                    self.assertNotEqual(forged.number, value)
                elif name in ("clock_ids", "event_ids"):
                    self.assertNotIn("answered", self.event_types(forged))
                    self.assertTrue(forged.clock_ids)
                else:
                    self.assertEqual(forged[name], honest[name])

    def test_a_context_that_claims_to_be_the_machinery_is_not_believed(self):
        ticket = self.make_ticket()
        for claim in (True, 1, "VERB", {}, [1]):
            with self.subTest(claim=claim), self.assertRaises(AccessError):
                ticket.with_context(cs_verb=claim).write({"state": "closed"})

    def test_timeline_and_clocks_take_no_commands_through_the_case(self):
        ticket = self.make_ticket()
        clock, event = ticket.sudo().clock_ids[0], ticket.sudo().event_ids[0]
        harms = [
            {"event_ids": [(0, 0, {"at": "2020-01-01", "event_type": "answered"})]},
            {"event_ids": [(1, event.id, {"note": "forged"})]},
            {"event_ids": [(2, event.id, 0)]},
            {"clock_ids": [(1, clock.id, {"due_at": "2030-01-01 00:00:00"})]},
            {"clock_ids": [(2, clock.id, 0)]},
        ]
        for harm in harms:
            for user in (self.agent, self.manager):
                with self.subTest(harm=harm, user=user.name), self.assertRaises(AccessError):
                    ticket.with_user(user).write(harm)

    def test_commands_through_the_customer_meet_the_same_guard(self):
        ticket = self.make_ticket()
        with self.assertRaises(AccessError):
            self.customer.with_user(self.manager).write({"cs_ticket_ids": [(1, ticket.id, {"state": "closed"})]})

    def test_a_task_s_state_and_dates_belong_to_its_verbs(self):
        ticket = self.make_ticket()
        task = ticket.dispatch(self.engineering.id, ["do"], "Repair")
        harms = {
            "state": "done",
            "started_at": "2020-01-01 00:00:00",
            "done_at": "2020-01-01 00:00:00",
            "due_at": "2030-01-01 00:00:00",
            "ticket_id": self.make_ticket().id,
            "company_id": self.env.company.id,
            "previous_id": task.id,
        }
        for name, value in harms.items():
            for user in (self.agent, self.engineer, self.manager):
                with self.subTest(field=name, user=user.name), self.assertRaises(AccessError):
                    task.with_user(user).write({name: value})

    def test_a_task_is_not_born_finished(self):
        ticket = self.make_ticket()
        values = {"ticket_id": ticket.id, "name": "x", "department_id": self.engineering.id}
        with self.assertRaises(AccessError):
            self.env["cs.ticket.task"].with_user(self.agent).create({**values, "state": "done"})
        task = (
            self.env["cs.ticket.task"]
            .with_user(self.agent)
            .with_context(default_state="done", default_due_at="2030-01-01 00:00:00")
            .create(values)
        )
        self.assertEqual(task.state, "todo")

    def test_a_task_belongs_to_a_live_case(self):
        ticket = self.make_ticket()
        self.resolve(ticket)
        with self.assertRaises(UserError):
            self.env["cs.ticket.task"].with_user(self.agent).create(
                {
                    "ticket_id": ticket.id,
                    "name": "x",
                    "department_id": self.engineering.id,
                }
            )
