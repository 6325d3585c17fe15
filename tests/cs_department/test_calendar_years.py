"""Loading a year of public holidays and being warned when the next one is missing."""

import base64
import json
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user

NEXT_YEAR = [
    {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
    {"name": "元旦", "date": "2027-01-02", "isOffDay": True},
    {"name": "春节", "date": "2027-02-14", "isOffDay": False},
    {"name": "工会日", "date": "2027-03-03", "isOffDay": True},
]


class TestCalendarYears(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Lizhi", "country_id": cls.env.ref("base.cn").id})
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        cls.env["resource.calendar"].create({"name": "Office", "tz": "Asia/Shanghai", "company_id": cls.company.id})
        cls.manager = new_test_user(
            cls.env,
            "year_manager",
            groups="cs_department.group_cs_manager",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )
        cls.Exception = cls.env["cs.calendar.exception"]

    def load(self, *days, **words):
        content = json.dumps({"year": 2027, "papers": ["https://example.org/2027"], "days": list(days)} | words)
        wizard = self.env["cs.calendar.load"].with_user(self.manager)
        return wizard.create({"file": base64.b64encode(content.encode())}).action_load()

    def warning(self, *today):
        return self.Exception.with_user(self.manager)._missing_year_warning(date(*today))

    def test_the_supervisor_is_warned_60_days_before_a_year_without_holidays(self):
        self.assertFalse(self.warning(2026, 11, 1))
        self.assertIn("2027", self.warning(2026, 11, 2))
        self.assertIn("2027", self.warning(2027, 3, 1))
        self.assertFalse(self.warning(2023, 12, 31))
        self.company.cs_calendar_warning_days = 10
        self.assertFalse(self.warning(2026, 12, 21))
        self.assertTrue(self.warning(2026, 12, 22))

    def test_the_warning_speaks_the_users_language(self):
        speaker = self.Exception.with_context(lang="zh_CN")
        self.assertTrue(speaker._missing_year_warning(date(2026, 12, 1)))

    def test_a_stray_day_does_not_make_a_year_known(self):
        self.Exception.create(
            [{"name": "Jubilee", "date": "2027-06-01"}, {"name": "Make-up", "date": "2027-01-01", "kind": "work"}]
        )
        self.assertIn("2027", self.warning(2026, 12, 1))

    def test_nobody_is_warned_where_no_hours_follow_the_public_calendar(self):
        self.env["resource.calendar"].search([]).cs_public_calendar = False
        self.assertFalse(self.warning(2026, 12, 1))

    def test_a_loaded_year_ends_the_warning_and_says_what_came(self):
        action = self.load(*NEXT_YEAR)
        self.assertIn("2027", action["params"]["message"])
        self.assertFalse(self.warning(2026, 12, 1))
        days = self.Exception.search([("date", ">=", "2027-01-01")], order="date")
        self.assertEqual(days.mapped("kind"), ["off", "off", "work", "off"])
        self.assertEqual(days.mapped("name"), ["New Year's Day", "New Year's Day", "Spring Festival", "工会日"])
        self.assertEqual(set(days.mapped("source")), {"https://example.org/2027"})

    def test_loading_again_updates_and_doubles_nothing(self):
        self.load(*NEXT_YEAR)
        self.load(NEXT_YEAR[0], NEXT_YEAR[1] | {"isOffDay": False})
        days = self.Exception.search([("date", ">=", "2027-01-01")], order="date")
        self.assertEqual(days.mapped("kind"), ["off", "work", "work", "off"])

    def test_the_days_have_their_own_names_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.load(*NEXT_YEAR)
        day = self.Exception.search([("date", "=", "2027-01-01")])
        self.assertEqual(day.with_context(lang="zh_CN").name, "元旦")
        self.assertEqual(day.with_context(lang="en_US").name, "New Year's Day")

    def test_a_wrong_file_is_refused_with_every_row_named_and_nothing_is_loaded(self):
        with self.assertRaises(UserError) as caught:
            self.load(
                NEXT_YEAR[0], {"name": "x", "date": "tomorrow", "isOffDay": True}, {"name": "y", "date": "2027-05-01"}
            )
        self.assertIn("Day 2", str(caught.exception))
        self.assertIn("Day 3", str(caught.exception))
        self.assertFalse(self.Exception.search([("date", ">=", "2027-01-01")]))
        with self.assertRaisesRegex(UserError, "not announced yet"):
            self.load()
        with self.assertRaisesRegex(UserError, "30 more rows"):
            self.load(*[{"name": "x", "date": "?", "isOffDay": True}] * 50)
        for code in ("not_json", "no_year", "no_days", "bad_date", "far", "no_name", "bad_flag", "double"):
            self.assertTrue(self.env["cs.calendar.load"]._problem_text(self.problem(code)))

    def problem(self, code):
        from odoo.addons.cs_department.core.holidays import Problem

        return Problem(1, code, "2027-01-01")
