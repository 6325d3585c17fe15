from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from ...core.flow import LIVE
from ...core.handover import Found
from ...core.now import utcnow


class CsTicket(models.Model):
    """Live cases are handed over: difficult ones first, then what customers were promised."""

    _inherit = "cs.ticket"

    is_difficult = fields.Boolean(
        "Difficult case", copy=False, tracking=True, help="Stands first in the handovers of the post."
    )

    @api.model
    def _handover_items(self, scope):
        domain = Domain("company_id", "=", scope.company.id) & Domain("state", "in", sorted(LIVE))
        if scope.post.team_id:
            domain &= Domain("team_id", "=", scope.post.team_id.id)
        if scope.area_ids is not None:
            domain &= Domain("area_id", "in", [False, *scope.area_ids])
        names = [
            "number",
            "name",
            "state",
            "severity_id",
            "is_difficult",
            "next_due_at",
            "next_clock",
            "promised_at",
            "user_id",
        ]
        tickets = self.search_fetch(domain, names)
        states = dict(self._fields["state"]._description_selection(self.env))
        return [ticket._handover_item(scope, states) for ticket in tickets]

    def _handover_item(self, scope, states):
        """What a handover tells of one case."""
        due, promised = self.next_due_at, self.promised_at
        overdue = bool(due and due < scope.now)
        owed = (promised and promised <= scope.until) or (
            self.next_clock == "next_update" and due and due <= scope.until
        )
        difficult = self.is_difficult or self.severity_id.alert_supervisor
        kind = "difficult" if difficult else "promise" if owed else "ticket"
        soon = due and due <= scope.until
        return Found(
            kind,
            ("cs.ticket", self.id),
            self.display_name,
            " · ".join(self._handover_words(states, scope.now)),
            "danger" if overdue or (promised and promised < scope.now) else "warning" if soon or owed else "none",
            min((moment for moment in (due, promised) if moment), default=None),
        )

    def _handover_words(self, states, now):
        """How a case stands, in a few words."""
        words = [states[self.state]]
        if self.severity_id:
            words.append(self.severity_id.display_name)
        if self.user_id:
            words.append(self.user_id.name)
        if self.promised_at:
            words.append(self.env._("promised for %(moment)s", moment=self._handover_moment(self.promised_at)))
        if self.next_due_at:
            moment = self._handover_moment(self.next_due_at)
            late = self.next_due_at < now
            words.append(
                self.env._("overdue since %(moment)s", moment=moment)
                if late
                else self.env._("due %(moment)s", moment=moment)
            )
        return words

    def _handover_moment(self, moment) -> str:
        return format_datetime(self.env, moment, dt_format="MM-dd HH:mm")

    def _handover_now(self):
        """Whether each case still needs anybody."""
        states = dict(self._fields["state"]._description_selection(self.env))
        now = utcnow()
        return {
            ticket.id: (ticket.state in LIVE, " · ".join(ticket._handover_words(states, now)[:3])) for ticket in self
        }
