"""Money at the counter: receipts, deposits, refunds, and the closing of the day."""

from odoo.exceptions import AccessError, UserError

from tests.cs_property.cashier_case import CashierCase


class TestTakingMoney(CashierCase):
    def test_one_receipt_by_two_means_pays_and_gives_change(self):
        rent, water = self.bill(self.unit1, 280, 31.5)
        self.open_till()
        means = self.by_wechat(100) + self.in_cash(220)
        receipt, answer = self.take(self.unit1, {rent: 280, water: 31.5}, means)
        self.assertEqual(answer["change"], 8.5)
        self.assertEqual((rent.amount_residual, water.amount_residual), (0, 0))
        self.assertEqual(rent.move_id.payment_state, "paid")
        self.assertEqual(sorted(receipt.means_ids.mapped("amount")), [100, 211.5])
        self.assertEqual(receipt.payment_ids.mapped("cs_unit_id"), self.unit1)
        self.assertEqual(self.balance(self.cash.journal_id.default_account_id), 211.5)
        self.assertEqual(receipt.line_ids.mapped("amount"), [280, 31.5])

    def test_numbers_of_receipts_have_no_gap(self):
        charges = self.bill(self.unit1, 10) | self.bill(self.unit2, 20)
        self.open_till()
        first, _answer = self.take(self.unit1, {charges[0]: 10}, self.in_cash(10))
        with self.assertRaises(UserError):
            self.take(self.unit2, {charges[1]: 20}, self.in_cash(5))
        second, _answer = self.take(self.unit2, {charges[1]: 20}, self.in_cash(20))
        self.assertEqual(int(second.number[-6:]), int(first.number[-6:]) + 1)
        self.assertTrue(first.number.startswith("SJ2026-"))

    def test_a_part_is_paid_of_what_was_chosen(self):
        rent, water = self.bill(self.unit1, 280, 30)
        self.open_till()
        self.take(self.unit1, {water: 30, rent: 50}, self.in_cash(80))
        self.assertEqual((rent.amount_residual, water.amount_residual), (230, 0))

    def test_a_prepayment_stays_as_a_credit_and_pays_the_next_bill(self):
        self.open_till()
        self.take(self.unit1, {}, self.by_wechat(500), prepayment=500)
        self.assertEqual(sum(self.unit1._open_credits().mapped("amount_residual")), -500)
        charges = self.bill(self.unit1, 280)
        self.unit1._use_credits()
        self.assertEqual(charges.amount_residual, 0)

    def test_late_fees_up_to_today_are_billed_and_paid(self):
        self.env["cs.late.rule"].create({"name": "Five", "late_item_id": self.late.id, "rate": 5, "change_reason": "x"})
        rent = self.bill(self.unit1, 1000, due=(2026, 1, 31), month=1)
        (due,) = self.unit1._late_until(self.company._cs_today()).items()
        self.open_till()
        receipts = self.env["cs.receipt"].with_user(self.cashier)
        paid = {str(rent.id): 1000, f"late:{due[0]}": float(due[1])}
        receipts.take(self.unit1.id, paid, self.in_cash(1000 + float(due[1])))
        self.assertEqual(rent.amount_residual, 0)
        late = self.env["cs.billing.line"].search([("principal_id", "=", rent.id)])
        self.assertEqual((late.amount_residual, late.amount_total), (0, float(due[1])))

    def test_a_service_is_billed_and_paid_at_once(self):
        self.open_till()
        services = [{"item_id": self.service_item.id, "amount": 60, "words": "Two loads"}] * 2
        receipt, _answer = self.take(self.unit1, {}, self.in_cash(120), services=services)
        self.assertEqual(receipt.line_ids.charge_id.mapped("amount_residual"), [0, 0])

    def test_more_than_is_open_is_refused(self):
        rent = self.bill(self.unit1, 280)
        self.open_till()
        with self.assertRaisesRegex(UserError, "only .*280.00 is open"):
            self.take(self.unit1, {rent: 281}, self.in_cash(281))
        with self.assertRaisesRegex(UserError, "not open for this unit"):
            self.take(self.unit2, {rent: 280}, self.in_cash(280))

    def test_means_that_ask_for_a_number_get_one(self):
        rent = self.bill(self.unit1, 280)
        self.open_till()
        with self.assertRaisesRegex(UserError, "number of the payment"):
            self.take(self.unit1, {rent: 280}, [{"means_id": self.wechat.id, "amount": 280}])

    def test_no_money_is_taken_without_an_open_till(self):
        rent = self.bill(self.unit1, 280)
        with self.assertRaisesRegex(UserError, "Open your till"):
            self.take(self.unit1, {rent: 280}, self.in_cash(280))
        with self.assertRaises(AccessError):
            self.take(self.unit1, {rent: 280}, self.in_cash(280), user=self.clerk)

    def test_nonsense_is_refused_in_words(self):
        self.open_till()
        receipts = self.env["cs.receipt"].with_user(self.cashier)
        for paid, means in (
            ("x", []),
            ({"a": 1}, []),
            ({}, "x"),
            ({"1": "1e400"}, []),
            ({"1": -5}, []),
            ({"1": 0.001}, []),
        ):
            with self.assertRaises(UserError):
                receipts.take(self.unit1.id, paid, means)

    def test_the_paper_says_what_was_paid_and_marks_copies(self):
        rent = self.bill(self.unit1, 280)
        self.open_till()
        receipt, _answer = self.take(self.unit1, {rent: 280}, self.in_cash(300))
        printed = []
        for _copy in range(2):
            receipt.with_user(self.cashier).action_print()
            reports = self.env["ir.actions.report"].with_user(self.cashier)
            printed.append(reports._render_qweb_html("cs_property.cs_receipt_report", receipt.ids)[0].decode())
        for words in (receipt.number, self.unit1.code, "280.00", "20.00", "Management fee"):
            self.assertIn(words, printed[0])
        self.assertNotIn("copy", printed[0])
        self.assertIn("copy", printed[1])

    def test_it_prints_on_the_paper_of_the_till_with_the_amount_in_capitals(self):
        charges = self.bill(self.unit1, 1200, 34.56)
        self.open_till()
        paid = {charge: charge.amount_total for charge in charges}
        receipt, _answer = self.take(self.unit1, paid, self.by_wechat(1000) + self.in_cash(300))
        reports = self.env["ir.actions.report"].with_user(self.cashier)
        lengths = {}
        for paper in ("a5", "slip_80", "slip_58"):
            self.env["cs.fee.settings"].with_user(self.accountant).create({"receipt_paper": paper}).action_save()
            name = receipt.with_user(self.cashier).action_print()["report_name"]
            html = reports._render_qweb_html(name, receipt.ids)[0].decode()
            for words in (receipt.number, "1,234.56", "人民币壹仟贰佰叁拾肆元伍角陆分", "65.44", "4200002345"):
                self.assertIn(words, html)
            lengths[paper] = self._page_height(name, receipt)
        self.assertFalse(lengths["a5"])
        self.assertGreater(lengths["slip_58"], lengths["slip_80"] - 1)
        self.assertTrue(100 < lengths["slip_80"] < 300, lengths)

    def _page_height(self, name, receipt):
        """What the printer is told, mm."""
        reports, told = type(self.env["ir.actions.report"]), []

        def run(self, bodies, report_ref=False, **kwargs):
            told.extend(self._build_wkhtmltopdf_args(self._get_report(report_ref).get_paperformat(), False))
            return b"%PDF-1.4"

        self.patch(reports, "_run_wkhtmltopdf", run)
        self.patch(reports, "get_wkhtmltopdf_state", lambda self: "ok")
        printing = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            printing._render_qweb_pdf_prepare_streams(name, {}, receipt.ids)
        if "--page-height" not in told:
            return 0
        return int(told[told.index("--page-height") + 1].removesuffix("mm"))


