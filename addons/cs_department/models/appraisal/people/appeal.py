from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class CsAppraisal(models.Model):
    """An appraisal is open to appeal while it is shown; somebody else than who judged decides."""

    _name = "cs.appraisal"
    _inherit = ["cs.appraisal", "cs.appealable.mixin"]

    def _appeal_until(self):
        if self.state not in ("shown", "confirmed") or self.is_frozen:
            return False
        return self.appeal_until or False

    def _appeal_not_by(self):
        """Who gave points or showed the score: the supervisor and the raters that were his superiors."""
        raters = self.sheet_ids.filtered(lambda sheet: sheet.relation == "manager" and sheet.state == "given")
        return (
            self.supervisor_id
            | raters.rater_id
            | self.shown_by_id.filtered(lambda user: not user.has_group("cs_department.group_cs_manager"))
        )

    def _appeal_opened(self, appeal):
        self.write({"state": "appealed"})
        self._end_told()

    def _appeal_granted(self, appeal):
        """What was corrected counts, and so does what became known since."""
        corrections = self.sheet_ids.filtered(lambda sheet: sheet.relation == "appeal" and sheet.state == "asked")
        for sheet in corrections.sudo(False):
            sheet.action_give()  # the decider's own form, one for an appeal
        self._recompute()
        self._confirm("appeal")

    def _appeal_declined(self, appeal):
        if appeal.state == "withdrawn":
            self.write({"state": "shown"})
        else:
            self._confirm("appeal")

    def _correction_form(self, user):
        """The form on which somebody corrects points after an appeal, with every criterion (in sudo)."""
        self.ensure_one()
        sheets = self.sheet_ids.filtered(lambda sheet: sheet.relation == "appeal" and sheet.rater_id == user)
        if not sheets:
            sheets = sheets.create(self._prepare_sheet(user.id, "appeal"))
            self.env["cs.appraisal.rating"].create(sheets._prepare_lines(self.score_ids.criterion_id))
        sheets.filtered(lambda sheet: sheet.state == "given").write({"state": "asked"})
        return sheets[:1]


class CsAppeal(models.Model):
    _inherit = "cs.appeal"

    is_appraisal = fields.Boolean(compute="_compute_is_appraisal")

    def _compute_is_appraisal(self):
        for appeal in self:
            appeal.is_appraisal = appeal.res_model == "cs.appraisal"

    def action_correct(self):
        """Put the points right, before the appeal is granted.

        :raises AccessError: for anybody who may not decide.
        :raises UserError: when there are no points to correct.
        """
        self.check_access("read")
        self.ensure_one()
        if not self.may_decide:
            raise AccessError(self.env._("An appeal is decided by somebody else than who judged, and than the person."))
        if not self.is_appraisal:
            raise UserError(self.env._("There are no points to correct here."))
        # sudo: the decider was asked; the appraisal need not be one of his people's
        appraisal = self.env[self.res_model].sudo().browse(self.res_id)
        sheet = appraisal._correction_form(self.env.user)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct the points"),
            "res_model": "cs.appraisal.sheet",
            "res_id": sheet.id,
            "views": [(self.env.ref("cs_department.cs_appraisal_sheet_view_form_dialog").id, "form")],
            "target": "new",
        }
