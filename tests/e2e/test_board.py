"""The supervisor's board and the agent's desk in the browser."""

from datetime import timedelta

from odoo.addons.cs_department.core.now import utcnow

from tests.e2e.common import CsHttpCase


class TestTheSupervisorAtTheBoard(CsHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        far = {"next_due_at": utcnow() + timedelta(days=3), "next_warn_at": False}
        cls.plain, cls.severe, cls.late = (
            cls.make_ticket(name=name, user_id=cls.agent.id)
            for name in ("Dark staircase", "Gas in the cellar", "Late lift")
        )
        (cls.plain | cls.severe | cls.late)._system_write(far)
        cls.severe._system_write({"alarm": "severe", "priority": "3"})
        cls.late._system_write({"next_due_at": utcnow() - timedelta(hours=2)})

    def test_dragging_a_card_to_resolved_is_refused_with_a_sentence(self):
        self.tour("cs-board", "cs_board_refuses_to_resolve_by_dragging", self.supervisor)
        self.assertEqual(self.plain.state, "open")

    def test_a_click_on_an_alarm_shows_its_cases_alone(self):
        self.tour("cs-board", "cs_board_filters_by_alarm", self.supervisor)

    def test_single_keys_answer_and_open_the_card_in_focus(self):
        self.tour("cs-board", "cs_board_by_keyboard", self.supervisor)
        self.assertTrue(self.severe.first_response_at)


class TestTheAgentAtTheDesk(CsHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pump = cls.make_ticket(cls.agent2, name="Loud pump", user_id=cls.agent2.id)

    def test_a_case_that_is_offered_is_accepted_at_the_desk(self):
        self.pump.with_user(self.agent2).transfer(user=self.agent, reason="You know the pump")
        self.tour("cs-desk", "cs_desk_shows_what_is_offered", self.agent)
        self.assertEqual(self.pump.user_id, self.agent)

    def test_a_case_that_nobody_has_is_taken(self):
        card = self.make_ticket(name="Key card", user_id=self.agent.id)
        card._system_write({"user_id": False})
        self.tour("cs-desk", "cs_desk_takes_what_nobody_has", self.agent)
        self.assertEqual(card.user_id, self.agent)


class TestTheDeskOnATelephone(CsHttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_the_desk_and_the_case_fit_the_screen(self):
        self.make_ticket(name="Loud pump", user_id=self.agent.id)
        self.tour("cs-desk", "cs_desk_on_a_telephone", self.agent)


class TestTheClockInTheBrowser(CsHttpCase):
    def test_a_deadline_is_told_in_the_largest_unit_that_fits(self):
        self.tour("cs-desk", "cs_clock_words", self.agent)
