"""Arrears beside disputes and late fees, from one end to the other."""

from datetime import date

from tests.cs_property.arrears_case import ArrearsCase


class TestArrearsHeld(ArrearsCase):
    def test_a_dispute_holds_the_case_until_it_is_settled(self):
        charges = self.owe(self.unit1, 300)
        self.look(self.unit1)
        case = self.case_of(self.unit1)
        self.assertEqual((case.state, case.step_ids.stage_id), ("open", self.sms))
        dispute = (
            self.env["cs.fee.dispute"]
            .with_user(self.clerk)
            .create({"unit_id": self.unit1.id, "line_ids": charges.ids, "reason": "The lift stood still"})
        )
        with self.on(2026, 3, 20):
            self.look()
            self.assertEqual((case.state, case.amount_held, case.amount_open), ("held", 300, 0))
            self.assertEqual(case.step_ids.stage_id, self.sms, "nobody is chased meanwhile")
        with self.on(2026, 3, 21):
            dispute.with_user(self.accountant).close("rejected", "The lift ran", date(2026, 3, 21))
        with self.on(2026, 3, 22):
            self.look()
            self.assertEqual((case.state, case.amount_held, case.amount_open), ("open", 0, 300))
            self.assertEqual(case.step_ids.stage_id, self.sms | self.call, "the case goes on where it stood")

    def test_a_case_shows_late_fees_that_are_not_billed_yet(self):
        self.env["cs.late.rule"].search([]).active = False
        self.env["cs.late.rule"].create(
            {
                "name": "Ten in ten thousand",
                "rate": 10,
                "grace_days": 0,
                "late_item_id": self.late.id,
                "change_reason": "Test",
            }
        )
        charges = self.owe(self.unit1, 1000)
        with self.on(2026, 3, 11):
            self.look(self.unit1)
            case = self.case_of(self.unit1)
            (coming,) = charges._late_until(date(2026, 3, 11)).values()
            self.assertGreater(coming, 0)
            self.assertEqual((case.amount_coming, case.amount_open), (float(coming), 1000))
            self.unit1._bill_late(date(2026, 3, 11))
            self.look()
            self.assertEqual((case.amount_coming, case.amount_due), (0, 1000))
