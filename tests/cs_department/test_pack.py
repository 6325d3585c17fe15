"""Rule books leave and enter the system as files that people read: nothing is lost, nothing enters by half."""

import json
import random
from base64 import b64decode

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from tests.cs_department.pack_case import NAMES, PACKS, PackCase

HEAD = "format: 1\npack: test\nversion: 1\nname: {en_US: Test}\nbooks:\n"
RULE = """  service_targets:
    sla_rule_general:
      name: {en_US: Every case, zh_CN: 全部工单}
      sequence: 100
      target:
        - {clock_type: first_response, amount: 2, unit: hour}
"""


class TestPackRoundTrip(PackCase):
    def test_what_was_installed_is_the_general_pack(self):
        self.env["cs.ticket.category"].search([]).action_archive()  # those of the tests
        text = (PACKS / "general.yaml").read_text("utf-8")
        self.assertEqual(self.differences(text), [])

    def test_shipped_records_keep_their_names_and_external_ids(self):
        rule = self.env.ref("cs_department.sla_rule_accident")
        self.assertEqual((rule.key, rule.name), ("sla_rule_accident", "Serious accident"))
        self.assertEqual(rule._book_datas()[rule.id]["name"]["zh_CN"], "重大事故")
        for book, records in self.shipped("general")["books"].items():
            model = self.env["cs.pack"]._books()[book]
            for key in records:
                self.assertEqual(self.env.ref(f"cs_department.{key}")._name, model._name)

    def test_each_pack_taken_in_exported_and_read_again_changes_nothing(self):
        for key in NAMES:
            with self.subTest(key), self.env.cr.savepoint() as undo:
                self.load(key, gone="archive")
                self.assertEqual(self.differences((PACKS / f"{key}.yaml").read_text("utf-8")), [])
                text = self.export()
                self.assertEqual(self.differences(text), [])
                self.assertEqual(self.export(), text)
                undo.rollback()
                self.env.invalidate_all()
                self.env.registry.clear_cache()

    def test_a_book_changed_at_random_comes_back_from_its_file(self):
        for seed in range(5):
            with self.subTest(seed), self.env.cr.savepoint() as undo:
                self._change_at_random(random.Random(seed))
                text = self.export()
                self.assertEqual(self.differences(text), [])
                self.load("general", gone="archive")
                self.assertTrue(self.differences(text))
                wizard = self.open_file(text, gone="archive")
                wizard.reason = "Back again"
                wizard.action_apply()
                self.assertEqual(self.differences(text), [])
                self.assertEqual(self.export().partition("books:")[2], text.partition("books:")[2])
                undo.rollback()
                self.env.invalidate_all()
                self.env.registry.clear_cache()

    def _change_at_random(self, dice):
        """Figures, words, scopes, order: a tenth of all rules, and a few new ones."""
        rules = self.env["cs.sla.rule"].search([])
        kinds, severities = self.env["cs.ticket.kind"].search([]), self.env["cs.severity"].search([])
        for rule in rules:
            rule.write({"sequence": dice.randrange(200), "kind_ids": [(6, 0, dice.sample(kinds.ids, 2))]})
            for target in rule.target_ids:
                unit = dice.choice(["minute", "hour", "day"])
                target.write({"amount": dice.randrange(1, 900) / 4, "unit": unit, "warn_percent": dice.randrange(101)})
        for number in range(3):
            name = dice.choice(["no", "12:30", "投诉: “急”", "# 5", "a\tb", "line\nline", "' \"", "true", "0x10"])
            self.set_target("verification", dice.randrange(1, 50), name=f"{name}{number}")
        dice.choice(rules).active = False
        severity = dice.choice(severities)
        severity.description = "One\n\ntwo: three # four\n"
        self.env["cs.ticket.category"].create({"name": "Branch", "parent_id": self.category.id})
        for model in ("cs.closing.rule", "cs.repeat.rule"):
            self.env[model].search([]).copy({"name": "Copy", "sequence": dice.randrange(200)})

    def test_the_schema_beside_the_packs_is_the_schema_in_force(self):
        shipped = json.loads((PACKS / "schema.json").read_text("utf-8"))
        ours = json.loads(json.dumps(self.env["cs.pack"]._schema("cs_department")))
        self.assertEqual(shipped, ours, "write packs/schema.json anew: see tests/cs_department/pack_schema.py")


