"""A year of an estate of 300 units: month by month the book of charges equals the accounts.

What is expected is worked out here, from the areas and prices alone; what is booked is read by SQL.
"""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import inf
from unittest.mock import patch

from odoo.fields import Command
from odoo.tools import SQL

from tests.cs_property.estate_case import EstateCase

CENT = Decimal("0.01")
FLAT_PRICE, SHOP_PRICE = Decimal("2.8"), Decimal("6")
RATE, GRACE, DUE_DAYS = Decimal("0.0005"), 5, 15
FLATS, SHOPS = 270, 30


def cents(amount) -> Decimal:
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)


def late_fee(principal, due, paid) -> Decimal:
    """What somebody owes who pays late: for each day after the grace, that of the payment included."""
    return cents(principal * RATE * max((paid - due).days - GRACE, 0))


class TestYear(EstateCase):
    """Of ten flats eight pay in time, one pays half late, one pays two months later with late fees."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.fee.rule"].search([]).active = False
        cls.env["cs.late.rule"].search([]).active = False
        cls.company.cs_billing_second_person = False
        cls.fee = cls.env["cs.fee.item"].create({"name": "Service"})
        cls.late_item = cls.env["cs.fee.item"].create({"name": "Late", "kind": "late", "sequence": 90})
        cls.env["cs.late.rule"].create(
            {
                "name": "Late",
                "late_item_id": cls.late_item.id,
                "rate": 5,
                "grace_days": GRACE,
                "change_reason": "Test",
            }
        )
        cls.year_estate = cls.env["cs.estate"].create({"name": "Three hundred", "tz": "Asia/Shanghai"})
        cls.flats, cls.shops = cls._make_flats(), cls._make_shops()
        means = cls.env["cs.payment.means"].search([("company_id", "=", cls.company.id)])
        cls.cash = means.filtered("is_cash")
        cls.wechat = means.filtered(lambda one: one.journal_id.code == "CSWX")

    @classmethod
    def _make_building(cls, number):
        return cls.env["cs.estate.building"].create(
            {"name": f"Building {number}", "code": str(number), "estate_id": cls.year_estate.id}
        )

    @classmethod
    def _make_units(cls, building, count, **values):
        units = cls.env["cs.estate.unit"].create(
            [
                {
                    "name": f"{number}",
                    "code": f"{building.code}-{number}",
                    "estate_id": cls.year_estate.id,
                    "building_id": building.id,
                    "area": 50 + number * 1.37,
                    "handed_over_on": "2020-01-01",
                    **values,
                }
                for number in range(1, count + 1)
            ]
        )
        owners = cls.env["res.partner"].create([{"name": f"Owner {unit.code}"} for unit in units])
        cls.env["cs.unit.party"].create(
            [
                {"unit_id": unit.id, "partner_id": owner.id, "role": "owner", "date_from": "2020-01-01"}
                for unit, owner in zip(units, owners, strict=True)
            ]
        )
        return units

    @classmethod
    def _make_rule(cls, building, price, **values):
        cls.env["cs.fee.rule"].create(
            {
                "name": building.name,
                "item_id": cls.fee.id,
                "building_ids": building.ids,
                "company_id": cls.company.id,
                "due_days": DUE_DAYS,
                "price_ids": [Command.create({"date_from": "2020-01-01", "price": float(price)})],
                "change_reason": "Test",
                **values,
            }
        )

    @classmethod
    def _make_flats(cls):
        """Six buildings, each billed for half a year, one after the other: a sixth of the flats every month."""
        units = cls.env["cs.estate.unit"]
        for number in range(1, 7):
            # buildings are few
            building = cls._make_building(number)
            units |= cls._make_units(building, FLATS // 6, type_id=cls.flat_type.id)
            cls._make_rule(building, FLAT_PRICE, cycle="6", first_month=number)
        return units

    @classmethod
    def _make_shops(cls):
        building = cls._make_building(7)
        cls._make_rule(building, SHOP_PRICE)
        return cls._make_units(building, SHOPS, type_id=cls.shop_type.id, use="shop")

    # -- what happens --------------------------------------------------------------------

    def test_a_year_of_an_estate_of_300_units(self):
        self.expected = Counter()
        self.open_late = {}
        self.shift = None
        for month in range(1, 13):
            self._month(month)
        self.assertEqual(len(self.flats | self.shops), 300)
        self.assertGreater(self.expected["late"], 0)
        charges = self.env["cs.billing.line"].search([("estate_id", "=", self.year_estate.id)])
        # two transfers and an area that was wrong, each with its credit note
        self.assertEqual(len(charges.filtered(lambda one: one.state == "void").credit_move_id), 3)
        self.assertEqual(self.env["cs.receipt"].search_count([("company_id", "=", self.company.id)]), 6)

    def _month(self, month):
        first = date(2025, month, 1)
        charges = self._bill(first)
        due = first + timedelta(days=DUE_DAYS)
        tenth = {charge.unit_id: charge.unit_id.id % 10 for charge in charges if charge.unit_id in self.flats}
        half = charges.filtered(lambda one: tenth.get(one.unit_id) == 8)
        never = charges.filtered(lambda one: tenth.get(one.unit_id) == 9)
        with self._on(first + timedelta(days=11)):
            self._pay_by_bank(charges - half - never, 1)
            self._pay_by_bank(half, 2)
        with self._on(first + timedelta(days=19)):
            self._at_the_counter(month)
        with self._on(first + timedelta(days=27)):
            self._pay_late(half, due)
            self._pay_late(self.open_late.pop(month, never.browse()), None)
        if month + 2 <= 12:
            self.open_late[month + 2] = never
        self._events(month, first, charges)
        self._check_month_end(month)
        self._know_the_tables()

    def _know_the_tables(self):
        """A server learns of its own how large tables are; here all of the year lies in one transaction."""
        for table in ("account_move", "account_move_line", "account_partial_reconcile", "account_payment"):
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    def _on(self, day):
        return self.at(datetime(day.year, day.month, day.day, 2, 0))

    def _bill(self, first):
        """The run of a month; what it bills is expected from areas and prices."""
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        with self._on(first), patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: inf):
            run = self.env["cs.billing.run"].create(
                {"estate_ids": self.year_estate.ids, "date_from": first, "date_to": last}
            )
            run.action_compute()
            self.env["cs.billing.batch"]._cron_bill()
            self.env.invalidate_all()
            run.action_approve()
            self.env["cs.billing.batch"]._cron_bill()
            self.env.invalidate_all()
        self.assertEqual(run.state, "done")
        due = [unit for unit in self.flats if (first.month - int(unit.building_id.code)) % 6 == 0]
        wanted = {unit: cents(Decimal(str(unit.area)) * FLAT_PRICE * 6) for unit in due}
        wanted |= {unit: cents(Decimal(str(unit.area)) * SHOP_PRICE) for unit in self.shops}
        charges = run.line_ids
        self.assertEqual({one.unit_id: cents(str(one.amount_total)) for one in charges}, wanted)
        self.expected["billed"] += sum(wanted.values())
        return charges

    def _pay_by_bank(self, charges, divisor):
        """One entry with the money of many payers, used for their charges in one go."""
        charges = charges.filtered("amount_residual")
        if not charges:
            return
        parts = {one.id: cents(Decimal(str(one.amount_residual)) / divisor) for one in charges}
        lines = [
            {
                "account_id": one.partner_id.property_account_receivable_id.id,
                "partner_id": one.partner_id.id,
                "cs_unit_id": one.unit_id.id,
                "credit": float(parts[one.id]),
            }
            for one in charges
        ]
        total = sum(parts.values())
        lines.append({"account_id": self.bank.default_account_id.id, "debit": float(total)})
        move = (
            self.env["account.move"]
            .with_context(tracking_disable=True)
            .create(
                {
                    "move_type": "entry",
                    "journal_id": self.bank.id,
                    "date": self.company._cs_today(),
                    "line_ids": [Command.create(line) for line in lines],
                }
            )
        )
        move._post(soft=False)
        charges._pay(move.line_ids.filtered("credit"), {key: float(part) for key, part in parts.items()})
        self.expected["received"] += total

    def _pay_late(self, charges, due):
        """What is still open, with the late fee up to today; what the fee comes to is worked out here."""
        charges = charges.filtered("amount_residual")
        if not charges:
            return
        today = self.company._cs_today()
        wanted = {one.unit_id: late_fee(Decimal(str(one.amount_residual)), due or one.due_on, today) for one in charges}
        fees = charges._bill_late(today)
        self.assertEqual({one.unit_id: cents(str(one.amount_total)) for one in fees}, wanted)
        self.expected["billed"] += sum(wanted.values())
        self.expected["late"] += sum(wanted.values())
        self._pay_by_bank(charges | fees, 1)

    # -- at the counter, and what goes otherwise ------------------------------------------

    def _at_the_counter(self, month):
        receipts = self.env["cs.receipt"].with_user(self.cashier)
        if not self.shift:
            self.shift = self.env["cs.cashier.shift"].with_user(self.cashier).open_till(500)
        unit = self.shops[month]
        cash = [{"means_id": self.cash.id, "amount": 700}]
        if month == 2:
            item = self.env.ref("cs_property.fee_renovation_deposit")
            receipts.take(unit.id, {}, cash, deposits=[{"item_id": item.id, "amount": 600}])
            self.deposit = self.env["cs.deposit"].search([("unit_id", "=", unit.id)])
            self.expected["deposits"] += 600
        elif month == 8:
            self.deposit.with_user(self.cashier).give_back(350, self.cash.id, "Work is done")
            self.expected["deposits"] -= 350
        elif month in (3, 4, 10):
            both = [{"means_id": self.cash.id, "amount": 300}]
            both.append({"means_id": self.wechat.id, "amount": 400.5, "reference": f"42000{month}"})
            receipts.take(self.shops[0].id, {}, both, prepayment=650.25)
            self.expected["received"] += Decimal("650.25")
        elif month == 11:
            receipts.refund(self.shops[0].id, 100, self.cash.id, "Paid too much")
            self.expected["received"] -= 100

    def _events(self, month, first, charges):
        """Transfers, a dispute, a charge made void and billed anew."""
        day = first + timedelta(days=20)
        if month in (5, 6):
            # in May of somebody who has paid, in June of somebody who has not
            wanted = 3 if month == 5 else 9
            unit = next(one.unit_id for one in charges if one.unit_id in self.flats and one.unit_id.id % 10 == wanted)
            with self._on(day):
                self._transfer(unit, day)
        if month == 7:
            self._dispute(charges, first)
        if month == 9:
            with self._on(day):
                self._bill_anew(charges[-1])

    def _transfer(self, unit, day):
        new = self.env["res.partner"].create({"name": "New owner"})
        before = self._owed(unit)
        self.env["cs.unit.transfer"].create(
            {"unit_id": unit.id, "day": day, "line_ids": [Command.create({"partner_id": new.id, "share": 100})]}
        ).action_transfer()
        # what both pay together is what one would have paid; the old debt stays where it was
        after = self._owed(unit)
        self.assertEqual(sum(after.values()), sum(before.values()))
        self.assertGreater(after[new.id], 0)

    def _owed(self, unit) -> dict:
        """Partner → balance of the unit in the accounts."""
        rows = self._sql(
            """SELECT l.partner_id, sum(l.balance) FROM account_move_line l
                 JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
                WHERE l.cs_unit_id = %s AND l.parent_state = 'posted' GROUP BY 1""",
            unit.id,
        )
        return defaultdict(Decimal, rows)

    def _dispute(self, charges, first):
        """While it is disputed, a charge that nobody pays costs no late fee."""
        charge = next(one for one in charges if one.unit_id in self.flats and one.unit_id.id % 10 == 9)
        day = first + timedelta(days=10)
        with self._on(day):
            dispute = self.env["cs.fee.dispute"].create(
                {"unit_id": charge.unit_id.id, "line_ids": charge.ids, "reason": "Lift", "date_from": day}
            )
        with self._on(first + timedelta(days=28)):
            self.assertFalse(charge._late_until(first + timedelta(days=28)))
            dispute.close("rejected", "The lift worked.", first - timedelta(days=1) + timedelta(days=13))

    def _bill_anew(self, charge):
        """The area of a shop was wrong: its charge is credited and made anew, what was paid stays its credit."""
        unit, old = charge.unit_id, cents(str(charge.amount_total))
        unit.area = float(Decimal(str(unit.area)) - 10)
        fresh = charge._again("The area was wrong")
        self.assertEqual(cents(str(fresh.amount_total)), cents(Decimal(str(unit.area)) * SHOP_PRICE))
        self.expected["billed"] += cents(str(fresh.amount_total)) - old

    # -- the books -----------------------------------------------------------------------

    def _sql(self, query, *args):
        """Rows with amounts as exact ones: the database driver hands over numerics as floats."""
        self.env.flush_all()
        rows = self.env.execute_query(SQL(query, *args))
        return [tuple(cents(str(one)) if isinstance(one, float) else one for one in row) for row in rows]

    def _check_month_end(self, month):
        with self.subTest(month=month):
            self._check_trial_balance()
            self._check_units()
            self._check_totals()

    def _check_trial_balance(self):
        crooked = self._sql(
            """SELECT move_id FROM account_move_line WHERE parent_state = 'posted' AND company_id = %s
                GROUP BY move_id HAVING sum(debit) <> sum(credit)""",
            self.company.id,
        )
        self.assertFalse(crooked)

    def _check_units(self):
        """Unit by unit and payer by payer: charges less what was settled, less open credits = receivable."""
        charges = self._sql(
            """SELECT l.unit_id, l.partner_id, sum(l.amount_total - COALESCE(s.paid, 0)) FROM cs_billing_line l
            LEFT JOIN (SELECT line_id, sum(amount) AS paid FROM cs_fee_allocation GROUP BY 1) s ON s.line_id = l.id
                WHERE l.state IN ('billed', 'void') AND l.company_id = %s GROUP BY 1, 2""",
            self.company.id,
        )
        credits_ = self._sql(
            """SELECT l.cs_unit_id, l.partner_id, sum(l.credit - COALESCE(s.used, 0)) FROM account_move_line l
                 JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
            LEFT JOIN (SELECT credit_move_id, sum(amount) AS used FROM account_partial_reconcile GROUP BY 1) s
                   ON s.credit_move_id = l.id
                WHERE l.credit > 0 AND l.parent_state = 'posted' AND l.company_id = %s GROUP BY 1, 2""",
            self.company.id,
        )
        ledger = self._sql(
            """SELECT l.cs_unit_id, l.partner_id, sum(l.balance) FROM account_move_line l
                 JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
                WHERE l.parent_state = 'posted' AND l.company_id = %s GROUP BY 1, 2""",
            self.company.id,
        )
        book = defaultdict(Decimal)
        for unit, partner, amount in charges:
            book[unit, partner] += amount
        for unit, partner, amount in credits_:
            book[unit, partner] -= amount
        self.assertEqual(
            {key: cents(amount) for key, amount in book.items() if cents(amount)},
            {(unit, partner): cents(amount) for unit, partner, amount in ledger if cents(amount)},
        )
        # what is written beside each charge is what its allocations say
        wrong = self._sql(
            """SELECT l.id FROM cs_billing_line l
            LEFT JOIN (SELECT line_id, sum(amount) AS paid FROM cs_fee_allocation GROUP BY 1) s ON s.line_id = l.id
                WHERE l.state IN ('billed', 'void')
                  AND (l.amount_paid <> COALESCE(s.paid, 0) OR l.amount_residual <> l.amount_total - l.amount_paid)"""
        )
        self.assertFalse(wrong)

    def _check_totals(self):
        """The accounts against what this test expects from areas, prices and days."""
        rows = dict(
            self._sql(
                """SELECT CASE WHEN l.account_id = %s THEN 'deposits' ELSE a.account_type END, sum(l.balance)
                     FROM account_move_line l JOIN account_account a ON a.id = l.account_id
                    WHERE l.parent_state = 'posted' AND l.company_id = %s GROUP BY 1""",
                self.company.cs_deposit_account_id.id,
                self.company.id,
            )
        )
        self.assertEqual(cents(-rows.get("income", 0)), self.expected["billed"])
        self.assertEqual(cents(-rows.get("deposits", 0)), self.expected["deposits"])
        self.assertEqual(cents(rows.get("asset_receivable", 0)), self.expected["billed"] - self.expected["received"])
        held = self._sql("SELECT COALESCE(sum(amount - amount_back - amount_used), 0) FROM cs_deposit")
        self.assertEqual(cents(held[0][0]), self.expected["deposits"])
        self.assertEqual(sum(rows.values()), 0)
