from odoo import http
from odoo.addons.cs_department.controllers.download import sheet_file
from odoo.http import request


class PropertyMonthSheet(http.Controller):
    """A frozen month as a spreadsheet."""

    @http.route("/cs/property-month/<int:month_id>/xlsx", type="http", auth="user", methods=["GET"], readonly=True)
    def sheet(self, month_id):
        """The figures, for whoever may read them."""
        month = request.env["cs.property.month"].browse(month_id).exists()
        if not month or not month.has_access("read"):
            return request.not_found()
        return sheet_file(month.name, month._workbook())
