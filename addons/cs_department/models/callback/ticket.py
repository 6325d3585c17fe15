from odoo import fields, models

from ...core.now import utcnow


class CsTicket(models.Model):
    """What callbacks learn from a case: it ends, it opens again, it is no more."""

    _inherit = "cs.ticket"

    callback_ids = fields.One2many("cs.callback", "ticket_id", "Callbacks", readonly=True)
    alarm = fields.Selection(selection_add=[("unsatisfied", "Customer not satisfied after the callback")])

    def _happened(self, event):
        result = super()._happened(event)
        callbacks = self.env["cs.callback"]
        if event in ("resolved", "closed"):
            again = callbacks._open_of(self).filtered(lambda c: c.state == "held" and c._comes_up_after(event))
            again._call_again(utcnow())
            callbacks._cs_callback_event(self - again.ticket_id, event)
        elif event == "reopened":
            callbacks._open_of(self)._hold()
        elif event == "cancelled":
            callbacks._open_of(self)._end("cancelled", self.env._("The case was cancelled."))
        return result

    def merge_into(self, target):
        result = super().merge_into(target)
        target = self._browse_argument("cs.ticket", target)
        self.env["cs.callback"]._open_of(self)._follow_merge(target)
        return result


class CsCallback(models.Model):
    _inherit = "cs.callback"

    def _comes_up_after(self, event) -> bool:
        """Whether a call that waited for its case is made after this event.

        Who was not satisfied is called as soon as his case is resolved again, so that
        it is not closed over him.
        """
        if self.result == "unsatisfied":
            return event == "resolved"
        code = self.event_id.code
        return event == (code if code in ("resolved", "closed") else "resolved")

    def _follow_merge(self, target):
        """Cases were merged: who was not satisfied is called after the remaining one (in sudo)."""
        owed = self.filtered(lambda callback: callback.result == "unsatisfied")
        # sudo: see _open_of
        owed.write({"ticket_id": target.id, "ticket_team_id": target.sudo().team_id.id})
        (self - owed)._end("cancelled", self.env._("The case was merged into %(case)s.", case=target.number))
