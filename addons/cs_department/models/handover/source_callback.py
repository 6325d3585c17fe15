from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from ...core.handover import Found
from ..callback.callback import OPEN


class CsCallback(models.Model):
    """Calls that are due are handed over."""

    _inherit = "cs.callback"

    @api.model
    def _handover_items(self, scope):
        domain = Domain("company_id", "=", scope.company.id) & Domain("state", "=", "todo")
        domain &= Domain("ready_at", "<=", scope.until)
        if scope.post.team_id:
            domain &= Domain("team_id", "=", scope.post.team_id.id)
        calls = self.search(domain)
        return [
            Found(
                "callback",
                ("cs.callback", call.id),
                call.display_name,
                call._handover_words(),
                "danger"
                if call.due_at and call.due_at < scope.now
                else "warning"
                if call.due_at and call.due_at <= scope.until
                else "none",
                call.due_at or None,
            )
            for call in calls
        ]

    def _handover_words(self):
        words = [self.rule_id.display_name]
        if self.user_id:
            words.append(self.user_id.name)
        if self.attempt_count:
            words.append(self.env._("tried %(count)s times", count=self.attempt_count))
        if self.due_at:
            moment = format_datetime(self.env, self.due_at, dt_format="MM-dd HH:mm")
            words.append(self.env._("call until %(moment)s", moment=moment))
        return " · ".join(words)

    def _handover_now(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        return {call.id: (call.state in OPEN, states[call.state]) for call in self}
