"""A supervisor makes a roster by hand in the browser."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from tests.e2e.pages import DESK, TELEPHONE, PagesCase


class TestTheRosterGrid(PagesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.roster.rule"].search([]).action_archive()
        cls.env["cs.roster.demand"].search([]).action_archive()
        cls.early, cls.night = cls.env["cs.shift.template"].create(
            [
                {
                    "name": name,
                    "code": code,
                    "color": 3,
                    "sequence": sequence,
                    "span_ids": [Command.create({"start": start, "end": end})],
                    "team_ids": [Command.set(cls.team.ids)],
                }
                for sequence, (name, code, start, end) in enumerate((("Early", "E", 8, 16), ("Night", "N", 22, 6)))
            ]
        )
        cls.env["cs.shift.template"].search([("team_ids", "=", False)]).action_archive()
        cls.env["cs.roster.rule"].create(
            {"name": "Rest", "kind": "rest", "value": 11, "strength": "must", "team_ids": [(6, 0, cls.team.ids)]}
        )
        cls.env["cs.roster.demand"].create({"team_id": cls.team.id, "template_id": cls.early.id, "needed": 1})
        cls.roster = cls.env["cs.roster"].create({"team_id": cls.team.id})
        cls.one, cls.two = cls.employee_of[cls.agent], cls.employee_of[cls.agent2]

    def cell(self, page, person, day):
        row = page.locator(".o_cs_body .o_cs_line", has=page.locator(".o_cs_name_text", has_text=person)).first
        return row.locator(".o_cs_cell").nth(day)

    def saved(self, page):
        page.wait_for_selector(".o_cs_save[data-save=saved]")

    def codes(self, person):
        found = self.roster.shift_ids.filtered(lambda one: one.employee_id == person and one.state != "cancelled")
        return {(one.date - self.roster.date_from).days: one.template_id.code for one in found}

    def test_a_roster_is_made_from_nothing_for_the_people_of_the_team(self):
        self.roster.unlink()
        page = self.person(self.supervisor, viewport=DESK)
        with self.online(page):
            self.open(page, "/odoo/cs-rosters")
            page.locator(".o_list_button_add").click()
            page.locator("[name=employee_ids] .o_tag", has_text="Agent2").wait_for()
            page.locator(".o_form_button_save").click()
            page.get_by_role("button", name="Open the Roster").click()
            self.cell(page, "Agent2", 0).wait_for()

    def test_codes_are_typed_undone_copied_and_judged_by_the_keyboard_alone(self):
        page = self.person(self.supervisor, viewport=DESK)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        with self.online(page):
            self.open(page, f"/odoo/cs-roster/{self.roster.id}")
            self.cell(page, "Agent", 0).wait_for()
            page.keyboard.press("Control+Home")
            page.keyboard.type("NEE")
            self.saved(page)
            broken = self.cell(page, "Agent", 1)
            broken.and_(page.locator(".o_cs_broken")).wait_for()  # a night, then early: two hours of rest
            self.assertEqual(page.locator(".o_cs_hard").first.inner_text(), "1")
            page.keyboard.press("ArrowLeft")
            page.keyboard.press("ArrowLeft")
            page.get_by_text("9 h of rest missing").first.wait_for()  # said at the cursor
            page.keyboard.press("Delete")
            self.saved(page)
            page.wait_for_function("() => document.querySelector('.o_cs_hard').innerText === '0'")
            page.keyboard.press("Control+z")
            self.saved(page)
            page.wait_for_function("() => document.querySelector('.o_cs_hard').innerText === '1'")
            page.keyboard.press("Control+y")
            self.saved(page)
            page.keyboard.press("Control+Home")
            page.keyboard.press("Shift+ArrowRight")
            page.keyboard.press("Shift+ArrowRight")
            page.keyboard.press("Control+c")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Control+Home")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Control+v")
            page.keyboard.press("p")
            page.wait_for_selector(".o_cs_pinned")
            self.saved(page)
        self.assertEqual(self.codes(self.one), {0: "N", 2: "E"})
        self.assertEqual(self.codes(self.two), {0: "N", 2: "E"})
        pinned = self.roster.shift_ids.filtered("is_pinned")
        self.assertEqual((pinned.employee_id, pinned.date), (self.two, self.roster.date_from))

    def test_shifts_are_dragged_and_a_hole_is_filled_from_the_list(self):
        self.env["cs.shift"].create(
            {
                "roster_id": self.roster.id,
                "employee_id": self.one.id,
                "template_id": self.night.id,
                "date": self.roster.date_from + timedelta(days=4),
            }
        )
        page = self.person(self.supervisor, viewport=DESK)
        with self.online(page):
            self.open(page, "/odoo/cs-rosters")
            page.get_by_role("cell", name=self.roster.name).click()
            self.cell(page, "Agent", 4).click()
            start, goal = (self.cell(page, name, day).bounding_box() for name, day in (("Agent", 4), ("Agent2", 6)))
            page.mouse.move(start["x"] + 10, start["y"] + 10)
            page.mouse.down()
            page.mouse.move(goal["x"] + 5, goal["y"] + 5, steps=4)
            page.mouse.move(goal["x"] + 10, goal["y"] + 10)
            page.mouse.up()
            self.cell(page, "Agent2", 6).and_(page.locator(".o_cs_shift")).wait_for()
            self.saved(page)
            page.locator(".o_cs_gap").first.click()
            page.locator(".o_cs_gap_part .o_cs_panel_line").first.click()
            self.saved(page)
            page.get_by_text("Everything is covered on this day.").wait_for()
        self.assertEqual(self.codes(self.two).get(6), "N")
        self.assertIn("E", (self.codes(self.one) | self.codes(self.two)).values())

    def test_two_who_edit_one_cell_do_not_overwrite_each_other(self):
        page, other = self.person(self.supervisor, viewport=DESK), self.person(self.manager, viewport=DESK)
        with self.online(page, other):
            for one in (page, other):
                self.open(one, f"/odoo/cs-roster/{self.roster.id}")
                self.cell(one, "Agent", 0).wait_for()
                one.keyboard.press("Control+Home")
            page.keyboard.press("1")
            self.saved(page)
            other.keyboard.press("2")
            other.get_by_text("was quicker").wait_for()
            other.wait_for_function("() => document.querySelector('.o_cs_body .o_cs_cell').innerText.trim() === 'E'")
        self.assertEqual(self.codes(self.one), {0: "E"})

    def test_on_a_telephone_one_day_fits_the_screen(self):
        self.env["cs.shift"].create(
            {
                "roster_id": self.roster.id,
                "employee_id": self.one.id,
                "template_id": self.early.id,
                "date": fields.Date.to_string(self.roster.date_from),
            }
        )
        page = self.person(self.supervisor, viewport=TELEPHONE)
        with self.online(page):
            self.open(page, f"/odoo/cs-roster/{self.roster.id}")
            page.locator(".o_cs_days_person", has_text="Agent").first.wait_for()
            self.fits(page)
            page.get_by_role("button", name="Day after").click()
            page.get_by_text("Missing: 1").wait_for()
