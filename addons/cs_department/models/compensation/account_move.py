from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Entries that pay a compensation: what was approved is what is posted; being paid is told back."""

    _inherit = "account.move"

    def _cs_compensations(self):
        # sudo: compensations follow their entries, whoever books
        return self.env["cs.compensation"].sudo().search([("move_id", "in", self.ids)])

    def _post(self, soft=True):
        compensations = self._cs_compensations()
        for compensation in compensations:
            # mostly none; an entry pays one compensation
            move = compensation.move_id
            if move.currency_id.compare_amounts(move.amount_total, float(compensation._amount_for(move))):
                raise UserError(
                    self.env._(
                        "The entry for %(what)s must be over the amount that was approved.",
                        what=compensation.display_name,
                    )
                )
        posted = super()._post(soft=soft)
        compensations._follow_move()
        return posted

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self._cs_compensations()._follow_move()
        return result

    def button_draft(self):
        result = super().button_draft()
        self._cs_compensations()._follow_move()
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self._cs_compensations()._follow_move()
        return result

    def unlink(self):
        compensations = self._cs_compensations()
        result = super().unlink()
        compensations.invalidate_recordset(["move_id"])
        compensations._follow_move()
        return result


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    def unlink(self):
        """A payment was taken back: what it paid is open again."""
        compensations = (self.debit_move_id | self.credit_move_id).move_id._cs_compensations()
        result = super().unlink()
        compensations._follow_move()
        return result
