from odoo import models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError

from ...core import billing

#: units computed in one transaction
COMPUTE_UNITS = 200
#: documents posted in one transaction: while it lasts, who posts into the same journal waits
BILL_DOCUMENTS = 20


class CsBillingRun(models.Model):
    """What people do with a run; the work itself is done in the background, batch by batch."""

    _inherit = "cs.billing.run"

    def action_compute(self):
        """Work out the charges anew, as proposals: nothing is booked."""
        self._asked("draft", "computed", "cancelled")._begin_computing()

    def action_compute_missing(self):
        """Work out what is not billed yet, once its errors are mended."""
        self._asked("done")._begin_computing()

    def _begin_computing(self):
        self._drop_proposals()
        self.write(
            {
                "state": "computing",
                "computed_by_id": self.env.uid,
                "computed_at": utcnow(),
                "approved_by_id": False,
                "approved_at": False,
                "finished_at": False,
            }
        )
        for run in self:
            # people compute one run
            run._queue("compute", billing.batches(((unit_id, 1) for unit_id in run._units().ids), COMPUTE_UNITS))

    def action_approve(self):
        """Bill what was computed."""
        for run in self._asked("computed"):
            # people approve one run
            if run.company_id.cs_billing_second_person and run.computed_by_id == self.env.user:
                raise UserError(self.env._("Somebody else than %(who)s approves the run.", who=self.env.user.name))
            if not run._counts()["draft"]:
                raise UserError(self.env._("There is nothing to bill."))
            run.write({"state": "billing", "approved_by_id": self.env.uid, "approved_at": utcnow()})
            run._queue("bill", billing.batches(run._documents(), BILL_DOCUMENTS))

    def action_stop(self):
        """Go no further than the batch under way."""
        self._asked("computing", "billing").write({"state": "stopped"})

    def action_resume(self):
        """Go on where the run was stopped."""
        for run in self._asked("stopped"):
            # people resume one run
            run.state = "billing" if run.approved_at else "computing"
        self._wake_up()

    def action_cancel(self):
        """Bill nothing more; what is billed stays."""
        runs = self._asked("draft", "computed", "stopped")
        runs._drop_proposals()
        runs.write({"state": "cancelled"})

    def _asked(self, *states):
        """The runs in sudo, for whoever may do this to them now.

        :raises AccessError: for whoever does not keep the accounts of fees.
        :raises UserError: for a run in another state.
        """
        self.check_access("write")
        # sudo: verbs write what nobody writes by hand
        runs = self.sudo()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for run in runs:
            if run.state not in states:
                raise UserError(self.env._("%(run)s is in state “%(state)s”.", run=run.name, state=labels[run.state]))
        return runs

    def _drop_proposals(self):
        """Forget what was not billed."""
        self.env["cs.billing.batch"].sudo().search([("run_id", "in", self.ids)]).unlink()  # sudo: the queue is ours
        charges = self.env["cs.billing.line"].sudo()  # sudo: proposals are the system's
        charges.search([("run_id", "in", self.ids), ("state", "in", ("draft", "error"))]).unlink()

    def _documents(self):
        """(unit id, number of its invoices) in the order of buildings."""
        rows = self.env["cs.billing.line"]._read_group(
            [("run_id", "=", self.id), ("state", "=", "draft")],
            ["building_id", "unit_id"],
            ["partner_id:count_distinct", "due_on:count_distinct"],
            order="building_id, unit_id",
        )
        return [(unit.id, max(payers * days, 1)) for _building, unit, payers, days in rows]

    def _queue(self, kind, unit_lists):
        """Lay the work out for the background and wake it up."""
        batches = self.env["cs.billing.batch"].sudo()  # sudo: the queue is the system's
        batches.create(
            [{"run_id": self.id, "kind": kind, "unit_numbers": ids, "next_action_at": utcnow()} for ids in unit_lists]
        )
        self._wake_up()

    def _wake_up(self):
        """Begin at once rather than at the next minute, on as many workers as there are."""
        for cron in self._workers():
            cron._trigger()

    def _workers(self):
        names = ("cron_billing", "cron_billing_2")
        # sudo: whoever approved wakes the system's work up
        return [self.env.ref(f"cs_property.{name}").sudo() for name in names]
