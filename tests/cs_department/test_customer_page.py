"""The pages that customers open by a link: what they show, what they do, what they refuse."""

import re
from datetime import timedelta
from unittest.mock import patch

from odoo.addons.cs_department.controllers.customer import DEEDS, HEADERS, STRAYS
from odoo.addons.cs_department.core import now as core_now
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase
from odoo.tools import mute_logger

from tests.common import NOW
from tests.cs_department.test_satisfaction import SatisfactionCase

SECRET = "canary-4711"
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


class Everywhere:
    """The frozen moment, for the threads of the server as well."""

    def __init__(self, moment):
        self.moment = moment

    def get(self):
        return self.moment

    def set(self, moment):
        before, self.moment = self.moment, moment
        return before

    def reset(self, before):
        self.moment = before


class PageCase(SatisfactionCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(core_now, "_frozen", Everywhere(NOW)))
        for throttle in (STRAYS, DEEDS):
            throttle.forget()
            self.addCleanup(throttle.forget)
        self.authenticate(None, None)

    def case_path(self, ticket=None):
        return f"/cs/c/{(ticket or self.ticket).sudo()._token()}"

    def form_path(self, ticket=None):
        return f"/cs/s/{self.invitation(ticket).sudo()._token()}"

    def send(self, path, page=None, **data):
        """Press a button of the page as it stands."""
        html = self.url_open(page or path).text
        token = CSRF.search(html)
        return self.url_open(path, data={"csrf_token": token[1] if token else "", **data})

    def form_data(self, choice=None, scale=10, words=""):
        return {f"q{self.choice.id}": (choice or self.good).id, f"q{self.scale.id}": scale, f"q{self.words.id}": words}


class TestCasePage(PageCase):
    def test_the_page_tells_how_the_case_stands_in_plain_words(self):
        self.ticket.with_user(self.agent).promise(NOW + timedelta(days=1))
        page = self.url_open(self.case_path())
        self.assertEqual(page.status_code, 200)
        for words in (
            self.ticket.number,
            self.ticket.name,
            "about to begin",
            "You will hear from us by",
            "We promised you a date",
        ):
            self.assertIn(words, page.text)
        for name, value in HEADERS.items():
            self.assertEqual(page.headers[name], value)

    def test_nothing_internal_is_on_the_page(self):
        ticket = self.ticket
        ticket.with_user(self.agent)._message_log(body=SECRET)
        ticket.sudo().write({"plan": SECRET, "corrective_action": SECRET, "cause_id": self.cause.id})
        ticket.with_user(self.agent).wait(SECRET)
        ticket.with_user(self.agent).resume()
        ticket.with_user(self.agent).dispatch(self.engineering.id, ["do"], SECRET)
        ticket.with_user(self.supervisor).transfer(self.agent2.id, reason=SECRET)
        html = self.url_open(self.case_path()).text
        for words in (
            SECRET,
            self.agent.name,
            self.supervisor.name,
            self.customer.phone,
            "Engineering",
            self.cause.name,
        ):
            self.assertNotIn(words, html)
        self.assertIn("We asked the department in charge", html)

    def test_what_the_customer_wrote_cannot_become_a_script(self):
        self.ticket.sudo().name = "<script>alert(1)</script>"
        html = self.url_open(self.case_path()).text
        self.assertNotIn("<script", html)
        self.assertIn(
            "script-src" if "script-src" in HEADERS["Content-Security-Policy"] else "default-src 'none'",
            HEADERS["Content-Security-Policy"],
        )

    def test_opening_a_page_changes_nothing(self):
        self.resolve(self.ticket)
        self.env.flush_all()
        self.env.cr.execute("SELECT sum(hashtext(t::text)::bigint) FROM cs_ticket t")
        before = self.env.cr.fetchone()
        events = self.env["cs.ticket.event"].search_count([])
        for path in (self.case_path(), self.form_path(), self.case_path() + "?done=urged"):
            self.assertEqual(self.url_open(path).status_code, 200)
        with mute_logger("odoo.http"):
            for path in (self.case_path() + "/urge", self.case_path() + "/reopen?words=x"):
                self.assertIn(self.url_open(path).status_code, (404, 405))
        self.env.flush_all()
        self.env.cr.execute("SELECT sum(hashtext(t::text)::bigint) FROM cs_ticket t")
        self.assertEqual((self.env.cr.fetchone(), self.env["cs.ticket.event"].search_count([])), (before, events))

    def test_urging_counts_and_tells(self):
        page = self.send(self.case_path() + "/urge", self.case_path(), words="Water is still coming")
        self.assertIn("has reached the people in charge", page.text)
        self.ticket.invalidate_recordset()
        self.assertEqual(self.ticket.urge_count, 1)
        again = self.send(self.case_path() + "/urge", self.case_path())
        self.assertEqual(again.status_code, 422)
        self.ticket.invalidate_recordset()
        self.assertEqual(self.ticket.urge_count, 1)

    def test_a_forged_request_does_nothing(self):
        with mute_logger("odoo.http"):
            page = self.url_open(self.case_path() + "/urge", data={"words": "x"})
        self.assertEqual(page.status_code, 400)
        self.ticket.invalidate_recordset()
        self.assertEqual(self.ticket.urge_count, 0)

    def test_who_is_not_satisfied_opens_his_case_again_within_the_days_of_the_rule(self):
        self.resolve(self.ticket)
        self.assertEqual(self.send(self.case_path() + "/reopen", self.case_path()).status_code, 422)
        page = self.send(self.case_path() + "/reopen", self.case_path(), words="The ceiling is still wet")
        self.assertIn("open again", page.text)
        self.ticket.invalidate_recordset()
        self.assertEqual((self.ticket.state, self.ticket.reopen_count), ("open", 1))

    def test_later_it_cannot_be_opened_again(self):
        self.resolve(self.ticket)
        token = CSRF.search(self.url_open(self.case_path()).text)[1]
        with self.at(NOW + timedelta(days=8)):
            html = self.url_open(self.case_path()).text
            self.assertNotIn("Open my case again", html)
            page = self.url_open(self.case_path() + "/reopen", data={"csrf_token": token, "words": "x"})
            self.assertEqual(page.status_code, 422)
        self.ticket.invalidate_recordset()
        self.assertEqual(self.ticket.state, "resolved")

    def test_the_page_speaks_the_customers_language(self):
        self.customer.lang = "zh_CN"
        self.assertIn('lang="zh-CN"', self.url_open(self.case_path()).text)


