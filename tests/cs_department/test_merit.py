"""Rewards and penalties (D14): from facts or by hand, approved, shown, appealed, cancelled, paid once."""

import io
from datetime import date

import openpyxl
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from tests.cs_department.merit_case import SHOP, MeritCase


class TestLadder(MeritCase):
    def test_the_third_event_of_a_month_takes_the_third_step_the_first_of_the_next_the_first(self):
        for moment in ("2026-03-01 02:00:00", "2026-03-02 02:00:00", "2026-03-03 02:00:00"):
            self.lapse(moment)
        self.lapse("2026-04-01 02:00:00")
        events = self.run_merit("2026-04-02 02:00")
        self.assertEqual(self.places(events), [(1, "fine", 30), (2, "fine", 50), (3, "fine", 80), (1, "fine", 30)])

    def test_the_month_is_the_local_one(self):
        # 23:30 in Shanghai on the 31st, and 00:30 on the first
        self.lapse("2026-03-31 15:30:00")
        self.lapse("2026-03-31 16:30:00")
        events = self.run_merit("2026-04-02 02:00")
        self.assertEqual(events.mapped("date"), [date(2026, 3, 31), date(2026, 4, 1)])
        self.assertEqual(events.mapped("nth"), [1, 1])

    def test_a_months_pay_is_named_and_worked_out_only_for_who_reads_wages(self):
        for day in range(1, 7):
            self.lapse(f"2026-03-0{day} 02:00:00")
        events = self.run_merit("2026-03-10 02:00")
        self.assertEqual(
            [(event.consequence, event.amount) for event in events[3:]],
            [("month_pay", 0), ("dismissal_review", 0), ("dismissal_review", 0)],
        )
        fourth = events[3]
        self.person.version_id.wage = 6000
        self.assertEqual(fourth.with_user(self.manager).month_pay, 0)
        payer = self.manager2
        payer.group_ids |= self.env.ref("hr.group_hr_manager")
        self.assertEqual(fourth.with_user(payer).month_pay, 6000)

    def test_doubled_is_twice_the_step_before(self):
        rule = self.make_rule(
            "Complaint",
            [
                {"consequence": "fine", "amount": 100},
                {"consequence": "fine", "times": 2},
                {"consequence": "transfer_review"},
            ],
        )
        events = self.propose(rule=rule) | self.propose(rule=rule) | self.propose(rule=rule)
        self.assertEqual(
            [(e.consequence, e.amount, e.balance) for e in events.sorted("nth")],
            [("fine", 100, -100), ("fine", 200, -200), ("transfer_review", 0, 0)],
        )
        self.assertIn("time 2: fine of 200", rule.sentence)

    def test_quarters_and_years_are_counted_by_the_calendar(self):
        self.rule.write({"window": "quarter", "change_reason": "Test"})
        for moment in ("2026-02-27 02:00:00", "2026-03-31 02:00:00", "2026-04-01 02:00:00"):
            self.lapse(moment)
        self.assertEqual(self.run_merit("2026-04-02 02:00").mapped("nth"), [1, 2, 1])

    def test_a_ladder_has_steps_of_its_kind(self):
        for steps, values in (
            ([], {}),
            ([{"consequence": "fine", "amount": 10}], {"nature": "reward"}),
            ([{"consequence": "fine"}], {}),
            ([{"consequence": "warning", "amount": 10}], {}),
            ([{"consequence": "fine", "times": 2}], {}),
        ):
            with self.subTest(steps=steps), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.make_rule("Wrong", steps, **values)


