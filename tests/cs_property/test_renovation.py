"""Renovations from the application to the closed file."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from tests.common import NOW
from tests.cs_property.custody_case import PNG
from tests.cs_property.renovation_case import DAY, RenovationCase


class TestRenovation(RenovationCase):
    # -- application and sign-off -----------------------------------------------------------

    def test_a_forbidden_work_is_refused_with_the_sentence_of_the_book(self):
        with self.assertRaisesRegex(ValidationError, "changes the face of the building"):
            self.applied(work_ids=[(6, 0, (self.paint | self.balcony).ids)])

    def test_a_new_record_is_offered_the_units_before_it_has_a_company(self):
        names = {"cs.renovation": "unit_id", "cs.release.pass": "unit_id", "cs.renovation.violation": "renovation_id"}
        for model, name in names.items():
            domain = self.env[model].with_user(self.clerk).fields_get([name])[name]["domain"]
            self.assertIn("[(1, '=', 1)]", domain, f"{model}.{name} has no company yet")

    def test_works_ask_for_papers_of_their_own_once(self):
        renovation = self.applied(work_ids=[(6, 0, (self.paint | self.wet).ids)])
        renovation.action_documents()
        renovation.action_documents()
        kinds = renovation.document_ids.kind_id
        self.assertIn(self.env.ref("cs_property.doc_renovation_waterproof"), kinds)
        self.assertNotIn(self.env.ref("cs_property.doc_renovation_fire"), kinds, "flats need none")
        self.assertEqual(len(kinds), len(renovation.document_ids))

    def test_two_tiers_sign_off_one_after_the_other_and_nobody_his_own(self):
        renovation = self.applied()
        renovation.action_apply()
        self.assertEqual(renovation.state, "signing")
        with self.assertRaises(AccessError):
            renovation.action_sign_off()
        self.assertTrue(renovation.with_user(self.chief).may_sign_off)
        self.assertIn(self.chief, renovation.sudo().activity_ids.user_id, "they are told")
        renovation.with_user(self.chief).action_sign_off()
        self.assertEqual(renovation.state, "signing")
        with self.assertRaises(AccessError):
            renovation.with_user(self.chief).action_sign_off()
        renovation.with_user(self.head).action_sign_off()
        self.assertEqual(renovation.state, "approved")
        self.assertEqual(renovation.signoff_ids.mapped("decided_by_id"), self.chief | self.head)

    def tiers(self, *people):
        """The rule of renovations asks these people by name."""
        self.env["cs.signoff.rule"].search([("what", "=", "renovation")]).action_archive()
        self.env.flush_all()
        self.env["cs.signoff.rule"].create(
            {
                "name": "Small house",
                "what": "renovation",
                "tier_ids": [
                    (0, 0, {"sequence": place, "role": "named", "user_ids": [(6, 0, users.ids)]})
                    for place, users in enumerate(people)
                ],
            }
        )

    def test_who_is_needed_for_the_higher_tier_leaves_the_lower_one_to_others(self):
        self.tiers(self.chief | self.head, self.head)
        renovation = self.applied()
        renovation.action_apply()
        with self.assertRaisesRegex(AccessError, "leave this one to Chief"):
            renovation.with_user(self.head).action_sign_off()
        self.assertFalse(renovation.with_user(self.head).may_sign_off)
        renovation.with_user(self.chief).action_sign_off()
        renovation.with_user(self.head).action_sign_off()
        self.assertEqual(renovation.state, "approved")

    def test_tiers_that_cannot_have_two_people_are_not_asked(self):
        self.tiers(self.head, self.head)
        with self.assertRaisesRegex(UserError, "Too few people for these tiers"):
            self.applied().action_apply()

    def test_one_person_does_not_sign_a_briefing_for_both(self):
        renovation = self.permitted()
        briefing = (
            self.env["cs.renovation.briefing"]
            .with_user(self.inspector)
            .create({"renovation_id": renovation.id, "person": "Master Li", "words": "Be careful."})
        )
        briefing._signed("briefer", PNG)
        for name in ("", f" {self.inspector.name} "):
            with self.assertRaisesRegex(UserError, "Two people sign a briefing"):
                briefing._signed("contractor", PNG, name)
        briefing._signed("contractor", PNG, "Master Li")
        self.assertTrue(briefing.signed)

    def test_who_asked_does_not_sign_off(self):
        renovation = self.applied().with_user(self.head)
        renovation.action_apply()
        self.assertIn("himself", renovation._signoff_hindrance())
        with self.assertRaises(AccessError):
            renovation.action_sign_off()

    def test_who_does_not_sign_off_says_why_and_it_can_be_asked_again(self):
        renovation = self.applied()
        renovation.action_apply()
        self.assertEqual(renovation.with_user(self.chief).action_refuse()["res_model"], "cs.signoff.refuse")
        renovation.with_user(self.chief).action_refuse("The drawing is missing.")
        self.assertEqual(renovation.state, "draft")
        self.assertEqual(renovation.signoff_ids.mapped("state"), ["refused", "void"])
        renovation.action_apply()
        self.assertEqual(renovation.signoff_ids.filtered(lambda one: one.state == "asked").attempt, 2)

    def test_states_are_written_by_the_buttons_only(self):
        renovation = self.applied()
        with self.assertRaises(AccessError):
            renovation.write({"state": "permitted"})
        document = self.env["cs.document"]
        renovation.action_documents()
        with self.assertRaises(AccessError):
            renovation.document_ids[0].write({"state": "checked"})
        with self.assertRaises(AccessError):
            document.with_user(self.inspector).browse(renovation.document_ids.ids).action_check()

    @mute_logger("odoo.sql_db")
    def test_a_unit_has_one_renovation_at_a_time(self):
        self.applied()
        with self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.applied().flush_recordset()

    # -- money and permit ----------------------------------------------------------------------

    def test_fees_and_deposit_stand_on_the_ledger_once_it_is_signed_off(self):
        renovation = self.signed_off().sudo()
        self.assertEqual(renovation.charge_ids.mapped("amount"), [500.0], "5 for each of 100 m²")
        self.assertEqual(renovation.charge_ids.move_id.state, "posted")
        self.assertEqual(renovation.claim_ids.mapped("amount"), [2000.0])
        self.assertEqual(renovation.amount_open, 2500.0)
        self.pay(renovation.with_user(self.clerk))
        self.assertEqual(renovation.amount_open, 0)
        liability = renovation.claim_ids.deposit_id._liability_lines()
        self.assertEqual(sum(liability.mapped("credit")), 2000.0)

    def test_there_is_no_permit_before_approval_papers_and_money(self):
        renovation = self.applied()
        with self.assertRaises(UserError):
            renovation.action_permit()
        renovation.action_apply()
        renovation.with_user(self.chief).action_sign_off()
        renovation.with_user(self.head).action_sign_off()
        with self.assertRaisesRegex(UserError, "(?s)Document: Drawings.*Not paid"):
            renovation.action_permit()
        renovation.document_ids.filtered("required").action_check()
        with self.assertRaisesRegex(UserError, "Not paid"):
            renovation.action_permit()
        self.pay(renovation)
        renovation.action_permit()
        self.assertEqual(renovation.state, "permitted")
        self.assertTrue(renovation.permit_number)
        self.assertEqual(self.unit1.renovating_until, renovation.date_to)

    def test_the_posting_on_the_door_is_looked_at_first_and_work_waits_for_it_and_the_briefing(self):
        renovation = self.permitted()
        with self.assertRaisesRegex(UserError, "(?s)briefing.*door.*pass"):
            renovation.with_user(self.inspector).action_begin()
        first = renovation.sudo().posting_check_id
        self.inspected(first, wrong=("", False))
        self.assertFalse(renovation.posted_on, "it did not hang there")
        again = renovation.sudo().posting_check_id
        self.assertNotEqual(again, first)
        self.inspected(again)
        self.assertEqual(renovation.posted_on, self.today)

    def test_the_code_of_the_permit_is_read_and_says_when_work_is_stopped(self):
        renovation = self.working()
        seen = self.env["cs.scan"]._look(renovation.sudo()._scan_text(), "Gate")
        self.assertEqual((seen.record, seen.result), (renovation.sudo(), "ok"))
        renovation.with_user(self.inspector).stop("no extinguisher")
        for record in (renovation.sudo(), renovation.sudo().pass_ids):
            seen = self.env["cs.scan"]._look(record._scan_text(), "Gate")
            self.assertNotEqual(seen.result, "ok")
            self.assertIn("stopped", seen.words)

    def test_a_replaced_pass_opens_nothing(self):
        renovation = self.working()
        old = renovation.pass_ids
        old.action_replace()
        self.assertEqual(old.state, "replaced")
        self.assertNotEqual(self.env["cs.scan"]._look(old.sudo()._scan_text(), "Gate").result, "ok")
        new = renovation.pass_ids - old
        self.assertEqual(self.env["cs.scan"]._look(new.sudo()._scan_text(), "Gate").result, "ok")

    def test_more_time_is_signed_off_and_old_codes_are_dead(self):
        renovation = self.working()
        old = renovation.sudo()._scan_text()
        until = renovation.date_to + 20 * DAY
        renovation.extend(until, "tiles came late")
        self.assertNotEqual(renovation.date_to, until, "not before it is signed off")
        renovation.with_user(self.chief).action_sign_off()
        self.assertEqual((renovation.date_to, self.unit1.renovating_until), (until, until))
        self.assertEqual(renovation.pass_ids.valid_until, until)
        self.assertEqual(self.env["cs.scan"]._look(old, "Gate").result, "reissued")

    # -- the quota -------------------------------------------------------------------------------

    def test_the_quota_of_each_open_site_is_counted_per_day_and_a_missed_one_is_visible(self):
        one, two = self.working(), self.working(unit=self.unit2)
        two.with_user(self.inspector).action_finishing()
        self.assertEqual((one.today_due, one.today_words), (2, "0 of 2"))
        self.inspected(one.sudo().slot_ids.filtered(lambda slot: slot.state == "todo")[0].check_id)
        one.invalidate_recordset()
        self.assertEqual(one.today_words, "1 of 2")
        self.later(NOW + DAY)
        self.cron()
        (one | two).invalidate_recordset()
        self.assertEqual((one.missed_yesterday, one.today_words), (1, "0 of 2"))
        self.assertEqual(two.today_words, "0 of 1", "finishing: once a day")
        board = self.env["cs.renovation"].with_user(self.clerk)
        missed = board.search([("slot_ids", "any", [("state", "=", "missed"), ("day", "=", self.today)])])
        self.assertEqual(missed, one | two)
        self.assertEqual(one.sudo().slot_ids.filtered(lambda slot: slot.state == "missed").check_id.state, "void")

    @mute_logger("odoo.sql_db")
    def test_an_inspection_of_a_day_is_owed_once_however_often_the_cron_runs(self):
        site = self.working().sudo()
        self.later(NOW + DAY)
        self.cron()
        before = site.slot_ids
        self.cron()
        self.assertEqual(site.slot_ids, before)
        with self.assertRaises(UniqueViolation), self.cr.savepoint():
            before[0].copy({})

    def test_a_cron_that_was_killed_half_way_goes_on_where_it_stopped(self):
        site = self.working().sudo()
        self.later(NOW + DAY)
        checks = type(self.env["cs.check"])
        with patch.object(checks, "_give", side_effect=SystemExit), self.assertRaises(SystemExit), self.cr.savepoint():
            self.cron()
        site.invalidate_recordset()
        self.assertFalse(site.slot_ids.filtered(lambda slot: slot.day == self.today + DAY))
        self.cron()
        self.assertEqual(len(site.slot_ids.filtered(lambda slot: slot.day == self.today + DAY)), 2)

    def test_the_day_of_many_sites_costs_no_more_questions_than_that_of_one(self):
        one, two, three = self.working(), self.working(unit=self.unit2), self.working(unit=self.unit3)
        self.later(NOW + DAY)
        self.env.invalidate_all()
        with self.count() as first:
            one.sudo()._fill_day()
            self.env.flush_all()
        self.env.invalidate_all()
        with self.count() as more:
            (two | three).sudo()._fill_day()
            self.env.flush_all()
        self.assertLessEqual(more[0], first[0] + 8)

    def test_whoever_the_roster_has_on_duty_is_given_the_inspections_of_sites_without_an_inspector(self):
        person = self.env["hr.employee"].create({"name": "Inspector", "user_id": self.inspector.id})
        post = self.env["cs.duty.post"].create({"name": "Sites"})
        template = self.env["cs.shift.template"].create(
            {"name": "Day", "code": "Dy", "post_id": post.id, "span_ids": [(0, 0, {"start": 8, "end": 18})]}
        )
        shift = {"employee_id": person.id, "template_id": template.id, "team_id": self.team.id, "state": "published"}
        self.env["cs.shift"].create({**shift, "date": self.today + DAY})
        site = self.working().sudo()
        self.assertFalse(site.slot_ids.check_id.inspector_id, "today nobody is on duty: anybody takes them")
        self.later(NOW + DAY)
        self.cron()
        tomorrow = site.slot_ids.filtered(lambda slot: slot.day == self.today + DAY)
        self.assertEqual(tomorrow.check_id.inspector_id, self.inspector)

    def test_an_inspection_covers_hygiene_safety_orderly_work_and_electricity(self):
        items = self.env.ref("cs_property.renovation_quota_new").checklist_id.item_ids
        kinds = {item.section: item.violation_kind_id for item in items}
        self.assertLessEqual({"Hygiene", "Safety", "Order", "Electricity"}, set(kinds))
        self.assertTrue(all(kinds.values()), "what fails is a violation")

    def test_the_board_of_sites_costs_the_same_for_one_and_for_many(self):
        for unit in (self.unit1, self.unit2, self.unit3):
            self.working(unit=unit)
        names = ("display_name", "today_words", "today_done", "today_due", "missed_yesterday", "violation_count")
        asked = []
        for limit in (1, 3):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count() as board:
                self.env["cs.renovation"].with_user(self.clerk).web_search_read(
                    [], {name: {} for name in (*names, "state", "stopped", "lacks")}, limit=limit
                )
            asked.append(board[0])
        self.assertLessEqual(asked[1], asked[0] + 2)

    @contextmanager
    def count(self):
        asked, before = [], self.cr.sql_log_count
        yield asked
        asked.append(self.cr.sql_log_count - before)

    # -- violations ---------------------------------------------------------------------------

    def violated(self, wrong="Electricity"):
        site = self.working()
        self.inspected(site.sudo().slot_ids.filtered(lambda slot: slot.state == "todo")[0].check_id, wrong=(wrong,))
        return site

    def test_what_fails_is_a_violation_and_a_serious_one_is_told_at_once_and_looked_at_daily(self):
        site = self.violated()
        violation = site.violation_ids
        self.assertEqual(violation.kind_id, self.env.ref("cs_property.violation_electric"))
        self.assertIn(self.chief, violation.sudo().activity_ids.user_id)
        self.later(NOW + DAY)
        self.cron()
        site.invalidate_recordset()
        self.assertEqual(site.today_due, 3, "the daily focus")

    def test_fire_stops_the_work_until_it_is_put_right(self):
        site = self.violated("Safety")
        self.assertTrue(site.stopped)
        with self.assertRaises(ValidationError):
            site.with_user(self.inspector).action_resume()
        for violation in site.violation_ids:
            violation.with_user(self.inspector).action_recheck()
            self.assertEqual(len(violation.sudo().recheck_id.answer_ids), 1, "what was found, nothing else")
            self.inspected(violation.sudo().recheck_id)
        self.assertEqual(set(site.violation_ids.mapped("state")), {"settled"})
        self.assertFalse(site.stopped)

    def test_what_is_not_put_right_stays_open(self):
        violation = self.violated().violation_ids.with_user(self.inspector)
        violation.action_recheck()
        self.inspected(violation.sudo().recheck_id, wrong=("Electricity",))
        self.assertEqual(violation.state, "open")

    def test_a_fine_is_the_supervisors_lies_within_the_book_and_is_kept_from_the_deposit(self):
        site = self.violated()
        violation = site.violation_ids
        with self.assertRaises(AccessError):
            violation.with_user(self.inspector).impose(300, "wires")
        chief = violation.with_user(self.chief)
        for amount in (199, 1001, -5, 0):
            with self.assertRaises(UserError):
                chief.impose(amount, "wires")
        chief.impose(300, "wires")
        with self.assertRaises(UserError):
            chief.impose(300, "again")
        charge = violation.sudo().charge_id
        self.assertEqual((charge.amount, charge.move_id.state), (300.0, "posted"))
        chief.action_keep_from_deposit()
        deposit = site.sudo().claim_ids.deposit_id
        self.assertEqual((charge.amount_residual, deposit.amount_used, deposit.amount_held), (0, 300.0, 1700.0))
        self.assertEqual(sum(deposit._liability_lines().mapped("amount_residual")), -1700.0, "the ledger says the same")

    # -- the end --------------------------------------------------------------------------------

    def finished(self):
        site = self.working()
        site.with_user(self.inspector).action_finish()
        self.inspected(site.sudo().acceptance_check_id)
        return site

    def test_a_second_acceptance_that_fails_is_made_once_more_after_the_days_of_the_rule(self):
        rule = self.env["cs.renovation.rule"].search([])
        rule.write({"again_days": 11, "change_reason": "Contractors ask for more time"})
        site = self.finished()
        self.later(NOW + 90 * DAY)
        self.cron()
        first = site.sudo().second_check_id
        self.inspected(first, wrong=first.answer_ids[:1].mapped("section"))
        self.assertEqual(site.state, "finished")
        again = site.sudo().second_check_id
        self.assertNotEqual(again, first)
        self.assertEqual(again.due, self.today + 101 * DAY)
        self.inspected(again)
        self.assertEqual(site.state, "accepted")

    def test_it_is_accepted_twice_and_the_file_closes_only_when_nothing_is_missing(self):
        site = self.finished()
        self.assertEqual(site.state, "finished")
        self.assertFalse(
            site.sudo().slot_ids.filtered(lambda slot: slot.state == "todo"), "nobody inspects it any more"
        )
        self.later(NOW + 89 * DAY)
        self.cron()
        self.assertFalse(site.sudo().second_check_id)
        self.later(NOW + 90 * DAY)
        self.cron()
        self.inspected(site.sudo().second_check_id)
        self.assertEqual(site.state, "accepted")
        with self.assertRaisesRegex(UserError, "(?s)permit was not given back.*Worker pass.*Deposit still held"):
            site.action_close()
        site.action_permit_back()
        site.pass_ids.action_return()
        with self.assertRaisesRegex(UserError, "Deposit still held"):
            site.action_close()
        self.assertIn("Deposit still held", site.lacks)
        deposit = site.sudo().claim_ids.deposit_id
        deposit.with_user(self.cashier).give_back(2000, self.cash.id, "Renovation accepted")
        self.assertFalse(deposit._liability_lines(), "nothing of it is owed any more")
        site.action_close()
        self.assertEqual(site.state, "closed")

    def test_work_that_is_not_accepted_goes_on(self):
        site = self.working()
        site.with_user(self.inspector).action_finish()
        self.inspected(site.sudo().acceptance_check_id, wrong=("", False))
        self.assertEqual(site.state, "working")

    # -- who sees what ---------------------------------------------------------------------------

    def test_stewards_see_their_buildings_and_guards_and_agents_nothing(self):
        mine = self.applied()
        self.building.steward_id = self.env.user
        self.env["cs.estate.unit"].invalidate_model()
        self.building.steward_id = self.steward
        self.assertIn(mine, self.env["cs.renovation"].with_user(self.steward).search([]))
        with self.assertRaises(AccessError):
            self.env["cs.renovation"].with_user(self.guard).search([])

    def test_the_counter_finds_a_unit_by_permit_and_pass_and_its_card_says_what_is_under_way(self):
        site = self.working()
        desk = self.env["cs.desk"].with_user(self.clerk)
        for words in (site.permit_number, site.pass_ids.number):
            self.assertEqual([row["id"] for row in desk.find(words)], [self.unit1.id])
        keys = {section["key"]: section for section in desk.card(self.unit1.id)["sections"]}
        self.assertEqual(keys["renovation"]["rows"][0]["res_id"], site.id)
        self.assertIn("renovation", {service["key"] for service in desk.services()})

    def test_phone_and_identity_are_masked_for_who_need_not_know(self):
        site = self.working()
        site.pass_ids.write({"id_number": "110101199003077715"})
        seen = site.with_user(self.inspector)
        self.assertNotIn("12345", seen.responsible_phone_masked)
        self.assertNotIn("19900307", seen.pass_ids.id_masked)
        with self.assertRaises(AccessError):
            seen.pass_ids.read(["id_number"])

    # -- paper -----------------------------------------------------------------------------------

    def test_permit_cards_and_notice_are_printed(self):
        site = self.violated()
        sheets = {
            "report_renovation_permit": site,
            "report_renovation_pass": site.pass_ids,
            "report_renovation_violation": site.violation_ids,
        }
        for name, records in sheets.items():
            html, _kind = (
                self.env["ir.actions.report"]
                .with_user(self.clerk)
                ._render_qweb_html(f"cs_property.{name}", records.ids)
            )
            self.assertIn(b"1-1-101", html)
