from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MonthReportSheet(http.Controller):
    """A monthly report as a spreadsheet."""

    @http.route("/cs/month-report/<int:report_id>/xlsx", type="http", auth="user", methods=["GET"], readonly=True)
    def sheet(self, report_id):
        """The report with charts, for whoever may read it."""
        report = request.env["cs.month.report"].browse(report_id).exists()
        if not report or not report.has_access("read"):
            return request.not_found()
        headers = [("Content-Type", XLSX), ("Content-Disposition", content_disposition(f"{report.name}.xlsx"))]
        return request.make_response(report._workbook(), headers)
