from odoo import models
from odoo.exceptions import AccessError, UserError


class CsSurveyInvitation(models.Model):
    """Asking a customer by telephone: a colleague who did not handle the case."""

    _inherit = "cs.survey.invitation"

    def _refuse_phone(self):
        """Who may not ask, or about what.

        :raises AccessError: for the handler of the case, or a case that one may not see.
        :raises UserError: for what is anonymous or over.
        """
        self.ensure_one()
        self.check_access("read")
        self.ticket_id.check_access("read")
        if self.anonymous:
            raise UserError(self.env._("Who answers here stays unknown: nobody can answer for him."))
        if self.ticket_id and self.env.user in self.ticket_id._cs_handlers()[self.ticket_id.id]:
            raise AccessError(self.env._("You worked on this case: somebody else asks the customer about it."))
        if not self._link_open():
            raise UserError(self.env._("This form is no longer open."))

    def action_ask_by_phone(self):
        """Open the form to enter what the customer says on the telephone."""
        self._refuse_phone()
        return {"type": "ir.actions.act_url", "url": f"/cs/phone/{self.id}", "target": "new"}
