from functools import reduce
from typing import NamedTuple

from odoo import api, fields, models, tools

from ...core.routing import STEPS
from . import words


class RoutingPlan(NamedTuple):
    """A rule as plain data: the steps in their order, and what being present means."""

    steps: tuple[str, ...]
    presence: str


class CsRoutingRule(models.Model):
    _name = "cs.routing.rule"
    _description = "Assignment rule"
    _inherit = ["cs.rule.mixin"]
    _book = "assignment"
    _pack_row = "D4"
    _must_answer = ("",)
    _book_lines = ("step_ids",)

    step_ids = fields.One2many("cs.routing.step", "rule_id", string="Steps", copy=True)
    presence = fields.Selection(
        [
            ("calendar", "has working hours today and is not on leave"),
            ("attendance", "has checked in and is not on leave"),
            ("roster", "is on duty by the published roster; where none is published: has working hours"),
        ],
        "Somebody is present who",
        required=True,
        default="roster",
    )

    def _say_rule(self):
        steps = self.step_ids.filtered("step").sorted("sequence").mapped("display_name")
        if not steps:
            return ""
        to = reduce(lambda first, then: self.env._("%(first)s, else to %(then)s", first=first, then=then), steps)
        return words.clauses(
            self.env,
            [
                self.env._("it goes to %(people)s", people=to),
                self.env._("somebody is present who %(does_so)s", does_so=words.label(self, "presence")),
            ],
        )

    @tools.ormcache("rule_id")
    @api.model
    def _plan(self, rule_id: int | bool) -> RoutingPlan:
        """The plan of a rule; without a rule the usual steps."""
        # sudo: routing is the same whoever registers
        rule = self._for_cache().browse(rule_id or ())
        return RoutingPlan(tuple(rule.step_ids.mapped("step")) or STEPS, rule.presence or "roster")


class CsRoutingStep(models.Model):
    _name = "cs.routing.step"
    _description = "Step of an assignment rule"
    _inherit = ["cs.book.line.mixin"]
    _book_line_key = ("step",)
    _order = "sequence, id"

    rule_id = fields.Many2one("cs.routing.rule", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    step = fields.Selection(
        [
            ("area_agent", "the area's agent"),
            ("skilled", "the present agent with the skill and the fewest open cases"),
            ("duty_officer", "the duty officer, and the supervisor is told"),
            ("supervisor", "the supervisor, with an alarm"),
        ],
        required=True,
    )

    _one_of_each = models.UniqueIndex("(rule_id, step)", "Each step is taken once.")

    @api.depends("step")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["step"]._description_selection(self.env))
        for line in self:
            line.display_name = labels.get(line.step, "")
