"""Inspections and people: guards and cleaners are looked at by the roster, coverage reaches the appraisal."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tools import SQL

from tests.common import NOW
from tests.cs_property.test_inspections import EARLY, InspectionCase


class TestInspectionPeople(InspectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["hr.employee"].search([("user_id", "=", cls.inspector.id)]) or cls.env[
            "hr.employee"
        ].create({"name": "Inspector", "user_id": cls.inspector.id})

    def on_duty(self, employee, post):
        """Somebody is at a post on the frozen day."""
        template = self.env["cs.shift.template"].create(
            {"name": "Day", "code": f"D{post.id}", "post_id": post.id, "span_ids": [(0, 0, {"start": 8, "end": 20})]}
        )
        self.env["cs.shift"].create(
            {
                "employee_id": employee.id,
                "template_id": template.id,
                "team_id": self.team.id,
                "date": NOW.date(),
                "state": "published",
            }
        )

    def staff_check(self, purpose):
        """The check of a round on guards or cleaners at a post of theirs."""
        post = self.env["cs.duty.post"].create({"name": "North gate"})
        spot = self.hall.copy({"name": "North gate", "code": f"N-{purpose}", "category": purpose, "post_id": post.id})
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE cs_spot SET create_date = %s", EARLY))
        self.env.invalidate_all()
        plan = self.env.ref(f"cs_property.inspection_{purpose}s")
        with self.at(NOW):
            plan._make(self.company)
        checks = self.env["cs.check"].search([("round_id.plan_id", "=", plan.id), ("spot_id", "=", spot.id)])
        return checks[:1], post

    def test_a_check_on_guards_or_cleaners_counts_for_whoever_is_on_duty_there(self):
        for purpose, person in (("guard", self.employee_of[self.agent]), ("cleaner", self.employee_of[self.agent2])):
            with self.subTest(purpose), self.cr.savepoint():
                check, post = self.staff_check(purpose)
                self.on_duty(person, post)
                with self.at(NOW):
                    check.with_user(self.inspector).begin()
                self.assertEqual(check.employee_id, person)

    def test_a_check_on_guards_is_not_finished_before_it_says_who_was_there(self):
        check, _post = self.staff_check("guard")
        answers = {str(line.id): {"value": 1} for line in check.answer_ids if line.kind != "text"}
        with self.at(NOW):
            with self.assertRaisesRegex(UserError, "who is on duty"):
                check.with_user(self.inspector)._take({"answers": answers, "finish": True})
            check.with_user(self.inspector)._take({"employee_id": 0, "answers": answers, "finish": True})
        self.assertTrue(check.staff_absent)

    def test_the_coverage_of_rounds_reaches_the_appraisal_sheet(self):
        begin, end = NOW.replace(month=2, day=1).date(), NOW.replace(month=2, day=28).date()
        first, second = self.make(NOW.replace(month=2, day=10))
        self.walk(first)
        second.user_id = self.inspector
        with self.at(second.closes_at + timedelta(hours=2)):
            second._act_on_time()
        self.assertEqual(second.state, "missed")
        coverage = self.env["cs.indicator"]._of_company(self.company)["inspection_coverage"]
        scheme = self.env["cs.appraisal.scheme"].create(
            {
                "name": "Inspectors",
                "change_reason": "First scheme",
                "criterion_ids": [
                    (
                        0,
                        0,
                        {
                            "name": coverage.name,
                            "source": "indicator",
                            "indicator_id": coverage.id,
                            "weight": 100,
                            "best_value": 100,
                            "worst_value": 0,
                        },
                    )
                ],
                "grade_ids": [(0, 0, {"name": "Good", "from_score": 0, "bonus_coefficient": 1})],
            }
        )
        period = self.env["cs.appraisal.period"].create(
            {
                "company_id": self.company.id,
                "date_from": begin,
                "date_to": end,
                "extra_ids": [(6, 0, self.person.ids)],
                "scheme_id": scheme.id,
            }
        )
        period.with_user(self.manager).action_run()
        sheet = period.appraisal_ids.filtered(lambda one: one.employee_id == self.person)
        self.assertEqual(sheet.score, 50, "one of two rounds")

    def test_missed_rounds_are_counted_and_stand_in_the_list(self):
        first, _second = self.make()
        with self.at(first.closes_at + timedelta(hours=2)):
            first._act_on_time()
        missed = self.env["cs.indicator"]._of_company(self.company)["rounds_missed"]
        found = missed._read(NOW.date(), NOW.date(), self.company, by=())
        self.assertEqual(float(found[missed.id][()].value), 1)
        rows = self.env["cs.inspection.round"].with_user(self.supervisor).search([("state", "=", "missed")])
        self.assertEqual(rows, first)

    def test_the_list_of_rounds_costs_the_same_for_one_and_for_many(self):
        self.make(NOW + timedelta(days=2))
        fields = ("display_name", "user_id", "state", "spot_count", "done_count", "coverage", "closes_at")
        spec = {name: {"fields": {"display_name": {}}} if name == "user_id" else {} for name in fields}
        counts = []
        for limit in (1, 6):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["cs.inspection.round"].with_user(self.supervisor).web_search_read([], spec, limit=limit)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_what_nobody_was_given_stands_on_every_inspectors_phone(self):
        check = self.env["cs.check"]._give(
            [
                {
                    "checklist_id": self.env.ref("cs_property.checklist_round_vacant").id,
                    "company_id": self.company.id,
                    "unit_id": self.unit1.id,
                    "due": NOW.date(),
                }
            ]
        )
        rounds = self.env["cs.inspection.round"]
        mine = rounds.with_user(self.inspector)._page_list()["checks"]
        self.assertEqual([(row["id"], row["free"]) for row in mine], [(check.id, True)])
        self.assertFalse(rounds.with_user(self.clerk)._page_list()["checks"])
