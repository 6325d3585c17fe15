from odoo import http
from odoo.http import request

from .download import sheet_file


class MonthReportSheet(http.Controller):
    """A monthly report as a spreadsheet."""

    @http.route("/cs/month-report/<int:report_id>/xlsx", type="http", auth="user", methods=["GET"], readonly=True)
    def sheet(self, report_id):
        """The report with charts, for whoever may read it."""
        report = request.env["cs.month.report"].browse(report_id).exists()
        if not report or not report.has_access("read"):
            return request.not_found()
        return sheet_file(report.name, report._workbook())
