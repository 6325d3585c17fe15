"""D16: nights, weekends and holidays that somebody had, beside the fair share."""

from datetime import date, timedelta

from odoo.exceptions import AccessError

from tests.common import CsCase


class TestRosterFairness(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.night = cls.env["cs.shift.template"].create(
            {"name": "Night", "code": "N", "is_night": True, "span_ids": [(0, 0, {"start": 22, "end": 6})]}
        )
        cls.env["cs.roster.rule"].create(
            {"name": "Nights", "kind": "fair_night", "strength": "should", "change_reason": "test"}
        )
        cls.env["cs.roster.demand"].create(
            {"team_id": cls.team.id, "template_id": cls.night.id, "needed": 1, "change_reason": "test"}
        )
        cls.roster = cls.env["cs.roster"].create(
            {"team_id": cls.team.id, "date_from": date(2026, 2, 2), "date_to": date(2026, 2, 15)}
        )
        cls.people = cls.employee_of[cls.agent] | cls.employee_of[cls.agent2]
        cls.roster.employee_ids = cls.people
        shifts = cls.env["cs.shift"].create(
            [
                {
                    "roster_id": cls.roster.id,
                    "employee_id": cls.people[0 if day < 6 else 1].id,
                    "template_id": cls.night.id,
                    "date": date(2026, 2, 2) + timedelta(days=day),
                }
                for day in (0, 2, 4, 8)
            ]
        )
        shifts.write({"state": "published"})
        cls.roster.write({"state": "published"})

    def test_what_somebody_had_stands_beside_the_fair_share(self):
        self.env["cs.roster.fairness"].with_user(self.supervisor).action_open()
        rows = self.env["cs.roster.fairness"].search([("team_id", "=", self.team.id), ("kind", "=", "night")])
        had = {row.employee_id: (row.done, row.share, row.beyond) for row in rows}
        # three nights and one, worked as long as they were there
        self.assertEqual(had[self.people[0]][0], 3)
        self.assertEqual(had[self.people[1]][0], 1)
        self.assertAlmostEqual(sum(share for _done, share, _beyond in had.values()), 4)

    def test_behind_each_number_are_its_shifts(self):
        self.env["cs.roster.fairness"].with_user(self.supervisor).action_open()
        for row in self.env["cs.roster.fairness"].with_user(self.supervisor).search([("team_id", "=", self.team.id)]):
            action = row.action_open_shifts()
            self.assertEqual(self.env["cs.shift"].search_count(action["domain"]), row.done)

    def test_the_page_is_made_anew_each_time(self):
        self.env["cs.roster.fairness"].with_user(self.supervisor).action_open()
        before = self.env["cs.roster.fairness"].search_count([])
        self.env["cs.roster.fairness"].with_user(self.supervisor).action_open()
        self.assertEqual(self.env["cs.roster.fairness"].search_count([]), before)

    def test_agents_do_not_see_it(self):
        with self.assertRaises(AccessError):
            self.env["cs.roster.fairness"].with_user(self.agent).action_open()
