from odoo import http
from odoo.addons.cs_department.controllers.customer import NOT_FOUND
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from .phone import PhonePages


class RepairPages(PhonePages):
    """Repairs by phone: the worker's orders, and the page on which a customer agrees to a quote."""

    # -- the customer ----------------------------------------------------------------------------

    @http.route("/cs/rq/<token>", type="http", auth="public", methods=["GET"], sitemap=False, readonly=True)
    def repair_quote(self, token, **_query):
        """The quote: what is done, what it costs."""
        return self._guarded("cs.repair.agreement", token, lambda one: self._quote_page(one, token))

    @http.route("/cs/rq/<token>", type="http", auth="public", methods=["POST"], sitemap=False)
    def answer_quote(self, token, answer="", who="", **_form):
        """The customer agrees, or does not."""
        return self._guarded(
            "cs.repair.agreement", token, lambda one: self._answer_quote(one, token, answer, who), deed=True
        )

    def _answer_quote(self, agreement, token, answer, who):
        try:
            with request.env.cr.savepoint():
                if answer not in ("yes", "no"):
                    raise UserError(request.env._("Say whether you agree."))
                agreement._answer(answer == "yes", "link", who)
        except UserError as refused:
            return self._quote_page(agreement, token, 422, str(refused))
        return request.redirect(f"/cs/rq/{token}", code=303)

    def _quote_page(self, agreement, token, status=200, problem=""):
        facts = {"path": f"/cs/rq/{token}", "problem": problem, **agreement._page_facts()}
        return self._page("cs_property.repair_quote_page", facts, status)

    # -- the worker --------------------------------------------------------------------------------

    @http.route("/cs/repairs", type="http", auth="user", methods=["GET"], sitemap=False)
    def repairs(self):
        """What the worker has in hand."""
        return self._phone_page("cs_property.repair_list_page", {"orders": request.env["cs.repair.order"]._page_list()})

    @http.route("/cs/repairs/<int:order_id>", type="http", auth="user", methods=["GET"], sitemap=False)
    def repair(self, order_id):
        """One order: arrive, what it took, photos, the customer's signature, finished."""
        order = request.env["cs.repair.order"].browse(order_id)
        try:
            facts = order._page_order()
        except AccessError:
            return self._plain(NOT_FOUND, 404)
        return self._phone_page("cs_property.repair_page", facts | {"words": self._repair_words()})

    @http.route("/cs/repairs/<int:order_id>/take", type="jsonrpc", auth="user")
    def take_repair(self, order_id, package=None):
        """What the phone has of an order; an answer in words, so that the page can show it."""
        return self._phone_answer(lambda: request.env["cs.repair.order"].browse(order_id)._take(package))

    @staticmethod
    def _repair_words() -> dict:
        """What the script says."""
        return {
            "unsaid": request.env._("Say what was done."),
            "unsigned": request.env._("Let the customer sign, and write down his name."),
        }
