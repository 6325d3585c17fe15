"""The payment notice: what a payer still owes for a unit, on paper."""

from datetime import date

from odoo.exceptions import AccessError, UserError

from tests.cs_property.billing_case import BillingCase


class TestPaymentNotice(BillingCase):
    def facts(self, units, user=None):
        report = self.env["report.cs_property.report_payment_notice"].with_user(user or self.clerk)
        return report._get_report_values(units.ids)["docs"]

    def test_it_says_what_is_open_overdue_and_paid_beforehand(self):
        self.bill(self.unit1, 250, 30, due=(2026, 3, 1))
        self.bill(self.unit1, 260, month=4, due=(2026, 4, 30))
        self.pay(self.unit1, 40)
        [notice] = self.facts(self.unit1)
        self.assertEqual(
            (notice["unit"], notice["payer"], notice["code"]), ("1-1-101", "Owner of 1-1-101", "G-1-1-101")
        )
        self.assertEqual([row["late"] for row in notice["rows"]], [True, True, False])
        for name, amount in (("overdue", "280.00"), ("credit", "40.00"), ("total", "500.00")):
            self.assertIn(amount, notice[name])

    def test_what_is_settled_is_not_on_it(self):
        charges = self.bill(self.unit1, 250, 30)
        charges._pay(self.pay(self.unit1, 250), {charges[0].id: 250})
        [notice] = self.facts(self.unit1)
        self.assertEqual([row["fee"] for row in notice["rows"]], ["Water"])

    def test_each_payer_of_a_unit_has_one(self):
        self.bill(self.unit1, 250)
        tenant = self.env["res.partner"].create({"name": "Tenant"})
        self.bill(self.unit1, 30, items=self.water, partner_id=tenant.id)
        self.assertEqual({notice["payer"] for notice in self.facts(self.unit1)}, {"Owner of 1-1-101", "Tenant"})

    def test_nothing_open_gives_no_paper(self):
        with self.assertRaises(UserError):
            self.facts(self.unit2)

    def test_only_those_who_see_debts_print_it(self):
        self.bill(self.unit1, 250)
        self.assertTrue(self.facts(self.unit1, self.steward))
        with self.assertRaises(AccessError):
            self.facts(self.unit1, self.agent)

    def test_it_is_printed(self):
        self.bill(self.unit1, 250, due=(2026, 3, 1), explanation="100 m² × 2.50")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "cs_property.cs_payment_notice_report", self.unit1.ids
        )
        text = html.decode()
        for words in ("Payment Notice", "100 m² × 2.50", "(overdue)", "data:image/png"):
            self.assertIn(words, text)

    def test_days_are_those_of_the_company(self):
        self.bill(self.unit1, 250, due=(2026, 3, 4))
        self.assertFalse(self.facts(self.unit1)[0]["rows"][0]["late"])
        self.assertEqual(self.company._cs_today(), date(2026, 3, 4))
