import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import split_every
from psycopg2.extensions import TransactionRollbackError

_logger = logging.getLogger(__name__)

#: charges whose late fees are billed in one transaction
BATCH = 50


class CsLateCharge(models.Model):
    """The monthly run: bills the late fees of everything that is or was open, up to the day of the run."""

    _inherit = "cs.late.charge"

    @api.model
    def _cron_late(self):
        """Bill late fees on the day of the month that each company says; killed and run again, nothing is doubled."""
        commit = self.env["ir.cron"]._commit_progress
        for company in self.env["res.company"].search([("cs_late_run_day", ">", 0)]):
            # companies are few; each has its own day
            today = company._cs_today()
            day = today.replace(day=company.cs_late_run_day)
            if today < day or (company.cs_late_billed_on and company.cs_late_billed_on >= day):
                continue
            if not self.with_company(company)._bill_until(company, day, commit):
                return
            company.cs_late_billed_on = day
            commit()

    @api.model
    def _bill_until(self, company, day, commit) -> bool:
        """Bill all late fees of a company up to a day, batch by batch.

        :param commit: called after each batch, gives the seconds that are left.
        :return: whether everything was seen to.
        """
        charges = self.env["cs.billing.line"]
        found = charges.search([("company_id", "=", company.id), *charges._late_domain(day)], order="id").ids
        commit(remaining=len(found))
        for ids in split_every(BATCH, found):
            # each batch is committed: what was billed stays billed
            self._bill_batch(charges.browse(ids), day)
            if not commit(len(ids)):
                return False
        return True

    @api.model
    def _bill_batch(self, charges, day):
        try:
            with self.env.cr.savepoint():
                charges._bill_late(day)
                charges.filtered(lambda one: not one.amount_residual).write({"late_done": True})
        except TransactionRollbackError:
            raise
        except UserError as error:
            _logger.warning("Late fees were not billed for %s charges: %s", len(charges), error)
            self.env.invalidate_all()
            if len(charges) > 1:
                for charge in charges:
                    # only when the batch failed: the bad charge is found, the others are billed
                    self._bill_batch(charge, day)

    @api.model
    def action_bill_now(self):
        """Bill late fees up to today at once, for the accountant.

        :raises AccessError: for everybody else.
        """
        self.env["cs.billing.line"]._check_may_bill()
        company = self.env.company
        # sudo: the right was checked; charges and entries are written by the system
        self.sudo()._bill_until(company, company._cs_today(), lambda *args, **kwargs: True)
        return self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_late_charge_action")
