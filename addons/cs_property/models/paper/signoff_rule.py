from odoo import api, fields, models
from odoo.addons.cs_department.models.rulebook import words
from odoo.exceptions import ValidationError

#: what is signed off; areas add their own by ``selection_add``
WHAT = [
    ("renovation", "Renovation"),
    ("renovation_extension", "Longer renovation"),
    ("quote", "Quote"),
    ("lease", "Lease"),
    ("release", "Release pass"),
]
#: who signs a tier → the group that makes one of them
ROLES = {
    "clerk": "cs_property.group_cs_counter",
    "inspector": "cs_property.group_cs_inspector",
    "supervisor": "cs_department.group_cs_supervisor",
    "manager": "cs_department.group_cs_manager",
    "accountant": "cs_property.group_cs_fee_accountant",
}


class CsSignoffRule(models.Model):
    """Who signs off what, tier by tier; a tier may begin with an amount or an area."""

    _name = "cs.signoff.rule"
    _description = "Rule of sign-off"
    _inherit = ["cs.book.mixin"]
    _order = "what, id"
    _book = "signoff_rules"
    _pack_row = "P3-P11"
    _reason_needed = True
    _book_lines = ("tier_ids",)

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    what = fields.Selection(WHAT, "What is signed off", required=True, default="renovation", index=True)
    tier_ids = fields.One2many("cs.signoff.tier", "rule_id", "Tiers", copy=True)
    sentence = fields.Text("In words", compute="_compute_sentence")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _one_rule = models.UniqueIndex(
        "(COALESCE(company_id, 0), what) WHERE active IS TRUE", "There is a rule for this already: change that one."
    )

    @api.model
    def _rule_for(self, what, company):
        """The company's own rule, else the shared one (in sudo)."""
        rules = self.search([("what", "=", what), ("company_id", "in", (False, company.id))])
        return rules.sorted(lambda rule: not rule.company_id)[:1]

    def _tiers_for(self, amount, area):
        """The tiers that this amount (CNY) or area (m²) needs, in their order."""
        return self.tier_ids.filtered(lambda tier: tier.amount_from <= amount and tier.area_from <= area)

    @api.depends_context("lang")
    @api.depends("name", "what", "tier_ids.sequence", "tier_ids.role", "tier_ids.amount_from", "tier_ids.area_from")
    def _compute_sentence(self):
        for rule in self:
            said = [tier._in_words() for tier in rule.tier_ids]
            rule.sentence = self.env._(
                "%(what)s: signed off by %(who)s.",
                what=words.label(rule, "what"),
                who=self.env._(", then ").join(said) or self.env._("nobody"),
            )

    def _book_names_people(self):
        return bool(self.tier_ids.user_ids)


class CsSignoffTier(models.Model):
    _name = "cs.signoff.tier"
    _description = "Tier of sign-off"
    _inherit = ["cs.book.line.mixin"]
    _order = "rule_id, sequence, id"
    _book_parent = "rule_id"

    rule_id = fields.Many2one("cs.signoff.rule", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer("Tier", default=10)
    role = fields.Selection(
        [
            ("clerk", "Counter clerk"),
            ("inspector", "Inspector"),
            ("supervisor", "Supervisor"),
            ("manager", "Manager"),
            ("accountant", "Fee accountant"),
            ("named", "People by name"),
        ],
        "Who signs off",
        required=True,
        default="supervisor",
    )
    user_ids = fields.Many2many("res.users", string="People by name", domain=[("share", "=", False)])
    amount_from = fields.Float("From this amount", digits=(16, 2))
    area_from = fields.Float("From this area (m²)", digits=(12, 2))

    _sane = models.Constraint("CHECK (amount_from >= 0 AND area_from >= 0)", "Amount and area are not below nothing.")

    @api.constrains("role", "user_ids")
    def _check_named(self):
        if self.filtered(lambda tier: tier.role == "named" and not tier.user_ids):
            raise ValidationError(self.env._("Say who signs off by name."))

    def _in_words(self) -> str:
        self.ensure_one()
        who = words.label(self, "role")
        if self.amount_from:
            who = self.env._("%(who)s from %(amount)s on", who=who, amount=f"{self.amount_from:,.2f}")
        if self.area_from:
            who = self.env._("%(who)s from %(area)s m² on", who=who, area=f"{self.area_from:g}")
        return who

    def _people(self, company):
        """Users who may sign this tier, in this company (in sudo)."""
        if self.role == "named":
            return self.user_ids
        group = self.env.ref(ROLES[self.role])
        return group.all_user_ids.filtered(lambda user: not user.share and company in user.company_ids)