class TestFormPage(PageCase):
    def setUp(self):
        super().setUp()
        self.resolve(self.ticket)

    def test_a_customer_answers_on_his_telephone_and_is_thanked(self):
        self.assertIn("How was it?", self.url_open(self.form_path()).text)
        page = self.send(self.form_path(), **self.form_data(self.fair, 5, "很好"))
        self.assertIn("Thank you", page.text)
        one = self.invitation()
        one.invalidate_recordset()
        self.assertEqual(
            (one.state, one.score, one.channel, one.answer_id.cs_comment), ("answered", 50, "link", "很好")
        )

    def test_sending_twice_makes_no_difference(self):
        page = self.url_open(self.form_path()).text
        token = CSRF.search(page)[1]
        for choice, scale in ((self.good, 10), (self.bad, 0)):
            self.url_open(self.form_path(), data={"csrf_token": token, **self.form_data(choice, scale)})
        one = self.invitation()
        one.invalidate_recordset()
        self.assertEqual(one.score, 100)
        self.assertNotIn("How was it?", self.url_open(self.form_path()).text)

    def test_a_wrong_answer_comes_back_with_what_was_entered(self):
        page = self.send(self.form_path(), **{f"q{self.words.id}": "kept words", "q999999": "x", "state": "expired"})
        self.assertEqual(page.status_code, 422)
        self.assertIn("kept words", page.text)
        self.assertIn("How was it?", page.text)
        self.assertEqual(self.invitation().state, "planned")

    def test_the_case_page_leads_to_the_form_until_it_is_answered(self):
        self.assertIn(self.form_path(), self.url_open(self.case_path()).text)
        self.rate(self.ticket, self.good)
        self.assertNotIn(self.form_path(), self.url_open(self.case_path()).text)

    def test_a_colleague_enters_by_telephone_and_the_handler_finds_nothing(self):
        path = f"/cs/phone/{self.invitation().id}"
        self.authenticate("cs_agent", "cs_agent")
        self.assertEqual(self.url_open(path).status_code, 404)
        self.authenticate("cs_outsider", "cs_outsider")
        self.assertEqual(self.url_open(path).status_code, 404)
        self.authenticate("cs_agent2", "cs_agent2")
        self.send(path, **self.form_data(self.bad, 3))
        one = self.invitation()
        one.invalidate_recordset()
        self.assertEqual((one.channel, one.answer_id.cs_user_id), ("phone", self.agent2))

    def test_the_handler_cannot_use_the_customers_link(self):
        self.authenticate("cs_agent", "cs_agent")
        self.assertEqual(self.url_open(self.form_path()).status_code, 404)
        self.assertEqual(self.url_open(self.case_path()).status_code, 404)

    def test_an_anonymous_form_says_so_and_gives_no_way_back_to_the_case(self):
        self.env["cs.survey.rule"].search([]).action_archive()
        self.make_rule(anonymous=True)
        ticket = self.resolved()
        html = self.send(self.form_path(ticket), **self.form_data()).text
        self.assertNotIn("/cs/c/", html)
        self.assertEqual(self.env["cs.survey.ballot"].search_count([]), 1)


