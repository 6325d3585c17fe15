from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, ValidationError

from ...core import preview
from ...core import rules as core_rules
from . import words

#: dimension of core.rules → the field of the rule record that limits it
SCOPE_FIELDS = {
    "kind_id": "kind_ids",
    "category_id": "category_ids",
    "severity_id": "severity_ids",
    "customer_class_id": "customer_class_ids",
    "area_id": "area_ids",
    "team_id": "team_ids",
    "channel_id": "channel_ids",
}
#: dimensions that are trees: a rule for a branch is a rule for what grows on it
TREES = {"category_id", "area_id"}


class CsRuleMixin(models.AbstractModel):
    _name = "cs.rule.mixin"
    _description = "Dated rule with a scope"
    _inherit = ["cs.book.mixin"]
    _order = "sequence, narrowness desc, id"
    _reason_needed = True

    #: field of a case with the moment on whose day a rule must be in force; empty: now
    _rule_moment = ""

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        default=lambda self: self._default_sequence(),
        help="The first rule in this order that fits a case applies.",
    )
    company_id = fields.Many2one("res.company", index=True, help="Empty: the rule serves every company.")
    date_from = fields.Date("In force from")
    date_to = fields.Date("In force until")
    kind_ids = fields.Many2many("cs.ticket.kind", string="Kinds", ondelete="restrict")
    category_ids = fields.Many2many("cs.ticket.category", string="Categories", ondelete="restrict")
    severity_ids = fields.Many2many("cs.severity", string="Severities", ondelete="restrict")
    priority_from = fields.Selection(
        selection="_selection_priority",
        string="Priority from",
        help="The rule is for cases of this priority and above.",
    )
    customer_class_ids = fields.Many2many("cs.customer.class", string="Customer classes", ondelete="restrict")
    area_ids = fields.Many2many("cs.area", string="Areas", ondelete="restrict")
    team_ids = fields.Many2many("cs.team", string="Teams", ondelete="restrict")
    channel_ids = fields.Many2many("cs.ticket.channel", string="Channels", ondelete="restrict")
    scope_summary = fields.Char("Applies to", compute="_compute_scope_summary")
    narrowness = fields.Integer(
        compute="_compute_narrowness",
        store=True,
        help="How many sides limit the rule: at the same place of the order the narrower rule comes first.",
    )
    owner_id = fields.Many2one(
        "res.users",
        "Owner of the rule",
        domain=[("share", "=", False)],
        index="btree_not_null",
        help="Decides on proposed changes of the rule. Empty: the managers do.",
    )
    # a draft is a rule like any other that nobody asks, see cs.rule.change
    is_draft = fields.Boolean(readonly=True, copy=False)
    change_id = fields.Many2one(
        "cs.rule.change", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two rules of a book cannot share a key.")
    _draft_sleeps = models.Constraint("CHECK (NOT is_draft OR NOT active)", "A draft is not in force.")

    @api.model
    def _default_sequence(self) -> int:
        """New rules come before the general ones, which would hide them, and before nothing else."""
        # sudo: the place in the order does not depend on who makes the rule
        book = self.sudo().with_context(active_test=True)
        general = book.search([("narrowness", "=", 0), ("is_draft", "=", False)], limit=1)
        return (general or book.search([], order="sequence desc", limit=1)).sequence or 10

    @api.model
    def _selection_priority(self):
        return self.env["cs.ticket"]._fields["priority"]._description_selection(self.env)

    @api.depends(*SCOPE_FIELDS.values(), "priority_from")
    @api.depends_context("lang")
    def _compute_scope_summary(self):
        priorities = dict(self._selection_priority())
        for rule in self:
            parts = [
                words.listed(self.env, rule[name].mapped("display_name"))
                for name in SCOPE_FIELDS.values()
                if rule[name]
            ]
            if rule.priority_from:
                parts.append(
                    self.env._(
                        "priority from %(priority)s",
                        priority=priorities[rule.priority_from],
                    )
                )
            rule.scope_summary = " · ".join(parts) or self.env._("every case")

    @api.depends(*SCOPE_FIELDS.values(), "priority_from")
    def _compute_narrowness(self):
        for rule in self.with_context(active_test=False):
            rule.narrowness = sum(bool(rule[name]) for name in (*SCOPE_FIELDS.values(), "priority_from"))

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for rule in self:
            if rule.date_from and rule.date_to and rule.date_to < rule.date_from:
                raise ValidationError(
                    self.env._(
                        "The rule “%(rule)s” would end before it begins.",
                        rule=rule.name,
                    )
                )

    @api.constrains("owner_id")
    def _check_owner(self):
        """Who decides on changes must be allowed to change the rule."""
        # sudo: a colleague's groups are no secret
        for rule in self.sudo().filtered("owner_id"):
            if not rule.owner_id.has_group("cs_department.group_cs_manager"):
                raise ValidationError(
                    self.env._(
                        "%(user)s is no manager: the owner of a rule decides on its changes.", user=rule.owner_id.name
                    )
                )

    # -- drafts --------------------------------------------------------------------

    #: only proposing, accepting and previewing make or move drafts
    _OF_DRAFTS = frozenset({"is_draft", "change_id"})

    @api.model_create_multi
    def create(self, vals_list):
        # by their values, or by the defaults of a context
        given = {name for vals in vals_list for name in vals} | set(self.default_get(list(self._OF_DRAFTS)))
        if self._OF_DRAFTS & given and not self.env.su:
            raise AccessError(self.env._("Drafts are made by proposing a change."))
        return super().create(vals_list)

    def write(self, vals):
        if self._OF_DRAFTS & vals.keys() and not self.env.su:
            raise AccessError(self.env._("Drafts are made by proposing a change."))
        result = super().write(vals)
        if "company_id" in vals:
            # nobody gives a rule to a company where he has no say
            self.check_access("write")
        return result

    def _book_noted(self):
        """What happens to a draft is in the change that it belongs to."""
        return self.filtered(lambda rule: not rule.is_draft)

    def _check_access(self, operation):
        """Managers change the rules; everybody else only the drafts that he is writing."""
        refused = super()._check_access(operation)
        user = self.env.user
        if refused or operation == "read" or self.env.su or user.has_group("cs_department.group_cs_manager"):
            return refused
        # sudo: whose draft it is decides, also when it cannot be read
        foreign = self.filtered(lambda rule: rule.id and not rule.sudo()._is_being_written_by(user))
        if foreign:
            return foreign, lambda: AccessError(self.env._("Managers change the rules. Propose a change instead."))
        return None

    def _is_being_written_by(self, user) -> bool:
        change = self.change_id
        return self.is_draft and change.proposer_id == user and change.state == "draft"

    # -- looking up ----------------------------------------------------------------

    def _rule_topics(self) -> frozenset[str]:
        """What one rule speaks about, see ``core.rules.Rule.topics``."""
        return frozenset()

    def _prepare_core_rule(self) -> core_rules.Rule:
        """This record as plain data; tree dimensions are expanded here."""
        self.ensure_one()
        scope = {}
        for dimension, name in SCOPE_FIELDS.items():
            # an archived category still limits: else the rule would serve everything
            limited = self.with_context(active_test=False)[name]
            if limited and dimension in TREES:
                limited = limited.search([("id", "child_of", limited.ids)])
            if limited:
                scope[dimension] = frozenset(limited.ids)
        if self.priority_from:
            levels = [value for value, _label in self._selection_priority()]
            scope["priority"] = frozenset(levels[levels.index(self.priority_from) :])
        return core_rules.Rule(
            id=self.id,
            sequence=self.sequence,
            scope=scope,
            date_from=self.date_from or None,
            date_to=self.date_to or None,
            topics=self._rule_topics(),
        )

    @tools.ormcache("company_id")
    @api.model
    def _core_rules(self, company_id: int) -> tuple[core_rules.Rule, ...]:
        """All rules of a company as plain data, read once and cached."""
        # sudo: whoever registers a case is served by the rules, allowed to read or not
        everything = self._for_cache().with_context(active_test=False)
        found = everything.search([("company_id", "in", (company_id, False)), ("is_draft", "=", False)])
        # a company's own version takes the place of the shared rule, even where it is archived
        own = {rule.key for rule in found if rule.company_id}
        rules = found.filtered(lambda rule: rule.active and (rule.company_id or rule.key not in own))
        # one read of the scope per rule, then cached until a rule changes
        return tuple(rule._prepare_core_rule() for rule in rules.with_context(active_test=True))

    @api.model
    def _rules_of(self, company_id: int) -> tuple[core_rules.Rule, ...]:
        """The rules of a company; inside a preview with the draft in place of its original."""
        return preview.swapped(self._name, company_id, self._core_rules(company_id))

    @api.model
    def _speaks_for(self, companies) -> bool:
        """Whether the book has any rule in force, or one day in force, for these companies; without a query."""
        return any(self._rules_of(company_id) for company_id in companies.ids)

    @tools.ormcache()
    @api.model
    def _has_rules(self) -> bool:
        """Whether there is any rule of the book, archived ones too: else nothing was ever made by one."""
        # sudo: see _core_rules
        everything = self._for_cache().with_context(active_test=False)
        return bool(everything.search([("is_draft", "=", False)], limit=1))

    @api.model
    def _rule_id_for(self, company_id: int, facts: dict, day, topic: str = "") -> int | bool:
        """The rule that applies to a case, ``False`` if none does.

        :param facts: dimension → value, as ``cs.ticket._rule_facts`` gives them.
        :param day: local day on which the rule must be in force.
        """
        found = core_rules.pick(self._rules_of(company_id), facts, day, topic)
        return found.id if found else False

    @api.model
    def _rule_for(self, company_id: int, facts: dict, day, topic: str = ""):
        """The rule record that applies to a case, possibly empty (in sudo)."""
        # sudo: see _core_rules
        return self.sudo().browse(self._rule_id_for(company_id, facts, day, topic) or ())

    # -- preview -------------------------------------------------------------------

    @api.model
    def _rule_topic_labels(self) -> list[tuple[str, str]]:
        """The questions that the book answers: topic and its name. One nameless topic: the case."""
        return [("", self._description)]

    @api.model
    def _preview_measures(self) -> list[tuple[str, str]]:
        """What a preview compares: measure and its name; by default which rule applies."""
        return [(f"rule:{topic}", label) for topic, label in self._rule_topic_labels()]

    @api.model
    def _preview_outcomes(self, tickets) -> dict[int, dict]:
        """Ticket id → measure → what the rules of this context would have done to it."""
        found = {ticket.id: {} for ticket in tickets}
        for topic, _label in self._rule_topic_labels():
            rules = tickets._ask_rules(
                lambda company_id, facts, day, asked=topic: self._rule_id_for(company_id, facts, day, asked),
                self._rule_moment,
            )
            # sudo: see _core_rules
            names = {rule.id: rule.display_name for rule in self.sudo().browse({*rules.values()} - {False})}
            for ticket_id, rule_id in rules.items():
                found[ticket_id][f"rule:{topic}"] = names.get(rule_id, False)
        return found
