"""The estate register: who owns, who pays, what is vacant, what changes hands, what comes from a sheet."""

import base64
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import html2plaintext, mute_logger
from psycopg2.errors import ExclusionViolation

from tests.cs_property.billing_case import BillingCase
from tests.cs_property.estate_case import EstateCase


class TestEstate(EstateCase):
    def _person(self, name, unit=None, **values):
        return self.env["cs.unit.party"].create(
            {
                "unit_id": (unit or self.unit1).id,
                "partner_id": self.env["res.partner"].create({"name": name}).id,
                "date_from": "2026-01-01",
                **values,
            }
        )

    def test_the_owner_pays_unless_somebody_else_does(self):
        self.assertEqual(self.unit1.payer_id.name, "Owner of 1-1-101")
        tenant = self._person("Tenant", role="tenant", pays=True)
        self.assertEqual(self.unit1.payer_id, tenant.partner_id)
        self.assertEqual(self.unit1.occupancy, "tenant")

    def test_what_was_written_about_a_unit_and_its_people_stays_in_its_history(self):
        unit = self.unit1.with_user(self.manager)
        self.cr.precommit.run()  # as of the transaction that made it
        unit.area = 99.5
        self.env.flush_all()
        tracked = self.env["mail.tracking.value"].sudo()
        self.cr.precommit.run()  # changes of fields are written down with the transaction
        change = tracked.search([("mail_message_id.res_id", "=", unit.id), ("field_id.name", "=", "area")])
        self.assertEqual((change.old_value_float, change.new_value_float), (100, 99.5))
        tenant = self._person("Tenant", role="tenant", pays=True)
        tenant.date_to = "2026-06-30"
        tenant.note = "not worth a line"
        tenant.unlink()
        said = [message.body for message in self.unit1.message_ids if "Tenant" in (message.body or "")]
        self.assertEqual(
            [html2plaintext(body) for body in reversed(said)],
            [
                "– → Tenant Tenant · 2026-01-01 – · Pays the fees",
                "Tenant Tenant · 2026-01-01 – · Pays the fees → "
                "Tenant Tenant · 2026-01-01 – 2026-06-30 · Pays the fees",
                "Tenant Tenant · 2026-01-01 – 2026-06-30 · Pays the fees → –",
            ],
        )

    def test_owners_hold_no_more_than_the_whole(self):
        with self.assertRaises(ValidationError):
            self._person("Second", share=50)
        self.unit1.party_ids.share = 50
        self._person("Second", share=50)

    @mute_logger("odoo.sql_db")
    def test_nobody_stands_in_a_role_twice(self):
        owner = self.unit1.party_ids
        with self.assertRaises(ExclusionViolation), self.cr.savepoint():
            self._person("x", role="family", partner_id=owner.partner_id.id)
            self._person("x", role="family", partner_id=owner.partner_id.id)

    def test_who_pays_is_read_without_a_query_per_unit(self):
        self.units.invalidate_recordset()
        self.env.flush_all()
        with self.assertQueryCount(6):
            spans = self.units._payer_spans("2026-01-01", "2026-01-31")
        self.assertEqual(len(spans), 5)

    def test_a_vacancy_counts_once_somebody_else_approved_it(self):
        vacancy = self.env["cs.unit.vacancy"].with_user(self.clerk)
        vacancy = vacancy.create(
            {"unit_id": self.unit1.id, "date_from": "2026-03-01", "reason": "Abroad", "state": "approved"}
        )
        self.assertEqual(vacancy.state, "asked")
        with self.assertRaises(AccessError):
            vacancy.action_approve()
        with self.assertRaises(AccessError):
            vacancy.state = "approved"
        self.assertFalse(self.unit1._vacant_spans("2026-03-01", "2026-03-31")[self.unit1.id])
        vacancy.with_user(self.manager).action_approve()
        self.assertTrue(self.unit1._vacant_spans("2026-03-01", "2026-03-31")[self.unit1.id])
        self.assertEqual(self.unit1.occupancy, "vacant")

    def test_a_new_day_is_noticed_by_the_night(self):
        tenant = self._person("Tenant", role="tenant", pays=True, date_from="2026-03-05")
        self.assertNotEqual(self.unit1.payer_id, tenant.partner_id)
        self.env.flush_all()
        moment = fields.Datetime.to_datetime("2026-03-05 02:00:00")
        with patch.object(self.env.registry["res.company"], "_cs_today", lambda company: moment.date()):
            self.units._refresh_people()
        self.assertEqual(self.unit1.payer_id, tenant.partner_id)

    def test_a_case_takes_customer_and_area_from_its_unit(self):
        self.estate.area_id = self.env["cs.area"].create({"name": "North"})
        case = self.env["cs.ticket"].create({"name": "Lift", "description": "It stands", "unit_id": self.unit1.id})
        self.assertEqual((case.partner_id, case.area_id), (self.unit1.payer_id, self.estate.area_id))

    def test_the_tree_leads_from_the_estate_to_the_unit(self):
        place = self.env["cs.estate.place"].search([("unit_id", "=", self.unit1.id)])
        names = [place.name, place.parent_id.name, place.parent_id.parent_id.name]
        self.assertEqual(
            [*names, place.parent_id.parent_id.parent_id.name], ["1-1-101", "Stair 1", "Building 1", "Garden"]
        )

    def test_the_board_shows_what_a_unit_is(self):
        self.unit2.write({"renovating_from": "2026-03-01"})
        self.env["cs.ticket"].create({"name": "Leak", "description": "Water", "unit_id": self.unit1.id})
        board = self.env["cs.estate.building"].with_user(self.steward).board(self.building.id)
        tiles = {unit["code"]: unit["states"] for floor in board["floors"] for unit in floor["units"]}
        self.assertEqual(tiles["1-1-102"], ["renovating"])
        self.assertEqual(tiles["1-1-101"], ["case"])
        self.assertEqual(tiles["1-1-103"], [])

    def test_the_board_asks_no_more_for_many_units_than_for_few(self):
        counts = []
        for number in range(2):
            board = self.env["cs.estate.building"].with_user(self.steward)
            board.board(self.building.id)  # what is known of rights and languages is not counted
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            units = [unit for floor in board.board(self.building.id)["floors"] for unit in floor["units"]]
            counts.append((len(units), self.cr.sql_log_count - before))
            for door in range(20 * (1 - number)):
                self._make_unit(f"{2 + door}01", 70)
        (few, queries), (many, more) = counts
        self.assertEqual((few, many), (5, 25))
        self.assertLessEqual(more, queries)
        self.assertLessEqual(queries, 20)

    def test_units_stand_in_the_order_of_their_numbers(self):
        for door in ("1001", "99", "201"):
            self._make_unit(door, 50)
        flats = self.env["cs.estate.unit"].search([("type_id", "=", self.flat_type.id)])
        self.assertEqual(flats.mapped("name"), ["99", "101", "102", "103", "201", "1001"])

    def test_a_unit_is_chosen_by_what_people_say(self):
        self.unit2.payer_id.write({"name": "Xu Hai", "phone": "13800138002"})
        units = self.env["cs.estate.unit"].with_user(self.clerk)
        for words in ("1-1-102", "1栋1单元102室", "1 1 102", "1#102", "102", "Xu Hai", "Xu", "138 0013 8002"):
            with self.subTest(words=words):
                self.assertEqual(units.name_search(words)[0], (self.unit2.id, "1-1-102"))
                self.assertIn(self.unit2, units.search([("display_name", "ilike", words)]))
        self.assertEqual(units.name_search("0138"), [], "no part of a telephone number")
        self.assertEqual(len(units.name_search("", [("id", "in", self.units.ids)])), 5)
        self.assertEqual(units.name_search("102", [("id", "!=", self.unit2.id)]), [])

    def test_choosing_a_unit_on_a_case_suggests_area_and_customer(self):
        self.estate.area_id = self.env["cs.area"].create({"name": "North"})
        with Form(self.env["cs.ticket"]) as form:
            form.name = "Lift"
            form.description = "It stands"
            form.unit_id = self.unit1
            self.assertEqual((form.partner_id, form.area_id), (self.unit1.payer_id, self.estate.area_id))
            form.unit_id = self.unit2
            self.assertEqual(form.partner_id, self.unit2.payer_id, "what was suggested follows the unit")
            other = self.env["res.partner"].create({"name": "Passer-by"})
            form.partner_id = other
            form.unit_id = self.unit3
            self.assertEqual(form.partner_id, other, "what was said stays")

    def test_a_caller_who_has_one_unit_brings_it_up(self):
        self.unit1.payer_id.phone = "13800138001"
        form = Form(self.env["cs.ticket"].with_user(self.agent), view="cs_department.cs_ticket_register_view_form")
        form.caller = "13800138001"
        self.assertEqual((form.partner_id, form.unit_id), (self.unit1.payer_id, self.unit1))


