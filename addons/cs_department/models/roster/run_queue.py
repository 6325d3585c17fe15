import logging
import secrets
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import config
from psycopg2 import IntegrityError
from psycopg2.extensions import TransactionRollbackError

from ...core.now import utcnow
from ...core.roster.folder import Folder, thinned
from . import run_child

_logger = logging.getLogger(__name__)

#: a worker gives a sign of life every 2 s; one that is silent so long is gone
SILENT_SECONDS = 30
#: what a solver says that found itself at fault
SOLVER_FAILED = "Check failed"
#: one that does not end by itself so long after it was asked to is ended
STOP_SECONDS = 15
#: folders of runs that ended so long ago are thrown away: what matters is on the run
KEEP_FOLDER = timedelta(days=3)
KEEP_RUN = timedelta(days=366)


class CsRosterRun(models.Model):
    """The queue, the process, and what it writes: taken in by short passes.

    A pass begins what may begin and reads what has come; it never waits for the
    solver. All that is known stands in the run and in its folder, so that a pass can be
    killed at any instant, and any server that shares the data directory goes on.
    """

    _inherit = "cs.roster.run"

    def _wake_up(self):
        self.env.ref("cs_department.cron_roster_run")._trigger()

    @api.model
    def _cron_run(self):
        """Take in what the processes have written, then begin what waits."""
        commit = self.env["ir.cron"]._commit_progress
        for run in self.search([("state", "=", "running")], order="id"):
            run._collect_safely()
            if not commit(1):
                return
        for run in self.search([("state", "=", "queued")], order="id"):
            run._begin_safely(commit)
            if not commit(1):
                return

    # -- begin -------------------------------------------------------------------

    def _requeue(self):
        """Wait for a turn (again); the last roster is where the work goes on."""
        self.finding_ids.unlink()
        self.write(
            {
                "state": "queued",
                "is_stopping": False,
                "failure": False,
                "ended_at": False,
                "gap_count": 0,
                "soft_count": 0,
                "applied_at": False,
                "former": False,
            }
        )
        self._wake_up()

    def _begin_safely(self, commit):
        """Claim a place and start the process; the claim is committed before the process exists.

        Whoever else tries at the same moment fails at the unique place. If this server
        dies between the two, no sign of life follows, and the run counts as interrupted.
        """
        try:
            with self.env.cr.savepoint():
                claimed = self._claim()
                self.env.flush_all()
        except (TransactionRollbackError, IntegrityError):
            # another server was quicker; the snapshot of this pass is of no use any more
            self.env.cr.rollback()
            return
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.exception("Roster run %s could not be prepared", self.id)
            self._end("failed", failure=str(error.args[0] if error.args else error))
            return
        if claimed:
            commit(0)
            self._start_process()

    def _claim(self) -> bool:
        """Take a free place for this run and lay out its folder."""
        if not self.try_lock_for_update() or self.state != "queued":
            return False
        running = self.search([("state", "=", "running"), ("company_id", "=", self.company_id.id)])
        free = set(range(1, self.company_id.cs_roster_parallel + 1)) - set(running.mapped("slot"))
        if not free:
            return False
        problem = self._problem()
        attempt = self.attempt + 1
        values = {
            "state": "running",
            "slot": min(free),
            "attempt": attempt,
            # a copy of the database makes folders of its own; so does every attempt
            "folder": f"{self.env.cr.dbname}/{self.id}-{attempt}-{secrets.token_hex(4)}",
            "host": run_child.host(),
            "pid": 0,
            "progress_offset": 0,
            "best_mark": False,
            "curve": [],
            "stages": [],
            "started_at": utcnow(),
            "digest": problem.digest,
        }
        start = self._start_assignment(problem)
        self.write(values | {"axes": self._axes(problem), "assignment": start})
        self._folder().prepare(self._problem_text(problem), self._options(start))
        return True

    def _options(self, start) -> dict:
        """What the worker is told, see ``core/roster/worker.py``."""
        return {
            "mode": self.mode,
            "seed": self.seed,
            "seconds": self.seconds,
            "workers": self.workers,
            "reproducible": not self.is_careful,
            "start": start or None,
        }

    def _start_process(self):
        try:
            self.pid = run_child.start(self._folder().path)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            _logger.exception("The process of roster run %s could not be started", self.id)
            self._end("failed", failure=str(error))

    # -- collect -----------------------------------------------------------------

    def _folder(self) -> Folder:
        own = self.env.cr.dbname
        # a copy of a database knows the folders of the other one: it reads, stops and ends nothing there
        known = (self.folder or "").startswith(f"{own}/")
        return Folder(self._folder_root() / (self.folder if known else f"{own}/none"))

    @api.model
    def _folder_root(self) -> Path:
        """Beside the file store: servers share it."""
        return Path(config["data_dir"]) / "cs_roster"

    def _collect_safely(self):
        """Take in what has come; a run that somebody else is taking in is left to him."""
        if self.state != "running":
            return
        try:
            with self.env.cr.savepoint():
                if self.try_lock_for_update() and self.state == "running":
                    self._collect()
                    self.env.flush_all()
        except TransactionRollbackError:
            raise
        except Exception as error:
            _logger.exception("The result of roster run %s could not be read", self.id)
            self._end("failed", failure=str(error))

    def _collect(self):
        folder = self._folder()
        result = folder.result()
        silent = folder.silent_seconds()
        self._take_progress(folder)
        self._take_best(folder)
        if result:
            self._take_result(result)
        elif silent > SILENT_SECONDS or (self._is_here() and not run_child.is_alive(self.pid, folder.path)):
            # it may have ended between the two looks
            result = folder.result()
            if result:
                self._take_result(result)
            else:
                self._kill()
                self._end_or_go_on(folder.last_words())
        elif self.is_stopping:
            self._end_if_deaf(folder)

    def _end_or_go_on(self, words):
        """The process ended without a result.

        Where the solver gave up on itself, the work goes on once from the last roster, in
        the mode that is less strict about being repeatable.
        """
        if SOLVER_FAILED in words and not self.is_careful:
            _logger.warning("The solver of roster run %s ended itself: %s", self.id, words)
            self.write({"is_careful": True, "slot": 0, "pid": 0})
            self._requeue()
        else:
            self._end("interrupted", failure=words)

    def _is_here(self) -> bool:
        """Whether the process was started on this server, and can be looked at."""
        return bool(self.pid) and self.host == run_child.host()

    def _end_if_deaf(self, folder):
        """A process that does not hear the stop is ended; its best roster stands."""
        asked = folder.path / "stop"
        if not asked.exists():
            folder.stop()
        elif (folder.path / "looked").stat().st_mtime - asked.stat().st_mtime > STOP_SECONDS and self._is_here():
            self._kill()
            self._end("stopped")

    def _kill(self):
        if self._is_here():
            run_child.kill(self.pid, self._folder().path)

    def _take_progress(self, folder):
        points, offset = folder.progress(self.progress_offset)
        if points:
            self.write({"curve": thinned([*(self.curve or []), *points]), "progress_offset": offset})

    def _take_best(self, folder):
        best, mark = folder.best(self.best_mark)
        if best and self._fits(best.get("assignment")):
            self.write({"assignment": best["assignment"], "costs": best.get("costs") or {}, "best_mark": mark})

    def _take_result(self, result):
        if self._fits(result.get("assignment")):
            self.assignment = result["assignment"]
        self.write(
            {
                "stages": result.get("stages") or [],
                "solver": result.get("solver"),
                "is_repeatable": bool(result.get("reproducible")),
                "took": result.get("seconds") or 0,
            }
        )
        state = result.get("state")
        self._end(
            state if state in ("done", "stopped", "infeasible") else "failed",
            failure=result.get("error") or False,
            conflict=result.get("conflict"),
        )

    # -- end ---------------------------------------------------------------------

    def _end(self, state, failure=False, conflict=None):
        """The run is over: its account is given, who asked is told, the next one may begin."""
        self.write(
            {"state": state, "failure": failure, "slot": 0, "is_stopping": False, "ended_at": utcnow(), "pid": 0}
        )
        if not self.took and self.started_at:
            self.took = (self.ended_at - self.started_at).total_seconds()
        self._give_account(conflict)
        states = dict(self._fields["state"]._description_selection(self.env))
        good = state in ("done", "stopped")
        self.user_id._bus_send(
            "simple_notification",
            {
                "title": self.roster_id.display_name,
                "message": states[state],
                "type": "success" if good else "warning",
            },
        )
        self._wake_up()

    @api.autovacuum
    def _gc_folders(self):
        """Folders of runs long over, and of runs that are gone, are thrown away; so are old runs."""
        self.search([("ended_at", "<", utcnow() - KEEP_RUN), ("state", "not in", ["queued", "running"])]).unlink()
        own = self._folder_root() / self.env.cr.dbname
        recent = self.search([("folder", "!=", False)]).filtered(
            lambda run: run.state == "running" or (run.ended_at or utcnow()) > utcnow() - KEEP_FOLDER
        )
        kept = {Path(run.folder).name for run in recent}
        for path in own.iterdir() if own.is_dir() else ():
            if path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)
