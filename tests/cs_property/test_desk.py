"""The counter's one screen: found by anything, everything about the unit, services to begin."""

from odoo.exceptions import AccessError, UserError

from tests.cs_property.cashier_case import CashierCase

#: reads of a card: it grows with the areas, never with what a unit owes or has open
CARD_QUERIES = 60


class TestDesk(CashierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit1.payer_id.write({"name": "王小明", "phone": "13900001111"})
        cls.desk = cls.env["cs.desk"].with_user(cls.clerk)

    def found(self, words):
        return [row["code"] for row in self.desk.find(words)]

    def test_a_unit_is_found_by_what_people_say(self):
        for words in ("1-1-101", "1栋1单元101室", "1-101", "101", "139 0000 1111", "+8613900001111", "王小"):
            self.assertEqual(self.found(words)[:1], ["1-1-101"], words)

    def test_the_beginning_of_a_code_finds_all_that_begin_so(self):
        self.assertEqual(set(self.found("1-1-10")), {"1-1-101", "1-1-102", "1-1-103"})

    def test_signs_of_patterns_mean_themselves(self):
        for words in ("%", "_", "\\", "1-1-10%", "'; DROP TABLE", "\u202e101\u0000" * 3, "9" * 5000):
            self.assertNotIn("1-1-102", self.found(words), words)

    def test_who_has_moved_out_is_not_found(self):
        self.unit1.party_ids.date_to = "2026-01-31"
        self.assertFalse(self.found("13900001111"))

    def test_only_clerks_have_the_desk_and_only_units_of_their_companies(self):
        for user in (self.agent, self.guard, self.auditor):
            with self.assertRaises(AccessError):
                self.env["cs.desk"].with_user(user).find("101")
        other = self.env["res.company"].create({"name": "Other", "country_id": self.env.ref("base.cn").id})
        estate = self.env["cs.estate"].create({"name": "Far", "code": "F", "company_id": other.id})
        far = self.unit1.copy({"estate_id": estate.id, "code": "1-1-999", "building_id": False, "stair_id": False})
        self.assertFalse(self.found("1-1-999"))
        for nonsense in (far.id, 0, -1, "1", None, True):
            with self.assertRaises(UserError):  # an AccessError is one, too
                self.desk.card(nonsense)

    def test_the_card_says_who_lives_there_what_is_owed_and_what_is_open(self):
        self.bill(self.unit1, 100)
        self.env["cs.ticket"].with_user(self.clerk).create(
            {
                "name": "Leaking tap",
                "description": "It drips",
                "unit_id": self.unit1.id,
                "kind_id": self.complaint.id,
            }
        )
        card = self.desk.card(self.unit1.id)
        self.assertEqual([person["name"] for person in card["people"]], ["王小明"])
        self.assertEqual(card["people"][0]["phone"], "139****1111")
        sections = {section["key"]: section for section in card["sections"]}
        self.assertEqual(len(sections["debts"]["rows"]), 1)
        self.assertIn("Leaking tap", sections["cases"]["rows"][0]["text"])

    def test_cases_that_a_clerk_may_not_open_are_counted_without_their_words(self):
        self.env["cs.ticket"].create(
            {
                "name": "A secret",
                "description": "Between neighbours",
                "unit_id": self.unit1.id,
                "kind_id": self.complaint.id,
            }
        )
        cases = next(one for one in self.desk.card(self.unit1.id)["sections"] if one["key"] == "cases")
        self.assertEqual(cases["count"], 1)
        self.assertNotIn("secret", str(cases["rows"]))

    def test_what_a_card_costs_does_not_grow_with_what_is_open(self):
        costs = []
        for month in (3, 4, 5, 6):
            self.bill(self.unit1, 10, month=month)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.desk.card(self.unit1.id)
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(max(costs[1:]), costs[1], costs)
        self.assertLess(costs[1], CARD_QUERIES)

    def test_services_begin_for_the_unit_and_money_only_by_cashiers(self):
        keys = [service["key"] for service in self.desk.services()]
        self.assertIn("case", keys)
        self.assertNotIn("money", keys)
        hotkeys = [service["hotkey"] for service in self.desk.with_user(self.cashier).services()]
        self.assertEqual(len(hotkeys), len(set(hotkeys)))

    def test_a_scanned_code_finds_its_unit_and_says_when_it_holds_no_more(self):
        visit = self.env["cs.visitor"].create(
            {
                "name": "Guest",
                "unit_id": self.unit2.id,
                "partner_id": self.unit2.payer_id.id,
                "rule_id": self.env.ref("cs_property.visitor_guest").id,
            }
        )
        visit.state = "expected"
        [row] = self.desk.find(visit._scan_text())
        self.assertEqual((row["code"], row["why"]), ("1-1-102", visit.display_name))
        text, old = visit._scan_text(), visit.number
        visit._scan_reissue()
        [row] = self.desk.find(text)
        self.assertEqual((row["code"], row["why"]), ("1-1-102", "A new one was issued: this code is void."))
        self.assertFalse(self.desk.find(text[:-5] + "AAAAA"), "a forged one says nothing of anybody")
        self.assertEqual(self.found(old), ["1-1-102"])
