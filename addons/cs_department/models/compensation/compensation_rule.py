from decimal import Decimal

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import formatLang

from ...core import compensation as core_compensation
from ..rulebook import words
from ..rulebook.clock_type import CLOCK_TYPES

CAUSES = [
    ("promise_broken", "a promised date was broken"),
    ("clock_missed", "a target was missed"),
    ("manual", "proposed by hand"),
]
BASES = [
    ("fixed", "a fixed amount"),
    ("percent", "percent of the invoice"),
    ("per_day", "for each started day late"),
    ("per_hour", "for each started hour late"),
]
SETTLEMENTS = [
    ("auto", "credit note where there is an invoice, else money"),
    ("credit_note", "credit note"),
    ("expense", "money"),
]


class CsCompensationRule(models.Model):
    """What a customer is offered when a promise is broken."""

    _name = "cs.compensation.rule"
    _description = "Compensation rule"
    _inherit = ["cs.rule.mixin"]
    _book = "compensation"
    _pack_row = "D7"

    cause = fields.Selection(CAUSES, "When", required=True, default="promise_broken")
    clock_type = fields.Selection(CLOCK_TYPES, "Which target", help="Empty: any of them.")
    basis = fields.Selection(BASES, "How much", required=True, default="fixed")
    amount = fields.Float(
        "Amount or percent",
        required=True,
        digits=(12, 2),
        help="In the currency of the company; or the percentage.",
    )
    minimum = fields.Float("At least", digits=(12, 2), help="0: no minimum.")
    cap = fields.Float("At most", digits=(12, 2), help="0: no maximum.")
    settle_by = fields.Selection(SETTLEMENTS, "Given as", required=True, default="auto")

    _amounts_sane = models.Constraint(
        "CHECK (amount > 0 AND minimum >= 0 AND cap >= 0 AND (cap = 0 OR cap >= minimum))",
        "A compensation is more than nothing, and its maximum is not below its minimum.",
    )

    @api.constrains("cause", "basis")
    def _check_lateness(self):
        for rule in self:
            if rule.cause == "manual" and rule.basis in core_compensation.GROWING:
                raise ValidationError(
                    self.env._("“%(rule)s”: what is proposed by hand is not late by days or hours.", rule=rule.name)
                )

    def _say_rule(self):
        if not self.amount:
            return ""
        limits = [
            self.minimum and self.env._("at least %(amount)s", amount=self._say_money(self.minimum)),
            self.cap and self.env._("at most %(amount)s", amount=self._say_money(self.cap)),
            self.env._("given as %(kind)s", kind=words.label(self, "settle_by")),
        ]
        offer = self.env._(
            "when %(this)s, the customer is offered %(much)s", this=self._say_cause(), much=self._say_much()
        )
        return words.clauses(self.env, [offer, *limits])

    def _say_cause(self) -> str:
        if self.cause == "clock_missed" and self.clock_type:
            return self.env._("the target “%(clock)s” was missed", clock=words.label(self, "clock_type"))
        if self.cause == "manual":
            return self.env._("a compensation is proposed by hand")
        return words.label(self, "cause")

    def _say_much(self) -> str:
        amount = self._say_money(self.amount)
        return {
            "fixed": lambda: amount,
            "percent": lambda: self.env._("%(share)s %% of the invoice", share=f"{self.amount:g}"),
            "per_day": lambda: self.env._("%(amount)s for each started day late", amount=amount),
            "per_hour": lambda: self.env._("%(amount)s for each started hour late", amount=amount),
        }[self.basis]()

    def _say_money(self, amount) -> str:
        return formatLang(self.env, amount, currency_obj=(self.company_id or self.env.company).currency_id)

    def _rule_topics(self):
        if self.cause != "clock_missed":
            return frozenset({self.cause})
        types = [self.clock_type] if self.clock_type else [value for value, _label in CLOCK_TYPES]
        return frozenset(f"clock_missed.{clock_type}" for clock_type in types)

    @api.model
    def _rule_topic_labels(self):
        causes = self._fields["cause"]._description_selection(self.env)
        clocks = self._fields["clock_type"]._description_selection(self.env)
        rows = [(cause, label) for cause, label in causes if cause != "clock_missed"]
        return rows + [(f"clock_missed.{clock_type}", label) for clock_type, label in clocks]

    @tools.ormcache("rule_id")
    @api.model
    def _offer(self, rule_id: int) -> core_compensation.Offer:
        # sudo: customers are offered the same, whoever acts
        rule = self._for_cache().browse(rule_id)
        return core_compensation.Offer(
            basis=rule.basis,
            amount=Decimal(str(rule.amount)),
            minimum=Decimal(str(rule.minimum)),
            cap=Decimal(str(rule.cap)),
        )
