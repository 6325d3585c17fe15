from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core import pricing, proration
from ..estate.unit import USES
from ..money import exact

METHODS = [
    ("area", "Area × price"),
    ("fixed", "Fixed amount"),
    ("metered", "By meter"),
    ("shared", "Share of a pool"),
    ("formula", "Formula"),
]
CYCLES = [
    ("1", "every month"),
    ("2", "every two months"),
    ("3", "every quarter"),
    ("6", "every half-year"),
    ("12", "every year"),
]
ROUNDINGS = [("0.01", "to the fen"), ("0.1", "to the jiao"), ("1", "to the yuan")]


class CsFeeRule(models.Model):
    """How a fee is worked out, for which units, from when to when.

    Of the rules of a fee the narrowest that fits a unit counts; at the same narrowness the first in order.
    """

    _name = "cs.fee.rule"
    _description = "Fee rule"
    _inherit = ["cs.book.mixin"]
    _order = "item_id, narrowness desc, sequence, id"
    _book = "fee_rules"
    _book_lines = ("price_ids",)
    _pack_row = "P14"
    _reason_needed = True
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    item_id = fields.Many2one("cs.fee.item", "Fee", required=True, index=True, ondelete="restrict")
    date_from = fields.Date("In force from")
    date_to = fields.Date("In force until")
    # -- for which units
    estate_ids = fields.Many2many("cs.estate", string="Estates", ondelete="restrict", check_company=True)
    building_ids = fields.Many2many("cs.estate.building", string="Buildings", ondelete="restrict", check_company=True)
    type_ids = fields.Many2many("cs.unit.type", string="Types of units", ondelete="restrict")
    use = fields.Selection(USES, "Only for the use")
    narrowness = fields.Integer(compute="_compute_narrowness", store=True)
    # -- how much
    method = fields.Selection(METHODS, "Worked out by", required=True, default="area")
    area_kind = fields.Selection(
        [("area", "Charged area"), ("inside_area", "Inside area")], "Which area", required=True, default="area"
    )
    formula = fields.Char(
        help="What a month costs, from: area, inside_area, people, price. For example: area * price + people * 5",
    )
    price_ids = fields.One2many("cs.fee.price", "rule_id", "Prices", copy=True)
    vacancy_percent = fields.Float(
        "While vacant (%)", digits=(5, 2), default=100, help="So much is charged for days of an approved vacancy."
    )
    rounding = fields.Selection(ROUNDINGS, "Rounded", required=True, default="0.01")
    # -- when
    cycle = fields.Selection(CYCLES, "Billing cycle", required=True, default="1")
    first_month = fields.Integer("First month of a period", default=1, help="A month from 1 to 12.")
    in_arrears = fields.Boolean("When the period is over", help="Otherwise before it begins.")
    due_days = fields.Integer(
        "Due after (days)", default=15, help="Counted from the day on which the period is billed."
    )
    part_months = fields.Selection(
        [
            ("days", "by days"),
            ("whole", "every month that was begun in full"),
            ("next", "from the next 1st of a month"),
        ],
        "Part of a month",
        required=True,
        default="days",
    )
    sentence = fields.Text("In words", compute="_compute_sentence")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _figures_sane = models.Constraint(
        "CHECK (first_month BETWEEN 1 AND 12 AND due_days >= 0 AND vacancy_percent BETWEEN 0 AND 100)",
        "Months are 1 to 12, days and per cent are not negative.",
    )
    _dates_sane = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_to >= date_from)", "The last day is before the first."
    )

    @api.depends("estate_ids", "building_ids", "type_ids", "use", "company_id")
    def _compute_narrowness(self):
        for rule in self:
            rule.narrowness = (
                16 * bool(rule.building_ids)
                + 8 * bool(rule.estate_ids)
                + 4 * bool(rule.type_ids)
                + 2 * bool(rule.use)
                + bool(rule.company_id)
            )

    @api.constrains("method", "formula")
    def _check_formula(self):
        for rule in self.filtered(lambda rule: rule.method == "formula"):
            rule._parsed()

    @api.constrains("price_ids", "method")
    def _check_prices(self):
        for rule in self:
            if rule.method in ("area", "fixed", "metered") and not rule.price_ids:
                raise ValidationError(self.env._("The fee rule “%(rule)s” needs a price.", rule=rule.name))

    # -- for the core ------------------------------------------------------------------

    def _cycle(self) -> proration.Cycle:
        return proration.Cycle(int(self.cycle), self.first_month, self.in_arrears)

    def _prices(self) -> list[pricing.Price]:
        return [
            pricing.Price(
                price.date_from,
                exact(price.price),
                tuple(
                    pricing.Step(exact(step.up_to) if step.up_to else None, exact(step.price))
                    for step in price.step_ids.sorted(lambda step: (not step.up_to, step.up_to))
                ),
            )
            for price in self.price_ids
        ]

    def _fits(self, unit) -> bool:
        """Whether the rule is for a unit, whatever the day."""
        return (
            (not self.company_id or self.company_id == unit.company_id)
            and (not self.estate_ids or unit.estate_id in self.estate_ids)
            and (not self.building_ids or unit.building_id in self.building_ids)
            and (not self.type_ids or unit.type_id in self.type_ids)
            and (not self.use or unit.use == self.use)
        )

    def _holds(self, first, last) -> bool:
        """Whether the rule is in force on one of these days."""
        return not ((self.date_from and self.date_from > last) or (self.date_to and self.date_to < first))
