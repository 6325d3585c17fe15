"""Readings of meters become usages, and usages become charges."""

import base64
import re
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase
from psycopg2 import IntegrityError

from tests.cs_property.test_fee_rules import FeeCase

FEBRUARY = (date(2026, 2, 1), date(2026, 2, 28))


class MeterCase(FeeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.meter.check"].search([]).active = False
        cls.check = cls.env["cs.meter.check"].create(
            {"name": "Check", "jump_percent": 200, "jump_least": 10, "zero_days": 60, "change_reason": "Test"}
        )
        cls.meter1, cls.meter2 = (cls._make_meter(unit) for unit in (cls.unit1, cls.unit2))

    @classmethod
    def _make_meter(cls, unit=None, **values):
        cls.meters_made = getattr(cls, "meters_made", 0) + 1
        return cls.env["cs.meter"].create(
            {
                "name": f"W{cls.meters_made:03d}",
                "item_id": cls.fee.id,
                "unit_id": unit.id if unit else False,
                "estate_id": cls.estate.id,
                "installed_on": "2025-12-01",
                "start_value": 100,
                **values,
            }
        )

    def read(self, meter, value, day="2026-02-28", **values):
        return self.env["cs.meter.reading"].create({"meter_id": meter.id, "value": value, "date": day, **values})

    def metered(self, **values):
        return self.rule(price=3, method="metered", in_arrears=True, **values)


class TestReadings(MeterCase):
    def test_a_usage_runs_from_the_reading_before(self):
        first, second = self.read(self.meter1, 112, "2025-12-31"), self.read(self.meter1, 130, "2026-01-31")
        self.assertEqual((first.usage, second.usage, second.previous_value), (12, 18, 112))
        between = self.read(self.meter1, 120, "2026-01-10")
        self.assertEqual((between.usage, second.usage), (8, 10))
        self.assertEqual(self.meter1.last_value, 130)

    def test_a_multiplier_counts(self):
        self.meter1.multiplier = 40
        self.assertEqual(self.read(self.meter1, 101.5).usage, 60)

    def test_a_dial_that_begins_again_goes_on_counting(self):
        meter = self._make_meter(self.unit3, start_value=99_950)
        self.read(meter, 99_980, "2025-12-31")
        reading = self.read(meter, 8, "2026-01-31")
        self.assertEqual((reading.usage, reading.rolled, reading.state), (28, True, "accepted"))

    def test_a_value_that_fell_waits_for_somebody_to_look(self):
        self.read(self.meter1, 130, "2026-01-31")
        reading = self.read(self.meter1, 120)
        self.assertEqual((reading.state, reading.doubt), ("doubtful", "lower than before"))
        self.assertEqual(self.meter1.last_value, 130)
        reading.value = 140
        self.assertEqual((reading.state, reading.usage), ("accepted", 10))
        self.assertIn("2026-02-28: 120 → 2026-02-28: 140", reading.correction)

    def test_a_jump_against_the_history_is_doubtful_until_it_is_accepted(self):
        self.read(self.meter1, 131, "2025-12-31")
        reading = self.read(self.meter1, 300, "2026-01-31")
        self.assertEqual((reading.state, reading.doubt), ("doubtful", "much more than usual"))
        reading.with_user(self.accountant).action_accept()
        self.assertEqual((reading.state, reading.accepted_by_id), ("accepted", self.accountant))
        self.assertEqual(self.read(self.meter1, 310).usage, 10)

    def test_nothing_used_for_long_is_doubtful(self):
        self.read(self.meter1, 100, "2025-12-31")
        self.assertEqual(self.read(self.meter1, 100, "2026-02-10").doubt, "nothing used for long")

    def test_what_cannot_be_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "has 5 digits"):
            self.read(self.meter1, 100_000)
        with self.assertRaisesRegex(UserError, "was not there"):
            self.read(self.meter1, 100, "2025-11-30")
        with self.assertRaisesRegex(UserError, "has not come yet"):
            self.read(self.meter1, 100, "2026-03-05")

    def test_a_meter_is_read_once_a_day(self):
        self.read(self.meter1, 110)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.read(self.meter1, 111)

    def test_states_are_not_written_by_hand(self):
        reading = self.read(self.meter1, 110)
        with self.assertRaises(AccessError):
            reading.with_user(self.accountant).write({"usage": 5})
        with self.assertRaises(AccessError):
            self.read(self.meter2, 110).with_user(self.auditor).action_accept()

    def test_an_exchange_loses_nothing(self):
        self.metered()
        self.read(self.meter1, 110, "2026-01-31")
        exchange = self.env["cs.meter.exchange"].create(
            {"meter_id": self.meter1.id, "day": "2026-02-10", "final_value": 117, "name": "N1", "start_value": 3}
        )
        exchange.action_exchange()
        new = self.meter1.replaced_by_id
        self.assertEqual((new.unit_id, new.installed_on), (self.unit1, date(2026, 2, 10)))
        self.read(new, 8)
        usage = self.env["cs.meter"]._usage(self.unit1, self.fee, *FEBRUARY)[self.unit1.id]
        self.assertEqual(usage.quantity, 7 + 5)
        (row,) = self.charges(self.unit1, *FEBRUARY)
        self.assertEqual((row["quantity"], row["amount"]), (12, 36))
        self.assertIn("Meter N1: 3 → 8, usage 5", row["explanation"])

    def test_a_unit_is_billed_when_all_its_meters_were_read(self):
        self.metered()
        other = self._make_meter(self.unit1)
        self.read(self.meter1, 110)
        self.read(self.meter2, 120)
        found = {"first": FEBRUARY[0], "last": FEBRUARY[1], "units": self.unit1 | self.unit2}
        self.assertEqual(self.amounts(**found), {"101": "There is no reading for these days.", "102": 60})
        self.read(other, 105)
        self.assertEqual(self.amounts(**found), {"101": 45, "102": 60})

    def test_steps_are_charged_by_the_usage(self):
        steps = [Command.create({"up_to": 10, "price": 3}), Command.create({"price": 5})]
        self.metered(price_ids=[Command.create({"date_from": "2020-01-01", "price": 3, "step_ids": steps})])
        self.read(self.meter1, 114)
        self.assertEqual(self.amounts(units=self.unit1, first=FEBRUARY[0], last=FEBRUARY[1]), {"101": 50})

    def test_what_was_billed_is_not_read_again(self):
        self.metered()
        reading = self.read(self.meter1, 110)
        lines = self.env["cs.billing.line"]
        charge = lines._propose(self.charges(self.unit1, *FEBRUARY))
        charge._invoice()
        with self.assertRaisesRegex(UserError, "was billed"):
            reading.value = 111
        with self.assertRaisesRegex(UserError, "was billed"):
            reading.unlink()
        charge._void("Wrong reading")
        reading.value = 111
        self.assertEqual(reading.usage, 11)

    def test_queries_do_not_grow_with_the_units(self):
        self.metered()
        units = self.env["cs.estate.unit"]
        for number in range(20):
            # twenty units, each with a meter
            units |= self._make_unit(f"3{number:02d}", 70)
        meters = [self._make_meter(unit) for unit in units]

        def reading(count, day):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["cs.meter.reading"].create(
                [{"meter_id": meter.id, "value": 120, "date": day} for meter in meters[:count]]
            )
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = reading(3, "2026-01-31")
        self.assertLessEqual(reading(20, "2026-02-28"), few + 2)

        def usage(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self.env["cs.meter"]._usage(some, self.fee, *FEBRUARY)), len(some))
            return self.env.cr.sql_log_count - before

        self.assertEqual(usage(units[:3]), usage(units))


