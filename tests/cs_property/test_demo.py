"""The demo estate is alive: records in several states, and every screen opens for its people.

On a demo database only.
"""

import unittest

from odoo.tests import TransactionCase

from tests.security.screens import ScreensCase

PEOPLE = ("agent4", "cashier", "accountant", "steward1", "auditor", "inspector1", "supervisor", "manager")
#: area → states that are shown at the least
STATES = {
    "cs.billing.run": 1,
    "cs.arrears.case": 1,
    "cs.custody.item": 3,
    "cs.inspection.round": 3,
    "cs.parking.lease": 1,
    "cs.parking.waiting": 2,
    "cs.property.notice": 2,
    "cs.renovation": 3,
    "cs.release.pass": 2,
    "cs.visitor": 2,
    "cs.move.in": 2,
    "cs.repair.order": 2,
}


class TestDemo(ScreensCase, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env["ir.module.module"].search([("name", "=", "cs_property"), ("demo", "=", True)]):
            raise unittest.SkipTest("The database has no demo data: ./cs run --db NAME makes one.")
        cls.company = cls.env.ref("base.main_company")

    def user(self, login):
        return self.env["res.users"].search([("login", "=", login)])

    def test_each_area_has_records_in_several_states(self):
        for name, count in STATES.items():
            with self.subTest(model=name):
                states = self.env[name]._read_group([], ["state"])
                self.assertGreaterEqual(len(states), count)

    def test_every_screen_opens_for_everybody_who_sees_its_menu(self):
        for login in PEOPLE:
            user = self.user(login)
            self.assertTrue(user, login)
            self.assertGreater(self.walk(user), 10, login)

    def test_a_guard_sees_no_menu_of_records(self):
        self.assertFalse(self.actions(self.user("guard")))

    def test_jobs_of_the_scheduler_run_and_none_of_them_failed(self):
        jobs = self.env["ir.cron"].search([("ir_actions_server_id.model_id.model", "=like", "cs.%")])
        self.assertTrue(jobs)
        self.assertFalse(jobs.filtered(lambda job: job.failure_count))
