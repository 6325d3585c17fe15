from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from ..core import spreadsheet
from .download import sheet_file


class AppraisalSheet(http.Controller):
    """The results of a period as a spreadsheet, for the bonus."""

    @http.route("/cs/appraisal/<int:period_id>/xlsx", type="http", auth="user", methods=["GET"], readonly=True)
    def sheet(self, period_id):
        """Everybody of the period, for managers and HR."""
        period = request.env["cs.appraisal.period"].browse(period_id).exists()
        if not period or not period.has_access("read"):
            return request.not_found()
        try:
            period._check_bonus_reader()
        except AccessError:
            return request.not_found()
        return sheet_file(period.display_name, spreadsheet.written(lambda book: _fill(book, period)))


def _fill(book, period):
    """One row per person."""
    page = book.add_worksheet(period.display_name[: spreadsheet.PAGE_NAME])
    frame = {"border": 1, "border_color": "#cccccc"}
    head = book.add_format({**frame, "bold": True, "bg_color": "#e3e6ea"})
    looks = {
        "text": book.add_format(frame),
        "points": book.add_format({**frame, "num_format": "0.00"}),
        "factor": book.add_format({**frame, "num_format": "0.000"}),
    }
    columns, rows = period._bonus_columns(), period._bonus_rows()
    for place, (title, width, _name, _look) in enumerate(columns):
        page.set_column(place, place, width)
        page.write(0, place, title, head)
    for line, row in enumerate(rows, 1):
        for place, (_title, _width, name, look) in enumerate(columns):
            page.write(line, place, row[name], looks[look])
    page.freeze_panes(1, 2)
    page.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
