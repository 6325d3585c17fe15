from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ...core.handover import Found
from ...core.now import utcnow

#: shifts that came about otherwise than by the plan are news for whoever comes
CHANGED = ("swap", "repair", "overtime")
#: changes of a published roster are news for so long
FRESH = timedelta(hours=26)


class CsShift(models.Model):
    """Changes of the roster are told, and a shift ends with its handover."""

    _inherit = "cs.shift"

    @api.model
    def _handover_items(self, scope):
        """Who stands in for somebody in the next hours, and what the roster says otherwise than before."""
        if not scope.team:
            return []
        window = Domain("team_id", "=", scope.team.id)
        window &= Domain("end_at", ">", scope.now) & Domain("start_at", "<", scope.until)
        shifts = self.search(window & Domain("state", "=", "published") & Domain("origin", "in", CHANGED))
        fresh = self.env["cs.shift.change"].search(
            [("team_id", "=", scope.team.id), ("at", ">", scope.now - FRESH), ("at", "<=", scope.now)]
        )
        shifts |= fresh.shift_id.filtered_domain(window)
        kinds = dict(fresh._fields["kind"]._description_selection(self.env))
        latest = {change.shift_id: kinds[change.kind] for change in fresh.sorted("id")}
        origins = dict(self._fields["origin"]._description_selection(self.env))
        return [
            Found(
                "staff",
                ("cs.shift", shift.id),
                shift.display_name,
                latest.get(shift) or origins[shift.origin],
                due_at=shift.start_at,
            )
            for shift in shifts
        ]

    def _handover_now(self):
        now = utcnow()
        return {shift.id: (shift.state == "published" and shift.end_at > now, "") for shift in self}

    def _my_row(self, beside):
        return {
            **super()._my_row(beside),
            "handed_over": self.template_id.needs_handover and self.post_id.needs_handover,
        }

    def action_handover(self):
        """Open the handover of the post of this shift."""
        self.ensure_one()
        self.check_access("read")
        return self.env["cs.handover"]._action_screen(self.env["cs.handover"].open_for(self.post_id.id))
