from odoo import http
from odoo.http import request

from ..core import spreadsheet
from .download import sheet_file

_NAME_WIDTH, _DAY_WIDTH, _SUM_WIDTH = 14, 4.2, 8


class RosterSheet(http.Controller):
    """A roster as a spreadsheet."""

    @http.route("/cs/roster/<int:roster_id>/xlsx", type="http", auth="user", methods=["GET"], readonly=True)
    def sheet(self, roster_id):
        """The roster as its grid shows it, for whoever may read it."""
        roster = request.env["cs.roster"].browse(roster_id).exists()
        if not roster or not roster.has_access("read"):
            return request.not_found()
        return sheet_file(roster.name, self._workbook(roster._grid_sheet()))

    def _workbook(self, sheet) -> bytes:
        return spreadsheet.written(lambda book: self._fill(book, sheet))

    def _fill(self, book, sheet):
        """One page that prints on a landscape A3 as it stands."""
        page = book.add_worksheet()
        formats = {}

        def look(color="", bold=False, align="center"):
            # a workbook takes thousands of cells, and a few formats
            key = (color, bold, align)
            if key not in formats:
                values = {"border": 1, "border_color": "#cccccc", "align": align, "bold": bold}
                formats[key] = book.add_format(values | ({"bg_color": color} if color else {}))
            return formats[key]

        page.write(0, 0, f"{sheet['title']}  {sheet['when']}  {sheet['state']}", book.add_format({"bold": True}))
        self._head(page, sheet, look)
        last = self._rows(page, sheet, look)
        for place, shift in enumerate(sheet["legend"]):
            page.write(last + 2 + place, 0, shift["code"], look(shift["color"], bold=True))
            page.write(last + 2 + place, 1, f"{shift['name']}  {shift['hours']}")
        page.set_column(0, 0, _NAME_WIDTH)
        page.set_column(1, len(sheet["days"]), _DAY_WIDTH)
        page.set_column(len(sheet["days"]) + 1, len(sheet["days"]) + 4, _SUM_WIDTH)
        page.freeze_panes(3, 1)
        page.repeat_rows(1, 2)
        page.set_landscape()
        page.set_paper(8)  # A3
        page.fit_to_pages(1, 0)

    def _head(self, page, sheet, look):
        page.write(2, 0, "", look())
        for place, day in enumerate(sheet["days"], 1):
            page.write(1, place, day["weekday"], look(day["color"]))
            page.write(2, place, day["number"], look(day["color"], bold=True))
        if sheet["editor"]:
            env = request.env
            heads = (env._("Work hours"), env._("Target"), env._("Nights"), env._("Weekend"))
            for place, words in enumerate(heads, len(sheet["days"]) + 1):
                page.write(2, place, words, look(bold=True))

    def _rows(self, page, sheet, look) -> int:
        """People, then demand; the number of the last line."""
        line = 2
        for row in sheet["rows"]:
            line += 1
            page.write(line, 0, row["name"], look(align="left"))
            for place, cell in enumerate(row["cells"], 1):
                page.write(line, place, cell["code"], look(cell["color"], bold=True))
            if sheet["editor"]:
                for place, number in enumerate(row["sums"], len(sheet["days"]) + 1):
                    page.write(line, place, number, look())
        line += 1
        for need in sheet["needs"]:
            line += 1
            page.write(line, 0, need["name"], look(align="left"))
            for place, cell in enumerate(need["cells"], 1):
                page.write(line, place, cell["text"], look(cell["color"]))
        return line