class TestDeposits(CashierCase):
    def _deposit(self, amount=2000):
        rows = [{"item_id": self.deposit_item.id, "amount": amount}]
        receipt, _answer = self.take(self.unit1, {}, self.in_cash(amount), deposits=rows)
        return receipt.line_ids.deposit_id

    def test_a_deposit_is_a_liability_and_no_income(self):
        self.open_till()
        deposit = self._deposit()
        self.assertEqual(self.balance(self.company.cs_deposit_account_id), -2000)
        self.assertEqual((deposit.amount_held, deposit.state), (2000, "held"))
        self.assertFalse(self.unit1._open_credits())

    def test_a_deposit_goes_back_less_what_it_paid_for(self):
        self.open_till()
        deposit = self._deposit()
        fine = self.bill(self.unit1, 300)
        deposit.with_user(self.cashier).use(fine.ids, "Rubble left on the stairs")
        self.assertEqual((fine.amount_residual, deposit.amount_held), (0, 1700))
        deposit.with_user(self.cashier).give_back(1700, self.cash.id, "Renovation accepted")
        self.assertEqual((deposit.state, self.balance(self.company.cs_deposit_account_id)), ("settled", 0))
        self.assertFalse(deposit._liability_lines())
        with self.assertRaisesRegex(UserError, "no more goes back"):
            deposit.with_user(self.cashier).give_back(1, self.cash.id, "Again")

    def test_a_deposit_that_a_transfer_moves_is_held_for_the_new_owner(self):
        self.open_till()
        deposit = self._deposit()
        buyer = self.env["res.partner"].create({"name": "Buyer"})
        rows = [(0, 0, {"partner_id": buyer.id})]
        values = {"unit_id": self.unit1.id, "day": "2026-03-01", "deposits": "move", "line_ids": rows}
        self.env["cs.unit.transfer"].create(values).action_transfer()
        self.assertEqual(deposit.partner_id, buyer)
        deposit.with_user(self.cashier).give_back(2000, self.cash.id, "Moves out")
        self.assertEqual((deposit.state, self.balance(self.company.cs_deposit_account_id)), ("settled", 0))
        self.assertFalse(deposit._liability_lines())


