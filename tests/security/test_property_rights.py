"""T1 for property management: roles × models × operations, as a reviewed table.

``property_rights.csv`` says what a role may do with a model; a model without a row fails the build.
"""

from tests.security.common import table
from tests.security.property_case import PROPERTY_ROLES, PropertySecurityCase


class TestPropertyRights(PropertySecurityCase):
    def test_every_model_has_its_row(self):
        self.assertEqual([row["model"] for row in table("property_rights.csv")], self.own_models())

    def test_each_role_may_do_with_each_model_what_the_table_says(self):
        for row in table("property_rights.csv"):
            for role in PROPERTY_ROLES:
                with self.subTest(model=row["model"], role=role):
                    self.assertEqual(self.allowed(self.env[row["model"]], self.role(role)), row[role])

    def test_residents_and_strangers_see_nothing_but_by_their_links(self):
        for row in table("property_rights.csv"):
            self.assertEqual((row["public"], row["portal"], row["employee"]), ("-", "-", "-"), row["model"])

    def test_an_auditor_changes_nothing(self):
        for row in table("property_rights.csv"):
            if not self.env[row["model"]]._transient:
                self.assertIn(row["auditor"], ("-", "r"), row["model"])

    def test_every_model_with_a_company_has_a_rule_for_it(self):
        rules = self.env["ir.rule"].search([])
        for name in self.own_models():
            model = self.env[name]
            if model._transient or not model._fields.get("company_id") or not model._fields["company_id"].store:
                continue
            with self.subTest(model=name):
                domains = rules.filtered(lambda r, n=name: r.model_id.model == n and not r.groups).mapped(
                    "domain_force"
                )
                self.assertTrue(any("company_id" in domain for domain in domains))
