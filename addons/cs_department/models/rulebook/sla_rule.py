from typing import NamedTuple

from odoo import api, fields, models, tools

from . import words
from .clock_type import CLOCK_TYPES


class TargetFacts(NamedTuple):
    """One service target as plain data, see ``cs.sla.target``.

    :param ladder_id: the escalation ladder that watches over its clock, see ``cs.escalation.rule``.
    """

    id: int
    rule_id: int
    clock_type: str
    amount: float
    unit: str
    basis: str
    pausable: bool
    warn_percent: int
    ladder_id: int | bool = False


class CsSlaRule(models.Model):
    _name = "cs.sla.rule"
    _description = "Service target rule"
    _inherit = ["cs.rule.mixin"]
    _book = "service_targets"
    _pack_row = "D3, D5"
    _book_lines = ("target_ids",)
    _rule_moment = "registered_at"

    target_ids = fields.One2many("cs.sla.target", "rule_id", string="Targets", copy=True)

    def _say_rule(self):
        targets = self.target_ids.filtered("clock_type").sorted("sequence")
        if not targets:
            return ""
        promised = words.listed(self.env, [words.inside(self.env, target.display_name) for target in targets])
        return words.clauses(self.env, [promised, *targets._say_warnings(), targets._say_going_on()])

    def _rule_topics(self):
        return frozenset(self.target_ids.mapped("clock_type"))

    @api.model
    def _rule_topic_labels(self):
        return self.env["cs.sla.target"]._fields["clock_type"]._description_selection(self.env)

    @api.model
    def _applied_to(self, ticket):
        clocks = ticket.clock_ids.filtered(lambda clock: clock.rule_id and clock.state != "cancelled")
        return {clock.clock_type: (clock.rule_id.id, clock.started_at) for clock in clocks.sorted("started_at")}

    #: a case is answered and solved until some time
    _must_answer = ("first_response", "resolution")

    @api.model
    def _targets_for(self, company_id: int, facts: dict, day, types) -> list[TargetFacts]:
        """The targets that apply to a case, one for each of these clocks that has any."""
        found = []
        for clock_type in types:
            rule_id = self._rule_id_for(company_id, facts, day, clock_type)
            if rule_id:
                found.append(self._targets(rule_id)[clock_type])
        return found

    @tools.ormcache("rule_id")
    @api.model
    def _targets(self, rule_id: int) -> dict[str, TargetFacts]:
        """The targets of a rule by clock."""
        # sudo: clocks run the same whoever starts them
        targets = self._for_cache().browse(rule_id).target_ids
        return {
            target.clock_type: TargetFacts(
                target.id,
                rule_id,
                target.clock_type,
                target.amount,
                target.unit,
                target.basis,
                target.pausable,
                target.warn_percent,
            )
            for target in targets
        }


class CsSlaTarget(models.Model):
    _name = "cs.sla.target"
    _description = "Service target"
    _inherit = ["cs.book.line.mixin"]
    _book_line_key = ("clock_type",)
    _book_units = {"amount": "unit"}
    _order = "sequence, id"

    rule_id = fields.Many2one("cs.sla.rule", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    clock_type = fields.Selection(CLOCK_TYPES, string="Clock", required=True)
    amount = fields.Float("Time", required=True, default=1.0, digits=(8, 2))
    unit = fields.Selection(
        [("minute", "minutes"), ("hour", "hours"), ("day", "days")],
        required=True,
        default="hour",
        help="A target in days ends with the working time of that day: 0 days is the end of the same day.",
    )
    basis = fields.Selection(
        [("working", "working time"), ("elapsed", "around the clock")],
        "Counted in",
        required=True,
        default="working",
    )
    pausable = fields.Boolean(
        "Pauses while waiting",
        default=True,
        help="Off: the clock runs on even while the customer is awaited, as a regulator's clock does.",
    )
    warn_percent = fields.Integer(
        "Warn at (%)",
        default=80,
        help="A warning is given when this share of the time is used. 0: no warning.",
    )

    _one_per_clock = models.UniqueIndex("(rule_id, clock_type)", "A rule sets one target for each clock.")
    _amount_sane = models.Constraint(
        "CHECK (amount >= 0 AND (amount > 0 OR unit = 'day'))",
        "A target is longer than nothing; only days may be 0 (the same day).",
    )
    _warn_sane = models.Constraint(
        "CHECK (warn_percent BETWEEN 0 AND 100)",
        "A warning comes between 0 % and 100 % of the time.",
    )

    @api.depends("clock_type", "amount", "unit", "basis")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for target in self:
            clock = words.label(target, "clock_type")
            if target.unit == "day" and not target.amount:
                target.display_name = self.env._("%(clock)s the same day", clock=clock)
            else:
                time = words.say_time(self.env, target.amount, target.unit, target.basis)
                target.display_name = self.env._("%(clock)s within %(time)s", clock=clock, time=time)

    def _say_clocks(self) -> str:
        return words.listed(self.env, [words.inside(self.env, words.label(target, "clock_type")) for target in self])

    def _say_warnings(self) -> list[str]:
        """When the targets of one rule warn; those that warn at the same share together."""
        groups = self.filtered("warn_percent").grouped("warn_percent")
        if len(groups) == 1 and len(*groups.values()) == len(self):
            return [self.env._("a warning when %(share)s %% of the time is used", share=next(iter(groups)))]
        return [
            self.env._(
                "a warning when %(share)s %% of the time for %(clocks)s is used",
                share=share,
                clocks=targets._say_clocks(),
            )
            for share, targets in groups.items()
        ]

    def _say_going_on(self) -> str:
        """Which clocks of one rule do not stand still."""
        going_on = self.filtered(lambda target: not target.pausable)
        if going_on and going_on == self:
            return self.env._("the time runs on while the customer is awaited")
        if going_on:
            return self.env._(
                "the time for %(clocks)s runs on while the customer is awaited", clocks=going_on._say_clocks()
            )
        return ""