class TestGivingBack(CashierCase):
    def test_a_prepayment_goes_back(self):
        self.open_till()
        self.take(self.unit1, {}, self.in_cash(500), prepayment=500)
        receipts = self.env["cs.receipt"].with_user(self.cashier)
        with self.assertRaisesRegex(UserError, "no more goes back"):
            receipts.refund(self.unit1.id, 501, self.cash.id, "Moves out")
        receipts.refund(self.unit1.id, 200, self.cash.id, "Moves out")
        self.assertEqual(sum(self.unit1._open_credits().mapped("amount_residual")), -300)
        self.assertEqual(self.balance(self.cash.journal_id.default_account_id), 300)

    def test_a_wrong_receipt_is_cancelled_by_somebody_else(self):
        rent = self.bill(self.unit1, 280)
        self.open_till()
        receipt, _answer = self.take(self.unit1, {rent: 280}, self.in_cash(280))
        receipt.with_user(self.cashier).ask_cancel("Wrong unit")
        with self.assertRaisesRegex(AccessError, "Somebody else"):
            receipt.with_user(self.cashier).approve_cancel()
        receipt.with_user(self.accountant).approve_cancel()
        self.assertEqual((receipt.state, rent.amount_residual), ("cancelled", 280))
        self.assertEqual(self.balance(self.cash.journal_id.default_account_id), 0)
        self.assertFalse(self.unit1._open_credits())

    def test_a_receipt_of_a_closed_till_goes_back_from_the_till_of_today(self):
        rent = self.bill(self.unit1, 280)
        first = self.open_till()
        receipt, _answer = self.take(self.unit1, {rent: 280}, self.in_cash(280))
        self.close(first, {"10": 78})
        receipt.with_user(self.cashier).ask_cancel("Wrong unit")
        with self.assertRaisesRegex(UserError, "opens a till first"):
            receipt.with_user(self.accountant).approve_cancel()
        second = self.open_till(amount=500)
        receipt.with_user(self.accountant).approve_cancel()
        self.assertEqual((receipt.state, rent.amount_residual), ("cancelled", 280))
        self.assertEqual(second.receipt_ids.reverses_id, receipt)
        self.close(second, {"10": 22})
        self.assertEqual((first.state, second.state, second.difference), ("signed", "signed", 0))

    def test_nobody_changes_or_deletes_a_receipt(self):
        rent = self.bill(self.unit1, 280)
        self.open_till()
        receipt, _answer = self.take(self.unit1, {rent: 280}, self.in_cash(280))
        for user in (self.cashier, self.accountant, self.manager):
            with self.assertRaises(AccessError):
                receipt.with_user(user).write({"amount": 1})
        with self.assertRaisesRegex(UserError, "never deleted"):
            receipt.unlink()


