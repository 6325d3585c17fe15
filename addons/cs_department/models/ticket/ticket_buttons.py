from odoo import models


class CsTicket(models.Model):
    """Buttons of the form: each opens the dialog that asks for a verb's words."""

    _inherit = "cs.ticket"

    def _verb_dialog(self, verb, **defaults):
        """The dialog that asks for the words of a verb."""
        labels = self.env["cs.ticket.verb"]._fields["verb"]._description_selection(self.env)
        return {
            "type": "ir.actions.act_window",
            "name": dict(labels)[verb],
            "res_model": "cs.ticket.verb",
            "view_mode": "form",
            "target": "new",
            "context": {
                "active_model": self._name,
                "active_ids": self.ids,
                "default_verb": verb,
                **{f"default_{name}": value for name, value in defaults.items()},
            },
        }

    def action_answer(self):
        # sudo: only whether there is an address, not the address
        reachable = all(ticket.partner_id.sudo().email for ticket in self)
        return self._verb_dialog("answer", by="mail" if reachable else "note")

    def action_wait(self):
        stages = self.env["cs.ticket.stage"]
        return self._verb_dialog("wait", stage_id=stages._first_id("waiting"))

    def action_transfer(self):
        return self._verb_dialog("transfer")

    def action_decline(self):
        return self._verb_dialog("decline")

    def action_dispatch(self):
        return self._verb_dialog("dispatch")

    def action_promise(self):
        return self._verb_dialog("promise")

    def action_resolve(self):
        return self._verb_dialog("resolve")

    def action_reopen(self):
        return self._verb_dialog("reopen")

    def action_cancel(self):
        return self._verb_dialog("cancel")

    def action_merge(self):
        return self._verb_dialog("merge_into")
