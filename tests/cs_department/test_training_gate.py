"""A category that needs a course is given only to those who have passed it (D19)."""

from datetime import date

from tests.cs_department.training_case import TrainingCase


class TestGate(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gas.category_ids = cls.category
        cls.env["hr.attendance"].create(
            [{"employee_id": one.id, "check_in": "2026-03-04 01:00:00"} for one in (cls.person, cls.colleague)]
        )

    def routed(self, **values):
        return self.make_ticket(self.employee, **values)

    def note(self, ticket):
        return ticket.event_ids.filtered(lambda event: event.event_type in ("assigned", "alarm"))[:1].note

    def test_a_case_goes_to_the_one_who_has_passed(self):
        self.sits(self.learns(person=self.colleague), right=2)
        ticket = self.routed()
        self.assertEqual(ticket.user_id, self.agent2)
        self.assertIn("not trained (Gas safety): Agent", self.note(ticket))

    def test_where_nobody_has_passed_the_supervisor_decides(self):
        ticket = self.routed()
        self.assertEqual((ticket.user_id, ticket.alarm), (self.supervisor, "unassigned"))
        self.assertIn("Agent2", self.note(ticket))

    def test_other_categories_are_for_everybody(self):
        ticket = self.routed(category_id=self.other_category.id)
        self.assertEqual(ticket.user_id, self.agent)
        self.assertNotIn("trained", self.note(ticket))

    def test_branches_need_what_their_category_needs(self):
        below = self.env["cs.ticket.category"].create({"name": "Meter", "parent_id": self.category.id})
        self.assertEqual(self.routed(category_id=below.id).user_id, self.supervisor)

    def test_a_failed_exam_opens_nothing(self):
        self.sits(self.learns(), right=1)
        self.assertEqual(self.routed().user_id, self.supervisor)

    def test_what_has_run_out_opens_nothing(self):
        self.sits(self.learns(), right=2)
        self.assertEqual(self.routed().user_id, self.agent)
        with self.at("2027-03-03 17:00"):  # the 4th in Shanghai: the pass ended on the 3rd
            self.assertEqual(
                self.env["cs.ticket"]._untrained_for(self.category.id, self.company.id, self.agent.ids),
                frozenset(self.agent.ids),
            )

    def test_there_is_time_to_learn_before_the_day(self):
        self.gas.gate_from = date(2026, 3, 5)
        self.assertEqual(self.routed().user_id, self.agent)
        with self.at("2026-03-05 02:00"):
            out = self.env["cs.ticket"]._untrained_for(self.category.id, self.company.id, self.agent.ids)
        self.assertEqual(out, frozenset(self.agent.ids))

    def test_an_archived_course_is_needed_for_nothing(self):
        self.gas.active = False
        self.assertEqual(self.routed().user_id, self.agent)

    def test_by_hand_it_is_allowed_and_noted(self):
        self.sits(self.learns(person=self.colleague), right=2)
        ticket = self.make_ticket(self.supervisor)
        ticket.with_user(self.supervisor).user_id = self.agent
        self.assertEqual(ticket.user_id, self.agent)
        self.assertIn("has not passed", ticket.training_gap)
        noted = ticket.event_ids.filtered(lambda event: event.event_type == "untrained")
        self.assertEqual(len(noted), 1)
        self.assertIn("Agent has not passed “Gas safety”", noted.note)

    def test_the_dialog_of_a_transfer_says_it_beforehand(self):
        self.sits(self.learns(person=self.colleague), right=2)
        ticket = self.routed()
        dialog = (
            self.env["cs.ticket.verb"]
            .with_user(self.agent2)
            .new({"verb": "transfer", "ticket_ids": [(6, 0, ticket.ids)], "user_id": self.agent.id})
        )
        self.assertIn("Gas safety", dialog.training_gap)
        ticket.with_user(self.agent2).transfer(user=self.agent.id, reason="knows the house")
        self.assertTrue(ticket.event_ids.filtered(lambda event: event.event_type == "untrained"))
        self.assertIn("Agent has not passed", ticket.training_gap)

    def test_where_no_course_is_needed_routing_costs_nothing_more(self):
        self.gas.category_ids = False
        ticket = self.routed()
        ticket._barred_from(frozenset({self.agent.id}))
        before = self.env.cr.sql_log_count
        ticket._barred_from(frozenset({self.agent.id}))
        self.assertEqual(self.env.cr.sql_log_count, before)

    def test_a_skill_that_has_run_out_is_none(self):
        kind = self.env["hr.skill.type"].create(
            {
                "name": "Safety",
                "is_certification": True,
                "skill_ids": [(0, 0, {"name": "Gas"})],
                "skill_level_ids": [(0, 0, {"name": "Holder", "level_progress": 100})],
            }
        )
        self.env["hr.employee.skill"].create(
            {
                "employee_id": self.person.id,
                "skill_type_id": kind.id,
                "skill_id": kind.skill_ids.id,
                "skill_level_id": kind.skill_level_ids.id,
                "valid_from": "2025-01-01",
                "valid_to": "2026-03-03",
            }
        )
        self.assertFalse(self.env["cs.ticket"]._skills_of(self.agent.ids).get(self.agent.id))
        with self.at("2026-03-03 02:00"):
            self.assertTrue(self.env["cs.ticket"]._skills_of(self.agent.ids)[self.agent.id])
