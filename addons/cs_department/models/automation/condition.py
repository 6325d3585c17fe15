from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core import conditions as core_conditions
from ..rulebook import words
from ..ticket.stage import STATES
from .facts import FACTS, KINDS, OPPOSITES

OPERATORS = [
    ("is", "is one of"),
    ("is_not", "is none of"),
    ("contains", "contains"),
    ("contains_not", "does not contain"),
    ("at_least", "at least"),
    ("at_most", "at most"),
    ("equals", "exactly"),
    ("longer_ago", "longer ago than (hours)"),
    ("less_ago", "less long ago than (hours)"),
    ("is_set", "is known"),
    ("is_not_set", "is not known"),
    ("yes", "yes"),
    ("no", "no"),
]
#: fact → the column of the line with the records or words that it is compared with
VALUES = {
    "channel_id": "channel_ids",
    "customer_class_id": "customer_class_ids",
    "category_id": "category_ids",
    "cause_id": "cause_ids",
    "responsible_department_id": "department_ids",
    "tag_ids": "tag_ids",
    "state": "state",
    "validity": "validity",
}
#: comparisons that need nothing to compare with
BARE = frozenset({"is_set", "is_not_set", "yes", "no"})


class CsAutomationCondition(models.Model):
    _name = "cs.automation.condition"
    _description = "Condition of an automatic action"
    _inherit = ["cs.book.line.mixin"]
    _order = "sequence, id"

    rule_id = fields.Many2one("cs.automation.rule", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    fact = fields.Selection(FACTS, "If", required=True, default="name")
    kind = fields.Char(compute="_compute_kind")
    operators = fields.Json(compute="_compute_kind")
    operator = fields.Selection(
        OPERATORS, "Is", required=True, compute="_compute_operator", store=True, readonly=False, precompute=True
    )
    text = fields.Char("Words", help="Several words are separated by commas: any of them is enough.")
    number = fields.Float(digits=(8, 2))
    channel_ids = fields.Many2many("cs.ticket.channel", string="Channels", ondelete="restrict")
    customer_class_ids = fields.Many2many("cs.customer.class", string="Customer classes", ondelete="restrict")
    category_ids = fields.Many2many("cs.ticket.category", string="Categories", ondelete="restrict")
    cause_ids = fields.Many2many("cs.ticket.cause", string="Causes", ondelete="restrict")
    department_ids = fields.Many2many("hr.department", string="Departments", ondelete="restrict")
    tag_ids = fields.Many2many("cs.ticket.tag", string="Tags", ondelete="restrict")
    state = fields.Selection(STATES)
    validity = fields.Selection([("valid", "Justified"), ("invalid", "Not justified")], "Finding")
    sentence = fields.Char("In words", compute="_compute_sentence")

    @api.depends("fact")
    def _compute_kind(self):
        for line in self:
            line.kind = KINDS.get(line.fact, "")
            line.operators = list(core_conditions.OPERATORS.get(line.kind, ()))

    @api.depends("fact")
    def _compute_operator(self):
        for line in self:
            allowed = core_conditions.OPERATORS[KINDS[line.fact]]
            if line.operator not in allowed:
                line.operator = allowed[0]

    @api.constrains("fact", "operator", "text", "number", *VALUES.values())
    def _check_complete(self):
        for line in self:
            kind = KINDS[line.fact]
            if line.operator not in core_conditions.OPERATORS[kind]:
                raise ValidationError(self.env._("“%(condition)s” does not make sense.", condition=line.sentence))
            if line.operator in BARE or kind == "number":
                continue
            if kind == "moment":
                complete = line.number > 0
            else:
                complete = core_conditions.words(line.text) if kind == "text" else line[VALUES[line.fact]]
            if not complete:
                raise ValidationError(
                    self.env._("“%(condition)s” compares with nothing: fill in a value.", condition=line.sentence)
                )

    # -- in words --------------------------------------------------------------------

    @api.depends("fact", "operator", "text", "number", *VALUES.values())
    @api.depends_context("lang")
    def _compute_sentence(self):
        facts = dict(self._fields["fact"]._description_selection(self.env))
        operators = dict(self._fields["operator"]._description_selection(self.env))
        for line in self:
            said = [facts.get(line.fact, ""), operators.get(line.operator, ""), line._say_value()]
            if line.operator == "yes":
                said = said[:1]
            elif line.operator == "no":
                said = [OPPOSITES[line.fact]._translate(self.env.lang or "en_US")]
            line.sentence = " ".join(word for word in said if word)

    def _say_value(self) -> str:
        kind = KINDS.get(self.fact)
        if self.operator in BARE or not kind:
            return ""
        if kind == "text":
            return words.listed(self.env, [f"“{word}”" for word in core_conditions.words(self.text)], "or")
        if kind in ("number", "moment"):
            return f"{self.number:g}"
        value, field = self[VALUES[self.fact]], self._fields[VALUES[self.fact]]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        return words.listed(self.env, value.mapped("display_name"), "or")

    # -- as plain data -----------------------------------------------------------------

    def _prepare_core(self) -> core_conditions.Condition:
        self.ensure_one()
        kind = KINDS[self.fact]
        if kind == "text":
            value = core_conditions.words(self.text)
        elif kind in ("number", "moment"):
            value = self.number
        elif kind in ("choice", "choices"):
            value = self._chosen()
        else:
            value = None
        return core_conditions.Condition(self.fact, kind, self.operator, value)

    def _chosen(self) -> frozenset:
        """The ids (or the word) that a choice is compared with; a branch counts with what grows on it."""
        # an archived choice still is what the manager meant
        chosen = self.with_context(active_test=False)[VALUES[self.fact]]
        if isinstance(chosen, str) or not chosen:
            return frozenset({chosen} if chosen else ())
        if "parent_path" in chosen._fields:
            chosen = chosen.search([("id", "child_of", chosen.ids)])
        return frozenset(chosen.ids)