class TestCounter(PageCase):
    """The tablet shows the form of who stands there, and nothing else."""

    def setUp(self):
        super().setUp()
        self.env.company.partner_id.lang = "en_US"
        self.counter = self.env["cs.survey.counter"].create({"name": "Counter 1"})
        self.tablet = f"/cs/t/{self.counter._token()}"

    def show(self, ticket, user=None):
        wizard = self.env["cs.survey.show"].with_user(user or self.agent)
        return wizard.create({"ticket_id": ticket.id, "counter_id": self.counter.id})

    def test_the_tablet_waits_shows_the_form_takes_the_answer_and_waits_again(self):
        self.assertIn("Welcome", self.url_open(self.tablet).text)
        self.resolve(self.ticket)
        self.show(self.ticket).show_on_tablet()
        page = self.url_open(self.tablet).text
        self.assertIn("How was it?", page)
        self.assertFalse(
            re.findall(
                r'href="(/[^"]*)"', page.replace("/cs_department/static/public/page.css", "").replace(self.tablet, "")
            )
        )
        form = re.search(r'name="form" value="(\d+)"', page)[1]
        thanks = self.send(self.tablet, form=form, **self.form_data(self.fair, 5))
        self.assertIn("Thank you", thanks.text)
        self.assertNotIn("How was it?", self.url_open(self.tablet).text)
        one = self.invitation()
        one.invalidate_recordset()
        self.assertEqual((one.channel, one.score), ("counter", 50))

    def test_what_the_customer_before_left_open_is_not_taken_for_the_next_one(self):
        first, second = self.resolved(), self.resolved()
        self.show(first).show_on_tablet()
        page = self.url_open(self.tablet).text
        self.show(second).show_on_tablet()
        data = {"csrf_token": CSRF.search(page)[1], "form": re.search(r'name="form" value="(\d+)"', page)[1]}
        self.url_open(self.tablet, data={**data, **self.form_data()})
        self.env.invalidate_all()
        self.assertEqual([self.invitation(t).state for t in (first, second)], ["planned", "planned"])

    def test_a_form_that_nobody_fills_in_leaves_the_screen(self):
        self.resolve(self.ticket)
        self.show(self.ticket).show_on_tablet()
        with self.at(NOW + timedelta(minutes=11)):
            self.assertIn("Welcome", self.url_open(self.tablet).text)

    def test_a_lost_tablet_is_shut_out(self):
        self.counter.with_user(self.manager).action_new_address()
        self.env.flush_all()
        self.assertEqual(self.url_open(self.tablet).status_code, 404)
        self.assertEqual(self.url_open(f"/cs/t/{self.counter._token()}").status_code, 200)

    def test_the_handler_may_use_the_tablet_and_never_sees_the_link(self):
        self.resolve(self.ticket)
        with self.assertRaises(UserError):
            self.show(self.ticket).show_link()
        slip = self.show(self.ticket, self.agent2)
        slip.show_link()
        self.assertIn(self.form_path(), slip.link)
        self.assertTrue(slip.qr)
        self.assertIn("survey_shown", self.event_types(self.ticket))
        with self.assertRaises(AccessError):
            self.counter.with_user(self.agent).read(["address"])
        with self.assertRaises(AccessError):
            self.counter.with_user(self.manager).read(["invitation_id"])
        with self.assertRaises(AccessError):
            slip.with_user(self.agent).read(["link"])

    def test_a_case_that_has_not_ended_has_no_form(self):
        with self.assertRaises(UserError):
            self.show(self.ticket).show_on_tablet()
