"""What the supervisor's board and the agent's desk read from the server."""

from datetime import timedelta
from unittest.mock import patch

from lxml import etree
from odoo.addons.cs_department.models.ticket.ticket_board import COUNT_LIMIT
from odoo.fields import Domain
from odoo.tests import users, warmup
from odoo.tools.safe_eval import safe_eval
from odoo.tools.translate import LazyTranslate

from tests.common import NOW, CsCase

STAGES = ("new", "open", "waiting", "resolved")
#: what a card of the board asks for
CARD = {
    "number": {},
    "name": {},
    "priority": {},
    "state": {},
    "color": {},
    "alarm": {},
    "unread_reply": {},
    "next_due_at": {},
    "next_clock": {},
    "next_warn_at": {},
    "clock_paused": {},
    "open_task_count": {},
    "severity_color": {},
    **{
        name: {"fields": {"display_name": {}}}
        for name in (
            "partner_id",
            "kind_id",
            "severity_id",
            "category_id",
            "user_id",
            "pending_user_id",
            "pending_team_id",
            "stage_id",
        )
    },
}


class BoardCase(CsCase):
    @classmethod
    def filters(cls, page, uid):
        """The counters of a page: name → domain, from its search view."""
        view = cls.env["cs.ticket"].get_view(cls.env.ref(f"cs_department.cs_ticket_view_search_{page}").id, "search")
        return {
            node.get("name"): safe_eval(node.get("domain"), {"uid": uid})
            for node in etree.fromstring(view["arch"]).iter("filter")
            if node.get("name").startswith(f"{page}_")
        }

    def counts(self, page, user):
        tickets = self.env["cs.ticket"].with_user(user)
        return tickets.board_counts(self.filters(page, user.id))["counts"]


class TestTheClockOnACard(BoardCase):
    def test_the_colour_turns_when_the_rule_warns(self):
        ticket = self.make_ticket()
        clock = ticket.sudo().clock_ids.filtered(lambda c: c.due_at == ticket.next_due_at)[:1]
        clock.write({"warn_at": NOW + timedelta(minutes=7)})
        ticket.sudo()._refresh_due()
        self.assertEqual(ticket.next_warn_at, NOW + timedelta(minutes=7))

    def test_without_a_warning_the_last_quarter_counts_as_at_risk(self):
        ticket = self.make_ticket()
        clock = ticket.sudo().clock_ids.filtered(lambda c: c.due_at == ticket.next_due_at)[:1]
        clock.write({"warn_at": False, "running_since": NOW, "due_at": NOW + timedelta(minutes=40)})
        ticket.sudo()._refresh_due()
        self.assertEqual(ticket.next_warn_at, NOW + timedelta(minutes=30))

    def test_a_case_that_waits_for_the_customer_has_no_moment_of_risk(self):
        ticket = self.make_ticket()
        ticket.wait("Sends a picture")
        self.assertTrue(ticket.clock_paused)
        self.assertFalse(ticket.next_warn_at)

    def test_nobody_writes_the_moment_of_risk_by_hand(self):
        with self.assertRaisesRegex(Exception, "kept by the system"):
            self.make_ticket().write({"next_warn_at": NOW})

    def test_soon_at_risk_and_overdue_are_found_as_they_are_shown(self):
        ticket = self.make_ticket()
        states = {
            timedelta(minutes=-5): (False, False, True),
            timedelta(minutes=30): (True, True, False),
            timedelta(hours=5): (False, False, False),
        }
        names = ("is_due_soon", "is_at_risk", "is_overdue")
        for left, expected in states.items():
            ticket._system_write({"next_due_at": NOW + left, "next_warn_at": NOW + timedelta(hours=4)})
            ticket.invalidate_recordset()
            with self.subTest(left=left):
                self.assertEqual(tuple(ticket[name] for name in names), expected)
                found = tuple(bool(ticket.search([("id", "=", ticket.id), (name, "=", True)])) for name in names)
                self.assertEqual(found, expected)

    def test_a_warned_case_is_at_risk_long_before_its_last_hour(self):
        ticket = self.make_ticket()
        ticket._system_write({"next_due_at": NOW + timedelta(days=1), "next_warn_at": NOW})
        ticket.invalidate_recordset()
        self.assertTrue(ticket.is_at_risk)
        self.assertIn(ticket, ticket.search([("is_at_risk", "=", True)]))


