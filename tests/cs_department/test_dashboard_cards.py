"""The headline figures of the dashboard: every number opens its records, narrowed as the page is."""

import json
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tools.json import json_default

from tests.common import NOW, CsCase

MARCH = {"period": "month"}


class TestDashboardCards(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        for place in range(6):
            with case.at(NOW - timedelta(days=1, minutes=place)):
                ticket = cls.make_ticket(kind_id=(cls.complaint if place % 2 else cls.enquiry).id)
            if place < 4:
                with case.at(NOW - timedelta(hours=4 - place)):
                    ticket.with_user(cls.supervisor).write({"cause_id": cls.cause.id, "validity": "valid"})
                    ticket.with_user(cls.supervisor).resolve("Done.")
        with case.at("2026-02-03 03:00"):
            cls.make_ticket()
        cls.env.flush_all()
        cls.first = cls.env["cs.indicator"].search([("code", "=", "first_response_in_time")])
        cls.first.sudo().target_ids.create({"indicator_id": cls.first.id, "date_from": "2026-01-01", "value": 95})

    def setUp(self):
        super().setUp()
        self.board = self.env["cs.dashboard"].with_user(self.supervisor)

    def opened(self, key, values=MARCH):
        action = self.board.open_records(values, "figure", key)
        domain = json.loads(json.dumps(action["domain"], default=json_default))
        return self.env[action["res_model"]].with_user(self.supervisor).search_count(domain)

    def card(self, code, values=MARCH):
        indicator = self.env["cs.indicator"].search([("code", "=", code)])
        [card] = [one for one in self.board.cards(values)["cards"] if one["id"] == indicator.id]
        return card

    def test_every_headline_opens_what_it_counts(self):
        for values in (
            MARCH,
            {"period": "last_month"},
            {**MARCH, "kind_id": self.complaint.id},
            {**MARCH, "team_id": self.team.id, "channel_id": self.env["cs.ticket.channel"].search([], limit=1).id},
        ):
            page = self.board.cards(values)
            self.assertGreater(len(page["cards"]), 8)
            for card in page["cards"]:
                self.assertFalse(card["error"], card["name"])
                for row in card["behind"]:
                    self.assertEqual(self.opened(row["key"], values), row["value"], (card["name"], row))

    def test_good_and_bad_make_the_sample(self):
        for card in self.board.cards(MARCH)["cards"]:
            numbers = {row["key"].partition("/")[2]: row["value"] for row in card["behind"]}
            if "good" in numbers:
                self.assertEqual(numbers["good"] + numbers["bad"], numbers[""], card["name"])

    def test_a_figure_stands_beside_target_and_the_days_before(self):
        card = self.card("cases_registered")
        self.assertEqual((card["text"], card["before"], card["rises"]), ("6", "1", True))
        card = self.card("first_response_in_time")
        self.assertEqual(card["target"], "95.0 %")
        self.assertEqual(card["targets"][-3:], [95.0, 95.0, 95.0])
        self.assertIsNone(card["targets"][0])
        self.assertIn(card["on_target"], (True, False))

    def test_the_trend_opens_its_months(self):
        card = self.card("cases_registered")
        self.assertEqual(card["trend"][-2:], [1.0, 6.0])
        self.assertEqual(self.opened(f"{card['id']}/2026-02"), 1)
        self.assertEqual(self.opened(f"{card['id']}/2026-03"), 6)

    def test_narrowed_figures_count_only_what_is_looked_at(self):
        card = self.card("cases_registered", {**MARCH, "kind_id": self.complaint.id})
        self.assertEqual(card["text"], "3")
        self.assertFalse(card["whole"])
        with_channel = {**MARCH, "channel_id": 1}
        self.assertTrue(self.card("satisfaction_all", with_channel)["whole"])

    def test_the_figures_come_first_and_are_the_same_as_with_their_trend(self):
        first = self.board.cards(MARCH, False)["cards"]
        whole = self.board.cards(MARCH)["cards"]
        self.assertFalse(any(card["trend"] or card["targets"] for card in first))
        for card in whole:
            card.update(trend=[], targets=[])
        self.assertEqual(first, whole)
        self.env.invalidate_all()
        with self.assertQueryCount(78):
            self.board.cards(MARCH, False)

    def test_the_cards_take_a_bounded_number_of_queries(self):
        self.board.cards(MARCH)
        self.env.invalidate_all()
        with self.assertQueryCount(78):
            self.board.cards(MARCH)

    def test_figures_that_are_none_open_nothing(self):
        rate = self.env["cs.indicator"].search([("source", "=", "formula")], limit=1)
        for key in (0, -1, 10**9, "x", str(rate.id), f"{self.first.id}/1999-01", f"{self.first.id}/x"):
            with self.assertRaises(UserError):
                self.board.open_records(MARCH, "figure", key)
