import logging

from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError
from odoo.fields import Domain
from psycopg2 import IntegrityError
from psycopg2.extensions import TransactionRollbackError

from .run import RUNNING

_logger = logging.getLogger(__name__)


class CsBillingBatch(models.Model):
    """Some units of a run: computed or billed in one transaction, by whichever worker takes them.

    What a batch did and that it is done are committed together: killed at any instant, it is either
    done or not begun. Several workers go through the batches of one run; each is held by one of them.
    """

    _name = "cs.billing.batch"
    _description = "Batch of a billing run"
    _inherit = ["cs.due.mixin"]
    _order = "id"
    _allow_sudo_commands = False

    run_id = fields.Many2one("cs.billing.run", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="run_id.company_id", store=True, index=True)
    kind = fields.Selection([("compute", "Work out"), ("bill", "Bill")], required=True, readonly=True)
    unit_numbers = fields.Json("Units", readonly=True, help="Database numbers of its units.")
    is_done = fields.Boolean("Finished", readonly=True)

    @api.model
    def _cron_bill(self):
        """Take batches one by one, each in a transaction of its own; then end the runs that are through."""
        self._cron_due(batch=1)
        self.env["cs.billing.run"]._end_finished()

    @api.model
    def _due_domain(self):
        # a run that was stopped keeps its batches for later
        return super()._due_domain() & Domain("run_id.state", "in", RUNNING)

    def _act_on_time(self):
        for batch in self:
            # one at a time: the cron takes one batch per transaction
            units = self.env["cs.estate.unit"].browse(batch.unit_numbers).exists()
            if batch.kind == "compute":
                batch.run_id._compute_units(units)
            else:
                batch.run_id._bill_units(units)
        self.write({"is_done": True, "next_action_at": False})


class CsBillingRun(models.Model):
    _inherit = "cs.billing.run"

    @api.model
    def _end_finished(self):
        """Runs without open batches are through; asked in a transaction that began after the last batch."""
        self.env["ir.cron"]._commit_progress()
        runs = self.search([("state", "in", RUNNING)])
        waiting = self.env["cs.billing.batch"]._read_group(
            [("run_id", "in", runs.ids), ("is_done", "=", False)], ["run_id"]
        )
        for run in runs - self.browse([run.id for (run,) in waiting]):
            # few runs are under way at once
            run._end()

    def _end(self):
        """Say how it went, once."""
        if not self.try_lock_for_update():
            return
        counts = self._counts()
        if self.state == "computing":
            self.state = "computed"
            self.message_post(
                body=self.env._(
                    "Computed: %(draft)s charges, %(error)s not possible, %(amount)s in all.",
                    draft=counts["draft"],
                    error=counts["error"],
                    amount=self.currency_id.format(counts["proposed"]),
                )
            )
        else:
            self.write({"state": "done", "finished_at": utcnow()})
            self.message_post(
                body=self.env._(
                    "Billed: %(billed)s charges, %(error)s not possible, %(amount)s in all.",
                    billed=counts["billed"],
                    error=counts["error"],
                    amount=self.currency_id.format(counts["owed"]),
                )
            )

    def _bill_units(self, units):
        """Bill what is proposed for these units; a unit that cannot be billed keeps its error."""
        charges = self.env["cs.billing.line"].search(
            [("run_id", "=", self.id), ("state", "=", "draft"), ("unit_id", "in", units.ids)], order="id"
        )
        try:
            with self.env.cr.savepoint():
                self._bill_charges(charges)
        except TransactionRollbackError:
            raise
        except Exception as error:
            _logger.info("Batch of %s goes on unit by unit: %s", self.name, error)
            self.env.invalidate_all()
            self._bill_singly(charges)

    def _bill_singly(self, charges):
        for ours in charges.grouped("unit_id").values():
            # only when the batch failed: the bad unit is found, the others are billed
            try:
                with self.env.cr.savepoint():
                    self._bill_charges(ours)
            except TransactionRollbackError:
                raise
            except Exception as error:
                self.env.invalidate_all()
                ours.write({"state": "error", "error": self._words(error)})

    def _bill_charges(self, charges):
        charges._invoice(self.invoice_date)
        if self.company_id.cs_billing_use_prepayments:
            charges.unit_id._use_credits()

    def _words(self, error) -> str:
        """What went wrong, as people read it."""
        if isinstance(error, IntegrityError):
            return self.env._("For some of these days the fee was billed already.")
        if not isinstance(error, UserError):
            _logger.exception("A unit of %s could not be billed", self.name)
        return str(error.args[0] if error.args else error)
