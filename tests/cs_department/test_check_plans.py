"""Sampling for checks: by chance from a seed that is kept, for a reason, once a period."""

from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from tests.cs_department.check_case import CheckCase


class TestPlans(CheckCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = cls.resolve(cls.agent, 6) | cls.resolve(cls.agent2, 3)

    def draw(self, plan, user=None):
        plan.with_user(user or self.officer).action_draw()
        return self.env["cs.check.draw"].search([("plan_id", "=", plan.id)])

    def test_so_many_of_each_person(self):
        draw = self.draw(self.make_plan(size=2))
        self.assertEqual((draw.period, draw.population_count, draw.drawn_count), ("2026-02", 9, 4))
        people = draw.check_ids.mapped("employee_id")
        self.assertEqual(people, self.employee_of[self.agent] | self.employee_of[self.agent2])
        self.assertEqual(set(draw.check_ids.inspector_id), {self.officer, self.officer2})
        self.assertLessEqual(draw.check_ids.ticket_id, self.cases)
        self.assertEqual(set(draw.check_ids.mapped("stratum")), {"Agent", "Agent2"})

    def test_the_seed_draws_the_same_again_and_a_changed_sample_is_seen(self):
        draw = self.draw(self.make_plan(size_kind="percent", size=50, by_person=False, second_percent=40))
        self.assertEqual((draw.drawn_count, draw.second_wanted), (5, 2))
        again = sorted(ref for refs in draw._repeat().values() for ref in refs)
        first = draw.check_ids.filtered(lambda check: not check.second_of_id)
        self.assertEqual(again, sorted(first.ticket_id.ids))
        self.assertEqual(draw._repeat_second(again), set(first.filtered("second_ids").ticket_id.ids))
        self.assertEqual(draw.with_user(self.officer).action_verify()["params"]["type"], "success")
        # the work that was there then decides, not what has been resolved since
        self.resolve(self.agent, 2)
        self.assertEqual(draw.action_verify()["params"]["type"], "success")
        other = self.cases.filtered(lambda case: case not in first.ticket_id)[:1]
        first[:1].ticket_id = other
        self.assertEqual(draw.action_verify()["params"]["type"], "danger")

    def test_a_period_is_drawn_once(self):
        plan = self.make_plan()
        draw = self.draw(plan)
        self.time_draws()
        self.assertEqual(self.draw(plan), draw)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            draw.copy({"period": draw.period})

    def test_time_draws_by_itself(self):
        plan = self.make_plan()
        self.time_draws()
        self.assertEqual(plan.draw_ids.mapped("period"), ["2026-02"])
        with self.at("2026-04-01 02:00"):
            self.time_draws()
            self.time_draws()
        self.assertCountEqual(plan.draw_ids.mapped("period"), ["2026-03", "2026-02"])

    @mute_logger("odoo.addons.cs_department.models.check.plan")
    def test_a_plan_that_fails_holds_up_no_other(self):
        bad, good = self.make_plan(sequence=1), self.make_plan(sequence=2)
        draw = type(bad)._draw

        def failing(plan, company):
            if plan == bad:
                raise ValueError("broken")
            return draw(plan, company)

        with patch.object(type(bad), "_draw", failing):
            self.time_draws()
        self.assertFalse(bad.draw_ids)
        self.assertTrue(good.draw_ids)

    def test_ones_own_plan_stands_before_the_shared_one_of_the_same_key(self):
        self.checklist.company_id = False
        shared = self.make_plan(company_id=False)
        own = self.make_plan(key=shared.key)
        self.assertEqual(self.env["cs.check.plan"]._of_company(self.company), own)

    def test_a_plan_out_of_force_draws_nothing(self):
        self.make_plan(date_from="2026-03-01")
        self.time_draws()
        self.assertFalse(self.env["cs.check.draw"].search([]))

    def test_low_rated_and_reopened_cases_are_chosen(self):
        reopened = self.cases[0]
        self.env.cr.execute("UPDATE cs_ticket SET reopen_count = 1 WHERE id = %s", (reopened.id,))
        reopened.invalidate_recordset()
        plan = self.make_plan(method="targeted", size_kind="total", size=50, reopened=True, bad_rating=True)
        draw = self.draw(plan)
        self.assertEqual(draw.check_ids.ticket_id, reopened)
        self.assertEqual(draw.check_ids.stratum, "Reopened cases")

    def test_long_talks_and_talks_of_new_people_are_chosen(self):
        old, new = self.employee_of[self.agent], self.employee_of[self.agent2]
        old.contract_date_start = "2020-01-01"
        new.contract_date_start = "2026-01-20"
        call = lambda who, seconds: self.env["cs.call"].create(  # noqa: E731
            {"employee_id": who.id, "seconds": seconds, "started_at": "2026-02-10 03:00"}
        )
        long, _short, beginner = call(old, 700), call(old, 500), call(new, 30)
        plan = self.make_plan(
            checklist_id=self.make_checklist("call").id,
            source="call",
            method="targeted",
            size_kind="total",
            size=9,
            long_talk=True,
            new_agent=True,
        )
        draw = self.draw(plan)
        self.assertEqual(draw.check_ids.call_id, long | beginner)

    def test_nobody_is_given_his_own_work(self):
        self.resolve(self.officer, 3)
        reopened = self.env["cs.ticket"].search([("user_id", "=", self.officer.id)])
        self.env.cr.execute("UPDATE cs_ticket SET reopen_count = 1 WHERE id IN %s", (tuple(reopened.ids),))
        reopened.invalidate_recordset()
        plan = self.make_plan(method="targeted", size_kind="total", size=50, reopened=True, second_percent=100)
        draw = self.draw(plan, self.officer)
        own = draw.check_ids.filtered(lambda check: check.user_id == self.officer)
        self.assertEqual(len(own.filtered(lambda check: not check.second_of_id)), 3)
        self.assertNotIn(self.officer, own.inspector_id)

    def test_supervisors_check_their_people_and_people_themselves(self):
        of_people = {"source": "employee", "checklist_id": self.make_checklist("employee").id}
        plan = self.make_plan(**of_people, inspector="supervisor", by_team=True)
        checks = self.draw(plan).check_ids
        self.assertIn(self.agent, checks.user_id)
        self.assertEqual(checks.filtered(lambda check: check.user_id == self.agent).inspector_id, self.supervisor)
        mine = self.draw(self.make_plan(**of_people, inspector="self")).check_ids
        self.assertTrue(mine)
        self.assertTrue(all(check.is_self and check.inspector_id == check.user_id for check in mine))

    def test_a_plan_that_cannot_draw_is_refused(self):
        with self.assertRaises(ValidationError):
            self.make_plan(source="call")
        with self.assertRaises(ValidationError):
            self.make_plan(inspector="self", second_percent=10)
        with self.assertRaises(ValidationError):
            self.make_plan(method="targeted")
        with self.assertRaises(ValidationError):
            self.make_plan(method="targeted", long_talk=True)

    def test_who_draws_and_who_sees_samples(self):
        plan = self.make_plan()
        for user in (self.agent, self.supervisor):
            with self.assertRaises(AccessError):
                plan.with_user(user).action_draw()
        draw = self.draw(plan, self.manager)
        with self.assertRaises(AccessError):
            draw.with_user(self.supervisor).action_verify()

    def test_drawing_costs_no_more_for_more_work(self):
        counts = []
        for name in ("warm", "one", "two"):
            plan = self.make_plan(name=name, size_kind="total", size=3)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            plan._draw(self.company)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.resolve(self.agent, 20)
        # the first look fills caches; who checks is written once a person
        self.assertAlmostEqual(*counts[1:], delta=2)

    def test_the_rule_book_says_what_is_checked(self):
        plan = self.make_plan(size=2, second_percent=10)
        said = plan._in_words()
        self.assertIn("each person apart", said)
        self.assertIn("10 %", said)
        self.assertIn("Greeting (40 points)", self.checklist._in_words())