class TestClosing(CashierCase):
    def test_two_means_of_one_bank_are_told_apart(self):
        wallet = self.wechat.copy({"name": "Code on the wall"})
        fee = self.bill(self.unit2, 100)
        means = [*self.by_wechat(40), {"means_id": wallet.id, "amount": 60, "reference": "7"}]
        self.take(self.unit2, {fee: 100}, means)
        self.assertFalse(self.mine.count_cash({"10": 78})["findings"])
        self.assertEqual(self.shift.line_ids.filtered(lambda line: line.means_id == wallet).amount_ledger, 60)

    def setUp(self):
        super().setUp()
        self.shift = self.open_till()
        rent = self.bill(self.unit1, 280)
        self.take(self.unit1, {rent: 280}, self.in_cash(300))
        self.mine = self.shift.with_user(self.cashier)

    def test_a_closing_that_agrees_is_signed_by_two(self):
        self.assertFalse(self.mine.count_cash({"100": 7, "50": 1, "10": 3})["findings"])
        self.mine.sign()
        with self.assertRaisesRegex(AccessError, "Somebody else"):
            self.mine.sign_second()
        self.shift.with_user(self.accountant).sign_second()
        self.assertEqual((self.shift.state, self.shift.second_by_id), ("signed", self.accountant))

    def test_a_closing_that_does_not_agree_names_the_difference_and_cannot_be_signed(self):
        answer = self.mine.count_cash({"100": 7, "50": 1, "10": 2})
        self.assertEqual(answer["difference"], -10)
        self.assertIn("770.00", answer["findings"][0])
        with self.assertRaisesRegex(UserError, "does not agree"):
            self.mine.sign()

    def test_a_difference_with_a_reason_is_booked_when_somebody_else_signs(self):
        self.mine.count_cash({"100": 7, "50": 1, "10": 2})
        self.mine.explain_difference("Wrong change")
        self.mine.sign()
        self.shift.with_user(self.accountant).sign_second()
        # 500 that lay there before were never booked here
        self.assertEqual(self.balance(self.cash.journal_id.default_account_id), 270)
        self.assertEqual(self.shift.difference_move_id.state, "posted")

    def test_who_counts_again_or_goes_on_signs_again(self):
        right = {"100": 7, "50": 1, "10": 3}
        self.mine.count_cash(right)
        self.mine.sign()
        self.mine.count_cash({**right, "1": 1})
        self.assertFalse(self.shift.signed_by_id)
        self.mine.count_cash(right)
        self.mine.sign()
        self.mine.reopen()
        self.mine.count_cash(right)
        with self.assertRaisesRegex(UserError, "has not signed"):
            self.shift.with_user(self.accountant).sign_second()

    def test_accounts_that_differ_from_the_receipts_are_named(self):
        payment = self.shift.receipt_ids.payment_ids
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cs_receipt_means SET amount = 279 WHERE receipt_id = %s", self.shift.receipt_ids.ids
        )
        self.env.invalidate_all()
        findings = self.mine.count_cash({"100": 7, "50": 1, "10": 3})["findings"]
        self.assertTrue(any("receipts" in line for line in findings), (findings, payment))

    def test_finance_takes_the_cash_to_the_bank(self):
        self.mine.count_cash({"100": 7, "50": 1, "10": 3})
        self.mine.sign()
        self.shift.with_user(self.accountant).sign_second()
        with self.assertRaises(AccessError):
            self.mine.hand_over(self.bank.id)
        self.shift.with_user(self.accountant).hand_over(self.bank.id)
        self.assertEqual(self.balance(self.cash.journal_id.default_account_id), 0)
        self.assertEqual(self.balance(self.bank.default_account_id), 280)
        self.assertEqual(self.shift.state, "banked")

    def test_the_handover_of_the_counter_expects_the_cash(self):
        self.assertEqual(self.env["cs.cashier.shift"]._cash_in_tills(self.company), 780)


class TestScreen(CashierCase):
    def test_the_screen_finds_units_by_code_and_by_name(self):
        self.bill(self.unit1, 280, 20)
        desk = self.env["cs.cashier.shift"].with_user(self.cashier)
        self.assertEqual(desk.find("1-1-101")[0]["owed"], 300)
        self.assertEqual([row["code"] for row in desk.find("Owner of 1-1-102")], ["1-1-102"])
        self.assertFalse(desk.find(""))

    def test_the_account_of_a_unit_shows_what_is_open(self):
        self.bill(self.unit1, 280, 20)
        self.open_till()
        self.take(self.unit1, {}, self.in_cash(50), prepayment=50)
        account = self.env["cs.cashier.shift"].with_user(self.cashier).unit_account(self.unit1.id)
        self.assertEqual(sum(row["open"] for row in account["charges"] if not row["key"].startswith("late")), 300)
        self.assertEqual(account["credit"], 50)
        with self.assertRaises(AccessError):
            self.env["cs.cashier.shift"].with_user(self.clerk).unit_account(self.unit1.id)
