import time

from odoo import http
from odoo.addons.cs_department.controllers.customer import NOT_FOUND, CustomerPages
from odoo.addons.cs_department.core.throttle import Throttle
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import request
from odoo.tools import file_open

#: codes that were none, from one guard in ten minutes: nobody guesses numbers at the gate
GUESSES = Throttle(most=40, seconds=600)
#: everything one guard asks in ten minutes: a busy gate, and nobody who lists passes by their numbers
KNOCKS = Throttle(most=400, seconds=600)
#: results that count as a guess
STRAY = ("none", "forged", "unknown")
_GATE = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; worker-src 'self'; "
        "img-src 'self' data: blob:; media-src blob:; base-uri 'none'; frame-ancestors 'none'"
    ),
}


class GatePages(CustomerPages):
    """The guard's phone, and the pages that residents and visitors open by a signed link."""

    # -- the guard ---------------------------------------------------------------------------

    @http.route("/cs/gate", type="http", auth="user", methods=["GET"], sitemap=False)
    def gate(self):
        """The page; it holds what is needed to check codes without a network."""
        gate = request.env["cs.gate"]
        try:
            gate._need_guard()
        except AccessError:
            return self._plain(NOT_FOUND, 404)
        scan = request.env["cs.scan"]
        facts = {
            "lang": request.env.lang,
            "site": scan._site(),
            "key": scan._public_key(),
            "guard": request.env.user.name,
            "words": self._gate_words(),
            "late": gate._overstays(),
            "posts": gate._posts(),
            "purposes": gate._purposes(),
        }
        html = request.env["ir.qweb"]._render("cs_property.gate_page", facts)
        head = [("Content-Type", "text/html; charset=utf-8"), *_GATE.items()]
        return request.make_response(f"<!DOCTYPE html>{html}", head)

    @http.route("/cs/gate/worker.js", type="http", auth="public", methods=["GET"], sitemap=False)
    def worker(self):
        """The service worker, from the folder of the page that it keeps."""
        with file_open("cs_property/static/public/gate_worker.js") as script:
            head = [
                ("Content-Type", "text/javascript; charset=utf-8"),
                ("Cache-Control", "no-cache"),
                ("Service-Worker-Allowed", "/cs/gate"),
            ]
            return request.make_response(script.read(), head)

    @http.route("/cs/gate/scan", type="jsonrpc", auth="user")
    def scan(self, text="", post=""):
        """What a code, a number or a plate opens."""
        return self._knock(lambda gate: gate._scan(text, post))

    @http.route("/cs/gate/do", type="jsonrpc", auth="user")
    def do(self, text="", verb="", post="", quantities=None):
        """Let through, once."""
        return self._knock(lambda gate: gate._do(text, verb, post, quantities))

    @http.route("/cs/gate/late", type="jsonrpc", auth="user")
    def late(self, scans=None, post=""):
        """What was scanned without a network; refused as a whole, the telephone keeps it and sends it again."""
        refused, answers = self._let(lambda gate: gate._late(scans, post))
        if refused:
            return refused
        self._count_guesses(answers)
        return {"answers": answers}

    @http.route("/cs/gate/visit", type="jsonrpc", auth="user")
    def walk_in(self, form=None):
        """Somebody stands at the gate without a pass."""
        return self._knock(lambda gate: gate._walk_in(form))

    def _knock(self, ask):
        refused, answer = self._let(ask)
        if refused:
            return refused
        self._count_guesses([answer])
        return answer

    @staticmethod
    def _let(ask):
        """A refusal for who guesses, asks too often or is no guard; else what the gate answers."""
        key, now, words = str(request.env.uid), time.monotonic(), ""
        if GUESSES.too_many(key, now, knock=False):
            words = request.env._("Too many codes that are none: wait a few minutes, or call your supervisor.")
        elif KNOCKS.too_many(key, now):
            words = request.env._("Too many scans in a short time: wait a few minutes.")
        if not words:
            try:
                return None, ask(request.env["cs.gate"])
            except AccessError as error:
                words = str(error)
        return {"result": "refused", "words": words, "card": None, "verbs": []}, None

    @staticmethod
    def _count_guesses(answers):
        for _stray in [one for one in answers if one["result"] in STRAY]:
            GUESSES.too_many(str(request.env.uid), time.monotonic())

    @staticmethod
    def _gate_words() -> dict:
        """What the script says."""
        said = request.env._
        return {
            "offline": said("Not confirmed: no network. The signature is true; it is sent later."),
            "offline_done": said("Scanned on this phone already, not confirmed yet."),
            "forged": said("This code is forged."),
            "foreign": said("This code was issued elsewhere."),
            "expired": said("This has expired."),
            "early": said("This does not hold yet."),
            "none": said("Without a network only codes can be checked."),
            "kept": said("to be sent"),
            "conflict": said("Let through without a network, and refused by the server"),
            "no_code": said("No code was found in the photo."),
            "login": said("Log in again."),
        }

    # -- residents and visitors ----------------------------------------------------------------

    @http.route("/cs/r/<token>", type="http", auth="public", methods=["GET"], sitemap=False, readonly=True)
    def release(self, token, **_query):
        """The release pass on the resident's phone."""
        return self._guarded(
            "cs.release.pass", token, lambda one: self._page("cs_property.release_pass_page", one._page_facts())
        )

    @http.route("/cs/v/<token>", type="http", auth="public", methods=["GET"], sitemap=False, readonly=True)
    def visit(self, token, **_query):
        """The visitor's code on his phone."""
        return self._guarded("cs.visitor", token, lambda one: self._page("cs_property.visitor_page", one._page_facts()))

    @http.route("/cs/rc/<token>", type="http", auth="public", methods=["GET"], sitemap=False, readonly=True)
    def consent(self, token, **_query):
        """What the owner is asked."""
        return self._guarded("cs.release.consent", token, lambda one: self._consent_page(one, token))

    @http.route("/cs/rc/<token>", type="http", auth="public", methods=["POST"], sitemap=False)
    def answer(self, token, answer="", words="", **_form):
        """The owner's answer; once."""

        def take(one):
            try:
                with request.env.cr.savepoint():
                    one._answer(answer == "yes", "link", words)
            except UserError as refused:
                return self._consent_page(one, token, 422, problem=str(refused))
            return request.redirect(f"/cs/rc/{token}", code=303)

        return self._guarded("cs.release.consent", token, take, deed=True)

    def _consent_page(self, one, token, status=200, problem=""):
        facts = {"path": f"/cs/rc/{token}", "problem": problem, **one._page_facts()}
        return self._page("cs_property.release_consent_page", facts, status)

    @http.route("/cs/vp/<token>", type="http", auth="public", methods=["GET"], sitemap=False, readonly=True)
    def visits(self, token, **_query):
        """The resident's visitors, and the form to register one."""
        return self._guarded("cs.unit.party", token, lambda one: self._visits_page(one, token))

    @http.route("/cs/vp/<token>", type="http", auth="public", methods=["POST"], sitemap=False)
    def register(self, token, **form):
        """Register a visitor, or answer for one who was registered at the counter."""

        def take(one):
            try:
                with request.env.cr.savepoint():
                    if form.get("visit"):
                        one._confirm_visit(form["visit"], form.get("answer") == "yes")
                    else:
                        one._register_visit(form)
            except (UserError, ValidationError) as refused:
                return self._visits_page(one, token, 422, problem=str(refused), given=form)
            return request.redirect(f"/cs/vp/{token}", code=303)

        return self._guarded("cs.unit.party", token, take, deed=True)

    def _visits_page(self, one, token, status=200, **more):
        facts = {"path": f"/cs/vp/{token}", "problem": "", "given": {}, **one._page_facts(), **more}
        return self._page("cs_property.visitor_register_page", facts, status)
