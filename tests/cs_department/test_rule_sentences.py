"""Every rule of the book reads as a sentence, in the reader's language, while it is being written, too."""

import re

from lxml import etree
from odoo import Command
from odoo.tests import Form

from tests.cs_department.helpers import TicketCase
from tests.cs_department.pack_case import NAMES, PackCase

#: what no sentence contains: holes, leavings of patterns, doubled or lonely punctuation
SENSELESS = re.compile(r"%\(|False|None|\(\)|\[\]|“”|^\s*[:;,]|[:;,]\s*[.;]|;\s*;|  |\.\.|<[a-z]")


class SentenceCase(TicketCase):
    def books(self):
        return self.env["cs.book.version"]._rule_models()

    def check(self, model, sentences):
        for record_id, sentence in sentences.items():
            with self.subTest(rule=f"{model._name} {model.browse(record_id).key}"):
                self.assertTrue(sentence)
                self.assertTrue(sentence.strip().endswith((".", "。")), sentence)
                self.assertFalse(SENSELESS.search(sentence), sentence)


class TestSentencesOfThePacks(SentenceCase, PackCase):
    def test_every_shipped_rule_of_every_pack_reads_as_a_sentence(self):
        # packs bring a category of this name
        self.other_category.active = False
        for pack in NAMES:
            with self.subTest(pack=pack):
                if pack != "general":
                    self.load(pack)
                for lang in ("en_US", "zh_CN"):
                    for name in self.books():
                        model = self.env[name].with_context(lang=lang)
                        self.check(model, model.search([("is_draft", "=", False)])._rule_sentences())

    def test_what_was_written_down_says_the_same_as_the_rule(self):
        self.load("hospital")
        self.env.invalidate_all()
        for name in self.env["cs.book.version"]._book_models():
            for record in self.env[name].search([])._book_noted():
                with self.subTest(record=f"{name} {record.key}"):
                    self.assertEqual(record._words_of(record._book_data()), record._in_words())


class TestSentences(SentenceCase):
    def say(self, model, **values):
        return self.env[model].create({"name": "Rule", **values}).with_context(lang="en_US").sentence

    def test_targets_with_their_warnings(self):
        said = self.say(
            "cs.sla.rule",
            kind_ids=[Command.set(self.complaint.ids)],
            target_ids=[
                Command.create({"clock_type": "first_response", "amount": 24, "unit": "hour", "basis": "elapsed"}),
                Command.create({"clock_type": "verification", "amount": 0, "unit": "day"}),
                Command.create({"clock_type": "resolution", "amount": 3, "unit": "day"}),
            ],
        )
        self.assertEqual(
            said,
            "Complaint: first response within 24 hours around the clock, verification of the facts the same day,"
            " and resolution within 3 working days; a warning when 80 % of the time is used.",
        )

    def test_targets_that_warn_and_wait_differently_say_so(self):
        said = self.say(
            "cs.sla.rule",
            target_ids=[
                Command.create({"clock_type": "resolution", "amount": 1, "warn_percent": 0}),
                Command.create({"clock_type": "regulator", "amount": 6, "warn_percent": 50, "pausable": False}),
            ],
        )
        self.assertIn("Every case: resolution within 1 working hour", said)
        self.assertIn("a warning when 50 % of the time for report to the regulator is used", said)
        self.assertIn("the time for report to the regulator runs on while the customer is awaited", said)

    def test_callbacks_of_all_of_some_and_of_festivals(self):
        closed, festival = (self.env.ref(f"cs_department.callback_event_{name}") for name in ("closed", "festival"))
        every = self.say("cs.callback.rule", event_id=closed.id, kind_ids=[Command.set(self.complaint.ids)])
        self.assertIn("Complaint: after “the case is closed” each customer is called within 3 working days", every)
        self.assertIn("never whoever handled the case", every)
        some = self.say("cs.callback.rule", event_id=closed.id, rate=30, caller="named", role="department_head")
        self.assertIn("a drawn sample of 30 % (3 of each 10)", some)
        self.assertIn("by the head of the responsible department", some)
        spring = self.env.ref("cs_department.callback_festival_spring")
        care = self.say(
            "cs.callback.rule", event_id=festival.id, festival_ids=[Command.set(spring.ids)], offset_days=-3
        )
        self.assertIn(f"Every customer: after “{spring.name}” each customer is called", care)
        self.assertIn("from 3 days before it on", care)

    def test_money_is_said_with_its_currency_and_limits(self):
        said = self.say("cs.compensation.rule", basis="per_day", amount=50, cap=1000, cause="promise_broken")
        symbol = self.company.currency_id.symbol
        self.assertRegex(said, rf"offered .*{re.escape(symbol)}.* for each started day late; at most .*1,000")

    def test_approvals_name_who_approves_in_their_order(self):
        said = self.say(
            "cs.approval.rule",
            what="compensation",
            tier_ids=[
                Command.create({"role": "supervisor", "amount_up_to": 200, "sequence": 1}),
                Command.create({"role": "manager", "amount_above": 200, "sequence": 2}),
            ],
        )
        self.assertIn("by the supervisor of the team (up to 200.00), then the manager of customer service", said)

    def test_a_ladder_names_each_clock_once(self):
        ladder = self.env.ref("cs_department.kind_complaint").env["cs.escalation.rule"].search([], limit=1)
        lines = ladder.with_context(lang="en_US").sentence.splitlines()
        starts = [line.partition(":")[0] for line in lines[1:]]
        self.assertEqual(len(starts), len(set(starts)))
        self.assertIn("First response", starts)

    def test_the_form_says_it_under_the_title_and_follows_while_editing(self):
        form = Form(self.env["cs.closing.rule"].with_user(self.manager))
        form.name = "After a week"
        form.close_after = 7
        self.assertIn("7 calendar days after its resolution", form.sentence)
        form.warn_before = 2
        form.kind_ids.add(self.complaint)
        self.assertIn("Complaint: ", form.sentence)
        self.assertIn("is told 2 calendar days before", form.sentence)

    def test_lines_being_entered_are_said_at_once(self):
        form = Form(self.env["cs.sla.rule"].with_user(self.manager))
        with form.target_ids.new() as line:
            line.clock_type = "resolution"
            line.amount = 5
            line.unit = "day"
        self.assertIn("resolution within 5 working days", form.sentence)

    def test_every_list_and_form_of_a_rule_shows_the_sentence(self):
        for name in self.books():
            for view_type, place in (("list", "/list/field"), ("form", ".//div[@class='oe_title']//field")):
                with self.subTest(book=name, view=view_type):
                    arch = etree.fromstring(self.env[name].get_view(False, view_type)["arch"])
                    self.assertIn("sentence", [node.get("name") for node in arch.xpath(place)])

    def test_rules_in_a_list_are_said_without_a_query_for_each(self):
        rules = self.env["cs.sla.rule"].create(
            [
                {
                    "name": f"Rule {number}",
                    "kind_ids": [Command.set(self.complaint.ids)],
                    "target_ids": [Command.create({"clock_type": "resolution", "amount": number + 1})],
                }
                for number in range(20)
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.env["cs.ticket.kind"]._cached_names()
        with self.assertQueryCount(16):
            rules.mapped("sentence")
