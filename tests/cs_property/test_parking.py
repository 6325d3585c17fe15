"""Parking: spaces let by days, rent by the fee rules, the waiting list by its rule, cards that are lost."""

from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from psycopg2.errors import ExclusionViolation

from tests.common import NOW
from tests.cs_property.cashier_case import CashierCase

#: the smallest picture there is: what a field for signatures gives
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class ParkingCase(CashierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env.ref("cs_property.parking_rule_standard")
        cls.rent = cls.env.ref("cs_property.fee_parking_rent")
        cls.env["cs.fee.rule"].create(
            {
                "name": "Rent here",
                "key": "rent_here",
                "item_id": cls.rent.id,
                "type_ids": [(6, 0, cls.space_type.ids)],
                "method": "fixed",
                "price_ids": [(0, 0, {"date_from": "2000-01-01", "price": 310})],
            }
        )
        cls.space.party_ids.unlink()  # the company's own
        cls.space2 = cls._make_unit("P2", 12.5, type_id=cls.space_type.id, use="other")
        cls.space2.party_ids.unlink()
        cls.leases = cls.env["cs.parking.lease"].with_user(cls.clerk)
        cls.waits = cls.env["cs.parking.waiting"].with_user(cls.clerk)

    def lease(self, unit=None, space=None, first="2026-03-04", last="2027-03-03", **values):
        unit = unit or self.unit1
        row = {"space_id": (space or self.space).id, "unit_id": unit.id, "partner_id": unit.payer_id.id}
        return self.leases.create({**row, "date_from": first, "date_to": last, **values})

    def let(self, *args, **values):
        lease = self.lease(*args, **values)
        lease.action_let()
        return lease

    def wait(self, unit, **values):
        return self.waits.create({"unit_id": unit.id, "partner_id": unit.payer_id.id, **values})


class TestLeases(ParkingCase):
    def test_a_space_is_let_to_one_at_a_time(self):
        lease = self.let()
        self.assertEqual((lease.state, self.space.parking_state), ("active", "leased"))
        other = self.lease(self.unit2, first="2026-12-01", last="2027-11-30")
        with self.assertRaisesRegex(UserError, "is let until 2027-03-03"):
            other.action_let()
        self.assertEqual(self.let(self.unit2, first="2027-03-04", last="2028-03-03").state, "active")

    def test_the_database_lets_one_of_two_clerks_win(self):
        self.let()
        second = self.lease(self.unit2)
        with self.assertRaises(ExclusionViolation), self.cr.savepoint():
            second.sudo().write({"state": "active"})
            second.flush_recordset()

    def test_the_rent_is_charged_by_days_to_the_tenant_and_once(self):
        lease = self.let(first="2026-03-17", last="2027-03-16")
        lease.action_bill()
        charge = lease.charge_ids
        self.assertEqual((charge.date_from, charge.date_to), (date(2026, 3, 17), date(2026, 3, 31)))
        self.assertEqual(charge.amount, 150, "15 of 31 days of 310")
        self.assertEqual(charge.partner_id, self.unit1.payer_id)
        with self.assertRaises(UserError):
            lease.action_bill()

    def test_a_space_that_nobody_leases_pays_no_rent(self):
        rows = self.env["cs.billing.line"]._priced(self.space2, date(2026, 3, 1), date(2026, 3, 31), self.rent, {})
        self.assertFalse(rows)

    def test_ending_early_credits_the_rent_beyond_and_frees_the_space(self):
        lease = self.let(first="2026-03-01", last="2027-02-28")
        lease.action_bill()
        self.assertEqual(lease.charge_ids.amount, 310)
        lease.end("2026-03-10", "sold the car")
        self.assertEqual(lease.charge_ids.mapped("amount"), [100])
        self.assertEqual(lease.date_to, date(2026, 3, 10))
        self.assertEqual(self.let(self.unit2, first="2026-03-11").state, "active")

    def test_overdue_debts_and_too_many_spaces_stand_in_the_way(self):
        self.bill(self.unit1, 50, month=1, due=(2026, 2, 1))
        with self.assertRaisesRegex(UserError, "overdue"):
            self.let()
        self.let(self.unit2)
        with self.assertRaisesRegex(UserError, "1 spaces already"):
            self.let(self.unit2, self.space2)

    def test_renewing_goes_on_from_the_end_and_never_into_somebody_elses_lease(self):
        lease = self.let()
        lease.action_renew()
        self.assertEqual(lease.date_to, date(2028, 3, 3))
        self.let(self.unit2, first="2028-03-04", last="2029-03-03")
        with self.assertRaises(ExclusionViolation), self.cr.savepoint():
            lease.action_renew()

    def test_the_end_is_announced_once_each_and_comes(self):
        self.unit1.payer_id.phone = "13900001111"
        lease = self.let(first="2026-03-01", last="2026-04-20").sudo()
        for day, given in ((NOW, 0), (NOW + timedelta(days=20), 1), (NOW + timedelta(days=21), 1)):
            with self.at(day):
                lease.search(lease._due_domain())._act_on_time()
                lease.search(lease._due_domain())._act_on_time()
            self.assertEqual(len(lease.notice_ids), given, day)
        with self.at(NOW + timedelta(days=46)):
            lease._act_on_time()
            self.assertEqual(len(lease.notice_ids), 3, "those that were missed come together, once")
        with self.at(NOW + timedelta(days=48)):
            lease._act_on_time()
        self.assertEqual(lease.state, "ended")

    def test_a_lease_in_force_is_not_rewritten(self):
        lease = self.let()
        for vals in ({"date_to": "2030-01-01"}, {"partner_id": self.customer.id}, {"state": "ended"}):
            with self.assertRaises(UserError):
                lease.write(vals)
        with self.assertRaises(UserError):
            lease.unlink()

    def test_plates_are_one_however_they_are_written(self):
        vehicles = self.env["cs.parking.vehicle"].with_user(self.clerk)
        car = vehicles.create({"plate": "京a·12345", "unit_id": self.unit1.id, "partner_id": self.unit1.payer_id.id})
        self.assertEqual(car.plate, "京A12345")
        with self.assertRaises(ValidationError):
            vehicles.create({"plate": "<b>", "unit_id": self.unit1.id, "partner_id": self.unit1.payer_id.id})
        desk = self.env["cs.desk"].with_user(self.clerk)
        self.assertEqual(desk.find("京A 12345")[0]["code"], self.unit1.code)

    def test_agents_see_leases_and_let_nothing(self):
        lease = self.lease()
        with self.assertRaises(AccessError):
            lease.with_user(self.agent).action_let()
        with self.assertRaises(AccessError):
            lease.with_user(self.guard).read(["name"])


class TestWaitingList(ParkingCase):
    def test_the_rule_says_who_is_first(self):
        tenant = self.env["res.partner"].create({"name": "Tenant", "lang": "en_US"})
        self.env["cs.unit.party"].create(
            {"unit_id": self.unit3.id, "partner_id": tenant.id, "role": "tenant", "date_from": "2026-01-01"}
        )
        first = self.waits.create({"unit_id": self.unit3.id, "partner_id": tenant.id})
        with self.at(NOW + timedelta(hours=1)):
            owner = self.wait(self.unit2)
        self.assertEqual((owner.rank, first.rank), (1, 2), "owners before tenants, by the rule")
        with self.at(NOW + timedelta(hours=2)):
            disabled = self.wait(self.unit1, is_disabled=True)
        (owner | first).invalidate_recordset(["rank"])
        self.assertEqual((disabled.rank, owner.rank, first.rank), (1, 2, 3))

    def test_a_space_that_becomes_free_is_offered_and_nobody_else_gets_it_meanwhile(self):
        lease = self.let(last="2026-03-10")
        row = self.wait(self.unit2)
        with self.at(NOW + timedelta(days=7)):
            lease.sudo()._act_on_time()
            self.assertEqual((row.state, row.space_id), ("offered", self.space))
            with self.assertRaisesRegex(UserError, "offered to 1-1-102"):
                self.let(self.unit3, first="2026-03-11")
            taken = self.let(self.unit2, first="2026-03-11", waiting_id=row.id)
        self.assertEqual((row.state, taken.state), ("taken", "active"))

    def test_an_offer_that_nobody_takes_up_lapses_and_goes_to_the_next(self):
        first, second = self.wait(self.unit2), self.wait(self.unit3)
        self.space2.parking_closed = True
        self.space.with_user(self.clerk).action_offer_parking()
        self.assertEqual((first.state, second.state), ("offered", "waiting"))
        with self.at(NOW + timedelta(days=4)):
            first.sudo()._act_on_time()
        self.assertEqual((first.state, second.state), ("lapsed", "offered"))
        second.action_decline()
        self.assertEqual((second.state, self.space.parking_state), ("declined", "free"))

    def test_who_has_debts_is_passed_over(self):
        self.bill(self.unit2, 50, month=1, due=(2026, 2, 1))
        first, second = self.wait(self.unit2), self.wait(self.unit3)
        self.space.with_user(self.clerk).action_offer_parking()
        self.assertEqual((first.state, second.state), ("waiting", "offered"))

    def test_nobody_stands_on_the_list_twice(self):
        self.wait(self.unit2)
        with self.assertRaises(Exception), self.cr.savepoint():  # noqa: B017  # the database refuses
            self.wait(self.unit2)


class TestCards(ParkingCase):
    def card(self):
        lease = self.let()
        lease.action_issue_card()
        card = lease.card_ids
        card.lend(lease.partner_id.id, due_on=lease.date_to, signatures={"giver": PNG, "taker": PNG})
        return lease, card

    def test_the_lost_card_stops_working_at_once_and_its_history_stays(self):
        lease, card = self.card()
        text = card.sudo()._scan_text()
        scan = self.env["cs.scan"].with_user(self.guard)
        self.assertEqual(scan._look(text).result, "ok")
        card.lose("left in a taxi")
        self.assertEqual(scan._look(text).result, "refused")
        with self.assertRaisesRegex(UserError, "identity"):
            card.reissue()
        card.check_identity("ID card, ends with 1234")
        with self.assertRaisesRegex(UserError, "fee for the lost card is open"):
            card.reissue()
        fee = card.sudo().move_ids.charge_ids
        self.open_till()
        self.take(self.unit1, {fee: fee.amount_residual}, self.in_cash(fee.amount_residual))
        new = self.env["cs.custody.item"].browse(card.reissue())
        self.assertEqual(new.lease_id, lease)
        self.assertEqual(card.replaced_by_id, new)
        self.assertEqual(scan._look(text).result, "refused", "the old one stays dead")
        self.assertEqual(set(card.move_ids.mapped("kind")) & {"lent", "lost", "replaced"}, {"lent", "lost", "replaced"})


class TestBoard(ParkingCase):
    def test_the_board_shows_who_has_the_spaces_and_nothing_else(self):
        lease = self.let()
        board = self.env["cs.estate.building"].with_user(self.clerk).board(parking=True)
        tiles = {tile["code"]: tile for floor in board["floors"] for tile in floor["units"]}
        self.assertEqual(set(tiles), {self.space.code, self.space2.code})
        self.assertIn("parking_leased", tiles[self.space.code]["states"])
        self.assertEqual(tiles[self.space.code]["until"], str(lease.date_to))
        self.assertIn("parking_free", tiles[self.space2.code]["states"])

    def test_the_boards_cost_does_not_grow_with_its_spaces(self):
        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["cs.estate.building"].with_user(self.clerk).board(parking=True)
            return self.env.cr.sql_log_count - before

        for number in range(20):
            if number == 2:
                few = cost()
            # spaces are made one by one by the helper
            self._make_unit(f"P9{number:02}", 12.5, type_id=self.space_type.id, use="other")
        self.assertLessEqual(cost(), few + 2)
