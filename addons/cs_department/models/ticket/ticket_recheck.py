from odoo import models
from odoo.tools import plaintext2html


class CsTicket(models.Model):
    """Corrective action: whoever puts it right has a to-do on the day of the check."""

    _inherit = "cs.ticket"

    #: a change of these moves or ends the to-do
    _RECHECK = frozenset({"corrective_user_id", "recheck_date", "recheck_result"})

    def write(self, vals):
        result = super().write(vals)
        if self._RECHECK & vals.keys():
            self._schedule_recheck()
        return result

    def _schedule_recheck(self):
        """Let the to-do of each case follow its date, its person and its result."""
        for ticket in self.sudo():  # sudo: the to-do may be another person's
            # cases with a corrective action are few, each with a to-do of its own
            todo = ticket.activity_search(["cs_department.activity_recheck"])
            user = ticket._recheck_user()
            if ticket.recheck_result or not ticket.recheck_date or not user:
                todo.unlink()
                continue
            vals = {"date_deadline": ticket.recheck_date, "user_id": user.id}
            if todo:
                todo.write(vals)
            else:
                note = plaintext2html(ticket.corrective_action or "")
                ticket.activity_schedule("cs_department.activity_recheck", note=note, **vals)

    def _recheck_user(self):
        """Who puts it right, if the case is his to open; else who answers for the case."""
        user = self.corrective_user_id
        able = user and not user.share and self.with_user(user).has_access("read")
        return user if able else self.user_id
