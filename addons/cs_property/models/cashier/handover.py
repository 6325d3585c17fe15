from odoo import fields, models


class CsDutyPostLine(models.Model):
    """The cash of the tills stands in the handover of the counter: what should be there, and what was counted."""

    _inherit = "cs.duty.post.line"

    counts_cash = fields.Boolean("Cash of the tills", help="What should be there is read from the tills that are open.")

    def _prefilled(self, before):
        if self.kind == "count" and self.counts_cash:
            expected = self.env["cs.cashier.shift"]._cash_in_tills(self.env.company)
            return tuple({"unit": self.unit or False, "has_expected": True, "expected": expected}.items())
        return super()._prefilled(before)


class CsCashierShift(models.Model):
    _inherit = "cs.cashier.shift"

    def _cash_in_tills(self, company) -> float:
        """Cash that lies in the tills that are not closed yet, by their receipts."""
        # sudo: whoever hands the counter over counts all of it
        shifts = self.sudo().search([("company_id", "=", company.id), ("state", "in", ("open", "counted"))])
        lines = (
            self.env["cs.receipt.means"]
            .sudo()
            ._read_group(  # sudo: as above
                [
                    ("receipt_id.shift_id", "in", shifts.ids),
                    ("means_id.is_cash", "=", True),
                    ("receipt_id.state", "!=", "cancelled"),
                ],
                ["receipt_id.kind"],
                ["amount:sum"],
            )
        )
        came = sum(amount if kind == "in" else -amount for kind, amount in lines)
        return sum(shifts.mapped("float_amount")) + came
