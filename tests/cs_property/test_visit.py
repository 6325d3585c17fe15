"""Home visits (P21): a plan per steward, what is found becomes cases, what nobody made is missed."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from tests.common import NOW
from tests.cs_property.visit_case import VisitCase

KEY = "0123456789abcdef"
NAUGHTY = (None, False, True, 0, -1, 2**70, "", "x", "'; DROP TABLE cs_visit; --", [], {}, b"x", "\x00", "🏠" * 2000)


class TestPlan(VisitCase):
    def test_each_steward_owes_what_the_rule_says_and_each_visit_says_why(self):
        self.unit3.needs_care = True
        visits = self.draw()
        self.assertEqual(len(visits), 2)
        self.assertIn(self.unit3, visits.unit_id, "who needs looking after comes first")
        self.assertEqual(set(visits.mapped("steward_id")), {self.steward})
        self.assertEqual(set(visits.mapped("month")), {date(2026, 3, 1)})
        self.assertEqual(set(visits.mapped("due_on")), {date(2026, 3, 31)})
        first = visits.filtered(lambda one: one.unit_id == self.unit3)
        self.assertIn("Needs looking after", first.why)
        self.assertIn("never visited", (visits - first).why)
        self.assertEqual(visits.check_id.mapped("inspector_id"), self.steward)
        self.assertNotIn(self.space, visits.unit_id, "nobody lives in a garage")

    def test_what_happened_brings_a_visit(self):
        self.env["cs.unit.vacancy"].create(
            {"unit_id": self.unit2.id, "date_from": "2026-01-01", "date_to": "2026-02-20", "reason": "away"}
        ).write({"state": "approved"})
        complaint = self.env.ref("cs_department.kind_complaint")
        self.assertEqual(self.rule.complaint_kind_ids, complaint)
        values = {name: "x" for name in complaint.required_field_ids.mapped("name") if name in ("place", "description")}
        self.env["cs.ticket"].create(
            {
                "name": "Noise",
                "kind_id": complaint.id,
                "unit_id": self.unit3.id,
                "partner_id": self.unit3.payer_id.id,
                "category_id": self.env.ref("cs_property.category_estate_noise").id,
                **values,
            }
        )
        self.rule.write({"waiting_share": 0, "change_reason": "x"})
        houses = {one.id: one for one in self.visits._houses(self.units, self.rule, self.company._cs_today())}
        self.assertEqual(houses[self.unit2.id].facts["vacancy_ended"], date(2026, 2, 21))
        self.assertEqual(houses[self.unit3.id].facts["complaint"], date(2026, 3, 4))
        self.assertEqual(self.draw().unit_id, self.unit2 | self.unit3)

    def test_the_month_is_drawn_once_however_often_it_runs(self):
        visits = self.draw()
        self.assertFalse(self.draw())
        self.cron()
        self.assertEqual(self.visits.search([("steward_id", "=", self.steward.id)]), visits)

    def test_the_database_refuses_a_second_visit_of_the_month(self):
        visit = self.draw()[:1]
        self.make(visit)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.visits.create(
                {
                    "unit_id": visit.unit_id.id,
                    "steward_id": self.steward.id,
                    "month": visit.month,
                    "due_on": visit.due_on,
                    "is_drawn": True,
                }
            )
            self.env.flush_all()

    def test_nobody_is_visited_twice_while_others_wait(self):
        with self.at(NOW):
            first = self.draw()
            for visit in first:
                self.make(visit)
        with self.at(NOW + timedelta(days=31)):
            second = self.draw()
        self.assertFalse(first.unit_id & second.unit_id)
        self.assertEqual(first.unit_id | second.unit_id, self.unit1 | self.unit2 | self.unit3 | self.shop)

    def test_a_draw_that_was_killed_half_way_makes_all_of_it_the_next_time(self):
        checks = type(self.env["cs.check"])
        killed = patch.object(checks, "_give", side_effect=SystemExit)
        with killed, self.assertRaises(SystemExit), self.env.cr.savepoint():
            self.cron()
        self.env.invalidate_all()
        self.assertFalse(self.visits.search([("steward_id", "=", self.steward.id)]))
        self.cron()
        visits = self.visits.search([("steward_id", "=", self.steward.id)])
        self.assertEqual((len(visits), len(visits.check_id)), (2, 2))

    def test_a_share_of_the_units(self):
        self.rule.write({"per_month": 0, "share": 26, "change_reason": "x"})
        self.assertEqual(len(self.draw()), 2, "26 % of four, rounded up")

    def test_the_queries_do_not_grow_with_the_units(self):
        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.visits._houses(self.env["cs.estate.unit"].search([]), self.rule, self.company._cs_today())
            return self.env.cr.sql_log_count - before

        few = cost()
        for number in range(20):
            self._make_unit(f"2{number:02}", 50)
        self.assertLessEqual(cost(), few)
        self.assertLess(few, 25)

    def test_the_rule_stands_in_the_book_as_a_sentence(self):
        self.assertIn("each steward makes 2 visits a month", self.rule.sentence)
        self.assertIn("Needs looking after (25)", self.rule.sentence)
        chapters = {name for _title, names in self.env["cs.book.version"]._chapters() for name in names}
        self.assertLessEqual({"cs.visit.rule", "cs.mediation.way"}, chapters)

    def test_a_new_steward_takes_over_what_nobody_has_begun(self):
        visits = self.draw()
        visits[0].with_user(self.steward).not_met("absent")
        other = new_test_user(self.env, "cs_next_steward", groups="cs_property.group_cs_steward")
        self.building.steward_id = other
        self.visits._follow_stewards()
        self.assertEqual(visits[0].steward_id, self.steward, "he has rung there already")
        self.assertEqual(visits[1].steward_id, other)
        self.assertEqual(visits[1].check_id.inspector_id, other)

    def test_supervisors_draw_by_hand_and_others_do_not(self):
        with self.assertRaises(AccessError):
            self.visits.with_user(self.steward).action_draw()
        self.visits.with_user(self.manager).action_draw()
        self.assertEqual(self.visits.search_count([("steward_id", "=", self.steward.id)]), 2)


class TestDoor(VisitCase):
    def test_what_a_visit_finds_becomes_cases_that_lead_back(self):
        visit = self.draw()[:1]
        self.make(visit, wrong=(1, 3))
        self.assertEqual(visit.state, "done")
        self.assertEqual(len(visit.ticket_ids), 2)
        self.assertEqual(visit.finding_count, 2)
        self.assertEqual(visit.ticket_ids.unit_id, visit.unit_id)
        self.assertEqual(visit.ticket_ids.visit_id, visit)
        self.assertEqual(
            visit.ticket_ids.category_id,
            self.env.ref("cs_property.category_estate_repair") | self.env.ref("cs_property.category_estate_noise"),
        )
        self.assertEqual((visit.satisfaction, visit.said, visit.coverage), (4, "More benches, please", 100))
        action = visit.with_user(self.manager).action_findings()
        self.assertEqual(self.env["cs.ticket"].search(action["domain"]), visit.ticket_ids)

    def test_nobody_at_home_is_tried_again_by_the_rule_and_then_it_is_over(self):
        visit = self.draw()[:1].with_user(self.steward)
        self.assertEqual(visit.not_met("absent"), "planned")
        self.assertEqual(visit.next_on, date(2026, 3, 7))
        visit.not_met("absent")
        self.assertEqual(visit.not_met("absent", "dark windows"), "absent")
        self.assertEqual((visit.attempt_count, visit.sudo().check_id.state), (3, "void"))
        with self.assertRaises(UserError):
            visit.not_met("absent")

    def test_who_refuses_is_asked_why_and_not_visited_again(self):
        visit = self.draw()[:1].with_user(self.steward)
        with self.assertRaises(UserError):
            visit.not_met("refused", "  ")
        self.assertEqual(visit.not_met("refused", "No time for that"), "refused")
        self.assertEqual(visit.attempt_ids.words, "No time for that")

    def test_what_nobody_made_is_missed_and_the_manager_learns_of_it(self):
        visits = self.draw()
        visits[0].with_user(self.steward).not_met("absent")
        with self.at(NOW + timedelta(days=28)):
            self.cron()
        self.assertEqual(visits.mapped("state"), ["absent", "missed"])
        self.assertEqual(visits[1].activity_ids.user_id, self.manager)
        self.assertEqual(visits[1].coverage, 0)
        self.assertEqual(visits.check_id.mapped("state"), ["void", "void"])

    def test_the_phone_says_it_once_however_often_it_sends(self):
        visit = self.draw()[:1]
        check = visit.check_id.with_user(self.steward)
        package = {"visit": {"result": "absent", "words": "", "key": KEY}, "at": NOW.timestamp()}
        first, again = check._take(package), check._take(package)
        self.assertEqual(first, again)
        self.assertIn("next attempt", first["told"])
        self.assertEqual(visit.attempt_count, 1)

    def test_only_the_steward_and_supervisors_say_what_came_of_it(self):
        visit = self.draw()[:1]
        with self.assertRaises(AccessError):
            visit.with_user(self.clerk).not_met("absent")
        visit.with_user(self.supervisor).not_met("absent")
        self.assertEqual(visit.attempt_ids.user_id, self.supervisor)

    def test_the_resident_signs_afterwards(self):
        visit = self.draw()[:1].with_user(self.steward)
        with self.assertRaises(UserError):
            visit.action_sign_resident()
        self.make(visit)
        self.assertEqual(visit.action_sign_resident()["res_model"], "cs.sign")

    def test_anybody_at_the_counter_asks_for_a_visit(self):
        visit = self.visits.with_user(self.clerk).create({"unit_id": self.unit1.id, "why": "The family asked"})
        self.assertEqual(
            (visit.steward_id, visit.partner_id, visit.due_on, visit.is_drawn),
            (self.steward, self.unit1.payer_id, date(2026, 3, 11), False),
        )
        self.assertTrue(visit.sudo().check_id)
        self.assertNotIn(self.unit1, self.draw().unit_id, "it is planned already")

    def test_what_the_verbs_write_nobody_writes(self):
        visit = self.draw()[:1]
        for values in ({"state": "done"}, {"satisfaction": 5}, {"month": "2026-04-01"}):
            with self.assertRaises(AccessError):
                visit.with_user(self.manager).write(values)
        with self.assertRaises(AccessError):
            visit.with_user(self.steward).write({"steward_id": self.agent.id})
        with self.assertRaises(UserError):
            visit.unlink()

    def test_a_steward_sees_his_own_only(self):
        mine = self.draw()
        other = new_test_user(self.env, "cs_far_steward", groups="cs_property.group_cs_steward")
        building = self.building.copy({"code": "9", "steward_id": other.id})
        far = self._make_unit("901", 50, code="9-901", building_id=building.id, stair_id=False)
        self.visits._draw(self.company, other)
        seen = self.visits.with_user(other).search([])
        self.assertEqual(seen.sudo().unit_id, far)
        with self.assertRaises(AccessError):
            mine.with_user(other).read(["why"])
        with self.assertRaises(AccessError):
            self.visits.with_user(other).create({"unit_id": self.unit1.id, "steward_id": other.id})

    def test_naughty_words_do_no_harm(self):
        visit = self.draw()[:1].with_user(self.steward)
        for value in NAUGHTY:
            with self.subTest(value=repr(value)[:20]):
                for call in (
                    lambda v=value: visit.not_met(v),
                    lambda v=value: visit.sudo().check_id.with_user(self.steward)._take({"visit": v or "x"}),
                    lambda v=value: (
                        visit.sudo()
                        .check_id.with_user(self.steward)
                        ._take({"visit": {"result": v, "words": v, "key": v}})
                    ),
                ):
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        call()
        words = "<script>alert(1)</script> '); DROP 😀"
        visit.not_met("refused", words)
        self.assertEqual(visit.attempt_ids.words, words)

    def test_visits_can_be_counted_for_appraisal(self):
        self.assertEqual(self.env["cs.indicator"]._permitted_models()["cs.visit"], "company_id")

    def test_the_desk_shows_visits_and_starts_one(self):
        visit = self.draw()[:1]
        desk = self.env["cs.desk"].with_user(self.clerk)
        keys = {section["key"]: section for section in desk.card(visit.unit_id.id)["sections"]}
        self.assertEqual(keys["visits"]["rows"][0]["res_id"], visit.id)
        services = {row["key"]: row["hotkey"] for row in desk.services()}
        self.assertEqual((services["visit"], services["mediation"]), ("h", "d"))
        hotkeys = list(services.values())
        self.assertEqual(len(hotkeys), len(set(hotkeys)))


class TestVisitPage(VisitCase, HttpCase):
    def test_the_page_shows_who_lives_there_and_why(self):
        self.env["res.users"].browse(self.steward.id).password = "cs_steward"
        visit = self.draw()[:1]
        self.authenticate("cs_steward", "cs_steward")
        page = self.url_open(f"/cs/checks/{visit.check_id.id}").text
        for words in (visit.partner_id.name, visit.why, 'data-result="absent"', 'data-result="refused"'):
            self.assertIn(words, page)
        listed = self.url_open("/cs/rounds").text
        self.assertIn(f"/cs/checks/{visit.check_id.id}", listed)
