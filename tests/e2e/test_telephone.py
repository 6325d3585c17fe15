"""The screens of rule books, promises and callbacks on a telephone: nothing sticks out, nothing complains."""

from playwright.sync_api import expect

from tests.e2e.pages import TELEPHONE, PagesCase


class TestTheScreensOnATelephone(PagesCase):
    def test_they_fit(self):
        rules = self.env["cs.sla.rule"].search([], limit=1)
        draft = self.env["cs.rule.change"].with_user(self.manager)._start(rules.with_user(self.manager))._draft()
        draft.target_ids[:1].amount += 1
        ticket = self.make_ticket(user_id=self.agent.id)
        closed = self.make_ticket(user_id=self.agent.id)
        closed.with_user(self.agent).resolve("Done", validity="valid", cause_id=self.cause.id)
        closed.with_user(self.supervisor).close()
        self.team.member_ids |= self.manager

        page = self.person(self.manager, TELEPHONE)
        with self.online(page):
            self.see(page, "cs-packs", ".o_kanban_record")
            page.get_by_role("button", name="See what changes").nth(1).click()
            self.see(page, None, ".o_field_widget[name=line_ids]")
            self.see(page, "cs-rule-check", ".o_cs_book_check .card")
            self.see(page, f"cs-service-targets/{draft.id}", ".o_form_view .ribbon")
            page.get_by_role("button", name="Preview").click()
            self.see(page, None, ".o_cs_preview_period")
            self.see(page, f"cs-rule-changes/{draft.change_id.id}", ".o_cs_book_diff")
            self.see(page, f"cs-tickets/{ticket.id}", ".o_form_view .nav-link[name=promises]")
            page.locator(".nav-link[name=promises]").click()
            self.see(page, None, ".o_cs_promises .o_cs_now")
            self.see(page, "cs-callbacks", ".o_cs_call_counts")
            page.locator(".o_cs_next_call").click()
            self.see(page, None, ".o_cs_dial")

    def see(self, page, path, mark):
        """Open a screen, or go on with the one that is open, and look at it."""
        if path:
            self.open(page, f"/odoo/{path}")
        expect(page.locator(mark).first).to_be_visible()
        self.fits(page)
