"""Text messages leave by the gateway of the company, and nowhere else."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch
from urllib.parse import parse_qs

from odoo.addons.cs_department.models.sms import transport
from odoo.addons.sms.tools.sms_api import SmsApi
from odoo.exceptions import AccessError, UserError, ValidationError

from tests.cs_department.helpers import TicketCase


class Handler(BaseHTTPRequestHandler):
    """A gateway that notes what it is asked and answers as it is told."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.server.asked.append((self.command, self.path, dict(self.headers), body))
        status, answer = self.server.answer(body)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST

    def log_message(self, *args):
        pass


class TestSmsGateway(TicketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        cls.server.asked, cls.server.answer = [], lambda body: (200, b'{"code": 0}')
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)
        cls.gateway = cls.env["cs.sms.gateway"].create(
            {
                "name": "Test",
                "url": f"http://127.0.0.1:{cls.server.server_port}/send",
                "body": "mobile={number}&content={text}&key={secret}",
                "headers": "X-Key: {secret}",
                "secret": "top&secret",
                "success_by": "json",
                "success_path": "code",
                "success_value": "0",
                "message_path": "msg",
                "allow_private": True,
                "timeout": 2,
            }
        )
        cls.customer.phone = "+8613800005678"

    def setUp(self):
        super().setUp()
        self.server.asked.clear()
        self.server.answer = lambda body: (200, b'{"code": 0}')

    def text(self, ticket, body="Your case is done"):
        """A text message to the customer, as an agent's rule sends it."""
        message = ticket.sudo()._message_sms(body, partner_ids=self.customer.ids, put_in_queue=True)
        return message, self.env["sms.sms"].search([("mail_message_id", "=", message.id)])

    @contextmanager
    def no_service_of_odoo(self):
        with patch.object(SmsApi, "_contact_iap", side_effect=AssertionError("Odoo's own service was asked")):
            yield

    def test_a_message_leaves_by_the_gateway(self):
        message, sms = self.text(self.make_ticket(), "漏水 & more = {secret}")
        with self.no_service_of_odoo():
            sms.send()
        ((method, path, headers, body),) = self.server.asked
        self.assertEqual((method, path, headers["X-Key"]), ("POST", "/send", "top&secret"))
        self.assertEqual(
            parse_qs(body),
            {"mobile": ["13800005678"], "content": ["漏水 & more = {secret}"], "key": ["top&secret"]},
        )
        self.assertEqual(sms.state, "pending")
        self.assertEqual(message.notification_ids.notification_status, "pending")

    def test_the_queue_leaves_by_it_as_well_for_every_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        ours = self.env["sms.sms"].create({"number": "+8613800001111", "body": "ours"})
        theirs = self.env["sms.sms"].create({"number": "+8613800002222", "body": "theirs", "cs_company_id": other.id})
        with (
            patch.object(SmsApi, "_contact_iap", return_value=[{"uuid": theirs.uuid, "state": "success"}]),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1),
        ):
            self.env["sms.sms"]._process_queue()
        self.assertEqual(len(self.server.asked), 1)
        self.assertEqual((ours.state, theirs.state), ("pending", "pending"))

    def test_a_refusal_is_shown_on_the_message(self):
        self.server.answer = lambda body: (200, '{"code": 7, "msg": "余额不足"}'.encode())
        message, sms = self.text(self.make_ticket())
        sms.send()
        notification = message.notification_ids
        self.assertEqual((notification.notification_status, notification.failure_type), ("exception", "sms_server"))
        self.assertEqual(notification.failure_reason, "余额不足")
        self.assertEqual(sms.state, "error")

    def test_an_error_of_the_server_and_a_redirect_are_refusals(self):
        for status in (500, 302):
            with self.subTest(status=status):
                self.server.asked.clear()
                self.server.answer = lambda body, status=status: (status, b"no")
                message, sms = self.text(self.make_ticket(place=str(status)))
                sms.send()
                self.assertEqual(len(self.server.asked), 1, "a redirect was followed")
                self.assertIn(str(status), message.notification_ids.failure_reason)

    def test_a_gateway_that_is_down_is_asked_once_for_a_batch(self):
        self.gateway.url = "http://127.0.0.1:9/send"
        rows = self.env["sms.sms"].create([{"number": f"+861380000{n:04}", "body": "x"} for n in range(5)])
        real, calls = transport.ask, []

        def ask(*args):
            calls.append(args)
            return real(*args)

        with patch.object(transport, "ask", ask):
            rows.send()
        self.assertEqual(len(calls), 1)
        self.assertEqual(set(rows.mapped("state")), {"error"})

    def test_one_refused_message_does_not_stop_the_others(self):
        self.server.answer = lambda body: (200, b'{"code": 9}' if "1111" in body else b'{"code": 0}')
        rows = self.env["sms.sms"].create(
            [{"number": "+8613800001111", "body": "x"}, {"number": "+8613800002222", "body": "x"}]
        )
        rows.send()
        self.assertEqual(rows.mapped("state"), ["error", "pending"])

    def test_a_slow_gateway_is_not_waited_for(self):
        done = threading.Event()
        self.addCleanup(done.set)
        self.gateway.timeout = 1

        def slow(body):
            done.wait(5)
            return 200, b""

        self.server.answer = slow
        _message, sms = self.text(self.make_ticket())
        sms.send()
        self.assertEqual(sms.state, "error")

    def test_the_house_is_asked_only_where_that_is_allowed(self):
        self.gateway.allow_private = False
        message, sms = self.text(self.make_ticket())
        sms.send()
        self.assertFalse(self.server.asked)
        self.assertIn("127.0.0.1", message.notification_ids.failure_reason)

    def test_hosts_can_be_limited(self):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("cs_department.sms_hosts", "sms.example.com")
        with self.assertRaises(ValidationError):
            self.gateway.copy({"active": False})
        message, sms = self.text(self.make_ticket())
        sms.send()
        self.assertFalse(self.server.asked)
        self.assertEqual(message.notification_ids.notification_status, "exception")

    def test_what_could_never_be_sent_is_refused(self):
        for values in (
            {"url": "http://{number}.example.com/"},
            {"url": "file:///etc/passwd"},
            {"body": "only {text}"},
            {"headers": "Host: elsewhere"},
            {"success_value": False},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.gateway.write(values)

    def test_the_test_says_what_the_gateway_says(self):
        self.gateway.test_number = "13800001234"
        self.assertEqual(self.gateway.action_test()["params"]["type"], "success")
        self.server.answer = lambda body: (200, b'{"code": 7, "msg": "wrong key"}')
        with self.assertRaisesRegex(UserError, "wrong key"):
            self.gateway.action_test()

    def test_the_secret_is_told_to_nobody_in_what_went_wrong(self):
        self.server.answer = lambda body: (403, f"bad key: {body} top&secret".encode())
        message, sms = self.text(self.make_ticket())
        sms.send()
        told = " ".join(message.sudo().notification_ids.mapped("failure_reason"))
        self.assertIn("403", told)
        self.assertNotIn("top&secret", told)
        self.assertNotIn("top%26secret", told)

    def test_the_number_that_a_message_went_to_is_masked(self):
        message, _sms = self.text(self.make_ticket())
        told = message.sudo().notification_ids
        self.assertIn("5678", told.sms_number)
        for user in (self.agent, self.employee, self.manager):
            theirs = told.with_user(user)
            self.assertNotIn("13800005678", str(theirs.read(["sms_number"])).replace(" ", ""))
            rows = self.env["mail.notification"].with_user(user).search_read([("id", "=", told.id)], ["sms_number"])
            self.assertNotIn("13800005678", str(rows).replace(" ", ""))
            with self.assertRaises(AccessError):
                self.env["mail.notification"].with_user(user).search([("sms_number", "like", "13800005678")])
        self.assertIn("13800005678", told.with_user(self.privileged).read(["sms_number"])[0]["sms_number"])

    def test_the_dialog_for_text_messages_shows_no_number_to_agents(self):
        ticket = self.make_ticket()
        composer = self.env["sms.composer"].with_user(self.agent)
        composer = composer.with_context(default_res_model="cs.ticket", default_res_id=ticket.id)
        try:
            shown = composer.create({"body": "x"}).read()
        except AccessError:
            return
        self.assertNotIn("13800005678", str(shown).replace(" ", ""))

    def test_nobody_but_administrators_reaches_the_gateway(self):
        for user in (self.agent, self.manager):
            with self.assertRaises(AccessError):
                self.gateway.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                self.gateway.with_user(user).action_test()

    def test_a_company_without_a_gateway_sends_as_before(self):
        self.gateway.active = False
        _message, sms = self.text(self.make_ticket())
        with patch.object(SmsApi, "_contact_iap", return_value=[{"uuid": sms.uuid, "state": "success"}]) as service:
            sms.send()
        self.assertTrue(service.called)
        self.assertFalse(self.server.asked)
