import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from psycopg2.extensions import TransactionRollbackError

from ...core import check_frame
from .check import MANAGER, QUALITY

_logger = logging.getLogger(__name__)


class CsCheckPlan(models.Model):
    """How work is sampled for checks: from what, how much, by chance or for a reason, by whom."""

    _name = "cs.check.plan"
    _description = "Sampling plan"
    _inherit = ["cs.roster.shared.mixin"]
    _book = "check_plans"
    _pack_row = "D15"
    _reason_needed = True

    checklist_id = fields.Many2one("cs.checklist", required=True, index=True, ondelete="restrict", check_company=True)
    source = fields.Selection(
        [
            ("ticket", "Resolved cases"),
            ("call", "Recorded talks"),
            ("callback", "Callbacks made"),
            ("employee", "People of the teams"),
        ],
        "Drawn from",
        required=True,
        default="ticket",
    )
    method = fields.Selection(
        [("random", "At random"), ("targeted", "For a reason")], "How", required=True, default="random"
    )
    period = fields.Selection(
        [("day", "Every day"), ("week", "Every week"), ("month", "Every month")], required=True, default="month"
    )
    date_from = fields.Date("In force from")
    date_to = fields.Date("In force until")

    # how much
    size_kind = fields.Selection(
        [("each", "so many of each group"), ("percent", "percent of all"), ("total", "so many in all")],
        "How much",
        required=True,
        default="each",
    )
    size = fields.Float("Number or percent", required=True, default=1.0, digits=(8, 2))
    least = fields.Integer("At least of each group")
    by_person = fields.Boolean("Each person apart", default=True)
    by_team = fields.Boolean("Each team apart")
    by_kind = fields.Boolean("Each kind apart")
    by_channel = fields.Boolean("Each channel apart")

    # which
    team_ids = fields.Many2many(
        "cs.team", "cs_check_plan_team_rel", "plan_id", "team_id", string="Teams", check_company=True
    )
    kind_ids = fields.Many2many("cs.ticket.kind", string="Kinds of cases")
    channel_ids = fields.Many2many("cs.ticket.channel", string="Channels")
    bad_rating = fields.Boolean("Low rating")
    bad_rating_below = fields.Float("Rated below (of 100)", default=60.0, digits=(5, 2))
    long_talk = fields.Boolean("Long talk")
    long_talk_minutes = fields.Float("Longer than (min)", default=10.0, digits=(6, 2))
    new_agent = fields.Boolean("New people")
    new_agent_days = fields.Integer("In their first (days)", default=90)
    reopened = fields.Boolean("Reopened cases")

    # who checks
    inspector = fields.Selection(
        [
            ("officer", "quality officers"),
            ("supervisor", "the person's supervisor"),
            ("self", "the person himself"),
            ("named", "those named here"),
        ],
        "Who checks",
        required=True,
        default="officer",
    )
    inspector_ids = fields.Many2many(
        "res.users", "cs_check_plan_inspector_rel", "plan_id", "user_id", "Inspectors", domain="[('share', '=', False)]"
    )
    second_percent = fields.Float(
        "Rated twice (%)", digits=(5, 2), help="So many of the sample are rated by a second person, unseen."
    )
    draw_ids = fields.One2many("cs.check.draw", "plan_id", "Samples", readonly=True)

    _figures_sane = models.Constraint(
        "CHECK (size > 0 AND (size_kind <> 'percent' OR size <= 100) AND least >= 0"
        " AND second_percent BETWEEN 0 AND 100 AND bad_rating_below BETWEEN 0 AND 100"
        " AND long_talk_minutes >= 0 AND new_agent_days >= 0)",
        "A sample has at least one, and a share lies between 0 and 100 %.",
    )
    _dates_sane = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)", "The plan ends before it begins."
    )

    @api.constrains("source", "checklist_id")
    def _check_checklist(self):
        for plan in self:
            if plan.checklist_id.subject != plan.source:
                raise ValidationError(
                    self.env._("The checklist “%(name)s” is for something else.", name=plan.checklist_id.name)
                )

    @api.constrains(
        "method", "source", "bad_rating", "long_talk", "new_agent", "reopened", "inspector", "second_percent"
    )
    def _check_reasons(self):
        for plan in self:
            reasons = plan._reasons()
            if plan.method == "targeted" and not reasons:
                raise ValidationError(self.env._("Say for which reason work is chosen."))
            if plan.method == "targeted" and not set(reasons) & set(plan._possible_reasons()):
                raise ValidationError(self.env._("What is drawn from cannot be chosen for this reason."))
            if plan.inspector == "named" and not plan.inspector_ids:
                raise ValidationError(self.env._("Name who checks."))
            if plan.inspector == "self" and plan.second_percent:
                raise ValidationError(self.env._("A self-check is not rated a second time."))

    def _reasons(self) -> list[str]:
        """The reasons asked for, in the order in which they count."""
        return [name for name in ("bad_rating", "reopened", "long_talk", "new_agent") if self[name]]

    def _possible_reasons(self) -> tuple[str, ...]:
        """Reasons that what is drawn from can have."""
        return {
            "ticket": ("bad_rating", "reopened", "new_agent"),
            "call": ("bad_rating", "long_talk", "reopened", "new_agent"),
            "callback": ("new_agent",),
            "employee": ("new_agent",),
        }[self.source]

    def _book_names_people(self):
        return bool(self.inspector_ids)

    def _size(self) -> check_frame.Size:
        return check_frame.Size(self.size_kind, self.size, self.least)

    # -- drawing -------------------------------------------------------------------------------

    def action_draw(self):
        """Draw the sample of the last period that is over, once.

        :raises AccessError: for anybody but quality officers and managers.
        """
        self.check_access("read")
        self.ensure_one()
        user = self.env.user
        if not (user.has_group(QUALITY) or user.has_group(MANAGER)):
            raise AccessError(self.env._("Quality officers draw samples."))
        # sudo: the plan draws, whoever presses the button: he does not choose
        draw = self.sudo()._draw(self.company_id or self.env.company)
        return draw.sudo(False)._action_checks()

    @api.model
    def _cron_draw(self):
        """Draw what every plan owes of its last period, in each company; safe to kill and to run twice."""
        companies = self.env["cs.team"]._read_group([("active", "=", True)], ["company_id"])
        pairs = [(plan, company) for (company,) in companies for plan in self._of_company(company)]
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(pairs))
        for plan, company in pairs:
            # few dozens of plans: each draws for itself, and what is drawn stays drawn
            plan._draw_safely(company)
            if not commit(1):
                break

    @api.model
    def _of_company(self, company):
        """The plans that a company goes by: its own before a shared one of the same key (in sudo)."""
        found = self.search([("company_id", "in", (company.id, False))])
        own = set(found.filtered("company_id").mapped("key"))
        return found.filtered(lambda plan: plan.company_id or plan.key not in own)

    def _draw_safely(self, company):
        """A plan that cannot be drawn, for whatever reason, does not hold up the others (in sudo)."""
        try:
            with self.env.cr.savepoint():
                self._draw(company)
        except TransactionRollbackError:
            raise
        except Exception:
            _logger.exception("The sampling plan %s was not drawn for %s", self.id, company.id)

    def _draw(self, company):
        """The sample of one plan in one company of the last period that is over (in sudo)."""
        self.ensure_one()
        today = company._cs_today()
        name, first, last = check_frame.period_before(self.period, today)
        draws = self.env["cs.check.draw"]
        known = draws.search(
            Domain("plan_id", "=", self.id) & Domain("company_id", "=", company.id) & Domain("period", "=", name)
        )
        in_force = (not self.date_from or self.date_from <= last) and (not self.date_to or self.date_to >= first)
        if known or not in_force:
            return known
        return draws._make(self.with_company(company), company, name, first, last)
