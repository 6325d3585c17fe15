"""What the tests of computed rosters share: a small roster, a worker that plays parts, a folder of their own."""

import json
import os
import shutil
import signal
import tempfile
import time
from contextlib import suppress
from datetime import date
from math import inf
from pathlib import Path
from unittest.mock import patch

from odoo.addons.cs_department.core.roster.problem import Cover, Person, Problem, Rule, Shift
from odoo.addons.cs_department.models.roster import run_child

from tests.common import CsCase

HERE = Path(__file__).parent
DAY = 24 * 60
#: a worker is awaited so long
LONGEST = 30


class RosterRunCase(CsCase):
    """A roster of three days for two agents of the hotline, an early shift and a night."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.templates = cls.env["cs.shift.template"].create(
            [
                {"name": "Early", "code": "E", "span_ids": [(0, 0, {"start": 8, "end": 16})]},
                {"name": "Night", "code": "N", "span_ids": [(0, 0, {"start": 22, "end": 6})]},
            ]
        )
        cls.early, cls.night = cls.templates
        cls.people = cls.employee_of[cls.agent] | cls.employee_of[cls.agent2]
        cls.roster = cls.env["cs.roster"].create(
            {"team_id": cls.team.id, "date_from": date(2026, 4, 1), "date_to": date(2026, 4, 3)}
        )
        cls.roster.employee_ids = cls.people

    def setUp(self):
        super().setUp()
        self.root = Path(tempfile.mkdtemp(prefix="roster"))
        self.addCleanup(self.end_all)
        self.patch(run_child, "WORKER", "fake_worker")
        self.patch(run_child, "CORE", HERE / "fake_roster")
        self.patch(type(self.env["cs.roster.run"]), "_folder_root", lambda _self: self.root)
        roster = type(self.env["cs.roster"])
        for name, instead in (
            ("_problem", lambda roster: (self.small_problem(roster), None)),
            ("_assignment", lambda roster, problem: self.planned(roster, problem)),
        ):
            patcher = patch.object(roster, name, instead, create=True)
            patcher.start()
            self.addCleanup(patcher.stop)
        #: people missing at the early shift of the first day
        self.needed = 1
        #: employee id → (day, shift) that are impossible
        self.absent = {}

    def small_problem(self, roster):
        """As ``cs.roster._problem`` would make it, without rule books."""
        days = (roster.date_to - roster.date_from).days + 1
        hours = ((8, 16), (22, 30))
        shifts = tuple(
            Shift(str(template.id), 480, tuple((day * DAY + a * 60, day * DAY + b * 60) for day in range(days)), a > 20)
            for template, (a, b) in zip(self.templates, hours, strict=True)
        )
        people = tuple(
            Person(
                str(employee.id),
                cannot=frozenset(self.absent.get(str(employee.id), ())),
                rules={"rest": Rule(660), "isolated_work": Rule(0, 5)},
                known_days=7,
            )
            for employee in roster.employee_ids.sorted("id")
        )
        return Problem(days, shifts, people, (Cover(0, 0, self.needed, 100), Cover(1, 1, 1, 100)))

    def planned(self, roster, problem):
        """The shifts of the roster as an assignment."""
        kinds = {int(shift.key): index for index, shift in enumerate(problem.shifts)}
        rows = {int(person.key): [-1] * problem.days for person in problem.people}
        for shift in roster.shift_ids:
            rows[shift.employee_id.id][(shift.date - roster.date_from).days] = kinds[shift.template_id.id]
        return tuple(map(tuple, rows.values()))

    def ask(self, part, **values):
        """A run whose worker plays a part, waiting its turn."""
        return self.env["cs.roster.run"].with_user(self.supervisor)._ask(self.roster, seed=part, **values).sudo()

    def cron(self):
        """One pass of the scheduled action, without its real commits."""
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_kw: inf):
            self.env["cs.roster.run"]._cron_run()
        self.env.flush_all()

    def wait_for(self, run, name):
        """Until the worker has written a file."""
        path, begun = run._folder().path / name, time.monotonic()
        while not path.exists():
            assert time.monotonic() - begun < LONGEST, f"{name} does not come: {run._folder().last_words()}"
            time.sleep(0.02)
        return json.loads(path.read_text()) if name.endswith(".json") else None

    def wait_until_gone(self, run, pid):
        begun = time.monotonic()
        while run_child.is_alive(pid, run._folder().path):
            assert time.monotonic() - begun < LONGEST
            time.sleep(0.02)

    def compute(self, part, **values):
        """A run from the asking to its end."""
        run = self.ask(part, **values)
        self.cron()
        self.wait_for(run, "result.json")
        self.cron()
        return run

    def end_all(self):
        """No worker outlives its test."""
        for about in self.root.glob("*/*/about.json"):
            with suppress(OSError, ValueError):
                os.killpg(json.loads(about.read_text())["group"], signal.SIGKILL)
        shutil.rmtree(self.root, ignore_errors=True)

    def rows(self, roster):
        """Who works what on which day, by names."""
        shifts = roster.shift_ids.filtered(lambda shift: shift.state != "cancelled")
        return sorted((shift.employee_id.name, shift.date.day, shift.template_id.code) for shift in shifts)
