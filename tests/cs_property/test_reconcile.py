"""Statements of banks and payment providers become statement lines, matched with what is open; twice adds nothing."""

import io
import zipfile
from pathlib import Path
from unittest import skipUnless

from odoo.exceptions import AccessError, UserError

from tests.cs_property.reconcile_case import HEAD, ReconcileCase

DATA = Path(__file__).parents[3] / "shared/data/statements"


class TestReconcile(ReconcileCase):
    def test_money_with_the_code_of_a_unit_pays_its_bills(self):
        charges = self.bill(self.unit1, 100, 30)
        lines, _result = self.load(HEAD + "2026-03-04,,130.00,1130,王五,6222,物业费1-1-101\n")
        self.assertTrue(lines.is_reconciled)
        self.assertEqual(charges.mapped("amount_residual"), [0, 0])
        self.assertEqual(charges.move_id.payment_state, "paid")
        self.assertEqual(lines.cs_unit_id, self.unit1)
        self.assertEqual(lines.cs_confidence, 97)
        self.assertIn("1-1-101", lines.cs_reason)

    def test_who_paid_before_is_known_the_next_time(self):
        self.bill(self.unit1, 100)
        self.load(HEAD + "2026-03-04,,100.00,1130,王五,6222,物业费1-1-101\n")
        self.bill(self.unit1, 70, month=4)
        lines, _result = self.load(HEAD + "2026-04-04,,70.00,1200,王五,6222,转账\n")
        self.assertTrue(lines.is_reconciled)
        self.assertEqual(lines.cs_reasons[0], ["history", "王五"])

    def test_after_the_import_the_workbench_has_what_the_file_brought(self):
        self.load(HEAD + "2026-03-03,,7.00,1,赵六,6223,谁\n", "before.csv")
        action = self.wizard(HEAD + "2026-03-04,,33.00,1130,王五,6222,谢谢\n").import_file_and_reconcile_button()
        lines = self.env["account.bank.statement.line"].search(action["domain"])
        self.assertEqual(lines.mapped("amount"), [33])

    def test_money_above_what_is_open_waits_for_the_accountant_and_is_paid_beforehand(self):
        self.bill(self.unit1, 100)
        lines, _result = self.load(HEAD + "2026-03-04,,150.00,1130,王五,6222,物业费1-1-101\n")
        self.assertFalse(lines.is_reconciled)
        lines.with_user(self.accountant).action_cs_accept()
        self.assertTrue(lines.is_reconciled or lines.move_id.line_ids.filtered("cs_unit_id"))
        self.assertEqual(sum(self.unit1._open_credits().mapped("amount_residual")), -50)

    def test_one_payment_for_two_units_is_split(self):
        first, second = self.bill(self.unit1, 100), self.bill(self.unit2, 80)
        self.company.cs_reconcile_threshold = 80
        self.load(HEAD + "2026-03-04,,180.00,1130,王五,6222,1-1-101 1-1-102 物业费\n")
        self.assertEqual((first + second).mapped("amount_residual"), [0, 0])

    def test_two_payments_settle_one_bill(self):
        charge = self.bill(self.unit1, 100)
        self.company.cs_reconcile_threshold = 70
        self.load(HEAD + "2026-03-04,,40,1,王五,6222,1-1-101\n2026-03-05,,60,1,王五,6222,1-1-101\n")
        self.assertEqual(charge.amount_residual, 0)
        self.assertEqual(len(self.env["cs.fee.allocation"].search([("line_id", "=", charge.id)])), 2)

    def test_importing_twice_adds_nothing(self):
        text = HEAD + "2026-03-04,,130.00,1130,王五,6222,谁\n2026-03-05,,1.00,1131,赵六,6223,谁\n"
        first, _result = self.load(text)
        count = self.env["account.bank.statement.line"].search_count([])
        with self.assertRaisesRegex(UserError, "already imported"):
            self.load(text)
        more, result = self.load(text + "2026-03-06,,2.00,1133,赵六,6223,谁\n", "longer.csv")
        self.assertEqual(more.mapped("amount"), [2])
        self.assertIn("2 movements were imported before", result["notifications"][0])
        self.assertEqual(self.env["account.bank.statement.line"].search_count([]), count + 1)
        self.assertEqual(len(first), 2)

    def test_a_broken_file_is_refused_with_its_line_and_nothing_is_imported(self):
        count = self.env["account.bank.statement.line"].search_count([])
        with self.assertRaisesRegex(UserError, "Line 3: “1x” is no amount"):
            self.load(HEAD + "2026-03-04,,130.00,1130,王五,6222,谁\n2026-03-05,,1x,1131,赵六,6223,谁\n")
        self.assertEqual(self.env["account.bank.statement.line"].search_count([]), count)

    def test_a_bill_of_a_provider_books_its_fees_and_names_what_was_given_back(self):
        charge = self.bill(self.unit1, 100)
        number = charge.move_id.name
        head = "交易时间,微信订单号,商户订单号,交易状态,应结订单金额,微信退款单号,退款金额,退款状态,商品名称,手续费"
        paid = f"`2026-03-04 10:00:00,`42,`{number},`SUCCESS,`100.00,`0,`0.00,`,`物业费,`0.60"
        back = f"`2026-03-05 10:00:00,`42,`{number},`REFUND,`0.00,`50,`40.00,`SUCCESS,`物业费,`-0.24"
        lines, _result = self.load(f"{head}\n{paid}\n{back}\n")
        self.assertEqual(lines.mapped("cs_kind"), ["payment", "fee", "refund", "fee"])
        self.assertEqual(charge.amount_residual, 0)
        booked = self.company.cs_bank_fee_account_id
        fees = self.env["account.move.line"].search([("account_id", "=", booked.id)])
        self.assertAlmostEqual(sum(fees.mapped("balance")), 0.36)
        difference = self.env["cs.reconcile.difference"].search([("journal_id", "=", self.bank.id)])
        self.assertEqual(difference.mapped("kind"), ["refund"])
        self.assertEqual(difference.unit_id, self.unit1)

    def test_money_of_nobody_known_is_a_difference_that_ends_when_it_is_matched(self):
        lines, _result = self.load(HEAD + "2026-03-04,,33.00,1130,王五,6222,谢谢\n")
        difference = self.env["cs.reconcile.difference"].search([("statement_line_id", "=", lines.id)])
        self.assertEqual((difference.kind, difference.state), ("ours_missing", "open"))
        self.bill(self.unit1, 33)
        lines.with_user(self.accountant).action_cs_accept()
        self.assertEqual(difference.state, "done")

    def test_amounts_of_a_difference_are_not_edited(self):
        lines, _result = self.load(HEAD + "2026-03-04,,33.00,1130,王五,6222,谢谢\n")
        difference = self.env["cs.reconcile.difference"].search([("statement_line_id", "=", lines.id)])
        mine = difference.with_user(self.accountant)
        mine.explanation = "A gift"
        with self.assertRaises(AccessError):
            mine.amount_bank = 0
        mine.action_clear()
        self.assertEqual((mine.state, mine.cleared_by_id), ("done", self.accountant))
        with self.assertRaises(AccessError):
            difference.with_user(self.auditor).action_reopen()

    def test_only_the_accountant_matches(self):
        lines, _result = self.load(HEAD + "2026-03-04,,33.00,1130,王五,6222,谢谢\n")
        for user in (self.auditor, self.clerk, self.steward):
            with self.assertRaises(AccessError):
                lines.with_user(user).action_cs_accept()

    def test_a_large_file_is_recorded_in_the_background(self):
        self.startPatcher(self.many())
        rows = "".join(f"2026-03-04,,{n}.00,1,王五,6222,谁{n}\n" for n in range(1, 252))
        lines, result = self.load(HEAD + rows)
        self.assertFalse(lines)
        self.assertIn("251 movements", result["notifications"][0])
        statement = self.env["account.bank.statement"].browse(result["statement_ids"])
        self.env["cs.statement.batch"]._cron_record()
        self.assertEqual(len(statement.line_ids), 251)
        self.assertEqual(statement.cs_waiting_count, 0)
        self.assertEqual(sum(statement.line_ids.mapped("amount")), sum(range(1, 252)))

    def many(self):
        """The scheduler's commits, that a test does without."""
        from unittest.mock import patch

        return patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=float("inf"))

    @skipUnless(DATA.is_dir(), f"no real statements in {DATA}")
    def test_real_exports_arrive_whole(self):
        wanted = {
            "alipay/example-alipay-records.csv": (7, "221983.55"),
            "wechat/example-wechat-records.xlsx": (30, None),
            "cmb/debit/example-cmb-records.csv": (5, "-779.14"),
            "icbc/debit-v2/example-icbc-debit-v2-records.csv": (11, None),
        }
        for name, (count, total) in wanted.items():
            lines, _result = self.load((DATA / "cn" / name).read_bytes(), name)
            self.assertEqual(len(lines), count, name)
            if total:
                self.assertAlmostEqual(sum(lines.mapped("amount")), float(total), 2, name)
            with self.assertRaisesRegex(UserError, "already imported"):
                self.load((DATA / "cn" / name).read_bytes(), name)

    @skipUnless(DATA.is_dir(), f"no real statements in {DATA}")
    def test_camt_files_arrive_with_the_amounts_that_are_expected_of_them(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.company.currency_id = euro
        for path in sorted((DATA / "camt").glob("*.xml")):
            journal = self.bank.copy({"name": path.stem, "code": f"C{len(path.stem)}"})
            lines, _result = self.load(path.read_bytes(), path.name, journal)
            wanted = [8.85, -7.0] if "multi" in path.name else [8.85]
            self.assertEqual(lines.mapped("amount"), wanted, path.name)
            self.assertEqual(set(lines.mapped(lambda line: str(line.date))), {"2014-12-31"}, path.name)
            with self.assertRaisesRegex(UserError, "already imported"):
                self.load(path.read_bytes(), path.name, journal)
            with self.assertRaisesRegex(UserError, "Nothing was imported. Line .* cut off"):
                self.load(path.read_bytes()[:-40], path.name, journal)

    def test_an_archive_of_several_days_is_imported_whole(self):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for day in (4, 5):
                archive.writestr(f"{day}.csv", (HEAD + f"2026-03-0{day},,3.00,1,王五,6222,谁{day}\n").encode("gbk"))
        _lines, result = self.load(target.getvalue(), "days.zip")
        statements = self.env["account.bank.statement"].browse(result["statement_ids"])
        self.assertEqual(statements.line_ids.mapped("amount"), [3, 3])

    def test_an_old_workbook_with_a_password_is_refused_with_a_sentence(self):
        with self.assertRaisesRegex(UserError, "Nothing was imported. The workbook or archive cannot be opened"):
            self.load(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "bank.xls")
