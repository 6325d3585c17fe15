"""Codes: whatever is scanned is answered in words and written down."""

from odoo.addons.cs_property.core import scan_code
from odoo.addons.cs_property.models.scan.scan import ScanRefused

from tests.cs_property.estate_case import EstateCase


class ScanCase(EstateCase):
    def look(self, text, user=None):
        seen = self.env["cs.scan"].with_user(user or self.guard)._look(text, "North gate")
        return seen.result, seen.words


class TestScan(ScanCase):
    def test_texts_that_are_no_codes_are_refused_and_written_down(self):
        for text in ("", "hello", "CS1.", "9" * 5000, "\u202e\u0000", None, 12, "<script>alert(1)</script>", "\ud800"):
            self.assertEqual(self.look(text)[0], "none", repr(text)[:40])
        log = self.env["cs.scan.log"].search([], limit=1)
        self.assertEqual((log.user_id, log.post, log.result), (self.guard, "North gate", "none"))

    def test_codes_of_another_house_and_forged_ones_are_told_apart(self):
        site, key = self.env["cs.scan"]._site(), scan_code.new_key()
        forged = scan_code.sign(scan_code.Code(site, "ZZ", 1, 0), key)
        foreign = scan_code.sign(scan_code.Code("00000000", "ZZ", 1, 0), key)
        self.assertEqual(self.look(forged)[0], "forged")
        self.assertEqual(self.look(foreign)[0], "foreign")
        unknown = scan_code.sign(scan_code.Code(site, "ZZ", 1, 0), self.env["cs.scan"]._key())
        self.assertEqual(self.look(unknown)[0], "unknown")

    def test_the_key_is_made_once_and_read_by_nobody(self):
        key = self.env["cs.scan"]._key()
        self.assertEqual(self.env["cs.scan"]._key(), key)
        self.assertFalse(self.env["ir.config_parameter"].with_user(self.guard).has_access("read"))

    def test_who_asks_without_the_log_gets_the_reason(self):
        with self.assertRaises(ScanRefused) as refused:
            self.env["cs.scan"].with_user(self.clerk)._read("nothing")
        self.assertEqual(refused.exception.result, "none")

    def test_nobody_writes_the_log(self):
        self.look("x")
        log = self.env["cs.scan.log"].search([], limit=1)
        for user in (self.guard, self.clerk, self.inspector):
            self.assertFalse(self.env["cs.scan.log"].with_user(user).has_access("read"))
        for user in (self.supervisor, self.manager):
            self.assertTrue(log.with_user(user).has_access("read"))
            self.assertFalse(log.with_user(user).has_access("write"))
