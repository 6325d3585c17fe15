from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from ...core import conditions as core_conditions
from ...core.automation import Plan
from ...core.flow import LIVE
from ...core.now import utcnow
from ..rulebook import words
from .facts import MOMENTARY, TRIGGERS


class CsAutomationRule(models.Model):
    """When something happens to a case, and if conditions hold, then do this.

    Managers choose from lists of what can happen, what can be looked at and what can be
    done; nothing they enter is ever run as a program. Every rule that fits acts, in the
    order of the list (see :mod:`core.automation`).
    """

    _name = "cs.automation.rule"
    _description = "Automatic action"
    _inherit = ["cs.rule.mixin"]
    _book = "automations"
    _pack_row = "D25"
    _book_lines = ("condition_ids", "action_ids")

    trigger = fields.Selection(TRIGGERS, "When", required=True, default="registered")
    delay = fields.Float(
        "Later by",
        digits=(8, 2),
        help="0: at once. Else the rule acts so much later, if the case then still is as the conditions say.",
    )
    delay_unit = fields.Selection(
        [("minute", "minutes"), ("hour", "hours"), ("day", "days")], "Unit of the delay", required=True, default="hour"
    )
    delay_basis = fields.Selection(
        [("working", "working time"), ("elapsed", "around the clock")],
        "Delay counted in",
        required=True,
        default="working",
    )
    match = fields.Selection(
        [("all", "all of these hold"), ("any", "any of these holds")], "If", required=True, default="all"
    )
    condition_ids = fields.One2many("cs.automation.condition", "rule_id", string="Conditions", copy=True)
    action_ids = fields.One2many("cs.automation.action", "rule_id", string="Actions", copy=True)
    stop_here = fields.Boolean(
        "No later rule acts", help="Where this rule acts, the rules below it in the list do not."
    )
    run_ids = fields.One2many("cs.automation.run", "rule_id", string="What it did", readonly=True)
    done_count = fields.Integer("Acted", compute="_compute_run_counts")
    failed_count = fields.Integer("Failed", compute="_compute_run_counts")
    last_failure = fields.Char(compute="_compute_run_counts")

    _delay_sane = models.Constraint(
        "CHECK (delay >= 0 AND NOT (delay > 0 AND stop_here))",
        "A rule acts at once or later, never earlier; one that acts later cannot hold back the others.",
    )

    # -- in words --------------------------------------------------------------------

    def _in_words(self):
        said = self._say_rule()
        if not self.narrowness:
            return self.env._("%(rule)s.", rule=said)
        return self.env._("%(rule)s. Only for: %(cases)s.", rule=said, cases=self.scope_summary)

    def _say_rule(self):
        said = {"when": self._say_when(), "actions": self.action_ids._say() or self.env._("nothing")}
        conditions = self.condition_ids.mapped("sentence")
        if conditions:
            style = "standard" if self.match == "all" else "or"
            said["conditions"] = words.listed(self.env, conditions, style)
            rule = self.env._("When %(when)s and if %(conditions)s: %(actions)s", **said)
        else:
            rule = self.env._("When %(when)s: %(actions)s", **said)
        return words.clauses(self.env, [rule, self.stop_here and self.env._("no later rule acts then")])

    def _say_when(self) -> str:
        when = words.label(self, "trigger")
        if not self.delay:
            return when
        time = words.say_time(self.env, self.delay, self.delay_unit, self.delay_basis)
        return self.env._("%(when)s, %(time)s later", when=when, time=time)

    def _compute_run_counts(self):
        found = self.env["cs.automation.run"]._read_group(
            [("rule_id", "in", self.ids), ("state", "in", ("done", "failed"))],
            ["rule_id", "state"],
            ["__count", "id:max"],
        )
        counts = {(rule.id, state): (count, last) for rule, state, count, last in found}
        for rule in self:
            rule.done_count = counts.get((rule.id, "done"), (0,))[0]
            rule.failed_count, last = counts.get((rule.id, "failed"), (0, 0))
            rule.last_failure = self.env["cs.automation.run"].browse(last).note if last else False

    # -- as plain data -----------------------------------------------------------------

    def _rule_topics(self):
        return frozenset({self.trigger})

    @api.model
    def _rule_topic_labels(self):
        return self._fields["trigger"]._description_selection(self.env)

    @tools.ormcache("rule_id")
    @api.model
    def _plan(self, rule_id: int) -> Plan:
        # sudo: rules act the same whoever sets them off
        rule = self._for_cache().browse(rule_id)
        return Plan(
            rule_id,
            tuple(condition._prepare_core() for condition in rule.condition_ids),
            rule.match,
            rule.stop_here,
            rule.delay,
            rule.delay_unit,
            rule.delay_basis,
        )

    @api.model
    def _plans_for(self, company_id: int, facts: dict, day, trigger: str) -> tuple[Plan, ...]:
        """The rules that a case of these facts sets off, in order of precedence."""
        found = [rule for rule in self._rules_of(company_id) if trigger in rule.topics and rule.fits(facts, day)]
        return tuple(self._plan(rule.id) for rule in sorted(found, key=lambda rule: rule.precedence))

    # -- for the manager ---------------------------------------------------------------

    def action_fitting_cases(self):
        """The open cases that fit the conditions as they stand today."""
        self.ensure_one()
        self.check_access("read")
        conditions = [condition._prepare_core() for condition in self.condition_ids]
        domain = core_conditions.domain(conditions, self.match, utcnow(), MOMENTARY)
        # sudo: the scope as the rule itself sees it; the list shows what its reader may see
        scope = self.sudo()._prepare_core_rule().scope
        limits = [(name, "in", sorted(allowed)) for name, allowed in scope.items()]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open cases that fit today"),
            "res_model": "cs.ticket",
            "view_mode": "list,form",
            "domain": [("state", "in", sorted(LIVE)), *limits, *domain],
        }

    def action_runs(self):
        """What the rule did, newest first."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What the rule did"),
            "res_model": "cs.automation.run",
            "view_mode": "list",
            "domain": [("rule_id", "=", self.id)],
        }

    @api.constrains("action_ids", "active")
    def _check_acts(self):
        for rule in self:
            if rule.active and not rule.action_ids:
                raise UserError(self.env._("Say what “%(rule)s” does.", rule=rule.name))
