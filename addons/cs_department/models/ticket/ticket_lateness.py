from collections import defaultdict

from odoo import fields, models

from ...core import legs

#: the shares of a case of which nothing is late (yet)
NOBODY_LATE = {"agent_late_minutes": 0.0, "department_late_minutes": 0.0, "late_department_id": False}


class CsTicket(models.Model):
    """Who answers for a late case: the departments for their legs, the agent for the rest.

    Shared out when the case is resolved and kept, so that it can be grouped.
    """

    _inherit = "cs.ticket"

    agent_late_minutes = fields.Float("Late by the agent (min)", readonly=True, copy=False)
    department_late_minutes = fields.Float("Late by departments (min)", readonly=True, copy=False)
    late_department_id = fields.Many2one(
        "hr.department",
        "Late department",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The department with the largest share in the delay of the case.",
    )

    def _share_lateness(self):
        """Share the overrun of resolved cases between agent and departments (in sudo)."""
        suspects = self.filtered(lambda ticket: ticket.breached or ticket.reopen_count)
        if not suspects:
            return
        over = self.env["cs.clock"].search(
            [
                ("ticket_id", "in", suspects.ids),
                ("overrun_minutes", ">", 0),
                ("state", "=", "missed"),
                "|",
                ("clock_type", "=", "resolution"),
                ("task_id", "!=", False),
            ],
            order="started_at, id",
        )
        by_ticket = defaultdict(list)
        for clock in over:
            by_ticket[clock.ticket_id].append(clock)
        self._system_write_each(
            {ticket: self._prepare_lateness_vals(by_ticket[ticket]) for ticket in suspects if by_ticket[ticket]}
        )

    def _prepare_lateness_vals(self, clocks) -> dict:
        """The shares of one case from its missed clocks, oldest first."""
        tasks = {clock.task_id.id: clock.task_id for clock in clocks if clock.task_id}
        late = legs.attribute(
            sum(clock.overrun_minutes for clock in clocks if not clock.task_id),
            [(clock.task_id.id, clock.overrun_minutes) for clock in clocks if clock.task_id],
        )
        minutes = defaultdict(float)
        for task_id, share in late.departments:
            minutes[tasks[task_id].department_id.id] += share
        worst = max(minutes, key=minutes.get, default=False)
        return {
            "agent_late_minutes": late.agent,
            "department_late_minutes": sum(minutes.values()),
            "late_department_id": worst if worst and minutes[worst] else False,
        }
