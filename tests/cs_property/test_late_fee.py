from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError

from tests.cs_property.billing_case import BillingCase

DUE = (2026, 1, 31)
TODAY = date(2026, 3, 4)


class TestLateFee(BillingCase):
    """Late fees: by rule, on what is open, stopped by a dispute, waived by somebody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.late.rule"].search([]).active = False
        cls.rule = cls.env["cs.late.rule"].create(
            {"name": "Five", "late_item_id": cls.late.id, "rate": 5, "change_reason": "agreed with the owners"}
        )
        cls.charge = cls.bill(cls.unit1, 1000, month=1, due=DUE)

    def dispute(self, **values):
        return self.env["cs.fee.dispute"].create(
            {"unit_id": self.unit1.id, "reason": "The lift stood still.", "date_from": "2026-02-11", **values}
        )

    def owed(self, day, charges=None):
        return {key: float(amount) for key, amount in (charges or self.charge)._late_until(day).items()}

    def test_each_day_after_the_due_day_costs_the_rate_on_what_is_open(self):
        self.assertEqual(self.owed(date(2026, 1, 31)), {})
        self.assertEqual(self.owed(date(2026, 2, 10)), {self.charge.id: 5.0})
        self.charge._pay(self.pay(self.unit1, 400, date(2026, 2, 10)))
        self.assertEqual(self.owed(date(2026, 2, 20)), {self.charge.id: 8.0})

    def test_billing_it_makes_a_charge_of_its_own_that_is_booked_and_explained(self):
        line = self.charge._bill_late(date(2026, 2, 20))
        self.assertEqual((line.item_id, line.principal_id, line.amount_residual), (self.late, self.charge, 10))
        self.assertEqual((line.date_from, line.date_to), (date(2026, 2, 1), date(2026, 2, 20)))
        self.assertEqual(line.move_id.state, "posted")
        self.assertIn("20 days × 1,000.00 × 5 of 10,000", line.explanation)
        self.assertFalse(self.charge._bill_late(date(2026, 2, 20)), "nothing is billed twice")
        more = self.charge._bill_late(date(2026, 2, 28))
        self.assertEqual((more.date_from, more.amount), (date(2026, 2, 21), 4))

    def test_two_charges_of_a_unit_are_late_on_the_same_days(self):
        other = self.bill(self.unit1, 0, 200, month=1, due=DUE, items=(self.rent_again(), self.water))
        lines = self.unit1._bill_late(TODAY)
        self.assertEqual(lines.principal_id, self.charge | other.filtered("amount"))
        self.assertEqual(sorted(lines.mapped("amount")), [3.2, 16.0])

    def rent_again(self):
        return self.env["cs.fee.item"].create({"name": "Lift"})

    def test_it_is_still_owed_when_the_principal_is_paid(self):
        self.charge._pay(self.pay(self.unit1, 1000, date(2026, 2, 10)))
        self.assertEqual(self.charge.amount_residual, 0)
        self.assertEqual({key: float(v) for key, v in self.unit1._late_until(TODAY).items()}, {self.charge.id: 5.0})
        line = self.unit1._bill_late(TODAY)
        self.assertEqual(line.amount_residual, 5)

    def test_a_dispute_stops_it_and_settled_it_runs_on(self):
        dispute = self.dispute()
        self.assertEqual(self.owed(date(2026, 2, 28)), {self.charge.id: 5.0})
        self.assertEqual(self.charge._disputed_on(TODAY), self.charge)
        self.assertEqual(self.charge._disputed_spans(), {self.charge.id: [(date(2026, 2, 11), None)]})
        self.assertFalse(self.charge._payable_unasked(), "a prepayment does not settle what is disputed")
        dispute.with_user(self.steward).close("rejected", "Explained.", "2026-02-20")
        self.assertEqual(self.owed(date(2026, 2, 28)), {self.charge.id: 9.0})
        self.assertFalse(self.charge._disputed_on(TODAY))
        with self.assertRaises(UserError):
            dispute.with_user(self.steward).write({"reason": "another"})

    def test_a_dispute_about_one_fee_stops_that_fee_only(self):
        water = self.bill(self.unit1, 200, month=1, due=DUE, items=(self.water,))
        self.dispute(item_ids=[(6, 0, self.water.ids)])
        self.assertEqual((self.charge | water)._disputed_on(TODAY), water)

    def test_what_was_put_in_by_mistake_never_stopped_anything(self):
        self.dispute().close("withdrawn")
        self.assertEqual(self.owed(date(2026, 2, 20)), {self.charge.id: 10.0})

    def test_a_dispute_is_made_from_the_case_with_one_click_and_ends_with_it(self):
        case = self.make_ticket(name="My bill is wrong", unit_id=self.unit1.id)
        action = case.with_user(self.manager).action_dispute_fee()
        dispute = self.env["cs.fee.dispute"].browse(action["res_id"])
        self.assertEqual((dispute.unit_id, dispute.ticket_id, dispute.state), (self.unit1, case, "open"))
        self.assertEqual(case.fee_dispute_count, 1)
        case.cancel("Put in twice.")
        self.assertEqual((dispute.state, dispute.date_to), ("closed", TODAY))

    def test_the_run_bills_on_its_day_once_however_often_it_is_run(self):
        self.company.cs_late_run_day = 3
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: float("inf"))
        late = self.env["cs.late.charge"]
        late._cron_late()
        rows = late.search([("principal_id", "=", self.charge.id)])
        self.assertEqual((rows.amount, rows.date_to), (15.5, date(2026, 3, 3)))
        self.company.cs_late_billed_on = False
        late._cron_late()
        self.assertEqual(late.search([("principal_id", "=", self.charge.id)]), rows)

    def test_a_charge_made_void_takes_its_late_fee_with_it(self):
        line = self.charge._bill_late(TODAY)
        self.charge._void("wrong area")
        self.assertEqual((line.state, line.amount_residual), ("void", 0))
        self.assertEqual(self.env["cs.late.charge"].search([("line_id", "=", line.id)]).state, "void")

    def test_what_is_waived_is_not_worked_out_again_and_takes_another_person(self):
        line = self.charge._bill_late(date(2026, 2, 20))
        waiver = (
            self.env["cs.late.waiver"]
            .with_user(self.accountant)
            .create({"unit_id": self.unit1.id, "day": "2026-02-28", "reason": "Our bill came late."})
        )
        self.assertEqual(waiver.preview, 14)
        with self.assertRaises(AccessError):
            waiver.approve()
        with self.assertRaises(AccessError):
            waiver.with_user(self.clerk).approve()
        waiver.with_user(self.manager).approve()
        self.assertEqual((waiver.state, waiver.amount, line.state), ("approved", 14, "void"))
        self.assertEqual(self.owed(date(2026, 2, 28)), {})
        self.assertEqual(self.owed(date(2026, 3, 2)), {self.charge.id: 1.0})
        with self.assertRaises(UserError):
            waiver.with_user(self.accountant).write({"reason": "another"})

    def test_more_than_the_limit_is_waived_by_a_manager(self):
        self.company.cs_late_waiver_limit = 10
        waiver = self.env["cs.late.waiver"].create({"unit_id": self.unit1.id, "day": "2026-02-28", "reason": "Kind."})
        with self.assertRaises(AccessError):
            waiver.with_user(self.accountant).approve()

    def test_working_out_many_charges_costs_as_many_queries_as_a_few(self):
        for unit in (self.unit2, self.unit3, self.shop):
            self.bill(unit, 500, month=1, due=DUE)
        charges = self.env["cs.billing.line"].search([("item_id", "=", self.rent.id)])

        def queries(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._late_until(TODAY)
            return self.env.cr.sql_log_count - before

        self.assertLessEqual(queries(charges), queries(charges[:1]) + 1)

    def test_the_cap_of_the_rule_holds_and_the_grace_is_free(self):
        self.rule.write({"cap_percent": 1, "grace_days": 5, "change_reason": "softer"})
        self.assertEqual(self.owed(date(2026, 2, 5)), {})
        self.assertEqual(self.owed(date(2026, 2, 5) + timedelta(days=300)), {self.charge.id: 10.0})
