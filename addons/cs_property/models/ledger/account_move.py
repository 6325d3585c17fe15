from odoo import api, fields, models


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
        compute="_compute_cs_unit_id",
        store=True,
        precompute=True,
        # said for each line of an entry of several units; without this, what is said at creation is thrown away
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    @api.depends("move_id")
    def _compute_cs_unit_id(self):
        """A line is about the unit of its document, unless it says another."""
        for line in self:
            line.cs_unit_id = line.cs_unit_id or line.move_id.cs_unit_id
