"""D17: a post is handed over: snapshot, answers, signatures, carrying over."""

import base64
from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError
from psycopg2 import IntegrityError

from tests.cs_department.handover_case import CHANGE, DRAWN, HandoverCase


class TestSnapshot(HandoverCase):
    def test_what_is_live_at_the_post_stands_in_the_handover(self):
        ticket, done, elsewhere = (self.make_ticket() for _ in range(3))
        self.resolve(done)
        elsewhere.sudo().team_id = self.other_team
        task = ticket.dispatch(self.engineering.id, ["do"], "Seal the pipe").sudo()
        handover = self.open()
        self.assertEqual(self.item(handover, ticket).kind, "ticket")
        self.assertFalse(self.item(handover, done))
        self.assertFalse(self.item(handover, elsewhere))
        self.assertEqual(self.item(handover, task).kind, "task")
        self.assertEqual(handover.giver_id, self.employee_of[self.agent])
        self.assertEqual(handover.expected_id, self.employee_of[self.agent2])
        self.assertEqual(handover.ends_at, datetime(2026, 3, 4, 8))

    def test_a_case_stands_under_what_matters_most_about_it(self):
        overdue, promised, difficult = (self.make_ticket() for _ in range(3))
        overdue.sudo()._system_write({"next_due_at": datetime(2026, 3, 4, 7)})
        promised.sudo()._system_write({"promised_at": datetime(2026, 3, 4, 12)})
        difficult.with_user(self.agent).is_difficult = True
        handover = self.open()
        self.assertEqual(self.item(handover, overdue).tone, "danger")
        self.assertIn("overdue since", self.item(handover, overdue).words)
        self.assertEqual(self.item(handover, promised).kind, "promise")
        self.assertEqual(self.item(handover, difficult).kind, "difficult")
        self.assertEqual(handover.item_ids[0], self.item(handover, difficult))

    def test_a_callback_that_is_due_is_handed_over_and_closes_by_itself(self):
        self.env["cs.callback.rule"].search([]).action_archive()
        closed = self.env.ref("cs_department.callback_event_closed")
        self.env["cs.callback.rule"].create({"name": "All", "event_id": closed.id, "rate": 100, "sequence": 1})
        ticket = self.make_ticket(user_id=self.agent.id)
        self.resolve(ticket)
        ticket.with_user(self.supervisor).close()
        call = self.env["cs.callback"].sudo().search([("ticket_id", "=", ticket.id)])
        handover = self.open()
        item = self.item(handover, call)
        self.assertEqual(item.kind, "callback")
        self.assertTrue(item.is_open)
        call.write({"state": "done"})
        item.invalidate_recordset()
        self.assertFalse(item.is_open)

    def test_who_is_away_and_who_stands_in_is_told_without_the_why(self):
        kind = self.env["hr.leave.type"].create({"name": "Illness", "requires_allocation": False})
        leave = self.env["hr.leave"].create(
            {
                "name": "Secret",
                "employee_id": self.employee_of[self.agent2].id,
                "holiday_status_id": kind.id,
                "request_date_from": date(2026, 3, 4),
                "request_date_to": date(2026, 3, 5),
            }
        )
        leave._action_validate()
        self.make_shift(self.outsider, self.late, team_id=self.team.id, origin="repair")
        handover = self.open()
        staff = handover.item_ids.filtered(lambda item: item.kind == "staff")
        self.assertEqual(set(staff.mapped("res_model")), {"hr.leave", "cs.shift"})
        said = " ".join(staff.mapped("name") + staff.mapped("words"))
        self.assertIn("Agent2", said)
        self.assertNotIn("Illness", said)
        self.assertNotIn("Secret", said)

    def test_a_shift_taken_back_after_publication_is_told(self):
        roster = self.env["cs.roster"].create(
            {"team_id": self.team.id, "date_from": date(2026, 3, 1), "date_to": date(2026, 3, 31)}
        )
        roster.state = "published"
        shift = self.make_shift(self.outsider, self.late, roster_id=roster.id)
        shift.state = "cancelled"
        staff = self.open().item_ids.filtered(lambda item: item.res_model == "cs.shift")
        self.assertEqual((staff.res_id, staff.words), (shift.id, "taken back"))

    def test_two_people_who_open_it_find_the_same(self):
        self.assertEqual(self.open(self.agent), self.open(self.agent2))
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.handovers.create(
                {"post_id": self.post.id, "company_id": self.company.id, "opened_at": CHANGE, "snapshot_at": CHANGE}
            )

    def test_a_stranger_to_the_post_neither_opens_nor_reads_it(self):
        with self.assertRaises(AccessError):
            self.open(self.employee)
        handover = self.open()
        for stranger in (self.employee, self.outsider):
            with self.assertRaises(AccessError):
                handover.with_user(stranger).card()

    def test_it_is_opened_from_the_own_shift_too(self):
        with self.at(CHANGE):
            shift = self.shift_early.with_user(self.agent)
            [row] = shift.my_shifts("2026-03-04", "2026-03-04")["shifts"]
            self.assertTrue(row["handed_over"])
            action = shift.action_handover()
        self.assertEqual(action["params"]["handover_id"], self.open().id)

    def test_a_guard_on_the_roster_of_the_post_hands_over_without_any_right_to_the_cases(self):
        ticket = self.make_ticket()
        self.make_shift(self.engineer, self.early, date(2026, 3, 5))
        with self.assertRaises(AccessError):
            self.open(self.engineer, "2026-03-03 02:00")  # not his day yet
        handover = self.open(self.engineer, "2026-03-05 07:50")
        self.assertEqual(handover.giver_id, self.employee_of[self.engineer])
        told = handover.with_user(self.engineer).card()
        names = [item["name"] for group in told["groups"] for item in group["items"]]
        self.assertIn(ticket.display_name, names)
        with self.assertRaises(AccessError):
            self.item(handover, ticket).with_user(self.engineer).action_open_record()
        with self.assertRaises(AccessError):
            handover.with_user(self.engineer).mark_difficult(self.item(handover, ticket).id)
        self.assertEqual(self.give(handover, self.engineer, "2026-03-05 07:50"), {"refused": False})

    def test_a_second_look_keeps_what_was_typed_in(self):
        self.env["cs.duty.post.line"].create({"post_id": self.post.id, "name": "Radio"})
        handover = self.open()
        by_agent = handover.with_user(self.agent)
        radio = handover.item_ids.filtered(lambda item: item.kind == "equipment")
        by_agent.record_item(radio.id, {"condition": "fault", "note": "no sound"})
        by_agent.add_item("Parcel for 3-201", "at the back")
        ticket = self.make_ticket()
        by_agent.refresh()
        radio = handover.item_ids.filtered(lambda item: item.kind == "equipment")
        self.assertEqual((radio.condition, radio.note), ("fault", "no sound"))
        parcel = handover.item_ids.filtered("by_hand")
        self.assertEqual((parcel.name, parcel.words, parcel.carried), ("Parcel for 3-201", "at the back", 0))
        self.assertTrue(self.item(handover, ticket))

    def test_a_thousand_cases_cost_no_more_queries_than_their_rows(self):
        team = {"team_id": self.team.id, "company_id": self.company.id, "kind_id": self.complaint.id}
        stage = self.env["cs.ticket.stage"]._first_id("new")
        row = {**team, "name": "Bulk", "impact": "1", "urgency": "1", "stage_id": stage, "state": "new"}
        tickets = self.env["cs.ticket"].with_context(tracking_disable=True)
        columns = ", ".join(row)
        values = ", ".join(["%s"] * len(row))
        self.env.cr.execute(
            f"INSERT INTO cs_ticket ({columns}, active) SELECT {values}, TRUE FROM generate_series(1, 1000)",
            list(row.values()),
        )
        tickets.invalidate_model()
        self.open()  # caches are warm
        self.handovers.search([]).write({"state": "cancelled"})
        self.env["cs.handover.matter"].search([]).write({"closed_at": CHANGE})
        self.env.flush_all()
        self.env.invalidate_all()
        # rows are written a hundred at a time: 10 + 10 of matters, 10 + 10 of items, and about 60 of the rest
        with self.assertQueryCount(110):
            handover = self.open()
            self.env.flush_all()
        self.assertGreaterEqual(len(handover.item_ids), 1000)
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            handover.with_user(self.agent).card()


