"""Money that was collected outside the counter: a sheet is looked at, then taken receipt by receipt."""

import base64
from math import inf
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError

from tests.cs_property.cashier_case import CashierCase


class TestReceiptList(CashierCase):
    def setUp(self):
        super().setUp()
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: inf)

    def check(self, text, user=None, **values):
        lists = self.env["cs.receipt.list"].with_user(user or self.cashier)
        one = lists.create({"text": text, "means_id": self.wechat.id, **values})
        one.action_check()
        return one

    def reasons(self, one):
        return {line.row: line.reason for line in one.line_ids if line.reason}

    def test_each_row_pays_by_the_rule_and_the_rest_is_a_prepayment(self):
        old = self.bill(self.unit1, 100, due=(2026, 1, 31), month=1)
        new = self.bill(self.unit1, 280)
        other = self.bill(self.unit2, 50)
        shift = self.open_till()
        one = self.check("1-1-101,150,,A1\n1-1-102,80,,A2")
        first, second = one.line_ids
        self.assertEqual((first.open_amount, first.paid, first.prepayment), (380, 150, 0))
        self.assertEqual((second.open_amount, second.paid, second.prepayment), (50, 50, 30))
        self.assertFalse(shift.receipt_ids, "a look takes nothing")
        one.action_take()
        self.assertEqual((old.amount_residual, new.amount_residual, other.amount_residual), (0, 230, 0))
        self.assertEqual(sum(self.unit2._open_credits().mapped("amount_residual")), -30)
        receipts = one.line_ids.receipt_id
        self.assertEqual(receipts.shift_id, shift)
        self.assertEqual(receipts.payment_ids.mapped("state"), ["in_process", "paid"], "wholly paid invoices")
        self.assertEqual(receipts.payment_ids.move_id.line_ids.cs_unit_id, self.unit1 | self.unit2)
        self.assertEqual(receipts.means_ids.mapped("reference"), ["A1", "A2"])
        numbers = sorted(int(number[-6:]) for number in receipts.mapped("number"))
        self.assertEqual(numbers[1], numbers[0] + 1)
        self.assertFalse(shift.with_user(self.cashier).count_cash({"100": 5})["findings"])

    def test_two_rows_of_a_unit_share_what_is_open(self):
        rent = self.bill(self.unit1, 280)
        self.open_till()
        one = self.check("1-1-101,200,,A1\n1-1-101,200,,A2")
        self.assertEqual(one.line_ids.mapped("paid"), [200, 80])
        one.action_take()
        self.assertEqual((rent.amount_residual, rent.move_id.payment_state), (0, "paid"))
        self.assertEqual(sum(self.unit1._open_credits().mapped("amount_residual")), -120)

    def test_bad_rows_are_named_and_nothing_is_taken(self):
        self.bill(self.unit1, 280)
        shift = self.open_till()
        rows = ["房号,金额,收款方式,流水号", "1-1-101,280,,A1", "9-9-999,1,,A2", "1-1-102,x,,A3"]
        rows += ["1-1-102,5,Shells,A4", "1-1-102,5,,A1", "1-1-102,5,,", "1-1-102,0,,A7"]
        one = self.check("\n".join(rows))
        self.assertEqual(sorted(self.reasons(one)), [3, 4, 5, 6, 7, 8])
        self.assertIn("9-9-999", self.reasons(one)[3])
        self.assertIn("row 2", self.reasons(one)[6])
        with self.assertRaisesRegex(UserError, "Nothing is taken"):
            one.action_take()
        self.assertFalse(shift.receipt_ids)

    def test_a_payment_is_taken_once(self):
        self.open_till()
        one = self.check("1-1-101,10,,A1")
        again = self.check("1-1-101,10,,A1")
        one.action_take()
        with self.assertRaisesRegex(UserError, "already"):
            again.action_take()
        with self.assertRaisesRegex(UserError, "nothing to take"):
            one.action_take()
        self.assertIn("already", self.reasons(self.check("1-1-101,10,,A1"))[1])

    def test_an_uploaded_sheet_with_cash_and_thousands(self):
        self.open_till()
        sheet = f'unit,amount,means\n1-1-103,"1,200.50",{self.cash.name}'.encode()
        one = self.check(False, file=base64.b64encode(sheet), means_id=False)
        one.action_take()
        self.assertEqual(one.line_ids.receipt_id.cash_given, 1200.5)
        self.assertEqual(self.balance(self.cash.journal_id.default_account_id), 1200.5)

    def test_only_a_cashier_with_an_open_till(self):
        with self.assertRaisesRegex(UserError, "Open your till"):
            self.check("1-1-101,10,,A1")
        with self.assertRaises(AccessError):
            self.check("1-1-101,10,,A1", user=self.clerk)
        self.open_till()
        one = self.check("1-1-101,10,,A1")
        with self.assertRaises(AccessError):
            one.line_ids.write({"amount": 1})

    def test_what_another_cashier_takes_just_now_is_refused(self):
        self.bill(self.unit1, 280)
        shift = self.open_till()
        one = self.check("1-1-101,280,,A1")
        charges = type(self.env["cs.billing.line"])
        with (
            patch.object(charges, "try_lock_for_update", lambda charges, **_more: charges.browse()),
            self.assertRaisesRegex(UserError, "Somebody else"),
        ):
            one.action_take()
        self.assertFalse(shift.receipt_ids)

    def test_one_more_receipt_costs_few_queries(self):
        units = [self._make_unit(f"2{place:02}", 50) for place in range(42)]
        for unit in units:
            # a charge each
            self.bill(unit, 100)
        self.open_till()
        few = self.check("\n".join(f"{unit.code},100,,F{unit.id}" for unit in units[:2]))
        many = self.check("\n".join(f"{unit.code},100,,M{unit.id}" for unit in units[2:]))
        spent = []
        for one in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            begin = self.env.cr.sql_log_count
            one.action_take()
            self.env.flush_all()
            spent.append(self.env.cr.sql_log_count - begin)
        self.assertTrue(all(line.paid == 100 for line in many.line_ids))
        self.assertLess((spent[1] - spent[0]) / 38, 14, spent)
