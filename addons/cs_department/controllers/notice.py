import re
import time

from odoo import http
from odoo.http import request

from ..core.throttle import Throttle
from .customer import CustomerPages

#: looks at one notice from one address in ten minutes: behind one address are many telephones
LOOKS = Throttle(most=300, seconds=600)
#: seconds for which a copy of the notice is good
KEPT = 600
#: the number itself, before an extension or words
NUMBER = re.compile(r"[+0-9][0-9 ()-]*")


class NoticePage(CustomerPages):
    """The public notice of a company's complaint channels: the same for everybody who opens it."""

    @http.route(
        "/cs/notice/<token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
        readonly=True,
        save_session=False,
    )
    def notice(self, token, lang="", **_query):
        """Where to complain, what is promised, who supervises."""
        return self._guarded("res.company", token, lambda company: self._notice_page(company, token, lang))

    def _notice_page(self, company, token, lang):
        if LOOKS.too_many(request.httprequest.remote_addr or "", time.monotonic()):
            return self._plain("", 429)
        installed = dict(request.env["res.lang"].get_installed())
        lang = lang if lang in installed else request.env.lang
        request.update_context(lang=lang)
        facts = company.with_context(lang=lang)._notice_facts()
        dialled = [(*channel, self._dial(channel[2])) for channel in facts["channels"]]
        others = [(f"/cs/notice/{token}?lang={code}", name) for code, name in installed.items() if code != lang]
        more = {
            "channels": dialled,
            "body_dial": self._dial(facts["body_phone"]),
            "languages": others,
            "lang": lang,
        }
        html = request.env["ir.qweb"]._render("cs_department.customer_notice_page", {**facts, **more})
        response = self._plain(f"<!DOCTYPE html>{html}", 200)
        # it says the same to everybody and holds no form: copies may be kept for a while
        response.headers["Cache-Control"] = f"public, max-age={KEPT}"
        response.headers["Content-Language"] = lang.replace("_", "-")
        response.add_etag()
        return response.make_conditional(request.httprequest.environ)

    @staticmethod
    def _dial(number) -> str:
        """The number as a telephone dials it."""
        found = NUMBER.search(number or "")
        return re.sub(r"[^0-9+]", "", found[0]) if found else ""
