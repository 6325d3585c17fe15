"""A roster from the solver to the people: computed, taken over, edited, published, acknowledged, traded."""

import time
from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from tests.e2e.pages import DESK, PagesCase

#: the solver may take so long (s)
SECONDS = 3


class TestDutyInTheBrowser(PagesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.roster.rule"].search([]).action_archive()
        cls.env["cs.roster.demand"].search([]).action_archive()
        cls.env["cs.shift.template"].search([]).action_archive()
        cls.early, cls.late = cls.env["cs.shift.template"].create(
            [
                {"name": name, "code": code, "span_ids": [Command.create({"start": start, "end": start + 8})]}
                for name, code, start in (("Early", "E", 6), ("Late", "L", 14))
            ]
        )
        cls.env["cs.roster.rule"].create(
            [
                {"name": "Rest", "kind": "rest", "value": 11, "strength": "must"},
                {"name": "People", "kind": "cover", "strength": "should", "weight": 100},
            ]
        )
        cls.env["cs.roster.demand"].create({"team_id": cls.team.id, "template_id": cls.early.id, "needed": 1})
        cls.first = fields.Date.context_today(cls.team.with_context(tz=cls.team.tz)) + timedelta(days=2)
        cls.roster = cls.env["cs.roster"].create(
            {"team_id": cls.team.id, "date_from": cls.first, "date_to": cls.first + timedelta(days=6)}
        )
        cls.env.company.cs_roster_seconds = SECONDS
        cls.one, cls.two = cls.employee_of[cls.agent], cls.employee_of[cls.agent2]

    def compute(self):
        """What the job does between two looks of the page."""
        run = self.roster.run_id.sudo()
        self.assertTrue(run._claim())
        self.env.flush_all()
        run._start_process()
        end = time.monotonic() + 20 * SECONDS
        while run.state == "running" and time.monotonic() < end:
            time.sleep(0.2)
            run._collect()
        self.assertEqual(run.state, "done", run.failure)

    def shifts_of(self, person):
        return self.roster.shift_ids.filtered(lambda one: one.employee_id == person and one.state != "cancelled")

    def to_day(self, page, day):
        """My shifts, turned to the week of a day."""
        place = page.locator(f"[data-day='{day}']")
        for _week in range(3):
            page.locator(".o_cs_my_day").first.wait_for()
            if place.count():
                return place
            page.get_by_label("Further").click()
            page.wait_for_timeout(500)
        return place

    def test_from_the_solver_to_a_trade_among_colleagues(self):
        page = self.person(self.supervisor, viewport=DESK)
        with self.online(page):
            self.open(page, f"/odoo/cs-roster/{self.roster.id}")
            page.get_by_role("button", name="Generate").click()
            page.get_by_text("Waiting its turn").first.wait_for()
        self.compute()
        with self.online(page):
            self.open(page, f"/odoo/cs-roster-runs/{self.roster.run_id.id}")
            page.get_by_text("Every shift has its people").first.wait_for()
            page.get_by_text("proven: cannot be better").first.wait_for()
            page.get_by_role("button", name="Take Over").click()
            page.wait_for_selector(".o_cs_roster_main")
        self.assertEqual(len(self.roster.shift_ids), 7)

        free = next(
            day for day in range(7) if self.first + timedelta(days=day) not in self.shifts_of(self.two).mapped("date")
        )
        with self.online(page):
            self.open(page, f"/odoo/cs-roster/{self.roster.id}")
            row = page.locator(".o_cs_body .o_cs_line", has=page.locator(".o_cs_name_text", has_text="Agent2")).first
            row.locator(".o_cs_cell").nth(free).click()
            page.keyboard.press("l")
            row.locator(".o_cs_cell").nth(free).and_(page.locator(".o_cs_shift")).wait_for()
            page.wait_for_selector(".o_cs_save[data-save=saved]")
            page.locator(".o_cs_publish").click()
            page.locator(".modal .btn-primary").click()
            page.get_by_text("Published", exact=True).first.wait_for()
        self.assertEqual(self.roster.state, "published")
        self.assertIn("L", self.shifts_of(self.two).mapped("template_id.code"))

        # whoever has been on the late shift has not rested for the early one
        busy = {*self.shifts_of(self.two).mapped("date"), self.first + timedelta(days=free + 1)}
        given = next(iter(self.shifts_of(self.one).filtered(lambda one: one.date not in busy)), None)
        self.assertTrue(given, "the solver gave nothing to the first agent that the second could take")
        mine = self.person(self.agent)
        with self.online(mine):
            self.open(mine, "/odoo/cs-my-shifts")
            mine.locator(".o_cs_acknowledge").click()
            mine.locator(".o_cs_acknowledge").wait_for(state="detached")
            self.to_day(mine, given.date).click()
            mine.locator(".o_cs_give").click()
            mine.locator(".o_cs_ask").click()
            mine.locator(".modal").wait_for(state="detached")
        self.assertTrue(given.acknowledged_at)
        theirs = self.person(self.agent2)
        with self.online(theirs):
            self.open(theirs, "/odoo/cs-my-shifts")
            theirs.locator(".o_cs_agree").click()
            theirs.locator(".o_cs_agree").wait_for(state="detached")
        request = self.env["cs.shift.request"].search([])
        self.assertEqual((request.state, request.colleague_id), ("asked", self.two))
        with self.online(page):
            self.open(page, f"/odoo/cs-shift-requests/{request.id}")
            page.get_by_role("button", name="Approve").click()
            page.locator(".o_arrow_button_current", has_text="Approved").wait_for()
        self.assertIn(given.date, self.shifts_of(self.two).mapped("date"))
        self.assertNotIn(given.date, self.shifts_of(self.one).mapped("date"))
