from odoo import api, fields, models

FACTS = [
    ("no_space", "Has no space yet"),
    ("owner", "Owns the unit"),
    ("disabled", "Is disabled"),
    ("new_energy", "Drives with new energy"),
]
#: what a reminder may name
NAMES = frozenset({"tenant", "space", "ends", "days", "estate", "company", "phone"})


class CsParkingRule(models.Model):
    """How spaces are let: for how long, to whom first, and when the end is announced."""

    _name = "cs.parking.rule"
    _description = "Rule of parking"
    _inherit = ["cs.book.mixin"]
    _order = "sequence, id"
    _book = "parking_rules"
    _book_lines = ("priority_ids", "reminder_ids")
    _pack_row = "P11"
    _reason_needed = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    estate_ids = fields.Many2many("cs.estate", string="Estates", ondelete="restrict", help="Empty: all.")
    item_id = fields.Many2one(
        "cs.fee.item", "Rent is charged as", required=True, ondelete="restrict", domain=[("kind", "=", "fee")]
    )
    months = fields.Integer("Let for (months)", required=True, default=12)
    most_per_unit = fields.Integer("Spaces of a unit at most", default=1, help="0: as many as it likes.")
    debts_from = fields.Float(
        "No lease from overdue debts of", digits=(16, 2), help="0: debts do not matter. Also for renewals."
    )
    offer_days = fields.Integer("An offer holds (days)", required=True, default=3)
    reissue_paid = fields.Boolean(
        "New card only when the fee is paid", default=True, help="A lost card is replaced after that."
    )
    priority_ids = fields.One2many("cs.parking.priority", "rule_id", "Goes first", copy=True)
    reminder_ids = fields.One2many("cs.parking.reminder", "rule_id", "Reminders before the end", copy=True)

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _figures_sane = models.Constraint(
        "CHECK (months > 0 AND most_per_unit >= 0 AND debts_from >= 0 AND offer_days > 0)",
        "A lease lasts a month at least, an offer a day; other figures are not below zero.",
    )

    @api.model
    def _for(self, estate):
        """The rule of an estate: narrower before wider, own before shared (in sudo)."""
        # sudo: a rule works for everybody
        rules = self.sudo().search([("company_id", "in", [False, estate.company_id.id])])
        rules = rules.filtered(lambda rule: not rule.estate_ids or estate in rule.estate_ids)
        return rules.sorted(lambda rule: (not rule.estate_ids, not rule.company_id, rule.sequence, rule.id))[:1]

    def _in_words(self) -> str:
        self.ensure_one()
        facts = dict(self.priority_ids._fields["fact"]._description_selection(self.env))
        said = [self.env._("let for %(months)s months", months=self.months)]
        if self.most_per_unit:
            said.append(self.env._("%(count)s per unit at most", count=self.most_per_unit))
        if self.debts_from:
            said.append(self.env._("none from overdue debts of %(amount)s", amount=f"{self.debts_from:.2f}"))
        if self.priority_ids:
            first = ", ".join(facts[line.fact] for line in self.priority_ids)
            said.append(self.env._("first on the waiting list: %(facts)s", facts=first))
        said.append(self.env._("an offer holds %(days)s days", days=self.offer_days))
        if self.reminder_ids:
            days = ", ".join(str(line.days) for line in self.reminder_ids)
            said.append(self.env._("reminded %(days)s days before the end", days=days))
        return "; ".join(said)


class CsParkingPriority(models.Model):
    """A fact that goes before others on the waiting list."""

    _name = "cs.parking.priority"
    _description = "Priority on the waiting list"
    _inherit = ["cs.book.line.mixin"]
    _book_parent = "rule_id"
    _book_line_key = ("fact",)
    _order = "sequence, id"

    rule_id = fields.Many2one("cs.parking.rule", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    fact = fields.Selection(FACTS, "Whoever", required=True, default="no_space")

    _once = models.UniqueIndex("(rule_id, fact)", "A fact stands in a rule once.")


class CsParkingReminder(models.Model):
    """When and how a tenant hears that his lease ends."""

    _name = "cs.parking.reminder"
    _description = "Reminder of the end of a lease"
    _inherit = ["cs.book.line.mixin", "cs.worded.mixin"]
    _worded_names = NAMES
    _book_parent = "rule_id"
    _book_line_key = ("days", "channel")
    _order = "days desc, id"

    rule_id = fields.Many2one("cs.parking.rule", required=True, index=True, ondelete="cascade")
    days = fields.Integer("Days before the end", required=True, default=30)
    channel = fields.Selection([("sms", "Text message"), ("todo", "To-do of the clerk")], required=True, default="sms")
    script = fields.Text(
        "Words",
        required=True,
        translate=True,
        help="It may name {tenant}, {space}, {ends}, {days}, {estate}, {company} and {phone}.",
    )

    _days_sane = models.Constraint("CHECK (days >= 0)", "Days are not below zero.")