class TestTheCounters(BoardCase):
    def test_each_alarm_of_the_board_is_counted(self):
        before = self.counts("board", self.supervisor)
        values = {
            "board_unassigned": {"alarm": "unassigned"},
            "board_severe": {"alarm": "severe"},
            "board_overdue": {"next_due_at": NOW - timedelta(hours=1)},
            "board_due_soon": {"next_due_at": NOW + timedelta(minutes=10)},
            "board_transfers": {"pending_user_id": self.agent2.id},
            "board_unread": {"unread_reply": True},
        }
        for name, vals in values.items():
            ticket = self.make_ticket()
            far = {"next_due_at": NOW + timedelta(days=3), "next_warn_at": False}
            ticket._system_write(far | vals)
            after = self.counts("board", self.supervisor)
            with self.subTest(counter=name):
                self.assertEqual({k for k in after if after[k] != before[k]}, {name})
            before = after

    def test_the_desk_counts_what_concerns_the_agent(self):
        far = {"next_due_at": NOW + timedelta(days=3), "next_warn_at": False}
        mine = self.make_ticket(user_id=self.agent.id)
        others = self.make_ticket(self.agent2, user_id=self.agent2.id)
        nobodys = self.make_ticket(user_id=self.agent.id)
        (mine | others | nobodys)._system_write(far)
        others._system_write({"pending_user_id": self.agent.id})
        nobodys._system_write({"user_id": False})
        counts = self.counts("desk", self.agent)
        self.assertEqual(counts["desk_mine"], 1)
        self.assertEqual(counts["desk_offered"], 1)
        self.assertEqual(counts["desk_unassigned"], 1)
        self.assertEqual(counts["desk_overdue"], 0)

    def test_cases_of_another_team_are_not_counted(self):
        before = self.counts("board", self.outsider)
        self.make_ticket()._system_write({"unread_reply": True})
        self.assertEqual(self.counts("board", self.outsider), before)

    def test_the_supervisor_hears_of_missing_holidays_and_the_agent_does_not(self):
        exceptions = type(self.env["cs.calendar.exception"])
        with patch.object(exceptions, "_missing_year_warning", lambda *_: "2027 is missing"):
            tickets = self.env["cs.ticket"]
            self.assertEqual(tickets.with_user(self.supervisor).board_counts({})["warning"], "2027 is missing")
            self.assertFalse(tickets.with_user(self.agent).board_counts({})["warning"])

    def test_counting_stops_at_a_limit(self):
        answer = self.env["cs.ticket"].with_user(self.agent).board_counts({"all": Domain.TRUE})
        self.assertEqual(answer["limit"], COUNT_LIMIT)


