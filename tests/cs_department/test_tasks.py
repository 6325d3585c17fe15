"""D5: what other departments owe a case, and who answers for a late one."""

from datetime import datetime

from odoo.exceptions import AccessError, UserError

from tests.cs_department.helpers import TicketCase


class TestTasks(TicketCase):
    def dispatch(self, ticket, steps=("do",), **to):
        to = to or {"department": self.engineering.id}
        return ticket.dispatch(steps=list(steps), name="Look at the riser", **to).sudo()

    def test_the_steps_follow_each_other_each_with_its_clock_and_owner(self):
        ticket = self.make_ticket()
        tasks = self.dispatch(ticket, ("verify", "plan", "do", "report"))
        self.assertEqual(tasks.mapped("step"), ["verify", "plan", "do", "report"])
        for position, task in enumerate(tasks):
            self.assertEqual(
                tasks.mapped("state"),
                ["done"] * position + ["todo"] + ["waiting"] * (3 - position),
            )
            self.assertEqual(task.clock_ids.state, "running")
            self.assertEqual(task.due_at, task.clock_ids.due_at)
            task.with_user(self.engineer).start()
            self.assertEqual(task.user_id, self.engineer)
            task.with_user(self.engineer).done("Looked at")
            self.assertEqual(task.clock_ids.state, "met")
        self.assertEqual(tasks[2].with_user(self.engineer).previous_result, "Looked at")

    def test_a_case_cannot_close_over_an_open_task(self):
        ticket = self.make_ticket()
        task = self.dispatch(ticket)
        with self.assertRaisesRegex(UserError, "still open"):
            self.resolve(ticket)
        with self.assertRaisesRegex(UserError, "still open"):
            ticket.cancel("Mistake")
        task.with_user(self.engineer).done("Repaired")
        self.resolve(ticket)
        ticket.close()
        self.assertEqual(ticket.state, "closed")

    def test_a_step_is_not_finished_without_a_word(self):
        task = self.dispatch(self.make_ticket())
        for words in (None, "", "  "):
            with self.subTest(words=words), self.assertRaises(UserError):
                task.with_user(self.engineer).done(words)

    def test_two_requests_to_one_department_do_not_push_each_other(self):
        ticket = self.make_ticket()
        first = self.dispatch(ticket, ("verify", "do"))
        second = self.dispatch(ticket, ("verify", "do"))
        second[0].done("Seen")
        self.assertEqual(first.mapped("state"), ["todo", "waiting"])
        self.assertEqual(second.mapped("state"), ["done", "todo"])

    def test_two_outside_companies_do_not_push_each_other(self):
        ticket = self.make_ticket()
        lift, glass = self.env["res.partner"].create([{"name": "Lift"}, {"name": "Glass"}])
        first = self.dispatch(ticket, ("plan", "do"), partner=lift.id)
        second = self.dispatch(ticket, ("plan", "do"), partner=glass.id)
        second[0].done("Offer is here")
        self.assertEqual(first.mapped("state"), ["todo", "waiting"])
        self.assertEqual(second.mapped("state"), ["done", "todo"])

    def test_a_cancelled_step_lets_the_next_begin(self):
        tasks = self.dispatch(self.make_ticket(), ("verify", "plan", "do"))
        with self.assertRaises(UserError):
            tasks[0].cancel("")
        tasks[0].cancel("Seen by the agent himself")
        self.assertEqual(tasks.mapped("state"), ["cancelled", "todo", "waiting"])
        self.assertEqual(tasks[0].clock_ids.state, "cancelled")

    def test_cancelling_a_step_that_waits_does_not_begin_the_one_after_it(self):
        tasks = self.dispatch(self.make_ticket(), ("verify", "plan", "do"))
        tasks[1].cancel("No plan needed")
        self.assertEqual(tasks.mapped("state"), ["todo", "cancelled", "waiting"])
        tasks[0].done("Seen")
        self.assertEqual(tasks.mapped("state"), ["done", "cancelled", "todo"])

    def test_cancelling_the_whole_request_begins_nothing(self):
        tasks = self.dispatch(self.make_ticket(), ("verify", "plan", "do"))
        tasks.cancel("Not needed")
        self.assertEqual(set(tasks.mapped("state")), {"cancelled"})

    def test_an_ended_step_is_not_finished_twice(self):
        task = self.dispatch(self.make_ticket())
        task.done("Repaired")
        with self.assertRaises(UserError):
            task.done("Repaired again")

    def test_owner_and_head_are_told_when_their_step_begins_not_before(self):
        self.engineering.manager_id = self.employee_of[self.engineer]
        tasks = self.dispatch(self.make_ticket(), ("verify", "do"))
        self.assertEqual(tasks[0].activity_ids.user_id, self.engineer)
        self.assertFalse(tasks[1].activity_ids)
        tasks[0].with_user(self.engineer).done("Seen")
        self.assertFalse(tasks[0].activity_ids)
        self.assertEqual(tasks[1].activity_ids.user_id, self.engineer)

    def test_the_head_sees_his_department_s_tasks_from_another_department(self):
        self.engineering.manager_id = self.employee_of[self.supervisor]
        head = self.employee
        self.env["hr.employee"].create({"name": "Head", "user_id": head.id})
        self.engineering.manager_id = head.employee_id
        task = self.dispatch(self.make_ticket())
        self.assertEqual(task.activity_ids.user_id, head)
        task.with_user(head).done("Repaired")

    def test_a_department_sees_its_tasks_and_not_the_case(self):
        ticket = self.make_ticket()
        task = self.dispatch(ticket)
        seen = task.with_user(self.engineer)
        self.assertEqual(seen.ticket_number, ticket.number)
        self.assertEqual(seen.ticket_description, ticket.description)
        with self.assertRaises(AccessError):
            ticket.with_user(self.engineer).read(["name"])
        with self.assertRaises(AccessError):
            task.with_user(self.employee).read(["name"])

    def test_a_leg_runs_on_while_the_customer_is_awaited(self):
        ticket = self.make_ticket()
        task = self.dispatch(ticket)
        due = task.due_at
        self.wait_for_customer(ticket)
        self.assertEqual((task.clock_ids.state, task.due_at), ("running", due))

    def test_a_leg_whose_target_says_so_waits_with_the_case_and_its_date_follows(self):
        self.set_target("task_do", 4, target_pausable=True)
        ticket = self.make_ticket()
        task = self.dispatch(ticket)
        self.assertEqual(task.due_at, datetime(2026, 3, 4, 8, 0))
        self.wait_for_customer(ticket)
        self.assertFalse(task.due_at)
        with self.at("2026-03-05 02:00"):
            ticket.resume()
        self.assertEqual(task.due_at, datetime(2026, 3, 5, 8, 0))

    def test_a_leg_s_target_follows_the_facts_and_so_does_its_date(self):
        self.set_target("task_do", 1, priority_from="3")
        ticket = self.make_ticket()
        task = self.dispatch(ticket)
        ticket.write({"impact": "1", "urgency": "1"})
        self.assertEqual(task.clock_ids.target_minutes, 60)
        self.assertEqual(task.due_at, datetime(2026, 3, 4, 3, 0))


