"""The rule book as a text: chapters, sentences, dates and reasons, as it was on any day, on paper."""

from datetime import timedelta

from odoo import Command
from odoo.addons.cs_department.models.rulebook.book_text import UNPRINTED
from odoo.exceptions import AccessError, UserError

from tests.common import NOW
from tests.cs_department.pack_case import PackCase

REPORT = "cs_department.report_rule_book"


class BookTextCase(PackCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        # the addon was installed before the day of these tests
        cls.env.cr.execute("UPDATE cs_book_version SET at = %s", [NOW - timedelta(days=30)])
        cls.rule = cls.env["cs.closing.rule"].create({"name": "Quick", "close_after": 2, "sequence": 1})
        cls.mine = cls.rule.with_user(cls.manager)

    def text(self, day=False, user=None):
        return self.env["cs.book.version"].with_user(user or self.agent).with_context(lang="en_US").book_text(day)

    def entries(self, day=False, user=None):
        return [entry for chapter in self.text(day, user)["chapters"] for entry in chapter["entries"]]

    def entry(self, rule, day=False):
        found = [e for e in self.entries(day) if e["model"] == rule._name and rule.id in [n["id"] for n in e["names"]]]
        return found[0] if found else None


class TestBookText(BookTextCase):
    def test_every_book_has_its_chapter(self):
        chapters = self.env["cs.book.version"]._chapters()
        printed = [name for _title, names in chapters for name in names]
        self.assertEqual(len(printed), len(set(printed)))
        self.assertEqual({*printed, *UNPRINTED}, set(self.env["cs.book.version"]._book_models()))

    def test_the_chapters_come_in_the_order_of_a_book_on_paper(self):
        chapters = self.text()["chapters"]
        self.assertEqual([chapter["number"] for chapter in chapters], list(range(1, len(chapters) + 1)))
        titles = [str(title) for title, _names in self.env["cs.book.version"]._chapters()]
        places = [titles.index(chapter["title"]) for chapter in chapters]
        self.assertEqual(places, sorted(places))
        for chapter in chapters:
            numbers = [entry["number"] for entry in chapter["entries"]]
            self.assertEqual(numbers, [f"{chapter['number']}.{n}" for n in range(1, len(numbers) + 1)])

    def test_every_rule_in_force_is_in_the_book_once_with_its_sentence(self):
        self.load("gas_utility")
        entries = self.entries()
        for name in self.env["cs.book.version"]._rule_models():
            rules = self.env[name].with_context(lang="en_US").search([("is_draft", "=", False)])
            said = {n["id"]: e["sentence"] for e in entries if e["model"] == name for n in e["names"]}
            self.assertEqual(said, {rule.id: rule.sentence for rule in rules})

    def test_everybody_in_the_department_reads_it_and_nobody_else(self):
        for user in (self.agent, self.supervisor, self.manager):
            self.assertTrue(self.text(user=user)["chapters"])
        for user in (self.employee, self.portal):
            with self.assertRaises(AccessError):
                self.text(user=user)
            with self.assertRaises(AccessError):
                self.env["cs.book.version"].with_user(user).action_print_book()

    def test_what_is_no_day_is_refused_with_a_sentence(self):
        for day in ("yesterday", "2026-02-30", [1]):
            with self.subTest(day=day), self.assertRaises(UserError):
                self.text(day)

    def test_an_entry_tells_since_when_until_when_and_why(self):
        with self.at("2026-03-05 01:00"):
            self.mine.write({"close_after": 3, "date_to": "2026-12-31", "change_reason": "Agreed in the meeting"})
            entry = self.entry(self.rule)
        self.assertIn("3 calendar days after", entry["sentence"])
        self.assertEqual(entry["reason"], "Agreed in the meeting")
        self.assertEqual(entry["since"], entry["changed"])
        self.assertIn("03/05/2026", entry["since"])
        self.assertIn("12/31/2026", entry["until"])

    def test_the_book_of_a_day_says_what_it_said_on_that_day(self):
        with self.at("2026-03-06 01:00"):
            self.mine.write({"close_after": 9, "change_reason": "Longer"})
        with self.at("2026-03-08 01:00"):
            self.mine.write({"active": False, "change_reason": "Not needed"})
        with self.at("2026-03-09 01:00"):
            self.assertIsNone(self.entry(self.rule, "2026-03-03"))
            self.assertIn("2 calendar days after", self.entry(self.rule, "2026-03-05")["sentence"])
            then = self.entry(self.rule, "2026-03-07")
            self.assertIn("9 calendar days after", then["sentence"])
            self.assertEqual(then["reason"], "Longer")
            self.assertIsNone(self.entry(self.rule))

    def test_the_end_of_the_day_is_that_of_the_company(self):
        # 23:30 on 5 March in Shanghai, 00:30 on the next day
        for moment, days in (("2026-03-05 15:30", 5), ("2026-03-05 16:30", 6)):
            with self.at(moment):
                self.mine.write({"close_after": days, "change_reason": "Tried"})
        with self.at("2026-03-08 01:00"):
            self.assertIn("5 calendar days", self.entry(self.rule, "2026-03-05")["sentence"])
            self.assertIn("6 calendar days", self.entry(self.rule, "2026-03-06")["sentence"])

    def test_what_was_deleted_since_is_in_the_old_book_without_a_link(self):
        with self.at("2026-03-06 01:00"):
            self.mine.with_context(cs_change_reason="Gone").unlink()
            found = [e for e in self.entries("2026-03-05") if e["names"][0]["title"] == "Quick"]
        self.assertEqual([name["id"] for entry in found for name in entry["names"]], [False])
        self.assertIn("2 calendar days after", found[0]["sentence"])

    def test_rules_of_the_past_and_the_future_are_in_the_books_of_their_days(self):
        with self.at("2026-03-04 03:00"):
            self.mine.write({"date_from": "2026-04-01", "change_reason": "From spring on"})
        self.assertIsNone(self.entry(self.rule))
        self.assertTrue(self.entry(self.rule, "2026-04-01"))

    def test_a_rule_that_names_what_is_gone_is_still_readable(self):
        kind = self.env["cs.ticket.kind"].create({"name": "Short-lived", "code": "short"})
        self.mine.write({"kind_ids": [Command.set(kind.ids)], "change_reason": "Only these"})
        with self.at("2026-03-06 01:00"):
            self.mine.write({"kind_ids": [Command.clear()], "change_reason": "All"})
            self.rule.env.flush_all()
            kind.unlink()
            found = self.entry(self.rule, "2026-03-05")
        self.assertEqual(found["names"][0]["title"], "Quick")
        self.assertIn("2", found["sentence"])

    def test_another_companys_rules_are_not_in_it_and_its_own_take_the_shared_ones_place(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.env["cs.closing.rule"].create({"name": "F", "close_after": 4, "company_id": elsewhere.id})
        shared = self.env["cs.closing.rule"].search([("key", "=", "closing_rule_general")])
        own = self.env["cs.closing.rule"].create(
            {"name": "Own", "key": shared.key, "close_after": 6, "company_id": self.company.id}
        )
        self.assertIsNone(self.entry(foreign))
        self.assertIsNone(self.entry(shared))
        self.assertTrue(self.entry(own))

    def test_drafts_are_not_in_the_book(self):
        self.mine.action_change()
        titles = [n["title"] for e in self.entries() if e["model"] == self.rule._name for n in e["names"]]
        self.assertEqual(titles.count("Quick"), 1)

    def test_the_paper_has_the_header_the_day_the_pack_and_places_to_sign(self):
        self.load("gas_utility")
        report = self.env["ir.actions.report"].with_user(self.agent).with_context(lang="en_US")
        html = report._render_qweb_html(REPORT, self.company.ids, data={"day": "2026-03-04"})[0].decode()
        for words in (self.company.name, "in force on", "03/04/2026", "Gas utility", "Approved by", "Quick"):
            self.assertIn(words, html)
        self.assertIn("2 calendar days after its resolution a case is closed by itself", html)

    def test_the_paper_is_of_a_company_of_the_reader(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        report = self.env["ir.actions.report"]
        for user in (self.manager, self.employee):
            with self.assertRaises(AccessError):
                report.with_user(user)._render_qweb_html(REPORT, elsewhere.ids, data={})

    def test_printing_asks_for_the_book_of_the_day(self):
        action = self.env["cs.book.version"].with_user(self.agent).action_print_book("2026-03-01")
        self.assertEqual(action["report_name"], REPORT)
        self.assertEqual(action["data"]["day"], "2026-03-01")
        self.assertEqual(action["context"]["active_ids"], self.company.ids)

    def test_a_whole_book_takes_no_query_for_each_rule(self):
        self.load("hospital")
        self.env.flush_all()
        self.env.invalidate_all()
        self.text()
        self.env.invalidate_all()
        # a few for each book, of both addons
        with self.assertQueryCount(250):
            self.text()
