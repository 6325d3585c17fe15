"""The roster grid: what it shows to whom, and edits by several people at once."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from tests.common import CsCase

MONDAY = date(2026, 3, 9)


class GridCase(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.roster.rule"].search([]).action_archive()
        cls.env["cs.roster.demand"].search([]).action_archive()
        cls.early, cls.night = cls.env["cs.shift.template"].create(
            [
                {"name": name, "code": code, "color": 3, "span_ids": [Command.create({"start": start, "end": end})]}
                for name, code, start, end in (("Early", "E", 8, 16), ("Night", "N", 22, 6))
            ]
        )
        cls.env["cs.roster.rule"].create(
            {"name": "Rest", "kind": "rest", "value": 11, "strength": "must", "team_ids": [(6, 0, cls.team.ids)]}
        )
        cls.env["cs.roster.demand"].create({"team_id": cls.team.id, "template_id": cls.early.id, "needed": 2})
        cls.one, cls.two = cls.employee_of[cls.agent], cls.employee_of[cls.agent2]
        cls.roster = cls.env["cs.roster"].create(
            {"team_id": cls.team.id, "date_from": MONDAY, "date_to": date(2026, 3, 22)}
        )
        cls.shift = cls.env["cs.shift"].create(
            {
                "roster_id": cls.roster.id,
                "employee_id": cls.one.id,
                "template_id": cls.night.id,
                "date": MONDAY,
            }
        )

    def load(self, user=None):
        self.env.invalidate_all()
        return self.roster.with_user(user or self.supervisor).grid_load()

    def queries(self):
        """Of one load."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.roster.with_user(self.supervisor).grid_load()
        return self.cr.sql_log_count - before

    def apply(self, *changes, user=None, version=None):
        roster = self.roster.with_user(user or self.supervisor)
        return roster.grid_apply(list(changes), roster.grid_version if version is None else version)

    def change(self, person, day, before, after, pinned=(False, False)):
        return [person.id, day, before.id if before else 0, pinned[0], after.id if after else 0, pinned[1]]

    def shifts(self, person):
        found = self.roster.shift_ids.filtered(lambda one: one.employee_id == person and one.state != "cancelled")
        return {(one.date - MONDAY).days: one.template_id for one in found}


class TestWhatTheGridShows(GridCase):
    def test_a_supervisor_sees_shifts_hours_demand_and_leave(self):
        leave_type = self.env["hr.leave.type"].create({"name": "Leave", "requires_allocation": False})
        leave = self.env["hr.leave"].create(
            {
                "employee_id": self.two.id,
                "holiday_status_id": leave_type.id,
                "request_date_from": "2026-03-11",
                "request_date_to": "2026-03-12",
            }
        )
        leave.action_approve()
        seen = self.load()
        people = {person["id"]: person for person in seen["people"]}
        self.assertEqual(people[self.one.id]["cells"], [[0, self.night.id, False, 480, False]])
        self.assertEqual(people[self.two.id]["leave"], [2, 3])
        self.assertTrue(people[self.one.id]["target"] is None or people[self.one.id]["target"] >= 0)
        need = next(row for row in seen["needs"] if row["template"] == self.early.id)
        self.assertEqual(need["needed"], [2] * 14)
        self.assertEqual([day["kind"] for day in seen["days"][:7]], ["workday"] * 5 + ["weekend"] * 2)

    def test_an_agent_sees_who_works_when_and_no_more(self):
        with self.assertRaises(AccessError):
            self.load(self.agent)
        self.roster.shift_ids.write({"state": "published"})
        self.roster.write({"state": "published"})
        seen = self.load(self.agent)
        self.assertFalse(seen["can_edit"])
        self.assertFalse(seen["needs"])
        self.assertFalse([person for person in seen["people"] if person["breaches"] or person["leave"]])
        with self.assertRaises(AccessError):
            self.apply(self.change(self.one, 1, None, self.early), user=self.agent)

    def test_more_people_do_not_take_more_queries(self):
        self.load()
        few = self.queries()
        more = self.env["hr.employee"].create([{"name": f"Person {number}"} for number in range(20)])
        self.roster.employee_ids += more
        self.apply(*(self.change(person, 2, None, self.early) for person in more))
        self.assertLessEqual(self.queries(), few + 6)

    def test_the_spreadsheet_holds_the_same_table(self):
        sheet = self.roster.with_user(self.supervisor)._grid_sheet()
        self.assertEqual([cell["code"] for cell in sheet["rows"][0]["cells"][:2]], ["N", ""])
        self.assertEqual(sheet["needs"][0]["cells"][0]["text"], "0/2")


