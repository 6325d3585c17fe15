"""Disputes between residents (P21): a mediation ends with the word of both sides, and the case not before it."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation, UniqueViolation

from tests.common import NOW
from tests.cs_property.visit_case import VisitCase

NAUGHTY = (None, False, True, 0, -1, 2**70, "", "x", "'; DROP TABLE cs_mediation; --", [], {}, b"x", "\x00")


class MediationCase(VisitCase):
    def setUp(self):
        super().setUp()
        self.one = self.mediate()
        self.case = self.one.sudo().ticket_id

    def agreed(self):
        self.one.write(
            {
                "agreement": "The piano is silent after 21:00.",
                "term_ids": [(0, 0, {"name": "Carpet under the piano", "side": "b", "due_on": "2026-03-20"})],
            }
        )
        self.sign(self.one, "a", "b")
        return self.one


class TestWord(MediationCase):
    def test_a_dispute_told_at_the_counter_is_a_case_first(self):
        self.assertEqual(self.case.kind_id, self.env.ref("cs_property.kind_dispute"))
        self.assertEqual((self.case.unit_id, self.case.partner_id), (self.unit1, self.unit1.payer_id))
        self.assertEqual(self.case.action_mediation()["res_id"], self.one.id)

    def test_a_case_has_one_mediation_by_the_database(self):
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.mediate(ticket_id=self.case.id)

    def test_it_ends_when_both_have_signed_and_not_before(self):
        with self.assertRaises(UserError):
            self.one.action_sign_a()
        self.one.agreement = "Silence after 21:00."
        self.assertEqual((self.one.word_a, self.one.word_b), ("none", "none"))
        self.sign(self.one, "a")
        self.assertEqual((self.one.state, self.one.word_a, self.one.word_b), ("open", "signed", "none"))
        self.sign(self.one, "b")
        self.assertEqual((self.one.state, self.one.word_b), ("agreed", "signed"))
        self.assertTrue(all(self.one.sudo().signature_ids.mapped("is_whole")))

    def test_who_signed_an_older_text_has_not_signed_this_one(self):
        self.one.agreement = "Silence after 21:00."
        self.sign(self.one, "a")
        self.one.agreement = "Silence after 20:00."
        self.assertEqual(self.one.word_a, "none")
        self.sign(self.one, "b")
        self.assertEqual(self.one.state, "open")
        self.sign(self.one, "a")
        self.assertEqual(self.one.state, "agreed")

    def test_a_refusal_alone_ends_nothing_both_words_do_and_then_it_says_what_may_follow(self):
        self.case.category_id = self.env.ref("cs_property.category_estate_noise")
        self.one.refuse("a", "He never listens")
        self.assertEqual(self.one.state, "open")
        with self.assertRaises(UserError):
            self.one.refuse("b", " ")
        self.one.refuse("b", "I play when I like")
        self.assertEqual((self.one.state, self.one.refused_b), ("failed", "I play when I like"))
        self.assertEqual(
            self.one.way_ids.mapped("key"),
            ["mediation_way_committee", "mediation_way_police", "mediation_way_court"],
        )
        self.case.category_id = self.env.ref("cs_property.category_estate_clutter")
        self.one.invalidate_recordset()
        self.assertNotIn("mediation_way_police", self.one.way_ids.mapped("key"))

    def test_one_signs_and_one_refuses_is_a_failure_with_both_words(self):
        self.one.agreement = "Silence after 21:00."
        self.sign(self.one, "a")
        self.one.refuse("b", "Not me")
        self.assertEqual((self.one.state, self.one.word_a, self.one.word_b), ("failed", "signed", "refused"))

    def test_who_refused_may_sign_after_all(self):
        self.one.agreement = "Silence after 21:00."
        self.one.refuse("b", "Not me")
        self.sign(self.one, "b")
        self.assertEqual(self.one.word_b, "signed")
        self.sign(self.one, "a")
        self.assertEqual(self.one.state, "agreed")

    def test_what_was_said_stays_when_it_is_over(self):
        self.agreed()
        for values in ({"agreement": "x"}, {"facts_a": "x"}, {"party_b_id": self.unit3.payer_id.id}):
            with self.assertRaises(UserError):
                self.one.write(values)
        with self.assertRaises(AccessError):
            self.one.write({"state": "open"})
        with self.assertRaises(UserError):
            self.one.sudo().unlink()
        with self.assertRaises(UserError):
            self.sign(self.one, "a")

    def test_the_case_does_not_end_while_its_mediation_is_open(self):
        self.case.plan = "Talk to both"
        for end in (lambda: self.case.resolve("talked"), lambda: self.case.cancel("wrong")):
            with self.assertRaisesRegex(UserError, "word of both sides"):
                end()
        self.one.refuse("a", "no")
        self.one.refuse("b", "no")
        self.case.resolve("talked")
        self.case.close()
        self.assertEqual(self.case.state, "closed")
        with self.assertRaises(UserError):
            self.mediate(ticket_id=self.case.id)


class TestTerms(MediationCase):
    def test_terms_become_tasks_of_the_case_with_their_day(self):
        term = self.agreed().term_ids
        task = term.sudo().task_id
        self.assertEqual((task.ticket_id, task.user_id, task.name), (self.case, self.steward, "Carpet under the piano"))
        self.assertEqual(task.planned_at.date().isoformat(), "2026-03-20")
        self.assertEqual(term.state, "open")
        task.done("There is a carpet now")
        self.assertEqual(term.state, "kept")

    def test_a_breach_opens_mediation_and_case_again(self):
        one = self.agreed()
        one.term_ids.sudo().task_id.done("done")
        self.case.plan = "Talk"
        self.case.resolve("agreed")
        self.case.close()
        with self.assertRaises(UserError):
            one.broken(one.term_ids.id, " ")
        one.broken(one.term_ids.id, "Piano at 23:00 again")
        self.assertEqual((one.state, one.turn, one.breach_count), ("open", 2, 1))
        self.assertIn(self.case.state, ("new", "open"))
        self.assertEqual((one.word_a, one.word_b), ("none", "none"), "both give their word anew")
        self.assertEqual(one.term_ids.state, "broken")
        self.assertIn(self.clerk, one.sudo().activity_ids.user_id)
        self.sign(one, "a", "b")
        self.assertEqual(one.state, "agreed")

    def test_a_breach_cancels_what_else_was_agreed(self):
        one = self.agreed()
        task = one.term_ids.sudo().task_id
        one.broken(one.term_ids.id, "No carpet")
        self.assertEqual(task.state, "cancelled")

    def test_the_mediator_learns_of_a_term_whose_day_is_over(self):
        one = self.agreed().sudo()
        with self.at(NOW + timedelta(days=17)):
            one._act_on_time()
        self.assertIn(self.clerk, one.activity_ids.user_id)
        self.assertFalse(one.next_action_at)

    def test_agreed_terms_are_not_changed(self):
        term = self.agreed().term_ids
        for change in (lambda: term.write({"name": "x"}), term.unlink):
            with self.assertRaises(UserError):
                change()


class TestSessions(MediationCase):
    def session(self, **values):
        return (
            self.env["cs.mediation.session"]
            .with_user(self.clerk)
            .create({"mediation_id": self.one.id, "start": "2026-03-06 06:00:00", "place": "Meeting room", **values})
        )

    def test_a_session_stands_on_the_calendar_of_who_mediates(self):
        session = self.session()
        event = session.sudo().event_id
        self.assertEqual((event.user_id, event.start, event.location), (self.clerk, session.start, "Meeting room"))
        self.assertEqual(event.partner_ids, self.clerk.partner_id)
        session.start = "2026-03-07 06:00:00"
        self.assertEqual(event.start, session.start)
        session.action_cancel()
        self.assertFalse(event.exists())
        with self.assertRaises(UserError):
            session.place = "x"

    def test_a_session_is_held_with_words(self):
        session = self.session()
        with self.assertRaises(UserError):
            session.action_held()
        session.minutes = "Both shouted"
        session.action_held()
        self.assertEqual(session.state, "held")

    def test_nobody_of_the_parties_mediates(self):
        resident = new_test_user(self.env, "cs_resident", groups="cs_department.group_cs_agent")
        self.env["cs.unit.party"].create(
            {
                "unit_id": self.unit2.id,
                "partner_id": resident.partner_id.id,
                "role": "family",
                "date_from": "2025-01-01",
            }
        )
        with self.assertRaises(ValidationError):
            self.one.mediator_id = resident
        with self.assertRaises(ValidationError):
            self.session(mediator_id=resident.id)

    def test_two_sides_are_two_people(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.mediate(party_b_id=self.unit1.payer_id.id)


class TestPaperAndRights(MediationCase):
    def test_the_copy_for_a_side_hides_the_other(self):
        self.unit1.payer_id.write({"name": "Zhang San", "phone": "13812345678"})
        self.unit2.payer_id.write({"name": "Li Si", "phone": "13987654321"})
        self.agreed()
        whole, for_a = self.one._sheet(), self.one._sheet("a")
        self.assertEqual([card["phone"] for card in whole["parties"]], ["13812345678", "13987654321"])
        mine, other = for_a["parties"]
        self.assertEqual(mine["phone"], "13812345678")
        self.assertNotIn("98765", other["phone"])
        self.assertEqual(other["name"], "Li Si")
        self.one.sudo().hide_names = True
        other = self.one._sheet("a")["parties"][1]
        self.assertEqual((other["name"], other["unit"], other["image"]), ("L**", "", False))

    def test_the_record_is_printed(self):
        self.agreed()
        for name in ("report_mediation", "report_mediation_a", "report_mediation_b"):
            html, _kind = (
                self.env["ir.actions.report"]
                .with_user(self.clerk)
                ._render_qweb_html(f"cs_property.{name}", self.one.ids)
            )
            self.assertIn("The piano is silent after 21:00.", html.decode())

    def test_stewards_of_either_side_and_who_mediates_see_it(self):
        agent = self.agent.id
        self.assertTrue(self.one.with_user(self.steward).read(["subject"]))
        with self.assertRaises(AccessError):
            self.one.with_user(agent).read(["subject"])
        self.one.mediator_id = agent
        self.assertTrue(self.one.with_user(agent).read(["subject"]))
        with self.assertRaises(AccessError):
            self.one.with_user(self.guard).read(["subject"])

    def test_naughty_words_do_no_harm(self):
        for value in NAUGHTY:
            with self.subTest(value=repr(value)[:20]):
                for call in (
                    lambda v=value: self.one.refuse(v, "x"),
                    lambda v=value: self.one.broken(v, "x"),
                    lambda v=value: self.one.action_sign(v),
                ):
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        call()
        words = "<script>alert(1)</script> '); DROP 😀\nline"
        self.one.refuse("a", words)
        self.assertEqual(self.one.refused_a, words)

    def test_the_desk_shows_it_on_both_units(self):
        desk = self.env["cs.desk"].with_user(self.clerk)
        for unit in (self.unit1, self.unit2):
            keys = {section["key"]: section for section in desk.card(unit.id)["sections"]}
            self.assertEqual(keys["mediations"]["rows"][0]["res_id"], self.one.id)
        self.assertNotIn("mediations", {row["key"] for row in desk.card(self.unit3.id)["sections"]})
