from odoo import models


class CsTicket(models.Model):
    """A plan leaves the house when it is carried out or promised: approved before."""

    _inherit = "cs.ticket"

    def dispatch(self, department=None, steps=("do",), name="", user=None, partner=None):
        """Refused while the plan is carried out by it and is not approved yet.

        Where the department makes the plan first, its carrying out waits for the approval.
        """
        if "do" in (steps or ()) and "plan" not in (steps or ()):
            self._refuse_unapproved_plan()
        return super().dispatch(department=department, steps=steps, name=name, user=user, partner=partner)

    def promise(self, when, told=True):
        """Refused while the customer would hear of a plan that is not approved yet."""
        if told:
            self._refuse_unapproved_plan()
        return super().promise(when, told=told)

    def _refuse_unapproved_plan(self):
        for ticket in self:
            # a case has a plan of its own
            ticket._refuse_unapproved("plan", ticket.plan)
        for ticket in self.filtered("plan"):
            ticket._use_approval("plan", ticket.plan)

    def _plan_held_up(self) -> bool:
        """Whether the plan of one case may not be carried out yet (in sudo)."""
        self.ensure_one()
        return bool(self._approval_rules("plan")[self.id]) and not self._is_approved("plan", self.plan)

    def _ask_for_plan(self, words):
        """A department has planned: its words are the plan, and go to those who approve it (in sudo)."""
        rule_id = self._approval_rules("plan")[self.id]
        if not rule_id:
            return
        if words and not self.plan:
            self._system_write({"plan": words})
        if self.plan and not self._is_approved("plan", self.plan):
            self._withdraw_approvals("plan")
            self.env["cs.approval"]._ask([self._prepare_approval("plan", self.plan, rule_id)], self._proposer())


class CsTicketTask(models.Model):
    _inherit = "cs.ticket.task"

    def _is_ready(self):
        """Carrying out what was planned waits for the approval of the plan."""
        ready = super()._is_ready()
        if not ready or self.step != "do" or not self._planned_before():
            return ready
        return not self.ticket_id._plan_held_up()

    def _planned_before(self) -> bool:
        """Whether the department made the plan in the same request."""
        before = self.previous_id
        while before and before.step != "plan":
            before = before.previous_id
        return bool(before)

    def done(self, result=None):
        """What a department planned becomes the plan of the case and goes to its approvers."""
        answer = super().done(result)
        planned = self.filtered(lambda task: task.step == "plan")
        for ticket, tasks in planned.sudo().grouped("ticket_id").items():  # sudo: the case is the agents'
            # a plan belongs to one case
            ticket._ask_for_plan(tasks[-1:].result)
        return answer
