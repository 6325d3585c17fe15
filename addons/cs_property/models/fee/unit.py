from odoo import fields, models

_READERS = "cs_property.group_cs_counter,cs_property.group_cs_fee_auditor,cs_department.group_cs_manager"


class CsEstateUnit(models.Model):
    """What is agreed with a unit alone, and what is granted to it."""

    _inherit = "cs.estate.unit"

    override_ids = fields.One2many("cs.fee.override", "unit_id", "Exceptions from fee rules", groups=_READERS)
    discount_ids = fields.Many2many(
        "cs.fee.discount", "cs_estate_unit_cs_fee_discount_rel", "cs_estate_unit_id", "cs_fee_discount_id", "Discounts",
        groups=_READERS, readonly=True,
    )  # fmt: skip

    def action_ask_discount(self):
        """A request for these units."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for a Discount"),
            "res_model": "cs.fee.discount",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {"default_unit_ids": self.ids},
        }
