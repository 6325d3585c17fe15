"""A reveal writes who, when, whose, what and why, and the log stays (D2)."""

from odoo.exceptions import UserError
from odoo.tests import Form

from .privacy_case import EMAIL, MASKED, PHONE, PrivacyCase


class TestPrivacyReveal(PrivacyCase):
    def log(self, partner=None):
        return self.env["cs.personal.data.access"].search([("partner_id", "=", (partner or self.customer).id)])

    def test_an_agent_sees_the_mask_and_a_reveal_writes_who_when_why(self):
        partner = self.as_user(self.agent)
        self.assertEqual(partner.phone_masked, "138****5678")
        value = partner.reveal_personal_data("phone", note="He wants a call back")
        self.assertEqual(value.replace(" ", ""), PHONE)
        [row] = self.log()
        self.assertEqual(row.user_id, self.agent)
        self.assertEqual(str(row.at), "2026-03-04 02:00:00")
        self.assertEqual((row.field, row.kind), ("phone", "reveal"))
        self.assertEqual(row.note, "He wants a call back")
        self.assertEqual((row.res_model, row.res_id), ("res.partner", partner.id))

    def test_a_call_fetches_the_number_and_is_logged_as_a_call(self):
        reason = self.env.ref("cs_department.reveal_reason_call_back")
        value = self.as_user(self.agent).reveal_personal_data("phone", reason_id=reason.id, kind="call")
        self.assertEqual(value.replace(" ", ""), PHONE)
        self.assertEqual(self.log().kind, "call")
        with self.assertRaises(UserError):  # exports and disclosures log themselves
            self.as_user(self.agent).reveal_personal_data("phone", reason_id=reason.id, kind="export")

    def test_a_reveal_needs_a_reason(self):
        partner = self.as_user(self.agent)
        other = self.env.ref("cs_department.reveal_reason_other")
        for asked in (
            {},
            {"note": "  a "},
            {"note": "....."},
            {"reason_id": other.id},
            {"reason_id": 0},
            {"reason_id": 999999},
        ):
            with self.subTest(asked=asked), self.assertRaises(UserError):
                partner.reveal_personal_data("email", **asked)
        self.assertFalse(self.log())
        reason = self.env.ref("cs_department.reveal_reason_call_back")
        self.assertEqual(partner.reveal_personal_data("email", reason_id=reason.id), EMAIL)
        self.assertEqual(self.log().reason_id, reason)

    def test_the_number_a_case_came_from_is_masked_and_revealed_too(self):
        ticket = self.make_ticket(
            partner_id=self.customer.id,
            caller_phone="13812345678",
            email_from="zhangsan@qq.com",
        )
        seen = self.as_user(self.agent, ticket)
        [row] = seen.read(["caller_phone", "email_from", "caller_phone_masked"])
        self.assertEqual(row["caller_phone"], "138****5678")
        self.assertNoSecret(row)
        with self.assertRefused():
            seen.mapped("caller_phone")
        value = seen.reveal_personal_data("caller_phone", note="Call him back")
        self.assertEqual(value, "13812345678")
        [row] = self.log()
        self.assertEqual((row.field, row.res_model), ("caller_phone", "cs.ticket"))

    def test_only_customer_service_reveals(self):
        for user in (self.employee, self.engineer, self.portal):
            with self.subTest(user=user.login), self.assertRefused():
                self.as_user(user).reveal_personal_data("phone", note="I am curious")
        with self.assertRaises(UserError):
            self.as_user(self.agent).reveal_personal_data("name", note="I am curious")
        self.assertFalse(self.log())

    def test_the_record_it_was_asked_from_must_be_readable(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        rule = self.env["res.groups"].search([], limit=1)
        with self.assertRefused():
            self.as_user(self.agent).reveal_personal_data(
                "phone", note="Look here", res_model="ir.rule", res_id=rule.id
            )
        self.customer.company_id = other
        with self.assertRefused():
            self.as_user(self.agent).reveal_personal_data("phone", note="Look here")
        self.assertFalse(self.log())

    def test_the_log_cannot_be_edited_or_deleted_by_anybody(self):
        self.as_user(self.agent).reveal_personal_data("phone", note="Call back now")
        row = self.log()
        admin = self.env.ref("base.user_admin")
        for env_row in (
            row.with_user(self.agent),
            row.with_user(self.manager),
            row.with_user(admin),
            row.sudo(),
        ):
            with self.assertRefused():
                env_row.write({"note": "nothing"})
            with self.assertRefused():
                env_row.unlink()
        for user in (self.agent, self.manager, admin):
            with self.assertRefused():
                row.with_user(user).create({"kind": "reveal", "user_id": user.id})
            with self.assertRefused():
                row.with_user(user)._purge("2030-01-01")
        with self.assertRefused():
            row.with_user(self.agent).read(["note"])
        self.assertEqual(row.with_user(self.manager).read(["note"])[0]["note"][:4], "Call")
        self.assertTrue(row.exists())
        self.assertEqual(row.sudo()._purge("2026-03-04 02:00:00"), 0)
        self.assertEqual(row.sudo()._purge("2026-03-05 00:00:00"), 1)

    def test_an_erased_contact_leaves_its_number_in_the_log(self):
        number = self.customer.id
        self.as_user(self.agent).reveal_personal_data("phone", note="Call back now")
        row = self.log()
        self.customer.unlink()
        row.invalidate_recordset()
        self.assertFalse(row.partner_id)
        self.assertEqual(row.partner_number, number)

    def test_an_export_by_whoever_may_is_logged_and_by_others_is_masked(self):
        self.privileged.group_ids += self.env.ref("base.group_allow_export")
        fields = ["name", "phone", "email"]
        [row] = self.as_user(self.keeper).export_data(fields)["datas"]
        self.assertEqual(row, ["Zhang San", MASKED["phone"], MASKED["email"]])
        self.assertFalse(self.log())
        partner = self.as_user(self.privileged).with_context(cs_export_reason="Audit")
        [row] = partner.export_data(fields)["datas"]
        self.assertEqual(row[2], EMAIL)
        rows = self.log()
        self.assertEqual(set(rows.mapped("field")), {"phone", "email"})
        self.assertEqual(set(rows.mapped("kind")), {"export"})
        self.assertEqual(set(rows.mapped("note")), {"Audit"})

    def test_an_export_along_a_path_is_masked_too(self):
        ticket = self.env["cs.ticket"].create(self.ticket_vals() | {"user_id": self.keeper.id})
        [row] = self.as_user(self.keeper, ticket).export_data(["name", "partner_id/phone"])["datas"]
        self.assertEqual(row[1], MASKED["phone"])

    def test_a_vcard_holds_no_number_for_whoever_reads_masks(self):
        self.assertNoSecret(self.as_user(self.agent)._get_vcard_file().decode())
        card = self.as_user(self.privileged)._get_vcard_file().decode()
        self.assertIn(EMAIL, card)
        self.assertEqual(set(self.log().mapped("kind")), {"export"})

    def test_an_identity_check_is_kept_and_the_last_one_decides(self):
        ticket = self.env["cs.ticket"].create(self.ticket_vals())
        partner = self.as_user(self.agent)
        action = partner.with_context(ticket_id=ticket.id).action_identity_check()
        self.assertFalse(partner._cs_identity_confirmed(ticket))
        form = Form(self.env["cs.identity.check"].with_user(self.agent).with_context(**action["context"]))
        form.note = "Date of birth"
        check = form.save()
        self.assertEqual((check.user_id, check.ticket_id), (self.agent, ticket))
        self.assertTrue(partner._cs_identity_confirmed(ticket))
        self.assertTrue(partner._cs_identity_confirmed())
        with self.assertRaises(UserError):
            check.write({"result": "failed"})
        self.env["cs.identity.check"].with_user(self.agent).create(
            {"partner_id": partner.id, "ticket_id": ticket.id, "result": "failed"}
        )
        self.assertFalse(partner._cs_identity_confirmed(ticket))

    def test_nobody_notes_an_identity_check_on_a_case_that_he_cannot_open(self):
        ticket = self.env["cs.ticket"].create(self.ticket_vals() | {"team_id": self.other_team.id})
        with self.assertRefused():
            self.env["cs.identity.check"].with_user(self.agent).create(
                {"partner_id": self.customer.id, "ticket_id": ticket.id}
            )
