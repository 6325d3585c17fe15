"""A day report is confirmed on a telephone; a banned word is shown before the answer leaves."""

from datetime import timedelta

from odoo.addons.cs_department.core.now import utcnow
from playwright.sync_api import expect

from tests.e2e.pages import DESK, TELEPHONE, PagesCase


class TestDaily(PagesCase):
    def test_the_day_report_is_drafted_edited_confirmed_and_answered(self):
        self.team.manager_id = self.supervisor
        self.env["cs.report.rule"].search([]).action_archive()
        self.env["cs.report.rule"].create(
            {
                "name": "Day report",
                "report": "day",
                "team_ids": [(6, 0, self.team.ids)],
                "due_days": 1,
                "due_time": 9,
                "recipient": "manager",
            }
        )
        self.make_ticket(user_id=self.agent.id, name="Water comes through the ceiling")
        self.env["cs.day.report"]._create_owed(utcnow())
        report = self.env["cs.day.report"].search([("user_id", "=", self.agent.id)])
        self.assertEqual(len(report), 1)
        page, boss = self.person(self.agent, TELEPHONE), self.person(self.supervisor, DESK)
        with self.online(page, boss):
            self.open(page, "/odoo/cs-my-day-reports")
            tile = page.locator(".o_cs_figure_tile[data-code=registered]")
            expect(tile.locator(".o_cs_figure_count")).to_have_text("1")
            self.fits(page)
            # the figure opens what it counts
            tile.click()
            expect(page.locator(".o_kanban_view, .o_list_view").get_by_text("Water comes").first).to_be_visible()
            page.go_back()
            page.locator("[name=words] textarea").fill("One complaint taken, the plumber is on his way.")
            page.get_by_role("button", name="Confirm and Hand In").first.click()
            expect(page.get_by_text("Handed in on")).to_be_visible()
            self.fits(page)
            self.open(boss, f"/odoo/cs-day-reports/{report.id}")
            expect(boss.get_by_text("the plumber is on his way")).to_be_visible()
            boss.get_by_role("button", name="Answer", exact=True).click()
            boss.locator(".modal textarea").fill("Call me when he is there.")
            boss.locator(".modal-footer .btn-primary").click()
            expect(boss.locator(".alert-info").get_by_text("Call me when he is there.")).to_be_visible()
        self.assertEqual((report.state, report.answer), ("read", "Call me when he is there."))
        self.assertFalse(report.is_late)
        self.assertLess(report.handed_at - utcnow(), timedelta(0))

    @staticmethod
    def comes_again(response):
        """The dialog is read anew: it shows what the server found."""
        return "cs.ticket.verb/web_read" in response.url

    def test_a_banned_word_is_shown_before_it_is_sent(self):
        self.env["cs.banned.word"].search([]).action_archive()
        self.env.flush_all()
        self.env["cs.banned.word"].create(
            [
                {"name": "但是", "instead": "同时"},
                {"name": "不是我管的", "instead": "我来帮您联系负责的同事", "severity": "stop"},
            ]
        )
        ticket = self.make_ticket(user_id=self.agent.id)
        page = self.person(self.agent, DESK)
        with self.online(page):
            self.open(page, f"/odoo/cs-tickets/{ticket.id}")
            # the dialog: a stop first, then a warning
            page.get_by_role("button", name="Answer").first.click()
            page.locator(".modal textarea").first.fill("这不是我管的")
            with page.expect_response(self.comes_again):
                page.locator(".modal-footer .btn-primary:visible").click()
            expect(page.locator(".modal .o_cs_words.alert-danger")).to_contain_text("我来帮您联系负责的同事")
            page.locator(".modal textarea").first.fill("马上处理，但是要等")
            with page.expect_response(self.comes_again):
                page.locator(".modal-footer .btn-primary:visible").click()
            expect(page.locator(".modal .o_cs_words.alert-warning")).to_contain_text("同时")
            page.locator(".modal-footer .btn-primary:visible").click()
            expect(page.locator(".modal")).to_have_count(0)
            expect(page.locator(".o-mail-Message").get_by_text("马上处理").first).to_be_visible()
            # the chatter
            page.get_by_role("button", name="Send message").first.click()
            page.locator(".o-mail-Composer-input").first.fill("这不是我管的")
            page.locator(".o-mail-Composer-send").first.click()
            dialog = page.locator(".o_cs_words_dialog")
            expect(dialog).to_contain_text("我来帮您联系负责的同事")
            expect(page.get_by_role("button", name="Send all the same")).to_have_count(0)
            page.get_by_role("button", name="Change the text").click()
            page.locator(".o-mail-Composer-input").first.fill("明白，但是请稍等")
            page.locator(".o-mail-Composer-send").first.click()
            expect(dialog).to_contain_text("同时")
            page.get_by_role("button", name="Send all the same").click()
            expect(page.locator(".o-mail-Message").get_by_text("明白").first).to_be_visible()
        outcomes = self.env["cs.banned.hit"].search([], order="id").mapped(lambda hit: (hit.word, hit.outcome))
        self.assertEqual(
            outcomes,
            [
                ("不是我管的", "shown"),
                ("但是", "shown"),
                ("但是", "sent"),
                ("不是我管的", "shown"),
                ("但是", "shown"),
                ("但是", "sent"),
            ],
        )

    def test_the_whole_composer_shows_the_words_first(self):
        self.env["cs.banned.word"].search([]).action_archive()
        self.env.flush_all()
        self.env["cs.banned.word"].create({"name": "但是", "instead": "同时"})
        ticket = self.make_ticket(user_id=self.agent.id)
        page = self.person(self.agent, DESK)
        with self.online(page):
            self.open(page, f"/odoo/cs-tickets/{ticket.id}")
            page.get_by_role("button", name="Send message").first.click()
            page.locator(".o-mail-Composer-input").first.fill("明白，但是请稍等")
            page.locator(".o-mail-Composer button[name='open-full-composer']").click()
            page.locator(".modal button.o_mail_send:visible").click()
            expect(page.locator(".modal .o_cs_words")).to_contain_text("同时")
            page.locator(".modal button.o_mail_send:visible").click()
            expect(page.locator(".modal")).to_have_count(0)
            expect(page.locator(".o-mail-Message").get_by_text("明白").first).to_be_visible()
        outcomes = self.env["cs.banned.hit"].search([], order="id").mapped("outcome")
        self.assertEqual(outcomes, ["shown", "sent"])
