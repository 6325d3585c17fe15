import base64

from odoo import http
from odoo.addons.cs_department.controllers.customer import NOT_FOUND, CustomerPages
from odoo.exceptions import UserError
from odoo.http import request


class MoveInPages(CustomerPages):
    """The page of who moves in: he chooses a time, and finds what he signed."""

    @http.route("/cs/mi/<token>", type="http", auth="public", methods=["GET"], sitemap=False, readonly=True)
    def move_in(self, token, **_query):
        """Free times, what to bring, what was signed."""
        return self._guarded("cs.move.in", token, lambda one: self._move_in_page(one, token))

    @http.route("/cs/mi/<token>", type="http", auth="public", methods=["POST"], sitemap=False)
    def choose_slot(self, token, slot="", **_form):
        """He chooses a time; of two who want the last place one gets it."""

        def take(one):
            try:
                with request.env.cr.savepoint():
                    one._choose(slot)
            except UserError as refused:
                return self._move_in_page(one, token, 422, problem=str(refused))
            return request.redirect(f"/cs/mi/{token}", code=303)

        return self._guarded("cs.move.in", token, take, deed=True)

    @http.route("/cs/mi/<token>/<int:agreement_id>", type="http", auth="public", methods=["GET"], sitemap=False)
    def signed_agreement(self, token, agreement_id, **_query):
        """A sheet that he signed."""

        def give(one):
            signed = one.agreement_ids.filtered(lambda row: row.id == agreement_id and row.signed_on)
            if not signed:
                return self._plain(NOT_FOUND, 404)
            pdf = signed._sheet_pdf()
            head = [
                ("Content-Type", pdf.mimetype),
                ("Content-Disposition", http.content_disposition(pdf.name)),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ]
            return request.make_response(base64.b64decode(pdf.datas), head)

        return self._guarded("cs.move.in", token, give)

    def _move_in_page(self, one, token, status=200, problem=""):
        facts = {"path": f"/cs/mi/{token}", "problem": problem, **one._page_facts()}
        return self._page("cs_property.move_in_page", facts, status)
