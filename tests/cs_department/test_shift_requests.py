"""Swaps, give-aways and open shifts: held to the rules, agreed, approved, and safe when two act at once."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from tests.cs_department.duty_case import DutyCase


class Asking(DutyCase):
    def ask(self, user, **values):
        return self.env["cs.shift.request"].with_user(user).create(values)


class TestTrades(Asking):
    def swap(self, mine, theirs, **values):
        return self.ask(
            mine.user_id,
            kind="swap",
            shift_id=mine.id,
            colleague_id=theirs.employee_id.id,
            other_shift_id=theirs.id,
            **values,
        )

    def test_what_is_asked_about_a_shift_ends_with_the_shift(self):
        mine, theirs, third = self.publish((self.a, 10, self.early), (self.b, 12, self.late), (self.c, 11, self.early))
        swap = self.swap(mine, theirs)
        other = self.ask(self.outsider, kind="give", shift_id=third.id)
        swap.with_user(self.agent2).agree()
        theirs.with_user(self.supervisor).state = "cancelled"
        self.assertEqual((swap.state, bool(swap.answer)), ("withdrawn", True))
        self.assertFalse(self.env["mail.activity"].search([("res_model", "=", swap._name), ("res_id", "=", swap.id)]))
        self.assertEqual(other.state, "offered")

    def test_a_swap_needs_the_colleague_and_then_the_supervisor(self):
        mine, theirs = self.publish((self.a, 10, self.early), (self.b, 12, self.late))
        request = self.swap(mine, theirs, reason="Dentist")
        self.assertEqual(request.state, "offered")
        self.assertEqual(len(self.mails(self.agent2)), 2)
        with self.assertRaises(UserError):
            request.with_user(self.supervisor).approve()
        with self.assertRaises(AccessError):
            request.with_user(self.agent).agree()
        request.with_user(self.agent2).agree()
        self.assertEqual(request.state, "asked")
        with self.assertRaises(AccessError):
            request.with_user(self.agent2).approve()
        request.with_user(self.supervisor).approve()
        self.assertEqual(request.state, "approved")
        self.assertEqual(self.of(self.a), [(12, "L")])
        self.assertEqual(self.of(self.b), [(10, "E")])
        self.assertEqual({one.origin for one in self.roster.shift_ids if one.state == "published"}, {"swap"})
        self.assertEqual(len(self.roster.change_ids), 4)

    def test_two_swap_on_the_same_day(self):
        mine, theirs = self.publish((self.a, 10, self.early), (self.b, 10, self.late))
        request = self.swap(mine, theirs)
        request.with_user(self.agent2).agree()
        request.with_user(self.supervisor).approve()
        self.assertEqual((self.of(self.a), self.of(self.b)), ([(10, "L")], [(10, "E")]))

    def test_what_breaks_a_rule_that_must_be_kept_is_refused_in_words(self):
        _night, mine, theirs = self.publish((self.a, 9, self.night), (self.a, 12, self.late), (self.b, 10, self.early))
        with self.assertRaisesRegex(UserError, "Agent: Rest between shifts"):
            self.swap(mine, theirs)

    def test_the_rules_are_asked_again_when_it_is_approved(self):
        mine, theirs = self.publish((self.a, 10, self.early), (self.b, 12, self.late))
        request = self.swap(mine, theirs)
        request.with_user(self.agent2).agree()
        self.plan([(self.b, 9, self.night)], state="published")
        with self.assertRaises(UserError):
            request.with_user(self.supervisor).approve()

    def test_nobody_gets_two_shifts_on_a_day(self):
        mine, _also, theirs = self.publish((self.a, 10, self.early), (self.a, 12, self.early), (self.b, 12, self.late))
        with self.assertRaisesRegex(UserError, "has a shift on 2026-03-12 already"):
            self.swap(mine, theirs)

    def test_a_soft_rule_met_less_well_is_told_and_does_not_pass_by_itself(self):
        self.company.cs_swap_approval = "worse"
        self.env["cs.roster.rule"].create(
            {"name": "Runs", "kind": "isolated_work", "strength": "should", "weight": 5, "company_id": self.company.id}
        )
        mine, *_run, theirs = self.publish(
            (self.a, 10, self.early), (self.a, 11, self.early), (self.a, 12, self.early), (self.b, 20, self.late)
        )
        request = self.swap(mine, theirs)
        request.with_user(self.agent2).agree()
        self.assertEqual(request.state, "asked")
        self.assertFalse(request.is_clean)
        self.assertIn("Agent", request.verdict_words)

    def test_a_clean_trade_passes_by_itself_where_the_company_says_so(self):
        self.company.cs_swap_approval = "worse"
        mine, theirs = self.publish((self.a, 10, self.early), (self.b, 12, self.late))
        request = self.swap(mine, theirs)
        request.with_user(self.agent2).agree()
        self.assertEqual(request.state, "approved")
        self.assertEqual(self.of(self.a), [(12, "L")])

    def test_giving_away_to_whoever_takes_it_first(self):
        (mine, _other) = self.publish((self.a, 10, self.early), (self.b, 12, self.late))
        request = self.ask(self.agent, kind="give", shift_id=mine.id)
        self.assertTrue(request.with_user(self.agent2).can_agree)
        request.with_user(self.engineer).agree()
        with self.assertRaises(UserError):
            request.with_user(self.agent2).agree()
        request.with_user(self.supervisor).approve()
        self.assertEqual((self.of(self.a), self.of(self.d)), ([], [(10, "E")]))

    def test_who_is_not_on_the_roster_neither_sees_nor_takes_an_offer(self):
        (mine,) = self.publish((self.a, 10, self.early))
        request = self.ask(self.agent, kind="give", shift_id=mine.id)
        with self.assertRaises(UserError):
            request.with_user(self.manager).agree()
        with self.assertRaises(AccessError):
            request.with_user(self.employee).agree()

    def test_the_colleague_may_decline(self):
        mine, theirs = self.publish((self.a, 10, self.early), (self.b, 12, self.late))
        request = self.swap(mine, theirs)
        with self.assertRaises(AccessError):
            request.with_user(self.supervisor).decline()
        request.with_user(self.agent2).decline("No time")
        self.assertEqual((request.state, request.answer), ("refused", "No time"))

    def test_nobody_trades_the_shift_of_somebody_else(self):
        mine, theirs = self.publish((self.a, 10, self.early), (self.b, 12, self.late))
        with self.assertRaises(UserError):
            self.ask(self.agent, kind="give", shift_id=theirs.id)
        with self.assertRaises(AccessError):
            self.ask(self.agent, kind="give", shift_id=theirs.id, employee_id=self.b.id)
        with self.assertRaises(UserError), self.at(self.march(10, 9)):
            self.ask(self.agent, kind="give", shift_id=mine.id)

    def test_a_request_is_written_by_its_verbs_only(self):
        mine, theirs = self.publish((self.a, 10, self.early), (self.b, 12, self.late))
        request = self.swap(mine, theirs, state="approved", is_clean=True)
        self.assertEqual(request.state, "offered")
        for user in (self.agent, self.supervisor, self.manager):
            with self.assertRaises(AccessError):
                request.with_user(user).write({"state": "approved"})

    def test_supervisors_do_not_decide_their_own(self):
        self.roster.employee_ids += self.employee_of[self.supervisor]
        mine, theirs = self.publish((self.employee_of[self.supervisor], 10, self.early), (self.b, 12, self.late))
        request = self.swap(mine, theirs)
        request.with_user(self.agent2).agree()
        with self.assertRaises(UserError):
            request.with_user(self.supervisor).approve()
        request.with_user(self.manager).approve()
        self.assertEqual(request.state, "approved")

    def test_what_is_not_decided_when_the_shift_begins_has_come_too_late(self):
        mine, theirs = self.publish((self.a, 10, self.early), (self.b, 12, self.late))
        request = self.swap(mine, theirs)
        with self.at(self.march(10, 8)):
            self.assertIn(request, request.search(request._due_domain()))
            request.sudo()._act_on_time()
        self.assertEqual(request.state, "expired")

    def test_a_shift_is_in_one_trade_at_a_time(self):
        mine, theirs, other = self.publish((self.a, 10, self.early), (self.b, 12, self.late), (self.d, 14, self.late))
        self.swap(mine, theirs)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.swap(mine, other)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.swap(other, theirs)


class TestOpenShifts(Asking):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.roster.demand"].create(
            {"template_id": cls.late.id, "needed": 1, "day_type": "every", "company_id": cls.company.id}
        )

    def take(self, user, day):
        return self.ask(user, kind="take", roster_id=self.roster.id, template_id=self.late.id, date=date(2026, 3, day))

    def test_open_shifts_are_offered_on_days_on_which_one_is_free(self):
        self.publish((self.a, 10, self.early), (self.b, 12, self.late))
        days = {row["date"] for row in self.env["cs.shift"].with_user(self.agent).my_open_shifts()}
        self.assertNotIn("2026-03-03", days)
        self.assertNotIn("2026-03-10", days)
        self.assertNotIn("2026-03-12", days)
        self.assertIn("2026-03-11", days)

    def test_taking_an_open_shift_waits_for_the_supervisor(self):
        self.publish((self.a, 10, self.early))
        request = self.take(self.agent, 11)
        self.assertEqual(request.state, "asked")
        request.with_user(self.supervisor).approve()
        self.assertEqual(self.of(self.a), [(10, "E"), (11, "L")])

    def test_two_do_not_take_the_same_shift(self):
        self.company.cs_swap_approval = "worse"
        self.publish((self.a, 10, self.early))
        self.take(self.agent, 15)
        self.assertEqual(self.of(self.a, 15), [(15, "L")])
        with self.assertRaisesRegex(UserError, "quicker"):
            self.take(self.agent2, 15)

    def test_what_one_has_asked_for_nobody_else_asks_for(self):
        self.publish((self.a, 10, self.early))
        self.take(self.agent, 15)
        with self.assertRaisesRegex(UserError, "quicker"):
            self.take(self.agent2, 15)

    def test_the_database_lets_one_of_two_in_who_looked_at_the_same_moment(self):
        self.publish((self.a, 10, self.early))
        first = self.take(self.agent, 15)
        second = self.take(self.agent2, 16)
        self.env.flush_all()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            second.sudo().write({"date": first.date})
            self.env.flush_all()


class TestCost(DutyCase):
    def test_a_request_costs_few_queries(self):
        mine, theirs = self.publish((self.a, 10, self.early), (self.b, 12, self.late))
        self.env.invalidate_all()
        requests = self.env["cs.shift.request"].with_user(self.agent)
        with self.assertQueryCount(120):
            requests.create(
                {
                    "kind": "swap",
                    "shift_id": mine.id,
                    "colleague_id": self.b.id,
                    "other_shift_id": theirs.id,
                }
            )
            self.env.flush_all()
