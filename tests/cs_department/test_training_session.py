"""Sessions: invited, signed in, ticked off, credited (D19)."""

from odoo.exceptions import AccessError, UserError

from tests.cs_department.training_case import TrainingCase


class TestSession(TrainingCase):
    def row(self, session, person=None):
        return session.attendance_ids.filtered(lambda one: one.employee_id == (person or self.person))

    def invited(self, *people, **values):
        session = self.session(**values)
        chosen = self.env["hr.employee"].union(*people)
        self.env["cs.training.assign"].with_user(self.supervisor).create(
            {"session_id": session.id, "employee_ids": [(6, 0, chosen.ids)]}
        ).action_apply()
        return session.sudo()

    def test_whoever_has_the_course_on_the_list_is_invited_by_one_button(self):
        self.learns(course=self.talk)
        session = self.session()
        session.action_invite_due()
        session.action_invite_due()
        self.assertEqual(session.sudo().attendance_ids.employee_id, self.person)

    def test_an_invitation_puts_the_course_on_the_list(self):
        self.invited(self.person)
        record = self.records.search([("employee_id", "=", self.person.id)])
        self.assertEqual((record.course_id, record.cause), (self.talk, "session"))

    def test_a_tap_signs_in_while_the_session_runs(self):
        session = self.invited(self.person, start="2026-03-04 03:00", end="2026-03-04 05:00")
        mine = self.row(session).with_user(self.agent)
        with self.assertRaisesRegex(UserError, "while the session runs"):
            mine.sign_in()
        with self.at("2026-03-04 02:30"):  # half an hour before
            mine.sign_in()
        self.assertEqual((self.row(session).state, self.row(session).way), ("attended", "own"))
        self.assertEqual(str(self.row(session).signed_at), "2026-03-04 02:30:00")
        with self.assertRaises(AccessError):
            self.row(session).with_user(self.agent2).sign_in()

    def test_the_code_on_the_wall_signs_in_whoever_is_invited(self):
        session = self.invited(self.person, sign_in="code")
        rows = self.env["cs.training.attendance"]
        with self.assertRaises(AccessError):
            rows.with_user(self.agent)._sign_by_code(session.id, "wrong")
        with self.assertRaises(AccessError):
            rows.with_user(self.agent2)._sign_by_code(session.id, session.token)
        with self.assertRaisesRegex(UserError, "code on the wall"):
            self.row(session).with_user(self.agent).sign_in()
        rows.with_user(self.agent)._sign_by_code(session.id, session.token)
        self.assertEqual(self.row(session).way, "code")
        self.assertTrue(session.with_user(self.supervisor).code_picture)
        self.assertFalse(session.with_user(self.agent).code_picture)

    def test_the_trainer_ticks_people_off_and_the_rest_were_absent(self):
        session = self.invited(self.person, self.colleague)
        self.row(session).with_user(self.supervisor).action_there()
        session.with_user(self.supervisor).action_hold()
        self.assertEqual(self.row(session).state, "attended")
        self.assertEqual(self.row(session, self.colleague).state, "absent")
        self.assertEqual((self.row(session).hours, self.row(session, self.colleague).hours), (session.hours, 0))
        by_person = {one.employee_id: one for one in self.records.search([("course_id", "=", self.talk.id)])}
        self.assertEqual((by_person[self.person].state, by_person[self.person].qualifies), ("attended", True))
        self.assertTrue(by_person[self.colleague].is_open)
        with self.assertRaises(UserError):
            self.row(session).with_user(self.supervisor).action_absent()

    def test_the_trainer_ticks_everybody_and_unticks_who_is_missing(self):
        session = self.invited(self.person, self.colleague).with_user(self.supervisor)
        session.action_all_there()
        self.row(session, self.colleague).action_excused()
        session.action_hold()
        self.assertEqual(set(session.attendance_ids.mapped("state")), {"attended", "excused"})
        self.assertEqual((session.attended_count, session.invited_count), (1, 2))

    def test_people_do_not_tick_themselves_off(self):
        session = self.invited(self.person)
        for user in (self.agent, self.agent2):
            with self.assertRaises(AccessError):
                self.row(session).with_user(user).action_there()
            with self.assertRaises(AccessError):
                session.with_user(user).action_hold()

    def test_an_agent_who_teaches_leads_his_session(self):
        session = self.invited(self.person, trainer_id=self.agent2.id)
        self.row(session).with_user(self.agent2).action_there()
        session.with_user(self.agent2).action_hold()
        self.assertEqual(session.state, "held")

    def test_the_exam_follows_in_the_same_room(self):
        self.gas.attend_first = True
        session = self.invited(self.person, course_id=self.gas.id)
        row = self.row(session).with_user(self.supervisor)
        row.action_there()
        record = self.records.search([("employee_id", "=", self.person.id)])
        self.assertEqual(record.state, "attended")
        row.action_absent()
        self.assertEqual(record.state, "planned")
        row.action_there()
        self.sits(record, right=2)
        self.assertEqual(record.state, "passed")

    def test_what_was_held_is_not_changed(self):
        session = self.invited(self.person)
        session.with_user(self.supervisor).action_hold()
        with self.assertRaises(UserError):
            session.with_user(self.supervisor).hours = 100
        with self.assertRaises(UserError):
            session.with_user(self.supervisor).unlink()

    def test_figures_of_training_are_indicators(self):
        session = self.invited(self.person, self.colleague)
        self.row(session).with_user(self.supervisor).action_there()
        session.with_user(self.supervisor).action_hold()
        self.sits(self.learns(), right=1)
        day = self.env.company._cs_today()
        found = self.env["cs.indicator"].search([("code", "in", ("training_attended", "exam_result", "exam_passed"))])
        facts = found._read(day, day, self.company, people=self.person | self.colleague)
        read = {one.code: {key[0]: facts[one.id][key].value for key in facts[one.id]} for one in found}
        self.assertEqual(read["training_attended"][self.person.id], 100)
        self.assertEqual(read["training_attended"][self.colleague.id], 0)
        self.assertEqual(read["exam_result"][self.person.id], 50)
        self.assertEqual(read["exam_passed"][self.person.id], 0)

    def test_training_outside_is_a_fact_for_rewards(self):
        outside = self.env["cs.training.course"].create({"name": "Outside", "kind": "external"})
        record = self.learns(course=outside)
        record.with_user(self.supervisor).action_attended()
        source = self.env["cs.merit.rule"]._merit_sources()["training_external"]
        self.assertEqual(self.env[source.model].search(source.domain), record)
        rule = self.env["cs.merit.rule"].search([("key", "=", "merit_rule_training")])
        self.assertEqual(rule.source, "training_external")