class TestFacts(MeritCase):
    def test_a_fact_leads_to_one_event_however_often_it_is_looked_at(self):
        self.lapse("2026-03-03 02:00:00", words="Keys of the cabinet")
        first = self.run_merit()
        again = self.run_merit()
        self.assertEqual(first, again)
        self.assertEqual(
            (first.state, first.employee_id, first.supervisor_id), ("proposed", self.person, self.supervisor)
        )
        self.assertIn("Keys of the cabinet", first.words)
        todo = self.env["mail.activity"].search([("res_model", "=", "cs.merit.event"), ("res_id", "=", first.id)])
        self.assertEqual(todo.user_id, self.supervisor)

    def test_the_evidence_is_one_click_away_for_who_may_read_it(self):
        lapse = self.lapse("2026-03-03 02:00:00")
        event = self.run_merit()
        event.with_user(self.supervisor).approve()
        for user in (self.agent, self.supervisor, self.manager):
            action = event.with_user(user).action_open_evidence()
            self.assertEqual((action["res_model"], action["domain"]), ("cs.handover.lapse", [("id", "=", lapse.id)]))
        with self.assertRaises(AccessError):
            event.with_user(self.agent2).action_open_evidence()
        with self.assertRaises(UserError):
            self.propose().with_user(self.manager).action_open_evidence()

    def test_points_that_count_are_an_indicator(self):
        event = self.propose()
        event.with_user(self.manager).approve()
        points = self.env["cs.indicator"].search([("code", "=", "merit_points")], limit=1)
        if not points:  # an upgraded department takes the book from its pack
            points = self.env["cs.indicator"].create(
                {
                    "name": "Points",
                    "code": "merit_points",
                    "model": "cs.merit.event",
                    "domain": "[('state', '=', 'counted')]",
                    "aggregate": "sum",
                    "value_field": "points",
                    "person_field": "employee_id",
                    "date_field": "date",
                    "unit": "points",
                    "change_reason": "Test",
                }
            )
        days = (date(2026, 3, 1), date(2026, 3, 31))
        self.assertFalse(points._read(*days, self.company)[points.id])
        self.run_merit("2026-03-07 16:00")
        [fact] = points._read(*days, self.company)[points.id].values()
        self.assertEqual(fact.value, -2)

    def test_facts_from_before_the_day_and_of_rules_out_of_force_are_left_alone(self):
        self.lapse("2025-12-30 02:00:00")
        self.lapse("2026-01-05 02:00:00")  # more than 45 days ago
        self.assertFalse(self.run_merit())
        self.rule.write({"date_to": "2026-03-01", "change_reason": "Test"})
        self.lapse("2026-03-02 02:00:00")
        self.assertFalse(self.run_merit())
        self.company.cs_merit_from = False
        self.lapse("2026-03-01 02:00:00")
        self.assertFalse(self.run_merit())

    def test_an_excused_lapse_withdraws_its_event_and_the_next_one_moves_down(self):
        lapse = self.lapse("2026-03-01 02:00:00")
        self.lapse("2026-03-02 02:00:00")
        events = self.run_merit()
        events.with_user(self.supervisor).approve()
        self.assertEqual(self.places(events), [(1, "fine", 30), (2, "fine", 50)])
        lapse.with_user(self.supervisor).excuse_lapse("Power cut")
        self.run_merit()
        self.assertEqual(events.mapped("state"), ["cancelled", "shown"])
        self.assertEqual((events[1].nth, events[1].amount), (1, 30))
        self.assertIn("number 1", events[1].message_ids[0].body)

    def test_what_is_excused_no_longer_comes_back_as_one_event(self):
        lapse = self.lapse("2026-03-01 02:00:00")
        event = self.run_merit()
        lapse.with_user(self.supervisor).excuse_lapse("Power cut")
        self.run_merit()
        lapse.excused_at = False
        self.assertEqual(self.run_merit(), event)
        self.assertEqual((event.state, event.nth), ("proposed", 1))

    def test_what_a_person_cancelled_stays_cancelled(self):
        self.lapse("2026-03-01 02:00:00")
        event = self.run_merit()
        event.with_user(self.supervisor).cancel_event("It was on paper")
        self.assertEqual(self.run_merit().mapped("state"), ["cancelled"])

    def test_a_complaint_is_of_whom_it_is_about_not_of_who_works_on_it(self):
        self.make_rule("Complaint", [{"consequence": "warning"}], source="complaint_justified")
        ticket = self.make_ticket(blamed_id=self.employee_of[self.agent2].id)
        ticket.with_user(self.supervisor).verify("valid")
        nobody = self.make_ticket()
        nobody.with_user(self.supervisor).verify("valid")
        event = self.run_merit()
        self.assertEqual((event.user_id, event.res_id), (self.agent2, ticket.id))
        ticket.with_user(self.supervisor).verify("invalid")
        self.run_merit()
        self.assertEqual(event.state, "cancelled")
        self.assertFalse(event.cancelled_by_id)

    def test_late_shifts_count_unless_they_are_excused(self):
        self.make_rule("Late", [{"consequence": "warning"}], source="late")
        values = {"team_id": self.team.id, "company_id": self.company.id, "state": "late", "is_late": True}
        rows = self.env["cs.shift.attendance"].create(
            [
                {"employee_id": self.person.id, "shift_id": self.shift_early.id, "date": "2026-03-02", **values},
                {"employee_id": self.person.id, "date": "2026-03-03", **values},
            ]
        )
        rows[0].with_user(self.supervisor).excuse("Snow")
        self.assertEqual(self.run_merit().mapped("res_id"), rows[1].ids)

    def test_one_kind_of_facts_that_fails_does_not_stop_the_others(self):
        broken = self.make_rule("Broken", [{"consequence": "warning"}], source="late", sequence=1)
        self.lapse("2026-03-01 02:00:00")
        cls = type(self.events)
        honest = cls._fact_domain

        def fails(events, rule, source, company):
            if rule == broken:
                raise ValueError("no such field")
            return honest(events, rule, source, company)

        self.patch(cls, "_fact_domain", fails)
        self.patch(self.env.cr, "rollback", lambda: None)
        with self.assertLogs("odoo.addons.cs_department", "ERROR"):
            events = self.run_merit()
        self.assertEqual(events.rule_id, self.rule)

    def test_many_facts_cost_few_queries(self):
        people = self.env["hr.employee"].create([{"name": f"Person {n}"} for n in range(60)])
        for person in people[:5]:
            self.lapse("2026-03-01 02:00:00", person)
        self.run_merit()
        self.env.flush_all()
        few = self.count_queries(people[5:10])
        many = self.count_queries(people[10:60])
        # what is told one by one is messages of new records; nothing is asked for each person
        self.assertLess((many - few) / 45, 6)

    def count_queries(self, people):
        for person in people:
            self.lapse("2026-03-02 02:00:00", person)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.run_merit()
        return self.env.cr.sql_log_count - before


