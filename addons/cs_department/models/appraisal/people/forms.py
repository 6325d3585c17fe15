from odoo import models
from odoo.exceptions import AccessError, UserError


class CsAppraisal(models.Model):
    """A superior gives the points that wait for him."""

    _inherit = "cs.appraisal"

    def action_rate(self):
        """Give the points that wait for a superior: the own form of the supervisor, or of a manager.

        :raises AccessError: for anybody else.
        :raises UserError: when nobody has to give points.
        """
        self.check_access("read")
        self.ensure_one()
        manager = self.env.user.has_group("cs_department.group_cs_manager")
        if self.user_id == self.env.user or not (manager or self.supervisor_id == self.env.user):
            raise AccessError(self.env._("Points are given by the supervisor or a manager."))
        # sudo: forms are the system's; the right was checked
        sheet = self.sudo()._own_form(self.env.user)
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.appraisal.sheet",
            "res_id": sheet.id,
            "views": [(False, "form")],
        }

    def _own_form(self, user):
        """The form of a superior, with what waits for points (in sudo)."""
        sheet = self.sheet_ids.filtered(lambda one: one.relation == "manager" and one.rater_id == user)
        if sheet:
            return sheet
        waiting = self.score_ids.filtered(
            lambda score: score.how in ("hand", "error") or score.criterion_id._raters(score.how)
        )
        if not waiting.criterion_id:
            raise UserError(self.env._("Nobody has to give points here."))
        sheet = sheet.create(self._prepare_sheet(user.id, "manager"))
        self.env["cs.appraisal.rating"].create(sheet._prepare_lines(waiting.criterion_id))
        return sheet
