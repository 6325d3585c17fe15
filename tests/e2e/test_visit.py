"""A steward at the door with his telephone: rings in vain without a connection, then makes the visit."""

from tests.cs_property.visit_case import VisitCase
from tests.e2e.test_phone_pages import PhoneCase


class TestVisitPage(VisitCase, PhoneCase):
    def test_a_steward_rings_in_vain_and_then_makes_the_visit(self):
        visit = self.draw()[:1]
        page = self.person(self.steward)
        with self.online(page):
            self.open(page, f"/cs/checks/{visit.check_id.id}")
            page.get_by_text(visit.partner_id.name).wait_for()
            self.cellar(page)
            page.get_by_role("button", name="Nobody at home").click()
            page.get_by_text("1 waiting for a connection").wait_for()
            self.daylight(page)
            page.get_by_text("next attempt on").wait_for()
            self.fits(page)
            page.reload()
            page.get_by_text("next attempt on").wait_for()
            items = page.locator(".item")
            for place in range(items.count()):
                kind = items.nth(place).get_attribute("data-kind")
                if kind == "scale":
                    items.nth(place).get_by_text("5", exact=True).click()
                elif kind == "yes_no":
                    items.nth(place).get_by_text("No" if place == 1 else "Yes", exact=True).click()
            items.nth(1).locator("[data-name=note]").fill("The tap drips")
            page.get_by_role("button", name="Finished here").click()
            page.locator(".check.done").wait_for()
        self.assertEqual((visit.state, visit.attempt_count, visit.satisfaction), ("done", 1, 5))
        self.assertIn("The tap drips", visit.ticket_ids.description)
