from odoo import http
from odoo.addons.cs_department.controllers.customer import NOT_FOUND, CustomerPages
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import request

from .meters import _READER


class InspectionPages(CustomerPages):
    """Rounds by phone: the next spot, its questions, photos, the code that hangs there.

    What is answered stays on the phone until the server has it; sent twice, it counts once.
    """

    @http.route("/cs/rounds", type="http", auth="user", methods=["GET"], sitemap=False)
    def rounds(self):
        """What the inspector has to do: his rounds of today, what nobody has taken, what is looked at again."""
        return self._staff_page("cs_property.inspection_list_page", request.env["cs.inspection.round"]._page_list())

    @http.route("/cs/rounds/<int:round_id>", type="http", auth="user", methods=["GET"], sitemap=False)
    def round(self, round_id):
        """A round: its spots in the order of the route."""
        found = request.env["cs.inspection.round"].browse(round_id).exists()
        return self._inspection_page(found and found._page_round)

    @http.route("/cs/checks/<int:check_id>", type="http", auth="user", methods=["GET"], sitemap=False)
    def check(self, check_id):
        """One check by itself: at a move-in, after a repair."""
        found = request.env["cs.check"].browse(check_id).exists()
        return self._inspection_page(found and found._page_check)

    @http.route("/cs/checks/<int:check_id>/take", type="jsonrpc", auth="user")
    def take_check(self, check_id, package=None):
        """What the phone has of a check; an answer in words, so that the page can show it."""
        found = request.env["cs.check"].browse(check_id).exists()
        try:
            with request.env.cr.savepoint():
                return found._take(package) if found else {"error": "404"}
        except (AccessError, UserError, ValidationError) as error:
            return {"error": str(error.args[0])}

    def _inspection_page(self, facts_of):
        try:
            facts = facts_of() if facts_of else {}
        except AccessError:
            facts = {}
        if not facts:
            return self._plain(NOT_FOUND, 404)
        return self._staff_page("cs_property.inspection_page", facts | {"words": self._inspection_words()})

    def _staff_page(self, template, facts):
        html = request.env["ir.qweb"]._render(template, {"lang": request.env.lang, **facts})
        head = [("Content-Type", "text/html; charset=utf-8"), *_READER.items()]
        return request.make_response(f"<!DOCTYPE html>{html}", head)

    @staticmethod
    def _inspection_words() -> dict:
        """What the script says."""
        return {
            "waiting": request.env._("waiting for a connection"),
            "kept": request.env._("kept on this phone"),
            "sent": request.env._("sent"),
            "there": request.env._("presence proved"),
            "right": request.env._("all right"),
            "wrong": request.env._("not in order"),
            "cases": request.env._("Cases"),
            "photos": request.env._("photos"),
            "unanswered": request.env._("Please answer everything first."),
        }
