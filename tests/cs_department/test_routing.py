"""D4: who gets a case."""

from datetime import datetime

from tests.cs_department.helpers import TicketCase


class TestRouting(TicketCase):
    def leave(self, user, start, stop):
        """The user's employee is on leave, times in UTC."""
        employee = self.employee_of[user]
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Leave",
                "calendar_id": self.calendar.id,
                "resource_id": employee.resource_id.id,
                "date_from": start,
                "date_to": stop,
                "time_type": "leave",
            }
        )

    def test_the_same_complaint_at_ten_and_at_twenty_three_goes_to_the_right_two(self):
        with self.at("2026-03-04 02:00"):  # 10:00 in Shanghai
            day = self.make_ticket()
        with self.at("2026-03-04 15:00"):  # 23:00 in Shanghai
            night = self.make_ticket(user=self.employee)
        self.assertEqual(day.user_id, self.agent)
        self.assertFalse(day.alarm)
        self.assertEqual(night.sudo().user_id, self.supervisor)
        self.assertEqual(night.sudo().alarm, "unassigned")
        self.assertIn("alarm", self.event_types(night))

    def test_the_area_s_agent_comes_first(self):
        area = self.env["cs.area"].create({"name": "East", "user_id": self.agent2.id})
        block = self.env["cs.area"].create({"name": "Block 3", "parent_id": area.id})
        self.assertEqual(self.make_ticket(area_id=block.id).user_id, self.agent2)

    def test_each_case_of_a_batch_finds_its_own_area_s_agent(self):
        areas = self.env["cs.area"].create(
            [
                {"name": "East", "user_id": self.agent2.id},
                {"name": "West", "user_id": self.outsider.id},
                {"name": "North", "user_id": self.agent.id},
            ]
        )
        values = {
            "name": "Batch",
            "kind_id": self.enquiry.id,
            "description": "x",
            "partner_id": self.customer.id,
        }
        tickets = self.env["cs.ticket"].create([{**values, "area_id": a.id} for a in areas])
        self.assertEqual(tickets.mapped("user_id"), areas.mapped("user_id"))

    def test_an_absent_area_s_agent_is_passed_over(self):
        area = self.env["cs.area"].create({"name": "East", "user_id": self.agent2.id})
        self.leave(self.agent2, "2026-03-03 16:00:00", "2026-03-04 16:00:00")
        self.assertEqual(self.make_ticket(area_id=area.id).user_id, self.agent)

    def test_the_least_loaded_of_those_present_gets_the_next(self):
        users = [self.make_ticket().user_id for _ in range(4)]
        self.assertEqual(users, [self.agent, self.agent2, self.agent, self.agent2])

    def test_somebody_on_leave_is_skipped_whatever_his_load(self):
        self.leave(self.agent, "2026-03-03 16:00:00", "2026-03-04 16:00:00")
        users = {self.make_ticket().user_id for _ in range(3)}
        self.assertEqual(users, {self.agent2})

    def test_all_on_leave_the_supervisor_gets_it_loudly(self):
        for user in (self.agent, self.agent2):
            self.leave(user, "2026-03-03 16:00:00", "2026-03-04 16:00:00")
        ticket = self.make_ticket(user=self.employee).sudo()
        self.assertEqual(ticket.user_id, self.supervisor)
        self.assertEqual(ticket.alarm, "unassigned")

    def test_without_a_supervisor_nobody_has_it_and_the_alarm_says_so(self):
        self.team.supervisor_id = False
        with self.at("2026-03-07 04:00"):
            ticket = self.make_ticket()
        self.assertFalse(ticket.user_id)
        self.assertEqual(ticket.alarm, "unassigned")

    def test_the_skill_decides_before_the_load(self):
        kind = self.env["hr.skill.type"].create({"name": "Trades"})
        level = self.env["hr.skill.level"].create({"name": "Able", "skill_type_id": kind.id, "level_progress": 100})
        skill = self.env["hr.skill"].create({"name": "Plumbing", "skill_type_id": kind.id})
        self.env["hr.employee.skill"].create(
            {
                "employee_id": self.employee_of[self.agent2].id,
                "skill_id": skill.id,
                "skill_type_id": kind.id,
                "skill_level_id": level.id,
            }
        )
        self.category.skill_ids = skill
        users = {self.make_ticket().user_id for _ in range(3)}
        self.assertEqual(users, {self.agent2})

    def test_by_attendance_only_who_has_checked_in_is_present(self):
        self.env.ref("cs_department.routing_rule_general").presence = "attendance"
        self.assertEqual(self.make_ticket(user=self.employee).sudo().user_id, self.supervisor)
        entry = self.env["hr.attendance"].create(
            {
                "employee_id": self.employee_of[self.agent2].id,
                "check_in": datetime(2026, 3, 4, 1, 0),
            }
        )
        self.assertEqual(self.make_ticket().user_id, self.agent2)
        entry.check_out = datetime(2026, 3, 4, 9, 0)
        with self.at("2026-03-04 08:00"):
            self.assertEqual(self.make_ticket().user_id, self.agent2)
        with self.at("2026-03-04 10:00"):  # he went home at 17:00 in Shanghai
            ticket = self.make_ticket(user=self.employee).sudo()
        self.assertEqual(ticket.user_id, self.supervisor)

    def test_who_came_in_on_a_free_day_is_present(self):
        self.env.ref("cs_department.routing_rule_general").presence = "attendance"
        self.env["hr.attendance"].create(
            {
                "employee_id": self.employee_of[self.agent2].id,
                "check_in": datetime(2026, 3, 7, 1, 0),
            }
        )
        with self.at("2026-03-07 02:00"):
            self.assertEqual(self.make_ticket().user_id, self.agent2)

    def test_who_has_left_the_company_is_not_present(self):
        self.employee_of[self.agent].active = False
        self.assertEqual(self.make_ticket().user_id, self.agent2)

    def test_an_archived_area_s_agent_gets_nothing(self):
        area = self.env["cs.area"].create({"name": "East", "user_id": self.agent2.id})
        self.agent2.active = False
        self.assertEqual(self.make_ticket(area_id=area.id).user_id, self.agent)

    def test_the_area_s_agent_of_another_team_is_no_candidate_by_load(self):
        rule = self.env.ref("cs_department.routing_rule_general")
        rule.step_ids.filtered(lambda s: s.step == "area_agent").unlink()
        area = self.env["cs.area"].create({"name": "East", "user_id": self.outsider.id})
        self.make_ticket()
        self.make_ticket()
        self.assertIn(self.make_ticket(area_id=area.id).user_id, self.agent | self.agent2)

    def test_the_order_of_the_steps_is_a_rule(self):
        self.env["cs.routing.rule"].create(
            {
                "name": "Leaks go to the supervisor",
                "sequence": 1,
                "category_ids": [(6, 0, self.category.ids)],
                "step_ids": [(0, 0, {"step": "supervisor"})],
            }
        )
        self.assertEqual(self.make_ticket(user=self.employee).sudo().user_id, self.supervisor)
        other = self.make_ticket(category_id=self.other_category.id)
        self.assertEqual(other.user_id, self.agent)

    def test_a_severe_case_alarms_the_supervisor_at_once_also_when_it_becomes_severe(
        self,
    ):
        severe = self.env.ref("cs_department.severity_serious")
        self.assertEqual(self.make_ticket(severity_id=severe.id).alarm, "severe")
        ticket = self.make_ticket()
        self.assertFalse(ticket.alarm)
        ticket.severity_id = severe
        self.assertEqual(ticket.alarm, "severe")

    def test_whoever_takes_a_severe_case_over_does_not_silence_its_alarm(self):
        severe = self.env.ref("cs_department.severity_serious")
        ticket = self.make_ticket(severity_id=severe.id)
        ticket.sudo().user_id = False
        ticket.with_user(self.agent).take()
        self.assertEqual((ticket.user_id, ticket.alarm), (self.agent, "severe"))
        ticket.sudo().transfer(team=self.team.id, reason="Night shift")
        ticket.with_user(self.agent).accept()
        self.assertEqual(ticket.alarm, "severe")

    def test_a_company_without_a_team_still_takes_cases_in(self):
        company = self.env["res.company"].create({"name": "No team yet"})
        self.env["cs.team"].search([("company_id", "=", company.id)]).action_archive()
        ticket = (
            self.env["cs.ticket"]
            .with_company(company)
            .create(
                {
                    "name": "Hello",
                    "kind_id": self.enquiry.id,
                    "description": "x",
                    "company_id": company.id,
                }
            )
        )
        self.assertFalse(ticket.team_id)
        self.assertEqual(ticket.alarm, "unassigned")
        self.assertEqual(self.clock(ticket, "resolution").state, "running")
        self.assertEqual(self.clock(ticket, "resolution").calendar_id, company.resource_calendar_id)
        ticket.answer("Hello")
        ticket.resolve("Done")
        self.assertEqual(ticket.state, "resolved")

    def test_a_team_without_working_hours_counts_around_the_clock(self):
        self.team.resource_calendar_id = False
        self.set_target("resolution", 24)
        ticket = self.make_ticket()
        self.assertEqual(self.clock(ticket, "resolution").due_at, datetime(2026, 3, 5, 2, 0))
