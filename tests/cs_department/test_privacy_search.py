"""Nobody spells a number out by searching; the whole number finds the customer (D2)."""

from .privacy_case import EMAIL, IDENTITY, PHONE, PrivacyCase


class TestPrivacySearching(PrivacyCase):
    def test_no_condition_grouping_or_order_tells_a_value(self):
        partners = self.as_user(self.agent, self.env["res.partner"])
        tries = [
            lambda: partners.search([("phone", "like", "138")]),
            lambda: partners.search([("phone_sanitized", "=like", "+86%")]),
            lambda: partners.search([("cs_phone_key", "=like", "+86%")]),
            lambda: partners.search([("email", "ilike", "zhang")]),
            lambda: partners.search([("email_normalized", "=", EMAIL)]),
            lambda: partners.search([("vat", "=like", "3101%")]),
            lambda: partners.search([("child_ids.phone", "like", "138")]),
            lambda: partners.search([("user_ids.login", "like", "wang")]),
            lambda: partners.search([("user_ids", "any", [("email", "like", "w")])]),
            lambda: partners.search([], order="phone"),
            lambda: partners.search_count([("phone", "=like", "138%")]),
            lambda: partners.formatted_read_group([], ["phone"], ["__count"]),
            lambda: partners.formatted_read_group([], [], ["phone:array_agg"]),
            lambda: partners.env["cs.ticket"].search([("partner_id.phone", "like", "1")]),
            lambda: partners.env["mail.followers"].sudo(False).search([("email", "like", "zhang")]),
            lambda: partners.env["calendar.attendee"].formatted_read_group([], ["email"], ["__count"]),
            lambda: partners.env["mail.followers"].formatted_read_group([], ["email"], ["__count"]),
            lambda: partners.env["res.users"].formatted_read_group([], ["login"], []),
            lambda: partners.env["res.users"].formatted_read_group([], [], ["email:array_agg"]),
            lambda: partners.env["cs.ticket"].formatted_read_group([], ["partner_id.phone"], []),
            lambda: partners.env["calendar.attendee"].search([], order="email"),
            lambda: partners.env["mail.message"].search([("email_from", "like", "z")]),
            lambda: partners.env["calendar.attendee"].search([("email", "like", "z")]),
        ]
        for number, attempt in enumerate(tries):
            with self.subTest(number=number), self.assertRefused():
                attempt()

    def test_a_whole_number_finds_the_customer_however_it_is_typed(self):
        partners = self.as_user(self.agent, self.env["res.partner"])
        for text in (PHONE, "138 1234 5678", "+86 138-1234-5678", "008613812345678"):
            with self.subTest(text=text):
                self.assertEqual(partners._cs_find_by_phone(text), self.customer)
                self.assertEqual([row[0] for row in partners.name_search(text)], self.customer.ids)
                self.assertEqual(
                    partners.search([("phone_mobile_search", "ilike", text)]),
                    self.customer,
                )

    def test_a_part_of_a_number_finds_nobody(self):
        partners = self.as_user(self.agent, self.env["res.partner"])
        for text in ("1381234567", "3812345678", "138", "5678", "zhangsan@", "31010119"):
            with self.subTest(text=text):
                self.assertFalse(partners._cs_find_by_phone(text))
                self.assertFalse(partners.name_search(text))
                self.assertFalse(partners.search([("phone_mobile_search", "ilike", text)]))

    def test_names_mail_addresses_and_id_numbers_are_found_whole(self):
        partners = self.as_user(self.agent, self.env["res.partner"])
        for text in ("Zhang", "hang sa", EMAIL, "ZhangSan@QQ.com", IDENTITY):
            found = [row[0] for row in partners.name_search(text)]
            self.assertIn(self.customer.id, found, text)
        self.assertNotIn(self.customer, partners.search([("display_name", "not ilike", "Zhang San")]))

    def test_numbers_of_other_countries_and_landlines_are_found(self):
        us = self.env.ref("base.us")
        here = self.env["res.partner"].create(
            [
                {"name": "John", "phone": "(202) 555-0123", "country_id": us.id},
                {"name": "Shop", "phone": "021-62345678 转 801"},
            ]
        )
        self.assertEqual(here.mapped("cs_phone_key"), ["+12025550123", "+862162345678"])
        partners = self.as_user(self.agent, self.env["res.partner"])
        self.assertEqual(partners._cs_find_by_phone("+1 202 555 0123"), here[0])
        self.assertEqual(partners._cs_find_by_phone("(021) 6234 5678"), here[1])

    def test_the_lookup_walks_an_index(self):
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'res_partner' AND indexdef LIKE '%(cs_phone_key)%'"
        )
        self.assertTrue(self.env.cr.fetchall())
