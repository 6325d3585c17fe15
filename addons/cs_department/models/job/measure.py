from odoo import api, fields, models
from odoo.exceptions import UserError


class CsJobMeasure(models.Model):
    """Something that a person can be measured by, or shows or does not: typing, standard Mandarin."""

    _name = "cs.job.measure"
    _description = "Tested ability"
    _inherit = ["cs.roster.shared.mixin"]
    _named_by_shared = True
    _book = "job_measures"
    _pack_row = "D24"

    kind = fields.Selection(
        [("number", "a figure"), ("shown", "shown or not shown")], "Result", required=True, default="number"
    )
    unit = fields.Char(translate=True, help="As characters/min.")
    better = fields.Selection(
        [("higher", "more is better"), ("lower", "less is better")], "Direction", required=True, default="higher"
    )
    way = fields.Selection(
        [
            ("papers", "by papers"),
            ("interview", "in an interview"),
            ("written", "by a written test"),
            ("practice", "by a practical test"),
        ],
        "Found out",
        required=True,
        default="practice",
    )


class CsJobResult(models.Model):
    """What somebody was found to be able to do, on a day."""

    _name = "cs.job.result"
    _description = "Result of a test of ability"
    _inherit = ["hr.mixin"]
    _order = "measured_on desc, id desc"
    _check_company_auto = True

    employee_id = fields.Many2one(
        "hr.employee", "Person", required=True, index=True, ondelete="cascade", check_company=True
    )
    user_id = fields.Many2one(related="employee_id.user_id", store=True, index=True, string="User of the person")
    company_id = fields.Many2one(related="employee_id.company_id", store=True, index=True, precompute=True)
    supervisor_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    measure_id = fields.Many2one(
        "cs.job.measure", "Ability", required=True, index=True, ondelete="restrict", check_company=True
    )
    kind = fields.Selection(related="measure_id.kind")
    unit = fields.Char(related="measure_id.unit")
    value = fields.Float("Result in figures", digits=(16, 2))
    is_shown = fields.Boolean("Shown in the test")
    measured_on = fields.Date("Tested on", required=True, default=lambda self: self.env.company._cs_today())
    tested_by_id = fields.Many2one(
        "res.users", "Tested by", required=True, readonly=True, default=lambda self: self.env.user
    )
    note = fields.Text()
    said = fields.Char("In words", compute="_compute_said")

    @api.depends("kind", "unit", "value", "is_shown")
    @api.depends_context("lang")
    def _compute_said(self):
        for result in self:
            result.said = result._in_words()

    def _in_words(self) -> str:
        if self.kind == "shown":
            return self.env._("shown") if self.is_shown else self.env._("not shown")
        return f"{self.value:g} {self.unit or ''}".strip()

    @api.depends("measure_id", "employee_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for result in self:
            # sudo: a name only
            result.display_name = f"{result.sudo().employee_id.name or ''} · {result.measure_id.name or ''}"

    @api.model_create_multi
    def create(self, vals_list):
        people = self.env["hr.employee"].browse({vals.get("employee_id") for vals in vals_list} - {None, False})
        supervisors = self.env["cs.team"]._supervisors_of(people)
        rows = [
            {
                **vals,
                "supervisor_id": supervisors.get(vals.get("employee_id"), (False, False))[1],
                "tested_by_id": self.env.uid,
            }
            for vals in vals_list
        ]
        results = super().create(rows)
        results._refuse_own()
        return results

    def write(self, vals):
        self._refuse_own()
        return super().write(
            {name: value for name, value in vals.items() if name not in ("supervisor_id", "tested_by_id")}
        )

    def _refuse_own(self):
        """Nobody tests himself."""
        if not self.env.su and any(result.user_id == self.env.user for result in self):
            raise UserError(self.env._("Nobody tests himself: somebody else writes the result down."))

    @api.model
    def _latest(self, employees, measures) -> dict:
        """(employee id, measure id) → the newest result (in sudo): one query."""
        found = {}
        for result in self.search([("employee_id", "in", employees.ids), ("measure_id", "in", measures.ids)]):
            found.setdefault((result.employee_id.id, result.measure_id.id), result)
        return found
