"""Where people of property management work: menus, screens and actions by role."""

from odoo.addons.cs_property.models.fee.book import PROPERTY
from odoo.tests import new_test_user

from tests.cs_department.menu_case import MenuChecks

from .estate_case import EstateCase

ROLES = ("steward", "clerk", "cashier", "accountant", "auditor", "manager")


class TestPropertyMenus(MenuChecks, EstateCase):
    module = "cs_property"
    roles = ROLES
    chapters = PROPERTY

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # who may open everything that has a search
        groups = "cs_property.group_cs_fee_accountant,cs_property.group_cs_fee_auditor"
        cls.reader = new_test_user(cls.env, "cs_reader", groups=groups, lang="en_US")

    def test_only_who_owns_or_audits_the_rules_sees_the_configuration(self):
        seen = {role for role in ROLES if "settings" in self.names_of(role)}
        self.assertEqual(seen, {"accountant", "auditor", "manager"})

    def test_only_the_till_takes_money(self):
        self.assertIn("cashier_counter", self.names_of("cashier"))
        for role in ("steward", "auditor", "manager"):
            self.assertNotIn("cashier_counter", self.names_of(role))
