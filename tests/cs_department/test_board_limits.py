"""What boards call due soon and at risk is a setting of the company; a new company has a team."""

from datetime import timedelta

from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from tests.common import NOW
from tests.cs_department.helpers import TicketCase


class TestBoardLimits(TicketCase):
    def in_minutes(self, minutes):
        ticket = self.make_ticket()
        ticket._system_write({"next_due_at": NOW + timedelta(minutes=minutes), "next_warn_at": False})
        self.env.flush_all()
        return ticket

    def soon(self, tickets, companies=None):
        found = tickets.sudo().with_context(allowed_company_ids=(companies or self.company).ids)
        return found.search([("id", "in", tickets.ids), ("is_due_soon", "=", True)])

    def test_due_soon_is_what_the_company_says(self):
        near, far = self.in_minutes(30), self.in_minutes(90)
        both = near | far
        self.assertEqual(self.soon(both), near)
        self.assertEqual(both.mapped("is_due_soon"), [True, False])
        self.company.cs_due_soon_minutes = 120
        self.env.invalidate_all()
        self.assertEqual(self.soon(both), both)
        self.assertEqual(both.mapped("is_at_risk"), [True, True])

    def test_companies_may_mean_different_times(self):
        other = self.env["res.company"].create({"name": "Elsewhere", "cs_due_soon_minutes": 10})
        theirs = self.env["cs.ticket"].create(
            {"name": "x", "kind_id": self.enquiry.id, "company_id": other.id, "description": "x"}
        )
        theirs._system_write({"next_due_at": NOW + timedelta(minutes=30)})
        ours = self.in_minutes(30)
        self.env.flush_all()
        self.assertEqual(self.soon(ours | theirs, self.company | other), ours)

    def test_at_risk_is_the_share_that_the_company_says(self):
        self.env["cs.sla.rule"].search([]).action_archive()
        self.set_target("resolution", 10, target_basis="elapsed", target_warn_percent=0)
        self.assertEqual(self.make_ticket().next_warn_at, NOW + timedelta(hours=7.5))
        self.company.cs_risk_percent = 50
        self.assertEqual(self.make_ticket(place="B2").next_warn_at, NOW + timedelta(hours=5))

    def test_managers_set_it_on_the_page(self):
        page = self.env["cs.settings"].with_user(self.manager).create({"due_soon_minutes": 45, "risk_percent": 10})
        self.assertEqual((self.company.cs_due_soon_minutes, self.company.cs_risk_percent), (45, 10))
        self.assertEqual(page.due_soon_minutes, 45)

    @mute_logger("odoo.sql_db")
    def test_nonsense_is_refused(self):
        with self.assertRaises(CheckViolation):
            self.company.cs_risk_percent = 101

    def test_a_company_that_comes_later_has_its_default_team(self):
        company = self.env["res.company"].create({"name": "New"})
        team = self.env["cs.team"].search([("company_id", "=", company.id)])
        self.assertTrue(team.is_default)
        self.assertEqual(team.resource_calendar_id, company.resource_calendar_id)
