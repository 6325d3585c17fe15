"""D7: from answering to closing, and back."""

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from tests.cs_department.helpers import TicketCase


class TestFlow(TicketCase):
    def test_the_first_answer_starts_the_work(self):
        ticket = self.make_ticket()
        ticket.answer("We come this afternoon.")
        self.assertEqual(ticket.state, "open")
        self.assertEqual(ticket.first_response_at, ticket.registered_at)

    def test_a_resolution_needs_finding_cause_and_words(self):
        refusals = [
            ("what was done", "", {"validity": "valid", "cause_id": self.cause.id}),
            ("Finding", "Done", {"cause_id": self.cause.id}),
            ("Cause", "Done", {"validity": "invalid"}),
            ("Not a finding", "Done", {"closed_at": "2020-01-01"}),
        ]
        for words, resolution, findings in refusals:
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                self.make_ticket().resolve(resolution, **findings)

    def test_a_resolution_keeps_who_answers_for_it_and_what_is_put_right(self):
        ticket = self.make_ticket()
        ticket.resolve(
            "Pipe repaired",
            validity="valid",
            cause_id=self.cause.id,
            responsible_department_id=self.engineering.id,
            plan="Replace the riser",
            corrective_action="Check every riser",
            corrective_user_id=self.engineer.id,
            recheck_date="2026-04-01",
        )
        self.assertEqual(ticket.state, "resolved")
        self.assertEqual(ticket.resolved_at, ticket.registered_at)
        self.assertEqual(ticket.responsible_department_id, self.engineering)

    def test_a_card_dragged_over_several_states_moves_a_mixed_batch(self):
        new, waiting = self.make_ticket(), self.make_ticket()
        self.wait_for_customer(waiting)
        both = (new | waiting).with_user(self.supervisor)
        both.write({"stage_id": self.env.ref("cs_department.stage_open").id, "place": "B2"})
        self.assertEqual(both.mapped("state"), ["open", "open"])
        self.assertEqual(both.mapped("place"), ["B2", "B2"])

    def test_a_card_that_stays_where_it_is_leaves_no_step(self):
        still, moved = self.make_ticket(), self.make_ticket()
        other = self.env.ref("cs_department.stage_waiting_other")
        self.wait_for_customer(moved)
        still.wait("parts", stage=other.id)
        before = self.event_types(still)
        (still | moved).with_user(self.supervisor).write({"stage_id": other.id})
        self.assertEqual(self.event_types(still), before)
        self.assertEqual(moved.stage_id, other)

    def test_the_last_stage_of_a_state_is_neither_archived_nor_deleted(self):
        stage = self.env.ref("cs_department.stage_open").with_user(self.manager)
        spare = stage.copy({"name": "Being looked at"})
        stage.active = False
        self.assertFalse(stage.active)
        with self.assertRaisesRegex(UserError, "at least one stage"):
            spare.unlink()
        with self.assertRaisesRegex(UserError, "at least one stage"):
            spare.active = False

    def test_a_severity_and_a_cause_that_cases_name_are_not_deleted(self):
        severity = self.env["cs.severity"].create({"name": "Rare", "level": 7})
        self.make_ticket(severity_id=severity.id, cause_id=self.cause.id)
        for used in (severity, self.cause):
            with self.subTest(used=used._name), self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                used.unlink()

    def test_a_card_cannot_replace_the_words_of_a_verb(self):
        ticket = self.make_ticket()
        for state in ("resolved", "cancelled"):
            stage = self.env.ref(f"cs_department.stage_{state}")
            with self.subTest(state=state), self.assertRaises(UserError):
                ticket.write({"stage_id": stage.id})
        self.assertEqual(ticket.state, "new")

    def test_one_wrong_case_in_the_batch_moves_none(self):
        good, over = self.make_ticket(), self.make_ticket()
        over.cancel("Mistake")
        with self.assertRaises(UserError), self.cr.savepoint():
            (good | over).with_user(self.supervisor).write({"stage_id": self.env.ref("cs_department.stage_open").id})
        self.env.invalidate_all()
        self.assertEqual(good.state, "new")

    def test_resolved_and_closed_cases_are_opened_again_with_a_reason(self):
        for closed in (False, True):
            with self.subTest(closed=closed):
                ticket = self.make_ticket()
                self.resolve(ticket)
                if closed:
                    ticket.close()
                with self.assertRaisesRegex(UserError, "why"):
                    ticket.reopen("")
                ticket.reopen("It drips again")
                self.assertEqual(ticket.state, "open")
                self.assertEqual(ticket.reopen_count, 1)
                self.assertFalse(ticket.resolved_at or ticket.closed_at)
                self.assertIn("reopened", self.event_types(ticket))
                self.assertEqual(self.clock(ticket, "resolution")[-1:].state, "running")

    def test_a_closed_case_takes_no_verb_but_reopening(self):
        ticket = self.make_ticket()
        self.resolve(ticket)
        ticket.close()
        verbs = {
            "start": (),
            "wait": (),
            "resume": (),
            "answer": ("x",),
            "transfer": (self.agent2.id, None, "x"),
            "dispatch": (self.engineering.id, ["do"], "x"),
            "promise": ("2026-03-05 02:00:00",),
            "resolve": ("x",),
            "close": (),
            "cancel": ("x",),
            "merge_into": (self.make_ticket().id,),
        }
        for verb, arguments in verbs.items():
            with self.subTest(verb=verb), self.assertRaises(UserError):
                getattr(ticket, verb)(*arguments)

    def test_a_whole_is_resolved_and_closed_only_after_its_parts(self):
        whole = self.make_ticket()
        part = self.make_ticket(parent_id=whole.id)
        with self.assertRaisesRegex(UserError, "part"):
            self.resolve(whole)
        self.resolve(part)
        self.resolve(whole)
        part.reopen("Still wet")
        with self.assertRaisesRegex(UserError, "part"):
            whole.close()
        self.resolve(part)
        whole.close()
        self.assertEqual(whole.state, "closed")

    def test_a_part_does_not_contain_its_whole(self):
        whole = self.make_ticket()
        part = self.make_ticket(parent_id=whole.id)
        with self.assertRaises(UserError):
            whole.write({"parent_id": part.id})

    def test_an_employee_watches_his_case_but_does_not_work_on_it(self):
        ticket = self.make_ticket(user=self.employee)
        verbs = {"start": (), "answer": ("x",), "cancel": ("x",), "take": ()}
        for verb, arguments in verbs.items():
            with self.subTest(verb=verb), self.assertRaises(AccessError):
                getattr(ticket, verb)(*arguments)