class TestImport(EstateCase):
    HEAD = "楼栋,单元,房号,建筑面积,姓名,电话,身份,产权份额\n"

    def _sheet(self, data, user=None, **values):
        data = data if isinstance(data, bytes) else data.encode()
        return (
            self.env["cs.estate.import"]
            .with_user(user or self.env.user)
            .create({"estate_id": self.estate.id, "file": base64.b64encode(data), **values})
        )

    def _import(self, text, **values):
        batch = self._sheet(self.HEAD + text, **values)
        batch.action_import()
        self._work(batch)
        return batch

    def _work(self, batch):
        with patch.object(self.env.registry["ir.cron"], "_commit_progress", lambda *_a, **_k: float("inf")):
            batch._cron_import()

    def _unit(self, code):
        return self.env["cs.estate.unit"].search([("estate_id", "=", self.estate.id), ("code", "=", code)])

    def test_good_rows_come_in_and_bad_ones_are_named(self):
        batch = self._import(
            "9,1,101,88.5,Li,13900000001,业主,60\n9,1,101,88.5,Wang,13900000002,业主,40\n9,1,,70,x,,,\n9,1,102,abc,y,,,\n",
            all_or_nothing=False,
        )
        self.assertEqual(batch.state, "done")
        self.assertEqual(batch.error_ids.mapped("row"), [4, 5])
        unit = self._unit("9-1-101")
        self.assertEqual((unit.area, unit.floor, unit.payer_id.name), (88.5, 1, "Li"))
        self.assertEqual(sorted(unit.party_ids.mapped("share")), [40, 60])
        self.assertIn("abc", base64.b64decode(batch.bad_file).decode("utf-8-sig"))

    def test_all_or_nothing_takes_nothing_with_one_bad_row(self):
        batch = self._import("9,1,101,88.5,Li,,业主,\n9,1,,70,x,,,\n", all_or_nothing=True)
        self.assertEqual(batch.state, "refused")
        self.assertFalse(self.env["cs.estate.building"].search([("code", "=", "9")]))

    def test_the_same_file_twice_adds_nothing(self):
        text = "9,1,101,88.5,Li,13900000001,业主,\n"
        self._import(text)
        count = self.env["cs.unit.party"].search_count([])
        self._import(text)
        self.assertEqual(self.env["cs.unit.party"].search_count([]), count)

    def test_a_unit_with_a_bad_row_stays_out_with_all_its_rows(self):
        batch = self._import(
            "9,1,101,88.5,Li,1,业主,60\n9,1,101,88.5,Wang,2,业主,50\n9,1,102,70,Xu,3,业主,\n", all_or_nothing=False
        )
        self.assertEqual((batch.row_count, batch.good_count, batch.bad_count, batch.held_count), (3, 1, 1, 1))
        self.assertEqual([(one.row, one.is_held) for one in batch.error_ids], [(3, False), (2, True)])
        self.assertEqual((self._unit("9-1-101"), self._unit("9-1-102").payer_id.name), (self.unit1.browse(), "Xu"))

    def test_owners_of_the_register_count_with_those_of_the_sheet(self):
        batch = self._import("1,1,101,100,Stranger,1,业主,30\n")
        self.assertEqual((batch.state, batch.bad_count), ("refused", 1))
        self.unit1.party_ids.share = 70
        batch = self._import("1,1,101,100,Stranger,1,业主,30\n")
        self.assertEqual((batch.state, batch.known_unit_count, batch.new_person_count), ("done", 1, 1))
        self.assertEqual(sorted(self.unit1.party_ids.mapped("share")), [30, 70])

    def test_a_preview_says_what_would_come_and_imports_nothing(self):
        batch = self._sheet(
            self.HEAD + "1,1,101,100,Guest,1,租户,\n9,1,101,88.5,Li,1,业主,60\n9,1,102,7,,,,\n", user=self.clerk
        )
        batch.action_check()
        self.assertEqual((batch.state, batch.good_count, batch.bad_count), ("checked", 3, 0))
        counts = [batch.new_building_count, batch.new_unit_count, batch.known_unit_count, batch.new_person_count]
        self.assertEqual(counts, [1, 2, 1, 2])
        self.assertFalse(self._unit("9-1-101"))
        batch.file = base64.b64encode((self.HEAD + "9,1,,,,,,\n").encode())
        self.assertEqual((batch.state, batch.row_count), ("draft", 0))
        batch.action_check()
        self.assertEqual(batch.state, "refused")
        with self.assertRaises(AccessError):
            batch.state = "waiting"

    def test_parking_and_storage_hang_under_their_unit(self):
        head = "楼栋,单元,房号,归属房屋,姓名\n"
        batch = self._sheet(
            head + "C,,017,9-1-101,Li\nC,,018,1-1-102,\nC,,019,9-9-999,\nC,,020,C-017,\n9,1,101,,Li\n",
            all_or_nothing=False,
        )
        batch.action_import()
        self._work(batch)
        self.assertEqual(batch.error_ids.mapped("row"), [4, 5])
        self.assertEqual(self._unit("C-017").parent_id, self._unit("9-1-101"))
        self.assertEqual(self.unit2.child_ids, self._unit("C-018"))

    def test_a_place_waits_for_the_bad_unit_that_it_belongs_to(self):
        batch = self._sheet("楼栋,房号,归属房屋,建筑面积\nC,017,9-101,\n9,101,,abc\n9,102,,1\n", all_or_nothing=False)
        batch.action_import()
        self._work(batch)
        self.assertEqual([(one.row, one.is_held) for one in batch.error_ids], [(3, False), (2, True)])
        self.assertFalse(self._unit("C-017"))
        self.assertTrue(self._unit("9-102"))

    def test_the_template_comes_back_as_it_was_filled_in(self):
        for lang, word in (("en_US", "Example"), ("zh_CN", "示例")):
            with self.subTest(lang=lang):
                self.env["res.lang"]._activate_lang(lang)
                imports = self.env["cs.estate.import"].with_context(lang=lang)
                batch = self._sheet(imports._template())
                batch.action_check()
                self.assertEqual((batch.row_count, batch.state), (0, "refused"), "examples are no rows")
                examples = imports._examples()
                self.assertEqual(examples[0]["building"], word)
                titles = [imports._title(name) for name in examples[0]]
                rows = [",".join(titles), ",".join([*examples[0].values()]).replace(word, "9")]
                batch = self._sheet("\n".join(rows))
                batch.action_check()
                self.assertEqual((batch.good_count, batch.bad_count), (1, 0), batch.error_ids.mapped("reason"))

    def test_what_the_register_refuses_stops_the_import_with_its_sentence(self):
        batch = self._sheet(self.HEAD + "9,1,101,88.5,Li,1,业主,60\n")
        batch.action_import()
        with patch.object(self.env.registry["cs.estate.import"], "_write_people", side_effect=UserError("No room.")):
            self._work(batch)
        self.assertEqual((batch.state, batch.trouble), ("refused", "No room."))
        self.assertFalse(self._unit("9-1-101"))
        batch.action_import()
        self._work(batch)
        self.assertEqual((batch.state, batch.trouble), ("done", False))

    def test_an_import_with_5_bad_rows_of_5000_names_the_5_and_imports_nothing_by_half(self):
        rows, bad = self._five_thousand()
        before = [self.env[name].search_count([]) for name in ("cs.estate.unit", "cs.unit.party", "res.partner")]
        batch = self._import(rows)
        self.assertEqual((batch.state, batch.row_count, batch.bad_count), ("refused", 5000, 5))
        self.assertEqual(batch.error_ids.filtered(lambda one: not one.is_held).mapped("row"), sorted(bad))
        after = [self.env[name].search_count([]) for name in ("cs.estate.unit", "cs.unit.party", "res.partner")]
        self.assertEqual(after, before)
        batch.all_or_nothing = False
        batch.action_import()
        self._work(batch)
        self.assertEqual((batch.state, batch.good_count + batch.held_count), ("done", 4995))
        units = self.env["cs.estate.unit"].search([("estate_id", "=", self.estate.id), ("building_id.code", "=", "X")])
        parties = self.env["cs.unit.party"].search_count([("unit_id", "in", units.ids)])
        self.assertEqual((len(units), parties), (2500 - 5, 2 * (2500 - 5)), "each unit with both its people")
        self.assertTrue(all(len(unit.party_ids) == 2 for unit in units))

    def _five_thousand(self):
        """Rows of 2,500 units with an owner and a tenant each, five of them bad, each in another way."""
        rows = []
        for unit in range(2500):
            place = f"X,{unit // 500 + 1},{100 + unit % 500},{50 + unit % 90}.5"
            rows += [f"{place},Owner {unit},1{unit:010d},业主,100", f"{place},Tenant {unit},2{unit:010d},租户,"]
        broken = {10: ("业主", "邻居"), 2500: (".5,", ".5.5,"), 3333: (",96.5,", ",97.5,"), 4990: ("主,100", "主,140")}
        for place, (old, new) in broken.items():
            rows[place] = rows[place].replace(old, new, 1)
        rows[1001] = rows[1000]
        return "\n".join(rows) + "\n", [place + 2 for place in (1001, *broken)]


