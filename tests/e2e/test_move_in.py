"""Somebody moves in: the counter's screen, and the resident's page on a telephone."""

from playwright.sync_api import expect

from tests.cs_property.move_in_case import MoveInCase
from tests.e2e.pages import DESK, PagesCase


class TestMoveIn(MoveInCase, PagesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk.lang = "en_US"

    def test_the_counter_goes_from_the_desk_to_the_joint_inspection(self):
        page = self.person(self.clerk, DESK)
        with self.online(page):
            self.open(page, "/odoo/cs-counter-desk")
            page.get_by_label("Who is at the counter").wait_for()
            page.keyboard.type("1-1-104")
            page.keyboard.press("Enter")
            page.locator("[data-section=people]").wait_for()
            page.keyboard.press("Alt+i")
            unit = page.locator(".o_field_widget[name=unit_id] input")
            unit.wait_for()
            self.assertEqual(unit.input_value(), "1-1-104")
            self.assertEqual(page.locator(".o_field_widget[name=partner_id] input").input_value(), "Li Lei")
            page.locator(".o_form_button_save").click()
            page.get_by_role("button", name="Resident Is Here").click()
            step = page.locator(".o_field_widget[name=next_step]").last
            expect(step).to_have_text("Look at the papers")
            rows = page.locator("[name=document_ids] .o_data_row")
            for place in range(rows.count()):
                rows.nth(place).get_by_role("button", name="Is Right").click()
                expect(rows.nth(place).locator("td[name=state]")).to_have_text("Looked at")
            page.get_by_role("button", name="Joint Inspection").click()
            expect(step).to_have_text("Inspect the unit")
            self.fits(page)
        move_in = self.env["cs.move.in"].search([("unit_id", "=", self.flat.id)])
        self.assertEqual((move_in.state, move_in.check_id.unit_id), ("inspection", self.flat))

    def test_the_resident_reads_and_signs_on_the_screen(self):
        move_in = self.at_the_keys()
        page = self.person(self.clerk, DESK)
        with self.online(page):
            self.open(page, f"/odoo/cs-move-ins/{move_in.id}")
            page.locator(".o_form_statusbar").get_by_role("button", name="Sign Agreement").click()
            dialog = page.get_by_role("dialog")
            expect(dialog).to_contain_text("Preliminary management contract")
            dialog.locator("[name=image] .o_signature").click()
            pad = page.locator(".modal:has(.o_web_sign_signature)").last
            pad.get_by_role("button", name="Draw").click()
            box = pad.locator("canvas").bounding_box()
            page.mouse.move(box["x"] + 40, box["y"] + 40)
            page.mouse.down()
            page.mouse.move(box["x"] + 160, box["y"] + 90, steps=6)
            page.mouse.up()
            pad.get_by_role("button", name="Adopt & Sign").click()
            pad.wait_for(state="detached")
            dialog.locator("footer .btn-primary").click()
            dialog.wait_for(state="detached")
        signed = move_in.agreement_ids.filtered("signed_on")
        self.assertEqual(signed.sudo().signature_ids.name, "Li Lei")

    def test_the_resident_chooses_a_time_on_his_telephone(self):
        move_in = self.begun()
        path = move_in._link_url().removeprefix(move_in.get_base_url())
        page = self.person()
        with self.online(page):
            self.open(page, path)
            expect(page.get_by_text("Please bring")).to_be_visible()
            self.fits(page)
            page.locator("button[name=slot]").first.click()
            expect(page.get_by_role("status")).to_contain_text("Your appointment")
            self.fits(page)
        self.assertTrue(move_in.starts_at)
