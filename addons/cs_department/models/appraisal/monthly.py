import logging

from odoo import api, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class CsAppraisalPeriod(models.Model):
    """The month that is over is computed by itself, on the day that the settings say."""

    _inherit = "cs.appraisal.period"

    @api.model
    def _cron_month(self):
        """Open and compute the last month of each company whose day has come; safe to run twice."""
        commit = self.env["ir.cron"]._commit_progress
        for company in self.env["res.company"].search([("cs_appraisal_day", ">", 0)]):
            try:
                with self.env.cr.savepoint():
                    self.with_company(company)._open_month(company)
            except UserError as error:
                # a scheme that does not add up, for example: its form says so; tried again the next day
                _logger.info("The last month of %s is not computed: %s", company.name, error)
            if not commit(1):
                break

    @api.model
    def _open_month(self, company):
        """Make the period of the last month where there is none, and compute it once."""
        today = self.env.company._cs_today()
        first, last = self._last_month()
        if today.day < company.cs_appraisal_day:
            return
        known = self.search([("company_id", "=", company.id), ("date_from", "=", first), ("date_to", "=", last)])
        if known or not self._people_with_scheme(company):
            return
        self.create({"company_id": company.id, "date_from": first, "date_to": last})._begin_run()
