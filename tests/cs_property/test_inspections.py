"""Inspections: rounds by plan, missed ones that show, what fails becomes a case and is looked at again."""

import base64
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase
from odoo.tools import SQL

from tests.common import NOW
from tests.cs_property.estate_case import EstateCase

EARLY = "2026-01-01 00:00:00"
#: the smallest picture there is
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class InspectionCase(EstateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.estate.manager_id = cls.manager
        cls.plans = cls.env["cs.inspection.plan"]
        # shipped plans of other categories find no spots here
        cls.hall = cls.env["cs.spot"].create(
            {
                "name": "Hall",
                "code": "H1",
                "category": "stairs",
                "estate_id": cls.estate.id,
                "building_id": cls.building.id,
            }
        )
        cls.roof = cls.hall.copy({"name": "Roof", "code": "H2"})
        cls.plan = cls.env.ref("cs_property.inspection_stairs")
        cls.env.flush_all()
        # plans and places count from when they were made: that is before the frozen day
        for table in ("cs_inspection_plan", "cs_spot", "cs_estate_unit"):
            cls.env.cr.execute(
                SQL("UPDATE %s SET create_date = %s, write_date = %s", SQL.identifier(table), EARLY, EARLY)
            )
        cls.env.invalidate_all()

    def rounds(self):
        return self.env["cs.inspection.round"].search([("plan_id", "=", self.plan.id)], order="opens_at")

    def make(self, at=NOW):
        with self.at(at):
            self.plan._make(self.company)
        return self.rounds()

    def walk(self, one, value=1, at=None, user=None):
        """Answer everything of a round the same way, by phone."""
        with self.at(at or one.opens_at + timedelta(minutes=5)):
            for check in one.check_ids:
                check = check.with_user(user or self.inspector)
                answers = {
                    str(line.id): {"value": value, "note": "" if value else "Broken"}
                    for line in check.sudo().answer_ids
                    if line.kind != "text"
                }
                photos = [
                    {"answer_id": line.id, "key": f"photo-{line.id:08}", "data": PNG}
                    for line in check.sudo().answer_ids
                    if line.needs_photo
                ]
                check._take({"answers": answers, "photos": photos, "finish": True})


class TestRounds(InspectionCase):
    def test_the_quota_of_the_plan_is_made_once_however_often_it_runs(self):
        rounds = self.make()
        self.assertEqual(len(rounds), 2, "twice a day")
        self.assertEqual(rounds.check_ids.spot_id, self.hall | self.roof)
        self.assertEqual(self.make(), rounds)
        before = self.env.cr.sql_log_count
        self.make()
        self.assertLess(self.env.cr.sql_log_count - before, 40)

    def test_a_missed_round_shows_as_missed(self):
        first, _second = self.make()
        with self.at(first.closes_at + timedelta(hours=2)):
            first._act_on_time()
        self.assertEqual((first.state, first.coverage), ("missed", 0))
        self.assertEqual(set(first.check_ids.mapped("state")), {"void"})
        self.assertIn(self.manager, first.activity_ids.user_id, "the estate's manager is told")
        with self.at(first.closes_at + timedelta(hours=2)), self.assertRaises(UserError):
            first.check_ids[0].with_user(self.inspector)._take({"finish": True})

    def test_days_on_which_nothing_ran_are_missed_too(self):
        self.make()
        rounds = self.make(NOW + timedelta(days=2))
        self.assertEqual(len(rounds), 6)

    def test_a_round_that_was_walked_is_made_and_covers(self):
        first, _second = self.make()
        self.walk(first)
        self.assertEqual((first.state, first.done_count, first.failed_count, first.coverage), ("done", 2, 0, 100))
        self.assertEqual(first.user_id, self.inspector)

    def test_what_fails_becomes_a_case_and_is_looked_at_again_when_it_is_closed(self):
        first, _second = self.make()
        self.walk(first, value=0)
        cases = first.check_ids.answer_ids.case_id
        self.assertTrue(cases)
        self.assertEqual(set(cases.mapped("kind_id.code")), {"repair"})
        case = cases[0]
        spot = first.check_ids.filtered(lambda check: case in check.case_ids).spot_id
        known = spot.check_ids
        same = cases.filtered(lambda one: one in known.case_ids)
        same.with_user(self.supervisor).sudo().resolve("Done")
        same.sudo().close()
        again = spot.check_ids - known
        self.assertTrue(again, "a check of the same spot is given by itself")
        self.assertEqual(set(again.mapped("state")), {"todo"})

    def test_what_a_phone_sends_twice_counts_once(self):
        first, _second = self.make()
        self.walk(first, value=0)
        cases = first.check_ids.answer_ids.case_id
        photos = self.env["ir.attachment"].search_count([("res_model", "=", "cs.check.answer")])
        self.walk(first, value=1)
        self.assertEqual(first.check_ids.answer_ids.case_id, cases)
        self.assertEqual(first.failed_count, 2, "the second sending changes nothing")
        self.assertEqual(self.env["ir.attachment"].search_count([("res_model", "=", "cs.check.answer")]), photos)

    def test_a_code_on_the_spot_proves_presence_where_the_plan_wants_it(self):
        self.plan.write({"needs_scan": True, "change_reason": "proof"})
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE cs_inspection_plan SET write_date = %s", EARLY))
        self.env.invalidate_all()
        first, _second = self.make()
        check = first.check_ids.filtered(lambda one: one.spot_id == self.hall).with_user(self.inspector)
        with self.at(first.opens_at + timedelta(minutes=5)):
            with self.assertRaisesRegex(UserError, "Scan the code"):
                check._take({"answers": self.right(check), "finish": True})
            self.assertTrue(check._take({"scanned": self.roof._scan_text()})["error"], "the code of another spot")
            state = check._take({"scanned": self.hall._scan_text(), "answers": self.right(check), "finish": True})
        self.assertEqual((state["state"], check.presence), ("done", "scan"))

    def right(self, check):
        return {str(line.id): {"value": 1} for line in check.sudo().answer_ids if line.kind != "text"}

    def test_garbage_from_a_phone_is_refused_in_words(self):
        first, _second = self.make()
        check = first.check_ids[0].with_user(self.inspector)
        garbage = (None, 1, "x", [], {"answers": 1}, {"answers": {"x": 1}}, {"photos": 1}, {"photos": [1]})
        garbage += ({"photos": [{"answer_id": 0, "key": "x", "data": "x"}]}, {"scanned": "\u0000\ud800"}, {"at": "x"})
        with self.at(first.opens_at + timedelta(minutes=5)):
            for package in garbage:
                try:
                    with self.cr.savepoint():
                        check._take(package)
                except UserError as refused:
                    self.assertTrue(str(refused))

    def test_only_who_may_check_does(self):
        first, _second = self.make()
        for user in (self.guard, self.auditor):
            with self.assertRaises(AccessError), self.at(first.opens_at + timedelta(minutes=5)):
                first.check_ids[0].with_user(user)._take({"answers": {}})
        with self.assertRaises(AccessError):
            first.with_user(self.clerk).action_take()
        first.with_user(self.inspector).action_take()
        self.assertEqual(first.user_id, self.inspector)

    def test_a_missed_round_is_opened_again_by_a_supervisor_and_says_so(self):
        first, _second = self.make()
        late = first.closes_at + timedelta(hours=2)
        with self.at(late):
            first._act_on_time()
            with self.assertRaises(AccessError):
                first.with_user(self.inspector).reopen("please")
            first.with_user(self.supervisor).reopen("The key was missing")
        self.assertEqual((first.state, first.reopened), ("todo", "The key was missing"))
        self.walk(first, at=late + timedelta(hours=1))
        self.assertEqual(first.state, "done")

    def test_vacant_units_are_looked_at_by_the_register(self):
        plan = self.env.ref("cs_property.inspection_vacant")
        self.unit1.party_ids.unlink()
        with self.at(NOW):
            plan._make(self.company)
        checks = self.env["cs.check"].search([("round_id.plan_id", "=", plan.id)])
        self.assertIn(self.unit1, checks.unit_id)
        self.assertNotIn(self.unit2, checks.unit_id)


class TestRoundPages(HttpCase, InspectionCase):
    def test_the_inspectors_page_shows_his_round_and_a_guard_sees_none(self):
        first, _second = self.make()
        first.user_id = self.inspector
        (self.inspector | self.guard).password = "cs-test-pw-1"
        self.authenticate(self.inspector.login, "cs-test-pw-1")
        self.assertIn("Hall", self.url_open(f"/cs/rounds/{first.id}").text)
        self.assertIn(f"/cs/rounds/{first.id}", self.url_open("/cs/rounds").text)
        check = first.check_ids[0]
        self.assertEqual(self.url_open(f"/cs/checks/{check.id}").status_code, 200)
        self.authenticate(self.guard.login, "cs-test-pw-1")
        self.assertEqual(self.url_open(f"/cs/rounds/{first.id}").status_code, 404)
        self.assertEqual(self.url_open(f"/cs/checks/{check.id}").status_code, 404)

    def test_a_label_for_each_spot(self):
        html, kind = self.env["ir.actions.report"]._render_qweb_html(
            "cs_property.report_spot_label", (self.hall | self.roof).ids
        )
        self.assertEqual(kind, "html")
        self.assertEqual(html.count(b"data:image/png"), 2)
        self.assertTrue(base64.b64decode(self.hall.scan_image).startswith(b"\x89PNG"))


class TestStaffAndFigures(InspectionCase):
    def test_a_check_on_a_guard_counts_for_whoever_was_met_there(self):
        plan = self.env.ref("cs_property.inspection_guards")
        gate = self.env["cs.spot"].create(
            {"name": "Gate", "code": "G9", "category": "guard", "estate_id": self.estate.id}
        )
        guard = self.env["hr.employee"].create({"name": "Guard on duty", "company_id": self.company.id})
        self.env.flush_all()
        for table in ("cs_inspection_plan", "cs_spot"):
            self.env.cr.execute(
                SQL("UPDATE %s SET create_date = %s, write_date = %s", SQL.identifier(table), EARLY, EARLY)
            )
        self.env.invalidate_all()
        plan._make(self.company)
        one = self.env["cs.inspection.round"].search([("plan_id", "=", plan.id)], limit=1)
        check = one.check_ids.filtered(lambda found: found.spot_id == gate).with_user(self.inspector)
        with self.at(one.opens_at + timedelta(minutes=5)):
            answers = {
                str(line.id): {"value": 1, "note": ""} for line in check.sudo().answer_ids if line.kind != "text"
            }
            photos = [
                {"answer_id": line.id, "key": f"photo-{line.id:08}", "data": PNG}
                for line in check.sudo().answer_ids
                if line.needs_photo
            ]
            sent = {"answers": answers, "photos": photos, "finish": True}
            with self.assertRaisesRegex(UserError, "Say who is on duty here"):
                check._take(sent)
            check._take({**sent, "employee_id": guard.id})
        self.assertEqual((check.sudo().state, check.sudo().employee_id), ("done", guard))

    def test_coverage_is_an_indicator_that_appraisal_can_count(self):
        first, second = self.make()
        self.walk(first)
        with self.at(second.closes_at + timedelta(hours=2)):
            second._act_on_time()
        self.assertEqual((first.state, second.state), ("done", "missed"))
        worker = self.env["hr.employee"].create({"name": "Inspector", "user_id": self.inspector.id})
        coverage = self.env["cs.indicator"]._of_company(self.company)["inspection_coverage"]
        days = (first.day, second.day)
        whole = coverage._read(*days, self.company, by=())[coverage.id][()]
        own = coverage._read(*days, self.company, by=("person",))[coverage.id][worker.id,]
        self.assertEqual((float(whole.value), float(own.value)), (50, 100))