class TestRounds(MeterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.round = cls.env["cs.meter.round"].create(
            {"estate_id": cls.estate.id, "date": "2026-02-28", "user_id": cls.steward.id}
        )

    def test_the_reader_takes_values_and_is_told_what_looks_wrong(self):
        self.read(self.meter1, 130, "2026-01-31")
        mine = self.round.with_user(self.steward)
        self.assertEqual([row["before"] for row in mine._page_rows()], ["130", "100"])
        self.assertEqual(mine._take(self.meter1.id, 120)["doubt"], "lower than before")
        self.assertEqual(mine._take(self.meter1.id, 142), {"doubt": "", "usage": "12"})
        self.assertEqual(mine._take(self.meter1.id, 142)["usage"], "12")
        self.assertEqual((self.round.read_count, self.round.meter_count), (1, 2))
        self.assertEqual(self.meter1.reading_ids[0].source, "phone")

    def test_a_steward_reads_his_own_buildings(self):
        self.building.steward_id = self.clerk
        self.assertFalse(self.round.with_user(self.steward)._page_rows())
        with self.assertRaises(UserError):
            self.round.with_user(self.steward)._take(self.meter1.id, 120)

    def test_what_could_not_be_read_is_estimated(self):
        self.read(self.meter1, 131, "2026-01-01")
        self.read(self.meter1, 162, "2026-02-01")
        self.round._take(self.meter2.id, 110)
        self.round.action_estimate()
        reading = self.meter1.reading_ids[0]
        self.assertEqual((reading.source, reading.value), ("estimate", 189))

    def test_a_round_ends_when_nothing_is_doubtful(self):
        self.read(self.meter1, 130, "2026-01-31")
        self.round._take(self.meter1.id, 120)
        with self.assertRaisesRegex(UserError, "1 readings are doubtful"):
            self.round.action_finish()
        self.round._take(self.meter1.id, 133)
        self.round.action_finish()
        self.assertEqual(self.round.state, "done")
        with self.assertRaisesRegex(UserError, "finished"):
            self.round._take(self.meter2.id, 133)


class TestPools(MeterCase):
    def pool(self, amount=100, **values):
        return self.env["cs.fee.pool"].create(
            {
                "name": "Light",
                "item_id": self.fee.id,
                "estate_id": self.estate.id,
                "date_from": "2026-02-01",
                "date_to": "2026-02-28",
                "amount": amount,
                **values,
            }
        )

    def shared(self, **values):
        return self.rule(method="shared", in_arrears=True, price_ids=False, type_ids=self.flat_type.ids, **values)

    def test_shares_sum_to_the_pool_and_become_charges(self):
        self.shared()
        pool = self.pool()
        pool.with_user(self.accountant).action_share()
        self.assertEqual(pool.share_ids.mapped("amount"), [41.67, 33.33, 25])
        found = self.amounts(first=FEBRUARY[0], last=FEBRUARY[1])
        self.assertEqual(found, {"101": 41.67, "102": 33.33, "103": 25})
        (row,) = self.charges(self.unit1, *FEBRUARY)
        self.assertEqual(row["explanation"], "Light: 100.00 × 100 of 240 (Charged area) = 41.67")

    def test_a_unit_that_cannot_be_weighed_is_named(self):
        self.shared()
        (self.unit1 | self.unit2).people_count = 2
        pool = self.pool(weight_by="people", amount=0.05)
        pool.action_share()
        self.assertEqual(pool.unweighted_ids, self.unit3)
        self.assertEqual(pool.share_ids.mapped("amount"), [0.03, 0.02])

    def test_public_meters_give_the_amount(self):
        self.shared()
        public = self._make_meter(building_id=self.building.id)
        pool = self.pool(source="meter", meter_ids=public.ids, price=0.5, weight_by="unit")
        with self.assertRaisesRegex(UserError, "was not read"):
            pool.action_share()
        reading = self.read(public, 300)
        pool.action_share()
        self.assertEqual((pool.usage, pool.amount), (200, 100))
        self.assertEqual(pool.share_ids.mapped("amount"), [33.34, 33.33, 33.33])
        with self.assertRaisesRegex(UserError, "was billed"):
            reading.value = 310

    def test_bills_of_the_supplier_give_the_amount(self):
        self.shared()
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.env["res.partner"].create({"name": "Grid"}).id,
                "invoice_date": "2026-02-28",
                "invoice_line_ids": [Command.create({"name": "Power", "price_unit": 77.77, "tax_ids": []})],
            }
        )
        bill.action_post()
        pool = self.pool(source="bill", bill_ids=bill.ids)
        pool.action_share()
        self.assertEqual(sum(pool.share_ids.mapped("amount")), 77.77)

    def test_what_was_billed_is_not_taken_back(self):
        self.shared()
        pool = self.pool()
        pool.action_share()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            pool.with_user(self.accountant).amount = 90
        charge = self.env["cs.billing.line"]._propose(self.charges(self.unit1, *FEBRUARY))
        charge._invoice()
        with self.assertRaisesRegex(UserError, "1-1-101 was billed"):
            pool.action_take_back()
        charge._void("Wrong pool")
        pool.with_user(self.accountant).action_take_back()
        self.assertEqual((pool.state, len(pool.share_ids)), ("draft", 0))


