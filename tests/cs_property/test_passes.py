"""Release passes and visitors: consent, checks, once only at the gate, time."""

import base64
from datetime import UTC, timedelta

from odoo import Command
from odoo.addons.cs_department.core.now import frozen
from odoo.exceptions import AccessError, UserError, ValidationError

from tests.common import NOW

from .estate_case import EstateCase

NASTY = [
    "",
    " ",
    "CS1.",
    "CS1." + "x" * 5000,
    "访客" * 300,
    "'; DROP TABLE cs_visitor; --",
    "\ud800",
    "0",
    "R' OR 1=1",
    "\x00",
]


class PassCase(EstateCase):
    """Rules of passes and a pass of the tenant of unit 1."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.unit1.party_ids.partner_id
        cls.tenant = cls.env["res.partner"].create({"name": "Tenant", "phone": "13800138000"})
        cls.env["cs.unit.party"].create(
            {"unit_id": cls.unit1.id, "partner_id": cls.tenant.id, "role": "tenant", "date_from": "2026-01-01"}
        )
        cls.plain = cls.env["cs.release.rule"].create({"name": "Goods", "valid_hours": 24})
        cls.guest = cls.env["cs.visitor.rule"].create({"name": "Guest", "needs_host": False, "valid_hours": 4})
        cls.gate = cls.env(user=cls.guard, su=False)["cs.gate"]

    def freeze(self, moment):
        """Later, until the end of the test."""
        clock = frozen(moment)
        clock.__enter__()
        self.addCleanup(clock.__exit__, None, None, None)

    def write_pass(self, rule=None, lines=(("Sofa", 1, False),), **values):
        return (
            self.env["cs.release.pass"]
            .with_user(self.clerk)
            .create(
                {
                    "unit_id": self.unit1.id,
                    "partner_id": self.tenant.id,
                    "rule_id": (rule or self.plain).id,
                    "line_ids": [
                        Command.create({"name": name, "quantity": count, "is_returnable": back})
                        for name, count, back in lines
                    ],
                    **values,
                }
            )
        )

    def issued(self, **values):
        one = self.write_pass(**values)
        one.action_ask()
        self.assertEqual(one.state, "valid")
        return one

    def visit(self, **values):
        return (
            self.env["cs.visitor"]
            .with_user(self.clerk)
            .create(
                {
                    "unit_id": self.unit1.id,
                    "partner_id": self.tenant.id,
                    "rule_id": self.guest.id,
                    "name": "Wang Wu",
                    "phone": "13900139000",
                    **values,
                }
            )
        )

    def code(self, record):
        return record.sudo()._scan_text()


class TestReleasePass(PassCase):
    def test_a_second_scan_is_refused(self):
        one = self.issued()
        code = self.code(one)
        self.assertEqual(self.gate._scan(code)["result"], "ok")
        self.assertEqual(self.gate._do(code, "release", "North")["result"], "done")
        second = self.gate._do(code, "release", "South")
        self.assertEqual(second["result"], "used")
        self.assertIn("Used already", second["words"])
        self.assertFalse(second["verbs"])
        self.assertEqual(one.state, "done")
        log = self.env["cs.scan.log"].search([], limit=1)
        self.assertEqual((log.result, log.post, log.user_id), ("used", "South", self.guard))

    def test_an_expired_pass_is_refused(self):
        one = self.issued()
        self.freeze(NOW + timedelta(hours=25))
        self.assertEqual(self.gate._do(self.code(one), "release")["result"], "expired")
        self.assertEqual(one.state, "valid")

    def test_part_of_it_leaves_and_the_rest_later(self):
        one = self.issued(lines=(("Chair", 4, False), ("Bed", 1, False)))
        chair, bed = one.line_ids
        code = self.code(one)
        part = self.gate._do(code, "release_part", "", {str(chair.id): 3, str(bed.id): 0})
        self.assertEqual((part["result"], one.state), ("done", "partial"))
        for wrong in ({str(chair.id): 2}, {str(chair.id): -1}, {"x": 1}, [1], None, {}):
            self.assertEqual(self.gate._do(code, "release_part", "", wrong)["result"], "used", wrong)
        self.assertEqual(chair.released, 3)
        self.assertEqual(self.gate._do(code, "release")["result"], "done")
        self.assertEqual((chair.released, bed.released, one.state), (4, 1, "done"))

    def test_what_has_to_come_back_is_chased_and_brought_back(self):
        one = self.issued(lines=(("Ladder", 1, True),))
        code = self.code(one)
        self.gate._do(code, "release")
        self.assertTrue(one.is_pending_return)
        self.freeze(NOW + timedelta(days=9))
        one.invalidate_recordset()
        self.assertTrue(one.is_overdue)
        self.env["cs.release.pass"].search([("id", "=", one.id)])._act_on_time()
        told = self.env["mail.activity"].search([("res_model", "=", one._name), ("res_id", "=", one.id)])
        self.assertEqual(told.user_id, self.clerk)
        self.assertEqual(self.gate._do(code, "release")["result"], "used")
        self.assertEqual(self.gate._do(code, "back")["result"], "done")
        self.assertFalse(one.is_pending_return)
        self.assertEqual(self.gate._do(code, "back")["result"], "used")

    def test_a_tenant_needs_the_consent_of_an_owner(self):
        self.plain.needs_consent = True
        one = self.write_pass()
        one.action_ask()
        self.assertEqual(one.state, "waiting")
        self.assertEqual(self.gate._scan(self.code(one))["result"], "refused")
        consent = one.sudo().consent_ids
        self.assertEqual(consent.partner_id, self.owner)
        self.env["cs.release.consent"]._from_token(consent._token())._answer(True, "link")
        self.assertEqual(one.state, "valid")
        with self.assertRaises(UserError):
            consent._answer(False, "link")

    def test_an_owner_who_refuses_ends_it_and_one_who_applies_needs_nobody(self):
        self.plain.needs_consent = True
        one = self.write_pass()
        one.action_ask()
        one.sudo().consent_ids._answer(False, "link", "not my sofa")
        self.assertEqual(one.state, "refused")
        own = self.write_pass(partner_id=self.owner.id)
        own.action_ask()
        self.assertEqual(own.state, "valid")

    def test_debts_refuse_a_pass_or_ask_for_a_sign_off(self):
        self.plain.write({"checks_debts": True, "on_failure": "refuse"})
        self.patch(type(self.unit1), "_compute_open_amount", _owes)
        with self.assertRaisesRegex(UserError, "overdue"):
            self.write_pass().action_ask()
        self.plain.on_failure = "signoff"
        self.env["cs.signoff.rule"].create(
            {
                "name": "Release",
                "what": "release",
                "company_id": self.company.id,
                "tier_ids": [Command.create({"role": "named", "user_ids": [Command.set(self.supervisor.ids)]})],
            }
        )
        one = self.write_pass()
        one.action_ask()
        self.assertEqual(one.state, "waiting")
        self.assertIn("overdue", one.failed_checks)
        one.with_user(self.supervisor).action_sign_off()
        self.assertEqual(one.state, "valid")

    def test_waste_leaves_only_during_a_permitted_renovation(self):
        self.plain.write({"needs_permit": True, "on_failure": "refuse"})
        with self.assertRaisesRegex(UserError, "renovation"):
            self.write_pass().action_ask()
        self.unit1.write({"renovating_from": "2026-03-01", "renovating_until": "2026-03-31"})
        self.issued()

    def test_forged_foreign_unknown_and_reissued_codes_are_refused_and_written_down(self):
        one = self.issued()
        code = self.code(one)
        parts = code.split(".")
        forged = ".".join([*parts[:3], str(one.id + 1), *parts[4:]])
        foreign = code.replace(parts[1], "zzzzzzzz", 1)
        self.assertEqual(self.gate._scan(forged)["result"], "forged")
        self.assertEqual(self.gate._scan(foreign)["result"], "foreign")
        one.action_reissue()
        self.assertEqual(self.gate._scan(code)["result"], "reissued")
        for text in [*NASTY, None, 7, ["x"], {"a": 1}]:
            answer = self.gate._scan(text, text)
            self.assertEqual((answer["result"], answer["card"]), ("none", None))
        self.assertEqual(self.gate._do(code, "unlink")["result"], "none")

    def test_a_guard_reads_nothing_but_what_a_scan_shows(self):
        one = self.issued()
        for name in ("cs.release.pass", "cs.visitor", "cs.release.line", "cs.scan.log", "cs.estate.unit"):
            self.assertFalse(self.env[name].with_user(self.guard).has_access("read"), name)
        shown = str(self.gate._scan(self.code(one)))
        self.assertNotIn("Tenant", shown)
        self.assertNotIn("13800138000", shown)
        with self.assertRaises(AccessError):
            self.env(user=self.steward, su=False)["cs.gate"]._scan("x")

    def test_a_pass_of_another_company_is_no_code_here(self):
        other = self.env["res.company"].create({"name": "Other"})
        one = self.issued()
        guard = self.guard
        guard.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        gate = self.env(user=guard, su=False, context={"allowed_company_ids": other.ids})["cs.gate"]
        self.assertEqual(gate._scan(self.code(one))["result"], "foreign")
        self.assertEqual(gate._scan(one.number)["result"], "none")

    def test_a_pass_is_fixed_once_it_is_asked_for(self):
        one = self.issued()
        with self.assertRaises(UserError):
            one.plate = "粤B1"
        with self.assertRaises(UserError):
            one.line_ids.quantity = 9
        with self.assertRaises(AccessError):
            one.state = "done"
        with self.assertRaises(UserError):
            one.unlink()

    def test_what_was_scanned_without_a_network_is_judged_later_and_a_conflict_told(self):
        one = self.issued()
        code = self.code(one)
        scan = {"text": code, "at": 1772600000, "token": "t1"}
        self.assertEqual(self.gate._late([scan])[0]["result"], "done")
        self.assertEqual(one.state, "done")
        self.assertEqual(self.gate._late([scan])[0]["result"], "done")  # sent twice, counted once
        late = self.gate._late([{**scan, "token": "t2"}, {"text": "x", "token": "t3"}, "rubbish", {"token": ["x"]}])
        self.assertEqual([answer["result"] for answer in late], ["used", "none", "none"])
        self.assertTrue(late[0]["conflict"])
        self.assertEqual(self.env["cs.scan.log"].search_count([("token", "!=", False)]), 4)

    def test_a_scan_without_a_network_is_judged_by_its_own_moment(self):
        one = self.issued()
        scanned = NOW + timedelta(hours=23)
        scan = {"text": self.code(one), "at": scanned.replace(tzinfo=UTC).timestamp(), "token": "t1"}
        # the pass held when the sofa left; it is over when the telephone has a network again
        self.freeze(NOW + timedelta(hours=26))
        self.assertEqual(self.gate._late([scan])[0]["result"], "done")
        self.assertEqual((one.state, one.released_at), ("done", scanned))
        self.assertEqual(one.move_ids.moved_at, scanned)

    def test_the_clock_of_a_telephone_is_believed_only_so_far_back(self):
        one = self.issued()
        self.env.company.cs_scan_late_hours = 2
        early, ahead = NOW + timedelta(hours=1), NOW + timedelta(days=9)
        self.freeze(NOW + timedelta(hours=26))
        for moment in (early, ahead):
            scan = {"text": self.code(one), "at": moment.replace(tzinfo=UTC).timestamp(), "token": str(moment)}
            answer = self.gate._late([scan])[0]
            self.assertEqual((answer["result"], answer.get("conflict")), ("expired", True))
        self.assertEqual(one.state, "valid")
        told = self.env["mail.activity"].search([("res_model", "=", one._name), ("res_id", "=", one.id)])
        self.assertIn(self.supervisor, told.user_id)


class TestVisitor(PassCase):
    def test_in_and_out_once(self):
        one = self.visit()
        code = self.code(one)
        self.assertEqual(self.gate._do(code, "check_in")["result"], "done")
        self.assertEqual(self.gate._do(code, "check_in")["result"], "used")
        self.assertEqual(self.gate._do(code, "check_out")["result"], "done")
        again = self.gate._scan(code)
        self.assertEqual(again["result"], "used")
        self.assertIn("went out", again["words"])

    def test_an_expired_pass_is_refused_but_who_is_inside_gets_out(self):
        one, other = self.visit(), self.visit()
        self.gate._do(self.code(one), "check_in")
        self.freeze(NOW + timedelta(hours=6))
        self.assertEqual(self.gate._do(self.code(other), "check_in")["result"], "expired")
        self.assertEqual(other.state, "expected")
        self.assertEqual(self.gate._do(self.code(one), "check_out")["result"], "done")

    def test_who_stays_too_long_is_told_of_once(self):
        one = self.visit()
        self.gate._do(self.code(one), "check_in")
        self.freeze(NOW + timedelta(hours=6))
        for _time in range(2):
            self.env["cs.visitor"].search([("next_action_at", "<=", NOW + timedelta(hours=6))])._act_on_time()
        sent = self.env["sms.sms"].search([("partner_id", "=", self.tenant.id)])
        self.assertEqual(len(sent), 1)
        self.assertIn("Wang Wu", sent.body)
        self.assertEqual([row["number"] for row in self.gate._overstays()], [one.number])

    def test_a_barred_plate_or_telephone_is_refused_with_the_reason(self):
        barred = self.env["cs.visitor.barred"].create({"name": "X", "plate": "粤b·99", "reason": "Stole a bicycle"})
        self.assertEqual(barred.plate, "粤B99")
        with self.assertRaisesRegex(ValidationError, "bicycle"):
            self.visit(plate="粤B 99")
        one = self.visit(phone="+86 139-0013-9111")
        barred.write({"plate": False, "phone": "13900139111"})
        self.assertIn("bicycle", self.gate._scan(self.code(one))["words"])
        barred.until = "2026-03-01"
        self.assertEqual(self.gate._scan(self.code(one))["result"], "ok")

    def test_the_host_confirms_who_is_registered_at_the_counter(self):
        self.guest.needs_host = True
        one = self.visit()
        self.assertEqual(self.gate._scan(self.code(one))["result"], "refused")
        party = self.unit1.party_ids.filtered(lambda party: party.partner_id == self.tenant)
        page = self.env["cs.unit.party"]._from_token(party._token())
        with self.assertRaises(UserError):
            self.unit2.party_ids.sudo()._confirm_visit(str(one.id), True)
        page._confirm_visit(str(one.id), True)
        self.assertEqual(one.state, "expected")

    def test_a_resident_registers_by_his_link_while_he_lives_there(self):
        party = self.unit1.party_ids.filtered(lambda party: party.partner_id == self.tenant)
        token = party._token()
        page = self.env["cs.unit.party"]._from_token(token)
        form = {"name": "Li", "rule": str(self.guest.id), "people": "2", "from": "2026-03-04T12:00"}
        made = page._register_visit(form)
        self.assertEqual((made.state, made.valid_from.hour), ("expected", 4))
        for wrong in (
            {"name": ""},
            {"rule": "x"},
            {"people": "-1"},
            {"from": "yesterday"},
            {"from": "2020-01-01T00:00"},
        ):
            with self.assertRaises(UserError):
                page._register_visit({**form, **wrong})
        with self.assertRaises(ValidationError):
            page._register_visit({**form, "people": "99"})
        party.date_to = "2026-03-01"
        self.assertFalse(self.env["cs.unit.party"]._from_token(token))

    def test_the_plate_finds_the_visit_and_the_desk_finds_the_unit(self):
        one = self.visit(plate="粤B·12345")
        self.assertEqual(self.gate._scan("粤b 12345")["card"]["title"], one.number)
        self.assertEqual(self.gate._scan(one.number.lower())["result"], "ok")
        desk = self.env["cs.desk"].with_user(self.clerk)
        self.assertEqual(desk._desk_finders("粤B12345")[-1]["unit_id"], self.unit1.id)
        sections = {one["key"]: one for one in self.unit1.with_user(self.clerk)._desk_sections()}
        self.assertEqual(sections["passes"]["count"], 1)

    def test_a_photo_stands_on_the_card(self):
        dot = base64.b64encode(
            bytes.fromhex(
                "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
            )
        )
        line = {"name": "TV", "photo": dot}
        one = self.write_pass(lines=())
        one.write({"line_ids": [Command.create(line)]})
        one.action_ask()
        self.assertTrue(self.gate._scan(self.code(one))["card"]["lines"][0]["photo"])


def _owes(units):
    for unit in units:
        unit.open_amount = unit.overdue_amount = 120
