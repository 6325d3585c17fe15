"""D3: clocks of a case; the arithmetic itself is proven in tests/unit."""

from datetime import datetime

from tests.cs_department.helpers import TicketCase


class TestClocks(TicketCase):
    def test_a_complaint_starts_its_clocks_at_the_registration(self):
        ticket = self.make_ticket()
        due = {kind: self.clock(ticket, kind).due_at for kind in ("first_response", "verification", "resolution")}
        self.assertEqual(
            due,
            {
                "first_response": datetime(2026, 3, 4, 3, 0),
                "verification": datetime(2026, 3, 4, 10, 0),
                "resolution": datetime(2026, 3, 9, 10, 0),
            },
        )
        self.assertEqual(ticket.next_due_at, due["first_response"])
        self.assertEqual(ticket.next_clock, "first_response")

    def test_every_answer_starts_the_clock_of_the_next_update(self):
        ticket = self.make_ticket()
        ticket.answer("We come today.")
        self.assertEqual(self.clock(ticket, "first_response").state, "met")
        with self.at("2026-03-05 02:00"):
            ticket.answer("Parts are ordered.")
        first, second = self.clock(ticket, "next_update")
        self.assertEqual((first.state, second.state), ("met", "running"))
        self.assertEqual(second.due_at, datetime(2026, 3, 6, 10, 0))

    def test_a_late_answer_is_a_missed_target_even_if_no_pass_ran_before(self):
        ticket = self.make_ticket()
        with self.at("2026-03-04 03:30"):
            ticket.answer("Sorry for the delay.")
        clock = self.clock(ticket, "first_response")
        self.assertEqual((clock.state, clock.overrun_minutes), ("missed", 30))
        self.assertTrue(ticket.breached)

    def test_clocks_stand_still_while_the_customer_is_awaited(self):
        ticket = self.make_ticket()
        ticket.answer("When may we come?")
        self.wait_for_customer(ticket)
        self.assertTrue(ticket.clock_paused)
        self.assertFalse(ticket.next_due_at)
        with self.at("2026-03-16 02:00"):
            self.assertFalse(ticket.is_overdue)
            self.assertNotIn(ticket, ticket.search([("is_overdue", "=", True)]))
            ticket.resume()
        self.assertFalse(ticket.clock_paused)
        # 3 working days and 2 morning hours from Wednesday, begun anew on the 16th
        self.assertEqual(self.clock(ticket, "resolution").due_at, datetime(2026, 3, 19, 10, 0))

    def test_waiting_for_others_stops_no_clock(self):
        ticket = self.make_ticket()
        other = self.env.ref("cs_department.stage_waiting_other")
        ticket.wait("parts", stage=other.id)
        self.assertFalse(ticket.clock_paused)
        self.assertEqual(self.clock(ticket, "resolution").state, "running")

    def test_an_answer_while_waiting_starts_no_running_clock(self):
        ticket = self.make_ticket()
        self.wait_for_customer(ticket)
        ticket.answer("We still need the key.")
        self.assertEqual(self.clock(ticket, "next_update").state, "paused")
        self.assertFalse(ticket.next_due_at)

    def test_the_regulator_s_clock_runs_on_while_the_customer_is_awaited(self):
        accident = self.env.ref("cs_department.severity_accident")
        ticket = self.make_ticket(severity_id=accident.id)
        self.wait_for_customer(ticket)
        clock = self.clock(ticket, "regulator")
        self.assertEqual(clock.state, "running")
        self.assertEqual(clock.due_at, datetime(2026, 3, 4, 8, 0))
        self.assertEqual(ticket.next_clock, "first_response")
        self.file_report(ticket, "R-1")
        self.assertEqual(self.clock(ticket, "regulator").state, "met")

    def test_closing_does_not_pretend_that_the_regulator_was_told(self):
        accident = self.env.ref("cs_department.severity_accident")
        ticket = self.make_ticket(severity_id=accident.id)
        self.resolve(ticket)
        self.assertEqual(self.clock(ticket, "regulator").state, "running")
        with self.assertRaisesRegex(Exception, "regulator"):
            ticket.close()
        self.file_report(ticket, "R-1")
        ticket.close()
        self.assertEqual(ticket.state, "closed")

    def test_targets_are_looked_up_again_on_every_change_of_the_facts(self):
        gold = self.env["cs.customer.class"].create({"name": "Gold"})
        serious = self.env.ref("cs_department.severity_serious")
        rules = {
            "kind": (30, {"kind_ids": [(6, 0, self.enquiry.ids)]}),
            "category": (31, {"category_ids": [(6, 0, self.other_category.ids)]}),
            "severity": (32, {"severity_ids": [(6, 0, serious.ids)]}),
            "priority": (33, {"priority_from": "3"}),
            "class": (34, {"customer_class_ids": [(6, 0, gold.ids)]}),
        }
        changes = {
            "kind": lambda t: t.write({"kind_id": self.enquiry.id}),
            "category": lambda t: t.write({"category_id": self.other_category.id}),
            "severity": lambda t: t.write({"severity_id": serious.id}),
            "priority": lambda t: t.write({"impact": "1", "urgency": "1"}),
            "class": lambda t: self.customer.write({"cs_class_id": gold.id}),
        }
        for name, (hours, scope) in rules.items():
            with self.subTest(changed=name):
                rule = self.set_target("resolution", hours, **scope)
                ticket = self.make_ticket()
                self.assertNotEqual(self.clock(ticket, "resolution").rule_id, rule)
                changes[name](ticket)
                clock = self.clock(ticket, "resolution")
                self.assertEqual(clock.rule_id, rule)
                self.assertEqual(clock.target_minutes, hours * 60)
                self.assertIn("clock_moved", self.event_types(ticket))
                rule.active = False

    def test_a_new_target_keeps_the_time_that_was_spent(self):
        self.set_target("resolution", 10, category_ids=[(6, 0, self.other_category.ids)])
        ticket = self.make_ticket()
        with self.at("2026-03-04 04:00"):  # two hours spent
            self.wait_for_customer(ticket)
        with self.at("2026-03-05 01:00"):  # nothing spent meanwhile
            ticket.category_id = self.other_category
            ticket.resume()
        self.assertEqual(  # eight of ten hours left on Thursday: Friday 10:00
            self.clock(ticket, "resolution").due_at, datetime(2026, 3, 6, 2, 0)
        )

    def test_changed_back_the_target_is_the_old_one_again(self):
        self.set_target("resolution", 10, category_ids=[(6, 0, self.other_category.ids)])
        ticket = self.make_ticket()
        due = self.clock(ticket, "resolution").due_at
        ticket.category_id = self.other_category
        self.assertNotEqual(self.clock(ticket, "resolution").due_at, due)
        ticket.category_id = self.category
        self.assertEqual(self.clock(ticket, "resolution").due_at, due)

    def test_a_target_no_longer_asked_for_ends_and_a_new_one_begins_at_registration(
        self,
    ):
        ticket = self.make_ticket()
        ticket.kind_id = self.enquiry
        self.assertFalse(self.clock(ticket, "verification"))
        with self.at("2026-03-04 03:00"):
            ticket.kind_id = self.complaint
        self.assertEqual(self.clock(ticket, "verification").started_at, ticket.registered_at)

    def test_a_laxer_target_takes_the_mark_of_the_missed_one_away(self):
        self.set_target("resolution", 1, category_ids=[(6, 0, self.other_category.ids)])
        ticket = self.make_ticket(category_id=self.other_category.id)
        ticket.answer("Coming")
        self.run_due("2026-03-04 03:30")
        self.assertTrue(ticket.breached)
        with self.at("2026-03-04 03:40"):
            ticket.category_id = self.category
        self.assertFalse(ticket.breached)

    def test_a_target_that_does_not_pause_runs_on_though_the_case_waits(self):
        self.set_target(
            "resolution",
            10,
            target_pausable=False,
            category_ids=[(6, 0, self.other_category.ids)],
        )
        ticket = self.make_ticket()
        self.wait_for_customer(ticket)
        ticket.category_id = self.other_category
        self.assertEqual(self.clock(ticket, "resolution").state, "running")
        ticket.category_id = self.category
        self.assertEqual(self.clock(ticket, "resolution").state, "paused")

    def test_in_another_team_s_hours_the_pause_is_not_charged(self):
        nights = self.calendar.copy({"name": "Mornings only"})
        nights.attendance_ids.filtered(lambda a: a.hour_from > 12).unlink()
        self.other_team.resource_calendar_id = nights
        self.set_target("resolution", 10)
        ticket = self.make_ticket()
        self.wait_for_customer(ticket)
        with self.at("2026-03-05 02:00"):
            ticket.resume()
            ticket.with_user(self.supervisor).write({"team_id": self.other_team.id})
        clock = self.clock(ticket, "resolution")
        self.assertEqual(clock.calendar_id, nights)
        # nothing was spent; ten morning hours from Thursday 10:00: 2+3+3+2
        self.assertEqual(clock.due_at, datetime(2026, 3, 10, 3, 0))

    def test_working_hours_without_work_are_an_alarm_not_a_stop(self):
        self.calendar.attendance_ids.unlink()
        ticket = self.make_ticket(user=self.employee).sudo()
        self.assertEqual(ticket.alarm, "calendar")
        other = self.make_ticket(user=self.employee, kind_id=self.enquiry.id).sudo()
        other.write({"kind_id": self.complaint.id})
        self.assertEqual(other.state, "new")

    def test_a_case_ends_its_clocks_when_it_is_resolved(self):
        ticket = self.make_ticket()
        self.resolve(ticket)
        states = set(ticket.sudo().clock_ids.mapped("state"))
        self.assertEqual(states, {"met"})
        self.assertFalse(ticket.next_due_at or ticket.clock_paused)

    def test_a_cancelled_case_is_neither_met_nor_missed(self):
        ticket = self.make_ticket()
        ticket.cancel("Mistake")
        self.assertEqual(set(ticket.sudo().clock_ids.mapped("state")), {"cancelled"})

    def test_overdue_is_searched_as_it_is_shown(self):
        late, early = self.make_ticket(), self.make_ticket(kind_id=self.enquiry.id)
        with self.at("2026-03-04 04:00"):
            both = late | early
            both.invalidate_recordset()
            self.assertEqual(both.mapped("is_overdue"), [True, False])
            inside = [("id", "in", both.ids)]
            found = both.search([*inside, ("is_overdue", "=", True)])
            rest = both.search([*inside, ("is_overdue", "=", False)])
        self.assertEqual((found, rest), (late, early))


