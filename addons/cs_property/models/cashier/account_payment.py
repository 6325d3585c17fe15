from odoo import fields, models


class AccountPayment(models.Model):
    """A payment of the counter: which receipt it is of, and for which unit."""

    _inherit = "account.payment"

    cs_receipt_id = fields.Many2one(
        "cs.receipt", "Receipt", readonly=True, index="btree_not_null", ondelete="restrict", check_company=True
    )
    cs_means_id = fields.Many2one(
        "cs.payment.means", "Means of payment", readonly=True, ondelete="restrict", check_company=True
    )

    def _generate_move_vals(self, write_off_line_vals=None, force_balance=None, line_ids=None):
        values = super()._generate_move_vals(write_off_line_vals, force_balance, line_ids)
        if self.cs_unit_id:
            values["cs_unit_id"] = self.cs_unit_id.id
            for _command, _id, line in values["line_ids"]:
                line["cs_unit_id"] = self.cs_unit_id.id
        if self.cs_receipt_id:
            # in the company's own currency, without tax: neither is to be found out
            del values["currency_id"]
            values["fiscal_position_id"] = False
        return values
