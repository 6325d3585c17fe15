"""Naughty strings through every import of the estate, every field that people write, and what is rendered of them.

They are stored as typed or refused in a sentence; nothing breaks, and no markup comes through.
"""

import base64
import csv
import io
import json
import re
from datetime import date
from math import inf

from odoo.addons.cs_property.core.statement_text import said as read
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from tests.cs_property.reconcile_case import HEAD, ReconcileCase
from tests.security.test_naughty import ALWAYS, FORMULA, strings

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
#: what would have to be in a page for it to run
RUNS = ("<script>alert(1)", "<img src=x")
#: text that means something to the system, and so is checked, or that only the system writes
MEANT = {"code", "tz", "formula", "access_token", "code_order"}


def sheet(head, rows):
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([head, *rows])
    return buffer.getvalue().encode()


class NaughtyCase(ReconcileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.strings = strings()
        cls.blob = "\n".join(cls.strings)
        # one line, as a cell or a box of a form has it
        cls.cells = [" ".join(text.replace("\x00", "").split()) for text in cls.strings]
        cls.cells = [text for text in cls.cells if text.strip()]
        cls.classPatch(type(cls.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: inf)


class TestNaughtyImports(NaughtyCase):
    def _units(self, data, **values):
        one = self.env["cs.estate.import"].create(
            {"estate_id": self.estate.id, "file": base64.b64encode(data), "all_or_nothing": False, **values}
        )
        one.action_import()
        one._cron_import()
        return one

    def test_units_and_people_are_called_as_the_sheet_says(self):
        head = ["楼栋", "单元", "房号", "姓名", "电话", "建筑面积"]
        rows = [["N", "1", str(place), text, text, "1"] for place, text in enumerate(self.cells)]
        one = self._units(sheet(head, rows))
        self.assertEqual((one.state, one.bad_count, one.trouble), ("done", 0, False))
        units = self.env["cs.estate.unit"].search([("code", "=like", "N-1-%")])
        names = {unit.code: unit.party_ids.partner_id for unit in units}
        for place, text in enumerate(self.cells):
            with self.subTest(text=text[:40]):
                self.assertEqual(names[f"N-1-{place}"].name, text)
                self.assertEqual(names[f"N-1-{place}"].phone, text)

    def test_buildings_doors_and_parents_may_be_called_anything(self):
        rows = [[text, text, text, "1", ""] for text in self.cells] + [
            ["Z", "", text, "1", text] for text in self.cells
        ]
        one = self._units(sheet(["楼栋", "单元", "房号", "建筑面积", "归属房屋"], rows))
        self.assertFalse(one.trouble)
        self.assertEqual(one.state, "done")
        self.assertTrue(all(one.error_ids.mapped("reason")))
        building = self.env["cs.estate.building"].search([("code", "=", ALWAYS[0])])
        self.assertEqual(building.unit_ids.code, f"{ALWAYS[0]}-{ALWAYS[0]}-{ALWAYS[0]}")
        for found in self.env["cs.estate.building"].search([("estate_id", "=", self.estate.id)]):
            self.assertTrue(self.env["cs.estate.building"].board(found.id)["floors"])

    def test_values_that_are_none_are_named_row_by_row(self):
        head = [
            "楼栋",
            "房号",
            "楼层",
            "房屋类型",
            "建筑面积",
            "套内面积",
            "交付日期",
            "身份",
            "产权份额",
            "开始日期",
            "姓名",
        ]
        rows = [["N", str(place), *[text] * 8, "x"] for place, text in enumerate(self.cells)]
        one = self._units(sheet(head, rows))
        self.assertEqual((one.state, one.bad_count), ("refused", len(rows)))
        file = base64.b64decode(one.bad_file).decode("utf-8-sig")
        for row in list(csv.reader(io.StringIO(file)))[1:]:
            self.assertFalse(any(cell.startswith(FORMULA) for cell in row), row[:3])

    def test_junk_is_no_sheet(self):
        for data in (self.blob.encode(), self.blob.encode("utf-16"), b"PK\x03\x04" + self.blob.encode(), b"\x00" * 99):
            for take in (self._units, self._readings, self._statement):
                with self.subTest(take=take.__name__, data=data[:10]), self.assertRaises(UserError):
                    take(data)

    def _readings(self, data):
        one = self.env["cs.meter.import"].create({"estate_id": self.estate.id, "file": base64.b64encode(data)})
        one.action_import()
        return one

    def _statement(self, data):
        return self.wizard(data)._import_file()

    def test_readings_of_anything_are_named_row_by_row(self):
        meter = self.env["cs.meter"].create(
            {"name": "W1", "item_id": self.water.id, "unit_id": self.unit1.id, "installed_on": "2025-12-01"}
        )
        rows = [["W1", text, ""] for text in self.cells] + [["W1", "1", text] for text in self.cells]
        rows += [[text, "1", ""] for text in self.cells]
        one = self._readings(sheet(["表号", "读数", "日期"], rows))
        said = one.report.splitlines()
        self.assertGreater(len(said), len(rows) - 60)
        readings = self.env["cs.meter.reading"].search([("meter_id", "=", meter.id)])
        self.assertTrue(all(0 <= reading.value < 10**12 for reading in readings))

    def test_a_list_of_receipts_names_its_rows(self):
        self.open_till()
        rows = [[text, "1", "", ""] for text in self.cells] + [["1-1-101", text, "", "x"] for text in self.cells]
        rows += [["1-1-101", "1", text, "y"] for text in self.cells]
        rows += [["1-1-102", "1", "", text] for text in self.cells]
        one = self.env["cs.receipt.list"].with_user(self.cashier)
        one = one.create(
            {
                "file": base64.b64encode(sheet(["房屋", "金额", "收款方式", "流水号"], rows)),
                "means_id": self.wechat.id,
            }
        )
        one.action_check()
        self.assertEqual(len(one.line_ids), len(rows))
        good = one.line_ids.filtered(lambda line: not line.reason)
        self.assertTrue(all(0 < line.amount < 10**9 for line in good))
        with self.assertRaises(UserError):
            one.action_take()
        self.assertIsInstance(one.create({"text": self.blob, "means_id": self.wechat.id}).action_check(), dict)

    def test_a_statement_says_whatever_the_payer_wrote(self):
        rows = [
            # a bank's text is short; a very long cell is taken for a broken file
            ["2026-03-04", "", f"{place + 1}.00", "1", text[:200], "6222", text[:1000]]
            for place, text in enumerate(self.cells)
        ]
        self.load(HEAD.encode() + sheet([], rows).split(b"\n", 1)[1])
        # a long file comes in in the background
        self.env["cs.statement.batch"]._cron_record()
        lines = self.env["account.bank.statement.line"].search([("journal_id", "=", self.bank.id)])
        self.assertEqual(len(lines), len(self.cells))
        said = {round(line.amount): line for line in lines}
        for place, text in enumerate(self.cells):
            with self.subTest(text=text[:40]):
                self.assertIn(read(text[:40]), read(said[place + 1].payment_ref))


class TestNaughtyFields(NaughtyCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.charges = cls.bill(cls.unit1, 100, 30, due=(2026, 1, 31), month=1)
        cls.propose(cls.unit2, 100, due=(2026, 1, 31), month=1)._invoice(date(2026, 1, 1))
        cls._fill()

    @classmethod
    def _fill(cls):
        """Something in every list that people write into."""
        env, unit = cls.env, {"unit_id": cls.unit1.id}
        buyer = env["res.partner"].create({"name": "Buyer"})
        env["cs.unit.vacancy"].create({**unit, "date_from": "2026-03-01", "reason": "x"})
        env["cs.unit.transfer"].create(
            {**unit, "day": "2026-03-01", "line_ids": [Command.create({"partner_id": buyer.id})]}
        )
        env["cs.fee.dispute"].create({**unit, "reason": "x", "line_ids": [Command.set(cls.charges[0].ids)]})
        env["cs.fee.override"].create(
            {
                **unit,
                "item_id": cls.rent.id,
                "kind": "price",
                "figure": 1,
                "date_from": "2026-03-01",
                "reason": "x",
            }
        )
        env["cs.fee.discount"].create(
            {
                "unit_ids": cls.unit1.ids,
                "kind": "percent",
                "figure": 5,
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
                "reason": "x",
            }
        )
        env["cs.late.waiver"].create({**unit, "reason": "x"})
        meter = env["cs.meter"].create(
            {**unit, "name": "W1", "item_id": cls.water.id, "estate_id": cls.estate.id, "installed_on": "2025-12-01"}
        )
        env["cs.meter.reading"].create({"meter_id": meter.id, "value": 1, "date": "2026-02-01"})
        env["cs.meter.round"].create({"name": "x", "estate_id": cls.estate.id, "item_ids": cls.water.ids})
        env["cs.fee.pool"].create(
            {
                "name": "x",
                "item_id": cls.water.id,
                "estate_id": cls.estate.id,
                "date_from": "2026-02-01",
                "date_to": "2026-02-28",
            }
        )
        env["cs.billing.run"].create({"estate_ids": cls.estate.ids, "date_from": "2026-03-01", "date_to": "2026-03-31"})
        env["cs.arrears.case"]._open_for(cls.company)

    def _own_models(self):
        return sorted(
            name
            for name, model in self.env.registry.items()
            if model._original_module == "cs_property" and not model._abstract and not model._transient and model._auto
        )

    def _texts(self, model):
        return [
            name
            for name, field in model._fields.items()
            if field.type in ("char", "text", "html")
            and field.store
            and not (field.related or field.compute or field.readonly)
            and name not in MEANT | getattr(model, "_system_fields", frozenset())
            and not name.startswith(("message_", "activity_", "alias_"))
        ]

    def test_every_text_field_of_every_model_takes_them_all(self):
        tried = set()
        for name in self._own_models():
            record = self.env[name].search([], limit=1)
            for field in self._texts(record) if record else ():
                tried.add(name)
                with self.subTest(model=name, field=field), mute_logger("odoo.sql_db"):
                    try:
                        with self.cr.savepoint():
                            record.write({field: self.blob})
                            self.env.flush_all()
                            record.invalidate_recordset()
                            kept = record[field]
                            if record._fields[field].type != "html":
                                self.assertEqual(kept.split(), self.blob.replace("\x00", "").split())
                    except (UserError, ValidationError, CheckViolation) as refusal:
                        # the web client says the sentence of a broken constraint
                        self.assertTrue(str(refusal))
                        self.env.invalidate_all()
        asked = {"cs.estate.unit", "cs.unit.party", "cs.unit.vacancy", "cs.fee.override", "cs.fee.pool", "cs.estate"}
        self.assertLessEqual(asked, tried)

    def test_notes_and_names_are_kept_as_typed(self):
        party = self.unit1.party_ids
        for text in self.cells:
            with self.subTest(text=text[:40]):
                # the number of a door is short
                self.unit1.write({"note": text, "layout": text, "name": text[:64]})
                party.note = text
                self.env.flush_all()
                self.unit1.invalidate_recordset()
                kept = (self.unit1.note, self.unit1.layout, self.unit1.name, party.note)
                self.assertEqual(kept, (text, text, text[:64], text))

    def test_verbs_take_them_as_words(self):
        case = self.env["cs.arrears.case"].search([("unit_id", "=", self.unit2.id)])
        dispute = self.env["cs.fee.dispute"].search([("unit_id", "=", self.unit1.id)])
        dispute.close("rejected", self.blob)
        self.assertEqual(dispute.outcome_words.split(), self.blob.replace("\x00", "").split())
        case._act_on_time()
        case.with_user(self.steward).promise(10, date(2026, 3, 20), self.blob)
        self.assertEqual(case.promise_ids[:1].words.split(), self.blob.replace("\x00", "").split())
        self.charges[1]._void(self.blob)
        bodies = [*case.sudo().message_ids.mapped("body"), *dispute.sudo().message_ids.mapped("body")]
        self.assertNotIn("<script", " ".join(str(body) for body in bodies).lower())

    def test_looking_for_them_finds_or_finds_not_but_never_breaks(self):
        units, desk = self.env["cs.estate.unit"].with_user(self.clerk), self.env["cs.desk"].with_user(self.clerk)
        shifts = self.env["cs.cashier.shift"].with_user(self.cashier)
        for text in self.strings:
            with self.subTest(text=text[:40]):
                units.name_search(text)
                units.search([("display_name", "ilike", text)], limit=5)
                desk.find(text)
                shifts.find(text)

    def test_no_markup_comes_through_on_paper(self):
        self.unit1.payer_id.name = EVIL
        self.rent.name = self.unit2.name = self.estate.name = EVIL
        self.open_till()
        receipt, _answer = self.take(self.unit1, {self.charges[0]: 100}, self.in_cash(100))
        month = self.env["cs.property.month"]._freeze(self.estate, date(2026, 2, 24))
        for report, ids in (
            ("cs_property.report_payment_notice", self.unit1.ids),
            ("cs_property.receipt_page", receipt.ids),
            ("cs_property.receipt_slip_58", receipt.ids),
            ("cs_property.report_property_month", month.ids),
        ):
            with self.subTest(report=report):
                html, _kind = self.env["ir.actions.report"]._render_qweb_html(report, ids)
                self.assertIn(b"alert(1)", html)
                for sign in RUNS:
                    self.assertNotIn(sign.encode(), html)

    def test_the_chatter_of_a_unit_shows_no_markup(self):
        self.unit1.payer_id.name = EVIL
        self.env["cs.unit.transfer"].search([("unit_id", "=", self.unit1.id)]).action_transfer()
        bodies = " ".join(str(body) for body in self.unit1.message_ids.mapped("body"))
        self.assertIn("alert(1)", bodies)
        for sign in RUNS:
            self.assertNotIn(sign, bodies)

    def test_the_resident_s_page_refuses_what_is_no_value_and_shows_it_as_text(self):
        meter = self.unit1.meter_ids
        meter.name = EVIL
        self.env.flush_all()
        link = self.unit1._link_url()
        path = link[link.index("/cs/m/") :]
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        self.assertIn("alert(1)", page.text)
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        for text in [EVIL, *ALWAYS, "1e999", "nan", "-1", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥"]:
            with self.subTest(text=text[:40]):
                answer = self.url_open(path, data={"csrf_token": csrf, f"m{meter.id}": text})
                self.assertEqual(answer.status_code, 422)
                for sign in RUNS:
                    self.assertNotIn(sign, answer.text)
        self.assertFalse(meter.reading_ids.filtered(lambda one: one.source == "resident"))

    def test_the_template_of_the_import_carries_no_formula(self):
        self.env["cs.unit.type"].search([]).name = "=1+1"
        self.assertTrue(self.env["cs.estate.import"]._template())
        self.assertTrue(json.dumps(self.env["cs.estate.import"]._explanations()))
