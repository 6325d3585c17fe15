from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Invoices of charges stay as they were posted; what is wrong is made void, with a trace."""

    _inherit = "account.move"

    def _check_no_charges(self):
        """
        :raises UserError: for an invoice or credit note of charges.
        """
        if not self.ids:
            return
        # sudo: the book of charges is asked for everybody's documents
        charges = self.env["cs.billing.line"].sudo()
        found = charges.search(["|", ("move_id", "in", self.ids), ("credit_move_id", "in", self.ids)], limit=1)
        if found:
            raise UserError(
                self.env._(
                    "%(invoice)s is the document of charges: make the charges void, and a credit note takes them back.",
                    invoice=(found.credit_move_id & self or found.move_id).name,
                )
            )

    def button_draft(self):
        self._check_no_charges()
        return super().button_draft()

    def button_cancel(self):
        self._check_no_charges()
        return super().button_cancel()