class TestPackImport(PackCase):
    def test_a_manager_sees_the_differences_and_takes_them_in(self):
        wizard = self.open_file(HEAD + RULE)
        lines = {line.key: line for line in wizard.line_ids}
        self.assertEqual(lines["sla_rule_general"].kind, "changed")
        self.assertIn("4 hours → 2 hours", lines["sla_rule_general"].details)
        self.assertEqual(lines["sla_rule_complaint"].kind, "gone")
        wizard.reason = "Faster"
        wizard.action_apply()
        rule = self.env.ref("cs_department.sla_rule_general")
        self.assertEqual(rule.target_ids.mapped("amount"), [2])
        self.assertFalse(self.env.ref("cs_department.sla_rule_complaint").active)
        versions = self.env["cs.book.version"].search([("action", "=", "imported")])
        self.assertEqual(set(versions.mapped("reason")), {"Faster"})
        self.assertEqual(versions.filtered(lambda v: v.key == rule.key).user_id, self.manager)
        self.assertEqual(len(versions.filtered(lambda v: v.key == rule.key)), 1)
        self.assertEqual((self.company.cs_pack, self.company.cs_pack_version), ("test", 1))

    def test_new_cases_live_by_the_rules_just_taken_in(self):
        wizard = self.open_file(HEAD + RULE, gone="archive")
        wizard.reason = "Faster"
        wizard.action_apply()
        ticket = self.make_ticket()
        self.assertEqual(self.clock(ticket, "first_response").target_minutes, 120)
        self.assertFalse(self.clock(ticket, "resolution"))

    def test_what_is_not_in_the_pack_can_be_kept(self):
        wizard = self.open_file(HEAD + RULE, gone="keep")
        wizard.reason = "Faster"
        wizard.action_apply()
        self.assertTrue(self.env.ref("cs_department.sla_rule_complaint").active)

    def test_what_came_with_a_pack_goes_with_it_and_what_we_made_stays(self):
        ours = self.set_target("verification", 7)
        wizard = self.open_file(HEAD + RULE)
        wizard.reason = "Faster"
        wizard.action_apply()
        self.assertTrue(ours.active)
        self.assertFalse(self.env.ref("cs_department.sla_rule_urgent").active)

    def test_one_record_can_be_left_out_on_the_screen(self):
        wizard = self.open_file(HEAD + RULE, gone="keep")
        with Form(wizard) as form:
            place = [line.key for line in wizard.line_ids].index("sla_rule_general")
            with form.line_ids.edit(place) as line:
                line.decision = "keep"
            form.reason = "Not this one"
        wizard.action_apply()
        self.assertIn(4, self.env.ref("cs_department.sla_rule_general").target_ids.mapped("amount"))

    def test_the_screen_decides_about_all_that_is_gone_at_once(self):
        wizard = self.open_file(HEAD + RULE)
        with Form(wizard) as form:
            form.gone = "keep"
            form.reason = "Nothing goes"
        self.assertEqual(set(wizard.line_ids.filtered(lambda line: line.kind == "gone").mapped("decision")), {"keep"})

    def test_without_a_reason_nothing_is_taken_in(self):
        wizard = self.open_file(HEAD + RULE)
        with self.assertRaisesRegex(UserError, "reason"):
            wizard.action_apply()

    def test_rules_that_changed_meanwhile_are_looked_at_again(self):
        wizard = self.open_file(HEAD + RULE)
        wizard.reason = "Faster"
        self.env.ref("cs_department.sla_rule_general").sudo().sequence = 77
        with self.assertRaisesRegex(UserError, "meanwhile"):
            wizard.action_apply()

    def test_one_bad_record_and_nothing_enters(self):
        bad = RULE.replace("amount: 2", "amount: -2").replace("sla_rule_general", "another")
        wizard = self.open_file(HEAD + RULE + bad.replace("  service_targets:\n", ""), gone="keep")
        self.assertEqual(wizard.state, "differences", wizard.problems)
        wizard.reason = "Faster"
        before = self.export()
        with self.assertRaises(Exception), self.env.cr.savepoint():  # noqa: B017  # the database refuses it
            wizard.action_apply()
            self.env.flush_all()
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.assertEqual(self.export(), before)

    def test_wrong_files_are_named_by_line_and_change_nothing(self):
        wrong = {
            "unit: hour": ("unit: fortnight", "line 11: “fortnight” is not possible for “unit”"),
            "amount: 2": ("amount: soon", "line 11: “amount” must be a number, not “soon”"),
            "clock_type": ("clock_typ", "Do you mean “clock_type”?"),
            "sequence: 100": ("sequence: 100\n      kind: [kind_unknown]", "line 10: “kind” refers to “kind_unknown”"),
            "      sequence: 100\n": (
                "      sequence: 100\n      sequence: 1\n",
                "line 10: “sequence” is here twice; the first one is in line 9",
            ),
            "service_targets": ("service_target", "Do you mean “service_targets”?"),
        }
        before = self.env["cs.book.version"].search_count([])
        for old, (new, expected) in wrong.items():
            with self.subTest(expected):
                wizard = self.open_file((HEAD + RULE).replace(old, new))
                self.assertEqual(wizard.state, "wrong")
                self.assertIn(expected, wizard.problems)
        for content, expected in (
            (b"\x89PNG\r\n\x1a\n\x00", "UTF-8"),
            ("名: 1".encode("gb18030"), "UTF-8"),
            (b"a: &x [1]\nb: *x", "anchors"),
            (b"[]", "no rule pack"),
            (b"a: " + b"[" * 5000, "nested"),
            (b"#" * 1_100_000, "at most 1000 kB"),
        ):
            with self.subTest(expected):
                wizard = self.open_file(content)
                self.assertEqual(wizard.state, "wrong")
                self.assertIn(expected, wizard.problems)
        self.assertEqual(self.env["cs.book.version"].search_count([]), before)

    def test_sentences_are_in_the_language_of_the_reader(self):
        self.manager.lang = "zh_CN"
        wizard = self.open_file((HEAD + RULE).replace("unit: hour", "unit: fortnight"))
        self.assertIn("fortnight", wizard.problems)

    def test_a_category_may_stand_before_the_one_it_grows_on(self):
        text = HEAD + (
            "  categories:\n    category_b:\n      name: {en_US: B}\n      parent: category_a\n"
            "    category_a:\n      name: {en_US: A}\n"
        )
        wizard = self.open_file(text, gone="keep")
        wizard.reason = "Tree"
        wizard.action_apply()
        branch = self.env["cs.ticket.category"].search([("key", "=", "category_b")])
        self.assertEqual(branch.complete_name, "A / B")

    def test_teams_that_a_pack_does_not_know_stay(self):
        kind = self.complaint
        kind.team_id = self.team
        self.load("gas_utility")
        self.assertEqual(kind.team_id, self.team)

    def test_two_categories_of_one_name_are_refused_with_both_names(self):
        self.other_category.name = "Conduct of our staff"
        wizard = self.open_pack("property_manager")
        wizard.reason = "Estate"
        with self.assertRaisesRegex(UserError, "“Conduct of our staff” of the pack would be a second"):
            wizard.action_apply()
        wizard.line_ids.filtered(lambda line: line.key == self.other_category.key).decision = "archive"
        wizard.action_apply()
        self.assertFalse(self.other_category.active)

    def test_an_archived_rule_comes_back_with_its_pack(self):
        rule = self.env.ref("cs_department.sla_rule_complaint")
        rule.active = False
        wizard = self.open_pack("general")
        self.assertIn("in force again", wizard.line_ids.filtered(lambda line: line.key == rule.key).details)
        wizard.reason = "Back"
        wizard.action_apply()
        self.assertTrue(rule.active)

    def test_names_come_in_both_languages(self):
        self.load("gas_utility")
        kind = self.env["cs.ticket.kind"].search([("key", "=", "kind_emergency")])
        self.assertEqual((kind.name, kind.with_context(lang="zh_CN").name), ("Gas emergency", "燃气抢险"))
        leak = self.env["cs.ticket.category"].search([("key", "=", "category_gas_emergency_leak")])
        self.assertEqual(leak.display_name, "Emergency / Leak or smell of gas")
        self.assertEqual(leak.with_context(lang="zh_CN").display_name, "抢险 / 漏气、燃气异味")


