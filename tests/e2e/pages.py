"""Pages in a browser driven step by step: any width, several people at once."""

import tempfile
from contextlib import contextmanager
from pathlib import Path

from odoo.tests.common import TEST_CURSOR_COOKIE_NAME, _find_executable
from playwright.sync_api import sync_playwright

from tests.e2e.common import CsHttpCase

TELEPHONE = {"width": 390, "height": 844}
TABLET = {"width": 1024, "height": 768}
DESK = {"width": 1366, "height": 768}
CALM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: what may not be wider than the screen: the page, and what the web client scrolls in its place
WIDER = """() => [document.documentElement, ...document.querySelectorAll(
    "body, main, .o_content, .o_action, .o_form_renderer, .o_form_sheet, .o_cs_callback_desk")]
    .filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth)
    .map((part) => `${part.tagName}.${part.className}: ${part.scrollWidth} > ${part.clientWidth}`)"""


class PagesCase(CsHttpCase):
    """``CsHttpCase`` whose people have a browser each; whatever a page complains of fails the test."""

    def setUp(self):
        super().setUp()
        driver = self.enterContext(sync_playwright())
        self.chromium = driver.chromium.launch(executable_path=_find_executable(), args=CALM)
        self.addCleanup(self.chromium.close)
        self.complaints = []

    def person(self, user=None, viewport=TELEPHONE):
        """A page of somebody's own: of a user, or of a customer without a login."""
        self.session = None  # the sessions of the others live on
        login = user.login if user else None
        self.authenticate(login, login)
        context = self.chromium.new_context(viewport=viewport, timezone_id="Asia/Shanghai", locale="en-US")
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": "session_id", "value": self.session.sid, "url": self.base_url()}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: said.type == "error" and self.complaints.append(f"{said.location['url']}: {said.text}"),
        )
        return page

    @contextmanager
    def online(self, *pages):
        """Inside the block these pages reach the server, and the test keeps its hands off the database."""
        self.env.flush_all()
        self.cr.clear()
        with self.allow_requests():
            cookie = {"name": TEST_CURSOR_COOKIE_NAME, "value": self.http_request_key, "url": self.base_url()}
            for page in pages:
                page.context.add_cookies([cookie])
            yield
            for page in pages:
                page.goto("about:blank")  # who waits asks no more
            self._wait_remaining_requests()
        self.env.invalidate_all()
        self.assertFalse(self.complaints)

    def open(self, page, path):
        page.goto(self.base_url() + path)

    def fits(self, page):
        """Nothing sticks out of the screen to the right."""
        wider = page.evaluate(WIDER)
        if wider:
            picture = Path(tempfile.gettempdir()) / f"{self._testMethodName}.png"
            page.screenshot(path=picture)
            self.fail(f"{page.url} is wider than the screen, see {picture}: {'; '.join(wider)}")
