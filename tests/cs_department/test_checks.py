"""Quality checks: going through a list, what follows, who sees what, a second rating unseen."""

import base64
import io
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger
from PIL import Image
from psycopg2 import IntegrityError

from tests.cs_department.check_case import CheckCase


def photo(kind="PNG"):
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(buffer, kind)
    return base64.b64encode(buffer.getvalue()).decode()


class TestChecking(CheckCase):
    def test_whoever_is_told_reads_the_names_in_his_language(self):
        self.checklist.update_field_translations("name", {"zh_CN": "工单质检表"})
        self.officer.lang, self.officer2.lang = "zh_CN", "en_US"
        checks = self.make_checks(inspector=self.officer) | self.make_checks(inspector=self.officer2)
        sent = []
        with patch.object(type(self.env["res.users"]), "_bus_send", lambda *args: sent.append(args[1:])):
            checks._tell({check.id: check.inspector_id for check in checks}, "Look")
        said = [message["message"] for kind, message in sent if kind == "simple_notification"]
        self.assertIn("工单质检表", said[0])
        self.assertIn("Checklist of a ticket", said[1])

    def test_a_check_is_begun_answered_in_parts_and_scored(self):
        check = self.make_checks(inspector=self.officer)
        mine = check.with_user(self.officer)
        first = check.answer_ids[0]
        mine.answer({str(first.id): {"value": 1}})
        self.assertEqual((check.state, first.reached), ("doing", 40))
        with self.assertRaisesRegex(UserError, "Not answered yet: Answer"):
            mine.finish()
        with self.assertRaisesRegex(UserError, "Say what was wrong: Answer"):
            mine.finish(self.answers(check, 1, 0, 1))
        self.finish(check, self.officer, 1, 0, 1, notes={"Answer": "The tariff is another one."})
        self.assertEqual((check.state, check.score, check.passed, check.fatal_hit), ("done", 40, False, False))
        self.assertEqual(check.answer_ids.mapped("counts"), [True, True, True])
        self.assertEqual(str(check.date), "2026-03-04")

    def test_a_fatal_item_takes_everything(self):
        check = self.make_checks(inspector=self.officer)
        self.finish(check, self.officer, 1, 1, 0)
        self.assertEqual((check.score, check.fatal_hit, check.passed), (0, True, False))

    def test_a_check_that_was_not_passed_is_a_training_need_until_it_does_not_count(self):
        good, bad = self.make_checks(2, inspector=self.officer)
        self.finish(good, self.officer, 1, 1, 1)
        self.finish(bad, self.officer, 1, 0, 1, notes={"Answer": "The tariff is another one."})
        need = self.env["cs.training.need"].search([("res_model", "=", "cs.check")])
        self.assertEqual((need.res_id, need.employee_id, need.source), (bad.id, self.employee_of[self.agent], "check"))
        self.assertEqual((need.topic, need.words), (self.checklist.name, "Answer: The tariff is another one."))
        self.assertEqual((need.state, need.activity_ids.user_id), ("open", self.supervisor))
        bad.with_user(self.officer2).void("wrong case")
        self.assertEqual((need.state, bool(need.activity_ids)), ("dropped", False))

    def test_what_does_not_apply_is_left_out(self):
        check = self.make_checks(inspector=self.officer).with_user(self.officer)
        answers = self.answers(check, 1, None, 1)
        answers[str(check.sudo().answer_ids[1].id)]["skipped"] = True
        check.finish(answers)
        self.assertEqual((check.score, check.points_most), (100, 40))

    def test_a_finished_check_does_not_move(self):
        check = self.make_checks(inspector=self.officer)
        self.finish(check, self.officer, 1, 1, 1)
        for verb in (lambda c: c.begin(), lambda c: c.answer({}), lambda c: c.finish({})):
            with self.assertRaisesRegex(UserError, "over"):
                verb(check.with_user(self.officer))
        with self.assertRaises(AccessError):
            check.with_user(self.officer).write({"score": 1})

    def test_a_checklist_that_changes_later_changes_no_check(self):
        check = self.make_checks(inspector=self.officer)
        self.checklist.item_ids[0].write({"points": 1, "name": "Other"})
        self.finish(check, self.officer, 1, 1, 1)
        self.assertEqual((check.points, check.answer_ids[0].name), (100, "Greeting"))

    def test_garbage_is_refused_in_words(self):
        check = self.make_checks(inspector=self.officer).with_user(self.officer)
        key = str(check.sudo().answer_ids[0].id)
        for garbage in ("x", [1], {key: 1}, {"0": {"value": 1}}, {key: {"value": "many"}}, {key: {"value": 7}}):
            with self.assertRaises(UserError):
                check.answer(garbage)
        with self.assertRaises(UserError):
            check.answer({key: {"value": "1e999"}})

    def test_photos_are_pictures_of_this_check(self):
        check = self.make_checks(inspector=self.officer)
        answer = check.answer_ids[0]
        mine = check.with_user(self.officer)
        kept = mine.attach_photo(answer.id, "badge.png", photo())
        self.assertEqual(answer.photo_ids.ids, [kept["id"]])
        for data in ("", "%%", base64.b64encode(b"<svg onload=alert(1)>").decode(), None):
            with self.assertRaisesRegex(UserError, "no photo"):
                mine.attach_photo(answer.id, "x", data)
        other = self.make_checks(inspector=self.officer)
        with self.assertRaises(UserError):
            other.with_user(self.officer).drop_photo(kept["id"])
        self.assertTrue(mine.drop_photo(kept["id"]))
        self.assertFalse(answer.photo_ids)

    def test_a_photo_that_is_needed_is_asked_for(self):
        self.checklist.item_ids[0].needs_photo = True
        check = self.make_checks(inspector=self.officer)
        with self.assertRaisesRegex(UserError, "photo is missing: Greeting"):
            self.finish(check, self.officer, 1, 1, 1)
        check.with_user(self.officer).attach_photo(check.answer_ids[0].id, "x.jpg", photo("JPEG"))
        self.finish(check, self.officer, 1, 1, 1)
        self.assertEqual(check.state, "done")

    def test_a_failed_item_opens_a_case(self):
        repair = self.env.ref("cs_department.kind_repair")
        self.checklist.item_ids[1].write({"opens_case": True, "case_kind_id": repair.id})
        check = self.make_checks(inspector=self.officer, ticket_id=False, place="Duty room")
        check.with_user(self.officer).attach_photo(check.answer_ids[1].id, "x.png", photo())
        self.finish(check, self.officer, 1, 0, 1, notes={"Answer": "Lamp broken"})
        case = check.answer_ids[1].case_id
        self.assertEqual((case.kind_id, case.place, case.registered_by_id), (repair, "Duty room", self.officer))
        self.assertIn("Lamp broken", case.description)
        self.assertEqual(check.case_ids, case)
        copies = self.env["ir.attachment"].search([("res_model", "=", "cs.ticket"), ("res_id", "=", case.id)])
        self.assertEqual(len(copies), 1)

    def test_an_officer_takes_back_a_check_with_a_reason(self):
        check = self.make_checks(inspector=self.officer)
        self.finish(check, self.officer, 1, 1, 1)
        with self.assertRaises(AccessError):
            check.with_user(self.supervisor).void("wrong case")
        with self.assertRaises(UserError):
            check.with_user(self.officer2).void(" ")
        check.with_user(self.officer2).void("wrong case")
        self.assertEqual((check.state, any(check.answer_ids.mapped("counts"))), ("void", False))
        self.assertIn("wrong case", check.message_ids[0].body)


