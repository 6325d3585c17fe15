"""Billing runs with the fee rules of the product: periods, transfers and re-billing."""

from datetime import date
from math import inf
from unittest.mock import patch

from odoo.fields import Command

from tests.cs_property.test_fee_rules import FeeCase


class TestBillingByRules(FeeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.cs_billing_second_person = False

    def billed(self, first, last):
        run = self.env["cs.billing.run"].create({"estate_ids": self.estate.ids, "date_from": first, "date_to": last})
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: inf):
            run.action_compute()
            self.env["cs.billing.batch"]._cron_bill()
            if run._counts()["draft"]:
                run.action_approve()
                self.env["cs.billing.batch"]._cron_bill()
        return run

    def days(self, run, unit):
        charges = run.line_ids.filtered(lambda one: one.unit_id == unit and one.state == "billed")
        return [(one.date_from, one.date_to) for one in charges.sorted("date_from")]

    def test_a_month_is_billed_by_the_rules(self):
        self.rule()
        run = self.billed(date(2026, 3, 1), date(2026, 3, 31))
        self.assertEqual((run.state, run.billed_count, run.error_count), ("done", 5, 0))
        mine = run.line_ids.filtered(lambda one: one.unit_id == self.unit1)
        self.assertEqual((mine.amount_total, mine.due_on), (280, date(2026, 3, 16)))

    def test_a_quarter_billed_when_it_is_over_leaves_out_the_month_that_was_billed(self):
        rule = self.rule()
        self.billed(date(2026, 1, 1), date(2026, 1, 31))
        rule.write({"cycle": "3", "in_arrears": True, "change_reason": "By quarter"})
        run = self.billed(date(2026, 3, 1), date(2026, 3, 31))
        self.assertEqual(self.days(run, self.unit1), [(date(2026, 2, 1), date(2026, 3, 31))])
        self.assertEqual(run.error_count, 0)

    def test_every_day_is_billed_once_across_a_transfer_in_the_middle_of_a_month(self):
        self.rule()
        run = self.billed(date(2026, 3, 1), date(2026, 3, 31))
        old = self.unit1.payer_id
        new = self.env["res.partner"].create({"name": "New owner"})
        self.unit1.party_ids.date_to = date(2026, 3, 10)
        party = {"partner_id": new.id, "role": "owner", "date_from": "2026-03-11"}
        self.unit1.party_ids = [Command.create(party)]
        fresh = self.env["cs.billing.line"]._rebill(self.unit1, date(2026, 3, 11), "Sold")
        self.assertEqual(
            {(one.partner_id, one.date_from, one.date_to, one.amount_total) for one in fresh},
            {(old, date(2026, 3, 1), date(2026, 3, 10), 90.32), (new, date(2026, 3, 11), date(2026, 3, 31), 189.68)},
        )
        self.assertEqual(run.line_ids.filtered(lambda one: one.unit_id == self.unit1).state, "void")
        # the run of the month finds nothing left to bill
        again = self.billed(date(2026, 3, 1), date(2026, 3, 31))
        self.assertFalse(again.line_ids)

    def test_a_new_price_is_billed_by_making_void_and_billing_anew(self):
        rule = self.rule()
        run = self.billed(date(2026, 3, 1), date(2026, 3, 31))
        rule.price_ids.price = 3
        charge = run.line_ids.filtered(lambda one: one.unit_id == self.unit1)
        fresh = charge._again("The price was wrong")
        self.assertEqual((charge.state, fresh.amount_total, fresh.replaces_id), ("void", 300, charge))
        self.assertEqual(charge.credit_move_id.amount_total, 280)

    def test_rules_are_asked_in_as_many_queries_for_many_units(self):
        self.rule()
        many = self.env["cs.estate.unit"].union(*[self._make_unit(f"7{n:02d}", 50) for n in range(30)])

        def queries(units):
            run = self.env["cs.billing.run"].create({"estate_ids": self.estate.ids})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run._compute_units(units)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(self.units)
        few, lots = queries(self.units), queries(many)
        self.assertLessEqual(lots - few, 5, f"{few} queries for 5 units, {lots} for 30")
