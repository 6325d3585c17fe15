"""Receipts of the counter beside the bills of providers and the bank: found, or named as a difference."""

from tests.cs_property.reconcile_case import HEAD, WECHAT, ReconcileCase, given_back, paid


class TestReconcileReceipts(ReconcileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wallet = cls.wechat.journal_id

    def by_code(self, unit, amount, reference):
        """A receipt paid by the wallet, and its payment."""
        (charge,) = self.bill(unit, amount)
        means = [{"means_id": self.wechat.id, "amount": amount, "reference": reference}]
        receipt, _answer = self.take(unit, {charge: amount}, means)
        return receipt, receipt.payment_ids

    def open_at_the_bank(self, payments):
        return payments.move_id.line_ids.filtered(lambda line: line.account_id.reconcile and line.debit > 0)

    def balance_of_fees(self):
        return self.balance(self.company.cs_bank_fee_account_id)

    def test_a_receipt_is_found_by_the_number_that_the_provider_gave(self):
        self.open_till()
        receipt, payment = self.by_code(self.unit1, 100, "420001")
        # another of the same amount, which the number leaves alone
        self.by_code(self.unit2, 100, "420002")
        lines, _result = self.load(WECHAT + paid("420001", "100.00", "0.60"), journal=self.wallet)
        money, fee = lines
        self.assertTrue(money.is_reconciled)
        self.assertEqual((money.cs_confidence, money.cs_suggested_unit_id), (100, self.unit1))
        self.assertIn(payment.name, money.cs_reason)
        self.assertTrue(self.open_at_the_bank(payment).reconciled)
        self.assertEqual((fee.cs_kind, fee.amount), ("fee", -0.6))
        self.assertEqual(receipt.payment_ids, payment, "no second payment")

    def test_a_receipt_that_the_bill_of_its_day_does_not_have_is_missing_there(self):
        self.open_till()
        self.by_code(self.unit1, 100, "420001")
        _receipt, missing = self.by_code(self.unit2, 80, "420002")
        self.load(WECHAT + paid("420001", "100.00"), journal=self.wallet)
        difference = self.differences(self.wallet)
        self.assertEqual((difference.kind, difference.payment_id, difference.state), ("bank_missing", missing, "open"))
        self.assertEqual((difference.amount_ours, difference.amount_bank), (80, 0))
        self.assertEqual((difference.amount_difference, difference.unit_id), (-80, self.unit2))
        # the next bill has it: nothing is missing any more
        self.load(WECHAT + paid("420002", "80.00", day="2026-03-05"), "next.csv", self.wallet)
        self.assertEqual(difference.state, "done")
        self.assertIn("arrived", difference.explanation)
        self.assertEqual(self.differences(self.wallet), difference)

    def test_what_is_missing_is_named_once_however_many_files_come(self):
        self.open_till()
        self.by_code(self.unit1, 100, "420001")
        for day in ("2026-03-04", "2026-03-05"):
            self.load(WECHAT + paid(f"9{day}", "1.00", day=day), f"{day}.csv", self.wallet)
        missing = self.differences(self.wallet).filtered(lambda one: one.kind == "bank_missing")
        self.assertEqual(len(missing), 1)

    def test_a_bank_may_take_three_days_before_a_payment_is_missing(self):
        self.open_till()
        self.wechat.journal_id = self.bank
        _receipt, payment = self.by_code(self.unit1, 100, "420001")
        self.load(HEAD + "2026-03-06,,1.00,1,某人,6,利息\n")
        self.assertNotIn("bank_missing", self.differences().mapped("kind"))
        self.load(HEAD + "2026-03-07,,1.00,2,某人,6,利息\n", "next.csv")
        self.assertEqual(self.differences().filtered(lambda one: one.kind == "bank_missing").payment_id, payment)

    def test_a_payment_that_failed_at_the_provider_but_is_a_receipt_of_ours_is_in_another_state(self):
        self.open_till()
        _receipt, payment = self.by_code(self.unit1, 100, "420001")
        self.by_code(self.unit2, 80, "420002")
        row = paid("420001", "100.00").replace("SUCCESS", "PAYERROR")
        self.load(WECHAT + row + paid("420002", "80.00"), journal=self.wallet)
        difference = self.differences(self.wallet)
        self.assertEqual((difference.kind, difference.payment_id), ("status", payment))
        self.assertEqual((difference.amount_ours, difference.amount_bank), (100, 0))
        self.assertIn("PAYERROR", difference.text)
        self.assertIn("In another state", difference.name)

    def test_a_payment_that_failed_at_first_and_was_paid_then_is_none(self):
        self.open_till()
        self.by_code(self.unit1, 100, "420001")
        row = paid("420001", "100.00")
        self.load(WECHAT + row.replace("SUCCESS", "PAYERROR") + row, journal=self.wallet)
        self.assertFalse(self.differences(self.wallet))

    def test_what_was_missing_and_then_failed_is_one_difference(self):
        self.open_till()
        self.by_code(self.unit1, 100, "420001")
        self.load(WECHAT + paid("9", "1.00"), journal=self.wallet)
        closed = paid("420001", "100.00", day="2026-03-05").replace("SUCCESS", "CLOSED")
        self.load(
            WECHAT + closed.replace("CLOSED", "NOTPAY") + paid("8", "1.00", day="2026-03-05"), "2.csv", self.wallet
        )
        ours = self.differences(self.wallet).filtered("payment_id")
        self.assertEqual(ours.mapped("kind"), ["status"])

    def test_money_of_a_receipt_that_we_cancelled_is_in_another_state(self):
        self.open_till()
        receipt, payment = self.by_code(self.unit1, 100, "420001")
        receipt.with_user(self.cashier).ask_cancel("Not paid")
        receipt.with_user(self.accountant).approve_cancel()
        lines, _result = self.load(WECHAT + paid("420001", "100.00"), journal=self.wallet)
        difference = self.differences(self.wallet)
        self.assertEqual((difference.kind, difference.payment_id), ("status", payment))
        self.assertEqual((difference.amount_ours, difference.amount_bank), (0, 100))
        self.assertEqual(difference.statement_line_id, lines)

    def test_a_refund_on_its_way_is_in_another_state_and_no_second_payment(self):
        self.open_till()
        _receipt, payment = self.by_code(self.unit1, 100, "420001")
        rows = paid("420001", "100.00") + given_back("420001", "R1", "40.00", "PROCESSING")
        lines, _result = self.load(WECHAT + rows, journal=self.wallet)
        self.assertEqual(lines.mapped("amount"), [100, -40])
        self.assertTrue(self.open_at_the_bank(payment).reconciled)
        difference = self.differences(self.wallet)
        self.assertEqual((difference.kind, difference.amount_bank, difference.unit_id), ("status", -40, self.unit1))

    def test_a_refund_that_we_gave_at_the_counter_is_found_and_no_difference(self):
        self.open_till()
        means = [{"means_id": self.wechat.id, "amount": 50, "reference": "420001"}]
        receipt, _answer = self.take(self.unit1, {}, means, prepayment=50)
        counter = self.env["cs.receipt"].with_user(self.cashier)
        back = counter.browse(counter.refund(self.unit1.id, 20, self.wechat.id, "Too much")["id"])
        rows = paid("420001", "50.00") + given_back("420001", "R1", "20.00")
        lines, _result = self.load(WECHAT + rows, journal=self.wallet)
        self.assertEqual(lines.mapped("is_reconciled"), [True, True])
        self.assertIn(back.payment_ids.name, lines[1].cs_reason)
        self.assertIn(receipt.payment_ids.name, lines[0].cs_reason)
        self.assertFalse(self.differences(self.wallet))

    def test_a_number_with_another_amount_is_a_difference_that_the_accountant_decides(self):
        self.open_till()
        _receipt, payment = self.by_code(self.unit1, 100, "420001")
        lines, _result = self.load(WECHAT + paid("420001", "90.00"), journal=self.wallet)
        self.assertFalse(lines.is_reconciled)
        difference = self.differences(self.wallet)
        self.assertEqual((difference.kind, difference.payment_id), ("amount", payment))
        self.assertEqual((difference.amount_ours, difference.amount_bank, difference.amount_difference), (100, 90, -10))
        lines.with_user(self.accountant).action_cs_accept()
        self.assertTrue(lines.is_reconciled)
        self.assertEqual(self.open_at_the_bank(payment).amount_residual, 10, "the rest stays open")

    def test_an_amount_within_three_days_without_any_number(self):
        self.open_till()
        self.wechat.journal_id = self.bank
        _receipt, payment = self.by_code(self.unit1, 100, "420001")
        lines, _result = self.load(HEAD + "2026-03-07,,100.00,1,王五,6222,转账\n")
        self.assertTrue(lines.is_reconciled)
        self.assertTrue(self.open_at_the_bank(payment).reconciled)
        self.assertEqual(lines.cs_confidence, 90)

    def test_above_the_threshold_an_amount_alone_waits_for_the_accountant(self):
        self.open_till()
        self.company.cs_reconcile_threshold = 95
        self.wechat.journal_id = self.bank
        _receipt, payment = self.by_code(self.unit1, 100, "420001")
        lines, _result = self.load(HEAD + "2026-03-05,,100.00,1,王五,6222,转账\n")
        self.assertFalse(lines.is_reconciled)
        self.assertEqual(lines.cs_suggested_unit_id, self.unit1)
        lines.with_user(self.accountant).action_cs_accept()
        self.assertTrue(lines.is_reconciled)
        self.assertTrue(self.open_at_the_bank(payment).reconciled)

    def test_the_receipts_of_a_day_are_paid_out_in_one_sum_less_a_fee(self):
        self.open_till()
        self.wechat.journal_id = self.bank
        payments = self.env["account.payment"]
        for unit, amount in ((self.unit1, 100), (self.unit2, 80), (self.unit3, 20)):
            payments |= self.by_code(unit, amount, f"42{unit.id}")[1]
        lines, _result = self.load(HEAD + "2026-03-05,,198.80,1,财付通支付科技有限公司,2433,商户结算\n")
        self.assertTrue(lines.is_reconciled)
        self.assertTrue(all(self.open_at_the_bank(payments).mapped("reconciled")))
        self.assertAlmostEqual(self.balance_of_fees(), 1.2)
        self.assertAlmostEqual(sum(lines.move_id.line_ids.mapped("balance")), 0)
        self.assertIn("payments of ours in one sum: 3", lines.cs_reason)
        difference = self.differences()
        self.assertEqual((difference.kind, difference.state), ("fee", "done"))
        self.assertEqual((difference.amount_ours, difference.amount_bank), (200, 198.8))

    def test_a_sum_that_is_exact_needs_no_fee(self):
        self.open_till()
        self.wechat.journal_id = self.bank
        first, second = self.by_code(self.unit1, 100, "421")[1], self.by_code(self.unit2, 80, "422")[1]
        lines, _result = self.load(HEAD + "2026-03-05,,180.00,1,清算资金,2433,结算\n")
        self.assertTrue(all(self.open_at_the_bank(first | second).mapped("reconciled")))
        self.assertEqual(lines.cs_confidence, 88)
        self.assertFalse(self.differences())

    def test_a_receipt_that_is_written_after_the_file_came_is_found_later(self):
        self.open_till()
        self.wechat.journal_id = self.bank
        lines, _result = self.load(HEAD + "2026-03-04,,100.00,1,王五,6222,转账\n")
        difference = self.differences()
        self.assertEqual(difference.kind, "ours_missing")
        _receipt, payment = self.by_code(self.unit1, 100, "421")
        lines._cron_cs_match()
        self.assertTrue(self.open_at_the_bank(payment).reconciled)
        self.assertEqual(difference.state, "done")

    def test_importing_again_names_no_difference_twice(self):
        self.open_till()
        self.by_code(self.unit1, 100, "420001")
        rows = WECHAT + paid("9", "1.00") + paid("420001", "100.00").replace("SUCCESS", "PAYERROR")
        self.load(rows, journal=self.wallet)
        count = len(self.differences(self.wallet))
        self.load(rows + paid("8", "2.00"), "longer.csv", self.wallet)
        self.assertEqual(len(self.differences(self.wallet)), count + 1)
