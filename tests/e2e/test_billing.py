"""The accountant bills a month in the browser."""

from datetime import timedelta
from math import inf
from unittest.mock import patch

from tests.cs_property.test_fee_rules import FeeCase
from tests.e2e.common import CsHttpCase


class TestTheAccountantBillsAMonth(FeeCase, CsHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant.lang = "en_US"
        cls.company.cs_billing_second_person = False

    def setUp(self):
        super().setUp()
        self.rule()

    def work(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: inf):
            self.env["cs.billing.batch"]._cron_bill()
        self.env.invalidate_all()

    def test_a_run_is_computed_looked_at_approved_and_a_charge_made_void(self):
        runs = self.env["cs.billing.run"]
        month, _last = runs._month()
        # the last month was billed with half the area; one flat has lost its owner since
        self.unit2.area = 40
        last = month - timedelta(days=1)
        before = runs.create({"date_from": last.replace(day=1), "date_to": last})
        before._compute_units(self.unit2)
        before.line_ids._invoice()
        self.unit2.area = 80
        self.unit3.party_ids.unlink()
        self.tour("cs-billing-runs", "cs_billing_compute", self.accountant)
        run = runs.search([("name", "=", "March")])
        self.assertEqual((run.state, run.computed_by_id), ("computing", self.accountant))
        self.work()
        self.assertEqual((run.charge_count, run.error_count, run.outlier_count), (4, 1, 1))
        self.tour(f"cs-billing-runs/{run.id}", "cs_billing_approve", self.accountant)
        self.work()
        self.assertEqual((run.state, len(run.line_ids.move_id)), ("done", 4))
        self.tour("cs-charges", "cs_billing_void", self.accountant)
        charge = run.line_ids.filtered(lambda one: one.unit_id == self.unit1)
        self.assertEqual((charge.state, charge.voided_by_id), ("void", self.accountant))
        self.assertEqual(charge.credit_move_id.amount_total, 280)
