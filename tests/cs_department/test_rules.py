"""Rules: dated, scoped, per company, in the manager's order."""

from odoo.exceptions import ValidationError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from tests.cs_department.helpers import TicketCase


class TestRules(TicketCase):
    def applied(self, ticket):
        return self.clock(ticket, "resolution").rule_id

    def test_a_rule_not_yet_in_force_does_not_apply_by_the_team_s_local_day(self):
        rule = self.set_target("resolution", 5, date_from="2026-03-05")
        with self.at("2026-03-04 15:59"):  # still the 4th in Shanghai
            self.assertNotEqual(self.applied(self.make_ticket(user=self.employee)), rule)
        with self.at("2026-03-04 16:00"):  # the 5th in Shanghai, the 4th in UTC
            self.assertEqual(self.applied(self.make_ticket(user=self.employee)), rule)

    def test_a_rule_no_longer_in_force_does_not_apply(self):
        rule = self.set_target("resolution", 5, date_to="2026-03-04")
        with self.at("2026-03-04 15:59"):
            self.assertEqual(self.applied(self.make_ticket(user=self.employee)), rule)
        with self.at("2026-03-04 16:00"):
            self.assertNotEqual(self.applied(self.make_ticket(user=self.employee)), rule)

    def test_a_rule_that_would_end_before_it_begins_is_refused(self):
        with self.assertRaises(ValidationError):
            self.set_target("resolution", 5, date_from="2026-03-05", date_to="2026-03-04")

    def test_a_rule_of_another_company_does_not_apply(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        rule = self.set_target("resolution", 5, company_id=company.id)
        self.assertNotEqual(self.applied(self.make_ticket()), rule)
        rule.company_id = self.company
        self.assertEqual(self.applied(self.make_ticket()), rule)

    def test_the_first_rule_in_the_manager_s_order_applies(self):
        second = self.set_target("resolution", 5, sequence=2)
        first = self.set_target("resolution", 6, sequence=1)
        self.assertEqual(self.applied(self.make_ticket()), first)
        first.sequence = 3
        self.assertEqual(self.applied(self.make_ticket()), second)

    def test_a_rule_for_a_branch_serves_what_grows_on_it_also_later(self):
        rule = self.set_target("resolution", 5, category_ids=[(6, 0, self.category.ids)])
        leaf = self.env["cs.ticket.category"].create({"name": "Tap", "parent_id": self.category.id})
        self.assertEqual(self.applied(self.make_ticket(category_id=leaf.id)), rule)

    def test_a_rule_for_an_archived_category_does_not_become_a_rule_for_everything(self):
        rule = self.set_target("resolution", 5, category_ids=[(6, 0, self.other_category.ids)])
        self.other_category.action_archive()
        self.assertNotEqual(self.applied(self.make_ticket()), rule)

    def test_a_rule_for_an_archived_kind_does_not_become_a_rule_for_everything(self):
        rule = self.set_target("resolution", 5, kind_ids=[(6, 0, self.enquiry.ids)])
        self.enquiry.action_archive()
        self.assertNotEqual(self.applied(self.make_ticket()), rule)

    def test_what_a_rule_is_limited_to_cannot_be_deleted_under_it(self):
        self.set_target("resolution", 5, category_ids=[(6, 0, self.other_category.ids)])
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.other_category.unlink()
            self.env.flush_all()

    def test_an_archived_rule_does_not_apply_whatever_the_caller_s_context(self):
        rule = self.set_target("resolution", 5)
        rule.active = False
        self.env["cs.sla.rule"].with_context(active_test=False)._core_rules(self.company.id)
        self.assertNotEqual(self.applied(self.make_ticket()), rule)

    def test_a_rule_can_be_deleted_while_clocks_run_by_it(self):
        rule = self.set_target("resolution", 5)
        ticket = self.make_ticket()
        due = self.clock(ticket, "resolution").due_at
        rule.unlink()
        self.env.invalidate_all()
        clock = self.clock(ticket, "resolution")
        self.assertEqual((clock.due_at, clock.state), (due, "running"))
        self.wait_for_customer(ticket)
        ticket.resume()
        self.resolve(ticket)
        self.assertEqual(clock.state, "met")

    def test_a_changed_target_counts_for_new_cases_at_once(self):
        rule = self.set_target("resolution", 5)
        old = self.make_ticket()
        rule.target_ids.amount = 6
        self.assertEqual(self.clock(old, "resolution").target_minutes, 300)
        self.assertEqual(self.clock(self.make_ticket(), "resolution").target_minutes, 360)

    def test_senseless_rules_are_refused(self):
        senseless = [
            lambda: self.set_target("resolution", -1),
            lambda: self.set_target("resolution", 0),
            lambda: self.set_target("resolution", 1, target_warn_percent=101),
            lambda: self.env["cs.closing.rule"].create({"name": "x", "close_after": 1, "warn_before": 2}),
            lambda: self.env["cs.repeat.rule"].create({"name": "x", "days": 0}),
        ]
        for number, make in enumerate(senseless):
            with (
                self.subTest(number=number),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                make()
                self.env.flush_all()
