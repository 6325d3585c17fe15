"""The dashboard: every figure opens exactly the records that it counts, and parts make the whole."""

import json
from datetime import timedelta

from odoo.addons.cs_department.core.figures import shapes
from odoo.exceptions import AccessError, UserError
from odoo.tools.json import json_default

from tests.common import NOW, CsCase

MARCH = {"period": "month"}


class TestDashboard(CsCase):
    """Twelve cases of March by two kinds, with causes, tasks and answers, and one of February."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        cls.tickets = cls.env["cs.ticket"]
        cls.phone, cls.web = cls.env["cs.ticket.channel"].search([], limit=2)
        with case.at("2026-02-10 03:00"):
            cls.tickets |= cls.make_ticket()
        for place in range(12):
            # each at its own hour: registered by people, answered and resolved a while later
            moment = NOW - timedelta(days=place % 4, hours=place % 3, minutes=17 * place)
            with case.at(moment):
                ticket = cls.make_ticket(
                    user=cls.agent if place % 2 else cls.outsider,
                    kind_id=(cls.complaint if place % 3 else cls.enquiry).id,
                    channel_id=(cls.phone if place % 4 else cls.web).id,
                    team_id=(cls.team if place % 2 else cls.other_team).id,
                )
                cls.tickets |= ticket
            if place % 3 == 1:
                with case.at(moment + timedelta(minutes=20 + 40 * place)):
                    cls._answer(ticket, place)
        cls.env.flush_all()

    @classmethod
    def _answer(cls, ticket, place):
        """A case is answered, a leg of a department done, and the case resolved."""
        system = ticket.with_user(cls.supervisor)
        cls.env["cs.ticket.task"].with_user(cls.supervisor).create(
            {"name": "Look", "ticket_id": ticket.id, "department_id": cls.engineering.id}
        ).done("Found it.")
        system.write({"cause_id": cls.cause.id, "validity": "valid", "resolution": "Done."})
        system.resolve("Done.")

    def setUp(self):
        super().setUp()
        self.board = self.env["cs.dashboard"].with_user(self.supervisor)

    def opened(self, part, key, values=MARCH):
        """The records that a figure opens, as the browser would ask for them."""
        action = self.board.open_records(values, part, key)
        # the way through the browser: moments are text there
        domain = json.loads(json.dumps(action["domain"], default=json_default))
        model = self.env[action["res_model"]].with_user(self.supervisor).with_context(**action["context"])
        return model.search(domain)

    def assert_opens(self, part, key, count, values=MARCH):
        self.assertEqual(len(self.opened(part, key, values)), count, (part, key))

    def test_every_bar_and_cell_opens_what_it_counts(self):
        for values in (MARCH, {**MARCH, "team_id": self.team.id}, {**MARCH, "kind_id": self.complaint.id}):
            page = self.board.charts(values)
            for head in page["head"]:
                self.assert_opens("head", head["key"], head["value"], values)
            sides = {"kind_id": "kinds", "channel_id": "channels", "team_id": "teams"}
            for part, name in sides.items():
                for row in page[name]:
                    self.assert_opens(part, row["key"], row["value"], values)
            for row in page["causes"]["bars"]:
                self.assert_opens("cause_id", row["key"], row["value"], values)
            self.assert_opens("cause_id", 0, page["causes"]["none"], values)
            for day, hours in enumerate(page["week"]["grid"]):
                for hour, count in enumerate(hours):
                    if count or not (day * 24 + hour) % 29:
                        self.assert_opens("week", f"{day}-{hour}", count, values)
            for series in page["months"]["series"]:
                for key, count in zip(page["months"]["keys"], series["values"], strict=True):
                    self.assert_opens("months", f"{key}/{series['key']}", count, values)
            for name, counts in page["times"]["series"].items():
                for place, count in enumerate(counts):
                    self.assert_opens(name, place, count, values)
            for row in page["legs"]:
                self.assert_opens("legs", row["key"], row["value"], values)
                self.assert_opens("legs_late", row["key"], row["late"], values)
                late = self.opened("legs_late", row["key"], values)
                self.assertAlmostEqual(sum(late.mapped("overrun_minutes")), row["minutes"], 1)
            for place, count in enumerate(page["backlog"]["values"]):
                self.assert_opens("backlog", place, count, values)

    def test_the_parts_make_the_whole(self):
        page = self.board.charts(MARCH)
        head = {one["key"]: one["value"] for one in page["head"]}
        self.assertEqual(head, {"open": 9, "overdue": head["overdue"], "unassigned": 0, "waiting": 0})
        for name in ("kinds", "channels", "teams"):
            self.assertEqual(sum(row["value"] for row in page[name]), 12, name)
        causes = page["causes"]
        self.assertEqual(sum(row["value"] for row in causes["bars"]) + causes["none"], 12)
        self.assertEqual(sum(map(sum, page["week"]["grid"])), 12)
        self.assertEqual(sum(series["values"][-1] for series in page["months"]["series"]), 12)
        self.assertEqual(sum(page["backlog"]["values"]), 9)
        self.assertEqual(sum(page["times"]["series"]["resolution"]), 4)
        self.assertEqual(sum(row["value"] for row in page["legs"]), self._ended_legs())
        teams = sum(
            self.board.charts({**MARCH, "team_id": team.id})["head"][0]["value"] for team in self.team | self.other_team
        )
        self.assertEqual(teams, 9)

    def _ended_legs(self):
        return self.env["cs.clock"].search_count([("task_id", "!=", False), ("state", "in", ("met", "missed"))])

    def test_hours_and_weekdays_are_those_of_the_company(self):
        grid = self.board.with_context(tz="America/New_York").charts(MARCH)["week"]["grid"]
        expected = [[0] * shapes.HOURS for _day in range(shapes.WEEKDAYS)]
        for ticket in self.tickets.filtered(lambda t: t.registered_at.month == 3 or t.registered_at.day == 28):
            local = ticket.registered_at + timedelta(hours=8)
            if local.month == 3:
                expected[local.weekday()][local.hour] += 1
        self.assertEqual(grid, expected)

    def test_the_page_takes_as_many_queries_for_many_cases_as_for_few(self):
        self.board.charts(MARCH)
        self.env.invalidate_all()
        with self.assertQueryCount(22):
            self.board.charts(MARCH)
        for _more in range(15):
            self.make_ticket()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(22):
            self.board.charts(MARCH)

    def test_only_supervisors_and_managers_see_it(self):
        for user in (self.employee, self.engineer, self.agent, self.portal):
            board = self.env["cs.dashboard"].with_user(user)
            for ask in (
                board.choices,
                lambda board=board: board.charts({}),
                lambda board=board: board.open_records({}, "head", "open"),
            ):
                with self.assertRaises(AccessError):
                    ask()
        self.assertTrue(self.env["cs.dashboard"].with_user(self.manager).charts({})["head"])

    def test_another_company_is_not_counted(self):
        other = self.env["res.company"].create({"name": "Other"})
        before = self.board.charts(MARCH)["head"][0]["value"]
        self.make_ticket(
            user=self.env.user, company_id=other.id, kind_id=self.enquiry.id, partner_id=False, team_id=False
        )
        self.assertEqual(self.board.charts(MARCH)["head"][0]["value"], before)
        self.assertFalse(self.board._scope({"team_id": 10**6}).team_id)

    def test_nonsense_is_refused_in_words(self):
        for part, key in (
            ("head", "x"),
            ("week", "9"),
            ("week", "a-b"),
            ("months", "1999-01"),
            ("backlog", 99),
            ("resolution", "z"),
            ("kind_id", None),
            ([], {}),
            (None, None),
        ):
            with self.assertRaises(UserError):
                self.board.open_records(MARCH, part, key)
        for values in (
            {"period": "eternity"},
            {"period": "custom", "date_from": "yesterday"},
            {"period": "custom", "date_from": "1066-01-01"},
            {"team_id": "x"},
            {"kind_id": 2**40},
        ):
            with self.assertRaises(UserError):
                self.board.charts(values)
