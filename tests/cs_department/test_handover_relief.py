"""D17: nobody leaves his post without relief; what is missing is counted."""

from datetime import date

from odoo.exceptions import AccessError, UserError

from tests.cs_department.handover_case import HandoverCase


class TestRelief(HandoverCase):
    def alerts(self, handover):
        return self.env["mail.activity"].search(
            [("res_model", "=", "cs.handover"), ("res_id", "=", handover.id), ("user_id", "=", self.supervisor.id)]
        )

    def lapses(self):
        return {(lapse.employee_id.name, lapse.kind) for lapse in self.env["cs.handover.lapse"].search([])}

    def test_without_relief_nobody_leaves_and_the_supervisor_learns_of_it_once(self):
        handover = self.open()
        self.give(handover)
        with self.at("2026-03-04 08:05"):
            refused = handover.with_user(self.agent).leave()["refused"]
        self.assertIn("Nobody has taken over Front desk", refused)
        self.assertEqual(len(self.alerts(handover)), 1)
        self.run_handovers("2026-03-04 08:31")
        self.run_handovers("2026-03-04 09:31")
        self.assertEqual(len(self.alerts(handover)), 1)
        self.assertEqual(self.lapses(), {("Agent2", "take")})

    def test_time_itself_tells_the_supervisor(self):
        handover = self.open()
        self.give(handover)
        self.run_handovers("2026-03-04 08:29")
        self.assertFalse(handover.alerted_at)
        self.run_handovers("2026-03-04 08:31")
        self.assertTrue(handover.alerted_at)
        self.assertEqual(len(self.alerts(handover)), 1)
        self.take(handover, at="2026-03-04 08:40")
        self.assertFalse(self.alerts(handover).filtered("active"))

    def test_a_supervisor_releases_with_a_reason(self):
        handover = self.open()
        self.give(handover)
        with self.assertRaises(AccessError):
            handover.with_user(self.agent2).release("I say so")
        with self.assertRaises(UserError):
            handover.with_user(self.supervisor).release(" ")
        handover.with_user(self.supervisor).release("The duty officer stands in")
        with self.at("2026-03-04 08:05"):
            self.assertFalse(handover.with_user(self.agent).leave()["refused"])
        self.run_handovers("2026-03-04 08:31")
        self.assertFalse(handover.alerted_at)
        # whoever comes takes over what was given
        self.take(handover, at="2026-03-04 08:40")
        self.assertEqual(handover.state, "done")

    def test_who_has_been_relieved_leaves(self):
        handover = self.hand_over()
        with self.at("2026-03-04 08:05"):
            self.assertFalse(handover.with_user(self.agent).leave()["refused"])

    def test_where_nobody_follows_the_signature_of_who_goes_is_enough(self):
        self.shift_late.write({"state": "cancelled"})
        handover = self.open()
        with self.at("2026-03-04 08:05"):
            self.assertIn("sign the handover first", handover.with_user(self.agent).leave()["refused"])
        self.give(handover)
        with self.at("2026-03-04 08:05"):
            self.assertFalse(handover.with_user(self.agent).leave()["refused"])

    def test_a_post_that_is_never_left_alone_needs_somebody_even_where_the_roster_has_a_gap(self):
        self.shift_late.write({"state": "cancelled"})
        self.post.never_empty = True
        handover = self.open()
        self.give(handover)
        with self.at("2026-03-04 08:05"):
            self.assertIn("Nobody has taken over", handover.with_user(self.agent).leave()["refused"])

    def sign_the_first_one(self):
        """Handovers are in use at the post: that of the evening before is signed."""
        self.make_shift(self.agent2, self.late, date(2026, 3, 3))
        handover = self.open(self.agent2, "2026-03-03 15:50")
        self.give(handover, self.agent2, "2026-03-03 15:50")
        self.take(handover, self.agent, "2026-03-03 15:58")
        return handover

    def test_a_post_where_nobody_has_ever_signed_alarms_nobody_and_locks_nobody_in(self):
        person = self.employee_of[self.agent]
        with self.at("2026-03-04 00:00"):
            self.env["hr.attendance"].create({"employee_id": person.id, "check_in": "2026-03-04 00:00:00"})
        person.invalidate_recordset()
        self.run_handovers("2026-03-04 08:31")
        self.run_handovers("2026-03-04 16:31")
        self.assertFalse(self.handovers.search([]))
        self.assertFalse(self.lapses())
        with self.at("2026-03-04 08:00"):
            person._attendance_action_change()
        self.assertTrue(person.last_attendance_id.check_out)

    def test_a_shift_without_a_handover_is_seen_and_counted(self):
        first = self.sign_the_first_one()
        self.env["cs.duty.post.line"].create({"post_id": self.post.id, "name": "Radio"})
        self.run_handovers("2026-03-04 08:29")
        self.assertEqual(self.handovers.search([]), first)
        self.run_handovers("2026-03-04 08:31")
        handover = self.handovers.search([]) - first
        self.assertEqual((handover.shift_id, handover.state), (self.shift_early, "open"))
        self.assertTrue(handover.alerted_at)
        self.run_handovers("2026-03-04 09:31")
        self.assertEqual(self.handovers.search([]) - first, handover)
        self.assertEqual(self.lapses(), {("Agent", "give"), ("Agent", "unrecorded")})

    def test_one_that_was_opened_before_the_shift_belongs_to_it_later(self):
        early = self.open(self.agent, "2026-03-03 22:00")
        self.assertFalse(early.ends_at)
        again = self.open(self.agent)
        self.assertEqual((again, again.shift_id), (early, self.shift_early))
        self.assertEqual(again.ends_at, self.shift_early.end_at)

    def test_a_supervisor_excuses_what_could_not_be_helped(self):
        self.sign_the_first_one()
        self.run_handovers("2026-03-04 08:31")
        lapse = self.env["cs.handover.lapse"].search([("kind", "=", "give")])
        self.assertEqual(self.env["cs.handover.lapse"].with_user(self.agent).search([]), lapse)
        self.assertFalse(self.env["cs.handover.lapse"].with_user(self.agent2).search([]))
        with self.assertRaises(AccessError):
            lapse.with_user(self.agent).excuse_lapse("please")
        lapse.with_user(self.supervisor).excuse_lapse("taken to hospital")
        self.assertEqual(lapse.counts, 0)

    def test_the_clock_at_the_door_does_not_let_him_out(self):
        self.sign_the_first_one()
        person = self.employee_of[self.agent]
        with self.at("2026-03-04 00:00"):
            self.env["hr.attendance"].create({"employee_id": person.id, "check_in": "2026-03-04 00:00:00"})
        person.invalidate_recordset()
        with self.at("2026-03-04 08:00"), self.assertRaisesRegex(UserError, "has not been handed over"):
            person._attendance_action_change()
        handover = self.open()
        self.give(handover)
        with self.at("2026-03-04 08:00"), self.assertRaisesRegex(UserError, "Nobody has taken over"):
            person._attendance_action_change()
        self.take(handover)
        with self.at("2026-03-04 08:00"):
            person._attendance_action_change()
        self.assertTrue(person.last_attendance_id.check_out)
