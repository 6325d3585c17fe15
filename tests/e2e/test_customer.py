"""The customer: his own page on a telephone, the tablet at the counter."""

from playwright.sync_api import expect

from tests.e2e.pages import DESK, TABLET, PagesCase


class CustomerCase(PagesCase):
    """A complaint under the shipped satisfaction rules and forms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.lang = "en_US"
        cls.ticket = cls.make_ticket(user_id=cls.agent.id)

    def resolve(self):
        self.ticket.with_user(self.agent).resolve("The pipe is tight.", validity="valid", cause_id=self.cause.id)

    def invitation(self):
        return self.env["cs.survey.invitation"].search([("ticket_id", "=", self.ticket.id)])

    def fill_in(self, page):
        page.locator("fieldset", has_text="how your complaint was handled").locator("label", has_text="5").click()
        page.locator("fieldset", has_text="Has your problem been solved").get_by_text("Yes").click()
        page.get_by_label("What could we do better?").fill("很好")
        self.fits(page)
        page.get_by_role("button", name="Send").click()


class TestTheCustomerOnATelephone(CustomerCase):
    def test_the_customer_follows_urges_and_rates_his_case_once(self):
        path = f"/cs/c/{self.ticket.sudo()._token()}"
        page = self.person()
        with self.online(page):
            self.open(page, path)
            expect(page.get_by_text(self.ticket.number)).to_be_visible()
            expect(page.get_by_role("heading", name=self.ticket.name)).to_be_visible()
            self.fits(page)
            page.get_by_text("Say something about it").click()
            page.get_by_label("Your message").fill("Water is still coming")
            page.get_by_role("button", name="Please hurry").click()
            expect(page.get_by_role("status")).to_contain_text("Your urging has reached")
            self.fits(page)
        self.assertEqual(self.ticket.urge_count, 1)

        self.resolve()
        with self.online(page):
            self.open(page, path)
            expect(page.get_by_text("The pipe is tight.")).to_be_visible()
            self.fits(page)
            page.get_by_role("link", name="Rate our service").click()
            self.fill_in(page)
            expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
            self.fits(page)
            page.go_back()
            page.reload()
            expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
            expect(page.locator("form")).to_have_count(0)
            page.get_by_role("link", name="To my case").click()
            expect(page.get_by_role("link", name="Rate our service")).to_have_count(0)
        rated = self.invitation()
        self.assertEqual((rated.state, rated.channel, rated.answer_id.cs_comment), ("answered", "link", "很好"))


class TestTheCustomerAtTheCounter(CustomerCase):
    def test_the_agent_puts_the_form_on_the_tablet_and_the_customer_rates_there(self):
        self.resolve()
        tablet = self.env["cs.survey.counter"].create({"name": "Counter 1"})
        screen, desk = self.person(viewport=TABLET), self.person(self.agent, DESK)
        with self.online(screen, desk):
            self.open(screen, f"/cs/t/{tablet._token()}")
            expect(screen.get_by_role("heading", name="Welcome")).to_be_visible()
            self.open(desk, f"/odoo/cs-tickets/{self.ticket.id}")
            desk.get_by_role("button", name="Let Him Rate").click()
            desk.locator(".modal").get_by_label("Tablet").fill("Counter")
            desk.get_by_role("option", name="Counter 1").click()
            desk.get_by_role("button", name="On the tablet").click()
            expect(desk.get_by_text("The form is on the tablet")).to_be_visible()
            # the waiting screen looks again by itself
            self.fill_in(screen)
            expect(screen.get_by_role("heading", name="Thank you!")).to_be_visible()
        rated = self.invitation()
        self.assertEqual((rated.state, rated.channel), ("answered", "counter"))