class TestWho(CheckCase):
    def test_nobody_checks_his_own_work(self):
        check = self.make_checks(user=self.officer)
        with self.assertRaises(AccessError):
            check.with_user(self.officer).begin()
        check._share_out(self.officer)
        self.assertFalse(check.inspector_id)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            check.inspector_id = self.officer
            check.flush_recordset()

    def test_only_who_was_asked_checks(self):
        check = self.make_checks(inspector=self.officer)
        for user in (self.officer2, self.supervisor, self.manager):
            with self.assertRaises(AccessError):
                check.with_user(user).begin()
        for user in (self.agent, self.agent2, self.employee):
            with self.assertRaises(AccessError):
                check.with_user(user).begin()

    def test_the_supervisor_takes_what_nobody_has_taken_of_his_people(self):
        check = self.make_checks()
        self.assertEqual(check.supervisor_id, self.supervisor)
        check.with_user(self.supervisor).begin()
        self.assertEqual(check.inspector_id, self.supervisor)

    def test_a_person_sees_his_result_and_colleagues_nothing(self):
        check = self.make_checks(inspector=self.officer)
        everything = self.env["cs.check"]
        seen = lambda user: everything.with_user(user).search([("id", "=", check.id)])  # noqa: E731
        self.assertFalse(seen(self.agent))
        self.finish(check, self.officer, 1, 1, 1)
        self.assertTrue(seen(self.agent))
        self.assertTrue(check.with_user(self.agent).answer_ids)
        self.assertTrue(seen(self.supervisor))
        self.assertTrue(seen(self.officer2))
        self.assertTrue(seen(self.manager))
        for user in (self.agent2, self.outsider, self.employee, self.privileged):
            self.assertFalse(seen(user))
            self.assertFalse(self.env["cs.check.answer"].with_user(user).search([("check_id", "=", check.id)]))

    def test_an_officer_does_not_see_open_checks_of_his_own_work(self):
        check = self.make_checks(user=self.officer, inspector=self.officer2)
        self.assertFalse(self.env["cs.check"].with_user(self.officer).search([("id", "=", check.id)]))

    def test_checks_stay_in_their_company(self):
        check = self.make_checks(inspector=self.officer2)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        check.company_id = elsewhere
        self.assertFalse(self.env["cs.check"].with_user(self.officer).search([("id", "=", check.id)]))

    def test_a_self_check_is_made_by_the_person_and_counts_for_nobody_else(self):
        checklist = self.make_checklist("employee", purpose="self")
        pick = self.env["cs.check.pick"].with_user(self.agent).create({"is_self": True, "checklist_id": checklist.id})
        pick.action_check()
        check = self.env["cs.check"].search([("checklist_id", "=", checklist.id)])
        self.assertEqual((check.is_self, check.inspector_id, check.user_id), (True, self.agent, self.agent))
        self.finish(check, self.agent, 1, 1, 1)
        self.assertEqual((check.score, any(check.answer_ids.mapped("counts"))), (100, False))
        self.assertFalse(check.with_user(self.agent).may_appeal)

    def test_who_chooses_what_to_check_has_the_right_to(self):
        case = self.make_ticket(user=self.agent, user_id=self.agent.id)
        choose = lambda user: (  # noqa: E731
            self.env["cs.check.pick"]
            .with_user(user)
            .create({"subject": "ticket", "checklist_id": self.checklist.id, "ticket_ids": [(6, 0, case.ids)]})
            .action_check()
        )
        for user in (self.officer, self.supervisor, self.manager):
            choose(user)
        self.assertEqual(self.env["cs.check"].search_count([("ticket_id", "=", case.id)]), 3)
        for user in (self.agent, self.agent2):
            with self.assertRaises(AccessError):
                choose(user)

    def test_a_supervisor_without_rights_in_hr_chooses_his_people_for_a_walk_round(self):
        grooming = self.make_checklist("employee", purpose="grooming")
        pick = (
            self.env["cs.check.pick"]
            .with_user(self.supervisor)
            .create({"subject": "employee", "checklist_id": grooming.id})
        )
        mine, other = self.employee_of[self.agent], self.employee_of[self.supervisor]
        self.assertIn(mine.id, pick.possible_ids.ids)
        self.assertNotIn(other.id, pick.possible_ids.ids)
        pick.employee_ids = pick.possible_ids.browse(mine.id)
        pick.action_check()
        check = self.env["cs.check"].search([("checklist_id", "=", grooming.id)])
        self.assertEqual((check.employee_id, check.inspector_id), (mine, self.supervisor))
        pick.employee_ids = pick.possible_ids.browse(other.id)
        with self.assertRaises(AccessError):
            pick.action_check()

    def test_desk_gives_what_is_due_first_with_its_evidence(self):
        late, soon = self.make_checks(2, inspector=self.officer)
        late.due = "2026-03-01"
        soon.due = "2026-03-05"
        case = late.ticket_id
        case.message_post(body="<p>We come <b>tomorrow</b></p>", subtype_xmlid="mail.mt_comment")
        call = self.env["cs.call"].create(
            {
                "employee_id": self.employee_of[self.agent].id,
                "ticket_id": case.id,
                "seconds": 125,
                "recording_url": "https://rec.example.com/1",
            }
        )
        desk = self.env["cs.check"].with_user(self.officer)
        self.assertEqual(desk.desk()["counts"]["late"], 1)
        self.assertEqual(desk.next_check(), late.id)
        card = late.with_user(self.officer).desk_card()
        self.assertEqual(card["evidence"]["case"]["number"], case.number)
        self.assertIn("tomorrow", "".join(one["text"] for one in card["evidence"]["case"]["messages"]))
        self.assertEqual([one["id"] for one in card["evidence"]["calls"]], call.ids)
        with self.assertRaises(AccessError):
            late.with_user(self.agent2).desk_card()

    def test_a_desk_costs_as_much_with_many_checks_as_with_few(self):
        self.make_checks(3, inspector=self.officer)
        desk = self.env["cs.check"].with_user(self.officer)
        counts = []
        for more in (1, 1, 30):
            self.make_checks(more, inspector=self.officer)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            desk.desk()
            counts.append(self.env.cr.sql_log_count - before)
        # the first look fills caches
        self.assertEqual(*counts[1:])


