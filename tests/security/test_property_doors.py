"""What leaves property management by a side door: masked numbers, other companies' money, markup, formulas."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from tests.security.test_property_records import RecordsCase

PHONE = "13900139007"
NAUGHTY = '<script>alert("1")</script>{{ 7 * 7 }}'


class TestPropertyDoors(RecordsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.unit1.payer_id
        cls.person.write({"phone": PHONE, "email": "owner@example.com"})
        cls.party = cls.unit1.party_ids

    # -- personal data -----------------------------------------------------------------

    def test_numbers_of_residents_are_masked(self):
        for user in (self.agent, self.clerk, self.cashier, self.steward, self.auditor):
            with self.subTest(user=user.login):
                self.env.invalidate_all()
                party = self.party.with_user(user)
                with self.assertRaises(AccessError):
                    party.read(["phone"])
                (shown,) = party.read(["phone_masked", "partner_id"])
                self.assertTrue(shown["phone_masked"])
                self.assertNotIn(PHONE, str(shown))
                self.assertNotIn(PHONE, str(self.unit1.with_user(user).web_read({"party_ids": {"fields": {}}})))

    def test_views_show_the_number_or_its_mask(self):
        privileged = self.env.ref("cs_department.group_cs_personal_data")
        for model, kind in (("cs.estate.unit", "form"), ("cs.unit.party", "list")):
            arch = self.env[model].with_user(self.clerk).get_view(view_type=kind)["arch"]
            self.assertIn('name="phone_masked"', arch)
            self.assertNotIn('name="phone"', arch)
        self.clerk.group_ids |= privileged
        arch = self.env["cs.unit.party"].with_user(self.clerk).get_view(view_type="list")["arch"]
        self.assertIn('name="phone"', arch)
        with Form(self.unit1.with_user(self.clerk)) as form:
            form.note = "x"

    def test_a_number_is_not_spelled_out_by_searching(self):
        for model, path in (("cs.unit.party", "phone"), ("cs.estate.unit", "party_ids.partner_id.phone")):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.clerk).search([(path, "=like", "139%")])
        shifts = self.env["cs.cashier.shift"].with_user(self.cashier)
        self.assertIn(self.unit1.id, [row["id"] for row in shifts.find(PHONE)])
        self.assertFalse(shifts.find(PHONE[:-1]))
        self.assertNotIn(PHONE, str(shifts.find(self.unit1.code)) + str(shifts.unit_account(self.unit1.id)))

    def test_a_file_of_residents_is_seen_by_whoever_brought_it(self):
        imports = self.env["cs.estate.import"]
        mine = imports.with_user(self.clerk).create({"estate_id": self.estate.id, "file": "eA=="})
        self.assertTrue(mine.has_access("read"))
        for user in (self.cashier, self.manager, self.auditor):
            self.assertFalse(mine.with_user(user).has_access("read"))

    # -- money of others ------------------------------------------------------------------

    def test_the_counter_of_another_company_touches_nothing_here(self):
        there = self.env["cs.cashier.shift"].with_user(self.stranger)
        self.elsewhere.currency_id = self.cny
        self.env["account.chart.template"].try_loading("generic_coa", self.elsewhere, install_demo=False)
        self.elsewhere._cs_fee_setup()
        there.open_till(0)
        receipts = there.env["cs.receipt"]
        means = [{"means_id": self.cash.id, "amount": 1}]
        deposit = self.records["cs.deposit of the company"].with_user(self.stranger)
        shift = self.records["cs.cashier.shift of the company"].with_user(self.stranger)
        receipt = self.records["cs.receipt of the company"].with_user(self.stranger)
        for verb in (
            lambda: receipts.take(self.unit1.id, {}, means, prepayment=1),
            lambda: receipts.refund(self.unit1.id, 1, self.cash.id, "x"),
            lambda: there.unit_account(self.unit1.id),
            lambda: deposit.use(self.records["cs.billing.line of own building"].ids, "x"),
            lambda: deposit.give_back(1, self.cash.id, "x"),
            lambda: receipt.ask_cancel("x"),
            lambda: shift.sign_second(),
            lambda: shift.hand_over(self.bank.id),
            lambda: self.env["cs.fee.preview"].with_user(self.stranger).create({"unit_id": self.unit1.id}).result,
            lambda: self.records["cs.arrears.case of own building"].with_user(self.stranger).action_refresh(),
            lambda: (
                self.env["cs.billing.void"]
                .with_user(self.stranger)
                .create({"line_ids": self.records["cs.billing.line of own building"].ids, "reason": "x"})
                .action_confirm()
            ),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                verb()
        self.assertFalse(there.find(self.unit1.code))

    def test_a_waiver_is_about_charges_of_its_unit(self):
        other = self.records["cs.billing.line of another building"]
        with self.assertRaises(UserError):
            self.env["cs.late.waiver"].with_user(self.clerk).create(
                {"unit_id": self.unit1.id, "principal_ids": other.ids, "reason": "x"}
            )

    def test_a_request_that_is_being_written_tells_nothing_of_others(self):
        values = {"unit_id": self.far.id, "day": "2026-03-04", "billed_too": True}
        spec = {"preview": {}, "unit_id": {}, "day": {}, "billed_too": {}, "principal_ids": {}, "state": {}}
        self.owe(self.far, 500, due=(2026, 2, 1), month=2)
        waivers = self.env["cs.late.waiver"]
        for user, seen in ((self.clerk, True), (self.steward, False), (self.stranger, False)):
            try:
                answer = waivers.with_user(user).onchange(values, ["unit_id"], spec)["value"]
            except AccessError:
                answer = {}
            self.assertEqual(bool(answer.get("preview")), seen, user.login)

    def test_a_person_of_another_company_lives_nowhere_here(self):
        person = self.env["res.partner"].create({"name": "There", "company_id": self.elsewhere.id})
        with self.assertRaises(UserError):
            self.env["cs.unit.party"].create({"unit_id": self.unit2.id, "partner_id": person.id, "role": "family"})

    def test_a_meter_shows_numbers_only(self):
        meter = self.records["cs.meter of own building"]
        for value in (-1, 1e300):
            with self.assertRaises(UserError):
                self.env["cs.meter.reading"].with_user(self.clerk).create({"meter_id": meter.id, "value": value})

    def test_whoever_changes_a_request_does_not_approve_it(self):
        waiver = (
            self.env["cs.late.waiver"]
            .with_user(self.clerk)
            .create({"unit_id": self.unit1.id, "reason": "x", "day": "2026-03-04"})
        )
        changed = waiver.with_user(self.accountant)
        changed.day = "2026-03-01"
        with self.assertRaises(AccessError):
            changed.approve()

    # -- markup and formulas -----------------------------------------------------------------

    def test_names_are_no_markup_on_paper(self):
        self.person.name = NAUGHTY
        self.estate.name = NAUGHTY
        reports = self.env["ir.actions.report"]
        month = self.records["cs.property.month of the company"]
        papers = (
            ("cs_property.cs_receipt_report", self.records["cs.receipt of the company"]),
            ("cs_property.cs_receipt_slip_80_report", self.records["cs.receipt of the company"]),
            ("cs_property.cs_receipt_slip_58_report", self.records["cs.receipt of the company"]),
            ("cs_property.cs_payment_notice_report", self.unit1),
            ("cs_property.cs_property_month_pdf", month),
            ("cs_property.action_report_arrears_letter", self._letter()),
        )
        for report, record in papers:
            if not self.env.ref(report, raise_if_not_found=False):
                self.fail(report)
            html = str(reports._render_qweb_html(report, record.ids)[0], "utf-8")
            self.assertNotIn("<script>alert", html)
            self.assertNotIn(">49<", html)

    def _letter(self):
        case = self.records["cs.arrears.case of own building"]
        step = {"case_id": case.id, "stage_id": self.letter.id, "company_id": self.company.id, "channel": "letter"}
        return self.env["cs.arrears.step"].create({**step, "day": "2026-03-04", "text": NAUGHTY})

    def test_a_bad_row_comes_back_without_formulas(self):
        sheet = "Building,Number,Area,Name\n1,9,no area,=HYPERLINK(1)\n"
        one = self.env["cs.estate.import"].create(
            {"estate_id": self.estate.id, "name": "x.csv", "file": base64.b64encode(sheet.encode())}
        )
        one.action_import()
        self.assertTrue(one.bad_count)
        self.assertNotIn(",=HYPERLINK", base64.b64decode(one.bad_file).decode("utf-8-sig"))

    # -- menus ---------------------------------------------------------------------------------

    def test_the_configuration_is_for_who_owns_the_rules(self):
        menu = self.env.ref("cs_property.menu_settings").id
        for user, sees in (
            *((self.accountant, True), (self.manager, True), (self.auditor, True)),
            *((self.agent, False), (self.clerk, False), (self.cashier, False), (self.steward, False)),
        ):
            seen = menu in self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertEqual(seen, sees, user.login)
