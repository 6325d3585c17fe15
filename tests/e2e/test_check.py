"""A quality officer checks two cases in the browser; the person appeals."""

from odoo.tests import tagged

from tests.cs_department.check_case import CheckCase
from tests.e2e.common import CsHttpCase


@tagged("standard", "post_install")
class TestCheckDesk(CsHttpCase, CheckCase):
    def test_an_officer_checks_by_keyboard_and_the_person_appeals(self):
        first, second = self.make_checks(2, inspector=self.officer)
        first.ticket_id.message_post(body="We come tomorrow", subtype_xmlid="mail.mt_comment")
        second.due = "2030-01-01"
        self.tour("cs-check-desk", "cs_check_desk", self.officer)
        self.assertEqual([check.state for check in (first, second)], ["done", "done"])
        self.assertEqual((first.score, second.score, second.fatal_hit), (40, 0, True))
        self.assertEqual(first.answer_ids[1].note, "Another tariff")

        self.tour("cs-my-checks", "cs_check_result", self.agent)
        self.assertEqual(first.appeal_ids.state, "open")
