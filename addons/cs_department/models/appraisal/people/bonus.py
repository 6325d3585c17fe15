from odoo import api, fields, models
from odoo.exceptions import AccessError


class CsAppraisalPeriod(models.Model):
    """Results for the bonus: as rows for a payroll, and as a spreadsheet."""

    _inherit = "cs.appraisal.period"

    def _bonus_rows(self) -> list[dict]:
        """What a payroll needs: one row per person of these periods, in the order of names.

        The hook of payrolls: read in sudo by whoever computes wages. ``is_final`` says whether
        the row can still change. The bonus itself is the payroll's: it multiplies it by
        ``coefficient``.
        """
        found = self.env["cs.appraisal"].search(
            [("period_id", "in", self.ids), ("has_score", "=", True)], order="date_from, id"
        )
        rows = [one._bonus_row() for one in found]
        return sorted(rows, key=lambda row: (row["date_from"], row["department"], row["employee"]))

    def action_bonus_xlsx(self):
        """The results as a spreadsheet.

        :raises AccessError: for anybody but managers and HR.
        """
        self.ensure_one()
        self.check_access("read")
        self._check_bonus_reader()
        return {"type": "ir.actions.act_url", "url": f"/cs/appraisal/{self.id}/xlsx", "target": "download"}

    def _check_bonus_reader(self):
        user = self.env.user
        if not (user.has_group("cs_department.group_cs_manager") or user.has_group("hr.group_hr_user")):
            raise AccessError(self.env._("Managers and HR export the results."))

    def _bonus_columns(self) -> list[tuple]:
        return [
            (self.env._("Number"), 12, "barcode", "text"),
            (self.env._("Person"), 14, "employee", "text"),
            (self.env._("Department"), 18, "department", "text"),
            (self.env._("Scheme"), 22, "scheme", "text"),
            (self.env._("First day"), 12, "first", "text"),
            (self.env._("Last day"), 12, "last", "text"),
            (self.env._("Score"), 10, "score", "points"),
            (self.env._("Grade"), 10, "grade", "text"),
            (self.env._("Coefficient"), 12, "coefficient", "factor"),
            (self.env._("State"), 12, "state", "text"),
        ]


class CsAppraisal(models.Model):
    _inherit = "cs.appraisal"

    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        index="btree_not_null",
        help="Where the person worked when the appraisal was made.",
    )

    @api.depends("employee_id")
    def _compute_department_id(self):
        """When the appraisal is made, and not again: who moves later was appraised where he was."""
        for one in self:
            # sudo: the department of a colleague is no secret
            one.department_id = one.sudo().employee_id.department_id

    def _bonus_row(self) -> dict:
        person = self.sudo().employee_id  # sudo: the row names the person
        return {
            "employee_id": person.id,
            "appraisal_id": self.id,
            "period_id": self.period_id.id,
            "barcode": person.barcode or "",
            "employee": person.name,
            "department": self.department_id.name or "",
            "scheme": self.scheme_id.name or "",
            "date_from": self.date_from,
            "date_to": self.date_to,
            "first": fields.Date.to_string(self.date_from),
            "last": fields.Date.to_string(self.date_to),
            "score": self.score,
            "grade": self.grade_name or "",
            "coefficient": self.coefficient,
            "state": dict(self._fields["state"]._description_selection(self.env))[self.state],
            "is_final": self.state == "final",
        }