class TestPackRights(PackCase):
    def test_only_managers_choose_import_and_export(self):
        for user in (self.agent, self.supervisor, self.employee):
            with self.subTest(user.name):
                with self.assertRaises(AccessError):
                    self.env["cs.pack.import"].with_user(user).create({})
                with self.assertRaises(AccessError):
                    self.env["cs.pack.export"].with_user(user).create({})

    def test_nobody_takes_in_rules_for_a_company_of_others(self):
        foreign = self.env["res.company"].create({"name": "Foreign"})
        wizard = self.env["cs.pack.import"].with_user(self.manager).create({})
        wizard.sudo().write({"company_id": foreign.id, "file": "YQ=="})
        with self.assertRaises(AccessError):
            wizard.action_check()

    def test_a_manager_exports_the_books_that_he_chooses(self):
        wizard = self.env["cs.pack.export"].with_user(self.manager).create({})
        wizard.line_ids.filtered(lambda line: line.book != "closing").selected = False
        wizard.action_export()
        text = b64decode(wizard.file).decode()
        self.assertIn("closing_rule_general", text)
        self.assertNotIn("service_targets", text)
        wizard.line_ids.selected = False
        with self.assertRaises(UserError):
            wizard.action_export()


class TestPackCompanies(PackCase):
    """One company may have rules of its own beside those that all share."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.env["res.company"].create({"name": "Second"})
        cls.manager.company_ids |= cls.second

    def rule_of(self, company):
        facts = {"kind_id": self.complaint.id, "channel_id": self.env.ref("cs_department.channel_phone").id}
        rules = self.env["cs.sla.rule"]
        return rules._rule_for(company.id, facts, self.company.create_date.date(), "first_response")

    def test_a_pack_for_one_company_leaves_the_others_alone(self):
        wizard = self.open_pack("contractor")
        wizard = wizard.with_context(allowed_company_ids=[self.company.id, self.second.id])
        wizard.company_id = self.second
        wizard.action_check()
        wizard.reason = "The second company builds"
        wizard.action_apply()
        self.assertEqual(self.rule_of(self.company).target_ids[0].amount, 1)
        own = self.rule_of(self.second)
        self.assertEqual((own.target_ids[0].amount, own.target_ids[0].unit, own.company_id), (3, "day", self.second))
        self.assertEqual((self.second.cs_pack, self.company.cs_pack), ("contractor", False))

    def test_the_rules_of_one_company_go_out_and_come_back(self):
        wizard = self.open_pack("contractor").with_context(allowed_company_ids=[self.company.id, self.second.id])
        wizard.company_id = self.second
        wizard.action_check()
        wizard.reason = "The second company builds"
        wizard.action_apply()
        text = self.export(company=self.second)
        self.assertEqual(self.differences(text, self.second), [])
        self.assertTrue(self.differences(text))

    def test_a_shared_rule_that_one_company_gives_up_stays_for_the_others(self):
        wizard = self.open_file(HEAD + RULE).with_context(allowed_company_ids=[self.company.id, self.second.id])
        wizard.write({"company_id": self.second.id, "gone": "archive"})
        wizard.action_check()
        wizard.reason = "One rule is enough"
        wizard.action_apply()
        self.assertEqual(self.rule_of(self.second).key, "sla_rule_general")
        self.assertEqual(self.rule_of(self.company).key, "sla_rule_complaint")


class TestPackCards(PackCase):
    def test_there_is_a_card_for_each_trade_in_both_languages(self):
        cards = self.env["cs.pack"].with_user(self.manager).search([])
        self.assertEqual(sorted(cards.mapped("key")), NAMES)
        self.assertEqual(len(NAMES), 10)
        for card in cards:
            head, chinese = self.head(card.key), card.with_context(lang="zh_CN")
            for name in ("name", "summary", "differs"):
                self.assertEqual((card[name], chinese[name]), (head[name]["en_US"], head[name]["zh_CN"]))

    def test_the_board_offers_a_choice_to_managers_until_they_have_chosen(self):
        tickets = self.env["cs.ticket"]
        self.assertTrue(tickets.with_user(self.manager).board_counts({})["no_pack"])
        self.assertFalse(tickets.with_user(self.agent).board_counts({})["no_pack"])
        self.load("property_manager", gone="archive")
        self.assertFalse(tickets.with_user(self.manager).board_counts({})["no_pack"])
        card = self.env["cs.pack"].search([("key", "=", "property_manager")])
        self.assertTrue(card.is_chosen)
        self.assertFalse(card.is_newer)
        settings = self.env["cs.settings"].with_user(self.manager).create({})
        self.assertEqual(settings.pack_name, "Property manager")

    def test_every_name_in_every_pack_is_chinese_and_english(self):
        for key in NAMES:
            for book, records in self.shipped(key)["books"].items():
                if book == "banned_words":
                    # a word is forbidden as it is said, in its own language
                    continue
                for name, record in records.items():
                    with self.subTest(pack=key, record=name):
                        self.assertEqual(set(record["name"]), {"en_US", "zh_CN"}, book)
