from decimal import Decimal
from functools import reduce

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import formatLang

from ...core import approval as core_approval
from ..rulebook import words

WHAT = [
    ("plan", "a plan, before it is carried out or promised"),
    ("reply", "a written reply, before it is sent"),
    ("compensation", "a compensation, before it is paid"),
]
#: how a request of that kind is called
NOUNS = [("plan", "Plan"), ("reply", "Written reply"), ("compensation", "Compensation")]


class CsApprovalRule(models.Model):
    """What must be approved before it leaves the house, and by whom."""

    _name = "cs.approval.rule"
    _description = "Approval rule"
    _inherit = ["cs.rule.mixin"]
    _book = "approvals"
    _pack_row = "D7"
    _book_lines = ("tier_ids",)

    what = fields.Selection(WHAT, "What is approved", required=True, default="reply")
    tier_ids = fields.One2many("cs.approval.tier", "rule_id", "Who approves, one after the other", copy=True)
    self_approval = fields.Boolean(
        "Own proposals too",
        help="Whoever may approve may also approve what he proposed himself.",
    )

    def _say_rule(self):
        tiers = [tier._say() for tier in self.tier_ids.sorted("sequence")]
        if not tiers:
            return ""
        by = reduce(lambda first, then: self.env._("%(first)s, then %(then)s", first=first, then=then), tiers)
        said = {
            "plan": lambda: self.env._(
                "a plan is carried out or promised only when approved: by %(people)s", people=by
            ),
            "reply": lambda: self.env._("a written reply is sent only when approved: by %(people)s", people=by),
            "compensation": lambda: self.env._("a compensation is paid only when approved: by %(people)s", people=by),
        }[self.what]()
        own = self.self_approval and self.env._("whoever may approve may approve his own proposals, too")
        return words.clauses(self.env, [said, own])

    @api.constrains("what", "tier_ids")
    def _check_tiers(self):
        for rule in self:
            tiers = rule._prepare_tiers()
            if rule.what != "compensation":
                hole = None if core_approval.chain(tiers) else Decimal(0)
            else:
                hole = core_approval.gap(tiers)
            if hole is not None:
                raise ValidationError(
                    self.env._(
                        "“%(rule)s” asks nobody about amounts above %(amount)s: add a tier without an upper limit.",
                        rule=rule.name,
                        amount=formatLang(self.env, float(hole)),
                    )
                )

    def _rule_topics(self):
        return frozenset({self.what})

    @api.model
    def _rule_topic_labels(self):
        return [
            (what, label) for what, label in self.env["cs.approval"]._fields["what"]._description_selection(self.env)
        ]

    def _prepare_tiers(self) -> tuple[core_approval.Tier, ...]:
        return tuple(
            core_approval.Tier(
                id=tier.id,
                sequence=tier.sequence,
                above=Decimal(str(tier.amount_above)),
                up_to=Decimal(str(tier.amount_up_to)),
            )
            for tier in self.tier_ids
        )

    @tools.ormcache("rule_id")
    @api.model
    def _tiers(self, rule_id: int) -> tuple[core_approval.Tier, ...]:
        # sudo: whoever proposes, the same people approve
        return self._for_cache().browse(rule_id)._prepare_tiers()

    def _chain(self, amount: float | None = None):
        """The tiers of one rule that must approve, in order (in sudo).

        :param amount: in the currency of the company; ``None``: it costs nothing.
        """
        exact = None if amount is None else Decimal(str(amount))
        asked = core_approval.chain(self._tiers(self.id), exact)
        # sudo: see _tiers
        return self.env["cs.approval.tier"].sudo().browse([tier.id for tier in asked])


class CsApprovalTier(models.Model):
    _name = "cs.approval.tier"
    _description = "Tier of an approval rule"
    _inherit = ["cs.recipient.mixin", "cs.book.line.mixin"]
    _order = "sequence, id"

    rule_id = fields.Many2one("cs.approval.rule", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    amount_above = fields.Float(
        "For amounts above",
        digits=(12, 2),
        help="In the currency of the company. 0: every amount, and what costs nothing.",
    )
    amount_up_to = fields.Float("Up to", digits=(12, 2), help="0: without an upper limit.")

    _bounds_sane = models.Constraint(
        "CHECK (amount_above >= 0 AND amount_up_to >= 0 AND (amount_up_to = 0 OR amount_up_to > amount_above))",
        "The upper amount of a tier lies above the lower one.",
    )

    def _say(self) -> str:
        """Who approves, for which amounts."""
        self.ensure_one()
        who = words.label(self, "role")
        if self.role == "named":
            # sudo: the names of colleagues are no secret
            who = words.listed(self.env, self.sudo().user_ids.mapped("name"))
        low, high = (formatLang(self.env, amount) for amount in (self.amount_above, self.amount_up_to))
        if self.amount_above and self.amount_up_to:
            return self.env._("%(who)s (above %(low)s, up to %(high)s)", who=who, low=low, high=high)
        if self.amount_above:
            return self.env._("%(who)s (above %(low)s)", who=who, low=low)
        if self.amount_up_to:
            return self.env._("%(who)s (up to %(high)s)", who=who, high=high)
        return who
