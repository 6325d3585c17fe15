"""Naughty strings through everything that the counter, the gate and inspectors write, look for and print."""

import html
import re

from odoo.addons.cs_department.controllers.customer import STRAYS
from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, new_test_user
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from tests.security.test_naughty import strings
from tests.security.test_property_records import ALL_GROUPS, RecordsCase

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7 * 7 }}'
#: what would have to be in a page for it to run; 7 * 7 if it were worked out
RUNS = ("<script>alert", "<img src=x", ">49<", "onerror=alert(2)>{{")
#: text that means something to the system, and so is checked, or that only the system writes
MEANT = {"code", "tz", "formula", "access_token", "code_order", "plate", "phone", "key", "number", "res_model"}
AREAS = (
    *(
        "cs.custody",
        "cs.deposit.claim",
        "cs.document",
        "cs.inspection",
        "cs.move.in",
        "cs.parking",
        "cs.property.notice",
    ),
    *("cs.release", "cs.renovation", "cs.repair", "cs.signoff", "cs.spot", "cs.visitor", "cs.home", "cs.mediation"),
)
#: models of these areas at the least
MODELS = 20
PAPERS = 12


class CounterNaughtyCase(RecordsCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.strings = strings()
        cls.blob = "\n".join(cls.strings)
        groups = (*ALL_GROUPS, "cs_property.group_cs_guard", "cs_property.group_cs_inspector")
        cls.boss = new_test_user(cls.env, "cs_everything", groups=",".join(groups), lang="en_US")
        cls.ours = {name: one for name, one in cls.records.items() if one._name.startswith(AREAS)}

    def texts(self, record):
        system = getattr(record, "_system_fields", frozenset())
        return [
            name
            for name, field in record._fields.items()
            if field.type in ("char", "text", "html")
            and field.store
            and not (field.related or field.compute or field.readonly)
            and name not in MEANT | system
            and not name.startswith(("message_", "activity_", "alias_"))
        ]

    def spoil(self):
        """Markup in every text of every record of the areas, as far as it may stand there."""
        for record in self.ours.values():
            for field in self.texts(record):
                try:
                    with self.cr.savepoint(), mute_logger("odoo.sql_db"):
                        record.write({field: EVIL})
                        self.env.flush_all()
                except (UserError, ValidationError, CheckViolation):
                    self.env.invalidate_all()
        people = self.unit1.party_ids.partner_id
        for record in (people, self.estate, self.building, self.company):
            record.write({"name": EVIL})
        self.env.flush_all()


class TestCounterNaughty(CounterNaughtyCase):
    def test_every_text_field_takes_them_all_or_says_why_not(self):
        tried, kept = set(), set()
        for name, record in self.ours.items():
            for field in self.texts(record):
                tried.add(record._name)
                with self.subTest(record=name, field=field), mute_logger("odoo.sql_db"):
                    try:
                        with self.cr.savepoint():
                            record.write({field: self.blob})
                            self.env.flush_all()
                            record.invalidate_recordset()
                            if record._fields[field].type != "html":
                                self.assertEqual(record[field].split(), self.blob.replace("\x00", "").split())
                            kept.add(record._name)
                    except (UserError, ValidationError, CheckViolation) as refusal:
                        self.assertTrue(str(refusal))
                        self.env.invalidate_all()
        self.assertGreater(len(tried), MODELS - 1)
        self.assertGreater(len(kept), MODELS - 5)

    def test_looking_for_them_at_the_desk_and_at_the_gate_never_breaks(self):
        desk, gate = self.env["cs.desk"].with_user(self.clerk), self.env["cs.gate"].with_user(self.guard)
        models = [self.env[name].with_user(self.boss) for name in sorted({one._name for one in self.ours.values()})]
        for text in self.strings:
            with self.subTest(text=text[:40]):
                self.assertLessEqual(len(desk.find(text)), 12)
                answer = gate._scan(text, text)
                self.assertNotEqual(answer["result"], "ok")
                self.assertFalse(gate._do(text, text, text, text)["card"])
                self.assertTrue(all(one["result"] for one in gate._late([{"text": text, "token": text}], text)))
        # as a box of the web client looks: names are compared in the database
        for text in self.strings[:: max(1, len(self.strings) // 25)]:
            for model in models:
                with self.subTest(text=text[:40], model=model._name):
                    model.name_search(text, limit=1)
                    model.search([("display_name", "ilike", text)], limit=1)

    def test_verbs_keep_words_as_they_were_said_and_chatters_show_no_markup(self):
        words, clerk = EVIL + self.strings[4][:50], self.clerk
        notice, lease = (
            self.records["cs.property.notice of the company"],
            self.records["cs.parking.lease of the company"],
        )
        key = self.records["cs.custody.item of the company"]
        consent = self.records["cs.release.consent of the company"]
        site = self.records["cs.renovation of own building"]
        lease.write({"state": "active"})
        notice.write({"urgency": "emergency"})
        self.env.flush_all()
        key.with_user(clerk).lose(words)
        lease.with_user(clerk).end(lease.date_from, words)
        notice.with_user(clerk).action_publish(words)
        notice.receipt_ids[:1].with_user(clerk).report_call(words)
        consent._answer(False, "link", words)
        site.with_user(clerk).stop(words)
        said = [key.move_ids.sorted("id")[-1:].words, lease.end_reason, site.stopped_why]
        for text in said:
            self.assertIn("<script>alert(1)</script>", text)
        for record in (lease, notice, consent.pass_id, site, lease.unit_id):
            bodies = " ".join(str(body) for body in record.sudo().message_ids.mapped("body"))
            for sign in RUNS:
                self.assertNotIn(sign, bodies, record)

    def test_no_markup_comes_through_on_pages(self):
        self.records["cs.visitor of the company"].state = "expected"
        self.records["cs.release.pass of the company"].state = "valid"
        self.records["cs.property.notice of the company"].state = "published"
        self.spoil()
        linked = ("cs.visitor", "cs.release.pass", "cs.release.consent", "cs.unit.party")
        linked = (*linked, "cs.property.notice", "cs.property.notice.receipt")
        pages = [self.records[f"{name} of the company"]._link_url() for name in linked]
        STRAYS.forget()
        for url in pages:
            self._look(url, anonymous=True)
        self.authenticate(self.boss.login, self.boss.login)
        walk = self.records["cs.inspection.round of own building"]
        for path in ("/cs/rounds", f"/cs/rounds/{walk.id}", "/cs/gate"):
            self._look(path)

    def _look(self, path, anonymous=False):
        with self.subTest(path=path):
            page = self.url_open(re.sub(r"^https?://[^/]+", "", path))
            self.assertEqual(page.status_code, 200)
            if anonymous:
                self.assertIn("alert(1)", html.unescape(page.text))
            for sign in RUNS:
                self.assertNotIn(sign, page.text)

    def test_no_markup_comes_through_on_paper(self):
        self.spoil()
        reports = self.env["ir.actions.report"].with_user(self.boss)
        printed = set()
        for report in self.env["ir.actions.report"].search([("report_name", "=like", "cs_property.%")]):
            record = self._printable(report.model)
            with self.subTest(report=report.report_name):
                self.assertTrue(record, "nothing to be printed")
                try:
                    paper = str(reports._render_qweb_html(report.report_name, record.ids)[0], "utf-8")
                except UserError as refusal:
                    # a paper of something that has not come that far
                    self.assertTrue(str(refusal))
                    continue
                printed.add(report.report_name)
                for sign in RUNS:
                    self.assertNotIn(sign, paper)
        self.assertGreaterEqual(len(printed), PAPERS)

    def _printable(self, model):
        for where in ("own building", "the company"):
            if record := self.records.get(f"{model} of {where}"):
                return record
        return self.env[model].search([], limit=1)
