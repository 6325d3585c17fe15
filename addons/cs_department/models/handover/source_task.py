from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from ...core.handover import Found
from ..ticket.task import OPEN


class CsTicketTask(models.Model):
    """What other departments owe the cases of the post is handed over."""

    _inherit = "cs.ticket.task"

    @api.model
    def _handover_items(self, scope):
        domain = Domain("company_id", "=", scope.company.id) & Domain("state", "in", OPEN)
        if scope.post.team_id:
            domain &= Domain("ticket_id.team_id", "=", scope.post.team_id.id)
        if scope.area_ids is not None:
            domain &= Domain("ticket_id.area_id", "in", [False, *scope.area_ids])
        tasks = self.search(domain)
        return [
            Found(
                "task",
                ("cs.ticket.task", task.id),
                f"{task.ticket_number} {task.name}",
                task._handover_words(),
                "danger"
                if task.due_at and task.due_at < scope.now
                else "warning"
                if task.due_at and task.due_at <= scope.until
                else "none",
                task.due_at or None,
            )
            for task in tasks
        ]

    def _handover_words(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        who = self.department_id.name or self.user_id.name or self.partner_id.name
        words = [states[self.state], who] if who else [states[self.state]]
        if self.due_at:
            words.append(
                self.env._("due %(moment)s", moment=format_datetime(self.env, self.due_at, dt_format="MM-dd HH:mm"))
            )
        return " · ".join(words)

    def _handover_now(self):
        return {task.id: (task.state in (*OPEN, "waiting"), task._handover_words()) for task in self}
