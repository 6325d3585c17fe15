import logging

from odoo import SUPERUSER_ID, api, models
from psycopg2.extensions import TransactionRollbackError

from ...core import import_cells, import_file, importing
from ...core.import_headers import MOMENTS
from ...core.now import utcnow
from .ticket_import import BUSY, LONGEST_KEY

_logger = logging.getLogger(__name__)

#: cases per transaction, small enough that a stop is heard within seconds
CHECK_BATCH = 500
CREATE_BATCH = 100
UNDO_BATCH = 100


class CsTicketImport(models.Model):
    """The background job: one phase after the other, a transaction per batch of cases.

    What has been done is written with the work itself, so that the job can be killed
    at any instant and goes on where it was.
    """

    _inherit = "cs.ticket.import"

    @api.model
    def _cron_run(self):
        """Work on every import that is not stopped, until done or out of time."""
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=self._remaining())
        failed = self.browse()
        while True:
            batch = self.search(
                [("state", "in", BUSY), ("stopped", "=", False), ("id", "not in", failed.ids)], limit=1, order="id"
            )
            # a stop that is being written at this moment goes first
            if not batch or not batch.try_lock_for_update():
                break
            try:
                with self.env.cr.savepoint():
                    worked = batch._run_batch()
            except TransactionRollbackError:
                raise
            except Exception as error:
                _logger.exception("Import %s failed", batch.id)
                batch._fail(error)
                failed |= batch
                worked = 0
            if not commit(worked):
                # the time of this run is up: the next one is to follow at once
                self._wake_up()
                break
            self.env.invalidate_all()

    @api.model
    def _remaining(self) -> int:
        """Cases that wait for the job."""
        waiting = {"checking": ["read"], "importing": ["good"], "undoing": ["done"]}
        batches = self.search([("state", "in", BUSY), ("stopped", "=", False)])
        reading = len(batches.filtered(lambda batch: batch.state == "reading"))
        return reading + sum(
            self.env["cs.ticket.import.case"].search_count(
                [("import_id", "=", batch.id), ("state", "in", waiting.get(batch.state, []))]
            )
            for batch in batches
        )

    def _run_batch(self) -> int:
        """One batch of the present phase.

        :return: how many cases were worked on.
        """
        self.ensure_one()
        # the system is the author of all it makes, so that people's work on it is told apart
        system = (
            self.with_user(SUPERUSER_ID).with_company(self.company_id).with_context(lang=self.user_id.lang, tz=self.tz)
        )
        return getattr(system, f"_run_{self.state}")()

    def _staged(self, state, limit):
        return self.env["cs.ticket.import.case"].search(
            [("import_id", "=", self.id), ("state", "=", state)], order="id", limit=limit
        )

    # -- phases ------------------------------------------------------------------

    def _run_reading(self) -> int:
        """Read the whole file into staged cases, in one transaction."""
        width = len(self.column_ids)
        targets = {column.position: column.target for column in self.column_ids}
        numbers = [position for position, target in targets.items() if target == "number"]
        times = [position for position, target in targets.items() if target in MOMENTS]
        memo = {}
        rows = []
        for number, cells in import_file.rows(self._data(), width):
            # the same words stand in a file thousands of times: keep them once
            rows.append((number, [memo.setdefault(cell, cell) for cell in cells]))
        rows = rows[1:]
        order = self.date_order
        if order == "auto":
            order = import_cells.guess_order(cells[position] for _number, cells in rows for position in times)
        missing = self._reader().missing
        keys = [
            ((numbers and import_cells.value(cells[numbers[0]], missing)[:LONGEST_KEY]) or f"#{number}", position)
            for position, (number, cells) in enumerate(rows)
        ]
        # sudo: staged rows are written by the machinery only
        staged = self.env["cs.ticket.import.case"].sudo()
        staged.search([("import_id", "=", self.id)]).unlink()
        staged.create(
            [
                {
                    "import_id": self.id,
                    "number": number,
                    "row": rows[positions[0]][0],
                    "rows": [rows[position] for position in positions],
                }
                for number, positions in importing.group(keys).items()
            ]
        )
        self.write({"row_count": len(rows), "date_order_found": order, "state": "checking"})
        return 1

    def _run_checking(self) -> int:
        staged = self._staged("read", CHECK_BATCH)
        if staged:
            self._check_staged(staged)
            return len(staged)
        self.word_ids.filtered(lambda word: not word.count and not word.replacement).unlink()
        self._make_rejected_file()
        self._finish("checked")
        return 0

    def _run_importing(self) -> int:
        staged = self._staged("good", CREATE_BATCH)
        if not staged:
            self._make_rejected_file()
            self._finish("done")
            return 0
        try:
            with self.env.cr.savepoint():
                self._create_staged(staged)
        except TransactionRollbackError:
            raise
        except Exception:
            _logger.exception("A batch of import %s failed, going case by case", self.id)
            self._create_singly(staged)
        return len(staged)

    def _create_singly(self, staged):
        """Each case for itself; what cannot be made is a bad row with its reason."""
        for line in staged:
            try:
                with self.env.cr.savepoint():
                    self._create_staged(line)
            except TransactionRollbackError:
                raise
            except Exception as error:
                reason = str(error.args[0] if error.args else error).strip()
                line.state = "bad"
                self.env["cs.ticket.import.error"].create(
                    {"import_id": self.id, "row": line.row, "number": line.number, "reason": reason}
                )
                if self.mode == "all":
                    self.failure = self.env._(
                        "Row %(row)s could not be imported, so everything is taken back: %(reason)s",
                        row=line.row,
                        reason=reason,
                    )
                    self.state = "undoing"
                    return

    # -- ends --------------------------------------------------------------------

    def _finish(self, state):
        """The phase is over: told to whoever began it, and kept in the chatter."""
        self.write({"state": state, "finished_at": utcnow()})
        self._message_log(
            body=self.env._(
                "%(phase)s: %(done)s cases here, %(bad)s bad, %(kept)s kept.",
                phase=dict(self._fields["state"]._description_selection(self.env))[state],
                done=self.done_count,
                bad=self.bad_count,
                kept=self.kept_count,
            )
        )
        self.user_id._bus_send(
            "simple_notification",
            {
                "title": self.name,
                "message": dict(self._fields["state"]._description_selection(self.env))[state],
                "type": "success",
            },
        )

    def _fail(self, error):
        """The phase cannot go on: it stands still until somebody resumes or undoes it."""
        reason = str(error.args[0] if error.args else error)
        if isinstance(error, import_file.UnreadableFile):
            reason = self._say_unreadable(reason)
        self.write({"stopped": True, "failure": reason})
