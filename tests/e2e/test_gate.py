"""The guard at the gate: a telephone, a code, and what may leave or come in."""

from base64 import b64decode

from tests.cs_property.test_passes import PassCase
from tests.e2e.pages import TELEPHONE, PagesCase

#: what a browser says of every request without a network
DISCONNECTED = "ERR_INTERNET_DISCONNECTED"
#: whether this browser keeps the page of the gate
KEPT = "caches.match('/cs/gate').then((page) => Boolean(page))"


class TestGate(PassCase, PagesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guard.lang = "en_US"
        cls.env["cs.duty.post"].create([{"name": name, "is_gate": True} for name in ("North Gate", "South Gate")])

    def look(self, page, text):
        page.get_by_label("Number, plate or code").fill(text)
        page.get_by_role("button", name="Look up").click()

    def says(self, page, words):
        page.locator(".result", has_text=words).wait_for()

    def without_network(self, page):
        page.context.set_offline(True)

    def with_network(self, page):
        page.context.set_offline(False)
        self.complaints[:] = [words for words in self.complaints if DISCONNECTED not in words]

    def test_things_leave_in_part_and_a_second_scan_is_refused(self):
        one = self.issued(lines=(("Chair", 4, False), ("Bed", 1, False)))
        code, number = self.code(one), one.number
        page = self.person(self.guard, TELEPHONE)
        with self.online(page):
            self.open(page, "/cs/gate")
            page.get_by_label("Post").select_option("North Gate")
            self.look(page, code)
            self.says(page, number)
            # the guard addresses somebody, and learns no more
            page.locator(".card", has_text="T**").wait_for()
            self.assertNotIn("13800138000", page.content())
            page.get_by_label("Chair").fill("3")
            page.get_by_label("Bed").fill("0")
            page.get_by_role("button", name="Let these through").click()
            self.says(page, "These may leave; the rest later.")
            self.fits(page)
            self.look(page, number)
            page.locator(".card", has_text="Chair 3/4").wait_for()
            page.get_by_role("button", name="Let all through").click()
            self.says(page, "Everything may leave.")
            self.look(page, code)
            self.says(page, "North Gate")
            self.assertEqual(page.locator(".result.bad").count(), 1)
            self.assertEqual(page.locator("[data-verb]").count(), 0)
        self.assertEqual((one.state, sum(one.move_ids.mapped("quantity"))), ("done", 5))
        self.assertEqual(set(one.move_ids.mapped("post")), {"North Gate"})

    def test_a_visitor_found_by_the_plate_comes_in_and_goes_out(self):
        one = self.visit(plate="粤B12345")
        page = self.person(self.guard, TELEPHONE)
        with self.online(page):
            self.open(page, "/cs/gate")
            self.look(page, "粤b 12345")
            page.get_by_role("button", name="Let in").click()
            self.says(page, "May come in.")
            self.look(page, one.number)
            page.get_by_role("button", name="Let out").click()
            self.says(page, "May go out.")
            self.look(page, one.number)
            self.says(page, "Used already: went out")
        self.assertEqual((one.state, one.in_user_id, one.out_user_id), ("left", self.guard, self.guard))

    def test_codes_that_open_nothing_are_refused_with_the_reason(self):
        good, cancelled = self.code(self.issued()), self.issued()
        void = self.code(cancelled)
        cancelled.action_cancel()
        parts = good.split(".")
        forged = ".".join([*parts[:3], str(int(parts[3]) + 1), *parts[4:]])
        foreign = ".".join([parts[0], "elsewhere"[: len(parts[1])], *parts[2:]])
        page = self.person(self.guard, TELEPHONE)
        with self.online(page):
            self.open(page, "/cs/gate")
            for text, words in (
                (forged, "This code is forged."),
                (foreign, "issued elsewhere"),
                (void, "not issued, or is cancelled"),
                ("https://example.com/pay", "no code of ours"),
            ):
                self.look(page, text)
                self.says(page, words)
                self.assertEqual(page.locator("[data-verb]").count(), 0, words)
            self.fits(page)
        refused = self.env["cs.scan.log"].search([("user_id", "=", self.guard.id)]).mapped("result")
        self.assertEqual(sorted(refused), ["foreign", "forged", "none", "refused"])

    def test_without_a_network_a_true_code_is_not_confirmed_and_judged_later(self):
        free, twice = self.issued(), self.issued()
        forged = self.code(free).replace(f".{free.id}.", f".{free.id + 1000}.")
        page = self.person(self.guard, TELEPHONE)
        with self.online(page):
            self.open(page, "/cs/gate")
            page.evaluate("navigator.serviceWorker.ready.then(() => true)")
            # the page is kept from its next visit on
            page.reload()
            page.locator(".network.on").wait_for()
            self.without_network(page)
            page.reload()
            self.look(page, forged)
            self.says(page, "This code is forged.")
            for kept, one in enumerate((free, twice), 1):
                self.look(page, self.code(one))
                page.locator(".network", has_text=f"{kept} to be sent").wait_for()
                self.says(page, "Not confirmed: no network.")
            self.look(page, self.code(free))
            self.says(page, "Scanned on this phone already")
            # meanwhile another guard lets the second one through
            self.gate._do(self.code(twice), "release", "South Gate")
            self.env.flush_all()
            self.with_network(page)
            page.locator(".alerts", has_text="Let through without a network").wait_for()
            page.locator(".alerts", has_text="South Gate").wait_for()
            self.assertEqual(page.locator(".network", has_text="to be sent").count(), 0)
        self.assertEqual((free.state, twice.state), ("done", "done"))
        late = self.env["cs.scan.log"].search([("res_id", "=", free.id), ("token", "!=", False)])
        self.assertEqual(free.move_ids.moved_at, late.scanned_at)
        told = self.env["mail.activity"].search([("res_model", "=", twice._name), ("res_id", "=", twice.id)])
        self.assertIn(self.supervisor, told.user_id)

    def test_a_visitor_without_a_pass_waits_for_the_host(self):
        rule = self.env["cs.visitor.rule"].create({"name": "Friends", "needs_host": True, "valid_hours": 6})
        page = self.person(self.guard, TELEPHONE)
        with self.online(page):
            self.open(page, "/cs/gate")
            page.get_by_text("Visitor without a pass").click()
            page.get_by_label("Who comes").fill("Zhao Liu")
            page.get_by_label("To which unit").fill(self.unit1.code)
            page.get_by_label("Purpose of the visit").select_option(str(rule.id))
            self.fits(page)
            page.get_by_role("button", name="Ask the host").click()
            self.says(page, "The host was asked by text message")
            one = self.env["cs.visitor"].search([("name", "=", "Zhao Liu")])
            page.get_by_role("button", name="Look again").click()
            self.says(page, "The host has not confirmed this visit")
            one.with_user(self.clerk).action_confirm()
            self.env.flush_all()
            self.look(page, one.number)
            page.get_by_role("button", name="Let in").click()
            self.says(page, "May come in.")
        self.assertEqual((one.state, one.origin), ("in", "gate"))

    def test_what_came_back_is_counted(self):
        one = self.issued(lines=(("Drill", 3, True),))
        self.gate._do(self.code(one), "release", "North Gate")
        number = one.number
        page = self.person(self.guard, TELEPHONE)
        with self.online(page):
            self.open(page, "/cs/gate")
            self.look(page, number)
            page.get_by_label("↩ Drill").fill("2")
            page.get_by_role("button", name="These came back").click()
            self.says(page, "These came back; the rest is still out.")
        self.assertEqual((one.line_ids.returned, one.is_pending_return), (2, True))

    def test_a_photo_of_the_printed_code_is_read(self):
        one = self.issued()
        number = one.number
        photo = {"name": "pass.png", "mimeType": "image/png", "buffer": b64decode(one._scan_picture())}
        page = self.person(self.guard, TELEPHONE)
        with self.online(page):
            self.open(page, "/cs/gate")
            page.locator(".photo input").set_input_files(photo)
            self.says(page, number)

    def test_whoever_logs_out_leaves_no_page_behind(self):
        page = self.person(self.guard, TELEPHONE)
        with self.online(page):
            self.open(page, "/cs/gate")
            page.evaluate("navigator.serviceWorker.ready.then(() => true)")
            page.reload()
            page.locator(".network.on").wait_for()
            self.assertTrue(page.evaluate(KEPT))
            page.get_by_role("link", name="Log Out").click()
            page.get_by_label("Password").wait_for()
            self.assertFalse(page.evaluate(KEPT))
            # logged out by another way, too: the page of the login takes its place
            page.goto(f"{self.base_url()}/cs/gate")
            page.get_by_label("Password").wait_for()
            self.assertFalse(page.evaluate(KEPT))
