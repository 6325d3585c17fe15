"""The department's dashboard and the fees: each sees the figures of what he may read, and nobody else's."""

import json
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tools.json import json_default

from tests.cs_property.arrears_case import ArrearsCase

MARCH = {"period": "month"}
CODES = {"collection_rate", "fees_overdue", "arrears_cases", "promises_kept"}


class TestFeeDashboard(ArrearsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls.steward.copy({"login": "cs_steward2", "name": "Second steward"})
        cls.unit2.building_id = cls.building.copy({"code": "2", "name": "Building 2", "steward_id": other.id})
        cls.unit2.steward_id = other
        charges = cls.owe(cls.unit1, 300) | cls.owe(cls.unit2, 100)
        charges._pay(cls.pay(cls.unit1, 120) | cls.pay(cls.unit2, 100))
        cls.owe(cls.unit3, 500, due=(2026, 3, 31))  # not due yet: not counted
        cls.look()
        supervisor = cls.env.ref("cs_department.group_cs_supervisor")
        cls.chief_steward, cls.chief_accountant = (
            user.copy({"login": f"cs_chief_{user.login}", "group_ids": [(6, 0, (user.group_ids | supervisor).ids)]})
            for user in (cls.steward, cls.accountant)
        )
        cls.building.steward_id = cls.chief_steward
        cls.env.flush_all()

    def board(self, user):
        return self.env["cs.dashboard"].with_user(user).with_company(self.company)

    def cards(self, user, values=MARCH):
        codes = dict(self.env["cs.indicator"].search([]).mapped(lambda one: (one.id, one.code)))
        return {codes[card["id"]]: card for card in self.board(user).cards(values)["cards"]}

    def opened(self, user, part, key, values=MARCH):
        action = self.board(user).open_records(values, part, key)
        domain = json.loads(json.dumps(action["domain"], default=json_default))
        return self.env[action["res_model"]].with_user(user).search(domain)

    def fees(self, user):
        return {code: card["text"] for code, card in self.cards(user).items() if code in CODES}

    def test_managers_and_who_deals_with_all_fees_see_them_all(self):
        for user in (self.manager, self.chief_accountant):
            self.assertEqual(
                self.fees(user),
                {"collection_rate": "55.00 %", "fees_overdue": "180.00 ¥", "arrears_cases": "1", "promises_kept": "–"},
            )

    def test_a_steward_sees_those_of_his_buildings(self):
        fees = self.fees(self.chief_steward)
        self.assertEqual((fees["collection_rate"], fees["fees_overdue"]), ("40.00 %", "180.00 ¥"))
        self.building.steward_id = self.steward
        fees = self.fees(self.chief_steward)
        self.assertEqual((fees["collection_rate"], fees["arrears_cases"]), ("–", "0"))

    def test_a_supervisor_without_fees_has_no_such_card_nor_list(self):
        cards = self.cards(self.supervisor)
        self.assertFalse(CODES & set(cards))
        self.assertGreater(len(cards), 8)
        self.assertEqual(self.board(self.supervisor).charts(MARCH)["collection"], {})
        overdue = self.env["cs.indicator"].search([("code", "=", "fees_overdue")])
        with self.assertRaises(UserError):
            self.board(self.supervisor).open_records(MARCH, "figure", str(overdue.id))
        with self.assertRaises(AccessError):
            self.opened(self.supervisor, "collection_estate_id", self.estate.id)

    def test_who_is_no_supervisor_has_no_dashboard(self):
        for user in (self.agent, self.clerk, self.cashier, self.accountant, self.auditor, self.steward):
            with self.assertRaises(AccessError):
                self.board(user).cards(MARCH)
            with self.assertRaises(AccessError):
                self.board(user).charts(MARCH)

    def test_the_list_behind_a_card_is_what_it_counts(self):
        for user in (self.manager, self.chief_steward, self.chief_accountant):
            for code, card in self.cards(user).items():
                for row in card["behind"] if code in CODES else ():
                    self.assertEqual(len(self.opened(user, "figure", row["key"])), row["value"], (user.login, code))
        parts = self.cards(self.chief_steward)["collection_rate"]["behind"]
        found = self.opened(self.chief_steward, "figure", parts[0]["key"])
        self.assertEqual(found.unit_id, self.unit1)

    def test_the_collection_of_each_estate_and_steward(self):
        found = self.board(self.manager).charts(MARCH)["collection"]
        [estate] = found["estate_id"]
        self.assertEqual((estate["name"], estate["value"]), (self.estate.name, 55.0))
        self.assertEqual(estate["shown"], "55.00%: 220.00 of 400.00")
        self.assertEqual({row["key"]: row["value"] for row in found["steward_id"]}[self.unit2.steward_id.id], 100.0)
        rows = self.opened(self.manager, "collection_steward_id", self.unit2.steward_id.id)
        self.assertEqual(rows.unit_id, self.unit2)
        self.assertEqual(len(self.board(self.chief_steward).charts(MARCH)["collection"]["steward_id"]), 1)
        narrowed = {**MARCH, "team_id": self.team.id}
        self.assertEqual(self.board(self.manager).charts(narrowed)["collection"], {})
        for part in ("collection_x", "collection_", "collection_company_id"):
            with self.assertRaises(UserError):
                self.board(self.manager).open_records(MARCH, part, 1)

    def test_the_departments_monthly_report_says_only_what_every_supervisor_may_read(self):
        report = self.env["cs.month.report"].sudo().create({"company_id": self.company.id, "month": date(2026, 2, 1)})
        names = {row["name"] for row in report.content["figures"]}
        self.assertGreater(len(names), 8)
        self.assertFalse(names & set(self.env["cs.indicator"].search([("code", "in", list(CODES))]).mapped("name")))

    def test_the_dashboard_takes_a_bounded_number_of_queries_whoever_looks(self):
        for user, cards, charts in (
            (self.manager, 95, 29),
            (self.chief_steward, 100, 20),
            (self.supervisor, 82, 15),
        ):
            board = self.board(user)
            for read, bound in ((board.cards, cards), (board.charts, charts)):
                read(MARCH)
                self.env.invalidate_all()
                with self.subTest(user.login), self.assertQueryCount(bound):
                    read(MARCH)