class TestEditsOfTheGrid(GridCase):
    def test_a_shift_is_written_and_its_hours_stand_beside_it(self):
        answer = self.apply(self.change(self.two, 0, None, self.early))
        self.assertEqual(self.shifts(self.two), {0: self.early})
        self.assertFalse(answer["conflicts"])
        self.assertEqual(answer["cells"][self.two.id], [[0, self.early.id, False, 480, False]])

    def test_the_answer_says_which_rule_an_edit_breaks(self):
        answer = self.apply(self.change(self.one, 1, None, self.early))
        (breach,) = (one for one in answer["breaches"] if one["rule"] == "rest")
        self.assertEqual((breach["employee"], breach["days"], breach["hard"]), (self.one.id, (0, 1), True))
        self.assertEqual(breach["words"], "9 h of rest missing")

    def test_an_exchange_and_a_pin_go_in_one_batch(self):
        self.apply(
            self.change(self.one, 0, self.night, self.early),
            self.change(self.two, 0, None, self.night, (False, True)),
        )
        self.assertEqual((self.shifts(self.one), self.shifts(self.two)), ({0: self.early}, {0: self.night}))
        self.assertTrue(self.roster.shift_ids.filtered(lambda one: one.employee_id == self.two).is_pinned)

    def test_what_somebody_else_has_changed_meanwhile_is_not_overwritten(self):
        known = self.load()["version"]
        self.apply(self.change(self.one, 0, self.night, self.early), user=self.manager, version=known)
        answer = self.apply(
            self.change(self.one, 0, self.night, None), self.change(self.two, 3, None, self.early), version=known
        )
        (conflict,) = answer["conflicts"]
        self.assertEqual((conflict["employee"], conflict["day"], conflict["who"]), (self.one.id, 0, "Manager"))
        self.assertEqual((self.shifts(self.one), self.shifts(self.two)), ({0: self.early}, {3: self.early}))
        self.assertTrue(answer["all"])

    def test_edits_of_different_cells_do_not_hinder_each_other(self):
        known = self.load()["version"]
        self.apply(self.change(self.one, 5, None, self.early), user=self.manager, version=known)
        answer = self.apply(self.change(self.two, 5, None, self.early), version=known)
        self.assertFalse(answer["conflicts"])
        self.assertIn([5, self.early.id, False, 480, False], answer["cells"][self.one.id])

    def test_an_edit_of_a_published_roster_is_in_force_and_the_old_shift_is_kept(self):
        self.roster.shift_ids.write({"state": "published"})
        self.roster.write({"state": "published"})
        self.apply(self.change(self.one, 0, self.night, self.early))
        states = {one.template_id: one.state for one in self.roster.shift_ids}
        self.assertEqual(states, {self.night: "cancelled", self.early: "published"})

    def test_a_closed_roster_stays_as_it_is(self):
        self.roster.write({"state": "closed"})
        with self.assertRaisesRegex(UserError, "closed"):
            self.apply(self.change(self.one, 1, None, self.early))

    def test_nonsense_is_refused_with_a_sentence(self):
        stranger = self.employee_of[self.outsider]
        for changes in ("x", [[1]], [None], [[stranger.id, 0, 0, False, self.early.id, False]]):
            with self.subTest(changes=changes), self.assertRaises(UserError):
                self.roster.with_user(self.supervisor).grid_apply(changes, 0)
        with self.assertRaises(UserError):
            self.apply(self.change(self.one, 99, None, self.early))

    def test_who_fills_a_hole_is_named(self):
        found = self.roster.with_user(self.supervisor).grid_answers(4)
        names = [answer["name"] for answer in found[f"{self.early.id}:"]]
        self.assertEqual(set(names), {"Agent", "Agent2"})
