from odoo import models
from odoo.exceptions import UserError

from ...core.flow import LIVE
from ...core.now import utcnow


class CsTicket(models.Model):
    """Cases about the same matter become one."""

    _inherit = "cs.ticket"

    def merge_into(self, target):
        """Fold these cases, about the same matter, into another.

        Words, files, to-dos, department tasks and parts move over; the merged cases
        are archived with a link to where they went.

        :param target: ``cs.ticket`` id or record that remains.
        :raises UserError: when there is no such case, or one of them has ended.
        """
        target = self._browse_argument("cs.ticket", target)
        (self | target).check_access("write")
        if not target or target in self:
            raise UserError(self.env._("A case is merged into another case."))
        if self.company_id | target.company_id != target.company_id:
            raise UserError(self.env._("Cases of two companies cannot be merged."))
        (self | target)._need_state(LIVE | {"resolved"}, self.env._("merged"))
        # sudo: words, files and tasks move whoever wrote them
        system, keep = self.sudo(), target.sudo()
        system._move_belongings(keep)
        system._move_parts(keep)
        system._clocks_cancel()
        self._system_write(
            {
                "merged_into_id": keep.id,
                "active": False,
                "stage_id": self.env["cs.ticket.stage"]._first_id("cancelled"),
                "state": "cancelled",
                "closed_at": utcnow(),
                "alarm": False,
                "pending_user_id": False,
                "pending_team_id": False,
                "next_action_at": False,
                "end_reason": self.env._("Merged into %(case)s", case=keep.number),
            }
        )
        self._log_event("merged", new=keep.number, facts={"state": [False, "cancelled"]})
        keep._log_event("merged", old=", ".join(system.mapped("number")))
        keep._refresh_due()
        return True

    def _move_belongings(self, keep):
        """Messages, files, to-dos and department tasks with their clocks (in sudo)."""
        tasks = self.task_ids
        clocks = tasks.clock_ids
        tasks._system_write({"ticket_id": keep.id})
        clocks.write({"ticket_id": keep.id})
        for model, name in (("mail.message", "model"), ("ir.attachment", "res_model"), ("mail.activity", "res_model")):
            # three tables hang on a case by its id, each moved at once
            belongings = self.env[model].search([(name, "=", self._name), ("res_id", "in", self.ids)])
            belongings.write({"res_id": keep.id})

    def _move_parts(self, keep):
        """The parts of the merged cases become parts of the remaining one (in sudo)."""
        if keep.parent_id in self:
            keep._system_write({"parent_id": (keep.parent_id.parent_id - self).id})
        (self.child_ids - self - keep)._system_write({"parent_id": keep.id})
