from odoo import http
from odoo.http import request

from ..core import spreadsheet
from .download import sheet_file


class MeritSheet(http.Controller):
    """A month's rewards and penalties as a workbook for the payroll."""

    @http.route("/cs/merit/<int:sheet_id>/xlsx", type="http", auth="user", methods=["GET"], readonly=True)
    def sheet(self, sheet_id):
        """The sums by person and the events behind them, for whoever may read the sheet."""
        sheet = request.env["cs.merit.sheet"].browse(sheet_id).exists()
        if not sheet or not sheet.has_access("read"):
            return request.not_found()
        return sheet_file(sheet.display_name, spreadsheet.written(lambda book: self._fill(book, sheet)))

    def _fill(self, book, sheet):
        """Two pages: the sums of people, and the events behind them."""
        looks = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"}),
            "money": book.add_format({"num_format": "#,##0.00"}),
            "total": book.add_format({"num_format": "#,##0.00", "bold": True, "top": 1}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        rows = sheet._payroll_rows()
        self._people(book, sheet, rows, looks)
        self._events(book, sheet, rows, looks)

    def _people(self, book, sheet, rows, looks):
        """One line a person, and the sum of all."""
        env = request.env
        page = book.add_worksheet(env._("By person"))
        page.write(0, 0, f"{sheet.company_id.name}  {sheet.display_name}", looks["title"])
        heads = [
            (env._("Person"), 16),
            (env._("Department"), 16),
            (env._("Rewards"), 10),
            (env._("Penalties"), 10),
            (env._("Bonuses"), 12),
            (env._("Fines"), 12),
            (env._("To be paid"), 12),
            (env._("Month's pay (times)"), 14),
            (env._("A month's pay"), 14),
            (env._("Points"), 10),
            (env._("Reviews"), 24),
        ]
        self._head(page, 2, heads, looks)
        line = 2
        for line, row in enumerate(rows, 3):
            values = [row[name] for name in ("name", "department", "rewards", "penalties")]
            page.write_row(line, 0, values)
            page.write_row(line, 4, [row["bonus"], row["fine"], row["balance"]], looks["money"])
            page.write(line, 7, row["month_pays"])
            if row["month_pay"]:
                page.write(line, 8, row["month_pay"], looks["money"])
            page.write(line, 9, row["points"], looks["money"])
            page.write(line, 10, ", ".join(row["reviews"]))
        page.write(line + 1, 0, env._("Total"), looks["total"])
        for column, name in ((4, "bonus"), (5, "fine"), (6, "balance"), (9, "points")):
            page.write(line + 1, column, sum(row[name] for row in rows), looks["total"])
        page.freeze_panes(3, 1)
        page.set_landscape()
        page.fit_to_pages(1, 0)

    def _events(self, book, sheet, rows, looks):
        """Every event, so that each sum can be followed."""
        env = request.env
        page = book.add_worksheet(env._("Events"))
        heads = [
            (env._("Person"), 16),
            (env._("Day"), 12),
            (env._("Rule"), 28),
            (env._("Which time"), 10),
            (env._("Consequence"), 22),
            (env._("To be paid"), 12),
            (env._("Points"), 10),
            (env._("What happened"), 50),
            (env._("Approved by"), 14),
        ]
        self._head(page, 0, heads, looks)
        line = 0
        for row in rows:
            # sudo: names of rules and colleagues on the sheet
            for event in row["events"].sudo().sorted(lambda one: (one.date, one.id)):
                line += 1
                page.write(line, 0, row["name"])
                page.write_datetime(line, 1, event.date, looks["day"])
                page.write_row(line, 2, [event.rule_id.name, event.nth, event._say_consequence()])
                page.write_row(line, 5, [event.balance, event.points], looks["money"])
                page.write(line, 7, event.words or "", looks["wrap"])
                page.write(line, 8, event.approver_id.name or "")
        page.freeze_panes(1, 1)

    def _head(self, page, line, heads, looks):
        for column, (words, width) in enumerate(heads):
            page.write(line, column, words, looks["head"])
            page.set_column(column, column, width)
