"""Every screen behind a menu opens, with the records in it, for every role that sees the menu."""

from tests.security.screens import ScreensCase
from tests.security.test_property_records import RecordsCase

ROLES = ("clerk", "cashier", "accountant", "auditor", "steward", "inspector", "supervisor", "manager")


class TestCounterScreens(ScreensCase, RecordsCase):
    def test_whoever_sees_a_menu_opens_what_lies_behind_it(self):
        opened = {}
        for role in ROLES:
            opened[role] = self.walk(self.role(role))
        for role, count in opened.items():
            self.assertGreater(count, 8 if role in ("steward", "inspector") else 15, opened)

    def test_a_guard_sees_no_menu_of_records(self):
        self.assertEqual([action.res_model for action in self.actions(self.guard)], [])
