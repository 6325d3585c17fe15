import io

import xlsxwriter
from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: a page of a workbook has a name of so many letters
_PAGE = 31


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
        headers = [
            ("Content-Type", _XLSX),
            ("Content-Disposition", content_disposition(f"{period.display_name}.xlsx")),
        ]
        return request.make_response(_workbook(period), headers)


def _workbook(period) -> bytes:
    """The file: one row per person."""
    file = io.BytesIO()
    # names are text, whatever they begin with
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(period.display_name[:_PAGE])
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
    book.close()
    return file.getvalue()