class TestSigning(HandoverCase):
    def test_both_sign_and_then_nobody_changes_it(self):
        ticket = self.make_ticket()
        handover = self.hand_over()
        self.assertEqual(handover.state, "done")
        self.assertEqual(handover.taker_id, self.employee_of[self.agent2])
        self.assertEqual(self.item(handover, ticket).answer, "accepted")
        for change in (
            lambda: handover.sudo().write({"given_words": "x"}),
            lambda: handover.item_ids[0].sudo().write({"note": "x"}),
            lambda: handover.sudo().unlink(),
            lambda: handover.item_ids[0].sudo().unlink(),
            lambda: handover.with_user(self.manager).write({"given_words": "x"}),
        ):
            with self.assertRaises(AccessError):
                change()
        with self.assertRaises(UserError):
            handover.with_user(self.agent).add_item("late thought")

    def test_nobody_signs_before_everything_is_recorded(self):
        self.env["cs.duty.post.line"].create(
            [
                {"post_id": self.post.id, "name": "Radio"},
                {"post_id": self.post.id, "name": "Petty cash", "kind": "count", "unit": "CNY"},
            ]
        )
        self.early.duty_ids = [(0, 0, {"name": "Sweep the hall", "moment": "after"})]
        self.late.duty_ids = [(0, 0, {"name": "Check the lights", "moment": "before"})]
        handover = self.open()
        with self.assertRaisesRegex(UserError, "Radio"):
            self.give(handover)
        by_kind = {item.kind: item for item in handover.item_ids if item.moment != "before"}
        before = handover.item_ids.filtered(lambda item: item.moment == "before")
        giver = handover.with_user(self.agent)
        giver.record_item(by_kind["equipment"].id, {"condition": "ok"})
        giver.record_item(by_kind["count"].id, {"quantity": 0})
        giver.record_item(by_kind["duty"].id, {"is_done": True})
        self.assertEqual(self.give(handover), {"refused": False})
        with self.assertRaisesRegex(UserError, "Check the lights"):
            self.take(handover)
        handover.with_user(self.agent2).record_item(before.id, {"is_done": True})
        self.assertEqual(self.take(handover), {"refused": False})

    def test_each_item_is_accepted_or_questioned_before_the_relief_signs(self):
        ticket = self.make_ticket()
        handover = self.open()
        with self.assertRaises(UserError):
            handover.with_user(self.agent2).accept_rest()  # who goes has not signed
        self.give(handover)
        with self.assertRaises(UserError):
            self.take(handover, accept=False)
        item = self.item(handover, ticket)
        handover.with_user(self.agent2).question_item(item.id, "Who promised what?")
        told = (
            self.env["mail.activity"].search([("res_model", "=", "cs.handover"), ("res_id", "=", handover.id)]).user_id
        )
        self.assertEqual(told, self.agent | self.supervisor)
        handover.with_user(self.agent).reply_item(item.id, "I did, for tonight.")
        self.take(handover)
        self.assertEqual((item.answer, item.question, item.reply), (
            "questioned", "Who promised what?", "I did, for tonight."))  # fmt: skip
        self.assertEqual(handover.question_count, 1)

    def test_nobody_hands_over_to_himself_or_without_a_drawn_signature(self):
        handover = self.open()
        begins_like_one = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"drawn").decode()
        for nothing in ("", "bm90IGEgcGljdHVyZQ==", begins_like_one, DRAWN[:-20]):
            with self.assertRaisesRegex(UserError, "Sign in the field first"):
                handover.with_user(self.agent).give(nothing)
        self.give(handover)
        with self.assertRaises(UserError):
            self.take(handover, self.agent)

    def test_at_a_shared_counter_the_relief_signs_with_his_pin(self):
        relief = self.employee_of[self.agent2]
        handover = self.open()
        self.give(handover)
        with self.assertRaises(UserError):  # HR keeps none
            self.take(handover, self.agent, employee_id=relief.id, pin="1234")
        relief.pin = "1234"
        refused = self.take(handover, self.agent, employee_id=relief.id, pin="9999")
        self.assertEqual(refused["refused"], "The PIN is wrong.")
        self.assertEqual(self.take(handover, self.agent, employee_id=relief.id, pin="1234"), {"refused": False})
        self.assertTrue(handover.taken_by_pin)
        self.assertEqual(handover.taker_id, relief)

    def test_pins_are_not_guessed(self):
        relief = self.employee_of[self.agent2]
        relief.pin = "1234"
        handover = self.open()
        self.give(handover)
        for _try in range(self.company.cs_handover_pin_tries):
            self.take(handover, self.agent, employee_id=relief.id, pin="0000")
        refused = self.take(handover, self.agent, employee_id=relief.id, pin="1234")["refused"]
        self.assertIn("Too many wrong PINs", refused)
        later = datetime(2026, 3, 4, 7, 58) + timedelta(minutes=self.company.cs_handover_pin_minutes)
        self.assertEqual(
            self.take(handover, self.agent, at=later, employee_id=relief.id, pin="1234"), {"refused": False}
        )

    def test_a_stranger_does_not_sign_with_his_pin(self):
        stranger = self.employee_of[self.outsider]
        stranger.pin = "1234"
        handover = self.open()
        self.give(handover)
        with self.assertRaises(AccessError):
            self.take(handover, self.agent, employee_id=stranger.id, pin="1234")


