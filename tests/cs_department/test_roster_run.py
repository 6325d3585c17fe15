"""D16: rosters are computed in a process of their own; whatever is killed, the last roster is kept."""

import os
import signal
import time

from odoo.addons.cs_department.models.roster import run_queue
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from tests.cs_department.fake_roster.fake_worker import DEAF, DONE, DYING, ENDLESS, FAILING, FAMILY, INFEASIBLE, WRONG
from tests.cs_department.roster_run_case import RosterRunCase


class TestRosterRun(RosterRunCase):
    def test_a_roster_is_computed_away_from_the_server(self):
        run = self.ask(DONE)
        self.assertEqual(run.state, "queued")
        self.cron()
        about = self.wait_for(run, "about.json")
        self.assertEqual((run.state, run.attempt), ("running", 1))
        self.assertEqual(about["group"], about["pid"])
        self.assertNotEqual(about["group"], os.getpgid(0))
        self.assertGreater(about["nice"], os.nice(0))
        self.assertFalse([name for name in about["environment"] if name.startswith(("PG", "ODOO"))])
        self.assertEqual(about["options"]["seconds"], self.company.cs_roster_seconds)
        self.wait_for(run, "result.json")
        self.cron()
        self.assertEqual(run.state, "done")
        self.assertEqual([point["value"] for point in run.curve], [40, 20, 10])
        self.assertEqual(run.stages[0]["bound"], 10)
        self.assertEqual(run.assignment, [[0, -1, -1], [0, -1, -1]])
        self.assertTrue(run.digest)

    def test_the_page_follows_without_the_scheduled_action(self):
        run = self.ask(ENDLESS)
        self.cron()
        self.wait_for(run, "best.json")
        self.assertEqual(run.with_user(self.supervisor).poll(), "running")
        self.assertEqual(run.costs, {"cover": 10})
        self.assertEqual(len(run.curve), 3)

    def test_a_stop_keeps_the_best_roster(self):
        run = self.ask(ENDLESS)
        self.cron()
        self.wait_for(run, "best.json")
        run.with_user(self.supervisor).action_stop()
        self.wait_for(run, "result.json")
        self.assertEqual(run.with_user(self.supervisor).poll(), "stopped")
        self.assertTrue(run.assignment)

    def test_a_run_that_waits_is_stopped_at_once(self):
        run = self.ask(DONE)
        run.with_user(self.supervisor).action_stop()
        self.assertEqual(run.state, "stopped")
        self.cron()
        self.assertEqual(run.state, "stopped")

    def test_a_worker_that_does_not_hear_the_stop_is_ended_with_its_family(self):
        run = self.ask(DEAF)
        self.cron()
        self.wait_for(run, "best.json")
        pid = run.pid
        run.action_stop()
        self.cron()
        self.assertEqual(run.state, "running")
        stop = run._folder().path / "stop"
        os.utime(stop, (time.time() - run_queue.STOP_SECONDS - 1,) * 2)
        self.cron()
        self.assertEqual(run.state, "stopped")
        self.wait_until_gone(run, pid)
        self.assertTrue(run.assignment)

    def test_all_that_the_worker_has_started_ends_with_it(self):
        run = self.ask(FAMILY)
        self.cron()
        about = self.wait_for(run, "about.json")
        self.wait_for(run, "best.json")
        run._kill()
        begun = time.monotonic()
        while time.monotonic() - begun < 10:
            try:
                os.killpg(about["group"], 0)
            except ProcessLookupError:
                return
            time.sleep(0.05)
        self.fail("something that the worker started still runs")

    def test_a_killed_worker_leaves_the_last_roster_and_the_run_goes_on_from_it(self):
        run = self.ask(ENDLESS)
        self.cron()
        self.wait_for(run, "best.json")
        pid = run.pid
        os.kill(pid, signal.SIGKILL)
        self.wait_until_gone(run, pid)
        self.cron()
        self.assertEqual(run.state, "interrupted")
        self.assertEqual(run.assignment, [[0, -1, -1], [0, -1, -1]])
        run.with_user(self.supervisor).action_again()
        self.cron()
        self.assertEqual((run.state, run.attempt), ("running", 2))
        about = self.wait_for(run, "about.json")
        self.assertEqual(about["options"]["start"], [[0, -1, -1], [0, -1, -1]])

    def test_a_worker_of_another_server_is_gone_when_it_is_silent(self):
        run = self.ask(ENDLESS)
        self.cron()
        self.wait_for(run, "best.json")
        run.host = "elsewhere"
        self.cron()
        self.assertEqual(run.state, "running")
        os.kill(run.pid, signal.SIGKILL)
        self.wait_until_gone(run, run.pid)
        long_ago = time.time() - run_queue.SILENT_SECONDS - 1
        os.utime(run._folder().path / "alive", (long_ago, long_ago))
        self.cron()
        self.assertEqual(run.state, "interrupted")
        self.assertTrue(run.assignment)

    def test_why_a_worker_died_is_told(self):
        run = self.ask(DYING)
        self.cron()
        pid = run.pid
        self.wait_for(run, "best.json")
        self.wait_until_gone(run, pid)
        self.cron()
        self.assertEqual(run.state, "interrupted")
        self.assertIn("out of memory, says the fake", run.failure)

    def test_a_solver_that_ends_itself_goes_on_from_the_last_roster_less_strictly(self):
        run = self.ask(FAILING)
        self.cron()
        self.wait_for(run, "best.json")
        self.wait_until_gone(run, run.pid)
        with self.assertLogs("odoo.addons.cs_department.models.roster.run_queue", "WARNING"):
            self.cron()
        self.assertEqual((run.state, run.attempt), ("running", 2))
        self.wait_for(run, "result.json")
        self.cron()
        self.assertEqual(run.state, "done")

    def test_a_server_that_dies_before_the_process_exists_leaves_an_interrupted_run(self):
        run = self.ask(DONE)
        run._claim()
        long_ago = time.time() - run_queue.SILENT_SECONDS - 1
        os.utime(run._folder().path / "alive", (long_ago, long_ago))
        self.cron()
        self.assertEqual(run.state, "interrupted")

    def test_a_roster_of_another_shape_is_not_taken(self):
        run = self.compute(WRONG)
        self.assertEqual(run.state, "done")
        self.assertEqual(run.assignment, [[0, -1, -1], [0, -1, -1]])  # the last whole one

    def test_a_result_that_cannot_be_read_stops_nobody_else(self):
        run = self.ask(DONE)
        self.cron()
        self.wait_for(run, "result.json")
        (run._folder().path / "result.json").write_text('{"state": "done", "stages": 7, "seconds": "long"}')
        self.cron()
        self.assertEqual(run.state, "failed")

    def test_a_roster_is_computed_once_at_a_time(self):
        self.ask(ENDLESS)
        with self.assertRaisesRegex(UserError, "computed already"):
            self.ask(ENDLESS)

    def test_more_runs_than_allowed_wait_their_turn(self):
        other = self.env["cs.roster"].create(
            {"team_id": self.other_team.id, "date_from": "2026-04-01", "date_to": "2026-04-03"}
        )
        other.employee_ids = self.employee_of[self.outsider]
        first = self.ask(ENDLESS)
        second = self.env["cs.roster.run"]._ask(other, seed=ENDLESS).sudo()
        self.cron()
        self.assertEqual((first.state, second.state), ("running", "queued"))
        self.wait_for(first, "best.json")
        first.action_stop()
        self.wait_for(first, "result.json")
        self.cron()
        self.assertEqual((first.state, second.state), ("stopped", "running"))

    def test_a_place_is_taken_once_whoever_asks(self):
        run = self.ask(ENDLESS)
        self.cron()
        values = {"roster_id": self.roster.copy({"team_id": self.other_team.id}).id, "seconds": 1}
        other = self.env["cs.roster.run"].create(values)
        with self.assertRaises(IntegrityError), self.cr.savepoint(), mute_logger("odoo.sql_db"):
            other.write({"state": "running", "slot": run.slot})
            self.env.flush_all()

    def test_what_cannot_be_prepared_is_told(self):
        run = self.ask(DONE)

        def fails(_roster):
            raise UserError("There is no demand.")

        self.patch(type(self.env["cs.roster"]), "_problem", fails)
        self.cron()
        self.assertEqual((run.state, run.failure), ("failed", "There is no demand."))

    def test_folders_of_runs_long_over_are_thrown_away(self):
        run = self.compute(DONE)
        path = run._folder().path
        self.env["cs.roster.run"]._gc_folders()
        self.assertTrue(path.is_dir())
        (path.parent / "12-1-abc").mkdir()
        run.ended_at = "2026-02-01"
        self.env["cs.roster.run"]._gc_folders()
        self.assertFalse(path.exists())
        self.assertFalse((path.parent / "12-1-abc").exists())
        self.assertTrue(run.assignment)

    # -- who may -----------------------------------------------------------------

    def test_only_who_makes_rosters_has_them_computed(self):
        runs = self.env["cs.roster.run"]
        with self.assertRaises(AccessError):
            runs.with_user(self.agent)._ask(self.roster.with_user(self.agent))
        run = self.ask(ENDLESS)
        for method in ("poll", "action_stop", "action_again", "action_apply", "action_undo", "action_relax"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(run.with_user(self.agent), method)()

    def test_runs_of_another_company_are_not_seen(self):
        run = self.ask(ENDLESS)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "cs_stranger",
            groups="cs_department.group_cs_supervisor",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        with self.assertRaises(AccessError):
            run.with_user(stranger).poll()

    def test_a_run_is_started_not_written(self):
        run = self.ask(ENDLESS).with_user(self.supervisor)
        run.write({"seconds": 30, "seed": 4})
        with self.assertRaises(AccessError):
            run.write({"assignment": [[0]]})

    def test_a_contradiction_is_told_and_gives_way_with_one_click(self):
        run = self.compute(INFEASIBLE)
        self.assertEqual(run.state, "infeasible")
        said = {(finding.kind, finding.rule, finding.employee_id.name) for finding in run.finding_ids}
        self.assertEqual(
            said, {("conflict", "pinned", "Agent"), ("conflict", "rest", "Agent"), ("relaxation", "pinned", "Agent")}
        )
        run.with_user(self.supervisor).action_relax()
        self.assertEqual(run.state, "queued")
        self.assertEqual(run.changes[0]["rule"], "pinned")
        self.assertEqual(run.changes[0]["dates"], ["2026-04-01"])
        self.assertIn("Fixed shift", run.change_words[0])