class TestNewsForTheScreensOfOthers(BoardCase):
    def told(self, act):
        """Who is told what while something is done: list of (login, title)."""
        heard = []

        def alert(tickets, users, title):
            heard.extend((user.login, str(title)) for user in users)

        with patch.object(type(self.env["cs.ticket"]), "_alert_users", alert):
            act()
        return heard

    def test_the_agent_who_gets_a_case_from_an_employee_is_told(self):
        heard = self.told(lambda: self.make_ticket(self.employee))
        self.assertIn(heard, ([("cs_agent", "A case for you")], [("cs_agent2", "A case for you")]))

    def test_nobody_is_told_about_what_he_registers_for_himself(self):
        self.assertEqual(self.told(lambda: self.make_ticket(user_id=self.agent.id)), [])

    def test_the_agent_whom_the_supervisor_puts_in_charge_is_told(self):
        ticket = self.make_ticket(user_id=self.agent.id)
        heard = self.told(lambda: ticket.with_user(self.supervisor).write({"user_id": self.agent2.id}))
        self.assertEqual(heard, [("cs_agent2", "A case for you")])

    def test_a_bulk_of_old_cases_is_no_news(self):
        quiet = self.env["cs.ticket"].with_user(self.employee).with_context(tracking_disable=True)
        vals = {"name": "Old", "kind_id": self.enquiry.id, "partner_id": self.customer.id, "description": "x"}
        self.assertEqual(self.told(lambda: quiet.create([vals] * 3)), [])

    def test_a_notification_names_a_handful_of_cases_at_most(self):
        tickets = self.make_ticket(user_id=self.agent.id)
        for _i in range(6):
            tickets |= self.make_ticket(user_id=self.agent.id)
        sent = []
        with patch.object(type(self.env["res.users"]), "_bus_send", lambda *args: sent.append(args[1:])):
            tickets._alert_users(self.agent2, LazyTranslate("cs_department")("Look"))
        self.assertEqual([kind for kind, _message in sent], ["simple_notification", "cs_department/changed"])
        self.assertTrue(sent[0][1]["message"].endswith("…"))


class TestTheBoardIsCheap(BoardCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        vals = {
            "name": "Lamp dark",
            "kind_id": cls.complaint.id,
            "category_id": cls.category.id,
            "description": "At gate 2",
        }
        partners = cls.env["res.partner"].create([{"name": f"Customer {i}"} for i in range(20)])
        cls.tickets = (
            cls.env["cs.ticket"]
            .with_user(cls.agent)
            .create([{**vals, "partner_id": partners[i % 20].id} for i in range(200)])
        )
        stages = {state: cls.env["cs.ticket.stage"]._first_id(state) for state in STAGES}
        for position, state in enumerate(STAGES):
            # four bulks of fifty
            cls.tickets[position * 50 : (position + 1) * 50]._system_write({"stage_id": stages[state], "state": state})
        cls.tickets[:60].with_user(cls.supervisor).dispatch(department=cls.engineering, name="Look")

    def test_the_two_hundred_cases_stand_on_the_board(self):
        board = self._board(self.supervisor)
        shown = [card for group in board["groups"] for card in group.get("__records", ())]
        self.assertGreaterEqual(len(shown), 160)
        self.assertTrue(any(card["open_task_count"] for card in shown))

    def _board(self, user):
        return (
            self.env["cs.ticket"]
            .with_user(user)
            .web_read_group(
                [("state", "in", STAGES)],
                ["stage_id"],
                auto_unfold=True,
                unfold_read_specification=CARD,
            )
        )

    @users("cs_supervisor")
    @warmup
    def test_the_board_loads_with_few_queries(self):
        with self.assertQueryCount(cs_supervisor=14):
            self._board(self.env.user)

    @users("cs_agent")
    @warmup
    def test_the_desk_loads_with_few_queries(self):
        with self.assertQueryCount(cs_agent=9):
            self.env["cs.ticket"].web_search_read(
                [("state", "in", STAGES[:3]), ("user_id", "=", self.env.uid)],
                CARD | {"is_asked": {}},
                limit=80,
                order="next_due_at, priority desc, id desc",
            )

    @users("cs_supervisor")
    @warmup
    def test_the_counters_take_one_query_each(self):
        filters = self.filters("board", self.env.uid)
        self.env.invalidate_all()
        # the seventh looks for working hours that follow the public calendar
        with self.assertQueryCount(cs_supervisor=len(filters) + 1):
            self.env["cs.ticket"].board_counts(filters)

    @users("cs_agent")
    @warmup
    def test_the_counters_of_the_desk_take_one_query_each(self):
        filters = self.filters("desk", self.env.uid)
        with self.assertQueryCount(cs_agent=len(filters)):
            self.env["cs.ticket"].board_counts(filters)
