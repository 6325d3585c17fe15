"""Who may register a number need not be able to read it back (D2)."""

from odoo.addons.mail.tools.discuss import Store
from odoo.exceptions import ValidationError
from odoo.tests import Form

from .privacy_case import EMAIL, IDENTITY, MASKED, PHONE, PrivacyCase


class TestPrivacyWriting(PrivacyCase):
    def test_an_agent_registers_a_contact_and_corrects_a_number(self):
        partners = self.as_user(self.keeper, self.env["res.partner"])
        new = partners.create({"name": "Li Si", "phone": "13900001111"})
        self.assertEqual(new.phone_masked, "139****1111")
        new.write({"phone": "13900002222", "email": "li@qq.com"})
        self.assertEqual(new.sudo().phone, "13900002222")
        with self.assertRefused():
            self.as_user(self.keeper, new).mapped("phone")

    def test_the_contact_form_neither_blanks_nor_masks_what_is_stored(self):
        with Form(self.as_user(self.keeper)) as form:
            self.assertEqual(form.phone_masked, MASKED["phone"])
            form.city = "Shanghai"
            form.country_id = self.env.ref("base.cn")
        self.assertEqual(self.customer.phone.replace(" ", ""), PHONE)
        self.assertEqual(self.customer.email, EMAIL)
        with Form(self.as_user(self.keeper)) as form:
            form.phone_entry = "139 8765 4321"
        self.assertEqual(self.customer.cs_phone_key, "+8613987654321")
        self.assertEqual(self.customer.email, EMAIL)

    def test_a_new_contact_is_entered_through_the_form(self):
        with Form(self.as_user(self.keeper, self.env["res.partner"])) as form:
            form.name = "Wang Wu"
            form.phone_entry = "13700001111"
            form.email_entry = "wang@qq.com"
        partner = form.record.sudo()
        self.assertEqual(partner.phone, "13700001111")
        self.assertEqual(partner.email, "wang@qq.com")

    def test_a_mask_is_never_stored(self):
        for name, mask in MASKED.items():
            with self.subTest(name=name), self.assertRaises(ValidationError):
                self.as_user(self.keeper).write({name: mask})

    def test_a_copy_keeps_the_numbers_and_shows_masks(self):
        copy = self.as_user(self.keeper).copy()
        self.assertEqual(copy.phone_masked, MASKED["phone"])
        self.assertEqual(copy.sudo().phone, self.customer.phone)

    def test_a_contact_of_a_company_takes_its_id_number(self):
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True, "vat": IDENTITY})
        partners = self.as_user(self.keeper, self.env["res.partner"])
        child = partners.create({"name": "Kid", "parent_id": firm.id})
        self.assertEqual(child.sudo().vat, IDENTITY)
        self.assertEqual(child.vat_masked, MASKED["vat"])

    def test_the_chatter_keeps_changes_of_numbers_to_itself(self):
        partner = self.as_user(self.keeper)
        partner.write({"phone": "13900001111", "vat": "310101199003079999"})
        self.env.flush_all()
        self.env.cr.precommit.run()
        messages = self.as_user(self.keeper, self.customer.message_ids)
        store = Store().add(messages).get_result()
        self.assertNotIn("13900001111", repr(store))
        self.assertNoSecret(store)
