"""Telephone, mail and ID number of customers, as each role meets them (D2)."""

from odoo.tests import new_test_user

from .privacy_case import EMAIL, IDENTITY, MASKED, PERSONAL, PHONE, PrivacyCase


class TestPrivacyReading(PrivacyCase):
    def test_every_role_without_the_right_reads_masks(self):
        for user in self.masked_users:
            with self.subTest(user=user.login):
                partner = self.as_user(user)
                [row] = partner.read(["name", *PERSONAL])
                self.assertEqual(row["name"], "Zhang San")
                for name, mask in MASKED.items():
                    self.assertEqual(row[name], mask)
                self.assertNoSecret(row)
                self.assertEqual(partner.phone_masked, "138****5678")
                self.assertEqual(partner.email_masked, "z***@qq.com")
                self.assertEqual(partner.vat_masked, "310****8888")

    def test_whoever_has_the_right_reads_the_values(self):
        for user in (self.privileged, self.env.ref("base.user_admin")):
            [row] = self.as_user(user).read(["phone", "email", "vat"])
            self.assertEqual(row["phone"].replace(" ", ""), PHONE)
            self.assertEqual((row["email"], row["vat"]), (EMAIL, IDENTITY))

    def test_every_way_of_reading_over_the_interface_gives_masks(self):
        partner = self.as_user(self.agent)
        domain = [("id", "=", partner.id)]
        spec = {name: {} for name in PERSONAL}
        ways = {
            "search_read": lambda: partner.search_read(domain, PERSONAL),
            "web_read": lambda: partner.web_read(spec),
            "web_search_read": lambda: partner.web_search_read(domain, spec)["records"],
            "onchange": lambda: partner.onchange(
                {"city": "X", "country_id": False}, ["country_id"], {"name": {}, "city": {}}
            ),
            "copy_data": lambda: partner.copy_data(),
            "default_get": lambda: partner.default_get(PERSONAL),
        }
        for way, call in ways.items():
            with self.subTest(way=way):
                self.env.invalidate_all()
                self.assertNoSecret(call())

    def test_a_contact_reached_through_another_record_is_masked_too(self):
        ticket = self.env["cs.ticket"].create(self.ticket_vals())
        rows = self.as_user(self.agent, ticket).web_read(
            {"partner_id": {"fields": {"display_name": {}, "phone": {}, "email": {}}}}
        )
        self.assertEqual(rows[0]["partner_id"]["phone"], MASKED["phone"])
        self.assertNoSecret(rows)

    def test_server_code_in_the_users_name_is_refused(self):
        for name in PERSONAL:
            with self.subTest(name=name), self.assertRefused():
                self.as_user(self.agent)[name]

    def test_a_crafted_onchange_is_refused(self):
        partner = self.as_user(self.agent)
        for spec in ({"phone": {}}, {"email": {}, "vat": {}}):
            with self.assertRefused():
                partner.onchange({"country_id": False}, ["country_id"], spec)

    def test_the_fields_are_not_offered(self):
        offered = self.as_user(self.agent).fields_get()
        self.assertFalse(set(PERSONAL) & set(offered))
        self.assertIn("phone_masked", offered)
        self.assertTrue(set(PERSONAL) <= set(self.as_user(self.privileged).fields_get()))

    def test_names_show_no_address(self):
        for flag in ("show_email", "show_vat"):
            partner = self.as_user(self.agent).with_context(**{flag: True})
            self.assertNoSecret(partner.display_name)
            self.assertNoSecret(partner.sudo().display_name)
            self.assertNoSecret(partner.name_search("Zhang San"))
            self.assertNoSecret(partner.web_name_search("Zhang San", {"display_name": {}}))
        clear = self.as_user(self.privileged).with_context(show_email=True)
        self.assertIn(EMAIL, clear.display_name)

    def test_staff_and_the_user_himself_are_no_secret(self):
        self.supervisor.partner_id.write({"phone": "021-62345678"})
        self.agent.partner_id.write({"email": "agent@example.com"})
        own = self.as_user(self.agent, self.agent)
        self.assertEqual(own.email, "agent@example.com")
        self.assertEqual(own.partner_id.email, "agent@example.com")
        self.assertEqual(own.read(["email"])[0]["email"], "agent@example.com")
        other = self.as_user(self.agent, self.supervisor.partner_id)
        self.assertEqual(other.phone, "021-62345678")
        own.write({"email": "me@example.com"})
        self.assertEqual(own.partner_id.sudo().email, "me@example.com")

    def test_a_mixed_set_of_contacts_gives_each_its_due(self):
        both = self.customer | self.agent.partner_id
        self.agent.partner_id.email = "agent@example.com"
        rows = self.as_user(self.agent, both).read(["email"])
        self.assertEqual(
            {row["id"]: row["email"] for row in rows},
            {
                self.customer.id: MASKED["email"],
                self.agent.partner_id.id: "agent@example.com",
            },
        )
        for partner in self.as_user(self.agent, both):
            if partner.id == self.agent.partner_id.id:
                self.assertEqual(partner.email, "agent@example.com")
            else:
                with self.assertRefused():
                    partner.mapped("email")

    def test_a_portal_customers_login_is_masked(self):
        user = new_test_user(self.env, "wang@example.org", groups="base.group_portal", name="Wang")
        user.partner_id.email = "wang@example.org"
        [row] = self.as_user(self.employee, user).read(["login", "email", "name"])
        self.assertEqual(row["name"], "Wang")
        self.assertEqual((row["login"], row["email"]), ("w***@example.org",) * 2)
        link = self.as_user(self.employee, user.partner_id).signup_get_auth_param()
        self.assertNotIn("wang@", repr(link))
        users = self.as_user(self.employee, self.env["res.users"])
        self.assertFalse(users.search([("login", "=ilike", "wang%")]))
        self.assertTrue(users.search([("login", "=", self.agent.login)]))

    def test_a_portal_user_reads_and_edits_his_own_file(self):
        self.portal.partner_id.write({"email": "p@example.org", "phone": "13900001111"})
        own = self.as_user(self.portal, self.portal.partner_id)
        self.assertEqual(own.email, "p@example.org")
        self.assertEqual(own.phone, "13900001111")
        with self.assertRefused():
            self.as_user(self.portal).mapped("phone")

    def test_80_contacts_cost_no_more_queries_than_one(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}", "phone": f"138{n:08}", "email": f"p{n}@qq.com"} for n in range(80)]
        )
        spec = {"name": {}, "phone_masked": {}, "email_masked": {}, "phone": {}}
        for count in (1, 80):
            some = self.as_user(self.agent, partners[:count])
            some.env.user.has_group("base.group_user")
            some.with_env(some.env).web_read(spec)  # warm the caches of rights
            self.env.invalidate_all()
            queries = self.env.cr.sql_log_count
            some.web_read(spec)
            used = self.env.cr.sql_log_count - queries
            if count == 1:
                one = used
        self.assertLessEqual(used, one)
        self.assertLess(used, 12)
