import io
from datetime import date

import openpyxl
from odoo.exceptions import UserError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from tests.cs_property.billing_case import BillingCase


class TestFigures(BillingCase):
    """Figures of fees: live by building, fee and steward; frozen on the 24th and never moved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls.bill(cls.unit1, 1000, month=1, due=(2026, 1, 31))
        cls.new = cls.bill(cls.unit2, 500, month=2, due=(2026, 2, 28))
        cls.old._pay(cls.pay(cls.unit1, 600))
        cls.months = cls.env["cs.property.month"]

    def freeze(self, day=date(2026, 3, 24)):
        return self.months._freeze(self.estate, day)

    def test_the_rate_of_a_group_is_received_of_what_fell_due(self):
        rows = self.env["cs.property.figure"]._read_group(
            [("estate_id", "=", self.estate.id)],
            ["steward_id"],
            ["receivable:sum", "received:sum", "outstanding:sum", "collection_rate:avg"],
        )
        self.assertEqual([(s, a, b, c, round(d, 2)) for s, a, b, c, d in rows], [(self.steward, 1500, 600, 900, 40.0)])

    def test_a_frozen_month_says_what_was_open_came_and_went(self):
        month = self.freeze()
        self.assertEqual((month.date_from, month.date_to), (date(2026, 2, 25), date(2026, 3, 24)))
        self.assertEqual((month.opening, month.charged, month.received, month.outstanding), (0, 1500, 600, 900))
        self.assertEqual((month.due, month.due_received, month.collection_rate), (500, 0, 0))
        self.assertEqual(month.unit_count, 4, "a parking space is not lived in")
        self.assertEqual(sum(month.line_ids.mapped("outstanding")), month.outstanding)
        later = self.freeze(date(2026, 4, 24))
        self.assertEqual((later.opening, later.charged, later.outstanding), (900, 0, 900))

    def test_the_frozen_month_does_not_move(self):
        month = self.freeze()
        self.new._pay(self.pay(self.unit2, 500))
        self.assertEqual((month.received, month.outstanding), (600, 900))
        self.assertFalse(self.freeze(), "frozen once")
        for change in (month.write, month.line_ids.write, month.place_ids.write):
            with self.assertRaises(UserError):
                change({"company_id": self.company.id})
        for rows in (month.line_ids, month):
            with self.assertRaises(UserError):
                rows.unlink()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            month.copy({"date_to": "2026-03-20"}).flush_recordset()

    def test_it_is_frozen_on_its_day_and_not_before(self):
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: float("inf"))
        self.months._cron_freeze()
        month = self.months.search([("estate_id", "=", self.estate.id)])
        self.assertEqual((month.date_from, month.date_to), (date(2026, 1, 25), date(2026, 2, 24)))
        self.months._cron_freeze()
        self.assertEqual(self.months.search([("estate_id", "=", self.estate.id)]), month)

    def test_what_was_paid_beforehand_and_deposits_are_told_apart_from_debts(self):
        self.pay(self.unit3, 250)
        self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.bank.id,
                "date": "2026-03-04",
                "cs_unit_id": self.unit3.id,
                "line_ids": [
                    (0, 0, {"account_id": self.bank.default_account_id.id, "debit": 2000}),
                    (
                        0,
                        0,
                        {
                            "account_id": self.company.cs_deposit_account_id.id,
                            "credit": 2000,
                            "cs_unit_id": self.unit3.id,
                        },
                    ),
                ],
            }
        )._post(soft=False)
        month = self.freeze()
        self.assertEqual((month.prepaid, month.deposits, month.outstanding), (250, 2000, 900))

    def test_a_charge_made_void_is_taken_back_and_not_collected(self):
        self.new._void("wrong area")
        month = self.freeze()
        self.assertEqual((month.charged, month.credited, month.outstanding, month.due), (1500, 500, 400, 0))

    def test_the_spreadsheet_has_the_same_sums(self):
        month = self.freeze()
        book = openpyxl.load_workbook(io.BytesIO(month._workbook()))
        self.assertEqual(len(book.worksheets), 5)
        rows = list(book.worksheets[2].values)
        self.assertEqual(rows[0][0], "By fee")
        self.assertEqual([row[:6] for row in rows[1:]], [("Management fee", 0, 1500, 600, 0, 900)])

    def test_the_paper_says_what_was_frozen(self):
        month = self.freeze()
        html = self.env["ir.actions.report"]._render_qweb_html("cs_property.report_property_month", month.ids)[0]
        self.assertIn(b"Management fee", html)
        self.assertIn(b"900.00", html)

    def test_a_steward_is_measured_by_what_was_collected_of_his_units(self):
        indicators = self.env["cs.indicator"]
        due, got = indicators.create(
            [
                {
                    "name": name,
                    "code": f"test_{field}",
                    "model": "cs.property.figure",
                    "aggregate": "sum",
                    "value_field": field,
                    "person_field": "steward_id",
                    "date_field": "due_on",
                    "unit": "CNY",
                    "change_reason": "wanted",
                }
                for name, field in (("Due", "due_receivable"), ("Received", "due_received"))
            ]
        )
        facts = (due | got)._read(date(2026, 1, 1), date(2026, 2, 28), self.company, by=())
        self.assertEqual([float(facts[one.id][()].value) for one in (due, got)], [1500, 600])

    def test_freezing_many_estates_costs_as_many_queries_as_one(self):
        def queries(estates, day):
            before = self.env.cr.sql_log_count
            self.months._frozen_values(self.company, estates, date(2026, 2, 25), day)
            return self.env.cr.sql_log_count - before

        others = self.env["cs.estate"].create([{"name": f"Estate {n}"} for n in range(5)])
        queries(self.estate, date(2026, 3, 24))
        one = queries(self.estate, date(2026, 3, 24))
        self.assertLessEqual(queries(self.estate | others, date(2026, 3, 24)), one + 1)
