"""What is charged less, and what is agreed with a unit alone."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from psycopg2.errors import ExclusionViolation

from tests.cs_property.test_fee_rules import FeeCase


class TestFeeDiscount(FeeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.fee.rule"].create(
            {
                "name": "Rule",
                "item_id": cls.fee.id,
                "price_ids": [(0, 0, {"date_from": "2020-01-01", "price": 2.8})],
                "change_reason": "Test",
            }
        )
        cls.other_accountant = new_test_user(
            cls.env, "cs_accountant2", groups="cs_property.group_cs_fee_accountant", name="Second accountant"
        )

    def discount(self, user=None, **values):
        given = {"date_from": "2026-03-01", "date_to": "2026-12-31", "figure": 10, "reason": "Leak in the roof"}
        given |= {"unit_ids": self.unit1.ids, "item_ids": self.fee.ids, **values}
        return self.env["cs.fee.discount"].with_user(user or self.accountant).create(given)

    def test_a_discount_counts_once_somebody_else_granted_it(self):
        discount = self.discount()
        self.assertEqual(discount.estimate, 280)  # 10 % of 10 × 280
        self.assertEqual(self.amounts(units=self.unit1), {"101": 280})
        with self.assertRaisesRegex(AccessError, "his own request"):
            discount.approve()
        discount.with_user(self.other_accountant).approve()
        (row,) = self.charges(self.unit1)
        self.assertEqual((row["amount"], discount.worth), (252, 280))
        self.assertTrue(row["explanation"].endswith("Discount 10 %: Leak in the roof = −28.00"))
        self.assertEqual(self.amounts(units=self.unit2), {"102": 224})

    def test_only_days_of_the_discount_are_reduced(self):
        self.discount(date_from="2026-03-17", kind="amount", figure=62).with_user(self.other_accountant).approve()
        self.assertEqual(self.amounts(units=self.unit1), {"101": 250})  # 62 × 15/31

    def test_who_grants_more_needs_a_higher_limit(self):
        waiver = self.discount(kind="waiver")
        with self.assertRaisesRegex(AccessError, "more than you may grant"):
            waiver.with_user(self.other_accountant).approve()
        manager = new_test_user(self.env, "cs_boss", groups="cs_department.group_cs_manager")
        waiver.with_user(manager).approve()
        self.assertEqual(self.amounts(units=self.unit1), {"101": 0})
        with self.assertRaisesRegex(UserError, "stays as it is"):
            waiver.with_user(manager).reason = "Changed"

    def test_a_clerk_asks_and_does_not_grant(self):
        discount = self.discount(self.clerk)
        with self.assertRaises(AccessError):
            discount.approve()
        with self.assertRaises(AccessError):
            discount.state = "approved"

    def test_a_discount_is_refused_with_words(self):
        discount = self.discount(self.clerk).with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "why it is not granted"):
            discount.refuse()
        action = discount.action_refuse()
        dialog = self.env[action["res_model"]].with_user(self.accountant).with_context(action["context"])
        dialog.create({"words": "Repaired in time"}).action_confirm()
        self.assertEqual((discount.state, discount.answer), ("refused", "Repaired in time"))

    def test_a_request_is_changed_and_withdrawn_by_whoever_asked_while_it_is_open(self):
        discount = self.discount(self.clerk)
        for user in (self.cashier, self.accountant):
            with self.assertRaisesRegex(AccessError, "whoever asked"):
                discount.with_user(user).figure = 20
            with self.assertRaisesRegex(AccessError, "whoever asked"):
                discount.with_user(user).unlink()
        discount.with_user(self.clerk).figure = 5
        discount.with_user(self.clerk).unlink()
        self.assertFalse(discount.exists())

    def test_discounts_of_many_units_cost_as_many_queries_as_of_one(self):
        for unit in (self.unit1, self.unit2, self.unit3):
            self.discount(unit_ids=unit.ids).with_user(self.other_accountant).approve()
        rules = self.env["cs.fee.rule"].sudo()

        def queries(units):
            rows = [
                {
                    "unit_id": unit.id,
                    "item_id": self.fee.id,
                    "date_from": date(2026, 3, 1),
                    "date_to": date(2026, 3, 31),
                    "amount": 100,
                }
                for unit in units
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rules._reduced(rows)
            self.assertEqual({row["amount"] for row in rows}, {90})
            return self.env.cr.sql_log_count - before

        one = queries(self.unit1)
        self.assertLessEqual(queries(self.unit1 | self.unit2 | self.unit3), one)
        self.assertLess(one, 10)

    def test_what_is_waived_altogether_holds_its_days_without_an_invoice(self):
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: float("inf"))
        manager = new_test_user(self.env, "cs_boss", groups="cs_department.group_cs_manager")
        self.discount(kind="waiver").with_user(manager).approve()
        runs, cron = self.env["cs.billing.run"].with_user(self.accountant), self.env["cs.billing.batch"]
        run = runs.create({"estate_ids": self.estate.ids, "date_from": "2026-03-01", "date_to": "2026-03-31"})
        run.action_compute()
        cron._cron_bill()
        run.with_user(self.other_accountant).action_approve()
        cron._cron_bill()
        self.assertEqual(run.state, "done")
        waived = run.line_ids.filtered(lambda line: line.unit_id == self.unit1)
        self.assertEqual((waived.state, waived.amount_total, waived.amount_residual), ("billed", 0, 0))
        self.assertIn("Waived: Leak in the roof", waived.explanation)
        self.assertFalse(waived.move_id, "nothing is owed: no document")
        paid = run.line_ids.filtered(lambda line: line.unit_id == self.unit2)
        self.assertEqual((paid.state, paid.amount_total, paid.move_id.state), ("billed", 224, "posted"))

    def test_the_form_of_a_unit_shows_what_is_agreed_and_granted(self):
        self.override(kind="exempt")
        discount = self.discount(self.clerk)
        unit = self.unit1.with_user(self.clerk)
        self.assertEqual((unit.override_ids.kind, unit.discount_ids), ("exempt", discount))
        self.assertEqual(unit.action_ask_discount()["context"], {"default_unit_ids": unit.ids})

    def override(self, **values):
        given = {"unit_id": self.unit1.id, "item_id": self.fee.id, "date_from": "2026-03-01", "reason": "Agreed"}
        return self.env["cs.fee.override"].with_user(self.accountant).create({**given, **values})

    def test_a_unit_has_a_price_of_its_own(self):
        self.override(kind="price", figure=2)
        (row,) = self.charges(self.unit1)
        self.assertEqual((row["amount"], row["unit_price"]), (200, 2))
        self.assertTrue(row["explanation"].endswith("Exception: Agreed"))

    def test_a_unit_has_an_area_of_its_own_from_a_day_on(self):
        self.override(kind="quantity", figure=50, date_from="2026-03-16")
        rows = self.charges(self.unit1)
        self.assertEqual([(row["date_from"].day, row["amount"]) for row in rows], [(1, 135.48), (16, 72.26)])

    def test_a_unit_is_not_charged_while_it_is_exempt(self):
        self.override(kind="exempt", date_to="2026-03-31")
        self.assertFalse(self.charges(self.unit1))
        april = self.charges(self.unit1, date(2026, 4, 1), date(2026, 4, 30))
        self.assertEqual([row["amount"] for row in april], [280])

    def test_a_unit_has_one_exception_a_day(self):
        self.override()
        with self.assertRaises(ExclusionViolation), self.env.cr.savepoint():
            self.override(date_from="2026-05-01")

    def test_anybody_at_the_counter_sees_what_a_unit_would_pay(self):
        preview = (
            self.env["cs.fee.preview"].with_user(self.clerk).create({"unit_id": self.unit1.id, "day": "2026-03-09"})
        )
        self.assertIn("2026-03-01 – 2026-03-31: 280.00", preview.result)
        self.assertIn("Together 280.00", preview.result)
