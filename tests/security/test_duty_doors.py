"""Duty: what somebody may not see, say or decide by calling the server directly."""

import io
import shutil
from datetime import date, datetime
from unittest.mock import patch

from odoo import Command
from odoo.addons.cs_department.controllers.roster_sheet import RosterSheet
from odoo.exceptions import AccessError, UserError
from odoo.tools import config
from openpyxl import load_workbook

from tests.cs_department.duty_case import DutyCase
from tests.cs_department.handover_case import CHANGE, HandoverCase

#: what decides a request, as somebody would like it to be
FORGED = {"state": "approved", "decided_at": "2026-03-01 00:00:00", "decided_by_id": 2, "answer": "fine"}


class TestRequests(DutyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.publish((cls.a, 10, cls.early), (cls.a, 12, cls.late), (cls.b, 11, cls.late))
        cls.mine = cls.env["cs.shift"].search([("employee_id", "=", cls.a.id), ("date", "=", date(2026, 3, 10))])

    def kinds(self):
        """Every kind of request, as the agent asks for it."""
        overtime = {"start_at": self.march(20, 9), "end_at": self.march(20, 11), "template_id": self.early.id}
        return {
            "cs.shift.request": {"kind": "give", "shift_id": self.mine.id, "colleague_id": self.c.id},
            "cs.overtime.request": {**overtime, "reason": "x"},
            "cs.post.absence": {"start_at": self.mine.start_at, "stand_in_id": self.b.id, "reason": "x"},
        }

    def test_nobody_decides_a_request_by_making_it(self):
        for model, values in self.kinds().items():
            for forged, context in ((FORGED, {}), ({}, {f"default_{name}": value for name, value in FORGED.items()})):
                with self.subTest(model=model, context=bool(context)):
                    requests = self.env[model].with_user(self.agent).with_context(**context)
                    request = requests.create({**values, **forged}).sudo()
                    self.assertIn(request.state, ("offered", "asked"))
                    self.assertFalse(request.decided_by_id or request.decided_at or request.answer)
                    request.state = "withdrawn"  # a shift is traded once at a time
                    self.env.flush_all()

    def test_nobody_writes_a_request_or_asks_in_the_name_of_a_colleague(self):
        for model, values in self.kinds().items():
            with self.subTest(model=model):
                request = self.env[model].with_user(self.agent).create(values)
                with self.assertRaises(AccessError):
                    request.write({"state": "approved"})
                with self.assertRaises(AccessError):
                    request.approve()
                request.sudo().state = "withdrawn"  # a shift is traded once at a time
                self.env.flush_all()
                with self.assertRaises(UserError):
                    self.env[model].with_user(self.agent2).create({**values, "employee_id": self.a.id})

    def test_a_trade_is_about_the_day_and_the_kind_of_the_shift(self):
        values = self.kinds()["cs.shift.request"]
        for forged in ({"date": date(2026, 3, 25)}, {"template_id": self.night.id}):
            with self.subTest(forged=forged), self.assertRaises(UserError):
                self.env["cs.shift.request"].with_user(self.agent).create({**values, **forged})

    def test_a_day_outside_the_roster_is_refused_in_words(self):
        for day in (date(2026, 4, 20), date(2026, 2, 20)):
            values = {"kind": "take", "roster_id": self.roster.id, "date": day, "template_id": self.early.id}
            with self.subTest(day=day), self.assertRaises(UserError):
                self.env["cs.shift.request"].with_user(self.agent).create(values)

    def test_wishes_are_between_a_person_and_who_plans(self):
        wish = self.env["cs.shift.wish"].with_user(self.agent).create({"date_from": date(2026, 4, 2)})
        self.assertFalse(self.env["cs.shift.wish"].with_user(self.agent2).search([("id", "=", wish.id)]))
        self.assertTrue(self.env["cs.shift.wish"].with_user(self.supervisor).search([("id", "=", wish.id)]))
        with self.assertRaises(AccessError):
            self.env["cs.shift.wish"].with_user(self.agent2).create({"employee_id": self.a.id})


class TestEvidence(DutyCase):
    def test_a_roster_is_published_and_closed_by_its_verbs_only(self):
        rosters = self.env["cs.roster"].with_user(self.supervisor)
        values = {"team_id": self.team.id, "date_from": date(2026, 5, 1), "date_to": date(2026, 5, 31)}
        for how in ({"vals": {"state": "closed"}}, {"context": {"default_state": "published"}}):
            with self.subTest(how=how), self.assertRaises(AccessError):
                rosters.with_context(**how.get("context", {})).create({**values, **how.get("vals", {})})
        self.publish((self.a, 10, self.early))
        for state in ("draft", "closed"):
            with self.subTest(state=state), self.assertRaises(AccessError):
                self.roster.with_user(self.supervisor).write({"state": state})

    def test_what_people_worked_by_and_signed_is_not_rewritten(self):
        shift = self.publish((self.a, 10, self.early)).with_user(self.supervisor)
        with self.assertRaises(AccessError):
            shift.write({"acknowledged_at": datetime(2026, 3, 1)})
        for values in ({"state": "draft"}, {"roster_id": False}):
            with self.subTest(values=values), self.assertRaises(UserError):
                shift.write(values)
        self.roster.with_user(self.supervisor).action_close()
        with self.assertRaises(UserError):
            shift.write({"state": "cancelled"})
        values = {"roster_id": self.roster.id, "employee_id": self.b.id, "date": date(2026, 3, 9)}
        with self.assertRaises(UserError):
            shift.create({**values, "template_id": self.early.id})

    def test_drafts_are_seen_by_those_who_make_them(self):
        self.plan([(self.a, 10, self.early)])
        for user in (self.agent, self.agent2, self.engineer):
            with self.subTest(user=user.name):
                self.assertFalse(self.env["cs.shift"].with_user(user).search([("roster_id", "=", self.roster.id)]))
                self.assertFalse(self.env["cs.shift.span"].with_user(user).search([("employee_id", "=", self.a.id)]))
                with self.assertRaises(AccessError):
                    self.roster.with_user(user).grid_load()
                for call in (lambda r: r.grid_apply([], 0), lambda r: r.grid_answers(0), lambda r: r.action_generate()):
                    with self.assertRaises(AccessError):
                        call(self.roster.with_user(user))

    def test_why_somebody_is_away_is_not_on_the_roster(self):
        self.publish((self.a, 10, self.early))
        day = date(2026, 3, 10)
        repair = self.env["cs.roster.repair"].with_user(self.supervisor)
        values = {"roster_id": self.roster.id, "employee_id": self.a.id, "date_from": day, "date_to": day}
        repair = repair.create({**values, "cause": "sick"})
        repair.action_look()
        repair.action_apply()
        self.assertIn("away", self.roster.message_ids[0].body)
        self.assertNotIn("Sick", self.roster.message_ids[0].body)

    def test_colleagues_see_no_leave_on_the_grid(self):
        kind = self.env["hr.leave.type"].create({"name": "Illness", "requires_allocation": False})
        leave = {"name": "Secret", "employee_id": self.b.id, "holiday_status_id": kind.id}
        day = {"request_date_from": date(2026, 3, 17), "request_date_to": date(2026, 3, 17)}
        self.env["hr.leave"].create({**leave, **day})._action_validate()
        self.publish((self.a, 10, self.early))
        shown = {user: self.roster.with_user(user).grid_load() for user in (self.agent, self.supervisor)}
        away = {user: [p["leave"] for p in grid["people"] if p["id"] == self.b.id] for user, grid in shown.items()}
        self.assertEqual(away, {self.agent: [[]], self.supervisor: [[16]]})
        for grid in shown.values():
            self.assertNotIn("Illness", str(grid))
            self.assertNotIn("Secret", str(grid))

    def test_a_name_in_the_spreadsheet_is_no_formula(self):
        self.a.name = "=1+1"
        self.publish((self.a, 10, self.early))
        book = load_workbook(io.BytesIO(RosterSheet()._workbook(self.roster.with_user(self.agent)._grid_sheet())))
        cells = [cell for row in book.active.iter_rows() for cell in row if cell.value == "=1+1"]
        self.assertEqual({cell.data_type for cell in cells}, {"s"})


class TestRunFolder(DutyCase):
    def test_a_copy_of_the_database_leaves_the_folders_of_the_other_alone(self):
        self.plan([(self.a, 10, self.early)])
        run = self.env["cs.roster.run"]._ask(self.roster.with_user(self.supervisor)).sudo()
        own = run._folder_root() / self.env.cr.dbname
        for foreign in ("other/1-1-abcd", "../filestore", "/etc", False):
            run.folder = foreign
            self.assertEqual(run._folder().path.parent, own)
        run.folder = f"{self.env.cr.dbname}/1-1-abcd"
        self.assertEqual(run._folder().path, own / "1-1-abcd")

    def test_nobody_else_on_the_server_reads_a_run(self):
        self.plan([(self.a, 10, self.early)])
        run = self.env["cs.roster.run"]._ask(self.roster.with_user(self.supervisor)).sudo()
        with patch.dict(config.options, {"data_dir": config["data_dir"]}):
            run._claim()
            path = run._folder().path
            self.addCleanup(shutil.rmtree, path)
            self.assertEqual(path.stat().st_mode & 0o777, 0o700)

    def test_a_run_is_started_stopped_and_taken_over_by_who_may_change_the_roster(self):
        self.plan([(self.a, 10, self.early)])
        run = self.env["cs.roster.run"].with_user(self.supervisor)._ask(self.roster.with_user(self.supervisor))
        with self.assertRaises(AccessError):
            run.write({"assignment": [[0]], "folder": "../x"})
        for verb in ("action_stop", "action_again", "action_apply", "action_undo", "action_relax", "poll"):
            with self.subTest(verb=verb), self.assertRaises(AccessError):
                getattr(run.with_user(self.agent), verb)()


class TestTwoCompanies(HandoverCase):
    """A post of the rule pack is there for every company: what happens at it is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.post.write({"team_id": False, "company_id": False})
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.foreigner = cls.env["res.users"].create(
            {
                "name": "Foreigner",
                "login": "cs_foreigner",
                "company_id": cls.elsewhere.id,
                "company_ids": [Command.set(cls.elsewhere.ids)],
                "group_ids": [Command.set(cls.env.ref("cs_department.group_cs_supervisor").ids)],
            }
        )
        cls.stranger = cls.env["hr.employee"].create(
            {"name": "Stranger", "user_id": cls.foreigner.id, "company_id": cls.elsewhere.id}
        )
        cls.there = cls.env["cs.team"].create(
            {
                "name": "There",
                "company_id": cls.elsewhere.id,
                "tz": "Asia/Shanghai",
                "resource_calendar_id": False,
                "member_ids": [Command.set(cls.foreigner.ids)],
            }
        )
        # the same hours at the same post: the colleague of the other company would come next
        cls.shift_late.sudo().state = "cancelled"
        cls.env["cs.shift"].create(
            [
                {
                    "employee_id": cls.stranger.id,
                    "template_id": template.id,
                    "team_id": cls.there.id,
                    "date": date(2026, 3, day),
                    "state": "published",
                }
                for template, day in ((cls.late, 4),)
            ]
        )

    def test_a_handover_knows_the_people_of_its_company_only(self):
        handover = self.open()
        self.assertEqual(handover.company_id, self.company)
        self.assertFalse(handover.expected_id)
        self.assertNotIn(self.foreigner, handover.user_ids)
        with self.at(CHANGE):
            self.assertNotIn(self.stranger, handover._candidates())

    def test_each_company_hands_over_its_own_shift(self):
        mine = self.open()
        theirs = self.open(self.foreigner)
        self.assertNotEqual(mine, theirs)
        self.assertEqual(theirs.company_id, self.elsewhere)
        with self.at(CHANGE):
            shown = {row["handover_id"] for row in self.handovers.with_user(self.agent).desk()}
        self.assertIn(mine.id, shown)
        self.assertNotIn(theirs.id, shown)

    def test_another_company_reads_and_decides_nothing_of_ours(self):
        models = ("cs.shift", "cs.shift.span", "cs.roster", "cs.handover", "cs.shift.wish", "cs.shift.request")
        self.open()
        for model in (*models, "cs.roster.receipt", "cs.shift.change", "cs.shift.attendance", "cs.roster.run"):
            with self.subTest(model=model):
                found = self.env[model].with_user(self.foreigner).search([])
                self.assertLessEqual(set(found.sudo().company_id.ids), {self.elsewhere.id})

    def test_people_of_another_company_are_put_on_no_roster_of_ours(self):
        with self.assertRaises(UserError):
            self.env["cs.roster"].with_user(self.supervisor).create(
                {
                    "team_id": self.team.id,
                    "date_from": date(2026, 6, 1),
                    "employee_ids": [Command.set(self.stranger.ids)],
                }
            )
