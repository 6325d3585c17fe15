from odoo import http
from odoo.addons.cs_department.controllers.download import sheet_file
from odoo.http import request


class EstateImportTemplate(http.Controller):
    """The sheet of units and people, to be filled in."""

    @http.route("/cs/estate-import/template", type="http", auth="user", methods=["GET"], readonly=True)
    def template(self):
        """For whoever may import, in his language."""
        imports = request.env["cs.estate.import"]
        if not imports.has_access("create"):
            return request.not_found()
        return sheet_file(request.env._("Units and People"), imports._template())
