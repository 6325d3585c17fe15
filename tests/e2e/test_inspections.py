"""A round by phone: the code of a spot is typed, what is not in order becomes a case and is looked at again."""

import base64

from odoo import fields
from odoo.addons.cs_property.demo.look import photo
from odoo.tools import SQL

from tests.cs_property.test_inspections import EARLY, InspectionCase
from tests.e2e.test_phone_pages import PhoneCase

PICTURE = {"name": "door.png", "mimeType": "image/png", "buffer": base64.b64decode(photo())}


class TestInspections(InspectionCase, PhoneCase):
    def answer(self, check, wrong=""):
        """Everything is right, but for the item with these words; a photo where one is asked for."""
        items = check.locator(".item")
        for place in range(items.count()):
            item = items.nth(place)
            if item.get_attribute("data-kind") == "text":
                continue
            bad = bool(wrong) and wrong in item.inner_text()
            item.get_by_text("No" if bad else "Yes", exact=True).click()
            if bad:
                item.locator("textarea[data-name=note]").fill("The closer is broken")
                item.locator("textarea[data-name=note]").blur()
            if bad or item.get_attribute("data-photo"):
                item.locator("input[type=file]").set_input_files(PICTURE)
                item.locator(".photo.taken").wait_for()
        check.get_by_role("button", name="Finished here").click()

    def test_a_round_with_typed_codes_one_failed_item_and_its_second_look(self):
        self.plan.write({"needs_scan": True, "change_reason": "proof"})
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE cs_inspection_plan SET write_date = %s", EARLY))
        self.env.invalidate_all()
        round_, *_others = self.make(fields.Datetime.now())
        round_.write({"opens_at": fields.Datetime.subtract(fields.Datetime.now(), hours=1)})
        round_.write({"closes_at": fields.Datetime.add(fields.Datetime.now(), hours=1)})
        codes = {one.id: one.spot_id._scan_text() for one in round_.check_ids}
        page = self.person(self.inspector)
        with self.online(page):
            self.open(page, "/cs/rounds")
            page.locator(f"a.card[href='/cs/rounds/{round_.id}']").click()
            self.fits(page)
            for place, (check_id, code) in enumerate(codes.items()):
                check = page.locator(f"[data-check='{check_id}']")
                if place:
                    check.locator("input[data-name=code]").wait_for()
                else:
                    # of another spot: refused in words
                    check.locator("input[data-name=code]").fill(codes[max(codes)])
                    check.locator("input[data-name=code]").blur()
                    check.locator(".said-long:not([hidden])").wait_for()
                check.locator("input[data-name=code]").fill(code)
                check.locator("input[data-name=code]").blur()
                check.locator(".presence.proved").wait_for()
                self.answer(check, wrong="Doors" if not place else "")
                page.locator(f"[data-check='{check_id}'].done").wait_for()
            page.get_by_text("2 / 2").wait_for()
            page.locator(".check.done .said", has_text="Cases").wait_for()
            self.fits(page)
        self.assertEqual(round_.state, "done")
        case = round_.check_ids.answer_ids.case_id
        self.assertEqual(len(case), 1)
        self.assertEqual(set(round_.check_ids.mapped("presence")), {"scan"})
        self.assertTrue(round_.check_ids.answer_ids.photo_ids)
        case.sudo().resolve("Done")
        case.sudo().close()
        again = self.env["cs.check"].search([("recheck_case_id", "=", case.id)])
        with self.online(page):
            self.open(page, "/cs/rounds")
            page.locator(f"a.card[href='/cs/checks/{again.id}']").click()
            self.answer(page.locator(f"[data-check='{again.id}']"))
            page.get_by_text("all right").wait_for()
        self.assertTrue(again.passed)
