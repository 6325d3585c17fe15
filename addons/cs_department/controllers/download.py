from odoo.http import content_disposition, request

from ..core import spreadsheet


def sheet_file(name, content):
    """A workbook that the browser keeps under this name."""
    headers = [("Content-Type", spreadsheet.TYPE), ("Content-Disposition", content_disposition(f"{name}.xlsx"))]
    return request.make_response(content, headers)
