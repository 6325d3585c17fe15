from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from ...core import training

_lt = LazyTranslate(__name__)


class CsTrainingPlan(models.Model):
    """What a post learns: in the first days, and month by month."""

    _name = "cs.training.plan"
    _description = "Training plan"
    _inherit = ["cs.roster.shared.mixin", "cs.tell.mixin"]
    _named_by_shared = True
    _book = "training_plans"
    _book_lines = ("line_ids",)
    _pack_row = "D19"

    summary = fields.Text("What it is for", translate=True)
    line_ids = fields.One2many("cs.training.plan.line", "plan_id", "Courses", copy=True)
    member_ids = fields.One2many("cs.training.member", "plan_id", "People")
    member_count = fields.Integer("People on the plan", compute="_compute_member_count")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_member_count(self):
        counts = dict(
            self.env["cs.training.member"]._read_group([("plan_id", "in", self.ids)], ["plan_id"], ["__count"])
        )
        for plan in self:
            plan.member_count = counts.get(plan._origin, 0)

    def _link(self):
        return f"/odoo/cs-training-plans/{self.id}"

    def _assign(self, employees, since=None):
        """Put people on the plan; what they learn in the first days is planned at once (in sudo).

        Whoever is on it already stays as he is.

        :param since: first day (local), default today.
        """
        members = self.env["cs.training.member"]
        since = since or self.env.company._cs_today()
        for plan in self:
            # a post has one plan
            known = members.search([("plan_id", "=", plan.id), ("employee_id", "in", employees.ids)]).employee_id
            members |= members.create(
                [{"plan_id": plan.id, "employee_id": one.id, "since": since} for one in employees - known]
            )
        members._plan_joining()
        members._plan_month(self.env.company._cs_today())
        return members

    def action_members(self):
        """Who is on the plan."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_training_member_action")
        return {**action, "domain": [("plan_id", "=", self.id)]}

    def action_assign(self):
        """Put people on the plan."""
        self.ensure_one()
        return self.env["cs.training.assign"]._choose({"default_plan_id": self.id})


class CsTrainingPlanLine(models.Model):
    """One course of a plan, and when it is due."""

    _name = "cs.training.plan.line"
    _description = "Course of a training plan"
    _inherit = ["cs.book.line.mixin"]
    _book_parent = "plan_id"
    _order = "sequence, id"

    plan_id = fields.Many2one("cs.training.plan", "Training plan", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    course_id = fields.Many2one("cs.training.course", required=True, index=True, ondelete="restrict")
    timing = fields.Selection(
        [("joining", "days after joining"), ("monthly", "every month, by the day")],
        "Counted from",
        required=True,
        default="joining",
    )
    day = fields.Integer(
        "Which day", default=0, help="0 after joining is the first day. Of a month 31 is its last day."
    )

    _day_sane = models.Constraint(
        "CHECK ((timing = 'joining' AND day BETWEEN 0 AND 730) OR (timing = 'monthly' AND day BETWEEN 1 AND 31))",
        "Days after joining are up to two years, days of a month 1 to 31.",
    )

    @api.depends("course_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.course_id.name

    @api.constrains("course_id", "plan_id")
    def _check_company(self, fnames=None):
        for line in self:
            company = line.course_id.company_id
            if company and company != line.plan_id.company_id:
                raise ValidationError(
                    self.env._("“%(course)s” is a course of another company.", course=line.course_id.name)
                )

    def _core(self):
        return [training.Line(line.id, line.timing, line.day, line.course_id.kind == "induction") for line in self]