class TestSecondRating(CheckCase):
    def test_two_raters_do_not_see_each_other_until_both_are_done(self):
        check = self.make_checks(inspector=self.officer)
        self.finish(check, self.officer, 1, 1, 1)
        check.with_user(self.manager).ask_second()
        second = check.second_ids
        self.assertEqual(second.inspector_id, self.officer2)
        seen = self.env["cs.check"].with_user(self.officer2).search([("id", "in", (check | second).ids)])
        self.assertEqual(seen, second)
        self.assertFalse(self.env["cs.check.answer"].with_user(self.officer2).search([("check_id", "=", check.id)]))
        self.finish(second, self.officer2, 1, 0, 1, notes={"Answer": "No"})
        self.assertEqual(second.gap, 60)
        seen = self.env["cs.check"].with_user(self.officer2).search([("id", "in", (check | second).ids)])
        self.assertEqual(seen, check | second)
        self.assertFalse(any(second.answer_ids.mapped("counts")), "a second rating counts for nobody")
        self.assertFalse(self.env["cs.check"].with_user(self.agent).search([("id", "=", second.id)]))

    def test_nor_the_other_way_round(self):
        check = self.make_checks(inspector=self.officer)
        second = check._rate_twice()
        self.finish(second, self.officer2, 1, 1, 1)
        self.assertFalse(self.env["cs.check"].with_user(self.officer).search([("id", "=", second.id)]))
        self.finish(check, self.officer, 0, 1, 1)
        self.assertTrue(self.env["cs.check"].with_user(self.officer).search([("id", "=", second.id)]))
        self.assertEqual(second.gap, 40)

    def test_whoever_takes_an_open_first_rating_does_not_see_the_second(self):
        check = self.make_checks()
        second = check._rate_twice()
        taker = self.officer if second.inspector_id == self.officer2 else self.officer2
        check.with_user(taker).begin()
        self.assertFalse(self.env["cs.check"].with_user(taker).search([("id", "=", second.id)]))
        with self.assertRaises(AccessError):
            self.make_checks()._rate_twice().second_of_id.with_user(second.inspector_id).begin()

    def test_it_is_rated_a_second_time_once(self):
        check = self.make_checks(inspector=self.officer)
        check.with_user(self.manager).ask_second()
        with self.assertRaises(UserError):
            check.with_user(self.manager).ask_second()

    def test_agreement_of_both_by_item_and_by_rater(self):
        # Greeting: 1/1, 1/0, 0/0, 0/0 → 75 %, chance 2/4·1/4 + 2/4·3/4 = 0.5, kappa 0.5
        for first, again in ((1, 1), (1, 0), (0, 0), (0, 0)):
            check = self.make_checks(inspector=self.officer)
            second = check._rate_twice()
            self.finish(check, self.officer, first, 1, 1)
            self.finish(second, self.officer2, again, 1, 1)
        ask = self.env["cs.check.agreement.ask"].with_user(self.officer).create({})
        rows = self.env["cs.check.agreement"].with_user(self.officer).search(ask.action_show()["domain"])
        greeting = rows.filtered(lambda row: row.name == "Greeting")
        self.assertEqual((greeting.pairs, greeting.percent, greeting.kappa), (4, 75, 0.5))
        sure = rows.filtered(lambda row: row.name == "No quarrel")
        self.assertEqual((sure.percent, sure.has_kappa), (100, False))
        raters = rows.filtered(lambda row: row.about == "rater")
        self.assertEqual(raters.user_id, self.officer | self.officer2)
        self.assertEqual(set(raters.mapped("pairs")), {12})
        self.assertEqual(rows.filtered(lambda row: row.about == "checklist").gap, 10)
        with self.assertRaises(AccessError):
            self.env["cs.check.agreement.ask"].with_user(self.supervisor).create({})


