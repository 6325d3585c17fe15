from odoo import api, fields, models

from ...core.now import utcnow
from ..ticket.ticket_promises import AHEAD, KEPT, MISSED, STILL


class CsTicket(models.Model):
    """What callbacks learn from a case: it ends, it opens again, it is no more."""

    _inherit = "cs.ticket"

    callback_ids = fields.One2many("cs.callback", "ticket_id", "Callbacks", readonly=True)
    alarm = fields.Selection(selection_add=[("unsatisfied", "Customer not satisfied after the callback")])

    callback_count = fields.Integer(compute="_compute_callback_count", compute_sudo=False)

    @api.depends("callback_ids")
    @api.depends_context("uid")
    def _compute_callback_count(self):
        """Callbacks that the reader may see: who handled a case learns of a call when it is over."""
        counts = dict(self.env["cs.callback"]._read_group([("ticket_id", "in", self.ids)], ["ticket_id"], ["__count"]))
        for ticket in self:
            ticket.callback_count = counts.get(ticket, 0)

    def action_callbacks(self):
        """The callbacks of these cases."""
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_callback_action")
        return action | {"domain": [("ticket_id", "in", self.ids)], "context": {}}

    def _promise_entries(self):
        """Callbacks in the line of time; who handled a case learns of one when it is over."""
        entries = super()._promise_entries()
        callbacks = self.env["cs.callback"]
        labels = dict(callbacks._fields["result"]._description_selection(self.env))
        found = callbacks.search([("ticket_id", "in", self.ids), ("state", "!=", "cancelled")])
        # sudo: only the names of people; which callbacks, the reader's rights decide
        for callback in found.sudo(False)._filtered_access("read").sudo():
            entries[callback.ticket_id.id].append(
                self._promise_entry(
                    "callback",
                    self.env._("Callback"),
                    callback.done_at or callback.due_at or None,
                    callback._promise_state(),
                    labels.get(callback.result, ""),
                    callback.user_id.name or callback.team_id.name,
                )
            )
        return entries

    def _happened(self, event):
        result = super()._happened(event)
        callbacks = self.env["cs.callback"]
        if event in ("resolved", "closed"):
            again = callbacks._open_of(self).filtered(lambda c: c.state == "held" and c._comes_up_after(event))
            if again:
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

    def _promise_state(self) -> str:
        """How the line of time colours one callback."""
        if self.state == "held":
            return STILL
        if self.late or self.state == "given_up":
            return MISSED
        return AHEAD if self.state == "todo" else KEPT

    def _comes_up_after(self, event) -> bool:
        """Whether a call that waited for its case is made after this event.

        Who was not satisfied is called as soon as his case is resolved again, so that
        it is not closed over him.
        """
        early = self.result == "unsatisfied" or self.event_id.code != "closed"
        return event == "closed" or (event == "resolved" and early)

    def _follow_merge(self, target):
        """Cases were merged: who was not satisfied is called after the remaining one (in sudo)."""
        owed = self.filtered(lambda callback: callback.result == "unsatisfied")
        # sudo: see _open_of
        owed.write({"ticket_id": target.id, "ticket_team_id": target.sudo().team_id.id})
        (self - owed)._end("cancelled", self.env._("The case was merged into %(case)s.", case=target.number))
