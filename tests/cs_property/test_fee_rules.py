"""What the fee rules charge."""

from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from tests.cs_property.estate_case import EstateCase

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


class FeeCase(EstateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.fee.rule"].search([]).active = False
        cls.fee = cls.env["cs.fee.item"].create({"name": "Service"})

    def rule(self, price=2.8, since="2020-01-01", **values):
        prices = [Command.create({"date_from": since, "price": price})]
        return self.env["cs.fee.rule"].create(
            {"name": "Rule", "item_id": self.fee.id, "price_ids": prices, "change_reason": "Test", **values}
        )

    def charges(self, units=None, first=MARCH[0], last=MARCH[1], taken=None, items=None):
        units = self.units if units is None else units
        return self.env["cs.fee.rule"]._charges(units, first, last, items=items, taken=taken)

    def amounts(self, **more):
        return {
            self.env["cs.estate.unit"].browse(row["unit_id"]).name: row["error"] if "error" in row else row["amount"]
            for row in self.charges(**more)
        }


class TestFeeRules(FeeCase):
    def test_the_narrowest_rule_that_fits_counts(self):
        self.rule()
        self.rule(price=6, type_ids=self.shop_type.ids)
        self.rule(price=60, method="fixed", type_ids=self.space_type.ids)
        self.assertEqual(self.amounts(), {"101": 280, "102": 224, "103": 168, "S1": 1200, "P1": 60})

    def test_a_charge_says_how_it_is_worked_out(self):
        self.rule()
        (row,) = self.charges(self.unit1)
        self.assertEqual(row["explanation"], "2026-03-01 – 2026-03-31: 100 × 2.8 × 1 months = 280.00")
        self.assertEqual((row["quantity"], row["unit_price"]), (100, 2.8))
        self.assertEqual(row["due_on"], date(2026, 3, 16))
        self.assertEqual(row["partner_id"], self.unit1.payer_id.id)

    def test_a_quarter_is_billed_when_it_begins_or_is_over(self):
        self.rule(cycle="3")
        self.assertFalse(self.charges(self.unit1))
        april = self.charges(self.unit1, date(2026, 4, 1), date(2026, 4, 30))
        self.assertEqual([(row["date_to"], row["amount"]) for row in april], [(date(2026, 6, 30), 840)])
        self.env["cs.fee.rule"].search([]).write({"in_arrears": True, "change_reason": "Test"})
        (row,) = self.charges(self.unit1)
        self.assertEqual((row["date_from"], row["amount"]), (date(2026, 1, 1), 840))

    def test_a_new_price_counts_from_its_day(self):
        rule = self.rule()
        rule.write({"price_ids": [Command.create({"date_from": "2026-03-16", "price": 3.1})], "change_reason": "Test"})
        # 100 × 2.8 × 15/31 + 100 × 3.1 × 16/31
        self.assertEqual(self.amounts(units=self.unit1), {"101": 295.48})

    def test_days_that_are_billed_are_left_out(self):
        self.rule()
        taken = {(self.unit1.id, self.fee.id): [(date(2026, 3, 1), date(2026, 3, 10))]}
        (row,) = self.charges(self.unit1, taken=taken)
        self.assertEqual((row["date_from"], row["amount"]), (date(2026, 3, 11), 189.68))
        taken = {(self.unit1.id, self.fee.id): [MARCH]}
        self.assertFalse(self.charges(self.unit1, taken=taken))

    def test_a_unit_pays_from_the_day_it_was_handed_over(self):
        self.rule()
        self.unit1.handed_over_on = "2026-03-12"
        (row,) = self.charges(self.unit1)
        self.assertEqual((row["date_from"], row["amount"]), (date(2026, 3, 12), 180.65))

    def test_a_formula_is_worked_out_for_each_unit(self):
        self.rule(method="formula", formula="area * price + if(people > 2, people * 5, 0)")
        self.unit1.people_count = 3
        self.assertEqual(self.amounts(units=self.unit1 | self.unit2), {"101": 295, "102": 224})
        [row] = self.charges(self.unit1)
        self.assertIn("“charged area 100” × “price 2.8”", row["explanation"], "with the figures of the unit")

    def test_a_formula_knows_what_it_may_ask(self):
        with self.assertRaisesRegex(UserError, "but not “colour”"):
            self.rule(method="formula", formula="area * colour")

    def test_a_unit_without_an_area_is_named_and_the_others_are_charged(self):
        self.rule()
        self.unit2.area = 0
        self.assertEqual(self.amounts(units=self.unit1 | self.unit2), {"101": 280, "102": "The unit has no area."})

    def test_a_rule_without_a_price_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "needs a price"):
            self.rule(price_ids=False)

    def test_who_has_no_meter_and_no_part_in_a_pool_is_not_charged(self):
        self.rule(method="metered", in_arrears=True)
        self.rule(method="shared", type_ids=self.shop_type.ids)
        self.assertFalse(self.amounts())

    def test_the_number_of_queries_does_not_grow_with_the_units(self):
        self.rule()
        more = self.env["cs.estate.unit"].browse()
        for number in range(20):
            # twenty units of their own owners
            more |= self._make_unit(f"2{number:02d}", 70)

        def count(units):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self.charges(units)), len(units))
            return self.env.cr.sql_log_count - before

        few = count(more[:3])
        self.assertLessEqual(count(more), few)

    def test_rules_are_read_as_sentences(self):
        rule = self.rule(type_ids=self.flat_type.ids, vacancy_percent=70)
        self.assertEqual(
            rule.sentence,
            "Service: Flat; 2.80 per m² and month; billed every month in advance, due 15 days later; "
            "a part of a month counts by days; while vacant 70 %.",
        )

    def test_the_shipped_rules_are_there(self):
        rule = self.env.ref("cs_property.fee_rule_water")
        self.assertEqual(len(rule.price_ids.step_ids), 3)
        self.assertTrue(self.env.ref("cs_property.unit_type_flat"))
