from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    cs_unit_id = fields.Many2one(
        "cs.estate.unit",
        "Property unit",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )


class AccountMoveLine(models.Model):
    """The unit is a column of its own: one entry may carry the money of many units."""

    _inherit = "account.move.line"

    cs_unit_id = fields.Many2one(
        "cs.estate.unit",
        "Property unit",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
