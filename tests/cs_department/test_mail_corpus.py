"""Mail as it really arrives: legacy charsets, lost threads, bounces, holiday replies, rubbish.

The real messages lie in ``../shared/data/mail``; where they are absent, the made-up
ones of the same kinds below are still tested.
"""

import email
import email.policy
import time
from base64 import b64encode
from email.utils import parseaddr
from pathlib import Path
from unittest.mock import patch

from tests.cs_department.helpers import TicketCase

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "mail"

#: file → subject of the one case that a human would register, or None
EXPECTED = {
    # a holiday reply that says so in X-QQ-HolidayReply only
    "blog_qq_holidayreply_gbk_REDACTED.eml": None,
    # an Exchange server could not deliver (multipart/report)
    "php_mime_failure_gb2312.eml": None,
    # a provider's undeliverable notice, lines ending in CR alone
    "sisimai_rhost-tencent-01.eml": None,
    # somebody writes, with a raw GBK file name: advertising, but a person decides that
    "zammad_mail15.box": "绩效管理,究竟谁错了",
    # neither an envelope sender nor a From address: nobody could ever be answered
    "zammad_mail19.box": None,
    # labelled GB2312, holding GBK in subject and body
    "zammad_mail31.box": "內應力產生与注塑工艺条件之间的关系；",
    # a charset that nobody knows (iso-gb2312)
    "zammad_mail60.box": "abc",
}


