from odoo import http
from odoo.addons.cs_department.controllers.customer import NOT_FOUND
from odoo.exceptions import AccessError
from odoo.http import request

from .phone import PhonePages


class InspectionPages(PhonePages):
    """Rounds by phone: the next spot, its questions, photos, the code that hangs there.

    What is answered stays on the phone until the server has it; sent twice, it counts once.
    """

    @http.route("/cs/rounds", type="http", auth="user", methods=["GET"], sitemap=False)
    def rounds(self):
        """What the inspector has to do: his rounds of today, what nobody has taken, what is looked at again."""
        return self._phone_page("cs_property.inspection_list_page", request.env["cs.inspection.round"]._page_list())

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
        return self._phone_answer(lambda: found._take(package) if found else {"error": "404"})

    def _inspection_page(self, facts_of):
        try:
            facts = facts_of() if facts_of else {}
        except AccessError:
            facts = {}
        if not facts:
            return self._plain(NOT_FOUND, 404)
        return self._phone_page("cs_property.inspection_page", facts | {"words": self._inspection_words()})

    @staticmethod
    def _inspection_words() -> dict:
        """What the script says."""
        return {
            "there": request.env._("presence proved"),
            "right": request.env._("all right"),
            "wrong": request.env._("not in order"),
            "cases": request.env._("Cases"),
            "photos": request.env._("photos"),
            "unanswered": request.env._("Please answer everything first."),
        }
