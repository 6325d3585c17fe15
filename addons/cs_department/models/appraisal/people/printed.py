from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from ....core.now import utcnow


class CsAppraisal(models.Model):
    """The appraisal on paper, to be signed."""

    _inherit = "cs.appraisal"

    def action_print(self):
        """The appraisals as a PDF, for whoever may read them."""
        self.check_access("read")
        # sudo: the report is ours, its content is asked for with the rights of the reader
        report = self.env.ref("cs_department.cs_appraisal_report").sudo()
        return report.with_env(self.env).report_action(self, config=False)

    def _paper(self) -> dict:
        """What stands on the page.

        :raises AccessError: for somebody who may not read the appraisal.
        """
        self.ensure_one()
        if not self.has_access("read"):
            raise AccessError(self.env._("This appraisal is not yours to read."))
        # sudo: names of the person, the team and the post stand on the page
        known = self.sudo()
        return {
            **self._my_facts(),
            "person": known.employee_id.name,
            "department": known.department_id.name or "",
            "team": known.team_id.name or "",
            "job": known.employee_id.job_id.name or "",
            "supervisor": known.supervisor_id.name or "",
            "confirmed": self._my_moment(self.confirmed_at),
            "printed": format_date(self.env, self._local_today(utcnow())),
        }
