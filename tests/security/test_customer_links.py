"""T4: links of customers. One link opens one record; everything else is not there."""

from datetime import timedelta

from odoo.addons.cs_department.controllers.customer import DEEDS, STRAYS

from tests.common import NOW
from tests.cs_department.test_customer_page import CSRF, PageCase


class TestLinks(PageCase):
    """One link opens one record; everything else is the same page that is not there."""

    def not_found(self, path):
        page = self.url_open(path)
        self.assertEqual(page.status_code, 404, path)
        return page.content

    def test_wrong_expired_and_foreign_links_are_the_same_bytes(self):
        other = self.make_ticket(partner_id=self.env["res.partner"].create({"name": "Li Si"}).id)
        self.resolve(self.ticket)
        self.resolve(other)
        token, form = self.ticket.sudo()._token(), self.invitation().sudo()._token()
        number, signature = token.split("-")
        cancelled = self.make_ticket()
        cancelled.with_user(self.agent).cancel("x")
        moved = self.make_ticket()
        moved_path = self.case_path(moved)
        moved.sudo().partner_id = other.partner_id
        paths = [
            f"/cs/c/{other.id}-{signature}",
            f"/cs/c/{number}-{'0' * 32}",
            f"/cs/c/{number}",
            f"/cs/c/{number}-{signature}0",
            f"/cs/c/{number}-{signature.upper()}" if signature.upper() != signature else "/cs/c/1-x",
            "/cs/c/999999999-" + signature,
            "/cs/c/%00",
            "/cs/c/-1-" + signature,
            f"/cs/s/{token}",
            f"/cs/c/{form}",
            self.case_path(cancelled),
            moved_path,
            "/cs/s/" + "9" * 400,
        ]
        found = {self.not_found(path) for path in paths}
        with self.at(NOW + timedelta(days=30)):
            found.add(self.not_found(self.form_path()))
        with self.at(NOW + timedelta(days=10)):
            self.ticket.with_user(self.agent).close()
        with self.at(NOW + timedelta(days=200)):
            found.add(self.not_found(self.case_path()))
        self.assertEqual(len(found), 1)

    def test_a_link_opens_exactly_its_record(self):
        first, second = self.resolved(name="canary-one"), self.resolved(name="canary-two")
        for mine, other in ((first, second), (second, first)):
            for path in (self.case_path(mine), self.form_path(mine)):
                html = self.url_open(path).text
                self.assertIn(mine.name, html)
                self.assertNotIn(other.name, html)
                self.assertNotIn(other.number, html)

    def test_routes_by_number_show_the_same_page_that_is_not_there(self):
        """The only route that takes a number needs a login and the right to ask."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        team = self.env["cs.team"].create(
            {"name": "There", "company_id": elsewhere.id, "tz": "Asia/Shanghai", "resource_calendar_id": False}
        )
        mine, foreign = self.resolved(), self.make_ticket(user=self.env.user, company_id=elsewhere.id, team_id=team.id)
        foreign.sudo()._invite("resolved")
        numbers = [self.invitation(foreign).id, 999999999]
        found = set()
        for login, own in (("cs_outsider", mine), ("cs_employee", mine), ("cs_agent2", foreign), ("cs_portal", mine)):
            self.authenticate(login, login)
            for number in [self.invitation(own).id, *numbers]:
                found.add(self.not_found(f"/cs/phone/{number}"))
        self.assertEqual(len(found), 1)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(f"/cs/phone/{self.invitation(mine).id}").url)

    def test_a_link_of_one_kind_opens_nothing_of_another(self):
        self.resolve(self.ticket)
        counter = self.env["cs.survey.counter"].create({"name": "Counter"})
        tokens = {"c": self.ticket.sudo()._token(), "s": self.invitation().sudo()._token(), "t": counter._token()}
        for kind in tokens:
            for other, token in tokens.items():
                page = self.url_open(f"/cs/{kind}/{token}")
                self.assertEqual(page.status_code, 200 if kind == other else 404, (kind, other))

    def test_guessing_is_stopped(self):
        for number in range(STRAYS.most):
            self.url_open(f"/cs/c/{number + 1}-{'a' * 32}")
        self.assertEqual(self.url_open(f"/cs/c/1-{'b' * 32}").status_code, 429)

    def test_flooding_one_link_is_stopped(self):
        path = self.case_path()
        token = CSRF.search(self.url_open(path).text)[1]
        answers = [
            self.url_open(path + "/reopen", data={"csrf_token": token}).status_code for _ in range(DEEDS.most + 1)
        ]
        self.assertEqual((set(answers[:-1]), answers[-1]), ({422}, 429))

    def test_the_notice_of_a_case_carries_the_link_only_when_it_leaves(self):
        template = self.env.ref("cs_department.mail_template_resolved")
        self.assertIn("/cs/link", template.body_html)
        mail = self.env["mail.mail"].browse(template.send_mail(self.ticket.id))
        token = self.ticket.sudo()._token()
        self.assertNotIn(token, str(mail.body_html))
        self.assertIn(f"/cs/c/{token}", str(mail._prepare_outgoing_body()))