class TestSheet(MeterCase):
    def sheet(self, text, **values):
        wizard = self.env["cs.meter.import"].create(
            {
                "estate_id": self.estate.id,
                "day": "2026-02-28",
                "file": base64.b64encode(text.encode()),
                **values,
            }
        )
        wizard.action_import()
        return wizard

    def test_bad_rows_are_named_and_come_back_as_a_file(self):
        sheet = self.sheet("表号,读数\nW001,120\nX9,5\nW002,many\nW002,100000\n", all_or_nothing=False)
        self.meter1.invalidate_recordset()
        self.assertEqual(self.meter1.reading_ids.usage, 20)
        self.assertEqual(self.meter1.reading_ids.source, "sheet")
        self.assertIn("Row 3: There is no meter “X9”.", sheet.report)
        self.assertIn("Row 4: “many” is no number.", sheet.report)
        self.assertIn("Row 5: The meter 1-1-102 · W002 has 5 digits", sheet.report)
        self.assertIn("X9,5,", base64.b64decode(sheet.bad_file).decode("utf-8-sig"))
        again = self.sheet("meter,value\nW001,121\n")
        self.assertIn("Row 2: The meter was read on this day already.", again.report)

    def test_all_or_nothing(self):
        self.sheet("unit,value,date\n1-1-101,120,2026-02-27\nX9,5,\n", all_or_nothing=True)
        self.assertFalse(self.meter1.reading_ids)
        self.sheet("unit,value,date\n1-1-101,120,2026-02-27\n", all_or_nothing=True)
        self.assertEqual(self.meter1.reading_ids.date, date(2026, 2, 27))

    def test_another_file_is_refused(self):
        with self.assertRaisesRegex(UserError, "needs the headings"):
            self.sheet("a,b\n1,2\n")