class TestPlaces(TicketCase):
    """Public holidays and other time zones, through whole cases."""

    def test_the_clock_stands_still_over_the_spring_festival(self):
        self.set_target("resolution", 8)
        with self.at("2026-02-14 09:00"):  # a make-up working Saturday, 17:00
            ticket = self.make_ticket()
        exceptions = self.env["cs.calendar.exception"].search(
            [("date", ">=", "2026-02-14"), ("date", "<=", "2026-02-24")]
        )
        self.assertTrue(exceptions)
        # one hour on Saturday the 14th, then the holiday until Monday the 23rd
        self.assertEqual(self.clock(ticket, "resolution").due_at, datetime(2026, 2, 24, 10, 0))

    def test_a_team_in_london_keeps_its_hours_when_summer_time_begins(self):
        calendar = self.calendar.copy({"name": "London", "tz": "Europe/London"})
        self.other_team.write({"tz": "Europe/London", "resource_calendar_id": calendar.id})
        self.set_target("resolution", 8)
        with self.at("2026-03-27 16:00"):  # Friday 16:00, summer time begins on Sunday
            ticket = self.make_ticket(user=self.outsider, team_id=self.other_team.id)
        # two hours on Friday; Monday 9-12 and 14-17 British Summer Time
        self.assertEqual(self.clock(ticket, "resolution").due_at, datetime(2026, 3, 30, 16, 0))

    def test_a_case_answered_after_the_end_of_its_last_day_was_late_whenever_one_looks(self):
        self.set_target("first_response", 0, "day")
        seen, unseen = self.make_ticket(), self.make_ticket()
        with self.at("2026-03-04 10:20"):  # 18:20 in Shanghai, the day ended at 18:00
            seen.sudo()._act_on_time()
            (seen | unseen).with_user(self.agent).answer("On the way.")
        for ticket in seen | unseen:
            self.assertEqual(self.clock(ticket, "first_response").state, "missed")
            self.assertTrue(ticket.breached or self.clock(ticket, "first_response").breached)