class TestTransfer(TicketCase):
    def test_the_first_contact_stays_responsible_until_the_other_accepts(self):
        ticket = self.make_ticket()
        self.assertEqual(ticket.user_id, self.agent)
        with self.assertRaisesRegex(UserError, "why"):
            ticket.transfer(user=self.agent2.id, reason="")
        ticket.transfer(user=self.agent2.id, reason="Knows the building")
        self.assertEqual(ticket.user_id, self.agent)
        ticket.with_user(self.agent2).accept()
        self.assertEqual(ticket.user_id, self.agent2)
        self.assertFalse(ticket.pending_user_id)
        self.assertEqual(ticket.transfer_count, 1)

    def test_only_the_one_who_was_asked_accepts(self):
        ticket = self.make_ticket()
        ticket.transfer(user=self.agent2.id, reason="Knows the building")
        with self.assertRaisesRegex(UserError, "offered to"):
            ticket.with_user(self.agent).accept()

    def test_declined_with_a_reason_it_stays_where_it_was(self):
        ticket = self.make_ticket()
        ticket.transfer(user=self.agent2.id, reason="Knows the building")
        with self.assertRaises(UserError):
            ticket.with_user(self.agent2).decline("")
        ticket.with_user(self.agent2).decline("On leave tomorrow")
        self.assertEqual(ticket.user_id, self.agent)
        self.assertFalse(ticket.pending_user_id)
        self.assertEqual(ticket.transfer_count, 0)

    def test_offered_to_a_team_the_member_who_accepts_is_responsible(self):
        ticket = self.make_ticket()
        ticket.transfer(team=self.other_team.id, reason="Belongs to the counter")
        self.assertEqual(ticket.team_id, self.team)
        ticket.with_user(self.outsider).accept()
        self.assertEqual(ticket.user_id, self.outsider)
        self.assertEqual(ticket.team_id, self.other_team)

    def test_a_supervisor_who_accepts_for_a_member_does_not_become_responsible(self):
        ticket = self.make_ticket()
        ticket.transfer(user=self.agent2.id, reason="Knows the building")
        ticket.with_user(self.supervisor).accept()
        self.assertEqual(ticket.user_id, self.agent2)

    def test_nobody_is_asked_who_could_not_work_on_it(self):
        ticket = self.make_ticket()
        for user in (self.employee, self.portal):
            with self.subTest(user=user.name), self.assertRaises(UserError):
                ticket.transfer(user=user.id, reason="x")

    def test_who_is_to_accept_sees_why(self):
        ticket = self.make_ticket()
        ticket.transfer(user=self.agent2, reason="Asked for on Monday")
        ticket.with_user(self.agent2).decline("On leave")
        self.assertFalse(ticket.transfer_reason)
        ticket.transfer(user=self.agent2, reason="Speaks Cantonese")
        self.assertEqual(ticket.with_user(self.agent2).transfer_reason, "Speaks Cantonese")

    def test_an_ended_case_waits_for_no_transfer(self):
        ticket = self.make_ticket()
        ticket.transfer(user=self.agent2.id, reason="x")
        self.resolve(ticket)
        self.assertFalse(ticket.pending_user_id)

    def test_an_agent_takes_only_what_nobody_has(self):
        ticket = self.make_ticket()
        with self.assertRaisesRegex(UserError, "Transfer"):
            ticket.with_user(self.agent2).take()
        ticket.sudo().write({"user_id": False})
        ticket.with_user(self.agent2).take()
        self.assertEqual(ticket.user_id, self.agent2)

    def test_an_agent_gives_nothing_away_by_a_plain_write(self):
        ticket = self.make_ticket()
        for user_id in (self.agent2.id, False):
            with self.subTest(user=user_id), self.assertRaises(UserError):
                ticket.write({"user_id": user_id})

    def test_a_supervisor_assigns_from_the_list_and_the_alarm_is_over(self):
        with self.at("2026-03-07 04:00"):  # a Saturday: nobody is present
            tickets = self.make_ticket() | self.make_ticket()
        self.assertEqual(tickets.mapped("alarm"), ["unassigned"] * 2)
        tickets.with_user(self.supervisor).write({"user_id": self.agent2.id})
        self.assertEqual(tickets.mapped("alarm"), [False] * 2)
        for ticket in tickets:
            self.assertEqual(self.event_types(ticket)[-1], "assigned")
