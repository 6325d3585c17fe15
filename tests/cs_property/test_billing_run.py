"""A billing run: computed, looked at, approved, billed in batches; a bad unit keeps its error."""

from contextlib import contextmanager
from datetime import date, timedelta
from math import inf
from unittest.mock import patch

from odoo.addons.cs_property.core.billing import free
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from tests.cs_property.billing_case import BillingCase


class Rules:
    """Fee rules of these tests: each unit pays its area × 2 for management and 10 for water."""

    def __init__(self, case):
        self.case = case
        self.prices = {case.rent.id: 2.0}
        self.broken = set()
        self.no_owner = set()

    def charges(self, records, units, date_from, date_to, items, taken):
        if self.broken & set(units.ids):
            raise UserError("The meter of this unit was not read.")
        rows, spans = [], units._payer_spans(date_from, date_to)
        for unit in units:
            for item in items or self.case.rent | self.case.water:
                payers = {payer: (first, last) for first, last, payer in spans[unit.id]}
                for payer, (first, last) in payers.items():
                    for begin, end in free(first, last, taken.get((unit.id, item.id), ())):
                        rows.append(self._row(unit, item, payer, begin, end))
        return rows

    def _row(self, unit, item, payer, first, last):
        return {
            "unit_id": unit.id,
            "item_id": item.id,
            "partner_id": False if unit.id in self.no_owner else payer,
            "date_from": first,
            "date_to": last,
            "due_on": last + timedelta(days=10),
            "quantity": unit.area,
            "unit_price": self.prices.get(item.id, 10),
            "amount": unit.area * self.prices[item.id] if item.id in self.prices else 10.0,
            "explanation": "area × price",
        }


