from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ...core import training

_lt = LazyTranslate(__name__)


class CsTrainingMember(models.Model):
    """Somebody on a training plan."""

    _name = "cs.training.member"
    _description = "Person on a training plan"
    _inherit = ["cs.training.person.mixin"]
    _order = "since desc, id desc"

    plan_id = fields.Many2one(
        "cs.training.plan", "Training plan", required=True, index=True, readonly=True, ondelete="restrict"
    )
    since = fields.Date("First day", required=True, readonly=True)
    active = fields.Boolean(default=True, readonly=True)

    _one_each = models.UniqueIndex("(plan_id, employee_id)", "This person is on the plan already.")

    @api.depends("plan_id", "employee_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for member in self:
            known = member.sudo()  # sudo: the names of the person and the plan
            member.display_name = f"{known.plan_id.name} · {known.employee_id.name}"

    def _link(self):
        return f"/odoo/cs-training-people/{self.id}"

    def action_leave(self):
        """The person leaves the plan; what is planned already stays."""
        self._check_led()
        self.sudo().active = False  # sudo: the row is the system's; its right was checked above
        return True

    def action_return(self):
        """The person is on the plan again."""
        self._check_led()
        self.sudo().active = True  # sudo: see above
        return True

    # -- what is due (in sudo) --------------------------------------------------------------

    def _plan_joining(self):
        """What is learnt in the first days."""
        rows = []
        for member in self:
            contracts = member.employee_id.version_ids.mapped("contract_date_start")
            joined = min(filter(None, contracts), default=None)
            days = training.joining_days(member.plan_id.line_ids._core(), member.since, joined)
            rows += [member._prepare_record(line, days[line.id]) for line in member.plan_id.line_ids if line.id in days]
        return self.env["cs.training.record"]._plan(rows)

    def _plan_month(self, today):
        """The training of this month, once for each person."""
        rows = []
        for member in self:
            lines = member.plan_id.line_ids
            days = training.monthly_days(lines._core(), member.since, today)
            rows += [member._prepare_record(line, days[line.id]) for line in lines if line.id in days]
        planned = self.env["cs.training.record"]._plan(rows)
        planned._ask_for_sessions(today)
        return planned

    def _prepare_record(self, line, day) -> dict:
        return {
            "employee_id": self.employee_id.id,
            "course_id": line.course_id.id,
            "cause": "plan",
            "member_id": self.id,
            "line_id": line.id,
            "due_on": day,
            "closes": line.timing == "monthly",
        }

    @api.model
    def _cron_plan_month(self):
        """Once a day: the training of the month of everybody on a plan with monthly lines."""
        for company, members in (
            self.search([("plan_id.line_ids.timing", "=", "monthly")]).grouped("company_id").items()
        ):
            # each company has its own day
            theirs = members.with_company(company)
            theirs._plan_month(company._cs_today())

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise UserError(self.env._("Who was on a plan stays known: let the person leave it."))
