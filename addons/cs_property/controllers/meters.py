from odoo import http
from odoo.addons.cs_department.controllers.customer import NOT_FOUND
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import request

from .phone import PhonePages


class MeterPages(PhonePages):
    """Readings by phone: the reader's own page, and the page on which residents hand in theirs."""

    @http.route("/cs/meters/<int:round_id>", type="http", auth="user", methods=["GET"], sitemap=False)
    def reader(self, round_id):
        """All meters of a round in the order of the route; what is typed is kept on the phone until it was sent."""
        found = request.env["cs.meter.round"].browse(round_id).exists()
        try:
            facts = {"title": found.name, "id": found.id, "rows": found._page_rows()} if found else {}
        except AccessError:
            facts = {}
        if not facts:
            return self._plain(NOT_FOUND, 404)
        return self._phone_page("cs_property.meter_round_page", facts | {"words": self._reader_words()})

    @staticmethod
    def _reader_words() -> dict:
        """What the script says."""
        return {
            "look": request.env._("please look again"),
            "usage": request.env._("usage"),
        }

    @http.route("/cs/meters/<int:round_id>/take", type="jsonrpc", auth="user")
    def take(self, round_id, meter_id=0, value=None, photo=None):
        """One value; an answer in words, so that the page can show it beside the meter."""
        found = request.env["cs.meter.round"].browse(round_id).exists()
        try:
            return self._phone_answer(
                lambda: found._take(int(meter_id), float(value), photo) if found else {"error": "404"}
            )
        except (ArithmeticError, TypeError, ValueError):
            return {"error": request.env._("This is no number.")}

    @http.route("/cs/m/<token>", type="http", auth="public", methods=["GET"], sitemap=False, readonly=True)
    def resident(self, token, done="", **_query):
        """The meters of a unit, for the resident."""
        return self._guarded("cs.estate.unit", token, lambda unit: self._resident_page(unit, token, done=done))

    @http.route("/cs/m/<token>", type="http", auth="public", methods=["POST"], sitemap=False)
    def hand_in(self, token, **form):
        """What the resident read: it counts once somebody accepts it."""
        return self._guarded("cs.estate.unit", token, lambda unit: self._hand_in(unit, token, form), deed=True)

    def _hand_in(self, unit, token, form):
        values = {key[1:]: text for key, text in form.items() if key[:1] == "m" and key[1:].isdigit()}
        try:
            with request.env.cr.savepoint():
                unit._hand_in(values)
        except (UserError, ValidationError) as refused:
            return self._resident_page(unit, token, 422, problem=str(refused), given=values)
        return request.redirect(f"/cs/m/{token}?done=1", code=303)

    def _resident_page(self, unit, token, status=200, **more):
        facts = {"path": f"/cs/m/{token}", "problem": "", "done": "", "given": {}, **unit._page_facts(), **more}
        return self._page("cs_property.meter_resident_page", facts, status)
