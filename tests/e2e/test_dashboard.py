"""The dashboard in the browser: figures, filters that stay in the address, and the records behind a bar."""

from playwright.sync_api import expect

from tests.e2e.pages import DESK, TELEPHONE, PagesCase


class TestDashboardPage(PagesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for place in range(5):
            cls.make_ticket(kind_id=(cls.complaint if place < 3 else cls.enquiry).id, name=f"Case {place}")

    def card(self, page, name):
        return page.locator(".o_cs_figure").filter(has=page.locator(f".o_cs_figure_name:text-is('{name}')"))

    def rows(self, page):
        return page.locator(".o_list_view .o_data_row")

    def test_filter_and_open_what_is_counted(self):
        page = self.person(self.supervisor, DESK)
        with self.online(page):
            self.open(page, "/odoo/customer-service-dashboard")
            card = self.card(page, "Cases registered")
            expect(card.locator(".o_cs_figure_value")).to_have_text("5")
            self.fits(page)

            # narrowed to complaints: the figure, the address, and the list behind it
            page.locator("select[name=kind_id]").select_option(label="Complaint")
            expect(card.locator(".o_cs_figure_value")).to_have_text("3")
            self.assertIn(f"kind_id={self.complaint.id}", page.url)
            card.locator(".o_cs_figure_behind button").first.click()
            expect(self.rows(page)).to_have_count(3)

            # back: the page is as it was left, and reads as a table too
            page.go_back()
            expect(page.locator("select[name=kind_id]")).to_have_value(str(self.complaint.id))
            expect(card.locator(".o_cs_figure_value")).to_have_text("3")
            tile = page.locator("[data-tile=kind_id]")
            tile.locator(".o_cs_as_table").click()
            tile.get_by_role("button", name="3", exact=True).click()
            expect(self.rows(page)).to_have_count(3)

            # a colleague opens the same address and sees the same; a cell of the week opens its cases
            self.open(page, f"/odoo/customer-service-dashboard?period=days7&kind_id={self.enquiry.id}")
            expect(page.locator("select[name=period]")).to_have_value("days7")
            expect(card.locator(".o_cs_figure_value")).to_have_text("2")
            page.locator(".o_cs_dash_week button").first.click()
            expect(self.rows(page).first).to_be_visible()

    def test_it_fits_a_telephone(self):
        page = self.person(self.manager, TELEPHONE)
        with self.online(page):
            self.open(page, "/odoo/customer-service-dashboard")
            expect(self.card(page, "Cases registered")).to_be_visible()
            expect(page.locator("[data-tile=months] canvas")).to_be_visible()
            self.fits(page)
            page.locator(".o_cs_dash_head[data-key=open]").click()
            expect(page.locator(".o_kanban_record, .o_data_row").first).to_be_visible()