class TestDecisions(MeritCase):
    def test_nobody_approves_what_he_proposed_nor_his_own(self):
        event = self.propose()
        self.assertEqual((event.state, event.proposer_id), ("proposed", self.supervisor))
        with self.assertRaises(AccessError):
            event.with_user(self.supervisor).approve()
        event.with_user(self.manager).approve()
        self.assertEqual((event.state, event.approver_id, event.points), ("shown", self.manager, -2))
        own = self.propose(user=self.manager, people=self.employee_of[self.supervisor])
        with self.assertRaises(AccessError):
            own.with_user(self.supervisor).approve()
        with self.assertRaises(AccessError):
            self.propose(user=self.supervisor, people=self.employee_of[self.supervisor])

    def test_a_supervisor_proposes_for_his_people_only(self):
        self.other_team.supervisor_id = self.manager
        with self.assertRaises(AccessError):
            self.propose(people=self.employee_of[self.outsider])
        with self.assertRaises(AccessError):
            self.propose(user=self.agent)
        for day in ("2026-03-05", "2025-12-01"):
            with self.assertRaises(UserError):
                self.propose(day=day)

    def test_one_case_leads_to_one_event_of_a_rule_and_a_person(self):
        ticket = self.make_ticket()
        self.propose(ticket_id=ticket.id)
        with self.assertRaises(UserError):
            self.propose(ticket_id=ticket.id)
        self.propose(ticket_id=ticket.id, rule=self.praise)

    def test_what_managers_approve_the_supervisor_does_not(self):
        rule = self.make_rule(
            "Grave", [{"consequence": "dismissal_review", "by_manager": True}], source="handover_missing"
        )
        self.lapse("2026-03-01 02:00:00", kind="give")
        event = self.run_merit()
        self.assertEqual(event.rule_id, rule)
        with self.assertRaises(AccessError):
            event.with_user(self.supervisor).approve()
        event.with_user(self.manager).approve()
        self.assertEqual(event.state, "shown")

    def test_it_is_shown_for_its_days_and_then_counts(self):
        event = self.propose()
        self.assertFalse(self.events.with_user(self.agent).search([]))
        event.with_user(self.manager).approve()
        self.assertEqual(self.events.with_user(self.agent).search([]), event)
        self.assertFalse(self.events.with_user(self.agent2).search([]))
        self.assertEqual(event.shown_until, date(2026, 3, 7))
        # the 7th of March ends in Shanghai at 16:00 UTC
        self.run_merit("2026-03-07 15:59")
        self.assertEqual(event.state, "shown")
        self.run_merit("2026-03-07 16:00")
        self.assertEqual(event.state, "counted")

    def test_a_rule_may_show_it_for_longer(self):
        self.hand.write({"shown_days": 10, "change_reason": "Test"})
        event = self.propose()
        event.with_user(self.manager).approve()
        self.assertEqual(event.shown_until, date(2026, 3, 14))

    def test_an_appeal_puts_it_on_hold_and_another_decides(self):
        event = self.propose()
        event.with_user(self.manager).approve()
        with self.assertRaises(AccessError):
            event.with_user(self.supervisor).appeal("No")
        event.with_user(self.agent).appeal("I was on the phone")
        self.run_merit("2026-03-20 02:00")
        self.assertEqual(event.state, "appealed")
        appeal = event.appeal_ids
        with self.assertRaises(AccessError):
            appeal.with_user(self.manager).grant("He was")
        appeal.with_user(self.manager2).grant("He was")
        self.assertEqual((event.state, event.cancelled_by_id), ("cancelled", self.manager2))
        # what it would have brought is kept, what it brings is nothing
        self.assertEqual((event.amount, event.balance, event.points), (50, 0, 0))

    def test_a_declined_appeal_lets_it_count(self):
        event = self.propose()
        event.with_user(self.manager).approve()
        event.with_user(self.agent).appeal("I was on the phone")
        event.appeal_ids.with_user(self.manager2).decline("The log says otherwise")
        self.assertEqual(event.state, "counted")
        with self.assertRaises(UserError):
            event.with_user(self.agent).appeal("Again")

    def test_whoever_takes_his_appeal_back_has_the_rest_of_his_time(self):
        event = self.propose()
        event.with_user(self.manager).approve()
        event.with_user(self.agent).appeal("I was on the phone")
        event.appeal_ids.with_user(self.agent).withdraw_appeal()
        self.assertEqual(event.state, "shown")
        self.run_merit("2026-03-07 16:00")
        self.assertEqual(event.state, "counted")

    def test_cancelling_says_why_and_moves_the_later_ones_down(self):
        rule = self.make_rule("Ladder", SHOP)
        events = self.events
        for day in ("2026-03-01", "2026-03-02", "2026-03-03"):
            events |= self.propose(rule=rule, day=day)
        events.with_user(self.manager).approve()
        with self.assertRaises(UserError):
            events[0].with_user(self.manager).cancel_event(" ")
        with self.assertRaises(AccessError):
            events[0].with_user(self.agent).cancel_event("I say so")
        events[0].with_user(self.manager).cancel_event("Mixed up with a colleague")
        self.assertEqual(self.places(events)[1:], [(1, "fine", 30), (2, "fine", 50)])
        self.assertEqual(
            (events[0].cancelled_by_id, events[0].cancel_reason), (self.manager, "Mixed up with a colleague")
        )

    def test_what_becomes_known_late_does_not_make_worse_what_was_told(self):
        rule = self.make_rule("Ladder", SHOP)
        first = self.propose(rule=rule, day="2026-03-03")
        first.with_user(self.manager).approve()
        late = self.propose(rule=rule, day="2026-03-01")
        self.assertEqual((first.nth, late.nth), (1, 2))

    def test_nobody_writes_an_event(self):
        event = self.propose()
        for user in (self.agent, self.supervisor, self.manager):
            with self.assertRaises(AccessError):
                event.with_user(user).write({"amount": 0})
            with self.assertRaises(AccessError):
                self.events.with_user(user).create({"rule_id": self.hand.id})
            with self.assertRaises(AccessError):
                event.with_user(user).unlink()

    def test_a_supervisor_sees_his_people_and_hr_sees_the_company(self):
        event = self.propose(user=self.manager)
        self.assertIn(event, self.events.with_user(self.supervisor).search([]))
        self.team.supervisor_id = self.manager
        other = self.propose(user=self.manager, day="2026-03-03")
        self.assertNotIn(other, self.events.with_user(self.supervisor).search([]))
        self.employee.group_ids |= self.env.ref("hr.group_hr_user")
        self.assertEqual(self.events.with_user(self.employee).search([]), event | other)


