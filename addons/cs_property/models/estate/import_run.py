import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ...core import estate_sheet

_logger = logging.getLogger(__name__)
#: rows written in one transaction
BATCH = 500


class CsEstateImport(models.Model):
    """The job: in one transaction where all or nothing was asked for, else batch by batch.

    Killed at any instant, the next run goes on where it was: rows that came in change nothing.
    """

    _inherit = "cs.estate.import"

    @api.model
    def _cron_import(self):
        """Import what waits."""
        commit = self.env["ir.cron"]._commit_progress
        for one in self.search([("state", "=", "waiting")], order="id"):
            if not one.try_lock_for_update():
                continue
            named = set(one.error_ids.mapped("row"))
            _rows, lines, _bad = one._read()
            lines = [line for line in lines if line.row not in named]
            size = len(lines) if one.all_or_nothing else BATCH
            while one.state == "waiting":
                one._write_or_stop(estate_sheet.batch(lines, one.position, size))
                if not commit(1):
                    return

    def _write_or_stop(self, lines):
        """Write a batch whole; what the register refuses stops the import with its sentence."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self._write_lines(lines)
        except (UserError, IntegrityError) as error:
            self.env.invalidate_all()
            _logger.info("import %s of units stopped: %s", self.id, error)
            words = str(error) if isinstance(error, UserError) else self.env._("The register changed meanwhile.")
            self.write({"state": "refused", "trouble": words})

    def _write_lines(self, lines):
        """Write rows in batches: buildings, stairs, units, persons, and who is where."""
        quiet = self.with_company(self.company_id).with_context(tracking_disable=True, mail_create_nolog=True)
        quiet._write_people(lines, quiet._write_units(lines, quiet._write_places(lines)))
        position = self.position + len(lines)
        self.write({"position": position, "state": "done" if position >= self.good_count else "waiting"})