class TestTransfer(BillingCase):
    def _transfer(self, user=None, **values):
        self.buyer = self.env["res.partner"].create({"name": "Buyer"})
        return (
            self.env["cs.unit.transfer"]
            .with_user(user or self.env.user)
            .create(
                {
                    "unit_id": self.unit1.id,
                    "day": "2026-03-01",
                    "line_ids": [Command.create({"partner_id": self.buyer.id})],
                    **values,
                }
            )
        )

    def test_the_new_owner_pays_from_the_day_on(self):
        old = self.unit1.payer_id
        # the counter puts it down and carries it out, without reading any books
        transfer = self._transfer(user=self.clerk, move_ids=[Command.set(self.bank.ids)])
        transfer.action_transfer()
        transfer = transfer.sudo()
        self.assertEqual((transfer.state, transfer.done_by_id), ("done", self.clerk))
        self.assertFalse(transfer.move_ids)
        spans = self.unit1._payer_spans("2026-02-01", "2026-03-31")[self.unit1.id]
        self.assertEqual([partner for _first, _last, partner in spans], [old.id, self.buyer.id])
        self.assertEqual(fields.Date.to_string(spans[1][0]), "2026-03-01")
        with self.assertRaises(UserError):
            transfer.day = "2026-03-02"

    def test_shares_make_the_whole(self):
        with self.assertRaises(UserError):
            self._transfer(line_ids=[Command.create({"partner_id": self.partner_of(), "share": 60})]).action_transfer()

    def test_what_was_billed_ahead_is_billed_to_the_new_owner_and_debts_stay(self):
        old = self.unit1.payer_id
        earlier = self.bill(self.unit1, 100, month=2, due=(2026, 2, 28))
        later = self.bill(self.unit1, 100)
        rows = [
            {
                "unit_id": self.unit1.id,
                "item_id": self.rent.id,
                "partner_id": 0,
                "date_from": later.date_from,
                "date_to": later.date_to,
                "due_on": later.due_on,
                "amount": 100,
            }
        ]
        with patch.object(
            self.env.registry["cs.billing.line"],
            "_priced",
            lambda lines, units, *_a, **_k: [{**row, "partner_id": units.payer_id.id} for row in rows],
        ):
            transfer = self._transfer()
            transfer.action_transfer()
        self.assertEqual((later.state, later.amount_residual), ("void", 0))
        self.assertEqual((earlier.partner_id, earlier.amount_residual), (old, 100))
        self.assertEqual((transfer.charge_ids.partner_id, transfer.charge_ids.amount_residual), (self.buyer, 100))

    def test_a_prepayment_goes_to_the_new_owner_where_that_was_chosen(self):
        credit = self.pay(self.unit1, 80)
        transfer = self._transfer(prepayments="move")
        transfer.action_transfer()
        self.assertTrue(credit.reconciled)
        open_ones = self.unit1._open_credits()
        self.assertEqual((open_ones.partner_id, open_ones.amount_residual), (self.buyer, -80))
        self.assertEqual(sum(transfer.move_ids.line_ids.mapped("balance")), 0)

    def test_a_prepayment_stays_with_the_old_owner_otherwise(self):
        old = self.unit1.payer_id
        self.pay(self.unit1, 80)
        self._transfer().action_transfer()
        self.assertEqual(self.unit1._open_credits().partner_id, old)

    def _live_here(self, role, name):
        return self.env["cs.unit.party"].create(
            {
                "unit_id": self.unit1.id,
                "partner_id": self.env["res.partner"].create({"name": name}).id,
                "role": role,
                "date_from": "2025-06-01",
                "pays": role == "tenant",
            }
        )

    def test_family_and_authorised_persons_leave_with_the_owner_and_tenants_stay(self):
        owner = self.unit1.party_ids
        family, friend, tenant = (self._live_here(role, role) for role in ("family", "authorised", "tenant"))
        self._transfer().action_transfer()
        last = [fields.Date.to_string(one.date_to) for one in (owner, family, friend)]
        self.assertEqual(last, ["2026-02-28"] * 3)
        self.assertFalse(tenant.date_to)
        self.assertEqual(self.unit1.payer_id, tenant.partner_id, "who rents goes on paying")
        self.assertEqual(self.unit1.owner_ids.partner_id, owner.partner_id | self.buyer)
        self.assertEqual(self.unit1.transfer_ids.old_partner_ids, owner.partner_id)

    def test_family_stays_where_that_was_said(self):
        family = self._live_here("family", "Mother")
        self._transfer(family_leaves=False).action_transfer()
        self.assertFalse(family.date_to)

    def test_a_deposit_changes_hands_on_the_day_of_the_transfer(self):
        old = self.unit1.payer_id
        deposit = self._deposit(500, "2026-02-10")
        transfer = self._transfer(deposits="move", day="2026-02-20")
        transfer.action_transfer()
        self.assertEqual(fields.Date.to_string(transfer.move_ids.date), "2026-02-20")
        self.assertTrue(deposit.reconciled)
        self.assertEqual(transfer._open_deposits(self.buyer).mapped("amount_residual"), [-500])
        self.assertFalse(transfer._open_deposits(old))

    def test_a_deposit_that_came_in_later_changes_hands_when_it_came(self):
        self._deposit(500, "2026-03-03")
        transfer = self._transfer(deposits="move")
        transfer.action_transfer()
        self.assertEqual(fields.Date.to_string(transfer.move_ids.date), "2026-03-03")

    def test_a_deposit_stays_with_who_paid_it_otherwise(self):
        old = self.unit1.payer_id
        deposit = self._deposit(500, "2026-02-10")
        transfer = self._transfer()
        transfer.action_transfer()
        self.assertFalse(transfer.move_ids)
        self.assertEqual((deposit.partner_id, deposit.amount_residual), (old, -500))

    def _deposit(self, amount, day):
        """Its line in the ledger."""
        common = {"partner_id": self.unit1.payer_id.id, "cs_unit_id": self.unit1.id}
        cash = self.company.cs_cash_journal_id
        held = self.company.cs_deposit_account_id
        move = self.env["account.move"].create(
            {
                "journal_id": cash.id,
                "date": day,
                "line_ids": [
                    Command.create({**common, "account_id": cash.default_account_id.id, "debit": amount}),
                    Command.create({**common, "account_id": held.id, "credit": amount}),
                ],
            }
        )
        move._post(soft=False)
        return move.line_ids.filtered(lambda line: line.account_id == held)

    def partner_of(self):
        return self.env["res.partner"].create({"name": "Half"}).id
