from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CsAppraisal(models.Model):
    """A superior gives the points that wait for him."""

    _inherit = "cs.appraisal"

    may_rate = fields.Boolean("I may give points", compute="_compute_may_rate")

    @api.depends("hand_count", "error_count", "supervisor_id", "state")
    @api.depends_context("uid")
    def _compute_may_rate(self):
        manager = self.env.user.has_group("cs_department.group_cs_manager")
        for one in self:
            answers = (manager or one.supervisor_id == self.env.user) and one.user_id != self.env.user
            one.may_rate = answers and not one.is_frozen and bool(one.hand_count or one.error_count)

    def action_year(self):
        """The scores of the person over the year."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_appraisal_action_year")
        return action | {"domain": [("employee_id", "=", self.employee_id.id)]}

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


class CsAppraisalPeriod(models.Model):
    """What is still open in a period, one click away."""

    _inherit = "cs.appraisal.period"

    asked_count = fields.Integer("Ratings open", compute="_compute_asked_count")

    def _compute_asked_count(self):
        counts = dict(
            self.env["cs.appraisal.sheet"]._read_group(
                [("period_id", "in", self.ids), ("state", "=", "asked")], ["period_id"], ["__count"]
            )
        )
        for period in self:
            period.asked_count = counts.get(period, 0)

    def action_unanswered(self):
        """Who has not confirmed yet."""
        return self.action_appraisals() | {"domain": [("period_id", "=", self.id), ("state", "=", "shown")]}

    def action_appeals(self):
        """Whose appraisal is under appeal."""
        return self.action_appraisals() | {"domain": [("period_id", "=", self.id), ("state", "=", "appealed")]}

    def action_forms(self):
        """The rating forms that are still to be filled in."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_appraisal_sheet_action")
        return action | {"domain": [("period_id", "=", self.id)], "context": {"search_default_asked": 1}}