class TestPages(HttpCase, MeterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.round = cls.env["cs.meter.round"].create({"estate_id": cls.estate.id, "date": "2026-02-28"})
        cls.steward.password = cls.clerk.password = "cs_meters_password"

    def take(self, **params):
        answer = self.url_open(
            f"/cs/meters/{self.round.id}/take",
            json={"jsonrpc": "2.0", "method": "call", "params": params},
        )
        return answer.json()["result"]

    def test_the_reader_sends_values_from_the_phone(self):
        self.authenticate(self.steward.login, "cs_meters_password")
        page = self.url_open(f"/cs/meters/{self.round.id}").text
        self.assertIn("1-1-101 · ", page)
        self.assertEqual(self.take(meter_id=self.meter1.id, value="120"), {"doubt": "", "usage": "20"})
        self.assertEqual(list(self.take(meter_id=self.meter1.id, value="many")), ["error"])
        self.assertIn("W001", self.take(meter_id=self.meter1.id, value="123456")["error"])
        self.assertEqual(self.meter1.reading_ids.reader_id, self.steward)
        self.assertEqual(self.url_open("/cs/meters/999999").status_code, 404)

    def test_a_resident_hands_in_a_reading_that_staff_accepts(self):
        path = f"/cs/m/{self.unit1._token()}"
        page = self.url_open(path)
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        field = f"m{self.meter1.id}"
        self.assertEqual(self.url_open(path, data={"csrf_token": csrf, field: "x"}).status_code, 422)
        self.assertEqual(self.url_open(path, data={"csrf_token": csrf, field: "118"}).status_code, 200)
        reading = self.meter1.reading_ids
        self.assertEqual((reading.value, reading.state, reading.source), (118, "doubtful", "resident"))
        # it does not reach the meters of others
        self.url_open(path, data={"csrf_token": csrf, f"m{self.meter2.id}": "118", field: "119"})
        self.assertEqual((reading.value, len(self.meter2.reading_ids)), (119, 0))
        reading.with_user(self.clerk).action_accept()
        self.assertEqual(reading.usage, 19)
        self.round.action_finish()
        self.assertEqual(self.url_open(path).status_code, 404)
