"""A post is handed over on a telephone at the counter: fill in, sign, question, take over, carry on."""

from playwright.sync_api import expect

from tests.e2e.pages import TELEPHONE, PagesCase


class TestHandoverAtTheCounter(PagesCase):
    def draw(self, page):
        """Sign with a finger."""
        canvas = page.locator(".o_cs_sign_pad canvas")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        page.mouse.move(box["x"] + 40, box["y"] + 40)
        page.mouse.down()
        for step in range(8):
            page.mouse.move(box["x"] + 40 + 25 * step, box["y"] + 40 + 30 * (step % 2))
        page.mouse.up()

    def item(self, page, words):
        return page.locator(".o_cs_hand_item", has_text=words)

    def test_hand_over_sign_question_and_carry_over(self):
        post = self.env["cs.duty.post"].create({"name": "Front desk", "team_id": self.team.id})
        self.env["cs.duty.post.line"].create(
            [
                {"post_id": post.id, "name": "Radio"},
                {"post_id": post.id, "name": "Petty cash", "kind": "count", "unit": "CNY"},
            ]
        )
        ticket = self.make_ticket(user_id=self.agent.id, name="Water comes through the ceiling")
        number = ticket.number
        relief = self.employee_of[self.agent2]
        relief.pin = "2468"
        page, other = self.person(self.agent, TELEPHONE), self.person(self.agent2, TELEPHONE)
        with self.online(page, other):
            self.open(page, "/odoo/cs-handover")
            page.locator(".o_cs_hand_post", has_text="Front desk").click()
            expect(self.item(page, number)).to_be_visible()
            expect(page.locator(".o_cs_hand_begin_sign")).to_be_disabled()  # nothing is recorded yet
            self.item(page, "Radio").locator(".o_cs_hand_ok").click()
            expect(self.item(page, "Radio").locator(".o_cs_hand_ok.btn-success")).to_be_visible()
            self.item(page, "Petty cash").get_by_label("Counted").fill("300")
            self.item(page, "Petty cash").get_by_label("Counted").blur()
            expect(page.locator(".o_cs_hand_begin_sign")).to_be_enabled()
            page.locator(".o_cs_hand_add").click()
            page.get_by_placeholder("What", exact=True).fill("Parcel for 3-201")
            page.locator(".o_cs_hand_add_confirm").click()
            expect(self.item(page, "Parcel for 3-201")).to_be_visible()
            self.fits(page)
            page.locator(".o_cs_hand_begin_sign").click()
            self.draw(page)
            page.locator(".o_cs_hand_sign_now").click()
            expect(page.locator(".o_cs_hand_accept_rest")).to_be_visible()

            # who comes questions one on a telephone of his own
            self.open(other, "/odoo/cs-handover")
            other.locator(".o_cs_hand_post", has_text="Front desk").click()
            self.item(other, "Petty cash").locator(".o_cs_hand_question").click()
            self.item(other, "Petty cash").get_by_role("textbox").fill("I count 280")
            self.item(other, "Petty cash").locator(".o_cs_hand_confirm").click()
            expect(self.item(other, "I count 280")).to_be_visible()

            # and takes over at the counter, where his colleague is logged in, with his PIN
            page.reload()
            page.locator(".o_cs_hand_post", has_text="Front desk").click()
            page.locator(".o_cs_hand_accept_rest").click()
            page.locator(".o_cs_hand_begin_sign").click()
            page.get_by_label("Who signs").select_option(str(relief.id))
            page.locator(".o_cs_hand_pin").fill("1357")
            self.draw(page)
            page.locator(".o_cs_hand_sign_now").click()
            expect(page.get_by_text("The PIN is wrong.")).to_be_visible()
            page.locator(".o_cs_hand_pin").fill("2468")
            page.locator(".o_cs_hand_sign_now").click()
            expect(page.locator(".o_cs_hand_signed img")).to_have_count(2)
            self.fits(page)

            # the next one tells again what is open
            self.open(other, "/odoo/cs-handover")
            other.locator(".o_cs_hand_post", has_text="Front desk").click()
            for words in ("Parcel for 3-201", number):
                expect(self.item(other, words).get_by_text("handed over 1×")).to_be_visible()
            expect(self.item(other, "Petty cash").get_by_text("before: 300")).to_be_visible()
            self.fits(other)

        done = self.env["cs.handover"].search([("state", "=", "done")])
        self.assertEqual((done.giver_id, done.taker_id), (self.employee_of[self.agent], relief))
        self.assertEqual((done.given_by_pin, done.taken_by_pin), (False, True))
        answers = {item.name: item.answer for item in done.item_ids if item.by_hand or item.kind == "count"}
        self.assertEqual(answers, {"Parcel for 3-201": "accepted", "Petty cash": "questioned"})

    def test_the_supervisor_reads_and_searches_at_his_desk(self):
        post = self.env["cs.duty.post"].create({"name": "Front desk", "team_id": self.team.id})
        self.make_ticket(user_id=self.agent.id)
        key = self.env["cs.handover"].with_user(self.agent).open_for(post.id)
        page = self.person(self.supervisor, TELEPHONE)
        with self.online(page):
            for path, mark in (
                (f"cs-handover-records/{key}", ".o_form_view .o_form_statusbar"),
                ("cs-handover-records", ".o_list_view, .o_kanban_view"),
                ("cs-handover-items", ".o_list_view"),
                ("cs-handover-matters", ".o_list_view"),
                ("cs-handover-lapses", ".o_view_nocontent, .o_list_view"),
            ):
                self.open(page, f"/odoo/{path}")
                expect(page.locator(mark).first).to_be_visible()
