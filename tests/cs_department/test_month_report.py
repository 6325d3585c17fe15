"""Monthly reports: figures are kept when they are issued, on paper and in the spreadsheet alike."""

import io
from base64 import b64decode
from datetime import date
from xml.etree import ElementTree

import openpyxl
from lxml import html
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from tests.common import CsCase

FEBRUARY = date(2026, 2, 1)


class TestMonthReport(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        for day in (3, 4, 5, 11):
            with case.at(f"2026-02-{day:02d} 03:00"):
                ticket = cls.make_ticket(kind_id=(cls.complaint if day % 2 else cls.enquiry).id)
            with case.at(f"2026-02-{day:02d} 06:00"):
                ticket.with_user(cls.supervisor).write({"cause_id": cls.cause.id, "validity": "valid"})
                ticket.with_user(cls.supervisor).resolve("Done.")
        with case.at("2026-01-20 03:00"):
            cls.make_ticket()
        cls.product = cls.env["product.product"].create({"name": "Tap 燃气灶"})
        ticket.with_user(cls.supervisor).write(
            {
                "product_id": cls.product.id,
                "corrective_action": "Train the fitters",
                "corrective_user_id": cls.supervisor.id,
                "recheck_date": "2026-02-20",
            }
        )
        cls.env.flush_all()
        cls.reports = cls.env["cs.month.report"].with_user(cls.manager)

    def test_figures_are_those_of_the_month(self):
        report = self.reports.create({})
        self.assertEqual((report.month, report.version, report.state), (FEBRUARY, 1, "draft"))
        figures = {row["name"]: row for row in report.content["figures"]}
        registered = figures["Cases registered"]
        self.assertEqual((registered["value"], registered["before_value"], registered["year_value"]), (4, 1, 0))
        kinds = {row["name"]: (row["value"], row["last"]) for row in report.content["volumes"]["kinds"]}
        self.assertEqual(kinds, {"Complaint": (3, 1), "Enquiry": (1, 0)})
        self.assertEqual(report.content["causes"]["bars"][0]["value"], 4)
        self.assertEqual(report.content["products"][0]["name"], "Tap 燃气灶")
        [action] = report.content["improvements"]["rows"]
        self.assertEqual((action["action"], action["state"]), ("Train the fitters", "check overdue"))

    def test_an_issued_report_does_not_move(self):
        report = self.reports.create({"comments": "<p>A quiet month.</p>"})
        report.issue()
        kept = report.content
        with self.at("2026-02-25 03:00"):
            self.make_ticket()
        self.assertEqual(report.content, kept)
        for change in (report.issue, report.refresh, report.unlink):
            with self.assertRaises(UserError):
                change()
        with self.assertRaises(UserError):
            report.comments = "Another story"
        for vals in ({"content": {}}, {"state": "draft"}, {"version": 7}):
            with self.assertRaises(AccessError):
                report.write(vals)

    def test_a_new_version_replaces_the_one_in_force(self):
        report = self.reports.create({"comments": "<p>First.</p>"})
        report.issue()
        with self.at("2026-02-25 03:00"):
            self.make_ticket()
        second = self.reports.browse(report.new_version()["res_id"])
        self.assertEqual((second.version, second.state, second.comments), (2, "draft", "<p>First.</p>"))
        self.assertEqual(report.new_version()["res_id"], second.id)
        second.issue()
        self.assertEqual((report.state, second.state), ("replaced", "issued"))
        value = {row["name"]: row["value"] for row in second.content["figures"]}["Cases registered"]
        self.assertEqual(value, 5)

    def test_a_month_has_one_draft_and_one_report_in_force(self):
        self.reports.create({})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.reports.create({"month": "2026-02-17"})
        with self.assertRaises(UserError):
            self.reports.create({"month": "2026-03-01"})

    def test_a_team_has_its_own(self):
        whole, own = self.reports.create([{}, {"team_id": self.other_team.id}])
        self.assertEqual(sum(row["value"] for row in whole.content["volumes"]["kinds"]), 4)
        self.assertEqual(own.content["volumes"]["kinds"], [])
        self.assertIn("Counter", own.name)

    def test_paper_shows_the_figures_with_charts(self):
        report = self.reports.create({"comments": "<p>A quiet month.</p>"})
        report.issue()
        paper, kind = self.env["ir.actions.report"]._render_qweb_html("cs_department.report_month_report", report.ids)
        self.assertEqual(kind, "html")
        page = html.fromstring(paper)
        text = " ".join(page.text_content().split())
        for words in ("A quiet month.", "Cases registered", "Train the fitters", "Tap 燃气灶", "February 2026"):
            self.assertIn(words, text)
        images = [src for src in page.xpath("//img/@src") if src.startswith("data:image/svg+xml;base64,")]
        self.assertGreaterEqual(len(images), 5)
        for src in images:
            ElementTree.fromstring(b64decode(src.partition(",")[2]))
        self.assertIn("A quiet month.", report.preview)

    def test_the_spreadsheet_has_the_same_figures_as_numbers_and_charts(self):
        report = self.reports.create({})
        book = openpyxl.load_workbook(io.BytesIO(report._workbook()))
        self.assertEqual(len(book.sheetnames), 6)
        figures = book["Key figures"]
        rows = {row[0].value: [cell.value for cell in row] for row in figures.iter_rows(min_row=4)}
        for figure in report.content["figures"]:
            self.assertEqual(rows[figure["name"]][1], figure["value"], figure["name"])
        self.assertTrue(book["Trend"]._charts)
        self.assertTrue(book["Volumes"]._charts)
        self.assertTrue(book["Causes and times"]._charts)
        week = sum(cell.value or 0 for row in book["Weekday and hour"].iter_rows(min_row=2, min_col=2) for cell in row)
        self.assertEqual(week, 4)
        self.assertIn("Train the fitters", [cell.value for cell in book["Improvements"]["E"]])

    def test_it_speaks_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.company.partner_id.lang = "zh_CN"
        report = self.reports.create({})
        self.assertIn("2026年2月", report.name)
        self.assertEqual(report.content["week"]["rows"][0], "周一")

    def test_supervisors_read_managers_write_agents_see_nothing(self):
        report = self.reports.create({})
        self.assertTrue(report.with_user(self.supervisor).content)
        with self.assertRaises(AccessError):
            report.with_user(self.supervisor).issue()
        with self.assertRaises(AccessError):
            report.with_user(self.agent).read(["content"])

    def test_the_dashboard_opens_on_the_same_month(self):
        params = self.reports.create({}).open_dashboard()["params"]
        self.assertEqual((params["date_from"], params["date_to"]), ("2026-02-01", "2026-02-28"))
        registered = self.env["cs.dashboard"].with_user(self.manager).charts(params)["kinds"]
        self.assertEqual(sum(row["value"] for row in registered), 4)