class TestLegs(TicketCase):
    def setUp(self):
        super().setUp()
        self.set_target("resolution", 7, target_warn_percent=0)
        self.set_target("task_do", 3, sequence=2)

    def test_a_late_department_is_late_on_its_leg_and_the_agent_is_not(self):
        ticket = self.make_ticket()
        task = ticket.dispatch(self.engineering.id, ["do"], "Repair").sudo()
        with self.at("2026-03-05 04:00"):  # 7 + 2 h: the leg is 6 h late, the case 2 h
            task.with_user(self.engineer).done("Repaired")
            self.resolve(ticket)
        self.assertTrue(task.is_late)
        self.assertEqual(ticket.late_department_id, self.engineering)
        self.assertEqual(ticket.department_late_minutes, 120)
        self.assertEqual(ticket.agent_late_minutes, 0)

    def test_an_agent_who_lets_it_lie_is_late_himself(self):
        ticket = self.make_ticket()
        task = ticket.dispatch(self.engineering.id, ["do"], "Repair").sudo()
        with self.at("2026-03-04 03:00"):
            task.with_user(self.engineer).done("Repaired")
        with self.at("2026-03-05 04:00"):
            self.resolve(ticket)
        self.assertFalse(ticket.late_department_id)
        self.assertEqual(ticket.department_late_minutes, 0)
        self.assertEqual(ticket.agent_late_minutes, 120)

    def test_both_late_each_answers_for_his_part(self):
        ticket = self.make_ticket()
        task = ticket.dispatch(self.engineering.id, ["do"], "Repair").sudo()
        with self.at("2026-03-04 08:00"):  # 4 h of 3: one hour late
            task.with_user(self.engineer).done("Repaired")
        with self.at("2026-03-05 04:00"):
            self.resolve(ticket)
        self.assertEqual(ticket.department_late_minutes, 60)
        self.assertEqual(ticket.agent_late_minutes, 60)

    def test_a_leg_late_in_a_case_in_time_costs_the_case_nothing(self):
        ticket = self.make_ticket()
        ticket.answer("Coming")
        task = ticket.dispatch(self.engineering.id, ["do"], "Repair").sudo()
        with self.at("2026-03-04 08:00"):
            task.with_user(self.engineer).done("Repaired")
            self.resolve(ticket)
        self.assertTrue(task.is_late)
        self.assertFalse(ticket.breached)
        self.assertEqual(ticket.agent_late_minutes + ticket.department_late_minutes, 0)

    def test_a_late_leg_is_no_breach_of_the_case_in_the_pass_either(self):
        ticket = self.make_ticket()
        ticket.dispatch(self.engineering.id, ["do"], "Repair")
        ticket.answer("Coming")
        self.run_due("2026-03-04 07:30")
        self.assertIn("clock_missed", self.event_types(ticket))
        self.assertFalse(ticket.breached)
        self.run_due("2026-03-04 08:00")
        self.assertFalse(ticket.breached)

    def test_who_was_late_is_grouped_in_the_pivot(self):
        ticket = self.make_ticket()
        task = ticket.dispatch(self.engineering.id, ["do"], "Repair").sudo()
        with self.at("2026-03-05 04:00"):
            task.with_user(self.engineer).done("Repaired")
            self.resolve(ticket)
        rows = self.env["cs.ticket"]._read_group(
            [("id", "=", ticket.id)],
            ["late_department_id"],
            ["department_late_minutes:sum", "agent_late_minutes:sum"],
        )
        self.assertEqual(rows, [(self.engineering, 120, 0)])

    def test_opened_again_the_shares_are_open_again(self):
        ticket = self.make_ticket()
        with self.at("2026-03-05 04:00"):
            self.resolve(ticket)
            self.assertTrue(ticket.agent_late_minutes)
            ticket.reopen("Wet again")
            self.assertFalse(ticket.agent_late_minutes)
