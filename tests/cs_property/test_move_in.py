"""Move-ins from the appointment to the keys in somebody's hand (P3)."""

from datetime import date, timedelta

from lxml import etree
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from tests.cs_property.custody_case import PNG
from tests.cs_property.move_in_case import MoveInCase

DAY = timedelta(days=1)


class TestMoveIn(MoveInCase):
    def test_from_the_appointment_to_the_keys(self):
        move_in = self.begun()
        self.assertEqual(move_in.next_step, "appoint")
        move_in.appoint("2026-03-05T09:00")
        self.assertEqual(move_in.next_step, "came")
        move_in.action_came()
        self.assertEqual(move_in.next_step, "papers")
        with self.assertRaisesRegex(UserError, "The papers are not complete"):
            move_in.action_inspection()
        move_in.document_ids.filtered("required").action_check()
        move_in.action_inspection()
        self.assertEqual(move_in.next_step, "inspect")
        self.inspect(move_in)
        self.assertEqual(move_in.next_step, "sign_inspector")
        self.sign(move_in, "inspector", self.inspector)
        self.assertEqual(move_in.next_step, "sign_inspected")
        self.sign(move_in, "resident")
        move_in.action_keys()
        self.assertEqual(move_in.next_step, "agreements")
        self.agree(move_in)
        self.assertEqual(move_in.next_step, "meters")
        self.read_meter(move_in)
        self.assertEqual(move_in.next_step, "sign_giver")
        self.hand_over(move_in)
        self.assertEqual(move_in.next_step, "charge")
        move_in.action_charge()
        self.assertEqual(move_in.next_step, "pay")
        with self.assertRaisesRegex(UserError, "Not paid: Management fee"):
            move_in.action_finish()
        self.pay(move_in)
        move_in.invalidate_recordset()
        self.assertEqual((move_in.next_step, move_in.lacks), ("finish", ""))
        move_in.action_finish()
        self.assertEqual((move_in.state, move_in.done_on, move_in.next_step), ("done", self.today, False))
        self.assertEqual(self.flat.handed_over_on, self.today)
        self.assertTrue(move_in.action_welcome())

    def test_a_failed_item_of_the_joint_inspection_becomes_a_repair_case_of_the_unit(self):
        move_in = self.inspecting()
        self.inspect(move_in, wrong=("Drains", "Doors"))
        cases = move_in.sudo().case_ids
        self.assertEqual(len(cases), 2)
        self.assertEqual(cases.unit_id, self.flat)
        self.assertEqual(cases.kind_id, self.env.ref("cs_property.kind_repair", False) or cases.kind_id)
        self.assertEqual(cases.partner_id, self.lilei, "the owner is told of his own repairs")
        self.assertEqual(set(cases.mapped("cost_bearer")), {"developer"})
        self.sign(move_in, "inspector", self.inspector)
        self.sign(move_in, "resident")
        self.assertEqual((move_in.next_step, move_in.open_case_count), ("defects", 2))
        with self.assertRaisesRegex(UserError, "Defect not put right"):
            move_in.action_keys()
        with self.assertRaisesRegex(UserError, "2 defects are not put right yet"):
            move_in.action_inspect_again()

    def test_who_moves_in_may_agree_to_open_defects_in_writing(self):
        move_in = self.inspecting()
        self.inspect(move_in, wrong=("Drains",))
        self.sign(move_in, "inspector", self.inspector)
        self.sign(move_in, "resident")
        self.sign(move_in, "defects")
        self.assertIn(move_in.sudo().case_ids.number, move_in.agreed_words)
        move_in.action_keys()
        self.assertEqual(move_in.state, "keys")

    def test_what_was_put_right_is_looked_at_again_and_signed_anew(self):
        move_in = self.inspecting()
        first = self.inspect(move_in, wrong=("Drains",))
        self.sign(move_in, "inspector", self.inspector)
        self.sign(move_in, "resident")
        case = move_in.sudo().case_ids
        case.resolve("Done")
        case.close()
        move_in.invalidate_recordset()
        move_in.action_inspect_again()
        self.assertNotEqual(move_in.sudo().check_id, first.sudo())
        self.inspect(move_in)
        self.assertEqual(move_in.next_step, "sign_inspector", "what was signed is not what was found now")
        self.assertEqual((move_in.case_count, move_in.open_case_count), (1, 0))

    def test_an_inspection_that_was_made_void_is_given_once_more(self):
        move_in = self.inspecting()
        move_in.sudo().check_id._void("wrong unit")
        move_in.action_inspect_again()
        self.assertEqual(move_in.sudo().check_id.state, "todo")

    # -- agreements -----------------------------------------------------------------------------

    def test_an_agreement_keeps_the_words_that_were_signed(self):
        move_in = self.come()
        agreement = move_in.agreement_ids[0]
        self.sign(agreement, "resident")
        self.assertIn("Li Lei", agreement.text)
        self.assertIn("1-1-104", agreement.text)
        agreement.action_pdf()
        self.assertTrue(agreement.pdf_id)
        sheet = agreement.pdf_id
        agreement.action_pdf()
        self.assertEqual(agreement.pdf_id, sheet, "kept as it was")
        self.assertEqual(agreement.sudo().signature_ids.partner_id, self.lilei)
        words = agreement.text
        agreement.sudo().kind_id.write({"text": "Something else for {resident}", "change_reason": "agreed"})
        agreement.sudo()._put_down()
        self.assertEqual(agreement.text, words)
        with self.assertRaisesRegex(UserError, "signed already"):
            self.sign(agreement, "resident")
        with self.assertRaises(AccessError):
            agreement.write({"text": "I owe nothing"})
        with self.assertRaises(AccessError):
            agreement.with_user(self.steward).action_sign_resident()

    def test_an_agreement_may_name_only_what_is_known(self):
        with self.assertRaisesRegex(ValidationError, "nothing is known as {bank}"):
            self.env["cs.agreement.kind"].create({"name": "x", "text": "{bank}", "change_reason": "x"})

    def test_a_shop_and_a_tenant_bring_other_papers_and_sign_other_things(self):
        kinds = {name: self.env.ref(f"cs_property.{name}") for name in ("doc_move_in_license", "doc_move_in_family")}
        papers = self.begun(self.shop).document_ids.kind_id
        self.assertIn(kinds["doc_move_in_license"], papers)
        self.assertNotIn(kinds["doc_move_in_family"], papers)
        contract = self.env.ref("cs_property.agreement_management")
        tenant = self.env["res.partner"].create({"name": "Tenant"})
        rented = self.begun(self.unit2, role="tenant", partner_id=tenant.id)
        self.assertNotIn(contract, rented.agreement_ids.kind_id)

    def test_who_comes_instead_brings_a_power_of_attorney(self):
        attorney = self.env.ref("cs_property.doc_move_in_attorney")
        move_in = self.begun()
        self.assertNotIn(attorney, move_in.document_ids.kind_id)
        move_in.authorised_id = self.builder
        self.assertIn(attorney, move_in.document_ids.kind_id)
        move_in.authorised_id = False
        self.assertNotIn(attorney, move_in.document_ids.kind_id)

    # -- keys ------------------------------------------------------------------------------------

    def test_keys_are_handed_over_through_custody_with_both_signatures(self):
        move_in = self.at_the_keys()
        with self.assertRaisesRegex(UserError, "Both sign the list of keys"):
            move_in.action_hand_over()
        self.sign(move_in, "giver")
        with self.assertRaisesRegex(UserError, "Both sign the list of keys"):
            move_in.action_hand_over()
        self.sign(move_in, "taker")
        move_in.action_hand_over()
        moves = move_in.sudo().key_move_ids
        self.assertEqual((moves.item_id, moves.kind, moves.to_id), (self.flat_key, "handed", self.lilei))
        self.assertEqual(set(moves.signature_ids.mapped("role")), {"giver", "taker"})
        self.assertEqual(self.flat_key.state, "retired", "it is the owner's now")

    def test_a_key_that_is_added_after_the_signatures_is_signed_again(self):
        move_in = self.at_the_keys()
        self.sign(move_in, "giver")
        self.sign(move_in, "taker")
        self._item("Cellar key of 104", self.key_kind, unit_id=self.flat.id)
        with self.assertRaisesRegex(UserError, "as it stands now"):
            move_in.action_hand_over()

    def test_other_words_above_the_list_leave_the_signatures_as_they_are(self):
        move_in = self.at_the_keys()
        self.sign(move_in, "giver")
        self.sign(move_in, "taker")
        self.lilei.name = "Li Lei-Han"
        move_in.action_hand_over()
        self.assertTrue(move_in.sudo().key_move_ids)

    def test_a_key_that_is_lent_comes_back_first(self):
        self.lend(self.flat_key)
        move_in = self.at_the_keys()
        self.sign(move_in, "giver")
        self.sign(move_in, "taker")
        with self.assertRaisesRegex(UserError, "Take it back first"):
            move_in.action_hand_over()

    # -- meters ----------------------------------------------------------------------------------

    def test_meter_starts_are_readings_that_billing_then_uses(self):
        move_in = self.at_the_keys()
        self.read_meter(move_in, 12)
        reading = move_in.sudo().reading_ids
        self.assertEqual(
            (reading.meter_id, reading.value, reading.usage, reading.state), (self.meter, 12, 0, "accepted")
        )
        with self.assertRaisesRegex(UserError, "All meters were read"):
            move_in.action_read_meters()
        with self.at("2026-03-31 02:00"):
            self.env["cs.meter.reading"].create({"meter_id": self.meter.id, "value": 20, "date": "2026-03-31"})
        rows = self.env["cs.fee.rule"]._charges(
            self.flat, date(2026, 3, 1), date(2026, 3, 31), items=self.water, taken={}
        )
        self.assertEqual([(row["quantity"], row["amount"]) for row in rows], [(8, 24)], "12 was not his")

    def test_a_meter_that_was_read_before_goes_on_from_the_day_before(self):
        self.env["cs.meter.reading"].create({"meter_id": self.meter.id, "value": 5, "date": "2026-02-01"})
        move_in = self.at_the_keys()
        self.read_meter(move_in, 12)
        self.assertEqual(move_in.sudo().reading_ids.date, self.today - DAY)

    def test_what_is_no_reading_is_refused_in_words(self):
        move_in = self.at_the_keys()
        mine = {"meter_id": self.meter.id}
        for rows in (None, [], "x", [1], [{}], [{"meter_id": "x"}], [{"meter_id": True, "value": 1}]):
            with self.subTest(rows=rows), self.assertRaises(UserError):
                move_in.read_meters(rows)
        for value in (None, "12", True, float("nan"), float("inf"), -1):
            with self.subTest(value=value), self.assertRaises(UserError):
                move_in.read_meters([{**mine, "value": value}])
        with self.assertRaises(UserError):
            move_in.read_meters([{**mine, "value": 1, "photo": "junk"}])

    # -- money -----------------------------------------------------------------------------------

    def test_first_charges_are_posted_once_and_later_bills_leave_these_days_out(self):
        move_in = self.at_the_keys()
        move_in.action_charge()
        charges = move_in.sudo().charge_ids
        self.assertEqual(len(charges.move_id), len(set(charges.mapped("due_on"))), "one invoice for each due day")
        self.assertEqual(set(charges.move_id.mapped("state")), {"posted"})
        rent = charges.filtered(lambda one: one.item_id == self.rent)
        self.assertEqual((rent.date_from, rent.date_to), (self.today, date(2026, 3, 31)))
        # 2.80 × 90 m², 28 of 31 days
        self.assertEqual(rent.amount, 227.61)
        self.assertEqual((charges - rent).mapped("amount_total"), [40])
        with self.assertRaisesRegex(UserError, "charged already"):
            move_in.action_charge()
        taken = self.flat._billed_days(self.rent, date(2026, 3, 1))
        rows = self.env["cs.fee.rule"]._charges(
            self.flat, date(2026, 3, 1), date(2026, 3, 31), items=self.rent, taken=taken
        )
        self.assertFalse(rows, "March was charged")

    def test_charges_that_were_made_void_are_charged_anew(self):
        move_in = self.at_the_keys()
        move_in.action_charge()
        first = move_in.sudo().charge_ids
        with self.assertRaisesRegex(UserError, "make them void before"):
            move_in.cancel("sold again")
        first._void("wrong day")
        move_in.invalidate_recordset()
        self.assertIn("The first fees are not charged yet.", move_in.lacks)
        move_in.action_charge()
        self.assertFalse(move_in.sudo().charge_ids & first)

    def test_giving_up_takes_back_what_the_move_in_entered(self):
        move_in = self.come()
        move_in.action_charge()
        self.assertEqual(self.flat.handed_over_on, self.today)
        move_in.sudo().charge_ids._void("not sold")
        with self.assertRaisesRegex(UserError, "Say why"):
            move_in.cancel(" ")
        move_in.cancel("the sale was cancelled")
        self.assertEqual((move_in.state, move_in.why), ("cancelled", "the sale was cancelled"))
        self.assertFalse(self.flat.handed_over_on)
        self.env.flush_all()
        self.assertTrue(self.begun(), "another one may begin")

    # -- once and by whom --------------------------------------------------------------------------

    def test_one_move_in_of_a_unit_at_a_time(self):
        self.begun()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.begun()

    def test_a_tenant_who_moves_in_stands_in_the_register(self):
        tenant = self.env["res.partner"].create({"name": "Han Meimei"})
        move_in = self.come(unit=self.unit2, role="tenant", partner_id=tenant.id)
        move_in.action_charge()
        self.assertIn(tenant, self.unit2.party_ids.filtered(lambda one: one.role == "tenant").partner_id)

    def test_somebody_elses_unit_is_transferred_first(self):
        move_in = self.come(partner_id=self.builder.id)
        with self.assertRaisesRegex(UserError, "transfer the ownership first"):
            move_in.action_charge()

    def test_only_the_counter_takes_the_steps(self):
        move_in = self.begun()
        for user in (self.inspector, self.steward, self.auditor, self.agent):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                move_in.with_user(user).action_came()
        with self.assertRaises(AccessError):
            move_in.write({"state": "done"})
        with self.assertRaises(AccessError):
            move_in.write({"charged": True})

    def test_what_somebody_knows_of_is_given_up_and_not_deleted(self):
        move_in = self.begun()
        move_in.appoint("2026-03-05T09:00")
        with self.assertRaisesRegex(UserError, "give it up instead"):
            move_in.unlink()

    def test_the_desk_shows_who_moves_in_and_begins_a_move_in_by_a_key(self):
        move_in = self.begun()
        move_in.appoint("2026-03-05T09:00")
        desk = self.env["cs.desk"].with_user(self.clerk)
        [section] = [row for row in self.flat.with_user(self.clerk)._desk_sections() if row["key"] == "move_in"]
        self.assertEqual(section["rows"][0]["res_id"], move_in.id)
        self.assertIn("Li Lei", section["rows"][0]["text"])
        self.assertIn("09:00", section["rows"][0]["note"].replace("9:00", "09:00"))
        services = {row["hotkey"]: row["key"] for row in desk._desk_services()}
        self.assertEqual(services["i"], "move_in")
        self.assertNotIn("move_in", [row["key"] for row in self.unit1.with_user(self.clerk)._desk_sections()])

    def test_the_welcome_letter_and_the_agreement_can_be_printed(self):
        move_in = self.at_the_keys()
        self.agree(move_in)
        self.read_meter(move_in)
        self.hand_over(move_in)
        reports = self.env["ir.actions.report"].with_user(self.clerk)
        for name, docs in (("agreement", move_in.agreement_ids), ("welcome", move_in)):
            html, _kind = reports._render_qweb_html(f"cs_property.report_move_in_{name}", docs.ids)
            self.assertIn("1-1-104", html.decode())

    def test_names_of_other_languages_and_markup_come_through_as_typed(self):
        evil = "<script>alert(1)</script> 李雷 '; DROP TABLE x; -- \u202e"
        self.lilei.name = evil
        move_in = self.begun(note=evil)
        move_in.action_came()
        agreement = move_in.agreement_ids[0]
        self.sign(agreement, "resident")
        self.assertIn(evil, agreement.text)
        reports = self.env["ir.actions.report"].with_user(self.clerk)
        html = reports._render_qweb_html("cs_property.report_move_in_agreement", agreement.ids)[0].decode()
        self.assertNotIn("<script>alert(1)", html)
        move_in.cancel(f"{evil}\0")
        self.assertEqual(move_in.why, evil)

    def test_the_form_opens_for_everybody_who_sees_move_ins(self):
        move_in = self.inspecting()
        self.inspect(move_in, wrong=("Drains",))
        names = {"fields": {"display_name": {}}}
        spec = {
            **{name: {} for name in ("state", "next_step", "lacks", "defects", "open_case_count", "phone_masked")},
            **dict.fromkeys(("unit_id", "partner_id", "check_id", "steward_id", "inspector_id"), names),
            "document_ids": {"fields": {"state": {}, "kind_id": names}},
            "agreement_ids": {"fields": {"title": {}, "signed_on": {}}},
            "key_move_ids": {"fields": {"item_id": names, "to_id": names}},
            "reading_ids": {"fields": {"meter_id": names, "value": {}}},
            "signature_ids": {"fields": {"role_name": {}, "is_whole": {}}},
        }
        self.sign(move_in, "inspector", self.inspector)
        chief = new_test_user(self.env, "cs_chief", groups="cs_department.group_cs_supervisor")
        for user in (self.clerk, self.cashier, self.accountant, self.auditor, self.inspector, self.steward, chief):
            with self.subTest(user=user.name):
                self.env.invalidate_all()
                views = move_in.with_user(user).get_views([(False, "form")])
                shown = set(etree.fromstring(views["views"]["form"]["arch"]).xpath("//field/@name"))
                [row] = move_in.with_user(user).web_read({name: spec[name] for name in spec if name in shown})
                self.assertIn("Drains", row["defects"])
                self.assertEqual(len(row.get("signature_ids", [1])), 1)

    def test_agreements_are_read_one_after_the_other(self):
        move_in = self.come()
        titles = move_in.agreement_ids.filtered("required").mapped("title")
        for _title in titles:
            action = move_in.action_agreement()
            context = action["context"]
            found = self.env["cs.move.in.agreement"].browse(context["default_res_id"])
            self.assertEqual(context["default_name"], "Li Lei")
            self.sign(found, "resident")
            move_in.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "All agreements were signed"):
            move_in.action_agreement()

    def test_a_forged_signature_is_refused(self):
        move_in = self.come()
        agreement = move_in.agreement_ids[0]
        dialog = {"res_model": agreement._name, "res_id": agreement.id, "role": "resident", "name": "x"}
        for image in (False, "x", PNG[8:]):
            with self.subTest(image=image), self.assertRaises(UserError):
                self.env["cs.sign"].with_user(self.clerk).create({**dialog, "image": image}).action_sign()
