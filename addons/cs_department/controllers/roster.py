import time

from odoo import http
from odoo.http import request

from ..core.throttle import Throttle
from .customer import HEADERS, NOT_FOUND, STRAYS

#: readings of one calendar in ten minutes
READS = Throttle(most=60, seconds=600)


class RosterFeed(http.Controller):
    """The own shifts for a telephone's calendar, by a signed address, without a login."""

    @http.route("/cs/ical/<token>", type="http", auth="public", methods=["GET"], sitemap=False, readonly=True)
    def calendar(self, token, **_query):
        """An iCalendar file of one person's shifts."""
        address, now = request.httprequest.remote_addr or "", time.monotonic()
        if STRAYS.too_many(address, now, knock=False):
            return self._plain("", 429)
        feed = request.env["cs.shift.feed"]._from_token(token.removesuffix(".ics"))
        if not feed:
            STRAYS.too_many(address, now)
            return self._plain(NOT_FOUND, 404)
        if READS.too_many(f"feed{feed.id}", now):
            return self._plain("", 429)
        body = feed.with_context(lang=feed.user_id.lang)._calendar()
        kind = ("Content-Type", "text/calendar; charset=utf-8")
        name = ("Content-Disposition", 'inline; filename="shifts.ics"')
        headers = [(key, value) for key, value in HEADERS.items() if key != "Content-Security-Policy"]
        return request.make_response(body, [kind, name, *headers])

    def _plain(self, body, status):
        headers = [("Content-Type", "text/html; charset=utf-8"), *HEADERS.items()]
        return request.make_response(body, headers, status=status)