class TestAfterwards(CheckCase):
    def test_an_appeal_that_is_right_has_it_checked_anew_by_somebody_else(self):
        check = self.make_checks(inspector=self.officer)
        self.finish(check, self.officer, 1, 0, 1, notes={"Answer": "wrong"})
        mine = check.with_user(self.agent)
        self.assertTrue(mine.may_appeal)
        mine.appeal("The answer was right.")
        appeal = check.appeal_ids
        self.assertNotIn(self.officer, appeal.decider_ids)
        appeal.with_user(self.manager).grant("Checked again.")
        again = self.env["cs.check"].search([("redo_of_id", "=", check.id)])
        self.assertEqual((check.state, again.state, again.inspector_id), ("void", "todo", self.officer2))

    def test_an_appeal_comes_in_time(self):
        check = self.make_checks(inspector=self.officer)
        self.finish(check, self.officer, 1, 1, 1)
        with self.at("2026-03-09 15:59"):
            check.invalidate_recordset(["may_appeal"])
            self.assertTrue(check.with_user(self.agent).may_appeal)
        with self.at("2026-03-09 16:01"):
            check.invalidate_recordset(["may_appeal"])
            self.assertFalse(check.with_user(self.agent).may_appeal)

    def test_coaching_is_agreed_on_done_and_written_down(self):
        check = self.make_checks(inspector=self.officer)
        self.finish(check, self.officer, 1, 0, 1, notes={"Answer": "wrong tariff"})
        action = check.with_user(self.officer).action_coach()
        self.assertIn("wrong tariff", action["context"]["default_goal"])
        coaching = self.env["cs.coaching"].with_user(self.officer).with_context(**action["context"]).create({})
        self.assertEqual((coaching.supervisor_id, str(coaching.due)), (self.supervisor, "2026-03-11"))
        self.assertEqual(coaching.sudo().activity_ids.user_id, self.officer)
        self.assertEqual(str(coaching.sudo().activity_ids.date_deadline), "2026-03-11")
        self.assertEqual(self.env["cs.coaching"].with_user(self.agent).search([]), coaching)
        self.assertFalse(self.env["cs.coaching"].with_user(self.agent2).search([]))
        with self.assertRaises(AccessError):
            coaching.with_user(self.agent).write({"outcome": "fine"})
        with self.assertRaises(UserError):
            coaching.finish_coaching()
        coaching.outcome = "Knows the tariffs now."
        coaching.finish_coaching()
        self.assertEqual(coaching.state, "done")
        self.assertFalse(coaching.sudo().activity_ids)
        with self.assertRaises(UserError):
            coaching.outcome = "Other"

    def test_coaching_is_for_ones_own_people(self):
        rows = {"employee_id": self.employee_of[self.agent].id, "goal": "Better"}
        self.env["cs.coaching"].with_user(self.supervisor).create({**rows, "coach_id": self.officer.id})
        with self.assertRaises(AccessError):
            self.env["cs.coaching"].with_user(self.agent2).create(rows)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env["cs.coaching"].create({**rows, "coach_id": self.agent.id})

    def test_recordings_lie_where_the_company_allows(self):
        rows = {"employee_id": self.employee_of[self.agent].id, "seconds": 5}
        call = (
            self.env["cs.call"].with_user(self.officer).create({**rows, "recording_url": "https://rec.example.com/1"})
        )
        self.assertEqual(call.supervisor_id, self.supervisor)
        for url in ("javascript:alert(1)", "http://rec.example.com/1", "data:audio/wav,x"):
            with self.assertRaises(ValidationError):
                call.recording_url = url
        self.company.cs_recording_schemes = "https, http"
        call.recording_url = "http://rec.example.com/1"
        with self.assertRaises(ValidationError):
            self.company.cs_recording_schemes = "https, javascript"
        self.assertFalse(self.env["cs.call"].with_user(self.agent2).search([]))
        self.assertEqual(self.env["cs.call"].with_user(self.agent).search([]), call)

    def test_checklists_that_judge_nothing_are_refused(self):
        with self.assertRaises(ValidationError):
            self.make_checklist(items=[{"name": "Words", "kind": "text"}])
        with self.assertRaises(ValidationError):
            self.make_checklist(items=[{"name": "Points", "kind": "points"}])
