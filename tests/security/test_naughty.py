"""Naughty strings through every text field of our models, searches and exports.

The strings are the Big List of Naughty Strings, where the shared data are at hand; a
handful of the worst always.
"""

import csv
import io
import json
from pathlib import Path

from lxml.html import fragment_fromstring
from odoo.addons.cs_department.models.ticket.ticket import SYSTEM_FIELDS
from odoo.addons.web.controllers.export import CSVExport
from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from tests.security.common import SecurityCase

LIST = Path(__file__).parents[3] / "shared" / "data" / "validation" / "blns.json"
ALWAYS = [
    "<script>alert(1)</script>",
    "'; DROP TABLE cs_ticket; --",
    '=HYPERLINK("http://evil.example","x")',
    "{{ object.env.user.login }}",
    '<t t-out="object.env"/>',
    "%(name)s %s %d {0} {name}",
    "\u202etest\u202d \u200b\ufeff",
    "田中さんにあげて下さい 😀 𠜎",
    "a" * 5000,
    "\\\\server\\share ' \" ` \t",
]
#: fields whose text means something to the system, and so is checked
MEANT = {"code", "number", "tz"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def strings():
    if not LIST.is_file():
        return ALWAYS
    return ALWAYS + [text for text in json.loads(LIST.read_text(encoding="utf-8")) if text.strip()]


class TestNaughtyStrings(SecurityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.strings = strings()
        cls.blob = "\n".join(cls.strings)

    def setUp(self):
        super().setUp()
        if not LIST.is_file():
            print(f"{LIST} is not there: only {len(ALWAYS)} naughty strings are tried.")

    def text_fields(self, model):
        return [
            name
            for name, field in model._fields.items()
            if field.type in ("char", "text", "html")
            and field.store
            and not field.related
            and not field.compute
            and not (model._name == "cs.ticket" and name in SYSTEM_FIELDS)
            and name not in MEANT | {"message_main_attachment_id"}
            and not name.startswith(("message_", "activity_", "alias_"))
        ]

    def test_every_text_field_of_a_case_keeps_what_was_written(self):
        names = [n for n in self.text_fields(self.env["cs.ticket"]) if n not in SYSTEM_FIELDS]
        self.assertIn("resolution", names)
        ticket = self.make_ticket(user=self.env.user)
        for text in self.strings:
            with self.subTest(text=text[:40]):
                ticket.write(dict.fromkeys(names, text))
                self.env.flush_all()
                ticket.invalidate_recordset()
                for name in names:
                    if ticket._fields[name].type != "html":
                        kept = text.replace("\x00", "")[: ticket._fields[name].size]
                        self.assertEqual(ticket[name].strip(), kept.strip(), name)

    def test_no_script_survives_in_a_description(self):
        ticket = self.make_ticket(user=self.env.user)
        for text in self.strings:
            ticket.description = text
            shown = fragment_fromstring(str(ticket.description or ""), create_parent="div")
            with self.subTest(text=text[:40]):
                for element in shown.iter():
                    self.assertNotIn(element.tag, ("script", "iframe", "object", "embed", "form"))
                    for name, value in element.items():
                        self.assertFalse(name.startswith("on"), name)
                        if name in ("href", "src", "action"):
                            self.assertNotIn("javascript:", "".join(value.lower().split()))

    def test_every_text_field_of_every_model_takes_them_all(self):
        for name in self.own_models():
            model = self.env[name]
            record = model.search([], limit=1)
            if model._transient or not record or name in ("cs.ticket.event", "cs.personal.data.access"):
                continue
            for field in self.text_fields(model):
                with self.subTest(model=name, field=field), mute_logger("odoo.sql_db"):
                    try:
                        with self.cr.savepoint():
                            record.write({field: self.blob})
                            self.env.flush_all()
                    except (UserError, ValidationError) as refusal:
                        self.assertTrue(str(refusal))

    def test_verbs_take_them_as_words(self):
        ticket = self.make_ticket()
        for text in [*ALWAYS, self.blob]:
            with self.subTest(text=text[:40]):
                ticket.answer(text)
                ticket.wait(text)
                task = ticket.dispatch(self.engineering.id, ["do"], text)
                task.with_user(self.engineer).done(text)
        self.resolve(ticket, self.blob)
        ticket.reopen(self.blob)
        ticket.cancel(self.blob)
        self.env.flush_all()
        bodies = " ".join(str(body) for body in ticket.sudo().message_ids.mapped("body")).lower()
        self.assertNotIn("<script", bodies)

    def test_registration_takes_them_as_caller(self):
        values = {"name": "x", "kind_id": self.complaint.id, "description": "x"}
        tickets = (
            self.env["cs.ticket"].with_user(self.employee).create([{**values, "caller": text} for text in self.strings])
        )
        self.assertTrue(all(ticket.partner_id for ticket in tickets.sudo()))

    def test_searching_for_them_finds_or_finds_not_but_never_breaks(self):
        self.make_ticket(user=self.env.user)
        cases = self.env["cs.ticket"].with_user(self.supervisor)
        categories = self.env["cs.ticket.category"].with_user(self.supervisor)
        for text in self.strings:
            with self.subTest(text=text[:40]):
                cases.search([("name", "ilike", text)])
                cases.search([("number", "=", text)])
                cases.search([("description", "like", text)])
                cases.name_search(text)
                categories.name_search(text)

    def test_what_is_written_is_found_again(self):
        ticket = self.make_ticket(user=self.env.user)
        for text in self.strings:
            if text != text.strip() or "\\" in text or "%" in text or "_" in text:
                continue  # wildcards of a search mean something else
            ticket.name = text
            with self.subTest(text=text[:40]):
                self.assertIn(ticket, ticket.search([("name", "=", text)]))

    def test_an_export_keeps_them_and_carries_no_formula(self):
        values = {"kind_id": self.enquiry.id, "description": "x"}
        tickets = self.env["cs.ticket"].create([{**values, "name": text} for text in self.strings])
        rows = tickets.export_data(["number", "name"])["datas"]
        self.assertEqual([row[1] for row in rows], [t.name for t in tickets])
        file = CSVExport().from_data([{"label": "Number"}, {"label": "Subject"}], ["Number", "Subject"], rows)
        cells = list(csv.reader(io.StringIO(file if isinstance(file, str) else file.decode())))[1:]
        for cell, (_number, name) in zip((row[1] for row in cells), rows, strict=True):
            with self.subTest(name=name[:40]):
                if name.startswith(("=", "-", "+")):
                    self.assertTrue(cell.startswith("'"), "a formula would run in a spreadsheet")
