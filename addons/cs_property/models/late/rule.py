from decimal import Decimal

from odoo import api, fields, models

from ...core.late_fee import Terms
from ..money import exact

TEN_THOUSAND = Decimal(10000)


class CsLateRule(models.Model):
    """What paying late costs: so much a day of what is open, from when, and no more than so much."""

    _name = "cs.late.rule"
    _description = "Rule for late payment"
    _inherit = ["cs.book.mixin"]
    _order = "sequence, id"
    _book = "late_rules"
    _pack_row = "P14"
    _reason_needed = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The first rule that fits estate and fee counts.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    late_item_id = fields.Many2one(
        "cs.fee.item",
        "Billed as",
        required=True,
        ondelete="restrict",
        domain=[("kind", "=", "late")],
        help="The fee of kind “late fee” under which it is billed.",
    )
    estate_ids = fields.Many2many(
        "cs.estate", "cs_late_rule_estate_rel", "rule_id", "estate_id", string="Estates", help="Empty: all."
    )
    item_ids = fields.Many2many(
        "cs.fee.item",
        "cs_late_rule_item_rel",
        "rule_id",
        "item_id",
        string="Fees paid late",
        domain=[("kind", "!=", "late")],
        help="Empty: all.",
    )
    rate = fields.Float("A day (of 10,000)", required=True, digits=(8, 4), help="5 is five in ten thousand a day.")
    grace_days = fields.Integer("Days of grace", help="So many days after the due day nothing is charged.")
    from_due = fields.Boolean(
        "Beyond the grace from the due day", help="Whoever is later than the grace pays for its days, too."
    )
    cap_percent = fields.Float("At most (% of the fee)", digits=(8, 2), help="0: without a limit.")
    minimum = fields.Float("Not billed below", digits=(12, 2), help="Smaller amounts wait until they have grown.")
    since = fields.Date("Not for days before", help="Empty: for all days.")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _numbers_sane = models.Constraint(
        "CHECK (rate >= 0 AND grace_days >= 0 AND cap_percent >= 0 AND minimum >= 0)",
        "Rate, grace, limit and minimum are not below nothing.",
    )

    def _terms(self) -> Terms:
        """The rule as the calculation takes it."""
        self.ensure_one()
        return Terms(
            rate=exact(self.rate) / TEN_THOUSAND,
            grace=self.grace_days,
            from_due=self.from_due,
            cap=exact(self.cap_percent) if self.cap_percent else None,
            minimum=exact(self.minimum),
            since=self.since or None,
        )

    @api.model
    def _for_charges(self, charges) -> dict:
        """The rule of each charge: charge id → rule (in sudo); charges without one cost nothing when late."""
        # sudo: a rule works for everybody who takes money
        rules = self.sudo().search([("company_id", "in", [False, *charges.company_id.ids])])
        # few kinds of (company, estate, fee), however many charges
        found, known = {}, {}
        for charge in charges:
            place = (charge.company_id, charge.estate_id, charge.item_id)
            if place not in known:
                known[place] = next((rule for rule in rules if rule._fits(*place)), None)
            if known[place]:
                found[charge.id] = known[place]
        return found

    def _fits(self, company, estate, item) -> bool:
        if self.company_id and self.company_id != company:
            return False
        if self.estate_ids and estate not in self.estate_ids:
            return False
        return item.kind not in ("late", "deposit") and (not self.item_ids or item in self.item_ids)