class TestCarryingOver(HandoverCase):
    def next_days(self, count):
        """Early and late in turn, the two of them."""
        for number in range(count):
            moment = datetime(2026, 3, 4, 7, 50) + timedelta(hours=8 * number)
            yield moment, *((self.agent, self.agent2) if number % 2 == 0 else (self.agent2, self.agent))

    def test_what_is_not_closed_is_in_the_next_three_handovers_and_then_gone_when_closed(self):
        ticket = self.make_ticket()
        first = self.open()
        parcel = first.with_user(self.agent).add_item("Parcel for 3-201")
        parcel = self.env["cs.handover.item"].browse(parcel)
        self.give(first)
        self.take(first)
        matter = parcel.matter_id
        for number, (moment, giver, taker) in enumerate(self.next_days(4)):
            if not number:
                continue
            handover = self.hand_over(giver, taker, moment)
            again = handover.item_ids.filtered(lambda item: item.matter_id == matter)
            self.assertEqual((again.name, again.carried), ("Parcel for 3-201", number))
            self.assertEqual(again.since, parcel.since)
            self.assertEqual(self.item(handover, ticket).carried, number)
        self.resolve(ticket)
        with self.assertRaises(UserError):
            matter.with_user(self.agent).close("")
        matter.with_user(self.agent).close("Fetched")
        last = self.open(self.agent, "2026-03-05 15:50")
        self.assertFalse(self.item(last, ticket))
        self.assertFalse(last.item_ids.filtered(lambda item: item.matter_id == matter))
        self.assertTrue(self.item(first, ticket).matter_id.closed_at)  # it closed by itself

    def test_a_fault_stays_until_somebody_finds_it_in_order(self):
        self.env["cs.duty.post.line"].create({"post_id": self.post.id, "name": "Radio"})
        for number, (moment, giver, taker) in enumerate(self.next_days(3)):
            handover = self.open(giver, moment)
            radio = handover.item_ids.filtered(lambda item: item.kind == "equipment")
            if number == 0:
                handover.with_user(giver).record_item(radio.id, {"condition": "fault", "note": "no sound"})
            elif number == 1:
                self.assertEqual((radio.condition, radio.note, radio.carried), ("fault", "no sound", 1))
            else:
                handover.with_user(giver).record_item(radio.id, {"condition": "ok"})
            self.give(handover, giver, moment)
            self.take(handover, taker, moment)
        self.assertTrue(radio.matter_id.closed_at)

    def test_a_count_is_held_to_the_one_before_and_a_difference_needs_a_word(self):
        self.env["cs.duty.post.line"].create({"post_id": self.post.id, "name": "Keys", "kind": "count"})
        (first, giver, taker), (second, *_rest) = self.next_days(2)
        handover = self.open(giver, first)
        handover.with_user(giver).record_item(handover.item_ids.id, {"quantity": 12})
        self.give(handover, giver, first)
        self.take(handover, taker, first)
        handover = self.open(taker, second)
        keys = handover.item_ids
        self.assertEqual((keys.has_expected, keys.expected), (True, 12))
        handover.with_user(taker).record_item(keys.id, {"quantity": 11})
        with self.assertRaisesRegex(UserError, "Say what is wrong"):
            self.give(handover, taker, second)
        handover.with_user(taker).record_item(keys.id, {"note": "one lent to the plumber"})
        self.give(handover, taker, second)
        self.assertFalse(keys.matter_id.closed_at)

    def test_a_doubt_about_something_fine_is_not_forgotten(self):
        self.env["cs.duty.post.line"].create({"post_id": self.post.id, "name": "Radio"})
        handover = self.open()
        handover.with_user(self.agent).record_item(handover.item_ids.id, {"condition": "ok"})
        self.give(handover)
        handover.with_user(self.agent2).question_item(handover.item_ids.id, "It is silent")
        self.take(handover)
        matter = handover.item_ids.matter_id
        self.assertEqual((matter.name, matter.words), ("Radio", "It is silent"))

    def test_what_was_not_recorded_is_reported_counted_and_handed_over(self):
        handover = self.hand_over()
        with self.assertRaises(UserError):
            handover.with_user(self.agent).report_unrecorded("Nothing")
        handover.with_user(self.agent2).report_unrecorded("Key 17 is out", "lent at noon")
        lapse = self.env["cs.handover.lapse"].search([])
        self.assertEqual((lapse.employee_id, lapse.kind, lapse.counts), (
            self.employee_of[self.agent], "unrecorded", 1))  # fmt: skip
        following = self.open(self.agent2, "2026-03-04 15:50")
        self.assertIn("Key 17 is out", following.item_ids.mapped("name"))

    def test_old_handovers_are_found_by_their_words(self):
        handover = self.open()
        handover.with_user(self.agent).add_item("Parcel for 3-201", "from the pharmacy")
        self.give(handover)
        self.take(handover)
        items = self.env["cs.handover.item"].with_user(self.agent2)
        self.assertEqual(items.search([("words", "ilike", "pharmacy")]).handover_id, handover)
        report = self.env["ir.actions.report"].with_user(self.agent2)
        html = report._render_qweb_html("cs_department.report_handover", handover.ids)[0].decode()
        self.assertIn("Parcel for 3-201", html)
        self.assertIn(DRAWN, html)
