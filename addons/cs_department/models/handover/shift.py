from odoo import api, models

from ...core.handover import Found
from ...core.now import utcnow

#: shifts that came about otherwise than by the plan are news for whoever comes
CHANGED = ("swap", "repair", "overtime")


class CsShift(models.Model):
    """Changes of the roster are told, and a shift ends with its handover."""

    _inherit = "cs.shift"

    @api.model
    def _handover_items(self, scope):
        """Who stands in for somebody in the next hours, by the roster."""
        if not scope.team:
            return []
        shifts = self.search(
            [
                ("team_id", "=", scope.team.id),
                ("state", "=", "published"),
                ("origin", "in", CHANGED),
                ("end_at", ">", scope.now),
                ("start_at", "<", scope.until),
            ]
        )
        origins = dict(self._fields["origin"]._description_selection(self.env))
        return [
            Found("staff", ("cs.shift", shift.id), shift.display_name, origins[shift.origin], due_at=shift.start_at)
            for shift in shifts
        ]

    def _handover_now(self):
        now = utcnow()
        return {shift.id: (shift.state == "published" and shift.end_at > now, "") for shift in self}

    def action_handover(self):
        """Open the handover of the post of this shift."""
        self.ensure_one()
        self.check_access("read")
        return self.env["cs.handover"]._action_screen(self.env["cs.handover"].open_for(self.post_id.id))
