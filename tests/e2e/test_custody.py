"""Keys and stored items at the counter, as its clerk sees them, on the desk and on a telephone."""

from tests.cs_property.custody_case import CustodyCase
from tests.e2e.pages import DESK, TELEPHONE, PagesCase


class TestCustody(CustodyCase, PagesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk.lang = "en_US"

    def sign(self, page, dialog, name):
        """Draw in one of the two fields, as with a finger."""
        dialog.locator(f"[name={name}] .o_signature").click()
        pad = page.locator(".modal:has(.o_web_sign_signature)").last
        pad.get_by_role("button", name="Draw").click()
        box = pad.locator("canvas").bounding_box()
        page.mouse.move(box["x"] + 40, box["y"] + 40)
        page.mouse.down()
        page.mouse.move(box["x"] + 160, box["y"] + 90, steps=6)
        page.mouse.move(box["x"] + 220, box["y"] + 30, steps=6)
        page.mouse.up()
        pad.get_by_role("button", name="Adopt & Sign").click()
        pad.wait_for(state="detached")

    def test_a_key_goes_out_and_comes_back_with_both_signatures(self):
        page = self.person(self.clerk, DESK)
        with self.online(page):
            self.open(page, "/odoo/cs-custody")
            row = page.locator(".o_data_row", has_text="Front door key")
            row.get_by_role("button", name="Lend").click()
            dialog = page.get_by_role("dialog")
            dialog.get_by_role("button", name="Done").wait_for()
            self.sign(page, dialog, "giver_signature")
            self.sign(page, dialog, "taker_signature")
            dialog.get_by_role("button", name="Done").click()
            row.get_by_role("button", name="Take Back").wait_for()
            row.get_by_role("button", name="Take Back").click()
            dialog.get_by_text("In order").wait_for()
            self.sign(page, dialog, "giver_signature")
            self.sign(page, dialog, "taker_signature")
            dialog.get_by_role("button", name="Done").click()
            row.get_by_role("button", name="Lend").wait_for()
        self.assertEqual(self.ledger(self.key), ["taken_in", "lent", "returned"])
        self.assertEqual(len(self.key.move_ids.signature_ids), 4)

    def test_a_wrong_code_is_refused_on_the_telephone(self):
        self.stored_kind.write({"sign_both": False, "change_reason": "quick"})
        item, code = self.store()
        wrong = f"{(int(code) + 1) % 10**6:06d}"
        page = self.person(self.clerk, TELEPHONE)
        with self.online(page):
            self.open(page, "/odoo/cs-custody")
            card = page.locator(".o_kanban_record", has_text="Suitcase")
            card.get_by_role("button", name="Give Out").click()
            page.get_by_label("Code").fill(wrong)
            page.get_by_role("button", name="Done").click()
            page.get_by_text("The code is wrong").wait_for()
            self.fits(page)
            page.get_by_label("Code").fill(code)
            page.get_by_role("button", name="Done").click()
            page.get_by_text("The code is wrong").wait_for(state="detached")
        self.assertEqual(self.ledger(item), ["taken_in", "refused", "collected"])
