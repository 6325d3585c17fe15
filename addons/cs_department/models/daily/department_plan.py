from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...core.now import utcnow
from ...core.plan import progress

#: kind of a plan → months
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


class CsDepartmentPlan(models.Model):
    """What the department, or a team, wants to reach in a month, a quarter or a year (D18)."""

    _name = "cs.department.plan"
    _description = "Department plan"
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    team_id = fields.Many2one(
        "cs.team", index="btree_not_null", check_company=True, help="Empty: the whole department."
    )
    user_id = fields.Many2one("res.users", "Responsible", required=True, default=lambda self: self.env.user)
    kind = fields.Selection(
        [("month", "Monthly"), ("quarter", "Quarterly"), ("half", "Half-yearly"), ("year", "Yearly")],
        "How often",
        required=True,
        default="month",
    )
    date_from = fields.Date("First day", required=True, index=True, default=lambda self: self._default_date_from())
    date_to = fields.Date("Last day", compute="_compute_date_to", store=True)
    state = fields.Selection(
        [("draft", "Draft"), ("active", "Under way"), ("closed", "Closed")],
        required=True,
        default="draft",
    )
    words = fields.Text("What it is about")
    review = fields.Text("What came of it")
    line_ids = fields.One2many("cs.department.plan.line", "plan_id", "Goals", copy=True)
    progress = fields.Float("Progress (%)", compute="_compute_progress", digits=(5, 1))

    @api.model
    def _default_date_from(self):
        return fields.Date.context_today(self, utcnow()).replace(day=1)

    @api.depends("kind", "date_from")
    def _compute_date_to(self):
        for plan in self:
            months = relativedelta(months=MONTHS.get(plan.kind, 1))
            plan.date_to = plan.date_from and plan.date_from + months - timedelta(days=1)

    @api.constrains("date_from")
    def _check_date_from(self):
        for plan in self:
            if plan.date_from.day != 1:
                raise ValidationError(self.env._("A plan begins on the first day of a month."))

    @api.depends("line_ids.progress")
    def _compute_progress(self):
        for plan in self:
            known = plan.line_ids.filtered("has_figure")
            plan.progress = sum(known.mapped("progress")) / len(known) if known else 0

    def _check_planner(self):
        self.check_access("write")

    def activate(self):
        """The plan holds from now on."""
        self._check_planner()
        self.write({"state": "active"})
        return True

    def close_plan(self):
        """The time is over; what came of it stays."""
        self._check_planner()
        self.line_ids._keep_results()
        self.write({"state": "closed"})
        return True


class CsDepartmentPlanLine(models.Model):
    """One target: a figure that is read from the records, a number that is entered, or something to do."""

    _name = "cs.department.plan.line"
    _description = "Target of a plan"
    _order = "sequence, id"
    _check_company_auto = True

    plan_id = fields.Many2one("cs.department.plan", "Department plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Goal", required=True)
    user_id = fields.Many2one("res.users", "Who does it", domain=[("share", "=", False)])
    kind = fields.Selection(
        [("indicator", "an indicator"), ("number", "a number entered by hand"), ("task", "done or not done")],
        "Measured by",
        required=True,
        default="task",
    )
    indicator_id = fields.Many2one("cs.indicator", index="btree_not_null", check_company=True, ondelete="restrict")
    better = fields.Selection(
        [("higher", "at least"), ("lower", "at most")],
        compute="_compute_better",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    target = fields.Float()
    result = fields.Float("Achieved", help="Entered by hand, or kept when the plan was closed.")
    entered = fields.Boolean(help="Whether a number has been entered.")
    is_done = fields.Boolean("Done")
    actual = fields.Float("Progress so far", compute="_compute_actual")
    has_figure = fields.Boolean(compute="_compute_actual")
    progress = fields.Float("Progress (%)", compute="_compute_actual", digits=(5, 1))

    _indicator_named = models.Constraint(
        "CHECK (kind <> 'indicator' OR indicator_id IS NOT NULL)", "Choose the indicator that measures it."
    )

    @api.depends("indicator_id")
    def _compute_better(self):
        for line in self:
            line.better = line.indicator_id.better or line.better or "higher"

    @api.onchange("result")
    def _onchange_result(self):
        self.entered = True

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{**vals, "entered": True} if vals.get("result") else vals for vals in vals_list])

    def write(self, vals):
        return super().write({**vals, "entered": True} if vals.get("result") else vals)

    @api.depends("kind", "indicator_id", "target", "result", "entered", "is_done", "better")
    @api.depends("plan_id.state", "plan_id.date_from", "plan_id.date_to", "plan_id.team_id")
    def _compute_actual(self):
        read = self._read_indicators()
        for line in self:
            kept = line.plan_id.state == "closed" or line.kind == "number"
            actual = (line.result if line.entered else None) if kept else read.get(line.id)
            if line.kind == "task":
                part = 100.0 if line.is_done else 0.0
            else:
                part = progress(actual, line.target, line.better == "higher")
            line.actual = actual or 0
            line.has_figure = part is not None
            line.progress = part or 0

    def _read_indicators(self) -> dict[int, float]:
        """Line id → what its indicator says so far; one read per plan."""
        found = {}
        today = fields.Date.context_today(self, utcnow())
        lines = self.filtered(lambda line: line.kind == "indicator" and line.indicator_id and line.ids)
        for plan, same in lines.grouped("plan_id").items():
            # a handful of plans is shown at once
            if plan.state == "closed" or not plan.date_from or plan.date_from > today:
                continue
            by, key = (("team",), (plan.team_id.id,)) if plan.team_id else ((), ())
            last = min(plan.date_to, today)
            # sudo: figures of the department are known to whoever reads its plan
            indicators = same.sudo().indicator_id
            facts = indicators._read(plan.date_from, last, plan.company_id.sudo(), by=by)
            for line in same:
                fact = facts.get(line.indicator_id.id, {}).get(key)
                if fact and fact.value is not None:
                    found[line.id] = float(fact.value)
        return found

    def open_evidence(self):
        """The records behind the figure so far.

        :raises UserError: for a target that no records measure.
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: what an indicator counts is known to whoever reads the plan
        if self.kind != "indicator" or self.sudo().indicator_id.source != "records":
            raise UserError(self.env._("This target has no figure that is read from records."))
        plan = self.plan_id
        return self.indicator_id._open_records(
            plan.date_from, plan.date_to, plan.company_id, team=plan.team_id, title=self.name
        )

    def _keep_results(self):
        """What the indicators say stays with the plan."""
        for line_id, value in self._read_indicators().items():
            # a plan has a handful of targets
            self.browse(line_id).write({"result": value, "entered": True})
