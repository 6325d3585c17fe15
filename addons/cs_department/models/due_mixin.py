import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from psycopg2.extensions import TransactionRollbackError

from ..core.now import utcnow

_logger = logging.getLogger(__name__)

#: a record that failed is tried again after this
RETRY = timedelta(minutes=15)
#: snapshots that other workers may spoil in one pass
MAX_COLLISIONS = 100


class CsDueMixin(models.AbstractModel):
    """Records on which time itself must act.

    Work is found by the indexed ``next_action_at``, so that a pass costs what is due,
    however many records wait. A model says in :meth:`_act_on_time` what is to be done,
    and moves ``next_action_at`` on; a scheduled action calls :meth:`_cron_due`.
    """

    _name = "cs.due.mixin"
    _description = "Record on which time acts"

    next_action_at = fields.Datetime(readonly=True, copy=False)

    _next_action_idx = models.Index("(next_action_at) WHERE next_action_at IS NOT NULL")

    @api.model
    def _cron_due(self, batch=200):
        """Do everything that is due, batch by batch; safe to kill and to run twice.

        A record that another worker holds is his; one that fails, or is still due when
        it was seen to, is put aside, so that the pass ends.
        """
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=self.search_count(self._due_domain()))
        aside, collisions = self.browse(), 0
        while True:
            due = self.search(
                self._due_domain() & Domain("id", "not in", aside.ids),
                order="next_action_at, id",
                limit=batch,
            )
            if not due:
                break
            try:
                taken = due.try_lock_for_update()
                aside |= (due - taken) | taken._act_on_time_safely()
            except TransactionRollbackError:
                # another worker changed a record since this snapshot (or waited for one): look again
                self.env.cr.rollback()
                collisions += 1
                if collisions > MAX_COLLISIONS:
                    raise
                continue
            if not commit(len(taken)):
                break

    @api.model
    def _due_domain(self):
        return Domain("next_action_at", "<=", utcnow())

    def _act_on_time(self):
        """Do what is due now for all of these records, in batch."""
        raise NotImplementedError

    def _put_off(self, moment):
        """Look at the records again at ``moment`` (naive UTC)."""
        self.write({"next_action_at": moment})

    def _act_on_time_safely(self):
        """All at once; if that fails, each record for itself.

        :return: the records that this pass must not look at again.
        """
        try:
            with self.env.cr.savepoint():
                self._act_on_time()
        except TransactionRollbackError:
            raise
        except Exception:
            _logger.exception("Time-driven batch of %s failed, going one by one", self._name)
            self._act_on_time_singly()
        return self.filtered_domain(self._due_domain())

    def _act_on_time_singly(self):
        """Each record for itself; one that fails is tried again a while later."""
        for record in self:
            try:
                with self.env.cr.savepoint():
                    record._act_on_time()
            except TransactionRollbackError:
                raise
            except Exception:
                _logger.exception("Time-driven work on %s failed", record)
                record._put_off(utcnow() + RETRY)
