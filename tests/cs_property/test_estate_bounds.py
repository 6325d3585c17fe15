"""Whoever is bound to an estate sees this estate, and nothing of another one of the company."""

from odoo import Command
from odoo.exceptions import AccessError

from .test_passes import PassCase


class TestEstateBounds(PassCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["cs.estate"].create({"name": "Riverside", "code": "R", "tz": "Asia/Shanghai"})
        cls.house = cls.env["cs.estate.building"].create({"name": "House", "code": "9", "estate_id": cls.other.id})
        cls.flat = cls.env["cs.estate.unit"].create(
            {
                "name": "901",
                "code": "9-1-901",
                "estate_id": cls.other.id,
                "building_id": cls.house.id,
                "type_id": cls.flat_type.id,
                "area": 90,
            }
        )
        cls.env["cs.unit.party"].create(
            {"unit_id": cls.flat.id, "partner_id": cls.tenant.id, "role": "owner", "date_from": "2026-01-01"}
        )
        cls.away = cls.visit_of(cls.flat)
        cls.case = cls.env["cs.ticket"].create(
            {
                "name": "Riverside",
                "kind_id": cls.enquiry.id,
                "unit_id": cls.flat.id,
                "partner_id": cls.tenant.id,
                "description": "x",
                "user_id": cls.clerk.id,
            }
        )

    @classmethod
    def visit_of(cls, unit):
        values = {"partner_id": cls.tenant.id, "rule_id": cls.guest.id, "name": "Wang Wu", "phone": "13900139000"}
        return cls.env["cs.visitor"].create({"unit_id": unit.id, **values})

    def bind(self, *users):
        people = self.env["res.users"].union(*users)
        self.estate.staff_ids = [Command.set(people.ids)]

    def seen(self, user, model, *records):
        """Which of these somebody sees."""
        found = self.env[model].with_user(user).search([("id", "in", [one.id for one in records])])
        return self.env[model].browse(found.ids)

    def test_who_is_bound_to_none_sees_all_estates_of_the_company(self):
        self.assertEqual(self.seen(self.clerk, "cs.estate", self.estate, self.other), self.estate | self.other)
        self.assertEqual(len(self.seen(self.clerk, "cs.estate.unit", self.unit1, self.flat)), 2)
        self.assertEqual(self.seen(self.clerk, "cs.visitor", self.away), self.away)

    def test_who_is_bound_sees_this_estate_only(self):
        here = self.visit()
        self.bind(self.clerk)
        for model, ours, theirs in (
            ("cs.estate", self.estate, self.other),
            ("cs.estate.building", self.building, self.house),
            ("cs.estate.unit", self.unit1, self.flat),
            ("cs.unit.party", self.unit1.party_ids[:1], self.flat.party_ids),
            ("cs.visitor", here, self.away),
        ):
            with self.subTest(model=model):
                self.assertEqual(self.seen(self.clerk, model, ours, theirs).ids, ours.ids)
                with self.assertRaises(AccessError):
                    theirs.with_user(self.clerk).read(["display_name"])
        self.assertFalse(self.seen(self.clerk, "cs.ticket", self.case))
        with self.assertRaises(AccessError):
            self.flat.with_user(self.clerk).write({"name": "Ours"})

    def test_the_desk_finds_nothing_beyond_the_bounds(self):
        desk = self.env["cs.desk"].with_user(self.clerk)
        self.assertTrue(desk.find("9-1-901"))
        self.bind(self.clerk)
        self.assertFalse(desk.find("9-1-901"))
        with self.assertRaises(AccessError):
            desk.card(self.flat.id)

    def test_rules_and_cases_that_belong_to_no_estate_stay_in_sight(self):
        self.bind(self.clerk)
        nowhere = self.env["cs.ticket"].create(
            {"name": "Hotline", "kind_id": self.enquiry.id, "description": "x", "user_id": self.clerk.id}
        )
        self.assertEqual(self.seen(self.clerk, "cs.ticket", nowhere), nowhere)
        self.assertEqual(self.seen(self.clerk, "cs.visitor.rule", self.guest), self.guest)

    def test_parts_go_with_what_they_are_parts_of(self):
        lines = [Command.create({"name": "Sofa", "quantity": 1})]
        there = self.issued(unit_id=self.flat.id, line_ids=lines)
        self.assertTrue(self.seen(self.clerk, "cs.release.line", *there.line_ids))
        self.bind(self.clerk)
        self.assertFalse(self.seen(self.clerk, "cs.release.line", *there.line_ids))

    def test_a_guard_opens_nothing_of_another_estate(self):
        code = self.code(self.away)
        self.assertEqual(self.gate._scan(code)["result"], "ok")
        self.bind(self.guard)
        self.assertEqual(self.gate._scan(code)["result"], "foreign")
        self.assertEqual(self.gate._do(code, "check_in")["result"], "foreign")
        self.assertEqual(self.away.state, "expected")

    def test_bounds_that_end_end_at_once(self):
        self.bind(self.clerk)
        self.assertFalse(self.seen(self.clerk, "cs.estate", self.other))
        self.estate.staff_ids = [Command.clear()]
        self.assertTrue(self.seen(self.clerk, "cs.estate", self.other))