class GatewayCase(TicketCase):
    """One team that has a mail address."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domains = cls.env["mail.alias.domain"]
        cls.domain = domains.search([], limit=1) or domains.create({"name": "desk.example.com"})
        for team, name in ((cls.team, "hotline-c"), (cls.other_team, "counter-c")):
            team.write({"alias_name": name, "alias_domain_id": cls.domain.id, "kind_id": cls.complaint.id})
        cls.address = f"hotline-c@{cls.domain.name}"
        cls.serial = 0

    def receive(self, raw, model=None):
        """What a mail changes: the new cases, and the number of mails going out.

        Customers' cases must never be marked unread by what is no reply.
        """
        if isinstance(raw, str):
            raw = raw.encode()
        cases, mails = self.env["cs.ticket"].with_context(active_test=False), self.env["mail.mail"]
        before, sent = cases.search([]), mails.search([])
        # what would be sent is counted: nothing may disappear by being sent at once
        with patch.object(type(mails), "send", lambda *args, **kwargs: True):
            self.env["mail.thread"].message_process(model, raw)
        self.env.flush_all()
        self.sent = mails.search([]) - sent
        return cases.search([]) - before

    def mail(self, body="It drips.", sender="Zhang San <zhangsan@example.com>", to=None, subject="Water", **headers):
        """A mail to the team with headers of its own, X_Loop written for X-Loop."""
        type(self).serial += 1
        lines = {
            "From": sender,
            "To": to or self.address,
            "Subject": subject,
            "Message-Id": f"<corpus-{self.serial}@example.org>",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        head = "".join(f"{name}: {value}\n" for name, value in lines.items() if value is not None)
        return f"{head}\n{body}"

    def assertNothing(self, raw, model=None):
        """No case, no unread mark, no message, no answer."""
        unread = [("unread_reply", "=", True)]
        marked = self.env["cs.ticket"].search_count(unread)
        said = self.env["mail.message"].search_count([("model", "=", "cs.ticket")])
        self.assertFalse(self.receive(raw, model))
        self.assertFalse(self.sent)
        self.assertEqual(self.env["cs.ticket"].search_count(unread), marked)
        self.assertEqual(self.env["mail.message"].search_count([("model", "=", "cs.ticket")]), said)

    def sent_mail(self, mail):
        """A mail of ours as the outside gets it."""
        taken = []
        server = type(self.env["ir.mail_server"])
        with (
            patch.object(server, "_disable_send", classmethod(lambda cls: False)),
            patch.object(server, "_connect__", lambda *args, **kwargs: None),
            patch.object(server, "send_email", lambda server, mail, *args, **kwargs: taken.append(mail) or "<x@y>"),
        ):
            mail.send()
        return taken[0]


class TestRealMail(GatewayCase):
    def setUp(self):
        super().setUp()
        if not CORPUS.is_dir():
            self.skipTest(f"The real mails are not there: {CORPUS}")

    def raw(self, name):
        """A message as if it had come to the team: only the address is another."""
        raw = (CORPUS / name).read_bytes()
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        to = parseaddr(str(message["To"]))[1].encode()
        return raw.replace(to, self.address.encode())

    def test_each_message_becomes_the_cases_that_a_human_would_register(self):
        names = sorted(path.name for path in CORPUS.iterdir())
        self.assertEqual(names, sorted(EXPECTED))
        for name in names:
            with self.subTest(name):
                raw = self.raw(name)
                self.assertIn(self.address.encode(), raw)
                if EXPECTED[name] is None:
                    self.assertNothing(raw)
                    self.assertNothing(raw, model="cs.ticket")
                else:
                    case = self.receive(raw)
                    self.assertEqual(case.mapped("name"), [EXPECTED[name]])
                    self.assertEqual(case.team_id, self.team)
                    self.assertEqual(len(self.sent), 1)

    def test_a_message_labelled_gb2312_that_holds_gbk_is_readable(self):
        case = self.receive(self.raw("zammad_mail31.box"))
        for words in ("最佳注塑工艺参數設定方法", "注塑調機、模具设计、产品設計等解決方案", "全國独有的系统"):
            self.assertIn(words, case.description)
        self.assertNotIn("\ufffd", case.description)
        self.assertEqual(case.message_ids.filtered(lambda m: m.message_type == "email").subject, case.name)

    def test_a_raw_file_name_is_readable(self):
        case = self.receive(self.raw("zammad_mail15.box"))
        files = case.message_ids.attachment_ids
        self.assertEqual(files.mapped("name"), ["绩效管理,究竟谁错了.xls"])
        self.assertEqual(files.raw[:4], b"\xd0\xcf\x11\xe0")

    def test_a_charset_nobody_knows_keeps_what_can_be_read(self):
        case = self.receive(self.raw("zammad_mail60.box"))
        self.assertIn("Here it goes", case.description)
        self.assertEqual(case.partner_id.email, "martin@example.com")


class TestReadable(GatewayCase):
    def test_chinese_under_a_wrong_label_is_readable_in_subject_text_and_file_name(self):
        text = "電梯壞了，請派人來修"
        data, name = text.encode("gbk"), "電梯.txt".encode("gbk")
        raw = (
            self.mail(body="", subject=f"=?GB2312?B?{b64encode(data).decode()}?=", MIME_Version="1.0").strip().encode()
            + b'\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain; charset=gb2312\n\n'
            + data
            + b'\n--b\nContent-Type: application/octet-stream; name="'
            + name
            + b'"\nContent-Disposition: attachment; filename="'
            + name
            + b'"\nContent-Transfer-Encoding: base64\n\neA==\n--b--\n'
        )
        case = self.receive(raw)
        self.assertEqual(case.name, text)
        self.assertIn(text, case.description)
        self.assertEqual(case.message_ids.attachment_ids.mapped("name"), ["電梯.txt"])

    def test_chinese_html_without_a_plain_text_is_the_description(self):
        html = "<html><head><meta charset=gb2312></head><body><p>漏水了</p><script>alert(1)</script></body></html>"
        raw = self.mail("", Content_Type="text/html; charset=gb2312").encode() + html.encode("gbk")
        case = self.receive(raw)
        self.assertIn("漏水了", case.description)
        self.assertNotIn("script", case.description)

    def test_a_mail_without_a_subject_has_a_name(self):
        for subject in (None, "", " ", "=?gb2312?B??="):
            with self.subTest(subject=subject):
                self.assertEqual(self.receive(self.mail(subject=subject)).name, "(no subject)")


class TestThread(GatewayCase):
    def case_of(self, **mail):
        case = self.receive(self.mail(**mail))
        self.assertEqual(len(case), 1)
        return case

    def test_a_reply_to_any_message_of_the_thread_stays_in_its_case(self):
        case = self.case_of()
        first = case.message_ids.filtered(lambda m: m.message_type == "email").message_id
        for headers in ({"In_Reply_To": first}, {"References": f"<other@example.org> {first}"}):
            with self.subTest(headers=headers):
                case.sudo()._system_write({"unread_reply": False})
                self.assertFalse(self.receive(self.mail(subject="Re: Water", **headers)))
                self.assertTrue(case.unread_reply)

    def test_a_reply_to_a_notice_that_is_deleted_meanwhile_stays_in_its_case(self):
        case = self.case_of(sender="stranger@example.com")
        first = case.message_ids.filtered(lambda m: m.message_type == "email").message_id
        notice = self.sent_mail(self.sent)
        self.assertFalse(self.sent.exists())
        self.assertEqual(notice["References"].split()[0], first)
        # answered from an address that we do not know
        thread = f"{notice['References']} {notice['Message-Id']}"
        reply = self.mail(sender="wife@example.com", References=thread, In_Reply_To=notice["Message-Id"])
        self.assertFalse(self.receive(reply))
        self.assertTrue(case.unread_reply)

    def test_later_notices_refer_to_the_words_of_the_case(self):
        case = self.case_of()
        first = case.message_ids.filtered(lambda m: m.message_type == "email").message_id
        case.sudo()._send_notices("resolved")
        last = self.env["mail.mail"].search([("res_id", "=", case.id)], order="id desc", limit=1)
        self.assertEqual(last.references.split()[0], first)

    def test_a_number_in_the_subject_finds_the_case_of_its_customer(self):
        ticket = self.make_ticket()
        for subject in (f"Re: [{ticket.number}] Water", f"回复：{ticket.number}已受理", ticket.number.lower()):
            with self.subTest(subject=subject):
                ticket._system_write({"unread_reply": False})
                self.assertFalse(self.receive(self.mail(subject=subject, sender="ZHANGSAN@example.com")))
                self.assertTrue(ticket.unread_reply)
                self.assertEqual(ticket.sudo().message_ids[:1].author_id, self.customer)

    def test_a_number_opens_nothing_to_somebody_else(self):
        ticket = self.make_ticket()
        for sender in ("li@example.com", "zhangsan@example.com.evil.org", '"zhangsan@example.com" <li@example.com>'):
            with self.subTest(sender=sender):
                case = self.receive(self.mail(subject=f"Re: [{ticket.number}]", sender=sender))
                self.assertEqual(len(case), 1)
                self.assertNotEqual(case.partner_id, self.customer)
                self.assertFalse(ticket.unread_reply)

    def test_a_number_of_no_case_makes_a_case(self):
        self.assertEqual(len(self.receive(self.mail(subject="Re: CS9999999"))), 1)

    def test_a_number_of_a_merged_case_leads_to_the_case_that_remains(self):
        old, new = self.make_ticket(), self.make_ticket()
        old.with_user(self.supervisor).merge_into(new.id)
        self.assertFalse(self.receive(self.mail(subject=f"Re: {old.number}")))
        self.assertTrue(new.unread_reply)
        self.assertFalse(old.sudo().unread_reply)

    def test_a_number_of_a_case_merged_into_another_customer_s_opens_nothing(self):
        other = self.customer.copy({"name": "Li Si", "email": "li@example.com"})
        old, new = self.make_ticket(), self.make_ticket(partner_id=other.id)
        old.with_user(self.supervisor).merge_into(new.id)
        self.assertEqual(len(self.receive(self.mail(subject=f"Re: {old.number}"))), 1)
        self.assertFalse(new.unread_reply)

    def test_one_mail_to_two_teams_is_one_case(self):
        self.assertEqual(len(self.receive(self.mail(to=f"{self.address}, counter-c@{self.domain.name}"))), 1)

    def test_the_same_mail_fetched_twice_is_one_case(self):
        raw = self.mail()
        self.assertEqual(len(self.receive(raw)), 1)
        self.assertNothing(raw)


class TestAutomatic(GatewayCase):
    HEADERS = (
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Precedence": "bulk"},
        {"X_QQ_HolidayReply": "true", "X_QQ_MIME": "TCMime 1.0 by Tencent"},
        {"Return_Path": "<>"},
        {"sender": "PostMaster@qq.com", "subject": "=?gb18030?B?z7XNs83L0MU=?="},
        {"Content_Type": "multipart/report; report-type=delivery-status; boundary=b"},
    )

    def test_automatic_mail_leaves_no_trace(self):
        ticket = self.make_ticket()
        ticket.answer("We come.", by="mail")
        last = ticket.sudo().message_ids[:1].message_id
        for headers in self.HEADERS:
            for reply in ({}, {"In_Reply_To": last}, {"subject": f"Re: [{ticket.number}]"}):
                with self.subTest(headers=headers, reply=reply):
                    raw = self.mail(**{**headers, **reply})
                    self.assertNothing(raw)
                    self.assertNothing(raw, model="cs.ticket")

    def test_a_team_that_takes_mail_of_known_people_only_does_not_answer_a_program(self):
        self.team.alias_contact = "partners"
        self.assertNothing(self.mail(sender="nobody@example.net", Auto_Submitted="auto-replied"))
        self.receive(self.mail(sender="nobody@example.net"))
        self.assertEqual(len(self.sent), 1, "a person is told")

    def test_a_mail_server_that_feeds_cases_directly_takes_no_automatic_mail(self):
        self.assertNothing(self.mail(to="box@example.org", X_QQ_HolidayReply="true"), model="cs.ticket")
        self.assertEqual(len(self.receive(self.mail(to="box@example.org"), model="cs.ticket")), 1)

    def test_ordinary_mail_of_the_same_provider_becomes_a_case(self):
        headers = {"X_QQ_MIME": "TCMime 1.0 by Tencent", "X_Mailer": "QQMail 2.x", "Auto_Submitted": "no"}
        self.assertEqual(len(self.receive(self.mail(sender="521@qq.com", **headers))), 1)

    def test_automatic_mail_of_other_models_is_not_our_business(self):
        partner = self.customer
        last = partner.message_post(body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment")
        raw = self.mail(to="x@example.org", In_Reply_To=last.message_id, Precedence="bulk")
        self.assertFalse(self.receive(raw))
        self.assertEqual(partner.message_ids[:1].message_type, "email")


class TestLoop(GatewayCase):
    def test_our_own_notice_that_comes_back_makes_no_case(self):
        self.receive(self.mail())
        notice = self.sent_mail(self.sent)
        self.assertEqual(notice["Auto-Submitted"], "auto-generated")
        for sender in (notice["From"], "Company <info@example.com>"):
            with self.subTest(sender=sender):
                copy = email.message_from_bytes(bytes(notice), policy=email.policy.SMTP)
                copy.replace_header("To", self.address)
                copy.replace_header("From", str(sender))
                self.assertNothing(bytes(copy))

    def test_a_mail_from_an_address_of_ours_makes_no_case(self):
        for sender in (self.address, f"counter-c@{self.domain.name}", self.domain.catchall_email):
            with self.subTest(sender=sender):
                self.assertNothing(self.mail(sender=f"Desk <{sender}>"))

    def test_two_programs_that_answer_each_other_stop_at_once(self):
        cases = self.env["cs.ticket"]
        raw, rounds = self.mail(sender="robot@example.net"), 0
        while raw and rounds < 5:
            cases |= self.receive(raw)
            # the robot answers whatever it gets, without saying that it is one
            raw = None
            for mail in self.sent:
                subject = self.sent_mail(mail)["Subject"]
                raw = self.mail(sender="robot@example.net", subject=f"自动回复：{subject}")
            rounds += 1
        self.assertEqual(len(cases), 1)
        self.assertLess(rounds, 3)


class TestRubbish(GatewayCase):
    BROKEN = {
        "no_from": {"sender": None},
        "empty_from": {"sender": ""},
        "from_without_address": {"sender": "undisclosed"},
        "from_bad_word": {"sender": "=?utf-8?q?=?= <a@example.com>"},
        "from_open": {"sender": '"Zhang <zhangsan@example.com'},
        "no_message_id": {"Message_Id": None},
        "bad_date": {"Date": "the 32nd"},
        "unknown_charset": {"Content_Type": "text/plain; charset=x-none"},
        "empty_charset": {"Content_Type": 'text/plain; charset=""'},
        "no_boundary": {"Content_Type": "multipart/mixed"},
        "wrong_boundary": {"Content_Type": "multipart/mixed; boundary=zzz"},
        "bad_type": {"Content_Type": "*/*"},
        "bad_coding": {"Content_Transfer_Encoding": "x-secret"},
        "bad_base64": {"Content_Transfer_Encoding": "base64"},
        "html_comment": {"Content_Type": "text/html", "body": "<!-- -->"},
        "html_nothing": {"Content_Type": "text/html", "body": ""},
        "html_open": {"Content_Type": "text/html", "body": "<table><tr><td>It drips.<"},
        "xhtml": {"Content_Type": "text/html", "body": "<?xml version='1.0' encoding='gb2312'?><html><p>a</p></html>"},
        "nul": {"body": "It\0drips.", "subject": "Wa\0ter"},
        "surrogate": {"subject": "=?utf-8?B?7aCA?="},
        "long_subject": {"subject": "水" * 5000},
    }

    def test_a_broken_mail_becomes_a_case_and_raises_nothing(self):
        for name, mail in self.BROKEN.items():
            with self.subTest(name):
                case = self.receive(self.mail(**mail))
                self.assertEqual(len(case), 1)
                self.assertTrue(case.name)

    def test_a_mail_of_five_megabytes_becomes_a_case(self):
        line = "<p>水从天花板上漏下来，请派人来修理。</p>\n"
        for kind, text in (("html", line), ("plain", "水从天花板上漏下来，请派人来修理。\n")):
            with self.subTest(kind):
                body = text * (5_000_000 // len(text.encode("gbk")))
                raw = self.mail("", Content_Type=f"text/{kind}; charset=gb2312").encode() + body.encode("gbk")
                self.assertGreater(len(raw), 4_900_000)
                start = time.monotonic()
                case = self.receive(raw)
                self.assertIn("天花板", case.description)
                self.assertLess(time.monotonic() - start, 60)
