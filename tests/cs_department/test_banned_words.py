"""Banned words are shown to an agent before a text leaves; some never leave."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from tests.cs_department.helpers import TicketCase


class TestBannedWords(TicketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book = cls.env["cs.banned.word"]
        cls.book.search([]).action_archive()
        cls.env.flush_all()  # a word is in force once: an index
        cls.warning, cls.stopping = cls.book.create(
            [
                {"name": "但是", "instead": "同时"},
                {"name": "不是我管的", "instead": "我来帮您联系负责的同事", "severity": "stop"},
            ]
        )
        cls.ticket = cls.make_ticket(user_id=cls.agent.id)
        cls.hits = cls.env["cs.banned.hit"]

    def counted(self):
        self.env.flush_all()
        return [(hit.word, hit.outcome, hit.channel) for hit in self.hits.search([], order="id")]

    def dialog(self, verb="answer", by="mail", words=""):
        context = {"active_model": "cs.ticket", "active_ids": self.ticket.ids, "default_verb": verb}
        with Form(self.env["cs.ticket.verb"].with_user(self.agent).with_context(**context)) as form:
            form.words = words
            if verb == "answer":
                form.by = by
        return form.save()

    def mails(self):
        return self.ticket.message_ids.filtered(lambda message: message.message_type == "comment")

    def test_the_general_rules_ship_the_words_of_the_books(self):
        words = self.book.with_context(active_test=False).search([("key", "like", "banned_")])
        self.assertLessEqual({"不懂", "不行", "不是我管的", "但是"}, set(words.mapped("name")))
        self.assertTrue(all(words.filtered(lambda word: word.name in ("不懂", "但是")).mapped("instead")))

    def test_a_warning_is_shown_before_the_mail_leaves_and_lets_him_go_on(self):
        dialog = self.dialog(words="已安排，但是要等")
        self.assertIn("同时", dialog.banned_html)
        again = dialog.action_apply()
        self.assertEqual((again["res_model"], again["res_id"]), ("cs.ticket.verb", dialog.id))
        self.assertFalse(self.mails())
        self.assertEqual(self.counted(), [("但是", "shown", "written")])
        dialog.action_apply()
        self.assertTrue(self.mails())
        self.assertEqual(self.counted()[1:], [("但是", "sent", "written")])

    def test_other_words_than_those_shown_are_shown_anew(self):
        self.book.create({"name": "等着", "instead": "请稍候"})
        dialog = self.dialog(words="但是")
        dialog.action_apply()
        dialog.words = "但是你等着"
        self.assertIsInstance(dialog.action_apply().get("res_id"), int)
        self.assertFalse(self.mails())

    def test_a_stop_does_not_leave_by_the_dialog(self):
        dialog = self.dialog(words="这不是我管的")
        for _try in range(2):
            self.assertEqual(dialog.action_apply()["res_id"], dialog.id)
        self.assertFalse(self.mails())
        self.assertEqual({outcome for _word, outcome, _channel in self.counted()}, {"shown"})

    def test_a_stop_does_not_leave_by_any_other_door(self):
        case, words = self.ticket.with_user(self.agent), "这不是我管的"
        composer = self.env["mail.compose.message"].with_user(self.agent)
        about = {"default_model": "cs.ticket", "default_res_ids": self.ticket.ids}
        doors = {
            "verb": lambda: case.answer(words, by="mail"),
            "chatter": lambda: case.message_post(
                body=words, partner_ids=self.customer.ids, subtype_xmlid="mail.mt_comment"
            ),
            "note with the customer named": lambda: case.message_post(body=words, partner_ids=self.customer.ids),
            "subject": lambda: case.message_post(body="x", subject=words, partner_ids=self.customer.ids),
            "text message": lambda: case._message_sms(words, sms_numbers=["+8613800005678"]),
            "contact": lambda: self.customer.with_user(self.agent).message_post(
                body=words, partner_ids=self.customer.ids, subtype_xmlid="mail.mt_comment"
            ),
            "resolution": lambda: case.resolve(words, validity="valid", cause_id=self.cause.id),
            "composer": lambda: (
                composer.with_context(**about)
                .create({"body": words, "partner_ids": self.customer.ids})
                ._action_send_mail()
            ),
            "many mails": lambda: (
                composer.with_context(**about, default_composition_mode="mass_mail")
                .create({"body": words, "subject": "x"})
                ._action_send_mail()
            ),
            "many text messages": lambda: (
                self.env["sms.composer"]
                .with_user(self.agent)
                .with_context(default_res_model="cs.ticket", default_res_ids=str(self.ticket.ids))
                .create({"composition_mode": "mass", "body": words})
                ._action_send_sms()
            ),
        }
        for name, send in doors.items():
            with self.subTest(door=name), self.assertRaisesRegex(UserError, "我来帮您联系负责的同事"):
                send()

    def test_the_composer_shows_first_and_sends_then(self):
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.agent)
            .with_context(default_model="cs.ticket", default_res_ids=self.ticket.ids)
            .create({"body": "<p>但是</p>", "partner_ids": self.customer.ids})
        )
        self.assertEqual(composer.action_send_mail().get("res_id"), composer.id)
        self.assertFalse(self.mails())
        composer.action_send_mail()
        self.assertTrue(self.mails())

    def test_an_agent_who_reads_masks_opens_the_composer(self):
        composer = self.env["mail.compose.message"]
        arch = composer.with_user(self.agent).get_view(view_type="form")["arch"]
        self.assertNotIn("many2many_tags_email", arch)  # that widget reads addresses
        self.assertIn("banned_html", arch)
        self.assertIn("many2many_tags_email", composer.with_user(self.privileged).get_view(view_type="form")["arch"])

    def test_what_was_said_is_noted_and_counted(self):
        self.ticket.with_user(self.agent).answer("我说了这不是我管的")
        self.assertEqual(self.counted(), [("不是我管的", "sent", "spoken")])
        hit = self.hits.search([])
        self.assertEqual((hit.user_id, hit.ticket_id, hit.team_id), (self.agent, self.ticket, self.team))
        self.assertEqual(hit.supervisor_id, self.supervisor)

    def test_notes_among_colleagues_are_nobodys_business(self):
        self.ticket.with_user(self.agent).message_post(body="这不是我管的", partner_ids=self.agent2.partner_id.ids)
        self.assertFalse(self.counted())

    def test_the_chatter_asks_before_it_sends(self):
        ask = self.book.with_user(self.agent).check_text
        [said] = ask("cs.ticket", self.ticket.id, "<p>但是</p>")
        self.assertEqual((said["found"], said["instead"], said["stops"]), ("但是", "同时", False))
        self.assertEqual(ask("cs.ticket", self.ticket.id, "<p>好</p>"), [])
        self.assertEqual(self.book.with_user(self.employee).check_text("cs.ticket", self.ticket.id, "但是"), [])
        with self.assertRaises(AccessError):
            self.book.with_user(self.outsider).check_text("cs.ticket", self.ticket.id, "但是")

    def test_words_of_rules_and_of_customers_are_not_looked_at(self):
        self.ticket.sudo().message_post(
            body="这不是我管的", author_id=self.customer.id, message_type="email", subtype_xmlid="mail.mt_comment"
        )
        template = self.env["mail.template"].create(
            {"name": "x", "model_id": self.env["ir.model"]._get_id("cs.ticket"), "body_html": "<p>不是我管的</p>"}
        )
        self.ticket.with_user(self.agent).sudo()._mail_customers(template)
        self.assertFalse(self.counted())

    def test_a_companys_own_word_takes_the_place_of_the_shared_one(self):
        self.stopping.company_id = False
        self.book.create({"name": "不是我管的", "key": self.stopping.key, "company_id": self.company.id})
        hits = self.book._find("不是我管的", self.company)
        self.assertEqual([hit.stops for hit in hits], [False])

    def test_the_book_says_it_in_a_sentence(self):
        self.assertEqual(
            self.stopping.sentence,
            "Not said to a customer; say “我来帮您联系负责的同事” instead; a text with it does not leave.",
        )

    def test_a_clean_text_costs_no_query(self):
        self.book._find("好", self.company)
        with self.assertQueryCount(0):
            self.assertFalse(self.book._find("好的，马上办", self.company))
