"""Charges become invoices, payments settle charges."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation, ExclusionViolation

from tests.cs_property.billing_case import BillingCase


class TestInvoice(BillingCase):
    def test_a_unit_gets_one_invoice_with_a_line_for_each_charge(self):
        charges = self.bill(self.unit1, 250, 31.5)
        move = charges.move_id
        self.assertEqual(len(move), 1)
        self.assertEqual((move.state, move.amount_total, move.cs_unit_id), ("posted", 281.5, self.unit1))
        self.assertEqual(move.invoice_date_due, date(2026, 3, 31))
        self.assertEqual(move.invoice_line_ids.mapped("price_total"), [250, 31.5])
        self.assertEqual(charges.mapped("amount_residual"), [250, 31.5])
        receivable = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        self.assertEqual(receivable.cs_unit_id, self.unit1)
        self.assertEqual(charges[0].move_line_id, move.invoice_line_ids[0])

    def test_what_falls_due_on_another_day_is_another_invoice(self):
        charges = self.bill(self.unit1, 250) | self.propose(self.unit1, 20, due=(2026, 4, 15), items=self.water)
        charges[1]._invoice()
        self.assertEqual(len(charges.move_id), 2)

    def test_a_fee_with_a_journal_of_its_own_is_another_invoice_there(self):
        journal = self.env["account.journal"].create(
            {"name": "Water", "code": "CSWAT", "type": "sale", "company_id": self.company.id}
        )
        charges = self.propose(self.unit1, 250, 31.5)
        charges[1].item_id.with_company(self.company).journal_id = journal
        moves = charges._invoice(date(2026, 3, 1))
        self.assertEqual(moves.journal_id, self.company.cs_fee_journal_id | journal)
        self.assertEqual(charges[1].move_id.journal_id, journal)
        self.assertEqual(charges.mapped("amount_residual"), [250, 31.5])
        charges[1]._void("Wrong")
        self.assertEqual(charges[1].amount_residual, 0)

    def test_tax_is_owed_with_the_charge_to_the_cent(self):
        tax = self.env["account.tax"].create({"name": "6 %", "amount": 6, "type_tax_use": "sale"})
        self.company.tax_calculation_rounding_method = "round_globally"
        for product in (self.rent | self.water)._products(self.company).values():
            product.taxes_id = tax
        charges = self.bill(self.unit1, 33.33, 33.33)
        self.assertEqual(sum(charges.mapped("amount_total")), charges.move_id.amount_total)

    def test_a_charge_of_nothing_holds_its_days_without_an_invoice(self):
        charges = self.bill(self.unit1, 0)
        self.assertEqual((charges.state, charges.move_id.ids), ("billed", []))

    def test_a_day_of_a_unit_and_fee_is_billed_once(self):
        self.bill(self.unit1, 250)
        again = self.propose(self.unit1, 250)
        with mute_logger("odoo.sql_db"), self.assertRaises(ExclusionViolation), self.env.cr.savepoint():
            again._invoice()

    def test_what_was_billed_is_not_billed_again(self):
        charges = self.bill(self.unit1, 250)
        with self.assertRaises(UserError):
            charges._invoice()

    def test_a_charge_without_a_payer_is_refused_by_name(self):
        charges = self.propose(self.unit1, 250, partner_id=False)
        with self.assertRaisesRegex(UserError, "Nobody pays for 1-1-101"):
            charges._invoice()

    def test_queries_of_an_invoice_do_not_grow_with_the_units(self):
        def queries(units, month):
            proposed = self.env["cs.billing.line"]
            for unit in units:
                proposed |= self.propose(unit, 100, 20, 5, month=month, due=(2026, month + 1, 1))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            proposed._invoice()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        many = [self._make_unit(f"9{n:02d}", 50) for n in range(30)]
        queries(self.units, 1)
        few, lots = queries(self.units, 2), queries(many, 2)
        self.assertLess((lots - few) / 25, 0.5, f"{few} queries for 5 invoices, {lots} for 30")


class TestAllocation(BillingCase):
    def test_a_payment_matched_by_anybody_is_allocated_by_the_rule(self):
        charges = self.bill(self.unit1, 250, 31.5, 10)
        credit = self.pay(self.unit1, 100)
        receivable = charges.move_id.line_ids.filtered(lambda line: line.display_type == "payment_term")
        (credit | receivable).reconcile()
        # the late fee comes first where no rule says otherwise
        self.assertEqual(charges.mapped("amount_paid"), [90, 0, 10])
        self.assertEqual(charges.allocation_ids.mapped("is_payment"), [True, True])
        self.assertEqual(sum(charges.mapped("amount_residual")), charges.move_id.amount_residual)

    def test_taking_a_match_back_opens_the_charges_again(self):
        charges = self.bill(self.unit1, 250, 31.5)
        charges._pay(self.pay(self.unit1, 281.5))
        self.assertEqual(charges.mapped("amount_residual"), [0, 0])
        charges.move_id.line_ids.remove_move_reconcile()
        self.assertEqual(charges.mapped("amount_residual"), [250, 31.5])
        self.assertFalse(charges.allocation_ids)
        note = charges.move_id.message_ids[0].body
        self.assertIn("no longer settles", note, "what was settled before stays readable")
        self.assertEqual(note.count("250.00"), 1)
        self.assertEqual(note.count("31.50"), 1)

    def test_the_counter_says_how_much_of_which_charge_is_paid(self):
        first = self.bill(self.unit1, 250, 30, 10)
        second = self.bill(self.unit1, 260, 40, month=4, due=(2026, 4, 30))
        credit = self.pay(self.unit1, 100)
        settled = (first | second)._pay(credit, {first[1].id: 30, second[0].id: 55.55})
        self.assertEqual(settled, {first[1].id: 30, second[0].id: 55.55})
        self.assertEqual((first | second).mapped("amount_paid"), [0, 30, 0, 55.55, 0])
        self.assertEqual(first.move_id.amount_residual, 260)
        self.assertEqual(second.move_id.amount_residual, 244.45)
        self.assertEqual(credit.amount_residual, -14.45)

    def test_fee_after_fee_pays_across_invoices(self):
        self.env["cs.allocation.rule"].create({"name": "Fees", "paid_first": "fee", "late_fees": "last", "sequence": 1})
        first = self.bill(self.unit1, 100, 30, 10)
        second = self.bill(self.unit1, 100, 40, month=4, due=(2026, 4, 30))
        (first | second)._pay(self.pay(self.unit1, 215))
        self.assertEqual((first | second).mapped("amount_paid"), [100, 15, 0, 100, 0])
        self.assertEqual((first.move_id | second.move_id).mapped("amount_residual"), [25, 40])

    def test_several_credits_and_units_are_settled_in_one_plan(self):
        charges = self.bill(self.unit1, 250, 30) | self.bill(self.unit2, 200, 20)
        credits_ = self.pay(self.unit1, 100) | self.pay(self.unit2, 220) | self.pay(self.unit1, 180)
        partials = self.env["account.partial.reconcile"].search_count([])
        charges._pay(credits_)
        self.assertEqual(charges.mapped("amount_residual"), [0, 0, 0, 0])
        self.assertEqual(set(charges.move_id.mapped("payment_state")), {"paid"})
        self.assertEqual(self.env["account.partial.reconcile"].search_count([]) - partials, 3)
        self.assertTrue(all(line.full_reconcile_id for line in credits_))

    def test_money_of_one_unit_does_not_pay_for_another(self):
        charges = self.bill(self.unit1, 250)
        charges._pay(self.pay(self.unit2, 250))
        self.assertEqual(charges.amount_residual, 250)

    def test_the_database_refuses_to_settle_more_than_is_owed(self):
        charge = self.bill(self.unit1, 250)
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.env.cr.savepoint():
            charge.sudo().amount_paid = 251
            charge.flush_recordset()

    def test_a_payment_spreads_by_the_rule(self):
        charges = self.bill(self.unit1, 250, 30)
        self.assertEqual(charges._spread(260), [(charges[0].id, 250.0), (charges[1].id, 10.0)])