class RunCase(BillingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = Rules(cls)
        # whatever rules ship: these tests are about the run
        rules = cls.rules
        patcher = patch.object(type(cls.env["cs.billing.line"]), "_priced", lambda *args: rules.charges(*args))
        patcher.start()
        cls.addClassCleanup(patcher.stop)
        cls.company.cs_billing_second_person = False

    def run_of(self, month=3, **values):
        first = date(2026, month, 1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return self.env["cs.billing.run"].create(
            {"estate_ids": self.estate.ids, "date_from": first, "date_to": last, **values}
        )

    @contextmanager
    def in_cron(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: inf):
            yield

    def work(self):
        with self.in_cron():
            self.env["cs.billing.batch"]._cron_bill()
        self.env.invalidate_all()

    def computed(self, **values):
        run = self.run_of(**values)
        run.action_compute()
        self.work()
        return run

    def billed(self, **values):
        run = self.computed(**values)
        run.action_approve()
        self.work()
        return run


class TestBillingRun(RunCase):
    def test_a_dry_run_books_nothing(self):
        invoices = self.env["account.move"].search_count([])
        run = self.computed()
        self.assertEqual(run.state, "computed")
        self.assertEqual((run.charge_count, run.error_count), (10, 0))
        self.assertEqual(run.amount_total, 2 * (100 + 80 + 60 + 200 + 12.5) + 50)
        self.assertEqual(self.env["account.move"].search_count([]), invoices)

    def test_each_unit_gets_one_invoice(self):
        run = self.billed()
        self.assertEqual((run.state, run.billed_count, run.progress), ("done", 10, 100))
        moves = run.line_ids.move_id
        self.assertEqual((len(moves), set(moves.mapped("state"))), (5, {"posted"}))
        self.assertEqual(sum(moves.mapped("amount_total")), run.amount_total)

    def test_running_a_period_twice_adds_nothing(self):
        self.billed()
        again = self.computed()
        self.assertEqual((again.charge_count, again.error_count), (0, 0))
        with self.assertRaisesRegex(UserError, "nothing to bill"):
            again.action_approve()

    def test_an_overlapping_period_bills_the_other_days_only(self):
        self.billed()
        other = self.computed(date_from=date(2026, 3, 20), date_to=date(2026, 4, 30))
        self.assertEqual(set(other.line_ids.mapped("date_from")), {date(2026, 4, 1)})

    def test_the_sheet_shows_errors_first_and_then_what_differs_most(self):
        self.billed(month=2)
        self.unit2.area = 160
        self.unit3.area = 600
        self.rules.no_owner = {self.shop.id}
        self.addCleanup(self.rules.no_owner.clear)
        run = self.computed()
        sheet = self.env["cs.billing.line"].search(
            [("run_id", "=", run.id)], order="attention, deviation desc, unit_id"
        )
        self.assertEqual(sheet[:2].unit_id, self.shop)
        self.assertIn("no owner", sheet[0].error)
        self.assertEqual((sheet[2].unit_id, sheet[3].unit_id), (self.unit3, self.unit2))
        self.assertEqual((sheet[3].previous_amount, sheet[3].difference, sheet[3].difference_percent), (160, 160, 100))
        self.assertEqual((run.error_count, run.outlier_count), (2, 2))

    def test_a_bad_unit_keeps_its_error_and_the_rest_is_billed(self):
        self.rules.broken = {self.unit2.id}
        self.addCleanup(self.rules.broken.clear)
        run = self.billed()
        self.assertEqual((run.billed_count, run.error_count), (8, 1))
        self.assertEqual(run.line_ids.filtered("error").error, "The meter of this unit was not read.")
        self.rules.broken.clear()
        run.action_compute_missing()
        self.work()
        self.assertEqual((run.charge_count - run.billed_count, run.error_count), (2, 0))
        run.action_approve()
        self.work()
        self.assertEqual((run.billed_count, len(run.line_ids.move_id)), (10, 5))

    def test_a_unit_that_cannot_be_posted_keeps_its_error_and_the_rest_is_billed(self):
        run = self.computed()
        # somebody billed these days in between
        self.bill(self.unit3, 5)
        run.action_approve()
        with mute_logger("odoo.sql_db"):
            self.work()
        self.assertEqual((run.state, run.billed_count, run.error_count), ("done", 8, 2))
        wrong = run.line_ids.filtered(lambda charge: charge.state == "error")
        self.assertEqual(wrong.unit_id, self.unit3)
        self.assertIn("billed already", wrong[0].error)

    def test_a_stopped_run_goes_on_where_it_was(self):
        with patch("odoo.addons.cs_property.models.billing.run_verbs.BILL_DOCUMENTS", 2):
            run = self.computed()
            run.action_approve()
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 0):
            self.env["cs.billing.batch"]._cron_due(batch=1)
        run.action_stop()
        self.work()
        self.assertEqual((run.state, len(run.line_ids.move_id)), ("stopped", 2))
        self.assertAlmostEqual(run.progress, 100 / 3)
        run.action_resume()
        self.work()
        self.assertEqual((run.state, len(run.line_ids.move_id)), ("done", 5))

    def test_another_person_approves(self):
        self.company.cs_billing_second_person = True
        run = self.run_of().with_user(self.accountant)
        run.action_compute()
        self.work()
        with self.assertRaisesRegex(UserError, "Somebody else"):
            run.action_approve()
        run.with_user(self.env.user).action_approve()
        self.assertEqual(run.approved_by_id, self.env.user)

    def test_only_the_accountant_bills(self):
        run = self.run_of()
        for user in (self.clerk, self.cashier, self.auditor, self.steward, self.manager):
            with self.assertRaises(AccessError):
                run.with_user(user).action_compute()
        with self.assertRaises(AccessError):
            run.with_user(self.accountant).state = "done"

    def test_a_run_that_billed_something_is_not_deleted_and_not_moved(self):
        run = self.billed()
        with self.assertRaises(UserError):
            run.unlink()
        with self.assertRaises(UserError):
            run.with_user(self.accountant).date_to = date(2026, 4, 30)

    def test_prepayments_are_used_after_posting_when_the_setting_says_so(self):
        self.pay(self.unit1, 150)
        run = self.billed()
        mine = run.line_ids.filtered(lambda charge: charge.unit_id == self.unit1)
        self.assertEqual(sum(mine.mapped("amount_paid")), 150)
        self.company.cs_billing_use_prepayments = False
        self.pay(self.unit1, 100)
        later = self.billed(month=4).line_ids
        self.assertEqual(sum(later.mapped("amount_paid")), 0)

    def test_the_database_keeps_a_day_from_being_billed_twice(self):
        run = self.billed()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            charge = run.line_ids[0]
            charge.sudo().copy({"state": "billed", "amount_total": 0})
            self.env.flush_all()

    def test_dry_run_queries_do_not_grow_with_the_units(self):
        def queries(units):
            run = self.run_of()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run._compute_units(units)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        many = self.env["cs.estate.unit"].union(*[self._make_unit(f"8{n:02d}", 50) for n in range(30)])
        queries(self.units)
        few, lots = queries(self.units), queries(many)
        self.assertLessEqual(lots - few, 3, f"{few} queries for 5 units, {lots} for 30")


class TestRebill(RunCase):
    def test_a_transfer_bills_the_later_days_to_the_new_owner(self):
        run = self.billed()
        charge = run.line_ids.filtered(lambda one: one.unit_id == self.unit1 and one.item_id == self.rent)
        old, new = self.unit1.payer_id, self.env["res.partner"].create({"name": "New owner"})
        spans = [(date(2026, 3, 1), date(2026, 3, 15), old.id), (date(2026, 3, 16), date(2026, 3, 31), new.id)]
        owners = type(self.env["cs.estate.unit"])
        with patch.object(owners, "_payer_spans", lambda units, *args, **kwargs: {unit.id: spans for unit in units}):
            fresh = self.env["cs.billing.line"]._rebill(self.unit1, date(2026, 3, 16), "Sold", items=self.rent)
        self.assertEqual(charge.state, "void")
        self.assertEqual(fresh.mapped("partner_id"), old | new)
        self.assertEqual(fresh.mapped("replaces_id"), charge)
        self.assertEqual(set(fresh.mapped("state")), {"billed"})
        self.assertEqual(fresh.move_id.mapped("partner_id"), old | new)

    def test_what_cannot_be_billed_anew_is_not_taken_back(self):
        run = self.billed()
        self.rules.no_owner = {self.unit1.id}
        self.addCleanup(self.rules.no_owner.clear)
        with self.assertRaises(UserError):
            self.env["cs.billing.line"]._rebill(self.unit1, date(2026, 3, 16), "Sold")
        self.assertEqual(set(run.line_ids.mapped("state")), {"billed"})

    def test_the_accountant_takes_charges_back_and_bills_them_anew(self):
        run = self.billed()
        charge = run.line_ids.filtered(lambda one: one.unit_id == self.unit1 and one.item_id == self.rent)
        self.rules.prices[self.rent.id] = 3.0
        self.addCleanup(self.rules.prices.update, {self.rent.id: 2.0})
        action = charge.with_user(self.accountant).action_void()
        wizard = (
            self.env["cs.billing.void"]
            .with_user(self.accountant)
            .with_context(**action["context"])
            .create({"reason": "Wrong price", "is_rebilled": True})
        )
        wizard.action_confirm()
        fresh = self.env["cs.billing.line"].search([("replaces_id", "=", charge.id)])
        self.assertEqual((charge.state, fresh.state, fresh.amount_total), ("void", "billed", 300))
        self.assertEqual(charge.void_reason, "Wrong price")

    def test_only_the_accountant_takes_charges_back(self):
        charge = self.bill(self.unit1, 250)
        for user in (self.clerk, self.cashier, self.auditor, self.steward):
            with self.assertRaises(AccessError):
                charge.with_user(user).action_void()
