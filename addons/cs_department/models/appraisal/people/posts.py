from odoo import api, fields, models


class CsAppraisalPeriod(models.Model):
    """Posts say by which scheme people are appraised."""

    _inherit = "cs.appraisal.period"

    @api.model
    def _scheme_of(self, employees):
        found = super()._scheme_of(employees)
        # sudo: which post somebody has is known to whoever runs appraisals
        for employee in employees.sudo():
            scheme = employee.job_id.cs_profile_id.scheme_id
            if scheme:
                found[employee.id] = scheme
        return found

    @api.model
    def _people_with_scheme(self, company):
        people = self.env["hr.employee"].search(
            [("company_id", "=", company.id), ("job_id.cs_profile_id.scheme_id", "!=", False)]
        )
        return super()._people_with_scheme(company) | people


class CsJobProfile(models.Model):
    _inherit = "cs.job.profile"

    scheme_id = fields.Many2one(
        "cs.appraisal.scheme",
        "Appraised by",
        index="btree_not_null",
        check_company=True,
        help="Whoever holds the job is appraised by it.",
    )