@tagged("-at_install", "post_install")
class TestSheet(MeritCase, HttpCase):
    def counted(self, day="2026-03-02", **values):
        event = self.propose(day=day, **values)
        event.with_user(self.manager).approve()
        return event

    def test_the_payroll_takes_a_month_over_and_nothing_moves_any_more(self):
        first = self.counted()
        second = self.counted(rule=self.praise)
        late = self.counted(day="2026-03-04")
        late.with_user(self.agent).appeal("No")
        self.run_merit("2026-04-02 02:00")
        with self.at("2026-03-20 02:00"), self.assertRaises(UserError):
            self.env["cs.merit.sheet"].with_user(self.manager).create({"date_from": "2026-03-15"}).close_sheet()
        sheet = self.env["cs.merit.sheet"].search([])
        sheet.unlink()
        with self.at("2026-04-02 02:00"):
            sheet = self.env["cs.merit.sheet"].with_user(self.manager).create({})
            self.assertEqual((sheet.date_from, sheet.date_to), (date(2026, 3, 1), date(2026, 3, 31)))
            self.assertEqual((sheet.bonus, sheet.fine, sheet.points, sheet.waiting_count), (20, 50, -1, 1))
            sheet.close_sheet()
            with self.assertRaises(UserError):
                sheet.close_sheet()
        self.assertEqual(sheet.sudo().event_ids, first | second)
        with self.assertRaises(UserError):
            first.with_user(self.manager).cancel_event("Late")
        with self.assertRaises(AccessError):
            first.sudo().write({"amount": 1})
        # what counts only after the month was closed is in the next sheet
        late.appeal_ids.with_user(self.manager2).decline("Yes")
        with self.at("2026-05-02 02:00"):
            following = self.env["cs.merit.sheet"].with_user(self.manager).create({"date_from": "2026-04-01"})
            self.assertEqual(following._events(), late)

    def test_the_workbook_has_the_sums_and_the_events(self):
        self.counted()
        self.counted(rule=self.praise)
        self.run_merit("2026-04-02 02:00")
        with self.at("2026-04-02 02:00"):
            sheet = self.env["cs.merit.sheet"].with_user(self.manager).create({})
        self.authenticate("cs_manager", "cs_manager")
        answer = self.url_open(f"/cs/merit/{sheet.id}/xlsx")
        people, events = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
        row = [cell.value for cell in people[4]]
        self.assertEqual(row[:7], ["Agent", None, 1, 1, 20, 50, -30])
        self.assertEqual(events.max_row, 3)
        self.authenticate("cs_agent", "cs_agent")
        self.assertEqual(self.url_open(f"/cs/merit/{sheet.id}/xlsx").status_code, 404)
