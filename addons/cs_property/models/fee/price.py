from contextlib import contextmanager

from odoo import fields, models


class CsFeePrice(models.Model):
    """What a fee rule charges from a day on: per m² and month, per month, or per unit of usage."""

    _name = "cs.fee.price"
    _description = "Price of a fee"
    _inherit = ["cs.book.line.mixin"]
    _book_parent = "rule_id"
    _book_lines = ("step_ids",)
    _book_line_key = ("date_from",)
    _order = "rule_id, date_from desc, id"

    rule_id = fields.Many2one("cs.fee.rule", required=True, index=True, ondelete="cascade")
    date_from = fields.Date("From", required=True, default="2000-01-01")
    price = fields.Float(digits=(16, 6), required=True)
    step_ids = fields.One2many("cs.fee.step", "price_id", "Steps", copy=True)

    _once_a_day = models.UniqueIndex("(rule_id, date_from)", "A rule has one price from a day on.")
    _price_sane = models.Constraint("CHECK (price >= 0)", "A price is never below zero.")

    @contextmanager
    def _book_change(self, reason, vals):
        """What changes in the steps of a price changes its rule."""
        with self.rule_id._book_change(reason, {"price_ids": vals}):
            yield


class CsFeeStep(models.Model):
    """The price of a usage up to a limit, in each period."""

    _name = "cs.fee.step"
    _description = "Step of a price"
    _inherit = ["cs.book.line.mixin"]
    _book_parent = "price_id"
    _order = "price_id, sequence, id"

    price_id = fields.Many2one("cs.fee.price", "Price line", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    up_to = fields.Float("Usage up to", digits=(16, 4), help="Empty for the last step: all that is beyond.")
    price = fields.Float(digits=(16, 6), required=True)

    _figures_sane = models.Constraint("CHECK (up_to >= 0 AND price >= 0)", "Usages and prices are not below zero.")
