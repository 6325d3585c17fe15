"""A repair from the counter to the invoice: clerk, worker by telephone, inspector, and the clerk again."""

import base64

from tests.cs_property.repair_case import RepairCase, photo
from tests.e2e.pages import DESK, TELEPHONE, PagesCase

PHOTO = {"name": "tap.jpg", "mimeType": "image/jpeg"}


class TestRepair(RepairCase, PagesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.clerk | cls.engineer | cls.inspector).lang = "en_US"

    def draw(self, page, canvas):
        canvas.evaluate("pad => pad.scrollIntoView({block: 'center'})")
        box = canvas.bounding_box()
        page.mouse.move(box["x"] + 40, box["y"] + 40)
        page.mouse.down()
        page.mouse.move(box["x"] + 160, box["y"] + 90, steps=6)
        page.mouse.move(box["x"] + 220, box["y"] + 30, steps=6)
        page.mouse.up()

    def test_from_the_quote_to_the_invoice(self):
        order = self.ordered()
        clerk = self.person(self.clerk, DESK)
        worker = self.person(self.engineer, TELEPHONE)
        inspector = self.person(self.inspector, TELEPHONE)
        with self.online(clerk, worker, inspector):
            # the counter quotes; the customer signs there; somebody is sent
            self.open(clerk, f"/odoo/cs-repairs/{order.id}")
            clerk.get_by_role("button", name="Quote", exact=True).click()
            clerk.get_by_role("button", name="Customer Signs").click()
            dialog = clerk.get_by_role("dialog")
            dialog.get_by_label("Name of the signer").fill("Zhang San")
            dialog.locator("[name=image] .o_signature").click()
            pad = clerk.locator(".modal:has(.o_web_sign_signature)").last
            pad.get_by_role("button", name="Draw").click()
            self.draw(clerk, pad.locator("canvas"))
            pad.get_by_role("button", name="Adopt & Sign").click()
            pad.wait_for(state="detached")
            dialog.locator("footer .btn-primary").click()
            clerk.locator(".o_arrow_button_current", has_text="Customer agreed").wait_for()
            clerk.locator(".o_statusbar_buttons").get_by_role("button", name="Dispatch").click()
            row = dialog.locator(".o_data_row", has_text="Engineer")
            row.get_by_text("on duty").wait_for()
            row.get_by_role("button", name="Dispatch").click()
            clerk.locator(".o_arrow_button_current", has_text="Technician sent").wait_for()
            # the worker arrives, needs more than was agreed, has it signed, takes a photo, finishes
            self.open(worker, "/cs/repairs")
            worker.get_by_text("Change a tap").click()
            worker.get_by_role("button", name="I am there").click()
            worker.get_by_label("More material").select_option(str(self.hose.id))
            worker.get_by_role("button", name="Add").click()
            worker.get_by_text("This is more than was agreed").wait_for()
            self.draw(worker, worker.locator("canvas"))
            worker.get_by_role("button", name="Signed").click()
            worker.get_by_text("This is more than was agreed").wait_for(state="hidden")
            self.fits(worker)
            worker.get_by_label("Photo").set_input_files({**PHOTO, "buffer": base64.b64decode(photo())})
            worker.get_by_label("What was done").fill("Tap and hose changed")
            worker.get_by_role("button", name="Work finished").click()
            worker.get_by_text("The work is done and in order.").wait_for()
            self.draw(worker, worker.locator("canvas"))
            worker.get_by_role("button", name="Signed").click()
            worker.locator(".waits", has_text="the inspector").wait_for()
            self.fits(worker)
            # the inspector looks at it
            self.open(inspector, f"/odoo/cs-repairs/{order.id}")
            inspector.get_by_text("Waits for").first.wait_for()
            inspector.locator("button:has(.fa-cog), .o_statusbar_buttons .dropdown-toggle").first.click()
            inspector.get_by_role("button", name="Inspect").or_(
                inspector.get_by_role("menuitem", name="Inspect")
            ).first.click()
            inspector.locator(".item").first.wait_for()  # all() waits for nothing
            for item in inspector.locator(".item").all():
                item.get_by_text("Yes", exact=True).click()
            inspector.get_by_role("button", name="Finished here").click()
            inspector.locator(".check.done").wait_for()
            # the counter bills it
            self.open(clerk, f"/odoo/cs-repairs/{order.id}")
            clerk.get_by_role("button", name="Bill Now").click()
            clerk.locator(".o_arrow_button_current", has_text="Billed").wait_for()
        self.assertEqual((order.state, order.inspector_id, order.amount), ("billed", self.inspector, 160))
        self.assertEqual(order.sudo().charge_ids.move_id.state, "posted")
        self.assertEqual(order.agreed_amount, 160)

    def test_a_customer_agrees_by_telephone_without_a_login(self):
        order = self.ordered()
        order.action_quote()
        link = order.sudo().agreement_ids._link_url().removeprefix(self.base_url())
        page = self.person(None, TELEPHONE)
        with self.online(page):
            self.open(page, link)
            page.get_by_text("135.00").first.wait_for()
            page.get_by_label("Your name").fill("Zhang San")
            self.fits(page)
            page.get_by_role("button", name="I agree to the price").click()
            page.get_by_text("Zhang San: agreed").wait_for()
        self.assertEqual((order.state, order.agreement_ids.answered_by), ("agreed", "Zhang San"))

    def test_a_worker_in_a_cellar_loses_nothing(self):
        order = self.agreed()
        order.dispatch(self.engineer.id)
        page = self.person(self.engineer, TELEPHONE)
        self.addCleanup(self.complaints.clear)
        with self.online(page):
            self.open(page, f"/cs/repairs/{order.id}")
            page.get_by_role("button", name="I am there").wait_for()
            page.route("**/take", lambda route: route.abort())
            page.get_by_role("button", name="I am there").click()
            page.get_by_text("waiting for a connection").wait_for()
            page.reload()
            page.get_by_label("What was done").wait_for()
            page.unroute("**/take")
            self.complaints[:] = [one for one in self.complaints if "ERR_FAILED" not in one]
            page.evaluate("window.dispatchEvent(new Event('online'))")
            page.get_by_text("sent", exact=True).wait_for()
        self.assertEqual(order.state, "working")
