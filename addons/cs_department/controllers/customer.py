import time

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from ..core.throttle import Throttle

#: wrong links from one address in ten minutes
STRAYS = Throttle(most=30, seconds=600)
#: what is sent to one link in ten minutes
DEEDS = Throttle(most=60, seconds=600)
#: seconds after which a waiting tablet looks again
TABLET_WAITS = 4
#: seconds that a form stays on a tablet untouched
TABLET_FORM = 180
#: longest text that a page takes
MAX_WORDS = 1000

HEADERS = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
}
#: the same bytes for whatever is not there, not any more, or not for you
NOT_FOUND = (
    "<!DOCTYPE html><html lang='zh-CN'><head><meta charset='utf-8'/>"
    "<meta name='viewport' content='width=device-width, initial-scale=1'/><title>404</title>"
    "<link rel='stylesheet' href='/cs_department/static/public/page.css'/></head><body><main>"
    "<p>页面不存在或链接已失效。</p><p>This page does not exist or its link is no longer valid.</p>"
    "</main></body></html>"
)


class CustomerPages(http.Controller):
    """What customers open by a signed link, without a login.

    A page shows plain words that the models prepare. Nothing is done by opening one:
    whatever changes something is sent by a button, with a token against forged requests.
    """

    # -- the case ----------------------------------------------------------------

    @http.route("/cs/c/<token>", type="http", auth="public", methods=["GET"], sitemap=False, readonly=True)
    def case(self, token, done="", **_query):
        """How the case stands."""
        return self._guarded("cs.ticket", token, lambda case: self._case_page(case, token, done=done))

    @http.route("/cs/c/<token>/urge", type="http", auth="public", methods=["POST"], sitemap=False)
    def urge(self, token, words="", **_form):
        """The customer asks where his case stays."""
        return self._guarded("cs.ticket", token, lambda case: self._do(case, token, words, "urged"), deed=True)

    @http.route("/cs/c/<token>/reopen", type="http", auth="public", methods=["POST"], sitemap=False)
    def reopen(self, token, words="", **_form):
        """The customer is not satisfied with what was done."""
        return self._guarded("cs.ticket", token, lambda case: self._do(case, token, words, "reopened"), deed=True)

    def _do(self, case, token, words, deed):
        words = str(words).strip()[:MAX_WORDS]
        try:
            with request.env.cr.savepoint():
                if deed == "urged":
                    case.urge(words, by="portal")
                else:
                    case._page_reopen(words)
        except UserError as refused:
            return self._case_page(case, token, 422, problem=str(refused))
        return request.redirect(f"/cs/c/{token}?done={deed}", code=303)

    def _case_page(self, case, token, status=200, done="", problem=""):
        facts = {"path": f"/cs/c/{token}", "done": done, "problem": problem, **case._page_facts()}
        return self._page("cs_department.customer_case_page", facts, status)

    # -- the form ----------------------------------------------------------------

    @http.route("/cs/s/<token>", type="http", auth="public", methods=["GET"], sitemap=False, readonly=True)
    def form(self, token, **_query):
        """The questions, or thanks to who has answered."""
        return self._guarded("cs.survey.invitation", token, lambda one: self._form_page(one, f"/cs/s/{token}"))

    @http.route("/cs/s/<token>", type="http", auth="public", methods=["POST"], sitemap=False)
    def send_form(self, token, **_form):
        """The customer's answer."""
        return self._guarded(
            "cs.survey.invitation", token, lambda one: self._send(one, f"/cs/s/{token}", "link"), deed=True
        )

    def _send(self, invitation, path, channel, by_user=None, after="", **more):
        """File the answer; sending it twice makes no difference."""
        answers = self._answers(invitation)
        try:
            with request.env.cr.savepoint():
                invitation._answer(answers, channel, by_user)
        except (UserError, AccessError) as refused:
            return self._form_page(invitation, path, 422, given=answers, problem=str(refused), **more)
        return request.redirect(after or path, code=303)

    def _answers(self, invitation) -> dict:
        """What was sent for the questions of the form; everything else is left unread."""
        sent, answers = request.httprequest.form, {}
        for question in invitation.survey_id.question_ids:
            values = [value for value in sent.getlist(f"q{question.id}") if value]
            comment = sent.get(f"q{question.id}_words", "")
            value = values if question.question_type == "multiple_choice" else (values[-1] if values else "")
            answers[question.id] = {"answer": value, "comment": comment} if comment else value
        return answers

    def _form_page(self, invitation, path, status=200, **more):
        facts = {**invitation._page_facts(), "path": path, "given": {}, "problem": "", **more}
        return self._page("cs_department.customer_form_page", facts, status)

    # -- at the counter ----------------------------------------------------------

    @http.route("/cs/t/<token>", type="http", auth="public", methods=["GET"], sitemap=False, readonly=True)
    def tablet(self, token, done="", **_query):
        """The form of the customer who stands there, or the waiting screen."""
        return self._guarded("cs.survey.counter", token, lambda counter: self._tablet_page(counter, token, done))

    @http.route("/cs/t/<token>", type="http", auth="public", methods=["POST"], sitemap=False)
    def send_tablet(self, token, form="", **_form):
        """The answer of the customer at the counter."""

        def send(counter):
            one = counter._showing()
            # what was sent belongs to the form that it was read from
            if not one or str(one.id) != form:
                return request.redirect(f"/cs/t/{token}", code=303)
            path = f"/cs/t/{token}"
            return self._send(one, path, "counter", after=f"{path}?done=1", counter=True, form=one.id)

        return self._guarded("cs.survey.counter", token, send, deed=True)

    def _tablet_page(self, counter, token, done):
        one, path = counter._showing(), f"/cs/t/{token}"
        if one:
            # who walks away leaves nothing behind
            return self._form_page(one, path, counter=True, form=one.id, refresh=f"{TABLET_FORM}; url={path}")
        facts = {"company": counter.company_id.name, "done": done, "refresh": f"{TABLET_WAITS}; url={path}"}
        return self._page("cs_department.customer_tablet_page", {**facts, "main_class": "counter"})

    # -- by telephone ------------------------------------------------------------

    @http.route("/cs/phone/<int:invitation_id>", type="http", auth="user", methods=["GET"], sitemap=False)
    def phone(self, invitation_id, **_query):
        """The questions for a colleague who has the customer on the telephone."""
        return self._phone(invitation_id, lambda one, path: self._form_page(one, path, phone=True))

    @http.route("/cs/phone/<int:invitation_id>", type="http", auth="user", methods=["POST"], sitemap=False)
    def send_phone(self, invitation_id, **_form):
        """What the customer said."""
        user = request.env.user
        return self._phone(invitation_id, lambda one, path: self._send(one, path, "phone", user))

    def _phone(self, invitation_id, show):
        invitation = request.env["cs.survey.invitation"].browse(invitation_id).exists()
        try:
            if not invitation:
                return self._plain(NOT_FOUND, 404)
            invitation._refuse_phone()
        except (AccessError, UserError):
            return self._plain(NOT_FOUND, 404)
        # sudo: agents read invitations; the answer is filed by the one door for answers
        return show(invitation.sudo(), f"/cs/phone/{invitation_id}")

    # -- shared ------------------------------------------------------------------

    def _guarded(self, model, token, show, deed=False):
        """Show what the token opens; the same 404 for everything that it does not."""
        address, now = request.httprequest.remote_addr or "", time.monotonic()
        if STRAYS.too_many(address, now, knock=False):
            return self._plain("", 429)
        record = request.env[model]._from_token(token)
        if not record or self._is_handler(record):
            STRAYS.too_many(address, now)
            return self._plain(NOT_FOUND, 404)
        if deed and DEEDS.too_many(f"{model}{record.id}", now):
            return self._plain("", 429)
        lang = record._page_lang()
        request.update_context(lang=lang)
        return show(record.with_context(lang=lang))

    def _is_handler(self, record) -> bool:
        """Colleagues do not answer in the name of customers whom they served."""
        user = request.env.user
        case = record._page_case()
        return bool(case) and user._is_internal() and user in case._cs_handlers()[case.id]

    def _page(self, template, facts, status=200):
        more = {"csrf": request.csrf_token(), "lang": request.env.lang}
        html = request.env["ir.qweb"]._render(template, {**facts, **more})
        return self._plain(f"<!DOCTYPE html>{html}", status)

    def _plain(self, body, status):
        return request.make_response(
            body, [("Content-Type", "text/html; charset=utf-8"), *HEADERS.items()], status=status
        )
