from decimal import Decimal

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ...core import ladder
from .source import HAND, Source

NATURES = [("reward", "Reward"), ("penalty", "Penalty")]
WINDOWS = [
    (ladder.MONTH, "in a calendar month"),
    (ladder.QUARTER, "in a calendar quarter"),
    (ladder.YEAR, "in a calendar year"),
    (ladder.EVER, "ever"),
]
REWARDS = {"commendation": "Commendation", "certificate": "Certificate of merit", "bonus": "Bonus"}
PENALTIES = {
    "warning": "Warning",
    "fine": "Fine",
    "month_pay": "A month's pay",
    "transfer_review": "Transfer review",
    "dismissal_review": "Dismissal review",
}
CONSEQUENCES = [*REWARDS.items(), *PENALTIES.items(), ("points", "Points only")]
#: consequences that are an amount of money
MONEY = frozenset({"bonus", "fine"})


class CsMeritRule(models.Model):
    """What is rewarded or punished, and by which steps.

    The events of a rule and a person are counted inside a window of the calendar; each
    takes the next step of the ladder, and behind the last one people stay at it.
    """

    _name = "cs.merit.rule"
    _description = "Rule of rewards and penalties"
    _inherit = ["cs.roster.shared.mixin"]
    _book = "merit_rules"
    _book_lines = ("step_ids",)
    _pack_row = "D14"
    _reason_needed = True

    nature = fields.Selection(NATURES, "Reward or penalty", required=True, default="penalty")
    source = fields.Selection(
        selection="_selection_source",
        string="Comes from",
        required=True,
        default=HAND,
        help="Facts are found by themselves; somebody approves them all the same.",
    )
    window = fields.Selection(WINDOWS, "Counted within", required=True, default=ladder.MONTH)
    shown_days = fields.Integer(
        "Shown before it counts (days)", help="So long the person sees it and may appeal. 0: as in the settings."
    )
    date_from = fields.Date("In force from")
    date_to = fields.Date("In force until")
    description = fields.Text("What counts", translate=True)
    step_ids = fields.One2many("cs.merit.step", "rule_id", string="Steps of the ladder", copy=True)
    sentence = fields.Text("In words", compute="_compute_sentence")
    event_count = fields.Integer("Events", compute="_compute_event_count")

    _days_sane = models.Constraint(
        "CHECK (shown_days BETWEEN 0 AND 60)", "Rewards and penalties are shown for up to 60 days before they count."
    )
    _dates_sane = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_to >= date_from)", "A rule ends after it has begun."
    )

    @api.model
    def _merit_sources(self) -> dict[str, Source]:
        """The kinds of facts that rules may come from; each area adds its own."""
        return {}

    @api.model
    def _selection_source(self):
        # the labels of sources are lazy: they are said in the reader's language
        lang = self.env.lang or "en_US"
        found = {name: source.label._translate(lang) for name, source in self._merit_sources().items()}
        return [(HAND, self.env._("proposed by hand")), *found.items()]

    @api.depends("nature", "window", "source", "shown_days", "step_ids.consequence", "step_ids.amount")
    @api.depends("step_ids.times", "step_ids.points", "step_ids.sequence")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for rule in self:
            rule.sentence = rule._in_words()

    def _compute_event_count(self):
        counts = dict(self.env["cs.merit.event"]._read_group([("rule_id", "in", self.ids)], ["rule_id"], ["__count"]))
        for rule in self:
            rule.event_count = counts.get(rule._origin, 0)

    @api.constrains("step_ids", "nature")
    def _check_steps(self):
        """A ladder has steps, and they are of its kind."""
        for rule in self:
            if not rule.step_ids:
                raise ValidationError(self.env._("The rule “%(rule)s” has no steps yet.", rule=rule.name))
            allowed = {"points", *(REWARDS if rule.nature == "reward" else PENALTIES)}
            if set(rule.step_ids.mapped("consequence")) - allowed:
                raise ValidationError(
                    self.env._("A reward does not punish, and a penalty rewards nobody: “%(rule)s”.", rule=rule.name)
                )
            if rule._ordered_steps()[:1].times:
                raise ValidationError(
                    self.env._("The first step of “%(rule)s” has no step before it to multiply.", rule=rule.name)
                )

    # -- the ladder --------------------------------------------------------------------------

    def _ordered_steps(self):
        return self.step_ids.sorted(lambda step: (step.sequence, step.id or 0))

    def _ladder(self) -> list[ladder.Step]:
        """The steps as plain data."""
        return [
            ladder.Step(step.id, Decimal(str(step.amount)), Decimal(str(step.times)), Decimal(str(step.points)))
            for step in self._ordered_steps()
        ]

    def _outcome(self, nth) -> dict:
        """What the nth event of a window brings, as values of an event (in sudo)."""
        found = ladder.outcome(self._ladder(), nth)
        if found is None:
            return {"nth": 0, "consequence": False, "amount": 0, "balance": 0, "points": 0, "by_manager": False}
        step = self.step_ids.browse(found.key)
        sign = 1 if self.nature == "reward" else -1
        return {
            "nth": nth,
            "consequence": step.consequence,
            "amount": float(found.amount),
            "balance": sign * float(found.amount),
            "points": sign * float(found.points),
            "by_manager": step.by_manager,
        }

    # -- which rules a company goes by ---------------------------------------------------------

    @tools.ormcache("company_id")
    @api.model
    def _rule_ids_of(self, company_id) -> tuple[int, ...]:
        """The active rules of a company: its own, and the shared ones that it has none of its own for."""
        company = self.env["res.company"].browse(company_id)
        return tuple(rule.id for rule in self._for_cache()._pack_present(company).values())

    @api.model
    def _rules_of(self, company):
        """The rules of a company (in sudo)."""
        # sudo: whoever does something wrong is held to the rules, allowed to read them or not
        return self.sudo().browse(self._rule_ids_of(company.id))

    def _is_in_force(self, day) -> bool:
        return (not self.date_from or self.date_from <= day) and (not self.date_to or self.date_to >= day)

    def action_open_events(self):
        """What the rule has led to."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_merit_event_action")
        return {**action, "domain": [("rule_id", "=", self.id)], "context": {}}

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        # sudo: events that one may not see use the rule, too
        if self.env["cs.merit.event"].sudo().search([("rule_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("There are events by this rule: archive it instead."))


class CsMeritStep(models.Model):
    """What the first, second, third… event of a window brings."""

    _name = "cs.merit.step"
    _description = "Step of rewards and penalties"
    _inherit = ["cs.book.line.mixin"]
    _order = "sequence, id"

    rule_id = fields.Many2one("cs.merit.rule", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    nth = fields.Integer("Which time", compute="_compute_nth")
    consequence = fields.Selection(CONSEQUENCES, required=True, default="fine")
    amount = fields.Float(digits=(12, 2), help="Money, in the currency of the company.")
    times = fields.Float(
        "Times the step before", digits=(5, 2), help="2: doubled. Then the amount follows from the step before."
    )
    points = fields.Float(digits=(8, 2), help="Added by a reward, taken by a penalty.")
    by_manager = fields.Boolean("Managers approve it", help="Else the supervisor of the person does, too.")

    _figures_sane = models.Constraint(
        "CHECK (amount >= 0 AND times >= 0 AND times <= 100 AND points >= 0)",
        "Amounts and points are not negative; whether they are given or taken says the rule.",
    )

    @api.depends("rule_id.step_ids.sequence")
    def _compute_nth(self):
        for rule, steps in self.grouped("rule_id").items():
            order = {step: place for place, step in enumerate(rule._ordered_steps(), 1)}
            for step in steps:
                step.nth = order.get(step, len(order) + 1)

    @api.constrains("consequence", "amount", "times")
    def _check_amount(self):
        for step in self:
            if (step.consequence in MONEY) != bool(step.amount or step.times):
                raise ValidationError(
                    self.env._(
                        "A bonus or a fine has an amount, and nothing else has: %(rule)s.", rule=step.rule_id.name
                    )
                )
            if step.amount and step.times:
                raise ValidationError(
                    self.env._("An amount is said, or follows from the step before: %(rule)s.", rule=step.rule_id.name)
                )
