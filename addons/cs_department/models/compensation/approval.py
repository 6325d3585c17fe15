from odoo import fields, models

from ...core.approval import APPROVED


class CsApproval(models.Model):
    """An approval may be that of a compensation, whose state follows."""

    _inherit = "cs.approval"

    compensation_id = fields.Many2one(
        "cs.compensation", readonly=True, index="btree_not_null", ondelete="cascade", check_company=True
    )

    _one_open_compensation = models.UniqueIndex(
        "(compensation_id) WHERE state = 'asked' AND compensation_id IS NOT NULL",
        "The approval was asked for already.",
    )

    def _after_answer(self, state):
        if self.compensation_id and state == APPROVED:
            self.compensation_id._approved()
        elif self.compensation_id:
            self.compensation_id._refused(self.note)
        return super()._after_answer(state)


class CsTicket(models.Model):
    _inherit = "cs.ticket"

    def _approvable(self):
        """Compensations are approved by their amounts."""
        found = super()._approvable()
        given = self.env["cs.compensation"].search_fetch(
            [("ticket_id", "in", self.ids), ("state", "not in", ("draft", "cancelled"))], ["ticket_id", "amount"]
        )
        for compensation in given:
            found[compensation.ticket_id.id]["compensation"].append(compensation.amount)
        return found
