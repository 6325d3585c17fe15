from odoo import api, fields, models


class CsTicket(models.Model):
    """Who is given a case by hand may not be trained for it: whoever gives it is told."""

    _inherit = "cs.ticket"

    training_gap = fields.Char("Not trained", compute="_compute_training_gap")

    @api.depends("category_id", "user_id", "pending_user_id", "company_id", "team_id")
    def _compute_training_gap(self):
        """Of the one who is asked to take the case over, else of the responsible."""
        self.training_gap = False
        for ticket in self.filtered("category_id"):
            # opened one at a time: no list shows it
            ticket.training_gap = ticket._gate_words(ticket.pending_user_id or ticket.user_id)

    def transfer(self, user=None, team=None, reason=""):
        asked = self._browse_argument("res.users", user)
        result = super().transfer(user=user, team=team, reason=reason)
        self._note_gap(asked)
        return result

    def write(self, vals):
        result = super().write(vals)
        if vals.get("user_id") and not self.env.su:
            self._note_gap(self.env["res.users"].browse(vals["user_id"]))
        return result

    def _note_gap(self, user):
        """It is allowed, for people know why; the timeline says so, and the screen of who did it."""
        if not user or not self.env["cs.training.course"]._needs():
            return
        rows = []
        for ticket in self:
            words = ticket._gate_words(user)
            if words:
                rows += ticket._prepare_event_vals("untrained", note=words)
                # a notification names its case
                ticket._alert_users(self.env.user, words)
        self._append_events(rows)
