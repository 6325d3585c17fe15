from odoo import api, fields, models

from ...core import pricing
from ..money import exact


class CsFeeOverride(models.Model):
    """What is agreed with one unit otherwise than the fee rule says."""

    _name = "cs.fee.override"
    _description = "Exception from a fee rule"
    _inherit = ["mail.thread"]
    _order = "unit_id, item_id, date_from desc, id"
    _check_company_auto = True

    unit_id = fields.Many2one(
        "cs.estate.unit", required=True, index=True, ondelete="restrict", check_company=True, tracking=True
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    item_id = fields.Many2one(
        "cs.fee.item",
        "Fee",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("kind", "=", "fee")],
        tracking=True,
    )
    kind = fields.Selection(
        [("price", "Its own price"), ("quantity", "Its own area or number"), ("exempt", "Not charged")],
        "What is different",
        required=True,
        default="price",
        tracking=True,
    )
    figure = fields.Float("Price or number", digits=(16, 6), tracking=True)
    date_from = fields.Date("From", required=True, tracking=True, default=lambda self: self.env.company._cs_today())
    date_to = fields.Date("Until", tracking=True, help="Empty: until further notice.")
    reason = fields.Char(required=True, tracking=True)

    _figures_sane = models.Constraint(
        "CHECK (figure >= 0 AND (date_to IS NULL OR date_to >= date_from))",
        "The figure is not below zero, and the last day not before the first.",
    )
    _one_a_day = models.Constraint(
        "EXCLUDE USING gist (int8range(unit_id, unit_id, '[]') WITH &&, int8range(item_id, item_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&)",
        "For some of these days the unit has an exception from this fee already.",
    )

    @api.depends("unit_id.code", "item_id.name")
    def _compute_display_name(self):
        for exception in self:
            exception.display_name = f"{exception.unit_id.code or ''} · {exception.item_id.name or ''}"

    @api.model
    def _on_days(self, units, item, first, last) -> dict:
        """Unit id → the exceptions (in sudo, in order of days) of a fee that touch these days."""
        # sudo: what was agreed counts for everybody who works out a charge
        found = self.sudo().search(
            [
                ("unit_id", "in", units.ids),
                ("item_id", "=", item.id),
                ("date_from", "<=", last),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", first),
            ],
            order="date_from",
        )
        return {unit.id: exceptions for unit, exceptions in found.grouped("unit_id").items()}

    def _on(self, day):
        """The one exception that holds on a day, or none."""
        return self.filtered(lambda own: own.date_from <= day and (not own.date_to or own.date_to >= day))[:1]

    def _borders(self) -> list:
        """Days on which something begins to be different."""
        ends = [fields.Date.add(own.date_to, days=1) for own in self if own.date_to]
        return [*self.mapped("date_from"), *ends]

    def _price(self, prices) -> list[pricing.Price]:
        """The prices that count for the unit: its own, or those of the rule."""
        if self.kind == "price":
            return [pricing.Price(self.date_from, exact(self.figure))]
        return prices

    def _say(self) -> str:
        """Why the charge is not what the rule says."""
        return self.env._("Exception: %(reason)s", reason=self.reason)
