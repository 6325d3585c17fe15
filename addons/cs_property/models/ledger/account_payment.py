from odoo import fields, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    cs_unit_id = fields.Many2one(
        "cs.estate.unit",
        "Property unit",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
