from odoo import api, fields, models
from odoo.addons.cs_department.models.rulebook import words

from ...core import renovation as core
from ..estate.unit import USES
from ..money import exact


class CsRenovationFee(models.Model):
    """What a renovation costs, and which deposit is held: by use and area of the unit."""

    _name = "cs.renovation.fee"
    _description = "Fee of a renovation"
    _inherit = ["cs.book.mixin"]
    _order = "sequence, id"
    _book = "renovation_fees"
    _pack_row = "P5"
    _reason_needed = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    item_id = fields.Many2one(
        "cs.fee.item", "Fee or deposit", required=True, domain=[("kind", "in", ("service", "fee", "deposit"))]
    )
    use = fields.Selection(USES, "Only for units in use as", help="Empty: for every unit.")
    area_from = fields.Float("From this area (m²)", digits=(12, 2))
    area_to = fields.Float("Below this area (m²)", digits=(12, 2), help="0: without an upper end.")
    amount = fields.Float("Fixed amount", digits=(16, 2))
    per_area = fields.Float("For each m²", digits=(16, 4))
    least = fields.Float("At least", digits=(16, 2))
    sentence = fields.Text("In words", compute="_compute_sentence")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _sane = models.Constraint(
        "CHECK (amount >= 0 AND per_area >= 0 AND least >= 0 AND amount + per_area > 0)",
        "A fee is more than nothing.",
    )

    @api.model
    def _fees_of(self, unit):
        """``[(rule, Decimal CNY)]`` that a renovation of this unit costs (in sudo)."""
        found = self.search([("company_id", "in", (False, unit.company_id.id)), ("use", "in", (False, unit.use))])
        fitting = found.filtered(
            lambda one: one.area_from <= unit.area and (not one.area_to or unit.area < one.area_to)
        )
        sums = [
            (one, core.fee(exact(one.amount), exact(one.per_area), exact(unit.area), exact(one.least)))
            for one in fitting
        ]
        return [(one, amount) for one, amount in sums if amount > 0]

    @api.depends_context("lang")
    @api.depends("item_id.name", "use", "area_from", "area_to", "amount", "per_area", "least")
    def _compute_sentence(self):
        for rule in self:
            parts = [
                words.label(rule, "use") if rule.use else self.env._("every unit"),
                self.env._("from %(area)s m²", area=f"{rule.area_from:g}") if rule.area_from else "",
                self.env._("below %(area)s m²", area=f"{rule.area_to:g}") if rule.area_to else "",
                f"{rule.amount:,.2f}" if rule.amount else "",
                self.env._("%(amount)s for each m²", amount=f"{rule.per_area:g}") if rule.per_area else "",
                self.env._("at least %(amount)s", amount=f"{rule.least:,.2f}") if rule.least else "",
            ]
            rule.sentence = f"{rule.item_id.name or ''}: {words.clauses(self.env, parts)}"
