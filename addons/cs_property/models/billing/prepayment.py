from odoo import models


class CsEstateUnit(models.Model):
    _inherit = "cs.estate.unit"

    def _open_credits(self):
        """What payers of these units paid beforehand or got back: open credits, the oldest first (in sudo)."""
        # sudo: what is open is asked by whoever may take money
        lines = self.env["account.move.line"].sudo()
        return lines.search(
            [
                ("cs_unit_id", "in", self.ids),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("amount_residual", "<", 0),
                ("reconciled", "=", False),
            ],
            order="date, id",
        )

    def _use_credits(self):
        """Use what was paid beforehand for what is open, by the rule of the estate; in one reconciliation.

        :return: what was settled: charge id → amount.
        """
        credits_ = self._open_credits()
        if not credits_:
            return {}
        # sudo: as above
        charges = self.env["cs.billing.line"].sudo()
        owed = charges.search([("unit_id", "in", credits_.cs_unit_id.ids), ("amount_residual", ">", 0)])
        return owed._payable_unasked()._pay(credits_)


class CsBillingLine(models.Model):
    _inherit = "cs.billing.line"

    def _payable_unasked(self):
        """Those of the charges for which a prepayment is used without asking anybody."""
        return self
