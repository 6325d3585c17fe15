"""Who sees charges and payments, and who changes what."""

from odoo.exceptions import AccessError

from tests.cs_property.billing_case import BillingCase


class TestBillingRights(BillingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls.env["cs.estate.building"].create({"name": "Building 2", "code": "2", "estate_id": cls.estate.id})
        cls.foreign = cls._make_unit("201", 70, code="2-1-201", building_id=other.id, stair_id=False)
        cls.charges = cls.bill(cls.unit1, 250) | cls.bill(cls.foreign, 90)
        cls.charges._pay(cls.pay(cls.unit1, 100) | cls.pay(cls.foreign, 50))

    def seen(self, user, model="cs.billing.line"):
        return self.env[model].with_user(user).search([])

    def test_a_steward_sees_the_charges_and_payments_of_his_own_units(self):
        self.assertEqual(self.seen(self.steward) & self.charges, self.charges[0])
        self.assertEqual(self.seen(self.steward, "cs.fee.allocation").line_id, self.charges[0])

    def test_counter_accountant_and_auditor_see_all(self):
        for user in (self.clerk, self.cashier, self.accountant, self.auditor, self.manager):
            self.assertEqual(self.seen(user) & self.charges, self.charges, user.name)

    def test_others_see_none(self):
        for user in (self.agent, self.employee):
            with self.assertRaises(AccessError):
                self.seen(user)

    def test_open_charges_go_over_to_a_new_steward(self):
        self.foreign.building_id.steward_id = self.agent
        self.assertEqual(self.charges[1].steward_id, self.agent)
        self.charges[1]._pay(self.pay(self.foreign, 40))
        (self.building | self.foreign.building_id).steward_id = self.agent2
        self.assertEqual(self.charges[0].steward_id, self.agent2)
        self.assertEqual(self.charges[1].steward_id, self.agent, "what is settled stays with the old one")

    def test_nobody_writes_charges_payments_and_batches_by_hand(self):
        batch = self.env["cs.billing.batch"]
        for user in (self.clerk, self.cashier, self.accountant, self.auditor, self.steward, self.manager):
            for records in (self.charges[0], self.charges[0].allocation_ids):
                with self.assertRaises(AccessError):
                    records.with_user(user).write({"amount": 1})
                with self.assertRaises(AccessError):
                    records.with_user(user).unlink()
            with self.assertRaises(AccessError):
                batch.with_user(user).create({"run_id": 1, "kind": "bill"})

    def test_charges_are_made_by_no_one_through_another_record(self):
        run = self.env["cs.billing.run"].create({"estate_ids": self.estate.ids})
        with self.assertRaises(AccessError):
            run.with_user(self.accountant).write({"line_ids": [(0, 0, {"unit_id": self.unit1.id, "amount": 5})]})

    def test_invoices_of_a_unit_carry_it_for_good(self):
        line = self.charges[0].move_id.line_ids[:1]
        self.assertEqual(line.cs_unit_id, self.unit1)
        self.charges[0].move_id.with_user(self.accountant).message_post(body="x")
        self.assertEqual(line.cs_unit_id, self.unit1)
