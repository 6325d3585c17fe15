"""Importing and matching many movements costs no queries for each of them."""

from tests.cs_property.reconcile_case import HEAD, WECHAT, ReconcileCase, given_back, paid


class TestReconcileQueries(ReconcileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wallet = cls.wechat.journal_id
        cls.flats = cls.env["cs.estate.unit"].union(*(cls._make_unit(f"9{n:02}", 50) for n in range(46)))

    def owed(self, first, last):
        """A bill of each of these flats."""
        charges = self.env["cs.billing.line"]
        for number, flat in enumerate(self.flats[first:last]):
            charges |= self.propose(flat, 100 + number)
        charges._invoice()
        return charges

    def cost(self, work, *arguments):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result = work(*arguments)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before, result

    def bank_file(self, charges):
        return HEAD + "".join(
            f"2026-03-04,,{charge.amount_total:.2f},1,{charge.partner_id.name},6{charge.id},{charge.unit_id.code}\n"
            for charge in charges
        )

    def assert_flat(self, few, many, what):
        """Many movements cost no more queries than few; the inserts of some more rows aside."""
        self.assertLessEqual(many, few + 3, f"{what}: {few} queries for few, {many} for many")

    def test_movements_that_name_their_unit(self):
        warm, few, many = self.owed(0, 2), self.owed(2, 10), self.owed(10, 46)
        self.load(self.bank_file(warm), "warm.csv")
        small, (lines, _result) = self.cost(self.load, self.bank_file(few), "few.csv")
        self.assertTrue(all(lines.mapped("is_reconciled")))
        large, (lines, _result) = self.cost(self.load, self.bank_file(many), "many.csv")
        self.assertTrue(all(lines.mapped("is_reconciled")))
        self.assert_flat(small, large, "bank")

    def test_movements_of_nobody_known(self):
        text = HEAD + "".join(f"2026-03-04,,{n}.37,1,谁{n},,谢谢{n}\n" for n in range(50))
        rows = text.splitlines(keepends=True)
        self.load("".join(rows[:3]), "warm.csv")
        small, _found = self.cost(self.load, HEAD + "".join(rows[3:11]), "few.csv")
        large, _found = self.cost(self.load, HEAD + "".join(rows[11:]), "many.csv")
        self.assertEqual(len(self.differences()), 50)
        self.assert_flat(small, large, "unknown")

    def test_receipts_beside_the_bill_of_a_provider_with_fees_and_refunds(self):
        self.open_till()
        rows = []
        for number, charge in enumerate(self.owed(0, 40)):
            means = [{"means_id": self.wechat.id, "amount": charge.amount_total, "reference": f"42{number:04}"}]
            self.take(charge.unit_id, {charge: charge.amount_total}, means)
            row = paid(f"42{number:04}", f"{charge.amount_total:.2f}", "0.60")
            rows.append(row + (given_back(f"42{number:04}", f"R{number}", "1.00") if number % 2 else ""))
        self.load(WECHAT + "".join(rows[:2]), "warm.csv", self.wallet)
        small, _found = self.cost(self.load, WECHAT + "".join(rows[2:8]), "few.csv", self.wallet)
        large, (lines, _result) = self.cost(self.load, WECHAT + "".join(rows[8:]), "many.csv", self.wallet)
        payments = lines.filtered(lambda line: line.cs_kind == "payment")
        self.assertEqual((len(payments), set(payments.mapped("is_reconciled"))), (32, {True}))
        self.assert_flat(small, large, "wallet")
