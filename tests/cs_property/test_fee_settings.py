"""The page with all settings of fees."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user

from tests.cs_property.billing_case import BillingCase

#: columns of the company that are no settings: a number range, and what the system notes
NO_SETTINGS = {"cs_receipt_sequence_id", "cs_late_billed_on", "cs_cash_journal_id"}


class TestFeeSettings(BillingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pages = cls.env["cs.fee.settings"].with_user(cls.accountant)
        cls.boss = new_test_user(cls.env, "cs_boss", groups="cs_department.group_cs_manager")

    def test_every_setting_of_the_addon_stands_on_the_page(self):
        company = self.env["res.company"]
        ours = {name for name, field in company._fields.items() if field._modules[:1] == ("cs_property",)}
        ours = {name for name in ours if company._fields[name].store} - NO_SETTINGS
        self.assertEqual(set(self.pages._company_fields().values()), ours)
        view = self.env.ref("cs_property.cs_fee_settings_view_form").arch
        for name in self.pages._company_fields():
            self.assertIn(f'name="{name}"', view)

    def test_the_accountant_changes_them_in_one_place(self):
        form = Form(self.pages)
        form.billing_outlier_percent = 12
        form.arrears_limitation_years = 2
        form.freeze_day = 20
        form.reconcile_threshold = 90
        form.save()
        company = self.company
        self.assertEqual((company.cs_billing_outlier_percent, company.cs_arrears_limitation_years), (12, 2))
        self.assertEqual((company.cs_freeze_day, company.cs_reconcile_threshold), (20, 90))

    def test_what_checks_the_accountant_is_set_by_a_manager(self):
        for change in ({"billing_second_person": False}, {"late_waiver_limit": 10**6}, {"close_alone": True}):
            with self.assertRaisesRegex(AccessError, "set by a manager"):
                self.pages.create(change)
        self.env["cs.fee.settings"].with_user(self.boss).create({"close_alone": True, "late_waiver_limit": 800})
        self.assertEqual((self.company.cs_close_alone, self.company.cs_late_waiver_limit), (True, 800))
        self.assertTrue(self.company.cs_fee_journal_id, "what the manager does not see stays")

    def test_others_do_not_reach_the_page(self):
        for user in (self.cashier, self.auditor, self.steward):
            with self.assertRaises(AccessError):
                self.env["cs.fee.settings"].with_user(user).create({})
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaises(AccessError):
            self.pages.create({"company_id": elsewhere.id})

    def test_deposits_keep_their_account_while_any_is_held(self):
        other = self.company._make_account("Other deposits", "224150", "liability_current", reconcile=True)
        deposits = self.company.cs_deposit_account_id
        self.pages.create({"deposit_account_id": other.id})
        self.assertEqual(self.company.cs_deposit_account_id, other)
        self.pages.create({"deposit_account_id": deposits.id})
        lines = [(self.bank.default_account_id, 500, 0), (deposits, 0, 500)]
        self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.bank.id,
                "cs_unit_id": self.unit1.id,
                "line_ids": [
                    (0, 0, {"account_id": account.id, "debit": debit, "credit": credit})
                    for account, debit, credit in lines
                ],
            }
        )._post(soft=False)
        with self.assertRaisesRegex(UserError, "Deposits are held"):
            self.pages.create({"deposit_account_id": other.id})


class TestAccountsMadeOnce(BillingCase):
    """Accounts that code makes are known by code and type: names are translated, and not ours alone."""

    CODE = "224190"

    def _make(self, code=CODE, name="Deposits of test"):
        return self.company._make_account(name, code, "liability_current", reconcile=True)

    def test_the_account_of_an_earlier_installation_serves_again_whatever_its_name(self):
        account = self._make()
        account.name = "押金"
        self.assertEqual(account.code, self.CODE)
        self.assertEqual(self._make(), account)

    def test_an_account_of_somebody_else_with_the_same_name_is_not_taken_over(self):
        foreign = self.env["account.account"].create(
            {"name": "Deposits of test", "code": "229999", "account_type": "liability_current"}
        )
        made = self._make()
        self.assertNotEqual(made, foreign)
        self.assertEqual((made.code, made.reconcile), (self.CODE, True))

    def test_a_code_that_is_taken_by_another_kind_of_account_is_left_alone(self):
        foreign = self.env["account.account"].create({"name": "Costs", "code": self.CODE, "account_type": "expense"})
        made = self._make()
        self.assertNotEqual(made, foreign)
        self.assertNotEqual(made.code, self.CODE)
